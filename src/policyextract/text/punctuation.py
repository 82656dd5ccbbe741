"""Punctuation in Chinese text: ASCII marks to those of Chinese print, marks that stand twice to one.

``,`` ``;`` ``:`` ``?`` ``!`` behind a Han character, and ``,`` and ``;`` between a figure and a Han character, become
``，；：？！``; a ``.`` at the end of a line behind a Han character becomes ``。``, and one between two Han characters does
where the text has no other full stops to speak of (``买买提.艾力`` keeps its point elsewhere). ASCII brackets and quotation
marks are read as they are. Two equal marks become one; three and more are an ellipsis or a cry, and stay.
"""

import re

from ..patterns import compiled
from .layer import Layer

_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_CLOSERS = "）】》”’」』)"
_ASCII = compiled(f"[,;:?!](?:(?<=[{_HAN}{_CLOSERS}].)(?![/\\\\])|(?<=[\\d%‰℃A-Za-z][,;])(?=[{_HAN}“‘《（(「『【]))")
_WIDE = str.maketrans(",;:?!", "，；：？！")
_NUMERALS = "一二三四五六七八九十"
# No list mark: 一. （二）. 第三.
_STOP_HERE = f"\\.(?<=[{_HAN}{_CLOSERS}%].)(?<![{_NUMERALS}\\d][)）].)(?<![\\n（(第。.{_NUMERALS}][{_NUMERALS}]\\.)(?<!\\A[{_NUMERALS}]\\.)"
_STOP = compiled(rf"{_STOP_HERE}(?=[ \t]*(?:\n|\Z))")
_INNER_STOP = compiled(f"{_STOP_HERE}(?=[{_HAN}“‘《（(])")
_AGAIN = re.compile("([，。；：、！？])(?: ?\\1)+")
_BRACKETS = re.compile(r"（（([^（）\n]{1,60})））|““([^“”\n]{1,60})””|《《([^《》\n]{1,60})》》")


def mend_marks(layer: Layer) -> tuple[Layer, int]:
    """``layer`` with Chinese punctuation, each mark once; and how many marks changed or went.

    >>> mend_marks(Layer.over("总量达到1,200万吨,增长5%;其中,工业占40%。。"))[0].text
    '总量达到1,200万吨，增长5%；其中，工业占40%。'
    """
    text = layer.text
    out, changed = _ASCII.subn(lambda found: found[0].translate(_WIDE), text)
    if "." in out:
        out, ends = _STOP.subn("。", out)
        inner = _INNER_STOP.findall(out)
        if len(inner) + ends > out.count("。") - ends:
            out = _INNER_STOP.sub("。", out)
            ends += len(inner)
        changed += ends
    layer = layer.swap(out)
    again = [found for found in _AGAIN.finditer(out) if found[0].count(found[1]) == 2]
    spans = [(found.start() + 1, found.end()) for found in again]
    for found in _BRACKETS.finditer(out):
        spans += [(found.start(), found.start() + 1), (found.end() - 1, found.end())]
    return layer.drop(sorted(spans)), changed + len(spans)
