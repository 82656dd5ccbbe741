"""Traditional to simplified characters, where a text is in traditional script.

OpenCC's ``t2s`` keeps the length, but is not safe on simplified text (``乾县`` → ``干县``), so it runs only on texts
of whose Han characters enough are ones that simplified text does not have. The text is judged as a whole: a quotation
in the other script stays as it is. What ``t2s`` leaves or gets wrong is in the lexicon: names that keep a character,
glyph variants of Hong Kong, Taiwan and old print (``衞 羣 吿``), and 著 as the particle 着.
"""

import re
from collections.abc import Callable
from functools import cache
from operator import ne
from typing import NamedTuple

from .. import lexicon
from ..patterns import compiled
from .layer import Layer

# Share of traditional-only characters among Han characters from which a text counts as traditional. Swept on 127 pages
# and reports, whole and in cuts of 500 to 20 characters, and on their conversions by s2t, s2hk and s2tw. Simplified: at
# most 0.007 (a report of 1957 with old forms). Traditional: whole at least 0.27, in 500 characters 0.20, in 100 0.145,
# in 40 0.08; 0.05 parts them all, and anything from 0.02 to 0.08 would.
_SHARE = 0.05

_HAN = compiled("[\u3400-\u4dbf\u4e00-\u9fff]++")


class Protected(NamedTuple):
    """A name that ``t2s`` would spoil: as written in traditional script, and in simplified script."""

    hant: str
    hans: str


class Variant(NamedTuple):
    """A glyph variant that ``t2s`` leaves, and its standard simplified form."""

    hant: str
    hans: str


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # loads a shared library: on first use only

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _convert(text: str) -> str:
    return _converter()(text)


@cache
def _single() -> dict[int, str]:
    """Traditional → simplified, one character for one: for when a length does not come out."""
    chars = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    lines = _convert("\n".join(chars)).split("\n")
    return {ord(a): b for a, b in zip(chars, lines, strict=True) if a != b and len(b) == 1}


@cache
def _variants() -> dict[int, str]:
    return {ord(row.hant): row.hans for row in lexicon.shipped("text").rows("variant", Variant)}


@cache
def _variant_signs() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(chr, _variants())) + "]")


@cache
def traditional_only() -> frozenset[str]:
    """Characters of traditional script that simplified text does not have.

    Those that conversion changes, without the ones that stand in simplified text too, in names and in words of their
    own: those of GB 2312 (乾 於 徵 後 …) and those that the standard of 2013 took back for names (昇 陞 鉅 …).
    """
    changed = "".join(map(chr, (*_single(), *_variants())))
    both = set(changed.encode("gb2312", "ignore").decode("gb2312"))
    return frozenset(changed) - both - set(lexicon.shipped("text").classes()["in_both_scripts"])


@cache
def _sign() -> re.Pattern[str]:
    # Within the first plane only: there a class of thousands is one table look-up a character.
    return compiled("[" + "".join(sorted(char for char in traditional_only() if char < "\U00010000")) + "]")


def share_of_traditional(text: str) -> float:
    """The share of traditional-only characters among the Han characters of ``text``; 0 where there is none.

    >>> share_of_traditional("全市"), share_of_traditional("發展")
    (0.0, 0.5)
    """
    if _sign().search(text) is None:
        return 0.0
    return len("".join(_sign().findall(text))) / len("".join(_HAN.findall(text)))


@cache
def _particle() -> re.Pattern[str]:
    """著 as the particle 着: not in a word that is written with 著 in simplified text too."""
    parts = [word.partition("著") for word in lexicon.shipped("text").classes()["written_with_zhu"]]
    before = "".join(f"(?<!{left}著)" for left, _, _ in parts if left)
    after = "|".join(right for left, _, right in parts if not left)
    return re.compile(f"著{before}(?!{after})")


@cache
def _protected() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = lexicon.shipped("text").rows("protected", Protected)
    return re.compile("|".join(row.hant for row in rows)), {row.hant: row.hans for row in rows}


def to_simplified(text: str) -> str:
    """``text``, which is in traditional script, in simplified characters, as many as it had.

    >>> to_simplified("著力發展乾縣與昇騰產業，羣眾關注著名企業")
    '着力发展乾县与昇腾产业，群众关注著名企业'
    """
    out = _convert(text)
    if len(out) != len(text):
        out = text.translate(_single())
    assert len(out) == len(text), "conversion by single characters keeps the length"
    out = _variant_signs().sub(lambda match: _variants()[ord(match[0])], out)
    out = _particle().sub("着", out)
    names, simplified = _protected()
    if found := [match.span() for match in names.finditer(text)]:
        at, parts = 0, []
        for start, end in found:
            parts += [out[at:start], simplified[text[start:end]]]
            at = end
        out = "".join(parts) + out[at:]
    return out


def simplify(layer: Layer) -> tuple[Layer, int, str]:
    """``layer`` in simplified characters, how many changed, and the script it was in (``hans`` or ``hant``)."""
    text = layer.text
    if share_of_traditional(text) < _SHARE:
        return layer, 0, "hans"
    out = to_simplified(text)
    return layer.swap(out), sum(map(ne, text, out)), "hant"
