"""Whether a quantity is a record, and then target or actual: the features of the first reading and of the second."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...context.resolve import Moment
from ...context.stance import document_kind
from ...text.blocks import Cell
from ..proposers.baseline import baseline
from ..scene import Case, Scene
from .again import Again
from .amended import Amended
from .around import Around, ends
from .columns import Columns
from .common import bag, beside, moment, relation, shape
from .crossed import crossed
from .figures import Figures
from .frame import Frames
from .modals import Modals
from .parts import Part, flat
from .profile import block_features, document_features, said_of, tags_by_block
from .turn import between, turn
from .units import parts as unit_parts

LABELS: Final[tuple[str, ...]] = ("none", "target", "actual")


class Reader:
    """Makes the features of one document's cases; what cases share is made once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        by_block = tags_by_block(scene)
        told = sum(by_block.values(), Counter[str]())
        self._kind = document_kind(scene.title)
        self._again = Again(scene, self._kind)
        self._amended = Amended(scene)
        self._modals = Modals(self._kind)
        self._around = Around(scene, by_block)
        self._columns = Columns(scene)
        self._figures = Figures(scene)
        self._frames = Frames(scene, self._kind, told)
        self._document = Part(document_features(scene, told))
        self._block = (-1, "", Part(()))
        self._clause = (-1, Part(()))  # by its first character

    def features(self, case: Case) -> list[str]:
        """The features of the first reading."""
        return flat(self.parts(case))

    def parts(self, case: Case) -> list[Part]:
        """The features of the first reading, in parts that cases share; the first is that of :func:`beside`."""
        sentence, at = case.sentence, case.word
        words, clause = sentence.words, sentence.clauses[case.clause]
        out = crossed(case, self._kind)
        out.append(f"lk={''.join([w.kind[0] for w in words[max(clause.first, at - 4) : at]])}")
        out.append(f"rk={''.join([w.kind[0] for w in words[at + 1 : at + 4]])}")
        out += self._figures.features(case)
        out += ends(case)
        self._times(case, out)
        self._place(case, out)
        begin = words[clause.first].start
        if self._clause[0] != begin:
            self._clause = (begin, Part(self._of_clause(case)))
        if self._block[0] != case.block:
            said = said_of(self.scene, case.block)
            self._block = (case.block, said, Part(block_features(self.scene, case.block, self._kind, said)))
        said, digits = self._block[1], self._figures.digits(case)
        out.append(f"char={self._before(case)}")
        out += self._amended.features(case)
        out += self._modals.features(case, said)
        return [
            beside(case), Part(out), self._frames.part(case, digits, said, self._modals.mood(case.clause)),
            *unit_parts(case, digits, said, self._kind), self._again.part(case, digits, said), self._around.part(sentence), self._clause[1], self._block[2], self._document,
        ]  # fmt: skip

    def _before(self, case: Case) -> str:
        """The character before a figure, whatever it is: ×, ≥, K of a kilometre stone; ``|`` for the end of a line."""
        if not case.start:
            return "|"
        sign = self.scene.text[case.start - 1]
        return sign if sign.isprintable() else "|"

    def _of_clause(self, case: Case) -> list[str]:
        """The words around a clause, its first and its last."""
        out: list[str] = []
        sentence = case.sentence
        words, clause = sentence.words, sentence.clauses[case.clause]
        bag(words, sentence.clauses[max(0, case.clause - 1)].first, clause.first, "pl", out)
        out += [f"sl#{tag}" for word in words[: sentence.clauses[max(0, case.clause - 1)].first] for tag in word.tags]
        if case.clause + 1 < len(sentence.clauses):
            after = sentence.clauses[case.clause + 1]
            bag(words, after.first, after.last, "nr", out)
        label = sentence.clauses[0]
        if case.clause and words[label.last - 1].kind == "：":  # 主要预期目标：… speaks for all that follows
            bag(words, label.first, label.last - 1, "lab", out)
        first = words[clause.first]
        out.append(f"c0={shape(first)}")
        out.append(f"c0k={first.kind}")
        if words:
            out.append(f"s0={shape(words[0])}")
            out.append(f"s0k={words[0].kind}")
        end = words[clause.last - 1]
        out.append(f"cend={end.kind if end.mention else end.text}")
        send = words[-1]
        out.append(f"send={send.kind if send.mention else send.text}")
        return out

    def _times(self, case: Case, out: list[str]) -> None:
        scene, sentence = self.scene, case.sentence
        clause = sentence.clauses[case.clause]
        start = sentence.words[clause.first].start
        own: Moment | None = None
        earlier: Moment | None = None
        behind: Moment | None = None
        main: Moment | None = None
        base = baseline(scene, case)
        for told in scene.times_in(sentence.span.start, case.start):
            if not told.quoted:
                if told.start >= start:
                    own = told
                else:
                    earlier = told
                if base is not None and told.start != base.start:
                    main = told
        for told in scene.times_in(case.end, sentence.span.end):
            if not told.quoted:
                behind = told
                break
        if own is None and earlier is None and behind is None:
            own = self._term(case)
        if base is not None:  # 2030年…较2005年减少: what it is measured from says nothing of when
            said = moment(main, scene)
            out += [f"t.main={said}", f"t.main+q={said}.{case.unit_kind.dimension}"]
        nearest = own or earlier
        here, there = moment(own, scene), moment(earlier, scene)
        out += [f"t.own={here}", f"t.earlier={there}", f"t.behind={moment(behind, scene)}"]
        out.append(f"t.near={here if own is not None else there}")
        if nearest is not None:
            out.append(f"t.grain={relation(nearest, scene.published, scene.anchor.year)}.{nearest.grain}")
            if nearest.rule:
                out.append(f"t.rule={nearest.rule}")
        else:
            block = scene.blocks[case.block]
            last: Moment | None = None
            for told in reversed(scene.times_in(block.start, sentence.span.start)):
                if not told.quoted:
                    last = told
                    break
            out.append(f"t.block={moment(last, scene)}")

    def _place(self, case: Case, out: list[str]) -> None:
        sentence, at = case.sentence, case.word
        words = sentence.words
        depth = quotes = 0
        for word in words[:at]:
            if word.kind == "（":
                depth += 1
            elif word.kind == "）":
                depth = max(0, depth - 1)
            elif word.kind == "“":
                quotes += 1
            elif word.kind == "”":
                quotes = max(0, quotes - 1)
        if depth:
            out.append("in.bracket")
            opened = next((i for i in range(at - 1, -1, -1) if words[i].kind == "（"), 0)
            out.append(f"bracket0={shape(words[opened + 1])}")
        if quotes:
            out.append("in.quotes")
        out.append(f"run={min(case.run[1], 3)}.{min(case.run[0], 2)}")
        before = case.before
        if before is None:
            out.append("first")
        else:
            same = "same" if before.clause == case.clause else "next" if before.clause + 1 == case.clause else "far"
            out.append(f"before={same}.{before.unit_kind.dimension}")
            out.append(f"turn={turn(case)}")
        behind = case.behind
        if behind is not None:
            same = "same" if behind.clause == case.clause else "next" if behind.clause - 1 == case.clause else "far"
            out.append(f"behind={same}.{behind.unit_kind.dimension}")
            if behind.word == at + 1:
                out.append(f"behind.at.once={behind.unit_kind.dimension}")
        row = self.scene.blocks[case.block].row
        if row is not None and row.duty is not None:
            out.append(f"task.term={moment(self._term(case), self.scene)}.{case.cell is not None}")
        if case.cell is not None:
            out.append("cell")
            out.append(f"cell.sign={self._sign(case.cell)}")
            header = case.cell.header
            if header is not None:
                text = self.scene.text[header.start : header.end]
                out.append("cell.headed")
                for i in range(len(text) - 1):
                    out.append(f"head={text[i : i + 2]}")
                told = self.scene.times_in(header.start, header.end)
                out.append(f"cell.time={moment(told[0] if told else None, self.scene)}")
        elif case.row is not None:
            out.append("row.loose")
        if case.row is not None and case.row.headless:
            out.append("row.headless")
            if case.row.caption is None and not case.unit:
                out.append("row.untold")  # nothing says what it counts
        out += between(case)
        out += self._columns.features(case)

    def _term(self, case: Case) -> Moment | None:
        """Until when the task of a row is to be done, as its own column says; it holds for all that the row says."""
        row = self.scene.blocks[case.block].row
        if row is None or row.duty is None or row.duty.term is None:
            return None
        return next(iter(self.scene.times_in(*row.duty.term)), None)

    def _sign(self, cell: Cell) -> str:
        """The sign a cell begins with: ``+`` of a rise, ``-`` of a fall, ``""``."""
        first = self.scene.text[cell.start]
        return "-" if first in _FALLS else "+" if first in _RISES else ""


_FALLS: Final = frozenset("-－−↓▼▽")
_RISES: Final = frozenset("+＋↑▲△")


def answered(share: Sequence[float]) -> list[str]:
    """What a later choice sees of the kind: how surely it is a record, and a target."""
    told = share[1] + share[2]
    target = int(share[1] / told * 4.99) if told > 0 else 0
    return [f"k={target}", f"kn={int(share[0] * 4.99)}"]
