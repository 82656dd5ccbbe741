"""Who a record may be of: the bodies and people that do it, answer for it or tell of it, and nobody.

An :class:`Actor` is one or several of them as a record can name them, made once a document: named bodies and people (those
joined by ``、`` as one), bodies named by their function alone (``县财政``, ``房地产开发企业``), the subject of a clause, and the
value of a label or a bracket that says who answers for a task. :meth:`Agents.propose` gives those a case may take.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from ...patterns import compiled
from ...rules import Mention
from ...span import Span, Starts
from ...text.blocks import Duty
from ..parse import Word, tagged
from ..scene import Case, Scene
from .nouns import CLOSE_JOINS

_NOMINAL: Final = frozenset(("n", "vn", "b", "x", "L", "B", "j"))
_AHEAD: Final = frozenset(("T", "d", "c", "p", "r", "t"))  # may stand before a clause's subject
_PREDICATE: Final = frozenset(
    (
        "deed",
        "give",
        "finite",
        "level",
        "rise",
        "fall",
        "past",
        "future",
        "saying",
        "obliges",
        "strive",
        "cause",
        "adverb",
    )
)
# up to what ends it: 各县（市、区）政府
# and not beyond the mark of the next task where lines ran together: 责任单位：省教育厅（九）支持…, 省卫健委三、提升…
_NUMERAL: Final = "[一二三四五六七八九十]{1,3}"
_LABEL: Final = r"(?<=[\s，,])\w{2,10}[：:]"  # the next one on the line: 责任单位：县水利局　　完成时限：11月底
_VALUE: Final = compiled(
    rf"(?:(?:(?!(?<=[委局厅部院会府室办处])(?:{_NUMERAL}、|\d{{1,2}}[.．、])|{_LABEL})[^（()）。；;\n\t|])++|[（(](?!(?:{_NUMERAL}|\d{{1,2}})[)）])[^（()）。；;\n\t|]*[)）])*+"
)
_RUNNING: Final = re.compile(r"[：:]|[^、，,；;\s]{24}")  # text, not a cell of bodies
_APART: Final = frozenset("；;，,、。）)（(")  # with blanks, between one label's value and the next label
_INNER: Final = re.compile(r"[（(]([^（()）]*)[)）]")
_OPENED: Final = frozenset('“「『"')
_CLOSED: Final = frozenset('”」』"')
_BRACKET: Final = 80  # characters of a bracket of those who answer for a task
_INSIDE: Final = 10  # words of a quotation within a name
_JOINS: Final = frozenset("，,、；;")  # with blanks, between those whom a value names
_PART: Final = compiled(r"(?:[^、，,；;\s（(]++|[（(][^（()）]*[)）]?)++")


class Actor(NamedTuple):
    """Those a record may name: their span, each of them, what they are, their role, their place in the document, and those
    who the same words say help them."""

    start: int
    end: int
    members: tuple[Span, ...]
    sort: str  # "gov" "company" "org" "person" "place" "body" "clause" "subject" "label" "bracket" "cell"
    role: str  # "lead" "support"
    number: int
    helpers: tuple[Span, ...] = ()


class Candidate:
    """An actor a record may have (None: nobody), by which construction, and how many of its kind stand nearer."""

    __slots__ = ("actor", "rank", "rule")

    def __init__(self, actor: Actor | None, rule: str, rank: int) -> None:
        self.actor = actor
        self.rule = rule
        self.rank = rank

    @property
    def place(self) -> Span | None:
        """Where it stands in the text."""
        return None if self.actor is None else Span(self.actor.start, self.actor.end)


NONE: Final = Candidate(None, "none", 0)


@cache
def _labels() -> re.Pattern[str]:
    """A label that says who answers for a task, up to its colon.

    The labels stand in one group, so that ``re`` looks for their first characters: fifteen times as fast.
    """
    words = [word for word, tags in tagged().items() if "lead_label" in tags or "support_label" in tags]
    words.sort(key=_length)
    return re.compile(f"(?P<label>{'|'.join(words)})(?:及[^：:，。\\n]{{1,6}})?[：:]\\s*")


@cache
def _answers() -> re.Pattern[str]:
    """Words behind those who lead or help (牵头, 负责, 配合)."""
    found = tagged()
    return re.compile(
        "|".join(sorted([w for w, tags in found.items() if "leads" in tags or "helps" in tags], key=_length))
    )


def _length(word: str) -> tuple[int, str]:
    return -len(word), word


class Agents:
    """The actors of one document, and what each case may take of them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.actors: list[Actor] = []
        named: list[Actor] | None = scene.made.get("actors")
        if named is None:
            named = scene.made["actors"] = self._named()
        found = named + self._parsed()
        found.sort(key=_place)
        for actor in found:
            if not self.actors or (actor.start, actor.end) != (self.actors[-1].start, self.actors[-1].end):
                self.actors.append(_numbered(actor, len(self.actors)))
        marks: list[Actor] | None = scene.made.get("actors.marked")
        if marks is None:
            marks = scene.made["actors.marked"] = self._marks()
        self.marks = [_numbered(mark, len(self.actors) + k) for k, mark in enumerate(marks)]
        self._mark_starts = Starts([mark.start for mark in self.marks])
        self._duties = self._of_rows()
        self._starts = Starts([actor.start for actor in self.actors])
        self.known = [actor for actor in self.actors if actor.sort not in ("subject", "place")]
        self._known_starts = Starts([actor.start for actor in self.known])
        self.own = self._own()
        told = [actor for actors in self._duties.values() for actor in actors]
        self._at = {Span(actor.start, actor.end): actor for actor in (*self.marks, *self.actors, *told)}

    def within(self, start: int, end: int) -> Sequence[Actor]:
        """The actors that begin in ``[start, end)``, in order."""
        return self._starts.among(self.actors, start, end)

    def named(self, start: int, end: int) -> Sequence[Actor]:
        """Those of them that are bodies or people by their words, not only as what heads a clause."""
        return self._known_starts.among(self.known, start, end)

    def _own(self) -> list[Actor]:
        """The bodies that the document itself may be of: the first it names, and the one it names most, at least thrice."""
        text = self.scene.text
        named = [actor for actor in self.known if actor.sort in ("gov", "company", "org")]
        if not named:
            return []
        count = Counter([text[actor.start : actor.end] for actor in named])
        said, most = count.most_common(1)[0]
        out = named[:1]
        if most > 2:
            out.append(next(actor for actor in named if text[actor.start : actor.end] == said))
        return out

    def marked(self, start: int, end: int) -> Sequence[Actor]:
        """The values of labels and brackets that begin in ``[start, end)``."""
        return self._mark_starts.among(self.marks, start, end)

    def _named(self) -> list[Actor]:
        """Bodies and people by name, and bodies by their function that scanning found, those joined as one too."""
        text, out = self.scene.text, list[Actor]()
        group: list[Mention] = []
        for mention in self.scene.names:
            if mention.value.type not in ("gov", "company", "org", "body", "person"):
                continue
            if group and not (
                0 <= mention.start - group[-1].end <= 2 and text[group[-1].end : mention.start] in CLOSE_JOINS
            ):
                _close(group, out)
                group = []
            group.append(mention)
        _close(group, out)
        return out

    def _parsed(self) -> list[Actor]:
        """Bodies by their function alone, and the subjects of clauses, of the sentences that are parsed."""
        out: list[Actor] = []
        for sentence in self.scene.sentences:
            words = sentence.words
            for i, word in enumerate(words):
                if (
                    word.mention is None
                    and "body" in word.tags
                    and not (i + 1 < len(words) and "body" in words[i + 1].tags)
                ):
                    onset = _onset(words, i)
                    start = words[onset].start
                    out.append(Actor(start, word.end, (Span(start, word.end),), "body", "lead", 0))
                    whole = _quoted(words, onset)
                    if whole < onset:
                        start = words[whole].start
                        out.append(Actor(start, word.end, (Span(start, word.end),), "body", "lead", 0))
                    if onset > 1 and words[onset - 1].text == "的":
                        _with_clause(words, onset - 2, word.end, out)
            for clause in sentence.clauses:
                _subject(words, clause.first, clause.last, out)
        return out

    def _marks(self) -> list[Actor]:
        """The values of labels, and the brackets that hold nobody else."""
        text, out = self.scene.text, list[Actor]()
        for label in _labels().finditer(text):
            end = _value_end(text, label.end())
            other = _labels().search(text, label.end(), end)
            end = other.start() if other else end
            self._value(
                label.end(), end, "label", "lead" if "lead_label" in tagged()[label["label"]] else "support", out
            )
        brackets: set[int] = set()
        for name in self.scene.names:
            at = name.start - 1
            if name.value.type in ("gov", "company", "org") and at > 0:
                if text[at] in "（(〔":
                    end = _value_end(text, name.end)
                    if text[end : end + 1] in ("）", ")"):
                        self._value(name.start, end, "bracket", "lead", out)
                        brackets.add(name.start)
                elif text[at] in "\t|" or text[at - 1 : name.start] in ("  ", "\u3000\u3000"):
                    end = _value_end(text, name.end)
                    if end - name.start <= 80 and not _RUNNING.search(text, name.start, end):
                        self._value(name.start, end, "cell", "lead", out)
        for said in _answers().finditer(text):  # （各县（市、区）政府负责）: nobody in it is named
            start = _opening(text, said.end())
            if start >= 0 and start not in brackets:
                brackets.add(start)
                self._value(start, said.end(), "bracket", "lead", out)
        out.sort(key=_place)
        return _helped(text, out)

    def _of_rows(self) -> dict[Duty, tuple[Actor, ...]]:
        """Those who answer for the rows of tables, by what their columns say: who leads with all that help, else who helps."""
        out: dict[Duty, tuple[Actor, ...]] = {}
        number = len(self.actors) + len(self.marks)
        for block in self.scene.blocks:
            duty = None if block.row is None else block.row.duty
            if duty is None or duty in out:
                continue
            leads = [] if duty.lead is None else self._cell(duty.lead, "lead")
            helps = [] if duty.support is None else self._cell(duty.support, "support")
            if leads and leads[0].role == "lead":
                others = [*(actor for actor in leads[1:] if actor.role == "support"), *helps]
                more = [member for actor in others for member in actor.members if member not in leads[0].helpers]
                leads[0] = leads[0]._replace(helpers=leads[0].helpers + tuple(more))
            found = leads or helps
            out[duty] = tuple([_numbered(actor, number + k) for k, actor in enumerate(found)])
            number += len(found)
        return out

    def _cell(self, cell: Span, role: str) -> list[Actor]:
        """Those whom a cell names: by labels of its own, or all of it."""
        labelled = [mark for mark in self.marked(cell.start, cell.end) if mark.sort == "label"]
        if labelled:
            return labelled
        found: list[Actor] = []
        at = cell.start
        for inner in _INNER.finditer(self.scene.text, *cell):
            if _answers().search(self.scene.text, *inner.span(1)) is not None:  # 市供电公司（市发改委配合）
                self._value(at, inner.start(), "label", role, found)
                self._value(*inner.span(1), "label", role, found)
                at = inner.end()
        self._value(at, cell.end, "label", role, found)
        return found

    def _value(self, start: int, end: int, sort: str, role: str, out: list[Actor]) -> None:
        """Add who stands in ``text[start:end]``: all to the word that says they lead, then those who help."""
        text = self.scene.text
        at = start
        found: list[Actor] = []
        while at < end:
            said = _answers().search(text, at, end)
            stop = said.start() if said is not None else end
            helps = said is not None and "helps" in tagged().get(said.group(), ())
            first = at
            while stop > first and (text[stop - 1] in "等由" or _joins(text[stop - 1])):
                stop -= 1
            members = [Span(*piece.span()) for piece in _PART.finditer(text, first, stop)]
            if members and members[-1].end - members[0].start <= 200:
                found.append(
                    Actor(members[0].start, members[-1].end, tuple(members), sort, "support" if helps else role, 0)
                )
            at = (said.end() if said is not None else end) + 1
            while at < end and _joins(text[at]):
                at += 1
        helpers = tuple([member for actor in found if actor.role == "support" for member in actor.members])
        out += [actor._replace(helpers=helpers) if actor.role == "lead" else actor for actor in found]

    def propose(self, case: Case, before: Span | None) -> list[Candidate]:
        """All a case may take; ``before`` is what the record before it took.

        The last candidate is nobody. An actor stands once, under the first rule that finds it.
        """
        scene, sentence = self.scene, case.sentence
        block = scene.blocks[case.block]
        clause = sentence.clauses[case.clause]
        first = sentence.words[clause.first].start
        out: list[Candidate] = []
        seen: set[tuple[int, int]] = set()
        self._answerable(case, out, seen)
        _take(self.within(first, case.start)[::-1], "clause", 3, out, seen)
        ahead = self.within(sentence.span.start, first)
        _take(ahead[::-1], "sentence", 4, out, seen)
        _take(ahead[:1], "sentence.first", 1, out, seen)
        _take(self.within(case.end, sentence.span.end), "behind", 1, out, seen)
        earlier = self.named(block.start, sentence.span.start)
        _take(earlier[::-1], "block", 3, out, seen)
        _take(earlier[:1], "block.first", 1, out, seen)
        if block.parent >= 0:
            above = scene.blocks[block.parent]
            _take(self.named(above.start, above.end), "heading", 1, out, seen)
        if case.block:
            above = scene.blocks[case.block - 1]
            _take(self.named(above.start, above.end)[::-1], "above", 1, out, seen)
        _take(self.own, "own", 2, out, seen)
        if before is not None and before in self._at:
            _take([self._at[before]], "carried", 1, out, seen)
        out.append(NONE)
        return out

    def _answerable(self, case: Case, out: list[Candidate], seen: set[tuple[int, int]]) -> None:
        """Who answers for the task: named behind it in its block or in the lines below, or before it in its block."""
        blocks = self.scene.blocks
        block = blocks[case.block]
        duty = None if block.row is None else block.row.duty
        if duty is not None and self._duties[duty]:  # the rows below have others
            _take(self._duties[duty], "mark", 2, out, seen)
            _take(self.marked(case.end, case.sentence.span.end), "mark", 1, out, seen)
            return
        _take(self.marked(case.end, block.end), "mark", 2, out, seen)
        _take(self.marked(block.start, case.start)[::-1], "mark.before", 1, out, seen)
        for below in range(case.block + 1, min(len(blocks), case.block + 4)):
            found = self.marked(blocks[below].start, blocks[below].end)
            _take(found, "mark.below", 1, out, seen)
            if found:
                return


