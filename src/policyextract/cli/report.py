"""The command ``report``: a page to look at, with nothing outside of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import policyextract

from ..archive.readers.options import MAX_CHARS
from ..counted import counted
from .export import opened, sink
from .extract import Outcome, Reader, extracted
from .load import Rows
from .saying import complain, day, one_line, say, tidy, usage

if TYPE_CHECKING:
    from ..report.html import Sums
    from ..track.store import Store

_SQLITE = b"SQLite format 3\0"
_ROWS = (".jsonl", ".ndjson")
MANY = 50_000
"""Records of which a page is told to be slow."""


def report(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="STORE|OUT|FILE...", help="A store, a folder of batch, JSON lines, or files as extract takes."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")],
    title: Annotated[str | None, typer.Option(help="Of the page.")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of publication of files of text.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Code or name of a division, with all that lies in it.")] = None,
    search: Annotated[str | None, typer.Option(help="Words in the indicator or sentence.")] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="0 to 1.")] = 0.0,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the sums by which each part was chosen; reads the texts again.")
    ] = False,
) -> None:
    """Write a page to look at, in one HTML file. It has a table to filter and sort beside the texts with every record marked, and overviews."""
    on = day(published)
    if str(output) == "-":
        usage("--output: a page is looked at in a browser; name a file")
    failed = False
    with tidy(output), one_line(str(output)), _gathered(sources, on) as (store, outcome):
        from ..report.html import page
        from ..report.overview import library, overview
        from ..track.filters import Filters

        try:
            filters = Filters(region=region, search=search, min_confidence=min_confidence)
        except ValueError as error:
            usage(f"--{error}")
        drawing = library()
        if drawing is None:
            say("plots are told in tables; for plots: pip install 'policyextract[report]'")
        shown = _Counted(store.documents(filters, texts=True))
        html = page(
            shown,
            title or _name(sources),
            overview=overview(store),
            library=drawing,
            explained=_explainer() if explain else None,
        )
        if not outcome.good:
            say("no document to show; no page is written")
            raise typer.Exit(1)
        if not shown.documents:
            usage("no document is so; give other filters")
        if shown.records > MANY:
            say(f"{shown.records:,} records make a slow page; narrow it with --region, --search or --min-confidence")
        with sink(str(output)) as out:
            out.write(html.encode())
        say(f"{output}: {counted(shown.documents, 'document')}, {counted(shown.records, 'record')}")
        failed = outcome.failed > 0
    raise typer.Exit(1 if failed else 0)


class _Counted:
    """Documents passed on, and how many there were."""

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        self._given = documents
        self.documents = 0
        self.records = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for document in self._given:
            self.documents += 1
            self.records += sum(len(document.get(name, ())) for name in ("targets", "actuals", "pledges"))
            yield document


def _name(sources: list[str]) -> str:
    """What a page is called that was given no title."""
    own = sources[0].rpartition("@")[2] if "://" in sources[0] else Path(sources[0]).stem
    return f"{own} 等 {len(sources)} 项" if len(sources) > 1 else own


@contextmanager
def _gathered(sources: list[str], on: date | None) -> "Iterator[tuple[Store, Outcome]]":
    """One store of all that is named: itself where it is one, else one in memory."""
    outcome = Outcome()
    stores = [place for name in sources if (place := _store(name)) is not None]
    if len(stores) == len(sources) == 1:
        with opened(stores[0]) as store:
            outcome.good = 1
            yield store, outcome
        return
    with opened(":memory:", create=True) as store:
        for name in sources:
            place = _store(name)
            if place is not None:
                with opened(place) as other:
                    store.put(other.documents(texts=True))
            elif Path(name).is_dir() and not any(Path(name).glob("part-*.jsonl")):
                outcome.failed += 1
                complain(name, "no folder that batch wrote with --format jsonl or sqlite; name its files instead")
            elif name.lower().endswith(_ROWS) or Path(name).is_dir():
                rows = Rows([name])
                rows.into(store)
                outcome.failed += rows.failed
            else:
                reader = Reader(policyextract.Extractor(), on, None, MAX_CHARS)
                found = extracted([name], reader, outcome)
                store.put({**document.model_dump(mode="json"), "text": text} for document, text in found)
        outcome.good = next(store.database.fetch("SELECT COUNT(*) FROM documents"))[0]
        yield store, outcome


def _store(name: str) -> str | None:
    """The store that a name stands for, where it is one: a URL, a file of SQLite, a folder of ``batch`` with one in it."""
    path = Path(name)
    if "://" in name:
        return name
    if path.is_dir():
        inside = path / "store.sqlite"
        return str(inside) if inside.is_file() else None
    try:
        with path.open("rb") as file:
            return name if file.read(len(_SQLITE)) == _SQLITE else None
    except OSError:
        return None


def _explainer() -> "Callable[[Mapping[str, Any]], Mapping[int, Sums]]":
    """Reads a document again, for the sums of its records."""
    extractor = policyextract.Extractor()

    def explained(document: Mapping[str, Any]) -> "Mapping[int, Sums]":
        text = document.get("text")
        if text is None:
            return {}
        found = extractor.explain(text, published=document.get("published"), title=document.get("title"))
        return {item.start: item.slots for item in found}

    return explained
