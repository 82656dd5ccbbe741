"""Documents out of files, for those who call the library: any file that a batch run reads."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError

if TYPE_CHECKING:
    from .readers import ReadOptions


def read_documents(
    sources: str | Path | Iterable[str | Path],
    options: "ReadOptions | None" = None,
    *,
    on_error: Callable[[InputError], object] | None = None,
) -> Iterator[dict[str, Any]]:
    """The documents in files, as arguments of :func:`policyextract.extract`; for ``Extractor.pipe`` as they are.

    Args:
        sources: a file, a folder or a pattern, or several: text, HTML, Markdown, PDF, Word, workbooks, mail, feeds, tables,
            archives (see the README).
        options: names of fields, and limits.
        on_error: called with the error of each file, member or row that gives no document; reading goes on. Without it
            the first such error is raised.

    Yields:
        ``text``, ``title``, ``published`` (an ISO day), ``source`` and ``id``, None where the file does not tell, and
        ``parts``: for a file that is no text, the stretches of ``text`` with their page, sheet and cell, or place.

    Raises:
        InputError: while iterating, where ``on_error`` is not given: names what cannot be read, and says what to do.

    >>> list(read_documents("no/such/file.pdf"))
    Traceback (most recent call last):
    ...
    policyextract.errors.InputError: no/such/file.pdf: no such file or folder; check the name
    """
    from .item import Broken
    from .readers import ReadOptions, read

    named = [sources] if isinstance(sources, str | Path) else sources
    for item in read(named, options or ReadOptions()):
        if not isinstance(item, Broken):
            yield item.arguments()
            continue
        error = InputError(f"{item.origin}: {item.message}")
        if on_error is None:
            raise error
        on_error(error)
