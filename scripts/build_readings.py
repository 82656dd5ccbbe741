"""Builds the shipped table of readings of Han characters: which syllables, without tone, a character is read as.

    python -m pip install --group readings
    python scripts/build_readings.py [--out FILE]

From pypinyin, which has them from the Unihan database and dictionaries. Characters of GB 2312 and Big5, which are those of
everyday text in both scripts; a line a syllable, a tab, its characters. The same version gives the same table.
"""

import argparse
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Final

from pypinyin.pinyin_dict import pinyin_dict

from policyextract import lexicon

OUT: Final = Path(__file__).resolve().parent.parent / "src" / "policyextract" / "text" / "readings.tsv"
HEAD: Final = "# Readings of Han characters without tone: a syllable, a tab, the characters of GB 2312 and Big5 that are read so.\n"
TONES: Final = {"\u0300", "\u0301", "\u0304", "\u0306", "\u030c"}


def plain(reading: str) -> str:
    """``reading`` without its tone; ü stays."""
    letters = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(char for char in letters if char not in TONES))


def everyday(char: str) -> bool:
    return any(char.encode(encoding, "ignore") for encoding in ("gb2312", "big5"))


def main() -> None:
    parser = argparse.ArgumentParser(description="build the table of readings")
    parser.add_argument("--out", type=Path, default=OUT)
    out: Path = parser.parse_args().out
    syllables = set(lexicon.shipped("text").classes()["pinyin_syllables"])
    read: dict[str, set[str]] = defaultdict(set)
    for code, readings in pinyin_dict.items():
        if code <= 0xFFFF and everyday(chr(code)):
            for reading in readings.split(","):
                read[plain(reading)].add(chr(code))
    lines = [
        f"{syllable}\t{''.join(sorted(chars))}\n" for syllable, chars in sorted(read.items()) if syllable in syllables
    ]
    out.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{out}: {len(lines)} syllables, {len(set().union(*read.values()))} characters")


if __name__ == "__main__":
    main()
