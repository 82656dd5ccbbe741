"""Which records are wanted: one value for every way out of a store, and its SQL."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from ..errors import InputError
from ..mentions.entity import divisions
from ..models import Commitment, Nature
from ..text.clean import clean
from .history import Mark
from .schema import HAN_WORDS, RECORD_TABLES, RUN, Dialect

KINDS = tuple(RECORD_TABLES)
NATURES: tuple[str, ...] = get_args(Nature)
COMMITMENTS: tuple[str, ...] = get_args(Commitment)

_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")
_HAN = re.compile("[\u3400-\u9fff]+")
# What every version of SQLite takes for a letter; other characters are found by comparison alone.
_LETTERS = re.compile("[0-9A-Za-z\u3400-\u4db5\u4e00-\u9fa5]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What a record must be; what is left empty allows everything. Days are inclusive on both sides.

    Attributes:
        kinds: any of ``target``, ``actual``, ``pledge``.
        natures: any of ``outcome``, ``input``, ``standard``, ``criterion``; pledges, which have none, pass where ``kinds`` names
            them.
        commitments: any of ``binding``, ``expected``, ``aspirational``, ``planned``.
        region: a division code of two, four or six digits, or a name: what lies in it counts too.
        indicator: words that stand in the indicator.
        due_after: due on this day or later.
        due_before: due on this day or earlier.
        since: published on this day or later.
        until: published on this day or earlier.
        min_confidence: 0 to 1.
        search: words, separated by blanks, that all stand in the indicator or sentence.
        repeats: whether records that repeat another one of the store are wanted too.
        after: only what a later run of the store brought or changed.

    >>> Filters(kinds=("promise",))
    Traceback (most recent call last):
    ...
    ValueError: kind must be of target, actual, pledge, not 'promise'
    """

    kinds: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    region: str | None = None
    indicator: str | None = None
    due_after: date | None = None
    due_before: date | None = None
    since: date | None = None
    until: date | None = None
    min_confidence: float = 0.0
    search: str | None = None
    repeats: bool = True
    after: Mark | None = None

    def __post_init__(self) -> None:
        allowed = (("kind", self.kinds, KINDS), ("nature", self.natures, NATURES))
        for name, given, known in (*allowed, ("commitment", self.commitments, COMMITMENTS)):
            for value in given:
                if value not in known:
                    raise ValueError(f"{name} must be of {', '.join(known)}, not {value!r}")
        if not 0 <= self.min_confidence <= 1:
            raise ValueError(f"min_confidence must be between 0 and 1, not {self.min_confidence!r}")
        for name in ("region", "indicator", "search"):
            given_text = getattr(self, name)
            if given_text is not None and not words_of(given_text):
                raise ValueError(f"{name} is empty; give words to look for, or leave it out")
        if self.region and self.region.isdecimal() and not _CODE.fullmatch(self.region):
            raise ValueError(f"region must be a code of 2, 4 or 6 digits or a name, not {self.region!r}")

    @property
    def about_records(self) -> bool:
        """Whether anything is asked of the records themselves, not of their documents only."""
        return self != Filters(since=self.since, until=self.until, after=self.after)

    def of_any_run(self) -> "Filters":
        """The same, whatever the run."""
        return replace(self, after=None)


class Where:
    """Conditions of SQL joined by AND, with their arguments."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.arguments: list[Any] = []

    def add(self, condition: str, *arguments: Any) -> None:
        """One more condition."""
        self.parts.append(condition)
        self.arguments.extend(arguments)

    def __str__(self) -> str:
        return " AND ".join(f"({part})" for part in self.parts) or "1 = 1"


def of_documents(filters: Filters, dialect: Dialect) -> Where:
    """The conditions on documents, as ``d``."""
    where = Where()
    if filters.since:
        where.add(f"d.published >= {dialect.day}", filters.since.isoformat())
    if filters.until:
        where.add(f"d.published <= {dialect.day}", filters.until.isoformat())
    if filters.after:
        later, arguments = filters.after.later()
        where.add(
            f"EXISTS (SELECT 1 FROM changes AS c WHERE c.kind = 'document' AND c.id = d.id AND {later})", *arguments
        )
    return where


def of_records(filters: Filters, dialect: Dialect, table: str, indexed: bool = True) -> Where:
    """The conditions on the records of ``table``, as ``r``, and on their documents, as ``d``.

    Args:
        indexed: whether they lie in ``table`` itself, whose index of words may be asked.

    Raises:
        InputError: a word to search for holds nothing that can be found.
    """
    where = of_documents(filters, dialect)
    natures = () if table == RECORD_TABLES["pledge"] and "pledge" in filters.kinds else filters.natures
    for column, values in (("nature", natures), ("commitment", filters.commitments)):
        if values:
            where.add(f"r.{column} IN ({', '.join('?' * len(values))})", *values)
    if filters.due_after:
        where.add(f"r.due >= {dialect.day}", filters.due_after.isoformat())
    if filters.due_before:
        where.add(f"r.due <= {dialect.day}", filters.due_before.isoformat())
    if filters.min_confidence:
        where.add("r.confidence >= ?", filters.min_confidence)
    if filters.indicator:
        where.add(like("r.indicator", dialect), containing(words_of(filters.indicator)))
    if not filters.repeats:
        same = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {name} AS o WHERE o.id = r.repeat_of)" for name in _REPEATABLE)
        where.add(f"r.repeat_of IS NULL OR ({same})")
    if filters.region:
        _region(where, filters.region, dialect)
    for word in words_of(filters.search or "").split():
        _search(where, word, dialect, table if indexed else None)
    return where


_CHANGED = (
    "COALESCE((SELECT c.run FROM changes AS c WHERE c.kind = ? AND c.id = r.id), "
    "(SELECT c.since FROM changes AS c WHERE c.kind = 'document' AND c.id = r.document_id)) > ?"
)


def changed_records(where: Where, filters: Filters, kind: str) -> None:
    """Of the documents that changed, only the records that did, or came."""
    if filters.after:
        where.add(_CHANGED, kind, filters.after.run)


_REPEATABLE = (RECORD_TABLES["target"], RECORD_TABLES["actual"])


def words_of(text: str) -> str:
    """Words to look for in the form clean text has: simplified characters, half-width digits."""
    return clean(text).text.strip()


def like(column: str, dialect: Dialect) -> str:
    """The condition that a column holds a pattern of :func:`containing`."""
    return f"{column} {dialect.like} ? ESCAPE '\\'"


def containing(text: str) -> str:
    """The pattern of all that holds ``text``; none of its characters is a wildcard."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"


