"""Raw text to clean text: the noise steps in their order, each with its count."""

from collections.abc import Mapping
from typing import NamedTuple

from ..span import Span
from .layer import Layer


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
    def offsets(self) -> "object":
        return self.layer.offsets

    def raw_span(self, start: int, end: int) -> Span:
        """The raw span of the clean span ``[start, end)``: from its first to its last character."""
        return self.layer.below(start, end)


def clean(raw: str) -> CleanText:
    """Clean ``raw``; never raises for what the text contains."""
    return CleanText(raw, Layer.over(raw), {}, "hans")
