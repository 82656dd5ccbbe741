"""Sentences of a block."""

import re

import regex

from ..patterns import compiled_wide
from ..span import Span
from .blocks import Block
from .marks import mark_at

# One sentence: runs without a mark, brackets and quotations that close within the distance a reader keeps in mind
# (their own stops end nothing), else single characters; then the stops and what closes with them.
_SENTENCE = compiled_wide(
    r"""(?>[^。！？!?；;（(“‘「『《【]++
        | [（(][^（()）]{0,150}+(?:[（(][^（()）]{0,60}+[)）][^（()）]{0,100}+){0,4}+[)）]
        | 《[^《》]{0,80}+》
        | “[^“”]{0,60}+”(?<![。！？]”)
        | “[^“”。！？；]{0,200}+”
        | “[^“”]{0,60}+[。！？]”(?=[，、；：的之等这这是])
        | 「[^「」]{0,60}+」(?<![。！？]」)
        | 【[^【】]{0,40}+】
        | [（(“‘「『《【]
      )*+
      (?:[。！？!?；;]++[”’」』）)】》"]*+|$)""",
    regex.X,
)


# The same for most sentences, those with few brackets and quotations and none inside another, by the standard library's
# ``re`` in a quarter of the time; where it does not match, the full pattern decides.
_PLAIN = re.compile(
    r"""(?>(?:[^。！？!?；;（(“‘「『《【]++
        | [（(][^（()）]{0,150}+[)）]
        | 《[^《》]{0,80}+》
        | “[^“”]{0,60}+”(?<![。！？]”)
      ){0,40})
      (?:[。！？!?；;]++[”’」』）)】》"]*+|$)""",
    re.X,
)


def sentences(text: str, block: Block) -> list[Span]:
    """The sentences of a block from its ``body`` on, each with its closing mark and closing quotes; linear.

    A stop inside brackets or short quotations ends nothing. Furniture has no sentences; a table row is one, and where its
    figures stand in words each of its cells has its own.

    >>> text = "一是扩大就业（含灵活就业；不含兼职）；二是“稳岗。”三是增收"
    >>> [text[a:b] for a, b in sentences(text, Block("para", 0, len(text), 0, -1, 0, None, None))]
    ['一是扩大就业（含灵活就业；不含兼职）；', '二是“稳岗。”', '三是增收']
    """
    if block.kind == "furniture" or block.body >= block.end:
        return []
    if block.kind == "row":
        return [Span(block.start, block.end)]
    if block.row is not None and block.row.parts:
        return [_bare(text, found) for part in block.row.parts for found in _cut(text, *part)]
    return _cut(text, block.body, block.end)


def _bare(text: str, sentence: Span) -> Span:
    """A sentence of a cell without the number of a list that it begins with."""
    mark = mark_at(text, *sentence)
    return sentence if mark is None or mark.body >= sentence.end else Span(mark.body, sentence.end)


def _cut(text: str, at: int, end: int) -> list[Span]:
    out: list[Span] = []
    while at < end:
        match = _PLAIN.match(text, at, end) or _SENTENCE.match(text, at, end)
        stop = end if match is None or match.end() <= at else match.end()
        start = at
        while start < stop and text[start].isspace():
            start += 1
        if start < stop:
            out.append(Span(start, stop))
        at = stop
    return out