def _joins(char: str) -> bool:
    """Whether a character stands between names, and is of none: a mark that joins them, or a blank of any kind."""
    return char in _JOINS or char.isspace()


def _value_end(text: str, at: int) -> int:
    """Where the value that goes on at ``at`` ends: before a stop, a border, or a bracket that closes one before it."""
    found = _VALUE.match(text, at)
    return at if found is None else found.end()


def _opening(text: str, end: int) -> int:
    """Where the bracket begins that closes at ``end``, behind words that one sentence holds; -1 where there is none."""
    if text[end : end + 1] not in ("）", ")"):
        return -1
    depth = 0
    for at in range(end - 1, max(-1, end - _BRACKET), -1):
        if text[at] in "）)":
            depth += 1
        elif text[at] in "（(":
            if not depth:
                return at + 1
            depth -= 1
        elif text[at] in "。！？!?\n\t|：:":
            return -1
    return -1


def _helped(text: str, marks: list[Actor]) -> list[Actor]:
    """Marks in order, each label of those who lead with those whom the labels straight behind it say to help."""
    out: list[Actor] = []
    lead = -1
    for mark in marks:
        if mark.sort == "label" and mark.role == "support" and lead >= 0:
            between = _labels().search(text, out[-1].end, mark.start)
            if between is not None and all(c in _APART or c.isspace() for c in text[out[-1].end : between.start()]):
                out[lead] = out[lead]._replace(helpers=out[lead].helpers + mark.members)
            else:
                lead = -1
        elif mark.sort == "label":
            lead = len(out) if mark.role == "lead" else -1
        else:
            lead = -1
        out.append(mark)
    return out


