"""The tags of the words around a figure in its clause, each told with what it measures and with the kind of its document: 应 before
6个月 in a notice lays down, before 80% in news it reports what should be. So too what each of these words means: few have a
tag, all have a sense, and a verb that builds pledges in a plan and reviews in a report."""

from ..parse import MARKS
from ..scene import Case
from .parts import keep

_Names = tuple[str, ...]
_Met = tuple[bool, tuple[str, ...], str, str]
"""Whether a word stands behind the figure, its tags, what the figure measures, the kind of the document."""
_known: dict[_Met, _Names] = {}  # as they are met, kept from document to document
_Sides = tuple[dict[str, _Names], dict[str, _Names]]
_meant: dict[tuple[str, str], _Sides] = {}
"""Of what a figure measures and the kind of the document the names of senses as they are met, before the figure and behind it."""


def crossed(case: Case, kind: str) -> list[str]:
    """The features of a figure in a document of that ``kind``."""
    words, clause, at = case.sentence.words, case.sentence.clauses[case.clause], case.word
    dimension = case.unit_kind.dimension or "-"
    ahead, beyond = _meant.get((dimension, kind)) or keep(_meant, (dimension, kind), ({}, {}))
    out: list[str] = []
    for i in range(clause.first, clause.last):
        if i == at:
            continue
        word = words[i]
        tags, sense = word.tags, word.sense
        if tags:
            key = (i > at, tags, dimension, kind)
            out += _known.get(key) or _named(key)
        if sense in MARKS:
            continue  # it is what the mark is, which says nothing
        known = ahead if i < at else beyond
        found = known.get(sense)
        if found is None:
            side = "wl" if i < at else "wr"
            found = known[sense] = (f"{side}+dim={sense}.{dimension}", f"{side}+kind={sense}.{kind}")
        out += found
    return out


def _named(key: _Met) -> _Names:
    behind, tags, dimension, kind = key
    side = "gr" if behind else "gl"
    found = [f"{side}+dim={tag}.{dimension}" for tag in tags] + [f"{side}+kind={tag}.{kind}" for tag in tags]
    return keep(_known, key, tuple(found))
