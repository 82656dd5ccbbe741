"""The command ``export``: from a store to whoever tracks what was promised."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NamedTuple

import typer

from ..counted import counted
from .options import secret_of, tell_lost
from .saying import one_line, say, tidy, usage
from .stopping import STOPS, stopped_by

if TYPE_CHECKING:
    from ..track.filters import Filters
    from ..track.history import Mark
    from ..track.store import Store

SECRET = "POLICYEXTRACT_WEBHOOK_SECRET"
"""Environment variable of the secret that signs webhooks."""


class Form(StrEnum):
    """What ``export`` writes."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    ics = "ics"
    atom = "atom"
    jsonfeed = "jsonfeed"
    panel = "panel"
    labelstudio = "labelstudio"
    doccano = "doccano"
    langextract = "langextract"
    datasette = "datasette"
    corrections = "corrections"
    annotations = "annotations"
    sqlite = "sqlite"
    postgres = "postgres"


class Kind(StrEnum):
    """Which records."""

    target = "target"
    actual = "actual"
    pledge = "pledge"


class Nature(StrEnum):
    """Of which nature."""

    outcome = "outcome"
    input = "input"
    standard = "standard"
    criterion = "criterion"


class Commitment(StrEnum):
    """How firmly promised."""

    binding = "binding"
    expected = "expected"
    aspirational = "aspirational"
    planned = "planned"


class Body(StrEnum):
    """What ``--post`` sends."""

    standard = "standard"
    feishu = "feishu"
    wecom = "wecom"
    dingtalk = "dingtalk"
    ntfy = "ntfy"


LAST = "last"
"""What ``--since`` takes beside days and runs."""

SAID = (Form.corrections, Form.annotations)
"""Ways out of what people said of records."""
STORES = (Form.sqlite, Form.postgres)
MARKED = (Form.labelstudio, Form.doccano, Form.langextract)
"""Ways out that hold texts with marks in them."""
TOLD = (Form.ics, Form.atom, Form.jsonfeed)
"""Ways out that tell people something new or due, once: targets of nature outcome and input, and pledges; no repeats."""


def export(
    store: Annotated[str | None, typer.Argument(metavar="STORE", help="A SQLite file or a postgresql:// URL.")] = None,
    to: Annotated[Form | None, typer.Option("--to", help="What to write.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to; else stdout.")] = None,
    post: Annotated[str | None, typer.Option(metavar="URL", help="Post what is new to this address.")] = None,
    body: Annotated[Body, typer.Option(help="What --post sends: signed JSON, or messages of a chat.")] = Body.standard,
    region: Annotated[str | None, typer.Option(help="Code or name of a division, with all that lies in it.")] = None,
    indicator: Annotated[str | None, typer.Option(help="Words in the indicator.")] = None,
    search: Annotated[str | None, typer.Option(help="Words in the indicator or sentence.")] = None,
    due_after: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Due on this day or later.")] = None,
    due_before: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Due on this day or earlier.")] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DAY|RUN|last",
            help="Published on this day or later; or what changed after this run, or since the last export of the same.",
        ),
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Published then or earlier.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="May be given more than once, as the next two.")] = None,
    nature: Annotated[list[Nature] | None, typer.Option(help="Feeds carry outcome and input unless this says.")] = None,
    commitment: Annotated[list[Commitment] | None, typer.Option(help="How firmly it is promised.")] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="0 to 1.")] = 0.0,
    text: Annotated[
        bool | None, typer.Option("--text/--no-text", help="The raw texts too: copies have them, JSON lines do not.")
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV for a spreadsheet: Chinese heads, formulas made harmless.")
    ] = False,
    title: Annotated[str | None, typer.Option(help="Of the calendar or feed.")] = None,
    feed_url: Annotated[str | None, typer.Option(metavar="URL", help="Where the feed will be found.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Entries of a feed or message, the newest first.")] = 100,
    secret_file: Annotated[Path | None, typer.Option(help=f"Holds the secret, else ${SECRET} does.")] = None,
    dead_letters: Annotated[Path, typer.Option(help="Takes what --post could not deliver.")] = Path("dead.jsonl"),
    resend: Annotated[Path | None, typer.Option(metavar="FILE", help="With --post: these dead letters.")] = None,
) -> None:
    """Write, copy or post what a STORE holds. There are files for programs and people, feeds, a calendar and webhooks."""
    told = to in TOLD or post is not None
    given: dict[str, Any] = {
        "kinds": tuple(kind or ()) or (_told_kinds(nature) if told else ()),
        "natures": tuple(nature or ()) or (("outcome", "input") if told else ()),
        "commitments": tuple(commitment or ()),
        "region": region,
        "indicator": indicator,
        "search": search,
        "due_after": _day("--due-after", due_after),
        "due_before": _day("--due-before", due_before),
        "since": None if _is_run(since) else _day("--since", since),
        "until": _day("--until", until),
        "min_confidence": min_confidence,
        "repeats": not told,
    }
    _check(store, to, output, post, resend, excel)
    if to is Form.ics and Kind.actual in given["kinds"]:
        usage("--kind: a calendar is of deadlines, which targets and pledges have; leave it out")
    if to is Form.panel:
        _check_filters(given, "the panel takes --region and --indicator", ("region", "indicator"))
    if to is Form.datasette:
        _check_filters({**given, "since": since}, "datasette shows the whole store")
    if to in SAID:
        _check_filters({**given, "since": since}, "all that people said is written")
    if text is not None and to not in (*STORES, Form.jsonl):
        usage("--text: is for --to jsonl, sqlite and postgres")
    if since == LAST and post is None and output in (None, "-"):
        usage("--since: last is what was exported to a file before; name it with -o, or a run")
    failed = False
    with tidy(Path(output) if output and "://" not in output else None), one_line(store or post or "export"):
        filters = _filters(given)
        if post is not None:
            message = _Message(body, title, limit)
            failed = _post(store, post, filters, since, secret_file, dead_letters, resend, message)
        elif to is not None and store is not None:
            options = {"text": text, "excel": excel, "title": title, "url": feed_url, "limit": limit}
            with opened(store) as source:
                _check_region(source, region)
                _export(source, to, output, filters, since, options)
    raise typer.Exit(1 if failed else 0)


