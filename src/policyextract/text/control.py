"""Characters that no reader sees, and line breaks in their several spellings.

Dropped: zero-width characters, byte-order marks, direction marks, soft hyphens, variation selectors, control
characters and private use (font-specific bullets). Line breaks of every kind become one ``\\n``: ``\\r\\n`` loses
its ``\\r``, a lone ``\\r``, a form feed, a vertical tab, NEL, and the line and paragraph separators are swapped.
Tabs stay: they are cell borders. U+FFFD stays: a character was there, and without it two words would become one.
"""

import re

from ..patterns import compiled
from .layer import Layer

_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ue000-\uf8ff"
    f"{chr(0xD800)}-{chr(0xDFFF)}"  # lone surrogates: mypyc takes none in a literal
)
_UNSEEN_BEYOND = "\U000e0000-\U000e01ef\U000f0000-\U0010ffff"  # apart: within the first plane a class is one look-up
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_ANY = compiled(f"[{_UNSEEN}{_BREAKS}]")
_ANY_BEYOND = re.compile(f"[{_UNSEEN_BEYOND}]")
_DROP = compiled(f"[{_UNSEEN}{_UNSEEN_BEYOND}]|\r(?=[{_UNSEEN}{_UNSEEN_BEYOND}]*+\n)")
_TO_NEWLINE = str.maketrans(dict.fromkeys(_BREAKS, "\n"))


def drop_control(layer: Layer) -> tuple[Layer, int]:
    """``layer`` without unseen characters and with ``\\n`` as its only line break; how many characters that touched.

    >>> drop_control(Layer.over("\\ufeff全\\u200b市\\r\\n目标"))[0].text
    '全市\\n目标'
    """
    text = layer.text
    # Two bytes for each character: none lies beyond the first plane. To encode takes a tenth of a search.
    beyond = len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)
    if _ANY.search(text) is None and not (beyond and _ANY_BEYOND.search(text) is not None):
        return layer, 0
    spans = [match.span() for match in _DROP.finditer(layer.text)]
    dropped = layer.drop(spans)
    swapped = dropped.swap(dropped.text.translate(_TO_NEWLINE))
    breaks = sum(dropped.text.count(char) for char in _BREAKS)
    return swapped, len(spans) + breaks
