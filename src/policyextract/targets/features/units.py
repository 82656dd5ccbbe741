"""What a figure counts, told with what it stands in: its unit with comparator, size, roundness, how its block speaks and the kind
of its document; how it stands in its clause, with what it measures.

Most of what a unit says of a figure it does not say alone: ``1个`` is an article in news and a quota in a plan, ``6个月``
a condition in a notice, ``5个`` behind 等 no promise.
"""

from typing import Final

from ..scene import Case
from .common import size
from .parts import Part, keep

_ENDS: Final = frozenset(("，", "；", "。", "：", "|", "）", "”", "x"))
_SMALL: Final = 12  # values that are told as they are
_KNOWN: Final = frozenset((15, 20, 24, 30, 50, 100, 365, 1000))  # others that are told

Measured = tuple[str, str, str, int, str, str]
"""Unit, comparator, size, digits that say something, how the block speaks, kind of document."""

_measured: dict[Measured, Part] = {}
_counted: dict[tuple[str, str, str, str, str, bool], Part] = {}


def parts(case: Case, digits: int, said: str, kind: str) -> list[Part]:
    """The features of a figure with so many ``digits``, in a block that speaks so in a document of that ``kind``."""
    measured = (case.unit, case.comparator, size(case), digits, said, kind)
    place, behind = standing(case)
    counted = (case.unit, case.unit_kind.dimension or "-", place, behind, _value(case), case.amount.han)
    return [
        _measured.get(measured) or keep(_measured, measured, Part(_of_unit(*measured))),
        _counted.get(counted) or keep(_counted, counted, Part(_of_value(*counted))),
    ]


def _of_unit(unit: str, comparator: str, size: str, digits: int, said: str, kind: str) -> list[str]:
    return [
        f"u.cmp={unit}.{comparator}",
        f"u.size={size}.{unit}",
        f"u.sig={unit}.{digits}",
        f"u.said={unit}.{said}",
        f"u.kind={unit}.{kind}",
    ]


def _of_value(unit: str, dimension: str, place: str, behind: str, value: str, han: bool) -> list[str]:
    return [
        f"u.han+right={han}.{unit}.{behind}",
        f"u.han+place={han}.{place}.{dimension}",
        f"u.value={value}.{han}.{dimension}",
    ]


def _value(case: Case) -> str:
    """A value that is small or much used, ``x`` for others."""
    value = case.amount.explicit[0]
    return str(value) if value <= _SMALL or value in _KNOWN else "x"


def standing(case: Case) -> tuple[str, str]:
    """Whether verbs stand before (``v``) and behind a figure in its clause, and whether it ends it (``e``); the first letter of the
    class of the word behind."""
    words, clause, at = case.sentence.words, case.sentence.clauses[case.clause], case.word
    ahead, verb, ends = "-", "-", "e"
    for i in range(clause.first, at):
        if words[i].kind == "v":
            ahead = "v"
            break
    for i in range(at + 1, clause.last):
        kind = words[i].kind
        if kind == "v":
            verb = "v"
        if kind not in _ENDS:
            ends = "-"
            if verb == "v":
                break
    return f"{ahead}{verb}{ends}", words[at + 1].kind[0] if at + 1 < clause.last else ""
