"""The documents that ``annotations/raw.tsv`` annotates: places and answers there, the text in the archive beside the repository.

Only quantities that a reader was shown are judged; of what else a scanner finds in them nothing is known.
"""

import json
import lzma
from bisect import bisect_left
from pathlib import Path
from typing import Any

from annotated import SHARED, Gold

from policyextract.text.clean import clean

FILE = Path(__file__).resolve().parent.parent / "annotations" / "raw.tsv"
RAW = SHARED / "corpus" / "raw.jsonl.xz"
KINDS = {"t": "target", "a": "actual"}
CHANGES = {"n": "none", "i": "increase", "d": "decrease"}
NATURES = {"o": "outcome", "i": "input", "s": "standard", "c": "criterion"}
BASES = {
    "yoy": "year_on_year", "pop": "period_on_period", "aa": "annual_average", "ey": "each_year", "cum": "cumulative",
    "vs": "versus", "-": None,
}  # fmt: skip


class _Text:
    """The text of one document, whose places are read as clean words."""

    def __init__(self, text: str) -> None:
        found = clean(text)
        self.text, self.offsets = found.text, found.offsets

    def words(self, place: str) -> str:
        """What stands at ``start:end``, or at several such places put together with ``+``."""
        out = ""
        for piece in place.split("+"):
            start, end = map(int, piece.split(":"))
            out += self.text[bisect_left(self.offsets, start) : bisect_left(self.offsets, end)]
        return out


def documents() -> list[Gold]:
    """The annotated parts of the archive's documents, in the order of the file; none where the archive is absent."""
    if not (FILE.exists() and RAW.exists()):
        return []
    parts: list[tuple[str, int, int, list[list[str]]]] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if fields[0] == "=":
            parts.append((fields[1], int(fields[2]), int(fields[3]), []))
        elif line and not line.startswith("#"):
            parts[-1][3].append(fields)
    wanted = {ident for ident, _, _, _ in parts}
    held: dict[str, Any] = {}
    with lzma.open(RAW, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if row["id"] in wanted:
                held[row["id"]] = row
    return [_document(held[ident], start, end, rows) for ident, start, end, rows in parts if ident in held]


def _document(row: Gold, start: int, end: int, rows: list[list[str]]) -> Gold:
    text = row["text"][start:end]
    words = _Text(text)
    targets: list[Gold] = []
    judged: list[list[int]] = []
    for fields in rows:
        place = {"start": int(fields[0]), "end": int(fields[1])}
        if fields[2] == "-":
            judged.append([place["start"], place["end"]])
        elif fields[2] == "?":
            targets.append({**place, "optional": True})
        else:
            targets.append({**place, **_record(fields, words)})
    return {
        "id": f"{row['id']}:{start}", "text": text, "title": row["title"], "published": row["published"],
        "genre": row["genre"], "targets": targets, "judged": judged, "partial": True,
    }  # fmt: skip


def _record(fields: list[str], words: _Text) -> Gold:
    """What is known of a record; a slot that was left open is not there."""
    kind, change, nature, basis, due, first, region, agent, readings = fields[2:]
    out: Gold = {"kind": KINDS[kind]}
    for slot, told, names in (("change", change, CHANGES), ("nature", nature, NATURES), ("basis", basis, BASES)):
        if told != "?":
            out[slot] = names[told]
    if due != "?":
        out["due"] = None if due == "-" else due
    if first not in "?-":
        out["first"] = first
    for slot, told in (("region", region), ("agent", agent)):
        if told != "?":
            out[slot] = None if told == "-" else words.words(told)
    if readings != "?":
        out["indicator"] = [words.words(place) for place in readings.split(" ")]
    return out
