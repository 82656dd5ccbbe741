"""The learner: the same examples give the same bytes, and what can be told apart is told apart."""

from pathlib import Path

import pytest

from policyextract import learn
from policyextract.learn import Example
from policyextract.table import Table, read, shares, write, written

LABELS = ("no", "yes")


def classed(count: int = 40) -> list[Example]:
    """Examples whose class one feature tells; ``noise`` stands on both sides."""
    out = []
    for k in range(count):
        names = ["up", "noise"] if k % 2 else ["down", "noise"]
        out.append(Example((names,), (k % 2,), k))
    return out


def ranked(count: int = 40) -> list[Example]:
    """Examples whose right candidate is the near one, at changing places."""
    near, far = ["near", "noise"], ["far", "noise"]
    return [Example((far, near, far), (1,), k) if k % 2 else Example((near, far), (0,), k) for k in range(count)]


def test_a_class_that_a_feature_tells_is_learnt() -> None:
    table = learn.fit(classed(), LABELS)
    assert table.labels == LABELS
    for example in classed():
        sums = table.sums(example.candidates[0])
        assert sums.index(max(sums)) == example.right[0]


def test_the_right_candidate_is_ranked_first() -> None:
    table = learn.fit(ranked())
    assert table.total(["near"]) > table.total(["far"])


def test_several_right_candidates_share_the_likelihood() -> None:
    examples = [Example((["a"], ["b"], ["c"]), (0, 1), k) for k in range(20)]
    table = learn.fit(examples)
    assert min(table.total(["a"]), table.total(["b"])) > table.total(["c"])
    assert table.total(["a"]) == table.total(["b"])


def test_the_same_examples_give_the_same_bytes() -> None:
    for examples, labels in ((classed(), LABELS), (ranked(), ())):
        one, other = (written(learn.fit(examples, labels), ["head"]) for _ in range(2))
        assert one == other


def test_what_tells_nothing_apart_weighs_nothing() -> None:
    weights = learn.fit(ranked()).weights
    assert abs(weights.get("noise", (0,))[0]) < abs(weights["near"][0]) / 10


@pytest.mark.parametrize(("documents", "known"), [(learn.LEAST_DOCUMENTS - 1, False), (learn.LEAST_DOCUMENTS, True)])
def test_a_feature_of_few_documents_is_none(documents: int, known: bool) -> None:
    rare = [Example((["rare", "other"],), (1,), k) for k in range(documents)]
    assert ("rare" in learn.fit([*rare, *classed()], LABELS).weights) is known


def test_many_examples_of_one_document_are_one_document() -> None:
    rare = [Example((["rare"],), (1,), 99)] * 20
    assert "rare" not in learn.fit([*rare, *classed()], LABELS).weights


def test_a_name_that_a_table_cannot_hold_is_no_feature() -> None:
    examples = [Example((["a\tb", "up"] if k % 2 else ["down"],), (k % 2,), k) for k in range(40)]
    assert set(learn.fit(examples, LABELS).weights) == {"up", "down"}


def test_the_smallest_weights_are_left_out_where_there_are_too_many() -> None:
    table = learn.fit(classed(), LABELS, most=2)
    assert set(table.weights) == {"up", "down"}


def test_the_first_label_has_no_weights_of_its_own() -> None:
    assert {row[0] for row in learn.fit(classed(), LABELS).weights.values()} == {0}


def test_no_examples_give_an_empty_table() -> None:
    assert learn.fit([]) == Table((), {})


@pytest.mark.parametrize(
    "table",
    [
        Table((), {}),
        Table((), {"a=b": (3,), "＃": (-2,), "# no comment": (1,)}),
        Table((), {"a=": (1,), "a=b": (2,), "a=b=c": (3,), "a#b": (4,), "b": (5,)}),
        Table(LABELS, {"x": (1, -2), "，|。": (0, 7)}),
    ],
)
def test_a_table_is_written_and_read_back(table: Table, tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    write(path, table, ["about", "more"])
    assert read(path) == table


def test_shares_sum_to_one_and_keep_the_order() -> None:
    found = shares([3.0, -1.0, 0.5])
    assert sum(found) == pytest.approx(1)
    assert found[0] > found[2] > found[1]


def test_equal_sums_have_equal_shares() -> None:
    assert len(set(shares([2.5] * 7))) == 1
