"""Sources to items: opens files one by one and gives each to the reader of its kind."""

import codecs
import io
import os
import stat
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from ..item import Broken, Item
from ..parts import parted
from . import databases
from . import sources as places
from .alarm import timed
from .blob import CHUNK, Blob, Budget, in_memory
from .codes import Code, Fault, broken
from .feeds import read_feed
from .front import read_markdown
from .jsons import read_json, read_jsonl, rows
from .kinds import BINARY, kind_of
from .lines import lines
from .mails import read_maff, read_mail
from .office import read_office, read_old, told
from .options import ReadOptions
from .packed import read_packed
from .pdf import read_pdf
from .plain import read_plain
from .tables import read_csv, read_parquet
from .tars import read_tar
from .warcs import read_warc
from .zips import read_zip

STDIN = "-"
_DEFAULT = ReadOptions()
_LONGEST_PATH = 1 << 16


def read(
    sources: Iterable[str | Path], options: ReadOptions = _DEFAULT, *, timeout: float | None = None
) -> Iterator[Item]:
    """The documents of ``sources``, in a fixed order, and what is broken among them.

    A source is a file, a folder (all files below it, in the order of their names), a pattern (``data/**/*.html``), a
    database (``sqlite:crawl.db``, ``postgresql://…``: a table of it, or the answer to a query), or
    ``-``: the standard input, which holds documents as JSON lines when its first line that is not blank begins with
    ``{``, else one path a line. What a file holds is told by its first bytes, else by its extension: text, Markdown,
    HTML, PDF, Word, workbooks, mail, saved pages, feeds, JSON, JSON lines, CSV, TSV, Parquet, WARC, ZIP, tar, and any of
    them in gzip, bzip2, xz or zstd. Members of archives are read by the same rules.

    Args:
        timeout: seconds that reading a file may take from one document to the next (see :func:`~.alarm.timed`); a pipe
            may take its time.

    The stream is lazy, and memory does not grow with the archive. No exception is raised for what a source holds.

    >>> [item.code for item in read(["no/such/file.txt"])]
    ['missing']
    """
    for piece in pieces(sources, options, timeout=timeout):
        yield from piece.items


class Piece(NamedTuple):
    """A file of the sources, or what stands in its place."""

    origin: str
    mark: str | None
    """Is another one when the file has changed; None where nothing tells, and it has to be read."""
    items: Iterator[Item]
    """What it holds. It is opened when the first is asked for."""
    unseen: str | None = None
    """Why nothing of it can be seen, in a few words: it is not there, or a folder must not be read."""


def pieces(
    sources: Iterable[str | Path],
    options: ReadOptions = _DEFAULT,
    *,
    timeout: float | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Piece]:
    """What :func:`read` reads, file by file.

    Args:
        stdin: what to read in the place of the standard input.
    """
    for piece in _all(sources, options, timeout, stdin):
        yield piece._replace(items=parted(piece.items, options.max_chars))


def _all(
    sources: Iterable[str | Path], options: ReadOptions, timeout: float | None, stdin: BinaryIO | None
) -> Iterator[Piece]:
    for source in sources:
        if source == STDIN:
            yield from _standard_input(stdin or sys.stdin.buffer, options, timeout)
        elif isinstance(source, str) and databases.is_database(source):
            yield Piece(databases.called(source), databases.mark(source), databases.read_database(source, options))
        else:
            yield from _pieces(os.fspath(source), options, timeout)


def _pieces(source: str, options: ReadOptions, timeout: float | None, *, patterns: bool = True) -> Iterator[Piece]:
    for found in places.files(source, patterns=patterns):
        if isinstance(found, Broken):
            # A dead link in a folder hides nothing; a source that is not there, or a closed folder, may hide all it held.
            hides = found.code == Code.unreadable or found.origin == places.posix(source)
            yield Piece(found.origin, None, iter((found,)), found.message.partition(";")[0] if hides else None)
        else:
            yield Piece(found.origin, places.mark(found.path), _file(found, options, timeout))


def _file(found: places.Found, options: ReadOptions, timeout: float | None) -> Iterator[Item]:
    try:
        with open(found.path, "rb") as stream:
            state = os.fstat(stream.fileno())
            regular = stat.S_ISREG(state.st_mode)
            budget = Budget(state.st_size if regular else 0, options)
            blob = Blob(found.origin, found.origin, stream, budget, whole=regular)
            yield from timed(_blob(blob), timeout if regular else None)
    except OSError as error:
        yield broken(found.origin, *places.said(error))
    except Fault as fault:
        yield fault.at(found.origin)


