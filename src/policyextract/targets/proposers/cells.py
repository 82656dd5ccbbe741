"""What a figure of a table may measure: label, group, heads and caption, alone and put together.

Times that a head says (2025年新建学位) are no part of what is measured, nor are a caption's number, places and last words
(表2 2025年各市造林绿化任务分解表 → 造林绿化).
"""

import re
from functools import cache
from typing import Final

from ...lexicon import alternation, shipped
from ...span import Span
from ...tokens import tokenizer
from ..parse import tagged
from ..scene import Case, Scene
from .columns import Columns, cells, changed, changed_row, over

PAIRS: Final = (
    ("group", "label"), ("label", "header"), ("label", "above"), ("header", "label"), ("above", "header"),
    ("above", "label"), ("header+", "header"), ("label", "header+"),
    ("header.bare", "topic"), ("header", "topic"), ("label", "topic"), ("label", "header.bare"),
    ("above", "header.bare"), ("above.bare", "header"), ("label", "above.bare"), ("group", "header.bare"),
    ("header", "topic.noun"), ("label", "topic.noun"), ("topic", "label"), ("topic", "header"), ("above", "topic"), ("above", "topic.noun"),
    ("label", "topic.end"), ("header", "topic.end"), ("last", "header"), ("last", "topic.end"),
    ("label", "corner.end"), ("label", "corner"), ("label", "above.end"), ("label", "group.end"), ("label", "group"), ("header", "group"),
)  # fmt: skip
"""What is put together, in this order."""

TRIPLES: Final = (
    ("above", "header", "topic"),
    ("above", "header", "topic.noun"),
    ("group", "label", "header"),
    ("label", "above", "header"),
)

_NUMBERED: Final = re.compile(
    r"附?[件表]?\s?(?:表|专栏)\s?(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})(?:[-－—.]\d{1,2})?[：:.、\s]*"
)
_SPACE: Final = frozenset(" \t\u3000\n：:，,的")
_GAP: Final = re.compile(r"\s+")
_HAN: Final = "\u3400"
_LONG: Final = 40  # characters of a cell that is a name
_FAR: Final = 120  # characters of a row that are looked through for one
_PARTS: Final = 3  # of a label in which cells stand side by side
_TRIES: Final = 6


@cache
def _tails() -> "re.Pattern[str]":
    return re.compile(rf"(?:{alternation(shipped('targets', 'words.toml').classes()['caption_tails'])})\Z")


@cache
def _heads() -> "re.Pattern[str]":
    return re.compile(alternation(shipped("targets", "words.toml").classes()["caption_heads"]))