def _numbered(actor: Actor, number: int) -> Actor:
    return actor._replace(number=number)


def _close(group: list[Mention], out: list[Actor]) -> None:
    if not group:
        return
    spans = tuple([Span(m.start, m.end) for m in group])
    sort = group[0].value.type
    if len(group) > 1:
        out.append(Actor(spans[0].start, spans[-1].end, spans, sort, "lead", 0))
    if len(group) < 4:
        for mention, span in zip(group, spans, strict=True):
            out.append(Actor(span.start, span.end, (span,), mention.value.type, "lead", 0))


def _take(found: Sequence[Actor], rule: str, most: int, out: list[Candidate], seen: set[tuple[int, int]]) -> None:
    rank = 0
    for actor in found:
        if rank == most:
            return
        if (actor.start, actor.end) not in seen:
            seen.add((actor.start, actor.end))
            out.append(Candidate(actor, rule, rank))
            rank += 1


def _onset(words: tuple[Word, ...], last: int) -> int:
    """The index of the first word of the noun phrase that ends with the word ``last``."""
    i = last
    while i > 0 and last - i < 6:
        word = words[i - 1]
        if word.kind not in _NOMINAL or word.end != words[i].start or _predicate(word):
            break
        i -= 1
    return i


def _quoted(words: tuple[Word, ...], onset: int) -> int:
    """The index of the first word of a name that a quotation stands in (省政府办公厅“中国某省”网站管理中心), else ``onset``."""
    if onset < 2 or words[onset - 1].text not in _CLOSED:
        return onset
    for i in range(onset - 2, max(-1, onset - _INSIDE), -1):
        if words[i].text in _OPENED:
            return _onset(words, i) if i and words[i - 1].kind in _NOMINAL else i
    return onset


