"""A component for spaCy: ``nlp.add_pipe("policyextract")``, found by its entry point.

>>> import spacy
>>> nlp = spacy.blank("zh")
>>> _ = nlp.add_pipe("policyextract")
>>> doc = nlp("力争到2027年底，全市5G基站达到1.2万个以上。")
>>> span, = doc.spans["policy"]
>>> span.text, span.label_, span._.policy.indicator.text, span._.policy.due.last.isoformat()
('1.2万个', 'target', '5G基站', '2027-12-31')

What is known of the text goes with the document, before the pipe runs over it:

>>> doc = nlp.make_doc("今年计划新建学校8所。")
>>> doc._.policy_given = {"published": "2025-03-01"}
>>> nlp(doc).spans["policy"][0]._.policy.due.last.isoformat()
'2025-12-31'

Spans of spaCy begin and end with a token. Where a record does not, its span is widened to the tokens it touches, and
``span._.policy_aligned`` is false; the offsets in ``span._.policy`` are those of the text (``span.doc.text``) in every case.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..corrections.apply import anchor as anchor_of
from ..errors import PolicyExtractError
from ..extractor import Extractor
from ..models import Document, Pledge, Target, document_from, maker
from ..rows import LISTS
from ..settings import Settings

KEY = "policyextract"
"""Under this key of ``doc.user_data`` stands what was read, in its JSON form, so that documents can be written and read back."""

_GIVEN = ("published", "title", "source", "id")


class Component:
    """Reads documents of spaCy."""

    def __init__(self, extractor: Extractor, key: str) -> None:
        self._extractor = extractor
        self._key = key

    def __call__(self, doc: Doc) -> Doc:
        given = doc._.policy_given or {}
        if not isinstance(given, Mapping) or (unknown := set(given) - set(_GIVEN)):
            named = ", ".join(map(str, sorted(unknown))) if isinstance(given, Mapping) else type(given).__name__
            raise ValueError(f"doc._.policy_given is a mapping of {', '.join(_GIVEN)}, not {named}")
        found = self._extractor.extract(doc.text, **given).model_dump(mode="json")
        records = {record["id"]: [kind, record] for kind, name in LISTS.items() for record in found.pop(name)}
        doc.user_data[KEY] = {"document": found, "records": records}
        spans = [_span(doc, *told) for told in records.values() if anchor_of(told[1])["start"] is not None]
        doc.spans[self._key] = sorted(spans, key=lambda span: (span.start_char, span.end_char))
        return doc


def _span(doc: Doc, kind: str, record: Mapping[str, Any]) -> Span:
    """The tokens that hold what a record is anchored to."""
    anchor = anchor_of(record)
    span = doc.char_span(anchor["start"], anchor["end"], label=kind, span_id=record["id"], alignment_mode="expand")
    assert span is not None  # widened, it is never outside of the text
    return span


def _told(span: Span) -> tuple[str | None, Mapping[str, Any]]:
    """Kind and fields of the record that a span stands for; None for spans of others."""
    held = span.doc.user_data.get(KEY)
    kind, record = held["records"].get(span.id_, (None, {})) if held else (None, {})
    return kind, record


def _record(span: Span) -> Target | Pledge | None:
    """The record that a span stands for; None for spans of others."""
    kind, record = _told(span)
    if kind is None:
        return None
    found: Target | Pledge = maker(Pledge if kind == "pledge" else Target)({**record})
    return found


def _aligned(span: Span) -> bool | None:
    """Whether a span is what its record is anchored to, and no more; None for spans of others."""
    kind, record = _told(span)
    if kind is None:
        return None
    anchor = anchor_of(record)
    return (span.start_char, span.end_char) == (anchor["start"], anchor["end"])


def _document(doc: Doc) -> Document | None:
    """All that was read in a document; None where the component has not run."""
    held = doc.user_data.get(KEY)
    if held is None:
        return None
    records = held["records"].values()
    lists = {name: [record for own, record in records if own == kind] for kind, name in LISTS.items()}
    return document_from({**held["document"], **lists}, doc.text)


def _extend() -> None:
    Doc.set_extension("policy", getter=_document, force=True)
    Doc.set_extension("policy_given", default=None, force=True)
    Span.set_extension("policy", getter=_record, force=True)
    Span.set_extension("policy_aligned", getter=_aligned, force=True)


_extend()


@Language.factory(
    "policyextract",
    default_config={"key": "policy", "tokenizer": "auto", "min_confidence": 0.0, "lexicons": [], "weights": None},
    assigns=["doc.spans", "doc._.policy", "span._.policy", "span._.policy_aligned"],
)
def component(
    nlp: Language,
    name: str,
    key: str,
    tokenizer: str,
    min_confidence: float,
    lexicons: Sequence[str],
    weights: str | None,
) -> Component:
    """The component; but for ``key``, under which the spans stand in ``doc.spans``, its settings are those of ``Settings``.

    Raises:
        ValueError: a setting is wrong, or its file is.
    """
    try:
        chosen: dict[str, Any] = {"tokenizer": tokenizer, "lexicons": tuple(lexicons), "weights": weights}
        return Component(Extractor(Settings(min_confidence=min_confidence, **chosen)), key)
    except (OSError, PolicyExtractError) as error:
        raise ValueError(" ".join(str(error).split())) from None
