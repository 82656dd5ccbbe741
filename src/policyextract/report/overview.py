"""What the plots of a report are drawn from: series and points of a store, and which places have documents at all.

Vega-Lite (BSD-3-Clause), packed by vl-convert-python (BSD-3-Clause), draws them; without that package the tables beside the plots
tell the same.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..mentions.entity import divisions
from ..track.series.tracker import refresh
from ..track.store import Store
from ..track.wording import BASES, FORMS

_LIBRARY = "window.vegaEmbed = vegaEmbed;"


def overview(store: Store) -> Mapping[str, Any]:
    """Plain data: ``groups`` (figures that may be compared), ``places``, ``points`` and ``tiles``.

    ``points`` are ``[group, place, kind, year, low, high, comparator, published, record id]``, a figure that several documents
    tell once, in the order of publication; ``places`` are ``[code, name, [year of a document, …]]``.

    Brings the tables of series up to the documents first.
    """
    refresh(store)
    places: dict[str, int] = {}
    listed: list[list[Any]] = []

    def place(code: str | None, name: str | None) -> int:
        key = code or name or ""
        if key not in places:
            places[key] = len(listed)
            found = divisions.by_code().get(code or "")
            listed.append([code or "", found.name if found else name or "", []])
        return places[key]

    for code, name, published in store.database.fetch(
        "SELECT place_code, place, published FROM documents ORDER BY published, id"
    ):
        if (code or name) and published:
            years = listed[place(code, name)][2]
            if (year := int(str(published)[:4])) not in years:
                years.append(year)
    groups: dict[tuple[Any, ...], int] = {}
    points = []
    for cells in store.database.fetch(
        "SELECT s.indicator, s.scope, s.form, s.unit, s.basis, s.per, s.place_code, s.place_name, p.kind, p.period_last, "
        "p.low, p.high, p.comparator, p.published, p.id FROM points AS p JOIN series AS s ON s.id = p.series_id "
        "WHERE p.same_as IS NULL AND p.period_last IS NOT NULL ORDER BY p.published, p.id"
    ):
        group = groups.setdefault(tuple(cells[:6]), len(groups))
        kind, last, low, high, comparator, published, ident = cells[8:]
        day = str(last)
        points.append(
            [group, place(cells[6], cells[7]), kind, int(day[:4]), low, high, comparator, str(published or ""), ident]
        )
    return {
        "groups": [[_name(*key), key[3] or ""] for key in groups],
        "places": listed,
        "points": points,
        "tiles": _tiles(),
    }


def _name(indicator: str, scope: str | None, form: str, unit: str | None, basis: str | None, per: str | None) -> str:
    """A group of figures for people.

    >>> _name("地区生产总值", "民营", "growth", "%", "annual_average", None)
    '年均地区生产总值增速（民营，%）'
    """
    within = "，".join(filter(None, (scope, f"每{per}" if per else "", unit)))
    return f"{BASES.get(basis or '', '')}{indicator}{FORMS.get(form, '')}" + (f"（{within}）" if within else "")


def _tiles() -> list[list[Any]]:
    """``[code, name, row, column]`` of each province, as they lie on a map."""
    named = divisions.by_code()
    lines = files(__package__).joinpath("tiles.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [[code, named[code].short or named[code].name, int(row), int(column)] for code, row, column in cells]


@cache
def library() -> str | None:
    """The program that draws, as one script; None where vl-convert-python is not installed."""
    try:
        import vl_convert
    except ImportError:
        return None
    return str(vl_convert.javascript_bundle(_LIBRARY)).replace("</script", "<\\/script")
