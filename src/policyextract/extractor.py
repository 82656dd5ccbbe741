"""Reading documents one by one or many at a time: what users call."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import Any, Final

from . import pipeline
from .child import Failure
from .errors import RecordError
from .guards import collector_paused, day, source_parts, whole
from .mentions import entity
from .models import Document, document_from, maker
from .pipeline import Reading
from .pool import run
from .settings import Settings
from .targets.build import Data, Make, plain
from .targets.choose import Tables, shipped, tables
from .targets.explain import Explainer, Explanation


class Extractor:
    """Reads documents; built once, reused, safe to share between threads.

    >>> extractor = Extractor()
    >>> [target.indicator.text for target in extractor.extract("力争到2027年底5G基站达到50万个以上。").targets]
    ['5G基站']
    """

    def __init__(self, settings: Settings | None = None, weights: Tables | None = None) -> None:
        self.settings = settings or Settings()
        if weights is None and self.settings.weights is not None:
            weights = tables(self.settings.weights)
        self._weights = weights
        if self.settings.lexicons:
            entity.own_names(self.settings.lexicons)  # a wrong row is told now, not at the first document

    @classmethod
    def warmed(cls, settings: Settings) -> "Extractor":
        """One for a process that reads many texts: its dictionaries are loaded."""
        made = cls(settings)
        made.extract_data("2025年，建成充电桩1.2万个。")
        return made

    @property
    def weights(self) -> Tables:
        """The tables that choose; those of the package where none are given."""
        return self._weights or shipped()

    def read(
        self, text: str, published: date | None = None, title: str | None = None, source: str | None = None
    ) -> Reading:
        """Run the stages up to the choice."""
        return pipeline.read(text, self.settings, self.weights, published, title, source)

    @collector_paused()  # as a decorator: what was read is freed before the collector looks again
    def extract(
        self,
        text: str,
        *,
        published: date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        id: str | None = None,
        parts: Iterable[Mapping[str, Any]] | None = None,
    ) -> Document:
        """Read one text; see :func:`policyextract.extract`."""
        return document_from(self._data(maker, text, published, title, source, id, parts)[0], text)

    @collector_paused()
    def extract_data(
        self,
        text: str,
        *,
        published: date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        id: str | None = None,
        parts: Iterable[Mapping[str, Any]] | None = None,
    ) -> Data:
        """Read one text into plain data: the fields of :class:`Document` as dicts, lists and tuples, without models.

        Numbers are :class:`decimal.Decimal`, days are :class:`datetime.date`; parts that records share are one object.
        :func:`policyextract.models.json_value` makes JSON of them.

        >>> data = Extractor().extract_data("确保新增规上工业企业100家以上。")
        >>> [(record["quantity"]["low"], record["quantity"]["unit"]) for record in data["targets"]]
        [(Decimal('100'), '家')]
        """
        return self._data(plain, text, published, title, source, id, parts)[0]

    @collector_paused()
    def extract_with_text(
        self,
        text: str,
        *,
        published: date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        id: str | None = None,
        parts: Iterable[Mapping[str, Any]] | None = None,
    ) -> tuple[Data, str]:
        """What :meth:`extract_data` gives, and the clean text, for those who compare documents."""
        return self._data(plain, text, published, title, source, id, parts)

    def _data(
        self,
        make: Make,
        text: str,
        published: date | str | None,
        title: str | None,
        source: str | None,
        id: str | None,
        parts: Iterable[Mapping[str, Any]] | None,
    ) -> tuple[Data, str]:
        for key, value in (("text", text), ("title", title), ("source", source), ("id", id)):
            if not isinstance(value, str) and (key == "text" or value is not None):
                raise TypeError(f"{key} must be a string, not {type(value).__name__}")
        title, source, id = (value if value is None else whole(value) for value in (title, source, id))
        held = source_parts(parts, len(text))
        read = self.read(text, day(published), title, source)
        data = pipeline.build(read, source, id, self.settings.min_confidence, make, held)
        read.scene.leave()
        return data, read.outline.clean.text

    @collector_paused()
    def begin(self, text: str, title: str | None = None) -> tuple[date | None, str | None]:
        """The day of publication and the title that the beginning of a document tells, each None where it does not.

        >>> Extractor().begin("关于促进就业的意见\\n2025年3月1日\\n到2027年，新增就业5万人。")
        (datetime.date(2025, 3, 1), '关于促进就业的意见')
        """
        seen = pipeline.look(text, self.settings, None, title, None)
        seen.scene.leave()
        return seen.anchor.date, seen.title or None

    def explain(self, text: str, *, published: date | str | None = None, title: str | None = None) -> list[Explanation]:
        """What became of every number of a text, and its pledges, in its order; see :func:`policyextract.explain`."""
        read = self.read(text, day(published), title if title is None else whole(title))
        explainer = Explainer(read.scene, self.weights)
        out = [explainer.record(record) for record in read.chosen.records]
        out += [explainer.pledge(pledge) for pledge in read.pledges]
        out += [explainer.dismissed(case, shares) for case, shares in read.chosen.dismissed]
        out += [explainer.number(mention, mention.value.why) for mention in read.scanned.skips]
        return sorted(out, key=lambda item: item.start)

    def pipe(
        self,
        records: Iterable[str | Mapping[str, Any]],
        workers: int = 1,
        *,
        on_error: Callable[[RecordError], object] | None = None,
    ) -> Iterator[Document]:
        """Read many texts, in their order; records are taken as they are needed, so an endless iterable is fine.

        Args:
            records: texts, or mappings of :meth:`extract`'s arguments.
            workers: number of processes; a script needs no ``if __name__ == "__main__"`` guard for them.
            on_error: called with the error of each record that cannot be read, which then has no document, and reading
                goes on: ``errors = []`` and ``on_error=errors.append``. Without it the first such error is raised.

        Raises:
            TypeError: ``records`` is one text or one mapping.
            ValueError: ``workers`` is not positive.
            RecordError: while iterating, where ``on_error`` is not given: a record has wrong arguments, or its process died.

        >>> errors = []
        >>> read = Extractor().pipe(["建设充电桩5万个。", {"text": None}, "新增就业3万人。"], on_error=errors.append)
        >>> [document.quantities[0].text for document in read], [error.index for error in errors]
        (['5万个', '3万人'], [1])
        """
        if isinstance(records, str | bytes | Mapping):
            raise TypeError("records must be an iterable of texts or mappings, not one; put it into a list")
        texts: deque[Any] = deque()  # of what is in work, for the documents to know
        return self._documents(
            run(partial(_reader, self.settings), _told(records, texts), workers=workers), texts, on_error
        )

    def _documents(
        self,
        results: Iterator[Data | Failure],
        texts: deque[Any],
        on_error: Callable[[RecordError], object] | None,
    ) -> Iterator[Document]:
        for index, result in enumerate(results):
            text = texts.popleft()
            if not isinstance(result, Failure):
                yield document_from(result, text)
                continue
            error = RecordError(index, *result)
            if on_error is None:
                raise error
            on_error(error)


ARGUMENTS: Final = frozenset(("text", "published", "title", "source", "id", "parts"))
"""What a mapping that is read may hold."""


def _told(records: Iterable[str | Mapping[str, Any]], texts: deque[Any]) -> Iterator[Any]:
    """The records as they go to a worker, their texts noted."""
    for record in records:
        texts.append(record.get("text") if isinstance(record, Mapping) else record)
        yield dict(record) if isinstance(record, Mapping) else record


def _reader(settings: Settings) -> Callable[[Any], Data]:
    """What a worker does with a record."""
    extractor = Extractor(settings)

    def read(record: Any) -> Data:
        if isinstance(record, str):
            return extractor.extract_data(record)
        if not isinstance(record, dict):
            raise TypeError(f"a record is a text or a mapping of extract's arguments, not {type(record).__name__}")
        if unknown := record.keys() - ARGUMENTS:
            named = ", ".join(sorted(map(repr, unknown)))
            raise TypeError(f"a record has {', '.join(sorted(ARGUMENTS))}, arguments of extract; not {named}")
        if "text" not in record:
            raise TypeError("a record has no text")
        return extractor.extract_data(**record)

    return read


def explain(text: str, *, published: date | str | None = None, title: str | None = None) -> list[Explanation]:
    """What every record and pledge of ``text`` was chosen from, and why its other numbers are no records.

    >>> [(item.anchor, item.disposition, item.rule) for item in explain("力争到2027年底5G基站达到50万个以上。")]
    [('5G', 'code', 'name.code'), ('50万个', 'target', 'indicator.left')]
    """
    return _default().explain(text, published=published, title=title)


@cache
def _default() -> Extractor:
    return Extractor()


def extract(
    text: str,
    *,
    published: date | str | None = None,
    title: str | None = None,
    source: str | None = None,
    id: str | None = None,
    parts: Iterable[Mapping[str, Any]] | None = None,
) -> Document:
    """Read one text.

    Args:
        text: the raw text, markup and noise included.
        published: day of publication; found in the text where it is not given.
        title: the title, where the text itself does not hold it.
        source: where it came from (a file name, an URL); the document's id is made from it.
        id: the document's id.
        parts: where in its file each part of the text stands, where it was taken out of one that is no text: mappings of
            the fields of ``SourcePart``, as :func:`policyextract.read_documents` gives them. The document then keeps
            the text as ``source_text``.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: ``published`` is no ISO date, or none that a document can have (``0001-01-01``).

    A byte that is no UTF-8 stands in ``title``, ``source`` and ``id`` as an escape (a file name in GBK), half of a surrogate
    pair as U+FFFD: what comes out can be written to any file. Never raises for what the text contains.

    >>> [t.quantity.comparator for t in extract("确保新增规上工业企业100家以上。").targets]
    ['>=']
    """
    return _default().extract(text, published=published, title=title, source=source, id=id, parts=parts)
