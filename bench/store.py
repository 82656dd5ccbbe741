"""How fast a large store answers: an indicator's series, and a search by two characters.

    python bench/store.py large.db [--documents 100000]

Documents are made, not extracted: of some hundreds of places and twelve years, each with a few targets and actuals of indicators drawn from the
catalogue. Prints how long it took to fill and to bring the series up, and the middle of the answers, in processor time. ``--documents 0`` asks a
store that is there.
"""

import argparse
import copy
import random
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from policyextract import extract
from policyextract.identity import record_id
from policyextract.mentions.entity import divisions
from policyextract.track.catalogue.catalogue import Catalogue, table
from policyextract.track.filters import Filters
from policyextract.track.series.tracker import Asked, refresh, verdicts
from policyextract.track.store import Store, open_store

TEXT = "2024年，全市{name}达到5.3万个。2025年，全市{name}达到6万个以上。"
YEARS = range(2014, 2026)
EACH = 2  # indicators of a document, of each a target and an actual
TIMES = 7
INDICATORS = ("地区生产总值", "城镇新增就业", "粮食产量", "常住人口城镇化率", "充电桩")
WORDS = ("就业", "粮食", "充电", "城镇", "公园", "噪声", "里程")


def documents(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Made documents; the same seed gives the same."""
    draw = random.Random(seed)
    names = [row.name for row in table()]
    places = sorted(row for row in divisions.by_code().items() if row[0].endswith("00"))
    template = extract(TEXT.format(name="充电桩"), published="2025-02-01", id="d").model_dump(mode="json")
    for number in range(count):
        code, place = places[number % len(places)]
        year = YEARS[number // len(places) % len(YEARS)]
        ident = f"{code}-{year}-{number}"
        made = {**template, "id": ident, "title": f"{place.name}{year}年工作报告", "published": f"{year}-02-01"}
        made["place"] = {"text": place.name, "code": code, "source": "title"}
        for kind in ("targets", "actuals"):
            made[kind] = [
                _record(template[kind][0], ident, name, year - (kind == "actuals"), draw)
                for name in draw.sample(names, EACH)
            ]
        yield made


def _record(template: dict[str, Any], ident: str, name: str, year: int, draw: random.Random) -> dict[str, Any]:
    record = copy.deepcopy(template)
    record["id"] = record_id(ident, record["kind"], name, str(year), 0)
    record["indicator"]["text"] = name
    record["sentence"]["text"] = record["sentence"]["text"].replace("充电桩", name)
    record["due"].update(first=f"{year}-01-01", last=f"{year}-12-31")
    record["region"] = None
    amount = draw.randint(1, 90_000)
    record["quantity"].update({bound: amount for bound in ("low", "high") if record["quantity"][bound] is not None})
    return record


def timed(answer: Callable[[], object]) -> float:
    """Milliseconds of processor time of the middle of some tries."""
    took = []
    for _ in range(TIMES):
        start = time.process_time()
        answer()
        took.append(time.process_time() - start)
    return 1000 * median(took)


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    arguments = parser.parse_args()
    with open_store(arguments.store) as store:
        start = time.process_time()
        print(store.put(documents(arguments.documents)), f"{time.process_time() - start:.0f} s")
        start = time.process_time()
        print(refresh(store), f"{time.process_time() - start:.0f} s")
        _ask(store)


def _ask(store: Store) -> None:
    catalogue = Catalogue()
    print(f"nothing new, series brought up: {timed(lambda: refresh(store, catalogue)):.1f} ms")
    for name in INDICATORS:
        place, country = Asked(name, "济南市"), Asked(name)
        times = [timed(partial(_all, verdicts, store, asked, catalogue)) for asked in (place, country)]
        count = len(list(verdicts(store, country)))
        print(f"series of {name}: of a place {times[0]:.1f} ms, of the country {times[1]:.0f} ms ({count:,} verdicts)")
    for word in WORDS:
        found = Filters(search=word)
        newest = timed(partial(_all, partial(store.rows, newest=True, limit=100), found))
        count = len(list(store.rows(found)))
        print(
            f"search {word}: newest 100 {newest:.0f} ms, all {timed(partial(_all, store.rows, found)):.0f} ms ({count:,} records)"
        )


def _all(answer: Callable[..., Iterable[object]], *arguments: object) -> list[object]:
    return list(answer(*arguments))


if __name__ == "__main__":
    main()
