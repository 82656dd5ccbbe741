"""Scenes of short texts, as the pipeline makes them, for the tests of single choices."""

from policyextract import Settings, pipeline
from policyextract.guards import day
from policyextract.targets.scene import Case, Scene

PUBLISHED = "2024-03-27"


def scene_of(text: str, title: str | None = None, published: str | None = PUBLISHED) -> Scene:
    """The scene of ``text``."""
    return pipeline.look(text, Settings(), day(published), title, None).scene


def case_at(found: Scene, start: int) -> Case:
    """The case whose quantity begins at the raw offset ``start``."""
    return next(c for c in found.cases if found.outline.raw_span(c.start, c.end).start == start)
