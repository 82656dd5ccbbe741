"""Whether a block reviews, plans, lays down a rule or lists conditions: from titles, headings and lead sentences."""

import re
from functools import cache
from typing import NamedTuple

from .. import lexicon
from ..mentions.number.numeral import numeral_value
from ..mentions.time.words import words
from ..patterns import compiled
from ..span import Span
from ..text.outline import Block, Outline


class Stance(NamedTuple):
    """How a block speaks.

    ``kind``: ``review`` ``plan`` ``rule`` ``criterion`` or ``""`` (news, where each sentence speaks for itself);
    ``weight`` 0 to 3: how much it counts against the clause's own words; ``rule`` names what told it, ``evidence`` where.
    """

    kind: str
    weight: float
    rule: str
    evidence: Span | None


class Sign(NamedTuple):
    """A pattern and what it tells."""

    kind: str
    pattern: str


Signs = tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _signs(table: str) -> Signs:
    rows = lexicon.shipped("context").rows(table, Sign)
    return tuple((row.kind, compiled(lexicon.spread(row.pattern))) for row in rows)


def document_kind(title: str) -> str:
    """What kind of document a title announces: ``report`` ``plan`` ``rule`` ``review``, ``""`` for none.

    >>> document_kind("某市人民政府关于印发“十四五”工业发展规划的通知"), document_kind("某市举行新闻发布会")
    ('plan', '')
    """
    issued = _ISSUED.search(title)
    if issued is not None:
        title = issued["what"]
    found = [(m.end(), kind) for kind, pattern in _signs("document") if (m := pattern.search(title))]
    kinds = {kind for _, kind in found}
    if "report" in kinds:
        return "report"
    return max(found)[1] if found else ""


# A notice that issues a document is of the kind of that document.
_ISSUED = re.compile(r"(?:印发|公布|发布|颁布|颁发)(?P<what>[^\n]*[^的])的(?:通知|公告|通告|令)(?:[（(_].*)?$")
_NONE = Stance("", 0.0, "stance.none", None)


def stances(outline: Outline, title: str, year: int | None = None) -> list[Stance]:
    """The stance of every block, in order; ``year`` is that of the document, None where unknown.

    A heading speaks for the blocks under it; a paragraph's first words turn the blocks after it, until the next heading
    or the next such words; the document's kind speaks where neither does.
    """
    text = outline.text
    kind = document_kind(title)
    base = Stance({"report": ""}.get(kind, kind), 1.0, f"stance.document.{kind}", None) if kind else _NONE
    own: dict[int, Stance] = {}
    out: list[Stance] = []
    running: Stance | None = None
    listing: Stance | None = None
    for i, block in enumerate(outline.blocks):
        above = own.get(block.parent, base)
        if block.kind == "heading":
            running = listing = None
            titled = outline.title is not None and block.start < outline.title.end and outline.title.start < block.end
            fixed = titled or (kind == "report" and _kept(above, text, block.body, block.end))
            own[i] = (None if fixed else _heading(text, block.body, block.end, kind, year)) or above
            out.append(own[i])
            continue
        if listing is not None and block.kind == "item":
            out.append(listing)
            continue
        if block.kind in ("para", "item"):
            listing = _listing(text, block.body, block.end)
            fixed = kind == "report" and block.lead is not None and _kept(above, text, *block.lead)
            lead = (None if fixed else _run_in(outline, i, kind)) or _lead(text, block.body, block.end, year)
            if lead is not None and not (above.kind == "rule" and lead.kind == "plan"):
                out.append(lead)
                # a look back under a heading of plans is an aside; in news a later paragraph may speak of something else
                # and 按照规划 speaks for what it stands before
                aside = above.rule == "stance.heading.plan" and lead.kind == "review"
                if not aside and not _CITING.match(text, lead.evidence.start if lead.evidence else 0):
                    running = lead if kind else lead._replace(weight=0.7)
                continue
        if running is not None and running.kind == "criterion" and block.lead is not None:
            running = None  # 六、申报条件。… 七、办理程序。…: the conditions end where the next point begins
        told = running or above
        out.append(_TASK if _is_task(block) and not told.kind else told)
    return out