def read_taken(origin: str, data: bytes, options: ReadOptions = _DEFAULT) -> Iterator[Item] | None:
    """The items of a file that text has to be taken out of, or that tells its title and day; None where it is another.

    >>> [item.code for item in read_taken("a.pdf", b"%PDF-1.7")], read_taken("a.txt", "新增就业5万人".encode())
    (['truncated'], None)
    """
    blob = Blob(origin, origin, in_memory(data), Budget(len(data), options), whole=True)
    kind = kind_of(origin, blob.head())
    return _blob(blob) if kind in _TAKEN or kind in ("mail", "markdown", "rtf", "code") else None


def _blob(blob: Blob) -> Generator[Item, None, None]:
    """The items of ``blob``, whatever it is.

    Raises:
        Fault: a fatal one, which ends the file that it lies in.
    """
    empty = True
    try:
        for item in _of_kind(blob, kind_of(blob.name, blob.head())):
            empty = False
            yield item
        if empty:
            yield broken(blob.origin, Code.empty, "holds no documents")
    except Fault as fault:
        if fault.fatal:
            raise
        yield fault.at(blob.origin)
    except OSError as error:
        yield broken(blob.origin, *places.said(error))
    except Exception as error:  # a defect of ours, or of a library, must cost one member, not the run
        said = f"failed inside ({type(error).__name__}: {error}); please report it with this file"
        yield broken(blob.origin, Code.corrupt, said)


def _of_kind(blob: Blob, kind: str) -> Iterator[Item]:
    if not blob.head():
        yield broken(blob.origin, Code.empty, "holds no bytes")
    elif kind in ("text", "html"):
        yield from read_plain(blob, html=kind == "html")
    elif kind == "jsonl":
        yield from read_jsonl(blob)
    elif kind == "json":
        yield from read_json(blob)
    elif kind in ("csv", "tsv"):
        yield from read_csv(blob, separator="\t" if kind == "tsv" else None)
    elif kind == "markdown":
        yield read_markdown(blob)
    elif kind in _TAKEN:
        yield from _TAKEN[kind](blob)
    elif kind == "rtf":
        raise told("rtf")
    elif kind == "code":
        yield broken(blob.origin, Code.not_text, "a script, style sheet, drawing or program, not a document")
    elif kind == "sqlite":
        said = "a SQLite database, which is a source of its own: give sqlite:FILE, and --table NAME"
        yield broken(blob.origin, Code.not_text, said)
    elif kind in BINARY or kind == "mail":
        yield from _binary(blob, kind)


_TAKEN: dict[str, Callable[[Blob], Iterator[Item]]] = {
    "pdf": read_pdf,
    "office": read_office,
    "old": read_old,
    "maff": read_maff,
    "feed": read_feed,
}
"""Readers of files that text is taken out of, by their kind."""


def _binary(blob: Blob, kind: str) -> Iterator[Item]:
    # A compressed tar archive is one archive, not two in each other.
    depth = blob.depth + (0 if blob.unpacked and kind == "tar" else 1)
    if depth > blob.budget.options.max_depth:
        said = f"lies in more than {blob.budget.options.max_depth} archives; unpack the outer ones first"
        yield broken(blob.origin, Code.nested_too_deep, said)
        return
    if kind == "zip":
        yield from read_zip(blob, _blob)
    elif kind == "mail":
        yield from read_mail(blob, _blob)
    elif kind == "tar":
        yield from read_tar(blob, _blob)
    elif kind == "warc":
        yield from read_warc(blob, _blob)
    elif kind == "parquet":
        yield from read_parquet(blob)
    else:
        yield from read_packed(blob, kind, _blob)


def _standard_input(given: BinaryIO, options: ReadOptions, timeout: float | None) -> Iterator[Piece]:
    stream = cast(io.BufferedReader, io.BufferedReader(cast(io.RawIOBase, given), CHUNK))
    try:
        if stream.peek(3).startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        before = 0
        while (sign := stream.peek(1)[:1]) and sign in b" \t\r\n":
            before += stream.read(1) == b"\n"
        if sign == b"{":
            yield Piece(STDIN, None, rows(STDIN, stream, options, before=before))
            return
        for number, line in lines(stream, _LONGEST_PATH, before):
            path = os.fsdecode((line or b"").rstrip(b"\r\n"))
            if line is None:
                origin = f"{STDIN}:{number}"
                yield Piece(
                    origin, None, iter((broken(origin, Code.bad_row, "the line is longer than a path can be"),))
                )
            elif path.strip():
                yield from _pieces(path, options, timeout, patterns=False)
    finally:
        stream.detach()  # else the standard input would be closed with it
