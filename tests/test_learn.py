"""The learner: the same examples give the same bytes, and what can be told apart is told apart."""

import hashlib
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


def mixed(count: int, base: bool = False) -> list[Example]:
    """Examples in which nothing is plain: some sixty features that recur, from one to five candidates."""
    state, out = 7, []

    def drawn(below: int) -> int:
        nonlocal state
        state = state * 48271 % 2147483647
        return state % below

    for k in range(count):
        candidates = [[f"f{drawn(9)}={drawn(7)}" for _ in range(1 + drawn(12))] for _ in range(1 + drawn(5))]
        right = sorted({drawn(len(candidates)) for _ in range(1 + drawn(2))})
        given = [drawn(300) / 100 - 1.5 for _ in candidates] if base and k % 3 else []
        out.append(Example(candidates, right, k // 2, given))
    return out


def of_three(examples: list[Example]) -> list[Example]:
    """The first candidate of each, of one of three classes."""
    return [Example(e.candidates[:1], (len(e.candidates) % 3,), e.document, (0.5, 0.0, -0.25)) for e in examples]


def digest(table: Table) -> str:
    return hashlib.sha256(written(table, ["head"]).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("examples", "labels", "most", "bytes_of"),
    [
        (mixed(300), (), 20000, "ceecd5754e06dbcb"),
        (mixed(300), (), 30, "59bcdaef480f5cb3"),
        (mixed(300, base=True), (), 20000, "9a8de86c286e25a7"),
        (of_three(mixed(300)), ("a", "b", "c"), 20000, "53ceacae87c7e11c"),
        (of_three(mixed(300)), ("a", "b", "c"), 40, "267d621ec52a90b8"),
    ],
)
def test_the_bytes_are_the_same_compiled_and_not(
    examples: list[Example], labels: tuple[str, ...], most: int, bytes_of: str
) -> None:
    """To the last bit: sums in one order, nothing contracted."""
    assert digest(learn.fit(examples, labels, rate=0.05, decay=0.01, most=most)) == bytes_of


def test_examples_of_several_processes_are_those_of_one() -> None:
    examples = mixed(40, base=True)
    sizes = [1, 0, 3, 6, 10, 0, 15, 5]
    cuts = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    parts = [
        learn.met(e for i in range(len(sizes)) if i % 3 == p for e in examples[cuts[i] : cuts[i + 1]]) for p in range(3)
    ]
    merged = learn.merged(parts, [(i % 3, size) for i, size in enumerate(sizes)])
    one, several = learn.settled(learn.met(examples)), learn.settled(merged)
    assert (one.names, one.flat) == (several.names, several.flat)


def test_features_of_too_few_documents_change_nothing_by_being_left_out_at_once() -> None:
    met = learn.met([*mixed(100), Example((["rare"], ["f0=0"]), (0,), 9)])
    chosen = [*range(0, 100, 2), 3, 3]
    whole, part = learn.settled(met), learn.settled(met, learn.LEAST_DOCUMENTS)
    assert len(part.names) < len(whole.names)
    assert learn.fit(whole.some(chosen)) == learn.fit(part.some(chosen))


def test_an_example_is_given_back_as_it_was() -> None:
    example = Example((["y", "x"], ["z"]), (1,), 4, (0.5, -1.0))
    found = learn.settled(learn.met([*ranked(4), example]))
    row = found.row(4)
    assert [[found.names[i] for i in ids] for ids in row.candidates] == [["x", "y"], ["z"]]
    assert (row.right, row.base) == ([1], [0.5, -1.0])


@pytest.mark.parametrize(
    "table",
    [
        Table((), {}),
        Table((), {"a=b": (3,), "＃": (-2,), "# no comment": (1,)}),
        Table((), {"a=": (1,), "a=b": (2,), "a=b=c": (3,), "a#b": (4,), "b": (5,)}),
        Table(LABELS, {"x": (0, -2), "，|。": (0, 7), "a=x": (0, 7), "a=y": (0, 7)}),
        Table((), {"a=x": (10,), "a=y": (-25,), "a=z": (10,)}),
    ],
)
def test_a_table_is_written_and_read_back(table: Table, tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    write(path, table, ["about", "more"])
    assert read(path) == table


def test_the_first_label_is_what_the_others_are_told_beside() -> None:
    one = written(Table(LABELS, {"x": (1, -2)}), ["about"])
    assert one == written(Table(LABELS, {"x": (0, -3)}), ["about"])


@pytest.mark.parametrize("step", [5, 30])
def test_weights_are_multiples_of_a_step(step: int) -> None:
    fine, coarse = (learn.fit(of_three(mixed(300)), ("a", "b", "c"), step=s).weights for s in (1, step))
    assert {weight % step for row in coarse.values() for weight in row} == {0}
    for name, row in fine.items():
        assert all(abs(a - b) <= step / 2 for a, b in zip(row, coarse.get(name, (0, 0, 0)), strict=True))


def test_shares_sum_to_one_and_keep_the_order() -> None:
    found = shares([3.0, -1.0, 0.5])
    assert sum(found) == pytest.approx(1)
    assert found[0] > found[2] > found[1]


def test_equal_sums_have_equal_shares() -> None:
    assert len(set(shares([2.5] * 7))) == 1
