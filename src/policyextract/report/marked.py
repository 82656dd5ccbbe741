"""A text in blocks for reading, its records marked: what was markup or noise is gone, the characters are those of the original.

A block is ``[kind, level, pieces]``: ``heading``, ``para``, ``item``, ``row`` or ``furniture``. A piece is a text; ``[text, s]``
where it is part of the sentence that begins at raw offset ``s``; ``[text, s, [n, …]]`` where it is what the rows ``n`` are
anchored to.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ..rows import Row
from ..text.blocks import Outline
from ..text.clean import clean
from ..text.outline import outline

Block = list[Any]


class _Stretch(NamedTuple):
    start: int
    end: int
    key: Any


def marked(raw: str, rows: Sequence[Row]) -> list[Block]:
    """The blocks of a text.

    Args:
        raw: the text that offsets point into.
        rows: its records, numbered in their order.

    >>> marked("5万人。", [{"start": 0, "end": 3, "sentence_start": 0, "sentence_end": 4}])
    [['para', 0, [['5万人', 0, [0]], ['。', 0]]]]
    """
    return [block[:3] for block in placed(raw, rows)]


def placed(raw: str, rows: Sequence[Row]) -> list[Block]:
    """The same, each block with where its characters stand: ``[n, offset]`` for the n-th and those that follow it in the raw text.

    >>> placed("5&amp;6万人", [])
    [['para', 0, ['5&6万人'], [[0, 0], [2, 6]]]]
    """
    outlined = outline(clean(raw))
    offsets = outlined.clean.offsets
    below = [offsets[at] for at in outlined.view.offsets]  # of each character shown, its place in the raw text
    shown = _as_written(outlined, below)
    numbers = [_Stretch(*_shown(below, row["start"], row["end"]), [n]) for n, row in enumerate(rows)]
    sentences = {(row["sentence_start"], row["sentence_end"]) for row in rows if row["sentence_start"] is not None}
    told = [_Stretch(*_shown(below, start, end), start) for start, end in sentences]
    marks, within = _joined(numbers), _apart(told)
    edges = sorted({edge for one in (*marks, *within) for edge in (one.start, one.end)})
    return [
        [kind, level, list(_pieces(shown, start, end, edges, marks, within)), _runs(below, start, end)]
        for kind, level, start, end in _blocks(outlined)
    ]


def told(rows: Sequence[Row]) -> list[Block]:
    """Blocks of the sentences of records, where the text itself is not at hand."""
    found: dict[str, list[tuple[int, Row]]] = {}
    for n, row in enumerate(rows):
        found.setdefault(str(row["sentence"] or ""), []).append((n, row))
    out: list[Block] = []
    for sentence, those in found.items():
        key = those[0][1]["sentence_start"]
        marks = []
        for n, row in those:
            anchor = str(row["text"] or row["indicator"] or "")
            first = int(row["start"]) - int(key) if isinstance(row["start"], int) and isinstance(key, int) else 0
            at = max(sentence.find(anchor, max(0, first - len(anchor))), sentence.find(anchor) if first else -1)
            if at >= 0:
                marks.append(_Stretch(at, at + len(anchor), [n]))
        marks = _joined(marks)
        edges = sorted({edge for one in marks for edge in (one.start, one.end)})
        within = [_Stretch(0, len(sentence), key)]
        out.append(["para", 0, list(_pieces(sentence, 0, len(sentence), edges, marks, within))])
    return out


def _as_written(outlined: Outline, below: Sequence[int]) -> str:
    """The characters of the raw text; of an entity (``&lt;``) what it stands for."""
    raw = outlined.clean.raw
    return "".join(
        mine if mine in "\n\t" or raw[at] == "&" else raw[at] for mine, at in zip(outlined.text, below, strict=True)
    )


def _shown(below: Sequence[int], start: object, end: object) -> tuple[int, int]:
    """A raw span in the characters that are shown; empty where it is not in the text."""
    if not isinstance(start, int) or not isinstance(end, int):
        return 0, 0
    return bisect_left(below, start), bisect_left(below, end)


def _runs(below: Sequence[int], start: int, end: int) -> list[list[int]]:
    """Where characters are not the next of the raw text, and where that is."""
    return [[at - start, below[at]] for at in range(start, end) if at == start or below[at] != below[at - 1] + 1]


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Stretches that overlap as one, with the keys of all."""
    out: list[_Stretch] = []
    for one in sorted((one for one in stretches if one.end > one.start), key=lambda one: (one.start, -one.end)):
        if out and one.start < out[-1].end:
            last = out.pop()
            one = _Stretch(last.start, max(last.end, one.end), last.key + one.key)
        out.append(one)
    return out


def _apart(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Of stretches that overlap, the first."""
    out: list[_Stretch] = []
    for one in sorted(stretches):
        if one.end > one.start and (not out or one.start >= out[-1].end):
            out.append(one)
    return out


def _blocks(outlined: Outline) -> Iterable[tuple[str, int, int, int]]:
    """Kind, level, start and end; cells right above a row are its head, and what no block holds is furniture."""
    at = 0
    for n, block in enumerate(outlined.blocks):
        yield from _between(outlined.text, at, block.start)
        below = outlined.blocks[n + 1].kind if n + 1 < len(outlined.blocks) else ""
        is_head = below == "row" and "\t" in outlined.text[block.start : block.end]
        yield "row" if is_head else block.kind, block.level, max(at, block.start), block.end
        at = max(at, block.end)
    yield from _between(outlined.text, at, len(outlined.text))


def _between(text: str, start: int, end: int) -> Iterable[tuple[str, int, int, int]]:
    """The lines of a stretch that are not blank."""
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            yield "furniture", 0, start, start + len(line.rstrip("\r\n"))
        start += len(line)


def _pieces(
    text: str, start: int, end: int, edges: Sequence[int], marks: Sequence[_Stretch], within: Sequence[_Stretch]
) -> Iterable[Any]:
    inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
    for first, last in pairwise((start, *inside, end)):
        mark, sentence = _over(marks, first), _over(within, first)
        words = text[first:last]
        if mark is not None:
            yield [words, None if sentence is None else sentence.key, mark.key]
        else:
            yield words if sentence is None else [words, sentence.key]


def _over(stretches: Sequence[_Stretch], at: int) -> _Stretch | None:
    """The stretch that holds a place."""
    n = bisect_right(stretches, at, key=lambda one: one.start) - 1
    return stretches[n] if n >= 0 and at < stretches[n].end else None
