"""The command ``track``: what became of the targets of a store."""

import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..track.wording import BASES, FORMS, figure, shown
from .export import opened, sink
from .saying import one_line, say, tidy, usage

if TYPE_CHECKING:
    from ..track.series.tracker import Asked
    from ..track.store import Store

WIDE = 160
"""Width of a table that is not shown on a terminal."""

STATUS = {
    "met": "达到", "missed": "未达到", "open": "未到期", "not_reported": "未见报告", "revised": "已调整", "dropped": "不再提出",
    "unclear": "无法判定",
}  # fmt: skip
NOTES = {"raised": "上调", "lowered": "下调", "moved": "推迟", "restated": "改写", "stretch": "力争"}


class Form(StrEnum):
    """What ``track`` writes."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


class Status(StrEnum):
    """What became of a target."""

    met = "met"
    missed = "missed"
    open = "open"
    not_reported = "not_reported"
    revised = "revised"
    dropped = "dropped"
    unclear = "unclear"


def track(
    store: Annotated[str, typer.Argument(metavar="STORE", help="A SQLite file or a postgresql:// URL.")],
    indicator: Annotated[str | None, typer.Option(help="Any name of an indicator, or words in it.")] = None,
    region: Annotated[str | None, typer.Option(help="Code or name of a division, with all that lies in it.")] = None,
    year: Annotated[int | None, typer.Option(min=1900, max=2200, help="In which the target's period ends.")] = None,
    status: Annotated[list[Status] | None, typer.Option(help="What became of it; may be given more than once.")] = None,
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Indicators of your own, in the form of the shipped table; the store keeps them."
        ),
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="The shipped table alone, without the rows the store keeps.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="For reading, or for programs.")] = Form.table,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to; else stdout.")] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV for a spreadsheet: Chinese heads, formulas made harmless.")
    ] = False,
) -> None:
    """Say what became of the targets of a STORE. Each is set against what was reported."""
    if form is Form.parquet and output in (None, "-"):
        usage("--output: say where to write with -o; parquet does not go to stdout")
    if shipped and catalogue:
        usage("--shipped: leaves out the rows of --catalogue; give one of the two")
    if excel and form is not Form.csv:
        usage("--excel: is for --format csv")
    for option, given in (("--indicator", indicator), ("--region", region)):
        if given is not None and not given.strip():
            usage(f"{option} is empty; give words to look for, or leave it out")
    if region and region.isdecimal() and len(region) not in (2, 4, 6):
        usage(f"--region must be a code of 2, 4 or 6 digits or a name, not {region!r}")
    with tidy(Path(output) if output else None), one_line(store):
        from ..track.catalogue.catalogue import Catalogue
        from ..track.series.tracker import Asked, catalogue_of, refresh, verdicts

        own = Catalogue(catalogue or ()) if shipped or catalogue else None
        asked = Asked(indicator, region, year, tuple(status or ()))
        with opened(store) as source:
            rows_of = own or catalogue_of(source)
            refresh(source, rows_of)
            _check_region(source, region)
            found = verdicts(source, asked, rows_of)
            with sink(output) as out:
                _write(found, form, out, excel, asked)


def _check_region(store: "Store", region: str | None) -> None:
    """Ends the program where no place is so named."""
    from ..track.series.tracker import place_named

    if region is not None and not place_named(store, region):
        usage(f"--region: no place is named {region!r}; give a division's name or code")


def _write(found: Iterable[Mapping[str, Any]], form: Form, out: Any, excel: bool, asked: "Asked") -> None:
    from ..track.files import write_csv
    from ..track.series import files
    from ..track.series.tracker import COLUMNS

    if form is Form.jsonl:
        count = files.write_jsonl(found, out)
    elif form is Form.csv:
        count = write_csv(found, out, excel=excel, columns=(name for name, _ in COLUMNS))
    elif form is Form.parquet:
        count = files.write_parquet(found, out)
    else:
        count = _table(found, out)
    if not count:
        wanted = [f"--{name}" for name in ("indicator", "region", "year", "status") if getattr(asked, name)]
        say(f"no targets are so{'; leave out ' + ' or '.join(wanted) if wanted else ' in the store'}")


def _table(found: Iterable[Mapping[str, Any]], out: Any) -> int:
    """A line a target; below, how many became of what."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(header_style="bold")
    for label in ("地区", "指标", "时期", "目标", "实际", "结果", "说明"):
        shown.add_column(label, overflow="fold")
    counts: Counter[str] = Counter()
    for row in found:
        counts[row["status"]] += 1
        shown.add_row(*map(Text, _cells(row)))
    screen = sys.stdout.isatty() and out is sys.stdout.buffer
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
    try:
        console = Console(file=sys.stdout) if screen else Console(file=text, width=WIDE)
        if shown.row_count:
            console.print(shown)
            console.print(Text(" · ".join(f"{label} {counts[name]}" for name, label in STATUS.items() if counts[name])))
    finally:
        text.flush()
        text.detach()
    return shown.row_count


def _cells(row: Mapping[str, Any]) -> Iterator[str]:
    yield row["place_name"] or ""
    parts = (BASES.get(row["basis"], row["basis"] or ""), row["indicator"], FORMS[row["form"]])
    yield "".join(parts) + (f"（{row['scope']}）" if row["scope"] else "")
    yield _period(row)
    for side in ("target", "actual"):
        yield _figure(row, side)
    yield STATUS[row["status"]] + (f"（{NOTES[row['note']]}）" if row["note"] else "")
    other = f"→ {_figure(row, 'other')}" if row["other_quantity"] else ""
    yield "；".join(filter(None, (other, row["missing"])))


def _period(row: Mapping[str, Any]) -> str:
    first, last = row["period_first"], row["period_last"]
    if last is None:
        return ""
    if first == f"{last[:4]}-01-01" and last.endswith("-12-31"):
        return str(last[:4])
    return f"{first}—{last}" if first else f"至 {last}"


def _figure(row: Mapping[str, Any], side: str) -> str:
    """What a side says, when that was said, and by how many documents."""
    quantity, published, times = (row[f"{side}_{name}"] for name in ("quantity", "published", "times_told"))
    if quantity is None:
        return ""
    told = f" [{published}{f' ×{times}' if times > 1 else ''}]" if published else ""
    return shown(figure(row[f"{side}_comparator"], quantity)) + told