def _predicate(word: Word) -> bool:
    """Whether a word says what is done; a nominal verb may be part of a name (物业服务企业)."""
    return not _PREDICATE.isdisjoint(word.tags) and not (word.kind == "vn" and "nominal" in word.tags)


def _with_clause(words: tuple[Word, ...], last: int, end: int, out: list[Actor]) -> None:
    """Add a body with the clause before it that says which (受理申请的行政机关)."""
    i = last
    while i > 0 and last - i < 6 and words[i - 1].kind not in "，。；：、（“|" and words[i - 1].kind not in _AHEAD:
        i -= 1
    start = words[i].start
    if end - start <= 24:
        out.append(Actor(start, end, (Span(start, end),), "body", "lead", 0))


def _subject(words: tuple[Word, ...], first: int, last: int, out: list[Actor]) -> None:
    """Add the noun phrase that heads a clause, where something is said of it: nouns, then a verb or adverb or a number."""
    i = first
    while i < last and (words[i].kind in _AHEAD or "link" in words[i].tags or "filler" in words[i].tags):
        if words[i].text in _OPENED and words[i].kind not in _AHEAD:
            break
        i += 1
    start = i
    if i < last and words[i].text in _OPENED:
        i = _nominal(words, i + 1, last)
        if i == last or words[i].text not in _CLOSED:
            return
        i += 1
    i = _nominal(words, i, last)
    if start < i < last and (
        words[i].kind in ("v", "d", "p", "T", "Q", "a") or _often(words[i]) or _predicate(words[i])
    ):
        span = Span(words[start].start, words[i - 1].end)
        if 2 <= span.end - span.start <= 24:
            told = any("saying" in word.tags for word in words[i : i + 3])
            sort = "clause" if told else "place" if i - start == 1 and words[start].kind == "L" else "subject"
            out.append(Actor(span.start, span.end, (span,), sort, "lead", 0))


def _nominal(words: tuple[Word, ...], first: int, last: int) -> int:
    """The index behind the nouns that begin with the word ``first``."""
    i = first
    while (
        i < last and words[i].kind in _NOMINAL and i - first < 8 and not _often(words[i]) and not _predicate(words[i])
    ):
        i += 1
    return i


def _often(word: Word) -> bool:
    """Whether a word says how often something is done: 每周, 每季度."""
    return "frequency" in word.tags


def _place(actor: Actor) -> tuple[int, int]:
    return actor.start, actor.end
