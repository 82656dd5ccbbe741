"""The component for spaCy."""

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import policyextract
from documents import ROOT

spacy = pytest.importorskip("spacy", reason="spaCy is not installed; pip install 'policyextract[spacy]'")

from spacy.tokens import Doc, DocBin  # noqa: E402

import policyextract.exchange.spacy_component  # noqa: E402 - an installed package is found by its entry point

TEXT = (
    "力争到2027年底，全市5G基站达到1.2万个以上。\n　　去年完成项（xiàng）目投资380亿元。全力争创省级新型工业化示范区。"
)


@pytest.fixture(scope="module")
def nlp() -> Any:
    made = spacy.blank("zh")
    made.add_pipe("policyextract")
    return made


def test_the_entry_point_names_the_component() -> None:
    """spaCy finds it where the package is installed."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, name = told["project"]["entry-points"]["spacy_factories"]["policyextract"].partition(":")
    assert callable(getattr(import_module(module), name))
    assert spacy.language.Language.has_factory("policyextract")


def test_spans_are_the_records(nlp: Any) -> None:
    """In the order of the text, labelled with their kind; what was read is what the library reads."""
    doc = nlp(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["policy"]] == [
        ("1.2万个", "target"),
        ("380亿元", "actual"),
        ("全力争创省级新型工业化示范区", "pledge"),
    ]
    assert doc._.policy == policyextract.extract(TEXT)
    target, actual, pledge = (span._.policy for span in doc.spans["policy"])
    assert (target, actual, pledge) == (*doc._.policy.targets, *doc._.policy.actuals, *doc._.policy.pledges)
    assert all(span._.policy_aligned for span in doc.spans["policy"])
    assert (actual.indicator.text, doc[0:2]._.policy, doc[0:2]._.policy_aligned) == ("项目投资", None, None)


def test_what_is_known_goes_with_the_document(nlp: Any) -> None:
    """The day of publication dates 今年; what is no argument is told."""
    doc = nlp.make_doc("今年计划新建学校8所。")
    doc._.policy_given = {"published": "2025-03-01", "id": "a1"}
    nlp(doc)
    assert (doc._.policy.id, doc._.policy.targets[0].due.last.isoformat()) == ("a1", "2025-12-31")
    for wrong, why in (({"date": "2025-03-01"}, "not date"), ("2025-03-01", "not str")):
        doc = nlp.make_doc("今年计划新建学校8所。")
        doc._.policy_given = wrong
        with pytest.raises(ValueError, match=why):
            nlp(doc)


def test_spans_that_begin_inside_a_token_are_widened() -> None:
    """And say so; the offsets of the record stay those of the text."""
    english = spacy.blank("en")  # cuts at blanks only
    english.add_pipe("policyextract", config={"key": "found"})
    doc = english("到2027年新建学校8所。")
    (span,) = doc.spans["found"]
    quantity = span._.policy.quantity
    assert (span.text, span._.policy_aligned) == ("到2027年新建学校8所", False)
    assert doc.text[quantity.start : quantity.end] == "8所"


def test_documents_can_be_kept(nlp: Any, tmp_path: Path) -> None:
    """Written and read back, with the records; pipelines likewise, with their settings."""
    doc = nlp(TEXT)
    for again in (
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        *DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab),
    ):
        assert again._.policy == doc._.policy
        assert [span._.policy.id for span in again.spans["policy"]] == [s._.policy.id for s in doc.spans["policy"]]
    strict = spacy.blank("zh")
    strict.add_pipe("policyextract", config={"min_confidence": 0.99999})
    strict.to_disk(tmp_path / "nlp")
    kept = spacy.load(tmp_path / "nlp")(TEXT)
    assert len(kept.spans["policy"]) == 0


def test_nothing_to_read(nlp: Any) -> None:
    """An empty text has no spans; a document that the component has not seen knows of none."""
    doc = nlp("")
    assert (len(doc.spans["policy"]), doc._.policy.targets) == (0, ())
    other = nlp.make_doc(TEXT)
    assert (other._.policy, other[0:2]._.policy) == (None, None)


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"tokenizer": "words"}, "tokenizer must be"),
        ({"min_confidence": 2}, "min_confidence must be"),
        ({"lexicons": ["none.toml"]}, "none.toml"),
        ({"weights": "none"}, "none"),
    ],
)
def test_wrong_settings_are_told_at_once(config: dict[str, Any], why: str) -> None:
    """When the component is added, not at the first text."""
    with pytest.raises(ValueError, match=why):
        spacy.blank("zh").add_pipe("policyextract", config=config)


def test_a_sum_between_two_aims_was_reached() -> None:
    document = policyextract.extract(TEXT.replace("去年完成", ""))
    assert [record.quantity.text for record in document.actuals] == ["380亿元"]
