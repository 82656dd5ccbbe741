"""The records of a damaged text are those of its clean twin, and stand where they stood.

Each kind of noise on every other release of this project (all of them would take two minutes).
"""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from documents import Raw, extracted, fixtures
from noise import GENERATORS, damage
from policyextract import Document, Target, extract
from policyextract.text.clean import clean
from policyextract.text.outline import outline

EVERY = 2
FLOOR = 0.97
REPEATING = ("headline twice", "paragraph twice")  # of what stands twice each has its records


@cache
def twin(ident: str) -> tuple[str, Document]:
    """The clean text of a release, and what it gives."""
    raw = next(raw for raw in fixtures() if raw["id"] == ident)
    text = outline(clean(raw["text"])).text  # a paragraph a line: what is set in fixed lines is no clean twin
    return text, extracted({**raw, "text": text})


def said(record: Target) -> tuple[Any, ...]:
    """What a record says, without its place."""
    quantity, due, region = record.quantity, record.due, record.region
    bounds = (quantity.text, quantity.low, quantity.high, quantity.comparator, quantity.unit)
    about = (record.indicator.text, due and due.last, region and region.text)
    return (record.kind, record.nature, record.change, *bounds, *about)


def compared(raw: Raw, name: str) -> tuple[int, int]:
    """How many records came through, and how many should have or should not."""
    text, document = twin(raw["id"])
    damaged = damage(text, GENERATORS[name])
    read = extract(damaged.text, title=raw["title"], published=raw["published"])
    at = [(said(r), r.quantity.start) for r in (*document.targets, *document.actuals)]
    found = [
        (said(r), None if r.quantity.start is None else damaged.clean(r.quantity.start))
        for r in (*read.targets, *read.actuals)
    ]
    wanted, got = Counter(at), Counter(found)
    if name in REPEATING:
        wanted, got = Counter({words for words, _ in at}), Counter({words for words, _ in found})
    through = (wanted & got).total()
    return through, max(wanted.total(), got.total())


@pytest.mark.parametrize("name", GENERATORS)
def test_noise_leaves_the_records(name: str) -> None:
    first = list(GENERATORS).index(name) % EVERY
    part = fixtures() if name.startswith("lines") else fixtures()[first::EVERY]  # how lines are set differs most
    counts = [compared(raw, name) for raw in part]
    through, all_of_them = (sum(column) for column in zip(*counts, strict=True))
    assert through >= FLOOR * all_of_them, f"{through} of {all_of_them} records"


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("XX亿元", "masked-figure"),
        ("××万元", "masked-figure"),
        ("1XX亿元", "masked-figure"),
        ("**万元", "masked-figure"),
        ("____万元", "masked-figure"),
        ("□□亿元", "masked-figure"),
        ("5\ufffd2亿元", "masked-figure"),
        ("58 2亿元", "broken-figure"),
        ("58.亿元", "broken-figure"),
    ],
)
def test_what_is_lost_is_warned_of(figure: str, code: str) -> None:
    """A figure that cannot be recovered makes no record, and a warning that says where it stands."""
    text = f"2024年，全市完成技改投资{figure}，新增就业5万人。"
    document = extract(text, published="2025-01-10")
    assert [r.quantity.text for r in (*document.targets, *document.actuals)] == ["5万人"]
    warnings = [w for w in document.warnings if w.code == code]
    (start,) = (warning.start for warning in warnings)
    assert start is not None
    assert text[start:].startswith(figure)


@pytest.mark.parametrize(
    "text", ["建成3×4米展板20块。", "购置X5型车辆30台。", "完成投资58.2亿元。", "2024年12月30家企业投产。"]
)
def test_whole_figures_are_not_taken_for_lost_ones(text: str) -> None:
    document = extract(text, published="2025-01-10")
    assert not [w for w in document.warnings if w.code.endswith("-figure")]
    assert document.quantities