class Cells:
    """Proposes what stands around the figures of one document's tables."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self._columns = Columns(scene)
        self._topics: dict[Span, Span | None] = {}
        self._ends: dict[Span, Span | None] = {}

    def of(self, case: Case) -> list[tuple[tuple[Span, ...], str]]:
        """The pieces of each candidate, with the name of how they were put together."""
        row, cell = case.row, case.cell
        if row is None:
            return []
        named = [("label", row.label), ("group", row.group), ("caption", row.caption)]
        named.append(("changed", changed_row(self.scene, case.block)))
        if cell is not None:
            # a column that says only how much another has changed is headed by that one
            whose = changed(self.scene, row, cell)
            above = whose or cell.above
            named += [("header", cell.header if whose is None else None), (over(row, above), above)]
        if cell is None or cell.header is None:
            named += self._columns.heads(case)
        parts: dict[str, Span] = {}
        for name, span in named:
            bare = None if span is None else self._bare(span)
            if bare is not None and bare.end > bare.start:
                while name in parts:
                    name += "+"
                parts[name] = bare
        out: list[tuple[tuple[Span, ...], str]] = [((span,), f"cell.{name}") for name, span in parts.items()]
        pieces = self._parts(row.label) if row.label is not None else []
        if pieces:
            parts["last"] = pieces[-1]
        self._more(case, parts)
        for names in (*PAIRS, *TRIPLES):
            if all(name in parts for name in names):
                out.append((tuple([parts[name] for name in names]), "cell." + "+".join(names)))
        out += [((parts[name],), f"cell.{name}") for name in _MORE if name in parts]
        if row.label is not None and row.label != parts.get("label"):
            out.append(((row.label,), "cell.label.whole"))
        out += [((piece,), "cell.label.part") for piece in pieces]
        near = self._near(case)
        if near is not None and near not in (row.label, parts.get("label"), parts.get("group")):
            out.append(((near,), "cell.near"))
            last = cells(self.text, near.start, near.end, _GAP)[-1]
            if last.start > near.start and last.end - last.start > 1:  # where a gap does not tell cells apart
                out.append(((last,), "cell.near.last"))
        return out

    def _near(self, case: Case) -> Span | None:
        """The nearest cell of words before the figure in its row, where the label is another one."""
        start = max(self.scene.blocks[case.block].start, case.start - _FAR)
        for cell in reversed(cells(self.text, start, case.start)):
            if any(char >= _HAN for char in self.text[cell.start : cell.end]) and not self.scene.names_in(*cell):
                bare = self._bare(cell)
                return bare if 1 < bare.end - bare.start <= _LONG else None
        return None

    def _parts(self, label: Span) -> list[Span]:
        """The last cells that stand in a label one beside the other, as in a row whose gaps do not tell them apart."""
        if label.end - label.start > _FAR:
            return []
        found = cells(self.text, label.start, label.end, _GAP)
        if len(found) < 2:
            return []
        parts = [self._bare(piece) for piece in (found[0], *found[1 - _PARTS :])]
        return [piece for piece in parts if piece.end - piece.start > 1]

    def _more(self, case: Case, parts: dict[str, Span]) -> None:
        """Add the parts without what is no part of an indicator."""
        for name in ("label", "header", "above"):
            span = parts.get(name)
            bare = None if span is None else self._timeless(span)
            if bare is not None and bare != span and bare.end - bare.start > 1:
                parts[f"{name}.bare"] = bare
        for name in ("above", "corner", "group"):
            span = parts.get(name)
            end = None if span is None else self._last_word(span)
            if end is not None:
                parts[f"{name}.end"] = end
        topic = self._topic(case)
        if topic is not None:
            parts["topic"] = topic
            noun = self._noun(topic)
            if noun is not None:
                parts["topic.noun"] = noun
            end = self._last_word(topic)
            if end is not None:
                parts["topic.end"] = end

    def _topic(self, case: Case) -> Span | None:
        """What the table is of, as its caption says, or the heading it stands under."""
        caption = case.row.caption if case.row is not None else None
        parent = self.scene.blocks[case.sentence.block].parent
        if caption is None and parent >= 0:
            heading = self.scene.blocks[parent]
            caption = Span(heading.body, heading.end)
        if caption is None:
            return None
        if caption not in self._topics:
            self._topics[caption] = self._cut(caption)
        return self._topics[caption]

    def _cut(self, caption: Span) -> Span | None:
        text = self.text
        start, end = caption
        numbered = _NUMBERED.match(text, start, end)
        span = Span(numbered.end() if numbered is not None else start, end)
        for _ in range(_TRIES):
            before = span
            span = self._timeless(self._bare(span))
            start, end = span
            tail = _tails().search(text, max(start, end - 8), end)
            end = tail.start() if tail is not None and tail.start() > start else end
            head = _heads().match(text, start, end)
            start = head.end() if head is not None else start
            for name in self.scene.names_in(start, start + 1):
                if name.value.type in ("place", "region") and name.end < end:
                    start = name.end
            span = Span(start, end)
            if span == before:
                break
        return span if 2 <= span.end - span.start <= 30 else None

    def _noun(self, topic: Span) -> Span | None:
        """A topic without the verb of doing that begins it: 淘汰落后产能 → 落后产能."""
        tags = tagged().get(self.text[topic.start : topic.start + 2], ())
        short = Span(topic.start + 2, topic.end)
        return short if "deed" in tags and short.end - short.start > 1 else None

    def _last_word(self, span: Span) -> Span | None:
        """The last word of a caption or a head, with the one before it where that is a single character: 脱贫户分领域|满意度,
        期末畜禽|存栏. None where that is all of it."""
        if span not in self._ends:
            at = span.end
            for word in tokenizer().cut(self.text[span.start : span.end])[:0:-1]:
                at -= len(word)
                if span.end - at > 1:
                    break
            self._ends[span] = Span(at, span.end) if span.end - at > 1 else None
        return self._ends[span]

    def _timeless(self, span: Span) -> Span:
        """A cell without the times at its ends."""
        start, end = span
        for moment in self.scene.times_in(start, end):
            if moment.start <= start < moment.end <= end:
                start = moment.end
            elif moment.start > start and moment.end >= end:
                end = moment.start
        while start < end and self.text[start] in _SPACE:
            start += 1
        while end > start and self.text[end - 1] in _SPACE:
            end -= 1
        return Span(start, end)

    def _bare(self, span: Span) -> Span:
        """A cell without the unit in brackets at its end."""
        text = self.text
        start, end = span.start, span.end
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start and text[end - 1] in "）)":
            opened = max(text.rfind("（", start, end), text.rfind("(", start, end))
            if opened > start and end - opened <= 12:
                end = opened
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        return Span(start, end)


_MORE: Final = ("label.bare", "header.bare", "above.bare", "topic", "topic.noun")
