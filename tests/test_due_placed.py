"""How a period lies to the record and to what else the document tells."""

from policyextract.targets.features.due import Reader
from policyextract.targets.features.parts import flat
from policyextract.targets.proposers.due import Proposer
from scenes import scene_of

TEXT = "2025年建成基地12个。2026年计划建设基地20个。全市共有龙头企业21381家。"
KINDS = [(0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]


def told(index: int, last: str | None) -> set[str]:
    """What is said of the candidate of a case that ends on a day."""
    scene = scene_of(TEXT, None, "2026-02-10")
    proposer = Proposer(scene)
    case = scene.cases[index]
    found = proposer.propose(case)
    features = Reader(scene, proposer.periods, proposer.lists).features(case, found, KINDS)
    at = next(k for k, c in enumerate(found) if (c.last and c.last.isoformat()) == last)
    return {name for name in flat(features[at]) if name.startswith("pl.")}


def test_the_record_that_stands_with_the_words_of_a_time_is_told_by_its_kind() -> None:
    assert any(name.endswith(".me.True") for name in told(0, "2025-12-31"))
    assert any(".sT." in name for name in told(2, "2026-12-31") if name.startswith("pl.with="))
    assert any(".sA." in name for name in told(2, "2025-12-31") if name.startswith("pl.with="))


def test_a_candidate_is_compared_with_the_nearest_time_before_the_record() -> None:
    assert any(name.startswith("pl.near=") and name.endswith(".=") for name in told(2, "2026-12-31"))
    assert any(name.startswith("pl.near=") and name.endswith(".<") for name in told(2, "2025-12-31"))
    assert any(name.startswith("pl.near=") and name.endswith(".-") for name in told(2, None))


def test_what_no_period_says_is_told_of_none() -> None:
    assert {name.partition("=")[0] for name in told(2, None)} == {
        "pl.round",
        "pl.figures",
        "pl.next",
        "pl.near",
        "pl.nearest",
    }


def test_the_words_beside_a_time_are_told_by_what_they_mean() -> None:
    """2025年|建成: a verb that creates; a mark stands for itself."""
    assert "pl.into=c.B" in told(0, "2025-12-31")
    assert "pl.upon=c.。" in told(1, "2026-12-31")
