"""Entities: who, where, under which programme and document.

:func:`scan` reads one stretch of text, :func:`scan_all` many; :func:`place_of_document`, :func:`settle` and
:func:`group` then look at the whole.
"""

from .context import Entity, Place, group, is_named, place_of_document, settle
from .own import own_names
from .scanning import scan, scan_all

__all__ = ["Entity", "Place", "group", "is_named", "own_names", "place_of_document", "scan", "scan_all", "settle"]
