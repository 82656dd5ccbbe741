"""A text over another text: every character knows where it stands beneath."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..span import Span


class Edit(NamedTuple):
    """``[start, end)`` becomes ``text``, which is no longer than what it stands for."""

    start: int
    end: int
    text: str


class Layer:
    """``text`` and, for each of its characters, the offset of that character in the text beneath.

    Layers are immutable; :meth:`drop` and :meth:`swap` give new ones over the same base.

    >>> layer = Layer.over("項(xiàng)目").drop([(1, 8)]).swap("项目")
    >>> layer.text, layer.below(0, 2)
    ('项目', Span(start=0, end=9))
    """

    __slots__ = ("offsets", "text")

    def __init__(self, text: str, offsets: Sequence[int]) -> None:
        if len(text) != len(offsets):
            raise ValueError(f"a layer of {len(text)} characters needs as many offsets, not {len(offsets)}")
        self.text = text
        self.offsets = offsets

    @classmethod
    def over(cls, text: str) -> "Layer":
        """The layer that is its own base (offsets are a ``range``: no memory, no copying)."""
        return cls(text, range(len(text)))

    def drop(self, spans: Iterable[tuple[int, int]]) -> "Layer":
        """Without the characters of ``spans`` (half-open, ascending, not overlapping)."""
        kept_text: list[str] = []
        kept_offsets: list[int] = []
        at = 0
        for start, end in spans:
            kept_text.append(self.text[at:start])
            kept_offsets.extend(self.offsets[at:start])
            at = end
        if at == 0:
            return self
        kept_text.append(self.text[at:])
        kept_offsets.extend(self.offsets[at:])
        return Layer("".join(kept_text), kept_offsets)

    def edit(self, edits: Iterable[Edit]) -> "Layer":
        """With each edit done (ascending, not overlapping); new characters take the first offsets of what was there.

        >>> layer = Layer.over("工业&amp;科技").edit([Edit(2, 7, "&")])
        >>> layer.text, list(layer.offsets)
        ('工业&科技', [0, 1, 2, 7, 8])
        """
        texts: list[str] = []
        offsets: list[int] = []
        at = 0
        for start, end, text in edits:
            if len(text) > end - start:
                raise ValueError(f"{text!r} is longer than the {end - start} characters it stands for")
            texts += self.text[at:start], text
            offsets.extend(self.offsets[at : start + len(text)])
            at = end
        if not texts:
            return self
        texts.append(self.text[at:])
        offsets.extend(self.offsets[at:])
        return Layer("".join(texts), offsets)

    def swap(self, text: str) -> "Layer":
        """With other characters at the same places (``text`` has the same length)."""
        return self if text == self.text else Layer(text, self.offsets)

    def below(self, start: int, end: int) -> Span:
        """The span in the text beneath, from the first to the last character of ``[start, end)``."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)
