"""How much of what careful readers found the library finds: floors, set by scripts/floors.py."""

import importlib.util
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

import documents
import policyextract
import scoring
from documents import GOLD, ROOT, Raw, dev, extracted, extracted_json, fixtures, needs_gold

FLOORS: dict[str, dict[str, Any]] = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))
MEASURED_ON = ("documents", "records")
NOTE = re.compile(r"[(（][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*[)）]")

Scorer = Callable[[list[Raw], Callable[[Raw], Any]], tuple[dict[str, float], list[str], Any]]


def shared_scorer() -> Scorer:
    """The scorer that lies beside the annotated documents."""
    spec = importlib.util.spec_from_file_location("shared_scorer", GOLD.parent / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Scorer = module.score
    return scorer


def annotated_with_notes() -> Raw:
    """The annotated document in traditional script whose text is strewn with reading notes."""
    (found,) = [raw for raw in dev() if len(NOTE.findall(raw["text"])) > 100]
    return found


def short_of(floors: dict[str, Any], reached: dict[str, float]) -> list[str]:
    return [
        f"{name} is {reached[name]:.4f}, the floor {floor}"
        for name, floor in floors.items()
        if name not in MEASURED_ON and reached[name] < floor
    ]


def as_predicted(raw: Raw) -> Any:
    """The annotations in the form of the library's output: a perfect answer."""

    def one(record: Raw) -> Raw:
        phrases = {
            slot: (name := record[slot][0] if isinstance(record[slot], list) else record[slot]) and {"text": name}
            for slot in ("indicator", "region", "agent")
        }
        return {**record, **phrases, "quantity": record, "due": record["due"] and {"last": record["due"]}}

    kinds = {kind: [one(r) for r in raw["targets"] if r["kind"] == kind] for kind in ("target", "actual")}
    return {"targets": kinds["target"], "actuals": kinds["actual"], "entities": raw["entities"]}


@needs_gold
def test_floors_of_the_annotated_documents() -> None:
    """No figure of the shared scorer falls below its floor."""
    reached, shown, _ = shared_scorer()(list(dev()), extracted_json)
    assert short_of(FLOORS["gold"], reached) == [], "\n".join(shown[:: max(1, len(shown) // 20)])


def test_floors_of_the_fixtures() -> None:
    """No figure of the project's own releases falls below its floor."""
    reached = scoring.figures((raw, extracted_json(raw)) for raw in fixtures())
    shown = [line for raw in fixtures() for line in scoring.differences(raw, extracted_json(raw))]
    assert short_of(FLOORS["fixtures"], reached) == [], "\n".join(shown[:: max(1, len(shown) // 20)])


PLEDGED = tuple(raw for raw in fixtures() if raw["pledges"] is not None)


def test_floors_of_the_pledges() -> None:
    """No figure of the commitments without a number falls below its floor."""
    reached = scoring.pledge_figures((raw, extracted_json(raw)) for raw in PLEDGED)
    assert short_of(FLOORS["pledges"], reached) == []


@pytest.mark.parametrize(
    ("table", "raws"), [("fixtures", fixtures()), ("pledges", PLEDGED), pytest.param("gold", dev(), marks=needs_gold)]
)
def test_floors_say_what_they_were_measured_on(table: str, raws: tuple[Raw, ...]) -> None:
    """A floor means nothing on other documents: new ones need a new measurement."""
    measured = {name: FLOORS[table][name] for name in MEASURED_ON}
    of = "pledges" if table == "pledges" else "targets"
    assert measured == {"documents": len(raws), "records": sum(len(raw[of]) for raw in raws)}


@needs_gold
def test_a_noisy_release_is_read_as_well_as_a_clean_one() -> None:
    """Notes after every tenth character cost no anchor and no value, and change nothing that is read."""
    raw = annotated_with_notes()
    found = scoring.pairs(raw, extracted_json(raw))
    assert [pair for pair in found if pair.want is None or pair.got is None] == []
    assert [pair for pair in found if pair.wrong & {"low", "high", "comparator", "unit"}] == []
    twin = policyextract.extract(NOTE.sub("", raw["text"]), published=raw["published"], title=raw["title"])
    noisy = extracted(raw)
    for one, other in ((noisy.targets, twin.targets), (noisy.actuals, twin.actuals)):
        assert [_told(record) for record in one] == [_told(record) for record in other]


def _told(record: Any) -> tuple[Any, ...]:
    due = record.due.last if record.due is not None else None
    return record.quantity.text, record.indicator.text, record.change, record.nature, due


@needs_gold
def test_the_date_of_a_release_is_found_in_its_own_text() -> None:
    """Without ``published``, the same due dates come out: the time stamps of the page's footer are not taken for it."""
    raw = annotated_with_notes()
    told, found = extracted(raw), extracted(raw, dated=False)
    assert found.published is not None
    for one, other in ((told.targets, found.targets), (told.actuals, found.actuals)):
        assert [(r.id, r.due and r.due.last) for r in one] == [(r.id, r.due and r.due.last) for r in other]


@pytest.mark.parametrize("raw", fixtures(), ids=lambda raw: raw["id"])
def test_the_scorer_gives_full_marks_to_the_annotations_themselves(raw: Raw) -> None:
    """Also where a reading is disputed: what readers may leave out costs nothing."""
    assert set(scoring.figures([(raw, as_predicted(raw))]).values()) == {1.0}
    assert scoring.differences(raw, as_predicted(raw)) == []


@needs_gold
def test_both_scorers_agree() -> None:
    """The repository's own scorer and the one beside the annotated documents give the same figures."""
    shared, _, _ = shared_scorer()(list(dev()), extracted_json)
    own = scoring.figures((raw, extracted_json(raw)) for raw in documents.dev())
    assert own == pytest.approx({name: shared[name] for name in own})