def prefix(code: str) -> str:
    """What the codes of all divisions in that of ``code`` begin with.

    >>> prefix("370000"), prefix("371500"), prefix("37"), prefix("110101")
    ('37', '3715', '37', '110101')
    """
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def prefixes(region: str) -> list[str]:
    """Patterns of the codes of a region, given by code or name, and of all that lies in it; none for a name without a code.

    >>> prefixes("山东"), prefixes("3715"), prefixes("火星")
    (['37%'], ['3715%'], [])
    """
    if _CODE.fullmatch(region):
        return [prefix(region) + "%"]
    name = words_of(region)
    codes = [row.code for row in divisions.named().get(name, ())]
    codes += [row.code for row in divisions.regions() if row.code and name in (row.name, *row.forms.split())]
    return sorted({prefix(code) + "%" for code in codes})


def is_division(region: str) -> bool:
    """Whether a code or a name is that of a division.

    >>> is_division("山东"), is_division("3715"), is_division("99"), is_division("火星")
    (True, True, False, False)
    """
    if _CODE.fullmatch(region):
        return any(code.startswith(prefix(region)) for code in divisions.by_code())
    return bool(prefixes(region))


def _region(where: Where, region: str, dialect: Dialect) -> None:
    """A code counts with what lies below it. So does a name that has one; else it must stand in the region's words.

    The words of the document's place count where the record names no other place of its own.
    """
    codes = prefixes(region)
    if _CODE.fullmatch(region):
        where.add("r.region_code LIKE ?", *codes)
        return
    parts = ["r.region_code LIKE ?"] * len(codes)
    parts.append(like("r.region", dialect))
    parts.append(f"{like('d.place', dialect)} AND (r.region_code IS NULL OR r.region_code = d.place_code)")
    words = containing(words_of(region))
    where.add(" OR ".join(f"({part})" for part in parts), *codes, words, words)


def _search(where: Where, word: str, dialect: Dialect, table: str | None) -> None:
    """One word of a search: the index narrows down, the comparison decides, so that both databases find the same."""
    pattern = containing(word)
    if table is None:
        pass
    elif dialect.name == "postgres":
        for run in _HAN.findall(word):
            where.add(f"{HAN_WORDS.format(row='r.')} @@ phraseto_tsquery('simple', ?)", " ".join(run))
    elif words := matching(word):
        where.add(f"r.row IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH ?)", words)
    where.add(f"{like('r.indicator', dialect)} OR {like('r.sentence', dialect)}", pattern, pattern)


def matching(words: str) -> str:
    """What the search tables of SQLite are asked for words of any length: all the runs of them that are words there.

    >>> matching("新增就业 5G")
    '"新增就业" AND "5G"'
    >>> matching("城镇新增就业"), matching("—")
    ('"城镇新增" AND "镇新增就" AND "新增就业"', '')
    """
    runs = (run[at : at + RUN] for run in _LETTERS.findall(words) for at in range(max(1, len(run) - RUN + 1)))
    return " AND ".join(f'"{run}"' for run in runs)


def checked(**given: Any) -> Filters:
    """Filters from what a user typed.

    Raises:
        InputError: a value is not allowed; the message is one line.
    """
    try:
        return Filters(**given)
    except ValueError as error:
        raise InputError(str(error)) from None
