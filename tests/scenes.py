"""Scenes of short texts, as the pipeline makes them, for the tests of single choices."""

from policyextract import pipeline
from policyextract.guards import day
from policyextract.targets.scene import Case, Scene, scene
from policyextract.tokens import tokenizer

PUBLISHED = "2024-03-27"


def scene_of(text: str, title: str | None = None, published: str | None = PUBLISHED) -> Scene:
    """The scene of ``text``."""
    outlined = pipeline.outline(pipeline.clean(text))
    scanned = pipeline.scan(outlined)
    anchored = pipeline.anchor(outlined, scanned, day(published), title)
    moments = pipeline.resolve(outlined, scanned, anchored)
    named, _ = pipeline.entities(outlined, title, None, ())
    stanced = pipeline.stances(outlined, title or "", anchored.year)
    mentions = (scanned.quantities, scanned.times, scanned.skips)
    return scene(outlined, title or "", anchored, mentions, moments, named, stanced, tokenizer("auto"))


def case_at(found: Scene, start: int) -> Case:
    """The case whose quantity begins at the raw offset ``start``."""
    return next(c for c in found.cases if found.outline.raw_span(c.start, c.end).start == start)
