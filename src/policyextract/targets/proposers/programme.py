"""The named action, plan or project that a record stands under."""

from collections.abc import Iterable

from ...rules import Mention
from ...span import Span
from ..scene import Case, Scene


def programme(scene: Scene, case: Case, indicator: Span | None = None) -> Span | None:
    """The last programme named before the quantity in its sentence, else in the block's lead, else in the heading above.

    Args:
        indicator: the span of the record's indicator; a programme that is part of it is what is counted.
    """
    for mention in reversed(scene.names_in(case.sentence.span.start, case.start)):
        if mention.value.type == "programme" and not (
            indicator is not None and indicator.start <= mention.start and mention.end <= indicator.end
        ):
            return Span(mention.start, mention.end)
    block = scene.blocks[case.block]
    found = _first(scene.names_in(*block.lead)) if block.lead is not None else None
    if found is None and block.parent >= 0:
        above = scene.blocks[block.parent]
        found = _first(reversed(scene.names_in(above.body, above.end)))
    return found


def section(scene: Scene, case: Case) -> Span | None:
    """The heading that a record stands under, without its mark; the title is none."""
    parent = scene.blocks[case.block].parent
    if parent < 0 or not scene.blocks[parent].level:
        return None
    return Span(scene.blocks[parent].body, scene.blocks[parent].end)


def _first(names: Iterable[Mention]) -> Span | None:
    for mention in names:
        if mention.value.type == "programme":
            return Span(mention.start, mention.end)
    return None
