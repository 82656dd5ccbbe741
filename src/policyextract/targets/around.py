"""Where, and by whom: the region and the bodies that a record's sentence, paragraph or table names."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

from ..mentions.values import Name
from ..rules import Mention
from ..span import Span
from ..text.outline import Outline
from .draft import Draft
from .near import beginning_in
from .offices import OFFICES, with_offices
from .words import words

# 责任单位：…; and words that say who leads or helps, behind the bodies they speak of
_LABEL: Final = re.compile(
    r"(?P<lead>(?:责任|牵头|主办|实施|承办|主管|负责)(?:单位|部门)[:：])|(?P<support>(?:配合|协助|参与|协办)(?:单位|部门)[:：])"
)
# No label is without one of these, and most texts have none: to look for four words is quicker than for the pattern.
_LABELS: Final = ("单位：", "单位:", "部门：", "部门:")
_BODY: Final = r"[一-龥]{1,18}[局委办部厅院行会司团队处科室站所校馆区县市镇乡道街府位门企心联协团]"  # what ends as bodies and places do
# the last cell of a line of a task list: nothing but bodies
_CELL: Final = re.compile(rf"(?:{_BODY}(?:、|，|,|；| (?=[一-龥])|(?=[\s]|$))){{1,12}}[ 　\t]*(?=\n|$)")
_SAID: Final = re.compile(
    r"牵头|负责|承担|责令|会同|依据法定职权|配合|参与|协助|处警告|处以|处[\d一二两三四五六七八九十]|给予警告|没收"
)  # without groups: ``re`` sees how it begins
_HELPS: Final = "配参协"  # what those of them begin with that say who helps
_FIGURE: Final = re.compile(r"[^，。；、）)\n\d]{2,30}\d")
_LEVELS: Final = ("县级", "市级", "省级", "区级", "各级", "州级")
_CLOSE: Final = re.compile(
    r"[）)；;。\n]|牵头|负责|承担|配合|参与|协助|责令|依据|按职责|处警告|处以|处[\d一二两三四五六七八九十]|给予警告|没收"
)
_JOIN: Final = re.compile(r"(?:、|，|和|及|与|以及|会同|\s)*")
# 中指研究院数据显示, 住房城乡建设部提供的数据: who reports speaks for the paragraph
_REPORTS: Final = re.compile(
    r"[^，。；]{0,8}(?:数据|获悉|了解到|得知|资料|监测|统计|报告|说明|补充|提供|发布|介绍|表示|透露|预计|预测|消息|披露)"
)
_CITED: Final = ("据", "依据", "根据", "从")  # what stands before a source: 据市统计局统计, 从海关总署获悉
# （区工信局、各街道）: who is responsible, where nothing but bodies stand in a bracket that ends a task
_ANSWERABLE: Final = re.compile(
    rf"[（(](?:{_BODY}(?:等)?(?:按职责分工)?(?:[、，,；; ](?=[一-龥])|(?=[)）]))){{1,12}}[）)][。；;]?(?=\n|$|[一-龥\d（(]|[一二三四五六七八九十]、| )"
)
_BOUNDS: Final = "，,。；;：:！!？?\n“「（(】"
_FULL_STOP: Final = re.compile("[。！？]")
# A place in quotation marks that close soon is part of a name: “中国独角兽500强”, “昌平之夏”
_QUOTED: Final = re.compile(r"[^，。；：！？\n”」]{1,20}[”」]")
# 湖北、湖南两省; 宜宾、泸州等5市
_SEVERAL: Final = re.compile(
    r"等?(?:[两二三四五六七八九十\d]{1,3}个?(?:省|市|州|县|区|旗|地|省市|地市|区县|县区|市县|地区)(?![级长域]))?"
)
# 全省首批32家, 贵州188万群众: the region that stands at the figure
_AT_FIGURE: Final = re.compile(r"(?:首批|第.批|约|近|超|共|现有|共有|的)?")


# 全国首条, 全省前三: where something is the first or among them
_FIRST: Final = re.compile(
    r"首(?!批|要)|唯一|率先|领先|前列|前茅|第[一二三四五六七八九十\d]|前[一二三四五六七八九十\d]+(?:[位名强]|[，。；、])"
)
_OF_WHICH: Final = (
    "其中",
    "其中，",
    "其中以",
    "尤其是",
    "特别是",
    "当中",
    "当中以",
    "例如",
    "比如",
)  # before a place that is a part
_BEFORE: Final = 60  # a clause's subject stands within so many characters of its start


class Family:
    """Mentions of some types outside page furniture, found by place."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = mentions
        self._starts = [mention.start for mention in mentions]

    @classmethod
    def of(cls, outline: Outline, mentions: Sequence[Mention], types: tuple[str, ...]) -> "Family":
        """The mentions of ``types`` outside page furniture."""
        furniture = [(b.start, b.end) for b in outline.blocks if b.kind == "furniture"]
        starts = [start for start, _ in furniture]
        kept: list[Mention] = []
        for mention in mentions:
            if mention.value.type in types:
                at = bisect_left(starts, mention.start + 1) - 1
                if not (at >= 0 and mention.start < furniture[at][1]):
                    kept.append(mention)
        return cls(kept)

    def index(self, mention: Mention) -> int:
        """Where ``mention`` stands among them."""
        return bisect_left(self._starts, mention.start)

    def within(self, start: int, end: int) -> list[Mention]:
        """Those that begin in ``[start, end)``, of many the last."""
        return beginning_in(self.mentions, self._starts, start, end)


