"""Rules that keep distractors out: each builds a ``Skip`` that says why."""

from functools import cache

from ...rules import Rule


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in their order."""
    return ()
