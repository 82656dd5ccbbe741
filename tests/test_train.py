"""Training: the same documents give the same bytes, and the shipped tables are those that the documents give.

The scorer that says what is right lies beside the repository, with the annotated documents.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from documents import GOLD, ROOT, SHARED, fixtures, needs_gold
from policyextract.table import Table
from policyextract.targets import choose
from policyextract.training import trainer
from policyextract.training.annotated import FOLDS

WEIGHTS = ROOT / "src" / "policyextract" / "targets" / "weights"
SOME = ("county_livelihood_list", "regulation", "statistics_bulletin")
WHOLE = "POLICYEXTRACT_TRAIN"
"""Set it to run the whole training in a test; it takes many minutes."""

# Three documents are no folds' worth: a feature of one of them may count.
SMALL = """
import sys
from pathlib import Path
sys.path.insert(0, {scripts!r})
import annotated, train
from policyextract import learn
names, out, size = {names!r}, Path(sys.argv[1]), int(sys.argv[2])
docs = [doc for doc in annotated.own_documents() if doc["id"] in names]
assert len(docs) == len(names)
train.fit = lambda some, labels, **settings: learn.fit(some, labels, least=1, **{{**settings, "rounds": 2}})
train.LEAST = 1
folds = train.folds(docs)
train.together(lambda team: train.train(train.Data(docs, folds, team=team), out / "all", out / "folds"), size)
"""


def trained(out: Path, seed: str, size: int) -> dict[str, bytes]:
    """The tables that three of the project's own releases give, those of the folds too, in so many processes."""
    code = SMALL.format(scripts=str(ROOT / "scripts"), names=SOME)
    # A salted hash, or an order of sets, that reached a table would show as a difference between two seeds.
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(out), str(size)],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.tsv"))}


def test_the_shipped_tables_are_small() -> None:
    """At most 20,000 weights each, and 1 MB in all."""
    texts = {name: (WEIGHTS / f"{name}.tsv").read_text(encoding="utf-8") for name in choose.NAMES}
    for name, text in texts.items():
        columns = max(1, len(choose.CLASSES.get(name, ())) - 1)
        assert sum("\t" in line for line in text.splitlines() if line[:1] not in "#=") * columns <= 20_000, name
    assert sum(len(text.encode()) for text in texts.values()) <= 1_000_000


@needs_gold
def test_two_trainings_give_the_same_bytes(tmp_path: Path) -> None:
    """Every table, of the whole and of each fold, in one process and in two."""
    one, other = trained(tmp_path / "one", "1", 1), trained(tmp_path / "other", "2", 2)
    assert set(one) >= {f"all/{name}.tsv" for name in choose.NAMES}
    assert {name for name in one if one[name] != other.get(name)} == set()
    assert choose.tables(tmp_path / "one" / "all").kind.weights


def parks(count: int, wrong: int) -> list[dict[str, Any]]:
    """Documents of one sentence each, in which one figure was reached; in the first ``wrong`` it is annotated as planned."""
    out = []
    for n in range(count):
        text = f"截至2025年底，全市已建成公园{n + 21}个。"
        start = text.index("公园") + 2
        record = {"start": start, "end": len(text) - 1, "kind": "target" if n < wrong else "actual"}
        out.append({"id": f"p{n}", "text": text, "title": None, "published": None, "targets": [record]})
    return out


def examples_fitted(
    docs: list[dict[str, Any]], folds: list[int], least: float, patch: pytest.MonkeyPatch
) -> dict[int, int]:
    """To how many examples the table of the kind is fitted, of each fold and (by the last) of all documents."""
    patch.setattr(trainer, "MANY", 40)
    patch.setattr(trainer, "DOUBTED", {"kind": least})
    fitted: dict[int, int] = {}

    def keep(fold: int, name: str, table: Table, examples: int) -> None:
        fitted[fold] = examples

    trainer.Trainer(trainer.Data(docs, folds), keep).kinds()
    return fitted