class Around:
    """The regions and bodies of one text, and what each record takes of them.

    Args:
        times: start → end of the times of the text: they may stand before the subject of a clause.
        report: whether it is a work report, whose sentences deal places out clause by clause: there a place speaks for its
            own clause only. Of 85 places that 100 reports took from an earlier sentence hardly one was right.
    """

    def __init__(
        self, outline: Outline, names: Sequence[Mention], times: Mapping[int, int], report: bool = False
    ) -> None:
        self.outline, self.text, text = outline, outline.text, outline.text
        self.report = report
        vague = words().vague_region
        self._helper, self._first = words().helper, words().goes_first
        told = self._spoken_of([m for m in names if text[m.start : m.end] not in vague])
        self.regions = Family.of(outline, told, ("place", "region"))
        self.programmes = Family.of(outline, names, ("programme",))
        self.bodies = Family.of(outline, with_offices(text, names), ("gov", "company", "org"))
        self._starts: dict[Span, int] = {}
        self._regions: dict[Span, Mention | None] = {}
        self._reporters: dict[Span, list[tuple[Mention, str]]] = {}
        self._named_above: dict[int, list[Mention]] = {}
        self._body_ends = {mention.end for mention in names}
        self._bodies_of_blocks = {block.body for block in outline.blocks}
        self._known: dict[Span, list[tuple[Mention, str]]] = {}
        self._marks = self._responsible()
        self._backs = {end: start for start, end in times.items()}
        self._backs |= {m.end: m.start for m in (*self.regions.mentions, *self.bodies.mentions)}
        self.regions_ahead = Family([m for m in self.regions.mentions if self._leads_clause(m.start, m.end)])
        self.bodies_ahead = Family([m for m in self.bodies.mentions if self._leads_clause(m.start)])

    def _responsible(self) -> list[tuple[int, int, str]]:
        """Where the text begins to name who is responsible: (start, end of the words that say so, role), in order."""
        text = self.text
        found = []
        if any(sign in text for sign in _LABELS):
            found = [(m.start(), m.end(), "lead" if m["lead"] else "support") for m in _LABEL.finditer(text)]
        for body in self.bodies.mentions:
            at = body.start - 1
            # of a bracket behind a name, 市市场监管局（市知识产权局）, the name is the same body's
            if (
                at > 1
                and (text[at] == "\t" or text[at - 1 : body.start] in ("  ", "　　"))
                and _CELL.match(text, body.start)
            ):
                found.append((at, body.start, "lead"))
            if at > 0 and text[at] in "（(" and at not in self._body_ends and _ANSWERABLE.match(text, at):
                found.append((at, at + 1, "lead"))
        for match in _SAID.finditer(text):
            at = max(text.rfind(mark, match.start() - 44, match.start()) for mark in "由（(，。；\n")
            if text[match.start()] not in _HELPS:
                if at >= 0 and text[at] in "由（(":
                    found.append((at, at + 1, "lead"))
            elif at >= 0 and text[at] == "，":
                found.append((at, at + 1, "support"))
        return sorted(set(found))

    # -- regions -------------------------------------------------------------------------------------------------------

    def region(self, draft: Draft) -> Mention | None:
        """The region that heads a clause before the quantity in its sentence, else that of its table or its paragraph."""
        subject = draft.subject_region
        if subject is not None:
            return Mention(subject.start, subject.end, Name("region", "", "", ""), "region.subject")
        block = self.outline.blocks[draft.block]
        if block.row is not None:
            found = self.regions.within(*block.row.caption) if block.row.caption is not None else []
            return found[0] if found else None
        own = [
            m
            for m in self.regions_ahead.within(self._start(draft), draft.mention.start)
            if m.start >= draft.clause.start or (self._speaks(m) and (draft.carried or not self._of_which(m)))
        ]
        if self.report and not draft.carried:
            own = [m for m in own if m.start >= draft.clause.start or self._general(m)]
        if not own or own[-1].start < draft.clause.start:
            near = self._at_figure(draft)
            if near is not None:
                return near
        if own:
            return self._group(([m for m in own if self._whole(m)] or own)[-1], draft)
        if draft.sentence not in self._regions:
            self._regions[draft.sentence] = self._region_above(draft)
        return self._regions[draft.sentence]

    def _region_above(self, draft: Draft) -> Mention | None:
        """The region of the heading that is nothing but its name, else the one that speaks for the paragraph."""
        block = self.outline.blocks[draft.block]
        parent = self.outline.blocks[block.parent] if block.parent >= 0 else None
        if parent is not None and parent.level > 0:
            headed = self.regions.within(parent.body, parent.end)
            if headed and headed[0].start == parent.body and headed[0].end == parent.end:
                return headed[0]
        told = [m for m in self.regions_ahead.within(block.start, self._start(draft)) if self._whole(m)]
        # a place speaks for a paragraph that begins with it; later ones are examples
        stop = _FULL_STOP.search(self.text, block.body, block.end)
        opening = stop.start() if stop else block.end
        if self.report:
            told = [m for m in told if self._general(m)]
        told = [
            m
            for m in told
            if m.value.type == "region" or (m.start < opening and self._speaks(m) and not self._of_which(m))
        ]
        if not told:
            return None
        # one region speaks for its paragraph, several do not, but for a word such as 全市
        if len({self.text[m.start : m.end] for m in told}) == 1 or told[-1].value.type == "region":
            return told[-1]
        return None

    def _speaks(self, mention: Mention) -> bool:
        """Whether a region is told of beyond its clause: not a place that another makes act (支持合肥打造…，)."""
        if mention.value.type == "region":
            return True
        text = self.text
        if text[mention.start : mention.end] in words().natural or text.startswith(
            "流域", mention.end - 2 * text.endswith("流域", mention.start, mention.end)
        ):
            return False  # 长江流域造林58万亩，…: a river is no region of which more is told
        return self._leads_clause(mention.start, mention.end, caused=False)

    def _of_which(self, mention: Mention) -> bool:
        """Whether a place is a part of what is told of (其中以A县最多): no more is told of it than what goes on from that."""
        return self.text.endswith(_OF_WHICH, 0, mention.start)

    def _spoken_of(self, names: Sequence[Mention]) -> list[Mention]:
        """``names`` without the places that only stand aside, and those named together with one."""
        out: list[Mention] = []
        aside: Mention | None = None
        for mention in reversed(names):
            if self._aside(mention) or (aside is not None and self._joined(mention, aside)):
                aside = mention
            else:
                out.append(mention)
        return out[::-1]

    def _aside(self, mention: Mention) -> bool:
        """Whether a place is part of a name in quotes, the field of a comparison (在全国率先), or one that helps (对口支援)."""
        if mention.value.type not in ("place", "region"):
            return False
        text = self.text
        if text.startswith("其中", mention.start - 1):
            return True  # 其中|国有企业
        if text[mention.start] == "全" and _FIRST.match(text, mention.end):
            return True  # 全国首条, 全省前列
        if mention.start and text[mention.start - 1] in "“「" and _QUOTED.match(text, mention.end):
            return True
        if mention.start and text[mention.start - 1] == "在" and text.startswith(self._first, mention.end):
            return True
        if mention.value.type == "region" and text.startswith(OFFICES, mention.end):
            return True  # 各市（州）局
        return text.startswith(self._helper, mention.end)

    def _at_figure(self, draft: Draft) -> Mention | None:
        """The region right before the quantity (全省首批⟦32家⟧), where the two are not compared (占全省⟦5%⟧)."""
        near = self.regions.within(draft.clause.start, draft.mention.start)
        if not near or not _AT_FIGURE.fullmatch(self.text, near[-1].end, draft.mention.start):
            return None
        before = self.text[near[-1].start - 1 : near[-1].start]
        return None if before in words().compared else near[-1]

    def _group(self, mention: Mention, draft: Draft) -> Mention:
        """The places named together with ``mention`` as one; of a list that is paired with quantities, the draft's own."""
        if mention.value.type != "place":
            return mention
        text, mentions = self.text, self.regions.mentions
        last = self.regions.index(mention)
        first = last
        while (
            first and mentions[first - 1].value.type == "place" and self._joined(mentions[first - 1], mentions[first])
        ):
            first -= 1
        if first == last:
            return mention
        k, count = draft.run
        if count == last - first + 1 and text.startswith("分别", mention.end):
            return mentions[first + k]
        several = _SEVERAL.match(text, mention.end)
        end = several.end() if several else mention.end
        return Mention(mentions[first].start, end, Name("region", "", "", ""), "region.several")

    def _joined(self, one: Mention, other: Mention) -> bool:
        return self.text[one.end : other.start] in ("、", "和", "与", "及", "以及")

    def _whole(self, mention: Mention) -> bool:
        """A place by name, or a word for the whole of one (全市, 我省, 其他地区); not a kind of place (城市, 县域)."""
        text = self.text
        return mention.value.type == "place" or text[mention.start] in "全我本其" or text[mention.end - 1] == "内"

    def _general(self, mention: Mention) -> bool:
        """A word for the whole of the place that a report is of: 全市, 我省, 本县."""
        return mention.value.type == "region" and self.text[mention.start] in "全我本"

    def _start(self, draft: Draft) -> int:
        """Where the sentence begins that a semicolon goes on with."""
        known = self._starts.get(draft.sentence)
        if known is None:
            text, start = self.text, draft.sentence.start
            bound = self.outline.blocks[draft.block].body
            while start > bound and text[start - 1] in "；;":
                start = max(text.rfind(mark, bound, start - 1) + 1 for mark in "。！？；;\n") or bound
            known = self._starts[draft.sentence] = max(start, bound)
        return known

    def _leads_clause(self, at: int, end: int = -1, caused: bool = True) -> bool:
        """Whether only times, regions, bodies and filler words stand between the clause's start and ``at``.

        Args:
            end: of the mention; one that a comma follows is the topic of what comes (地处山区的A县，).
            caused: whether a verb that makes another act may stand there (支持A市建设).
        """
        text, filler, sizes = self.text, words().filler, words().filler_ends
        bound = max(0, at - _BEFORE)
        topic = end > 0 and text.startswith(("，", ","), end)
        while at > bound:
            char = text[at - 1]
            if topic and char == "的":
                return True
            if char in _BOUNDS or at in self._bodies_of_blocks:
                return True
            back = self._backs.get(at, -1)
            if back >= bound:
                at = back
            elif char in " 　、和及与":
                at -= 1
            elif char == "级" and text.endswith(_LEVELS, bound, at):
                at -= 2
            else:
                size = 0
                for k in sizes.get(char, ()):
                    if text[max(bound, at - k) : at] in filler:
                        size = k
                        break
                if not size and caused and text.endswith(words().causer, bound, at):
                    return True
                if not size:
                    return False
                at -= size
        return True

    def programme(self, draft: Draft) -> Span | None:
        """The named action, plan or project that its sentence stands under: named before it there, or in the heading."""
        own = [
            m for m in self.programmes.within(draft.sentence.start, draft.mention.start) if not self._inside(m, draft)
        ]
        if not own:
            above = self._named_above.get(draft.block)
            own = self._named_above[draft.block] = self._programmes_above(draft.block) if above is None else above
        return Span(own[-1].start, own[-1].end) if own else None

    def _programmes_above(self, index: int) -> list[Mention]:
        block = self.outline.blocks[index]
        found = self.programmes.within(*block.lead) if block.lead is not None else []
        if not found and block.parent >= 0:
            parent = self.outline.blocks[block.parent]
            found = self.programmes.within(parent.body, parent.end)
        return found

    def _inside(self, mention: Mention, draft: Draft) -> bool:
        return any(piece.start <= mention.start and mention.end <= piece.end for piece in draft.pieces)

    # -- bodies --------------------------------------------------------------------------------------------------------

    def agents(self, draft: Draft) -> list[tuple[Mention, str]]:
        """The bodies named as responsible, else the body that is the sentence's subject, else who reports in the paragraph."""
        named = self._known.get(draft.sentence)
        if named is None:
            named = self._known[draft.sentence] = self._named(draft)
        if any(role == "lead" for _, role in named):
            return named
        helping = {body.start for body, _ in named}
        own = [m for m in self.bodies_ahead.within(self._start(draft), draft.mention.start) if self._acts(m, draft)]
        if helping:
            own = [body for body in own if body.start not in helping]
        # 甲局初审，乙局审定; 甲局表示，…；乙委将…: the subject of the own clause, else of the part behind a semicolon
        own = (
            [body for body in own if body.start >= draft.clause.start]
            or [body for body in own if body.start >= draft.sentence.start]
            or own
        )
        if own:
            # 甲局牵头，乙局配合: who helps comes behind who leads
            return [(body, "lead") for body in self._together(own, own[0])] + named
        if named:
            return named
        generic = self._generic(draft)
        if generic is not None:
            return [(generic, "lead")]
        cited = self._cited(draft)
        if cited is not None:
            return [(cited, "lead")]
        told = self._reporters.get(draft.sentence)
        if told is None:
            told = self._reporters[draft.sentence] = self._reporter(draft)
        return told

    def _acts(self, body: Mention, draft: Draft) -> bool:
        """Whether a body can be who does it: not one that leads (在省委领导下), nor in a report one of another clause."""
        if self.text.startswith(words().led, body.end):
            return False
        if body.value.type == "org" and self.text.endswith(words().media, body.start, body.end):
            return False  # 新华社北京7月16日电: who reports the news of others
        return not self.report or body.start >= draft.clause.start or body.value.type == "gov"

    def _cited(self, draft: Draft) -> Mention | None:
        """The body that the sentence names as its source: 据青岛海关统计."""
        text = self.text
        near = self.bodies.within(self._start(draft), draft.mention.start)
        for body in near[::-1]:
            if text.endswith(_CITED, 0, body.start) and self._reports(body, draft.mention.start):
                return body
        return None

    def _reporter(self, draft: Draft) -> list[tuple[Mention, str]]:
        """The body that the paragraph names as its source before the sentence."""
        block = self.outline.blocks[draft.block]
        for body in self.bodies.within(block.start, draft.sentence.start)[::-1]:
            if self._reports(body, block.end):
                return [(body, "lead")]
        return []

    def _reports(self, body: Mention, end: int) -> bool:
        """Whether words of reporting stand behind ``body``; what news was learnt from (从高新区获悉) must be an authority."""
        if body.value.type != "gov" and self.text[body.start - 1] == "从":
            return False
        return _REPORTS.match(self.text, body.end, end) is not None

    def _together(self, bodies: Sequence[Mention], first: Mention) -> list[Mention]:
        """``first`` and the bodies that the text names together with it."""
        whole = joined(self.text, bodies[bodies.index(first) :])
        return [body for body in bodies if whole.start <= body.start and body.end <= whole.end]

    def _generic(self, draft: Draft) -> Mention | None:
        """A body without a name that heads the clause: 政府, 当地财政, 公司."""
        text, start = self.text, draft.clause.start
        found = words().body_pattern.search(text, start, min(draft.mention.start, start + 16))
        if found is None or not self._leads_clause(found.start()) or text.startswith(words().led, found.end()):
            return None
        return Mention(found.start(), found.end(), Name("gov", "", "", ""), "agent.generic")

    def _named(self, draft: Draft) -> list[tuple[Mention, str]]:
        """Bodies that the sentence, the paragraph's end or a line of its own behind it names as responsible."""
        text, blocks = self.text, self.outline.blocks
        end = blocks[draft.block].end
        after = draft.block + 1
        if after < len(blocks) and _LABEL.match(text, blocks[after].start, blocks[after].end):
            end = blocks[after].end
        out: list[tuple[Mention, str]] = []
        roles: set[str] = set()
        first = self._start(draft)
        for at in range(bisect_left(self._marks, (first,)), len(self._marks)):
            begin, stop, role = self._marks[at]
            if stop > end:
                break
            if role in roles:
                continue
            if (
                begin > draft.mention.end
                and text[begin] == "由"
                and self._goes_on(stop, end, begin < draft.sentence.end)
            ):
                continue  # …缩短10分钟。…由乙市负责兴建车站: of another matter
            roles.add(role)
            close = _CLOSE.search(text, stop, end)
            out.extend((body, role) for body in self.bodies.within(stop, close.start() if close else end))
        return sorted(out, key=lambda item: (item[1], item[0].start))

    def _goes_on(self, start: int, end: int, counted: bool) -> bool:
        """Whether what a body is responsible for stands behind the word that says so; ``counted``: with a figure of its own."""
        text = self.text
        said = _SAID.search(text, start, end)
        if said is None:
            return False
        after = said.end() + 2 if text.startswith(("负责", "落实", "实施"), said.end()) else said.end()
        if counted:
            return _FIGURE.match(text, after, end) is not None
        return after < end and text[after] not in "。；，、）)\n 　"


def joined(text: str, bodies: Sequence[Mention]) -> Span:
    """The span of bodies named as one coordination (``区商务局、区税务局``), from the first on."""
    start, end = bodies[0].start, bodies[0].end
    for body in bodies[1:]:
        if not _JOIN.fullmatch(text, end, body.start):
            break
        end = body.end
    return Span(start, end)
