"""The tags of the words around a figure in its clause, each told with what it measures and with the kind of its document: 应 before
6个月 in a notice lays down, before 80% in news it reports what should be."""

from ..scene import Case
from .parts import keep

_Names = tuple[str, ...]
_Met = tuple[bool, tuple[str, ...], str, str]
"""Whether a word stands behind the figure, its tags, what the figure measures, the kind of the document."""
_known: dict[_Met, _Names] = {}  # as they are met, kept from document to document


def crossed(case: Case, kind: str) -> list[str]:
    """The features of a figure in a document of that ``kind``."""
    words, clause, at = case.sentence.words, case.sentence.clauses[case.clause], case.word
    dimension = case.unit_kind.dimension or "-"
    out: list[str] = []
    for i in range(clause.first, clause.last):
        tags = words[i].tags
        if tags and i != at:
            key = (i > at, tags, dimension, kind)
            out += _known.get(key) or _named(key)
    return out


def _named(key: _Met) -> _Names:
    behind, tags, dimension, kind = key
    side = "gr" if behind else "gl"
    found = [f"{side}+dim={tag}.{dimension}" for tag in tags] + [f"{side}+kind={tag}.{kind}" for tag in tags]
    return keep(_known, key, tuple(found))
