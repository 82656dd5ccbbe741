"""Readers: files, folders, archives and the standard input as one stream of documents, in bounded memory.

Whatever cannot be read — a damaged archive, a bomb, a row that does not parse, a file of another encoding — is one
:class:`~policyextract.archive.item.Broken` with a code of :data:`MEANING`, in its place among the documents, and the
reading goes on. Nothing is written to a disk, and no name inside an archive is trusted.
"""

from .codes import HIDING, MEANING, PASSING, Code
from .options import ReadOptions
from .read import Piece, pieces, read, read_taken

__all__ = ["HIDING", "MEANING", "PASSING", "Code", "Piece", "ReadOptions", "pieces", "read", "read_taken"]
