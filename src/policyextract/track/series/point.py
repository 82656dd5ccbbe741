"""A record becomes a point of a series: the same place, indicator, scope, form, unit and basis are one series.

Values are told in the base unit of their dimension (万元 → 元), a decline by a negative number. Records of nature
``standard`` and ``criterion`` make no points: they are laid down, not reached.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from ...derived import qualifier_kind
from ...mentions.entity import divisions
from ...mentions.quantity.units import base_of, table, unit_named
from ..catalogue.catalogue import Catalogue, Named
from ..catalogue.normal import added, words
from .kinds import of_all, of_kind

NATURES = ("outcome", "input")
COUNTRY = "全国"
_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
_SAME_YEAR = (None, "year_on_year")
_NO_PLACE = "document:"
_NEAR = 2  # characters that notes inside a sentence may have moved a figure


class Series(NamedTuple):
    """A row of the table ``series``."""

    id: str
    place: str
    place_code: str | None
    place_name: str | None
    indicator: str
    known: int
    scope: str
    form: str
    unit: str
    basis: str
    per: str
    direction: str
    kind: str


class Point(NamedTuple):
    """A row of the table ``points``."""

    id: str
    series_id: str
    place: str
    document_id: str
    kind: str
    published: str | None
    period_first: str | None
    period_last: str | None
    grain: str | None
    low: float | None
    high: float | None
    comparator: str
    commitment: str | None
    rank: str | None
    why: str
    """How its name was read."""
    same_as: str | None
    """The first point that tells the same figure."""

    @property
    def value(self) -> float:
        """What stands for it: the lower bound, else the upper."""
        return self.low if self.low is not None else self.high if self.high is not None else 0.0


def point(cells: Mapping[str, Any], catalogue: Catalogue) -> tuple[Series, Point] | None:
    """The point of a record, and its series; None where it makes none.

    Args:
        cells: the columns of a table of records with its ``kind``, and of its document ``document_title``, ``published``,
            ``rank``, ``issuing_body``, ``place`` and ``place_code``.
    """
    if cells["nature"] not in NATURES or (cells["low"] is None and cells["high"] is None):
        return None
    named = catalogue.name(_indicator(cells), cells["dimension"] or "", cells["change"] or "none")
    factor, unit = _unit(cells["unit"] or "", cells["canonical_unit"] or "")
    low, high = (_scaled(cells[f"{bound}_exact"] or cells[bound], factor) for bound in ("low", "high"))
    comparator = cells["comparator"]
    if named.sign < 0:
        low, high = _negative(high), _negative(low)
        comparator = _TURNED.get(comparator, comparator)
    series = _series(cells, named, unit)
    return series, Point(
        cells["id"], series.id, series.place, cells["document_id"], cells["kind"], cells["published"], cells["due_first"],
        cells["due"], cells["due_grain"], low, high, comparator, cells["commitment"], cells["rank"],
        "; ".join(named.why), None,
    )  # fmt: skip


def _indicator(cells: Mapping[str, Any]) -> str:
    """The name, with the word before it that makes its figure an addition (新建高标准农田 is not 高标准农田)."""
    name: str = cells["indicator"]
    sentence, figure = cells["sentence"] or "", cells["quantity"] or ""
    start = sentence.find(figure, max(0, (cells["span_start"] or 0) - (cells["sentence_start"] or 0) - _NEAR))
    at = sentence.rfind(name, 0, start if start >= 0 else len(sentence))
    return added(sentence[:at]) + name if at > 0 else name


def _series(cells: Mapping[str, Any], named: Named, unit: str) -> Series:
    place, code, name = _place(cells)
    read = (qualifier_kind(one) for one in (cells["qualifiers"] or "").split(";"))
    scope = ";".join(sorted({named.scope, _part(cells), *read} - {""}))
    basis, per = _basis(cells, named), cells["per"] or ""
    key = (place, named.name, scope, named.form, unit, basis, per)
    ident = sha256("\x1f".join(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Series(
        ident, place, code, name, named.name, int(named.known), scope, named.form, unit, basis, per, named.direction,
        named.kind,
    )  # fmt: skip


def _basis(cells: Mapping[str, Any], named: Named) -> str:
    """What keeps two series of one form apart: an average of years is no growth of one, a total of years none of one."""
    basis = cells["basis"]
    if basis == "versus":
        return f"versus {cells['baseline_last'] or cells['baseline'] or ''}".rstrip()
    if basis == "cumulative" and named.form == "level" and named.kind != "flow":
        return ""  # a stock is what has come together
    return "" if basis in _SAME_YEAR else str(basis)


def _part(cells: Mapping[str, Any]) -> str:
    """The kind of divisions that a figure is of, where the name of its indicator does not say so itself."""
    region: str | None = cells["region"]
    return region if region is not None and _is_part(cells) and region not in cells["indicator"] else ""


def _is_part(cells: Mapping[str, Any]) -> bool:
    """Whether the region is a kind of divisions (县级市); what has a code of its own is a place (晋城市的城区)."""
    region, code = cells["region"], cells["region_code"]
    return region is not None and code in (None, cells["place_code"]) and not of_all(region) and of_kind(region)


def _place(cells: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """The key of a place, its code and its name; a place that nothing names is that of its document alone."""
    region, own, code = cells["region"], cells["place_code"], cells["region_code"]
    known = words()
    if region in known.country:
        return COUNTRY, None, COUNTRY
    generic = region is None or of_all(region) or _is_part(cells)
    code = own if generic and code is None else code
    if code is None:
        if generic and not cells["place"] and _begins(known.national, cells["issuing_body"], cells["document_title"]):
            return COUNTRY, None, COUNTRY
        name = region if not generic else cells["place"]
        return (name, None, name) if name else (_NO_PLACE + cells["document_id"], None, None)
    name = _name(code)
    if generic or code != own or region in (cells["place"], name) or name.startswith(region):
        return code, code, name
    inside = region.removeprefix(name)  # 绵阳市三圣镇 is 三圣镇
    return f"{code}/{inside}", code, f"{name}{inside}"


def _begins(words_: tuple[str, ...], *texts: str | None) -> bool:
    return any(text.startswith(words_) for text in texts if text)


@lru_cache(maxsize=8192)
def _name(code: str) -> str:
    division = divisions.by_code().get(code)
    return division.name if division else code


@lru_cache(maxsize=2048)
def _unit(written: str, canonical: str) -> tuple[Fraction, str]:
    """The factor to the base unit, and what that is called; a unit that is not known is its own."""
    unit = unit_named(written) or unit_named(canonical)
    if unit is None:
        return Fraction(1), canonical or written
    return unit.factor, "/".join(_labels().get(base, base) for base in base_of(unit)[1:])


@cache
def _labels() -> dict[str, str]:
    """The unit of factor 1 by which each base is called: 平方米 for ``area``, 元 for ``CNY``."""
    plain = (unit for unit in table().units.values() if unit.factor == 1 and "/" not in unit.dimension)
    return {base_of(unit)[1]: unit.canonical for unit in reversed(list(plain))}


def _scaled(value: Any, factor: Fraction) -> float | None:
    return None if value is None else float(Fraction(Decimal(str(value))) * factor)


def _negative(value: float | None) -> float | None:
    return None if value is None else 0.0 - value
