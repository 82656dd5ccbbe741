"""Raw text to clean text: the noise steps in their order, each with its count."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..span import Span
from .bold import drop_doubles
from .control import drop_control
from .layer import Layer
from .markup import blank_markup
from .pinyin import drop_notes
from .punctuation import mend_marks
from .script import simplify
from .spaces import drop_spaces
from .width import narrow


class CleanText(NamedTuple):
    """What cleaning gives.

    ``layer.text`` is the clean text, ``layer.offsets`` the raw offset of each of its characters; ``steps`` says how
    often each noise step fired (only those that did); ``script`` is ``hans`` or ``hant``, that of the raw text.
    """

    raw: str
    layer: Layer
    steps: Mapping[str, int]
    script: str

    @property
    def text(self) -> str:
        return self.layer.text

    @property
    def offsets(self) -> Sequence[int]:
        return self.layer.offsets

    def raw_span(self, start: int, end: int) -> Span:
        """The raw span of the clean span ``[start, end)``: from its first to its last character."""
        return self.layer.below(start, end)

    def words(self, start: int, end: int) -> str:
        """The clean text of the raw span ``[start, end)``.

        >>> clean("重點項(xiàng)目").words(2, 11)
        '项目'
        """
        offsets = self.layer.offsets
        return self.layer.text[bisect_left(offsets, start) : bisect_left(offsets, end)]


def clean(raw: str) -> CleanText:
    """Clean ``raw``; never raises for what the text contains, and joins no lines.

    The order matters: entities must be characters before characters are looked at, a note's bracket must be rid of
    zero-width characters, a note stands behind one character and not behind two of bold print, and spaces are judged
    between the characters that stay.

    >>> cleaned = clean("到２０２５年，培育“小巨人 ”企業１００家、重點項(xiàng)目50個")
    >>> cleaned.text
    '到2025年，培育“小巨人”企业100家、重点项目50个'
    >>> dict(cleaned.steps), cleaned.script
    ({'width': 7, 'pinyin': 1, 'script': 4, 'spaces': 1}, 'hant')
    """
    steps: dict[str, int] = {}
    layer = Layer.over(raw)
    layer, steps["markup"] = blank_markup(layer)
    layer, steps["control"] = drop_control(layer)
    layer, steps["width"] = narrow(layer)
    layer, steps["bold"] = drop_doubles(layer)
    layer, steps["pinyin"] = drop_notes(layer)
    layer, steps["script"], script = simplify(layer)
    layer, steps["marks"] = mend_marks(layer)
    layer, steps["spaces"] = drop_spaces(layer)
    return CleanText(raw, layer, {name: count for name, count in steps.items() if count}, script)
