"""Files of office programs: Word documents and workbooks, and what is said of those that are not read."""

from .read import read_office, read_old, told

__all__ = ["read_office", "read_old", "told"]
