"""Numbers as they are written: Arabic, Han and mixed numerals, exact."""

from .read import Number, read_number

__all__ = ["Number", "read_number"]