def _is_run(since: str | None) -> bool:
    return since is not None and (since == LAST or (since.isdecimal() and len(since) < len("20250101")))


def _export(
    store: "Store", to: Form, output: str | None, filters: "Filters", since: str | None, options: dict[str, Any]
) -> None:
    """Write one form, and where it is what changed since the last one remember how far that was."""
    from dataclasses import replace

    from ..track.history import Mark
    from ..track.sending import Receiver

    receiver, whole = None, Mark(store.run)
    if since == LAST:
        receiver = Receiver(store, str(Path(str(output)).resolve()), to, filters)
        filters = receiver.filters
    elif (mark := _mark(store, since)) is not None:
        filters = replace(filters, after=mark)
    if to in STORES:
        _copy(store, str(output), filters, options["text"] is not False)
    elif to is Form.annotations:
        _annotate(store, output)
    else:
        with sink(output) as out:
            _write(store, to, out, filters, {**options, "text": bool(options["text"])})
    if receiver is not None:
        receiver.knows(whole)


def _mark(store: "Store", since: str | None) -> "Mark | None":
    """The run that ``--since`` names; ends the program where the store has none so late."""
    from ..track.history import Mark

    if since is None or since == LAST or not _is_run(since):
        return None
    if int(since) > store.run:
        usage(f"--since: the last run of the store is {store.run}; name it or an earlier one")
    return Mark(int(since))


def _check_region(store: "Store", region: str | None) -> None:
    """Ends the program where no place is so named."""
    if region is not None and not store.has_place(region):
        usage(f"--region: no place is named {region!r}; give a division's name or code")


def _told_kinds(nature: list[Nature] | None) -> tuple[str, ...]:
    """Pledges have no nature: who asks for one wants targets."""
    return ("target",) if nature else ("target", "pledge")


def _check(
    store: str | None, to: Form | None, output: str | None, post: str | None, resend: Path | None, excel: bool
) -> None:
    """Ends the program where the options do not go together."""
    if (to is None) == (post is None):
        usage("say either --to FORMAT or --post URL")
    if resend is not None and post is None:
        usage("--resend: say where to with --post URL")
    if (store is None) != (resend is not None):
        usage("name the STORE" if store is None else "--resend: sends what its file holds; leave out the STORE")
    if excel and to not in (Form.csv, Form.panel):
        usage("--excel: is for --to csv and panel")
    to_screen = output in (None, "-")
    if to in (*STORES, Form.parquet) and to_screen:
        usage(f"--output: say where to write with -o; {to} does not go to stdout")
    if post is not None and output is not None:
        usage("--output: --post writes no file; leave it out")
    if to in STORES and output is not None and ("://" in output) != (to is Form.postgres):
        usage(f"--output: {'a postgresql:// URL' if to is Form.postgres else 'a file'} is what --to {to} takes")