@pytest.mark.parametrize("wrong", [0, 2])
def test_what_no_other_document_bears_out_is_left_out(wrong: int, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = parks(80, wrong)
    fitted = examples_fitted(docs, [n % FOLDS for n in range(len(docs))], 0.1, monkeypatch)
    assert fitted[FOLDS] == 80 - wrong


def test_what_a_fold_is_measured_on_tells_nothing_of_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty documents of the first fold contradict all others: these stay, where the first fold is to be measured."""
    docs = parks(100, 60)
    folds = [0] * 60 + [1 + n % (FOLDS - 1) for n in range(40)]
    fitted = examples_fitted(docs, folds, 0.5, monkeypatch)
    assert fitted[0] == 40
    assert fitted[FOLDS] < 100


def told(head: str) -> str:
    """The hash of the documents that the head of a table names."""
    found = re.search(r"documents ([0-9a-f]{16})", head)
    assert found is not None, head
    return found[1]


def test_all_shipped_tables_come_from_one_training() -> None:
    """Each names the documents it was fitted on, and they are the same."""
    heads = {
        name: told((WEIGHTS / f"{name}.tsv").read_text(encoding="utf-8").partition("\n")[0]) for name in choose.NAMES
    }
    assert len(set(heads.values())) == 1, heads
    assert {path.stem for path in WEIGHTS.glob("*.tsv")} == set(choose.NAMES)


def digest(docs: list[dict[str, Any]]) -> str:
    """The hash that ``scripts/train.py`` writes into the heads of tables."""
    return hashlib.sha256("".join(sorted(repr(sorted(doc.items())) for doc in docs)).encode()).hexdigest()[:16]


@needs_gold
@pytest.mark.skipif(not os.environ.get(WHOLE), reason=f"takes many minutes; set {WHOLE}=1 to run it")
def test_the_shipped_tables_are_what_the_documents_give(tmp_path: Path) -> None:
    """`make train` gives the shipped bytes, where the documents beside the repository are those they were fitted on."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import train

    here = digest(train.everything())
    shipped = told((WEIGHTS / "kind.tsv").read_text(encoding="utf-8").partition("\n")[0])
    if here != shipped:
        pytest.skip(f"the tables were fitted on documents {shipped}; those beside the repository are {here}")
    command = [sys.executable, str(ROOT / "scripts" / "train.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    differing = [
        name
        for name in choose.NAMES
        if (tmp_path / f"{name}.tsv").read_bytes() != (WEIGHTS / f"{name}.tsv").read_bytes()
    ]
    assert differing == []


def test_the_documents_of_the_small_training_are_ours() -> None:
    assert set(SOME) <= {raw["id"] for raw in fixtures()}
    assert GOLD.is_relative_to(SHARED)


def slots_told(docs: list[dict[str, Any]]) -> set[str]:
    return {slot for doc in docs for record in doc["targets"] if "optional" not in record for slot in record}


def test_documents_written_dense_teach_the_nature_of_a_record_and_not_what_is_one() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    import annotations

    docs = annotations.written()
    dense = [doc for doc in docs if doc.get("partial")]
    assert len(dense) > 1000
    assert len(docs) - len(dense) > 300
    assert slots_told(dense) == {"start", "end", "change", "nature", "basis", "region"}
    assert any("kind" in record for doc in docs for record in doc["targets"])


def test_documents_in_the_manner_of_hong_kong_teach_what_is_a_record_and_not_its_indicator() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    import annotations

    names = {path.stem for path in annotations.HONGKONG.glob("*.txt")}
    docs = [doc for doc in annotations.written() if doc["id"].partition(":")[0] in names]
    assert len(docs) > 300
    assert not any(doc.get("partial") for doc in docs)
    assert {"kind", "due", "nature", "region"} <= slots_told(docs)
    assert not {"indicator", "agent"} & slots_told(docs)
