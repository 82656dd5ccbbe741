"""The word lists of the time family, read once from its lexicon."""

from functools import cache
from typing import NamedTuple

from ...lexicon import shipped


class Shifted(NamedTuple):
    """A word that counts years, months, quarters, weeks or days from another: 去年, 本月."""

    form: str
    shift: int
    base: str = "anchor"
    not_after: str = ""  # characters before it that make it another word: 以上年龄
    not_before: str = ""  # characters after it that do: 今年轻人
    wake: str = ""  # the character that wakes its rule, where the first is too common
    only_after: str = ""  # characters one of which has to stand before it, if any does: 到后年, not 投产后年产值
    only_before: str = ""  # characters one of which has to follow: 昨公布


class Pair(NamedTuple):
    """Words for several years counted from the document's: 今明两年."""

    form: str
    first: int
    last: int


class Plan(NamedTuple):
    """A five-year plan and its true years."""

    form: str
    first: int
    last: int


class Festival(NamedTuple):
    """A festival: ``kind`` solar, lunar or term; ``offset`` days are added, ``days`` is its length."""

    form: str
    kind: str
    month: int
    day: int
    offset: int = 0
    days: int = 1
    wake: str = ""
    quoted: bool = False  # only in quotes: “十一”


class Event(NamedTuple):
    """An event whose anniversaries date targets: 到建党105周年."""

    form: str
    year: int
    month: int
    day: int


class Before(NamedTuple):
    """Words that stand directly before a time phrase and the role they give it."""

    role: str
    forms: tuple[str, ...]


class After(NamedTuple):
    """Words directly after a time phrase; ``digits`` false: not where a number follows (2015年前10家企业)."""

    role: str
    forms: tuple[str, ...]
    not_before: str = ""
    digits: bool = True


class Guard(NamedTuple):
    """Characters beside ``char`` that make another word of it."""

    char: str
    others: str


class Words(NamedTuple):
    """Everything the family's rules look words up in."""

    shifted: dict[str, dict[str, Shifted]]  # "year" "month" "quarter" "week" "day" → form → row
    pairs: dict[str, Pair]
    plans: tuple[Plan, ...]  # in order: the first is 一五
    festivals: dict[str, Festival]
    events: dict[str, Event]
    before: dict[str, str]
    after: tuple[After, ...]
    guards: dict[str, str]
    classes: dict[str, tuple[str, ...]]

    def plan_number(self, form: str) -> int:
        """The number of the plan named ``form`` (十四五 → 14), 0 where there is none."""
        return next((i for i, plan in enumerate(self.plans, 1) if plan.form == form), 0)


@cache
def words() -> Words:
    """The lexicon of the family, checked and indexed."""
    lexicon = shipped("mentions.time")
    units = ("year", "month", "quarter", "week", "day")
    return Words(
        {unit: {row.form: row for row in lexicon.rows(unit, Shifted)} for unit in units},
        {row.form: row for row in lexicon.rows("pair", Pair)},
        tuple(lexicon.rows("plan", Plan)),
        {row.form: row for row in lexicon.rows("festival", Festival)},
        {row.form: row for row in lexicon.rows("event", Event)},
        {form: row.role for row in lexicon.rows("before", Before) for form in row.forms},
        tuple(lexicon.rows("after", After)),
        {row.char: row.others for row in lexicon.rows("guard", Guard)},
        lexicon.classes(),
    )
