"""The administrative divisions of China and other named regions, loaded on first use.

Two tables are shipped beside this module. ``divisions.tsv`` holds provinces, prefectures and counties as listed from
1980 on (built by ``scripts/build_divisions.py``); ``regions.tsv`` is kept by hand: functional zones, economic regions,
divisions of Hong Kong, Macao and Taiwan, countries, rivers, lakes and mountains, each with its source.

Codes are those of GB/T 2260 (state of 2024, and of 2026 where a division was founded since); a division that no longer
exists has the last code it had. Towns, townships and villages are not in the table: they are read from their context.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

PROVINCE, PREFECTURE, COUNTY = 1, 2, 3
_HERE = "policyextract.mentions.entity"


class Division(NamedTuple):
    """One division under one name.

    ``first`` and ``last`` are the years between which the name was listed: ``first`` is ``""`` for one listed since
    before 1980, ``last`` is ``""`` for one in force. ``short`` is the name without its class word, ``""`` where that
    would leave one character.
    """

    code: str
    name: str
    level: int
    parent: str
    first: str
    last: str
    short: str


class Region(NamedTuple):
    """One row of the hand table: a zone, region, country, water or land feature, or an area outside GB/T 2260."""

    name: str
    kind: str
    code: str
    parent: str
    forms: str  # further names, separated by blanks
    source: str


def _lines(file: str) -> list[list[str]]:
    text = files(_HERE).joinpath(file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:] if line]


@cache
def table() -> tuple[Division, ...]:
    """Every division, in the order of the codes."""
    return tuple(Division(r[0], r[1], int(r[2]), r[3], r[4], r[5], r[6]) for r in _lines("divisions.tsv"))


@cache
def regions() -> tuple[Region, ...]:
    """Every row of the hand table."""
    return tuple(Region(*r) for r in _lines("regions.tsv"))


@cache
def by_code() -> dict[str, Division]:
    """The division of each code: the one in force where there is one, else the latest.

    >>> by_code()["371500"].name, by_code()[by_code()["371500"].parent].name
    ('聊城市', '山东省')
    """
    out: dict[str, Division] = {}
    for division in table():
        old = out.get(division.code)
        if old is None or (old.last and (not division.last or division.last > old.last)):
            out[division.code] = division
    return out


def short_forms(division: Division) -> list[str]:
    """The short names in use for a division.

    >>> short_forms(by_code()["371500"]), short_forms(by_code()["522600"])
    (['聊城'], ['黔东南', '黔东南州'])
    """
    if not division.short:
        return []
    out = [division.short]
    if division.name.endswith("自治州"):
        out.append(division.short + "州")
    elif division.name.endswith("自治县"):
        out.append(division.short + "县")
    elif division.name.endswith("自治旗"):
        out.append(division.short + "旗")
    return out


@cache
def named() -> dict[str, tuple[Division, ...]]:
    """The divisions of each form, full or short, the likeliest first: in force, then higher, then by code.

    A short form of a county-level division that no longer exists is not a form.

    >>> [d.code for d in named()["吉林"]]
    ['220000', '220200']
    """
    found: dict[str, list[Division]] = {}
    for division in table():
        found.setdefault(division.name, []).append(division)
        if division.level < COUNTY or not division.last:
            for form in short_forms(division):
                found.setdefault(form, []).append(division)
    for rows in found.values():
        if len(rows) > 1:
            rows.sort(key=_likeliest)
    return {form: tuple(rows) for form, rows in found.items()}


def _likeliest(division: Division) -> tuple[bool, int, int, str]:
    return bool(division.last), division.level, -int(division.last or 0), division.code


def lineage(code: str) -> tuple[str, ...]:
    """The code and those of the divisions above it, the lowest first.

    >>> lineage("110114"), lineage("522633")
    (('110114', '110000'), ('522633', '522600', '520000'))
    """
    out: list[str] = []
    while code and code not in out:
        out.append(code)
        division = by_code().get(code)
        code = division.parent if division else ""
    return tuple(out)


def settle(candidates: tuple[Division, ...], near: tuple[str, ...]) -> Division:
    """The candidate that lies in (or is) one of the divisions ``near``, tried in order; else the likeliest.

    >>> settle(named()["鼓楼区"], ("410000",)).code, settle(named()["吉林"], ("220000",)).code
    ('410204', '220000')
    """
    if len(candidates) == 1:
        return candidates[0]
    for code in near:
        inside = [d for d in candidates if code in lineage(d.code)]
        if inside:
            return inside[0]
    return candidates[0]
