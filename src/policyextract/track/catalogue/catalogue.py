"""What an indicator's name means: a row of the table, or its normal form, and why.

A name is looked up as it is written, then in one spelling, then without the words that say when, that it is counted, or that
its change is meant. What may mean two things, or is told in a unit that a row does not know, stays apart.

>>> named = Catalogue().name("全市GDP增速", "share")
>>> named.name, named.known, named.form, named.direction
('地区生产总值', True, 'growth', '+')
>>> Catalogue().name("财政收入", "currency").why[-1]
'ambiguous: may be 一般公共预算收入 or 财政总收入(含上划中央收入); stays apart'
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from ...errors import InputError
from ...lexicon import shipped
from .normal import FILE, PACKAGE, scoped, spell, split, words

TABLE = "indicators.tsv"
ANY = "*"
INDEX = "%index"
DIRECTIONS = ("+", "-", "<", "=")
KINDS = ("flow", "stock", "rate")
RATES = ("share", "points")
"""Dimensions of a figure that tells a growth."""

_FIELDS = "name, other names, dimensions, direction, kind, sources"
_MARK = re.compile(r"\^-?$")


class Indicator(NamedTuple):
    """A row of the table; its head tells what the fields hold."""

    name: str
    others: tuple[str, ...]
    dimensions: tuple[str, ...]
    direction: str
    kind: str
    sources: str

    def told_in(self, dimension: str) -> bool:
        """Whether a level of it can be told in ``dimension``; a composed one (元/人) counts by what is above, 户 as a count."""
        above = dimension.partition("/")[0]
        return any(
            known in (ANY, dimension, above) or (known, above) == ("count", "people") for known in self.dimensions
        )


class Ambiguous(NamedTuple):
    """A row of ``[[ambiguous]]``: what ``forms`` may mean."""

    forms: tuple[str, ...]
    of: tuple[str, ...]


class Source(NamedTuple):
    """A row of ``[[source]]``: what a code in the table stands for."""

    code: str
    words: str


class Named(NamedTuple):
    """What a name means."""

    name: str
    """The canonical name, else the normal form."""
    known: bool
    """Whether it is of the table."""
    scope: str
    """Words before a name of the table that take a part of it; ``""`` for none."""
    form: str
    """``level``, ``growth`` (in %), ``step`` (an addition, in units of its own) or ``points`` (percentage points)."""
    sign: int
    """-1 where the figure tells a decline."""
    direction: str
    """``+`` more is better, ``-`` less is better, ``<`` a ceiling, ``=`` neither, ``""`` not known."""
    kind: str
    """``flow``, ``stock``, ``rate``, or ``""`` where that is not known."""
    why: tuple[str, ...]
    """How it was found, step by step."""


class Own(NamedTuple):
    """Rows of a user's."""

    name: str
    """What they are told by in messages: the name of their file."""
    text: str


class _Meant(NamedTuple):
    """What one written name names: the row, and whether its growth (1) or decline (-1)."""

    row: Indicator
    change: int