_TASK = Stance("plan", 1.2, "stance.task", None)


def _is_task(block: Block) -> bool:
    """Whether a block is a row of a table that says until when its task is to be done."""
    row = block.row
    return row is not None and bool(row.parts) and row.duty is not None and row.duty.term is not None


def _kept(above: Stance, text: str, start: int, end: int) -> bool:
    """Whether a report's subheading speaks as the heading above it, whatever its words: it names no other time."""
    if above.rule not in ("stance.heading.review", "stance.heading.plan"):
        return False
    return not any(pattern.search(text, start, end) for _, pattern in _signs("turning"))


# A heading's word weighs most where it can mean one thing only; in news a heading is a headline and weighs little.
_WEIGHTS = {"review": 2.0, "criterion": 2.5, "rule": 2.0, "plan": 1.2}


def _heading(text: str, start: int, end: int, document: str, year: int | None = None) -> Stance | None:
    for kind, pattern in _signs("year_heading"):
        match = pattern.search(text, start, end)
        if match is not None:
            kind = "review" if year is not None and int(match[1]) < year else kind
            return Stance(kind, _WEIGHTS[kind] if document else 0.5, f"stance.heading.{kind}", Span(start, end))
    for kind, pattern in _signs("heading"):
        if pattern.search(text, start, end):
            weight = _WEIGHTS[kind] if document else 0.5
            return Stance(kind, weight, f"stance.heading.{kind}", Span(start, end))
    return None


_CITING = re.compile("根据|按照")
_SHORT = 12  # a lead longer than this is a sentence of its own, not a heading that runs in


def _listing(text: str, start: int, end: int) -> Stance | None:
    """``申请人应当具备下列条件：``: the items behind it are conditions."""
    for kind, pattern in _signs("listed"):
        match = pattern.search(text, max(start, end - 12), end)
        if match is not None:
            return Stance(kind, 2.5, f"stance.list.{kind}", Span(match.start(), match.end()))
    return None


def _run_in(outline: Outline, index: int, document: str) -> Stance | None:
    """The stance of a heading that runs into its paragraph (``六、申报条件。申报主体应…``), where it can mean one thing only."""
    lead = outline.blocks[index].lead
    if lead is None or lead.length > _SHORT:
        return None
    found = _heading(outline.text, lead.start, lead.end, document)
    if found is not None and found.kind == "plan":
        told = any(pattern.search(outline.text, lead.start, lead.end) for _, pattern in _signs("run_in"))
        return found if told else None
    return found


_PLAN = re.compile("“([一二三四五六七八九十]{1,2})五”")


def _ahead(text: str, start: int, year: int | None) -> bool:
    """Whether the five-year plan named at ``start`` begins in ``year`` or later."""
    found = _PLAN.match(text, start)
    number = numeral_value(found[1]) if found is not None and year is not None else None
    plans = words().plans
    return number is not None and 0 < number <= len(plans) and plans[int(number) - 1].first >= (year or 0)


_YEAR = re.compile(r"((?:19|20)\d\d)年")


def _gone(text: str, start: int, end: int, year: int | None) -> bool:
    """Whether words name a year before that of the document: 2023年主要预期目标是… in a report of 2024 is what was aimed at then."""
    found = _YEAR.search(text, start, end)
    return found is not None and year is not None and int(found[1]) < year


def _lead(text: str, start: int, end: int, year: int | None = None) -> Stance | None:
    while start < end and text[start] in " 　":
        start += 1
    for kind, pattern in _signs("lead"):
        match = pattern.match(text, start, end)
        if match is not None:
            kind = "plan" if kind == "review" and _ahead(text, start, year) else kind
            if kind == "plan" and _gone(text, match.start(), match.end(), year):
                return None
            return Stance(kind, 1.5, f"stance.lead.{kind}", Span(match.start(), match.end()))
    return None