def _check_filters(given: dict[str, Any], why: str, taken: tuple[str, ...] = ()) -> None:
    """Ends the program where something is asked that a form which is no list of records cannot answer."""
    for name, value in given.items():
        if value and name not in (*taken, "repeats"):
            option = name.removesuffix("s").replace("_", "-")
            usage(f"--{option}: {why}; leave it out")


def _day(option: str, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        usage(f"{option}: {value!r} is not a date; write it as 2024-03-27")


def _filters(given: dict[str, Any]) -> "Filters":
    from ..track.filters import Filters

    try:
        return Filters(**given)
    except ValueError as error:
        usage(f"--{error}")


@contextmanager
def opened(place: str, create: bool = False) -> "Iterator[Store]":
    """A store, closed at the end. What fails on what it holds, which nobody has foreseen, is told as the damage it comes from."""
    from ..errors import PolicyExtractError, StoreError
    from ..track.store import open_store
    from ..track.verify import verify

    with open_store(place, create=create) as store:
        store.look()  # before a first line is written
        try:
            yield store
        except (typer.Exit, OSError, PolicyExtractError):
            raise
        except Exception as error:
            if (damage := next(verify(store), None)) is not None:
                raise StoreError(damage) from error
            raise


@contextmanager
def sink(output: str | None) -> Iterator[BinaryIO]:
    """A file that takes its name when it is whole, or stdout."""
    from ..track.files import replacing

    if output is None or output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    parent = Path(output).absolute().parent
    if not parent.is_dir():
        usage(f"--output: there is no directory {Path(output).parent}; make it first")
    with replacing(Path(output)) as out:
        yield out


def _write(store: "Store", to: Form, out: BinaryIO, filters: "Filters", options: dict[str, Any]) -> None:
    from ..exchange.datasette import metadata_json
    from ..track import calendar, feed, files, flatten
    from .exchange import write_marked

    if to is Form.jsonl:
        files.write_jsonl(_documents(store, filters, options["text"]), out)
    elif to in MARKED:
        there = (document for document in _documents(store, filters, True) if not document.get(flatten.GONE))
        write_marked(there, out, to)
    elif to is Form.datasette:
        out.write(metadata_json(store.name, options["title"]).encode())
    elif to is Form.corrections:
        for one in store.corrections():
            out.write(f"{one.line()}\n".encode())
        tell_lost(store)
    elif to is Form.panel:
        _panel(store, out, filters, options["excel"])
    elif to in (Form.csv, Form.parquet):
        if to is Form.csv:
            files.write_csv(store.rows(filters), out, excel=options["excel"])
        else:
            files.write_parquet(store.rows(filters), out)
        if filters.after and (gone := sum(1 for _ in store.gone(filters))):
            say(
                f"{counted(gone, 'record is', 'records are')} gone since; --to jsonl, ics, atom, jsonfeed and sqlite tell which"
            )
    elif to is Form.ics:
        named = {"title": options["title"]} if options["title"] else {}
        changed = {str(row["id"]) for row in store.rows(filters)} if filters.after else None
        gone_rows = store.gone(filters) if filters.after else ()
        out.write(calendar.calendar(store.rows(filters.of_any_run()), changed=changed, gone=gone_rows, **named))
    else:
        make: Any = feed.atom if to is Form.atom else feed.json_feed
        newest = store.rows(filters, newest=True, limit=options["limit"])
        gone_of = {"gone": list(store.gone(filters))} if filters.after else {}
        out.write(make(newest, title=options["title"] or feed.TITLE, url=options["url"], **gone_of))


def _documents(store: "Store", filters: "Filters", texts: bool) -> Iterator[Any]:
    """The documents that are wanted; where it is what changed, those that went as well."""
    if filters.after:
        return (document for _, document in store.changed(filters, texts=texts))
    return store.documents(filters, texts=texts)


def _panel(store: "Store", out: BinaryIO, filters: "Filters", excel: bool) -> None:
    from ..track.files import write_csv
    from ..track.panel.headlines import headlines
    from ..track.panel.panel import COLUMNS, Asked, panel
    from ..track.series.tracker import catalogue_of

    catalogue = catalogue_of(store)
    if filters.indicator and catalogue.canonical(filters.indicator) not in {one.indicator for one in headlines()}:
        usage(f"--indicator: the panel has {', '.join(one.label for one in headlines())}; name one of these")
    rows = panel(store, Asked(filters.region, filters.indicator, filters.after), catalogue)
    if not write_csv(rows, out, excel=excel, columns=(name for name, _ in COLUMNS)):
        since = ", of what changed" if filters.after else ""
        say(f"no rows{since}: no document sets the targets of a year there, or reports of one")


def _annotate(store: "Store", output: str | None) -> None:
    """Annotated documents, as lines or as a folder."""
    from ..track.annotations import annotations, write_folder, write_lines

    textless: list[str] = []
    found = annotations(store, textless.append)
    if output is None or output == "-" or output.endswith(".jsonl"):
        with sink(output) as out:
            count = write_lines(found, out)
    else:
        count = write_folder(found, Path(output))
    say(counted(count, "annotated document"))
    if textless:
        some = ", ".join(textless[:3]) + (" …" if len(textless) > 3 else "")
        say(f"of {len(textless):,} more the text is not kept ({some}); put them in with it")
    tell_lost(store)


def _copy(store: "Store", place: str, filters: "Filters", texts: bool) -> None:
    from ..track.series.tracker import hand_over

    if "://" not in place and Path(place).resolve() == Path(store.name).resolve():
        usage(f"--output: {place} is the store itself; name another one")
    with opened(place, create=True) as other:
        changed = (document for _, document in store.changed(filters, texts=texts))
        counts = other.put(changed if filters.after else store.documents(filters, texts=texts))
        hand_over(store, other)
        say(f"{other.name}: {told_counts(counts)}")


def told_counts(counts: Any) -> str:
    """Counts of documents put into a store, for people; those taken out where there are any."""
    told = ((number, word) for word, number in counts._asdict().items() if number or word != "removed")
    return ", ".join(f"{number:,} {word}" for number, word in told)


class _Message(NamedTuple):
    """What ``--post`` sends."""

    body: Body
    title: str | None
    limit: int


def _post(
    place: str | None,
    url: str,
    filters: "Filters",
    since: str | None,
    secret_file: Path | None,
    dead_letters: Path,
    resend: Path | None,
    message: _Message,
) -> bool:
    """Deliver by webhook what is new; whether anything could not be delivered."""
    from ..track import webhook
    from ..track.chat import CHATS

    secret, body = secret_of(secret_file, SECRET), message.body
    if secret is None and body is Body.standard:
        say(f"the requests are not signed; put a secret into ${SECRET} or name its file with --secret-file")
    path = resend if place is None and resend is not None else dead_letters
    try:
        with webhook.Webhook(url, secret=secret, chat=CHATS.get(body)) as address:
            if resend is not None:
                taken, dead = webhook.resend(address, path)
            else:
                with opened(str(place)) as store:
                    _check_region(store, filters.region)
                    taken, dead = _send(store, address, url, filters, since, path, message)
    except STOPS as error:
        if not path.exists():
            raise
        stopped = stopped_by(error)
        say(f"{stopped.word}; what was not taken is in {path}; send it again with: export --post URL --resend {path}")
        raise typer.Exit(stopped.code) from None
    say(
        f"{counted(taken, 'batch')} delivered, {len(dead):,} not"
        if taken or dead
        else "nothing new since the last sending"
    )
    if dead:
        say(f"{dead[0].reason}; send them again with: export --post URL --resend {path}")
    return bool(dead)


def _send(
    store: "Store",
    address: Any,
    url: str,
    filters: "Filters",
    since: str | None,
    path: Path,
    message: _Message,
) -> tuple[int, list[Any]]:
    from ..track.feed import TITLE
    from ..track.sending import Receiver, send

    receiver = Receiver(store, url, message.body, filters, _mark(store, since))
    return send(store, address, receiver, path, message.body, message.title or TITLE, message.limit)
