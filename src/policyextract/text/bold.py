"""Characters that stand twice or three times over, as PDF files draw bold print: ``减减轻轻负负担担``, ``2200%%以以上上``.

Chinese doubles characters by itself (``干干净净``, ``家家户户``), and never more than four in a row: so a run of five
different ones is bold print wherever it stands. In a text that has such a run, shorter runs are bold print too, and so is
a line in which every character is doubled.
"""

import re

from ..patterns import compiled
from .layer import Layer

_LONG, _SHORT = 5, 4  # characters of a run that is bold print in any text, and in a text that has bold print
_LINE = 2  # characters of a line that is doubled as a whole
_HAN = compiled("[\u4e00-\u9fff]")


_TIMES = (4, 3, 2)
_DRAWN = {times: r"(\S)" + r"\1" * (times - 1) for times in _TIMES}
_END = r"(?:(?<!\d)|(?=\s|\Z))"  # figures behind bold words are doubled only where more that is doubled follows, or nothing
_SURE = {times: re.compile(rf"(?:{drawn}){{{_LONG},}}{_END}") for times, drawn in _DRAWN.items()}
# What each of these begins with, in one pass: most texts hold none of it.
_ANY = re.compile(rf"(\S)\1(?:(?:(\S)\2){{{_LONG - 1}}}|\1(?:(\S)\3\3){{{_LONG - 1}}})")
_LIKELY = {times: re.compile(rf"(?:{drawn}){{{_SHORT},}}{_END}") for times, drawn in _DRAWN.items()}
_WHOLE = {
    times: compiled(rf"^(?>(?:[ \t\u3000]*+{drawn}){{{_LINE},}})[ \t\u3000]*+$", re.M)
    for times, drawn in _DRAWN.items()
}


def _drawn(run: str, least: int) -> bool:
    """Whether a run is words drawn over: not dots, rules or the zeros of a number."""
    return len(set(run)) >= least - 1 and _HAN.search(run) is not None


def _over(start: int, run: str, times: int) -> list[tuple[int, int]]:
    """The places of the characters of a run that stand there once more."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(run):
        if run[at].isspace():
            at += 1
        else:
            out.append((start + at + 1, start + at + times))
            at += times
    return out


def drop_doubles(layer: Layer) -> tuple[Layer, int]:
    """``layer`` with each character of bold print once, and how many went.

    >>> drop_doubles(Layer.over("（（一一））减减轻轻企企业业负负担担。家家户户"))[0].text
    '（一）减轻企业负担。家家户户'
    """
    dropped = 0
    if _ANY.search(layer.text) is None:
        return layer, dropped
    for times in _TIMES:
        text = layer.text
        if not any(_drawn(found[0], _LONG) for found in _SURE[times].finditer(text)):
            continue
        spans: list[tuple[int, int]] = []
        at = 0
        wholes = [found.span() for found in _WHOLE[times].finditer(text) if _drawn(found[0], _LINE)]
        likely = [found.span() for found in _LIKELY[times].finditer(text) if _drawn(found[0], _SHORT)]
        for start, end in sorted(wholes + likely, key=lambda span: (span[0], -span[1])):
            if start >= at:
                spans += _over(start, text[start:end], times)
                at = end
        layer = layer.drop(spans)
        dropped += len(spans) * (times - 1)
    return layer, dropped
