"""How many cells of the panel agree with headline figures that were read by hand, absences included.

    python bench/panel.py ../shared

``cases/headlines.py`` below the folder holds the figures by place, None where a report does not give any, and
``corpus/work_reports.jsonl`` the reports. A cell agrees where value, comparator and both days are those of the hand, or where neither
has a number. Cells that do not are printed with what each says.
"""

import argparse
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from policyextract import Extractor
from policyextract.track.panel.panel import STATED, panel
from policyextract.track.store import open_store

SLOTS = (
    ("GDP growth target", "经济增长"),
    ("GDP growth of 2025", "经济增长"),
    ("price target", "居民消费价格"),
    ("jobs target", "城镇新增就业"),
    ("jobs of 2025", "城镇新增就业"),
    ("unemployment target", "城镇调查失业率"),
)
"""Tables of the hand-read figures and the headline each is of."""
PREFIX = "province-"


def main() -> None:
    """Print the cells that differ, and the share that agrees."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("shared", type=Path)
    shared = parser.parse_args().shared
    read = _module(shared / "cases" / "headlines.py")
    with open_store(":memory:") as store:
        store.put(_documents(shared / "corpus" / "work_reports.jsonl"))
        cells = {(row["place_name"], row["year"], row["headline"]): row for row in panel(store)}
    places = sorted({place for _, truth, *_ in read.SLOTS for place in truth})
    right = {name: 0 for name, _ in SLOTS}
    for (name, truth, side, _, year, *_), (_, headline) in zip(read.SLOTS, SLOTS, strict=True):
        for place in places:
            row = cells[read.SHORT.get(place, place + "省"), year, headline]
            told, want = _told(row, side, year, read), truth.get(place)
            right[name] += told == want
            if told != want:
                print(f"  {name} {place}: by hand {want}, in the panel {told} ({row[side]}: {row[f'{side}_quantity']})")
        print(f"{name:22} {right[name]:3} of {len(places)}")
    every = len(places) * len(SLOTS)
    print(f"{'all cells':22} {sum(right.values()):3} of {every} = {sum(right.values()) / every:.3f}")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("headlines", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _documents(path: Path) -> Any:
    extractor = Extractor()
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        if row["id"].startswith(PREFIX):
            found = extractor.extract(row["text"], published=row["published"], title=row["title"], id=row["id"])
            yield {**found.model_dump(mode="json"), "text": row["text"]}


def _told(row: dict[str, Any], side: str, year: int, read: ModuleType) -> str | None:
    """A cell as the hand-read tables write it; a figure of another period is marked."""
    if row[side] != STATED:
        return None
    value = {name: row[f"{side}_{name}"] for name in ("low", "high", "comparator")}
    shown: str = read.shown(value)
    period = row[f"{side}_first"], row[f"{side}_last"]
    return shown if period in ((f"{year}-01-01", f"{year}-12-31"), (None, f"{year}-12-31")) else f"{shown} of {period}"


if __name__ == "__main__":
    main()
