"""Quantities: number, magnitude, unit and words of comparison."""

from .rules import rules
from .units import convert, unit_named

__all__ = ["convert", "rules", "unit_named"]