class Catalogue:
    """The shipped table and a user's own rows.

    Args:
        own: files of rows in the form of the shipped one, or what stood in them; a name that stands in a later one counts there.

    Raises:
        InputError: a file cannot be read, or a row is wrong; the message names the line.
    """

    def __init__(self, own: Iterable[str | Path | Own] = ()) -> None:
        self.own = tuple(one if isinstance(one, Own) else _read(Path(one)) for one in own)
        """The user's rows, as they are written."""
        self._meant: dict[str, _Meant | None] = {}
        digest = sha256()
        for rows in (_shipped(), *(tuple(_rows(one.text, one.name)) for one in self.own)):
            taken: dict[str, str] = {}
            for row in rows:
                digest.update(repr(row).encode())
                for written in (row.name, *row.others):
                    self._add(written, row, taken)
        self._ambiguous = _ambiguous()
        digest.update(shipped(PACKAGE, FILE).text.encode())
        self.digest = digest.hexdigest()[:32]
        """Of all rows and words: what was named by another catalogue is named anew."""

    def _add(self, written: str, row: Indicator, taken: dict[str, str]) -> None:
        mark = _MARK.search(written)
        name = written[: mark.start()] if mark else written
        change = 0 if mark is None else -1 if mark[0] == "^-" else 1
        for key in dict.fromkeys((name, spell(name)[0])):
            other = taken.setdefault(key, row.name)
            # Two rows of one file that spell alike: neither is taken.
            self._meant[key] = _Meant(row, change) if other == row.name else None

    def canonical(self, written: str) -> str | None:
        """The row that a name is of, whatever it is told in; None where the table has none or more than one.

        >>> Catalogue().canonical("CPI"), Catalogue().canonical("就业")
        ('居民消费价格指数', None)
        """
        meant = self._meant.get(written) or self._meant.get(spell(written)[0])
        return meant.row.name if meant and written not in self._ambiguous else None

    def name(self, indicator: str, dimension: str, change: str = "none") -> Named:
        """What ``indicator`` means.

        Args:
            dimension: of the figure's unit, as in ``Quantity``.
            change: of the record: ``increase``, ``decrease`` or ``none``.
        """
        parts = split(indicator)
        for written in dict.fromkeys((indicator, spell(indicator)[0])):
            if written in self._ambiguous:
                return self._apart(written, parts.sign, change, dimension, (_told(self._ambiguous[written]),))
            if meant := self._meant.get(written):
                said = f"{indicator} is a name of {meant.row.name} ({_told_by(meant.row)})"
                return self._known(meant, "", meant.change < 0, meant.change != 0, dimension, change, (said,))
        core = parts.core
        if not core or core in self._ambiguous:
            said = _told(self._ambiguous[core]) if core else "it names a change and not of what; stays apart"
            return self._apart(indicator, parts.sign, change, dimension, (*parts.steps, said))
        scope, rest = scoped(core)
        readings = [*(("", written) for written in parts.tailed if written not in self._ambiguous), ("", core)]
        if scope and rest not in self._ambiguous:
            readings.append((scope, rest))
        if parts.form == "step":
            new = words().addition
            readings = [(said, written) for said, looked in readings for written in (new + looked, looked)]
        for said, written in readings:
            meant = self._meant.get(written)
            step = parts.form == "step" and not written.startswith(words().addition)
            if meant is None or (step and meant.row.kind != "stock"):  # what is added to a flow is not told by its name
                continue
            why = (*parts.steps, *((f"scope {said}",) if said else ()))
            why = (*why, f"{written} is a name of {meant.row.name} ({_told_by(meant.row)})")
            down = parts.sign < 0 or meant.change < 0
            grown = meant.change != 0 or parts.form == "growth"
            return self._known(meant, said, down, grown, dimension, "increase" if step else change, why)
        return self._other(core, parts.form, parts.sign, dimension, change, parts.steps)

    def _known(
        self,
        meant: _Meant,
        scope: str,
        down: bool,
        grown: bool,
        dimension: str,
        change: str,
        why: tuple[str, ...],
    ) -> Named:
        row = meant.row
        sign = -1 if down or change == "decrease" else 1
        form = "level"
        if dimension == "points":
            form = "points"
        elif dimension == "share" and (
            grown or change != "none" or INDEX in row.dimensions or not row.told_in("share")
        ):
            form = "growth"
            if not grown and change == "none":
                why = (*why, "in %, in which no level of it is told: its growth")
        elif dimension not in RATES and change != "none" and row.kind != "flow":
            form = "step"
        if form in ("level", "step"):
            if not row.told_in(dimension):
                why = (
                    *why,
                    f"told in {dimension or 'no unit'}, {row.name} in {', '.join(row.dimensions)}; stays apart",
                )
                return Named(f"{scope}{row.name}", False, "", form, sign, "", "", why)
            sign = sign if form == "step" else 1
        return Named(row.name, True, scope, form, sign, row.direction, row.kind, why)

    def _other(self, core: str, form: str, sign: int, dimension: str, change: str, why: tuple[str, ...]) -> Named:
        down = sign < 0 or change == "decrease"
        if dimension == "points":
            form = "points"
        elif dimension == "share":
            form = "growth" if form == "growth" or change != "none" else "level"
        else:
            form = "step" if form != "level" or change != "none" else "level"
        direction = "-" if words().less.search(core) else ""
        why = (*why, "not in the table: its normal form")
        return Named(core, False, "", form, -1 if down and form != "level" else 1, direction, "", why)

    def _apart(self, name: str, sign: int, change: str, dimension: str, why: tuple[str, ...]) -> Named:
        """A name that is joined with its like alone."""
        return self._other(name, "level", sign, dimension, change, ())._replace(why=why)


def _told(row: Ambiguous) -> str:
    return f"ambiguous: may be {' or '.join(row.of)}; stays apart"


def _told_by(row: Indicator) -> str:
    """Where a row comes from, in words.

    >>> _told_by(Indicator("x", (), (), "+", "stock", "R 15")), _told_by(Indicator("x", (), (), "+", "stock", "民政统计"))
    ('work reports, draft of the 15th five-year plan: provisional', '民政统计')
    """
    return ", ".join(_sources().get(code, code) for code in row.sources.split())


@cache
def _sources() -> dict[str, str]:
    return {row.code: row.words for row in shipped(PACKAGE, FILE).rows("source", Source)}


@cache
def _ambiguous() -> dict[str, Ambiguous]:
    return {form: row for row in shipped(PACKAGE, FILE).rows("ambiguous", Ambiguous) for form in row.forms}


@cache
def _shipped() -> tuple[Indicator, ...]:
    text = files(f"policyextract.{PACKAGE}").joinpath(TABLE).read_text(encoding="utf-8")
    return tuple(_rows(text, TABLE))


def table() -> tuple[Indicator, ...]:
    """The shipped rows.

    >>> len(table()) > 400, table()[0].name
    (True, '地区生产总值')
    """
    return _shipped()


def _read(path: Path) -> Own:
    try:
        return Own(str(path), path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8"
        raise InputError(f"{path}: the catalogue cannot be read ({why}); check the name") from None


def _rows(text: str, name: str) -> Iterator[Indicator]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("\t")]
        where = f"{name}, line {number}"
        if len(fields) != 6 or not fields[0]:
            raise InputError(f"{where}: {len(fields)} fields; write six with tabs between: {_FIELDS}")
        for what, value, known in (("direction", fields[3], DIRECTIONS), ("kind", fields[4], KINDS)):
            if value not in known:
                raise InputError(f"{where}: {what} is one of {' '.join(known)}, not {value!r}")
        dimensions = tuple(filter(None, fields[2].split(",")))
        if not dimensions:
            raise InputError(f"{where}: no dimension; write those of its units, or {ANY} for any")
        yield Indicator(fields[0], tuple(fields[1].split()), dimensions, fields[3], fields[4], fields[5])
