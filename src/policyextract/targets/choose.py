"""The choice: for every case whether it is a record, and what each of its slots holds, by the sums of trained tables.

No exception is made here: what a table gets wrong is mended by a proposer, a feature, or more annotated documents.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..context.resolve import Moment
from ..errors import InputError
from ..span import Span
from ..table import Table, beyond, joined, read, read_all, shares_of, unpack
from . import slots, timed
from .commitment import commitment
from .features import basis as basis_features
from .features import kind as kind_features
from .features import sure
from .features.parts import total
from .proposers.agent import Actor
from .proposers.baseline import baseline
from .proposers.indicator import Candidate as Indicator
from .proposers.programme import programme, section
from .proposers.region import Spot
from .scene import Case, Scene
from .slots import Pick

CLASSES: Final = {
    "kind": kind_features.LABELS,
    "nature": ("outcome", "input", "standard", "criterion"),
    "change": ("none", "increase", "decrease"),
    "basis": basis_features.LABELS,
    "sure": ("wrong", "right"),
}
"""The tables that give one of some labels, with these."""

NAMES: Final = ("kind", "nature", "change", "basis", "indicator", "due", "region", "agent", "timed", "sure")
"""All tables, in the order in which they are asked."""

FIRST: Final = ("kind", "nature", "change", "basis")
"""The tables that read the same features, of which the last reads other ones too."""

RECORD: Final = 0.5
"""From which share of the probability a quantity is a record."""


class Tables(NamedTuple):
    """One table for each choice; ``first`` is kind, nature, change and basis, which read the same features, as one."""

    kind: Table
    nature: Table
    change: Table
    basis: Table
    indicator: Table
    due: Table
    region: Table
    agent: Table
    timed: Table
    sure: Table
    first: Table


class Record(NamedTuple):
    """One record as it was chosen. ``picks`` tells what its ranked slots were chosen from, and ``kinds`` the shares of kind as
    they came out, for those who ask why."""

    case: Case
    kind: str
    nature: str
    change: str
    basis: str | None
    indicator: Indicator
    due: Moment | None
    due_source: str
    region: Spot | None
    agent: Actor | None
    commitment: str | None
    programme: Span | None
    section: Span | None
    baseline: Moment | None
    confidence: float
    rules: tuple[str, ...]
    picks: Mapping[str, Pick | None]
    kinds: Sequence[float]


class Chosen(NamedTuple):
    """What was made of a document: its records, in order, and the quantities that are none, each with its shares."""

    records: list[Record]
    dismissed: list[tuple[Case, Sequence[float]]]


FEATURES: Final = 5
"""Version of the names of features; a table that was made for others is not read."""


@cache
def shipped() -> Tables:
    """The tables of the package, read once a process."""
    folder = files("policyextract.targets").joinpath("weights")
    return together(read_all({name: folder.joinpath(f"{name}.tsv").read_bytes() for name in NAMES}))


def tables(folder: Path) -> Tables:
    """The tables of a folder that ``make train`` or a user has filled.

    Raises:
        InputError: a table is not there, is none, or was made for features of another version.
    """
    return together({name: _read(folder / f"{name}.tsv", name) for name in NAMES})


def _read(path: Path, name: str) -> Table:
    try:
        with path.open(encoding="utf-8") as lines:
            fits = lines.readline().startswith(f"# {name}, features {FEATURES},")
        table = read(path) if fits else None
    except FileNotFoundError:
        raise InputError(f"{path}: no such table; name a folder that 'policyextract train' has filled") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no table"
        raise InputError(f"{path}: cannot be read ({why}); train again") from None
    if table is None or table.labels != CLASSES.get(name, ()):
        raise InputError(f"{path}: is no table of {name} for this version; train again")
    return table


def together(found: Mapping[str, Table]) -> Tables:
    """One table for each choice."""
    return Tables(**found, first=joined([found[name] for name in FIRST]))


def choose(scene: Scene, weights: Tables, keep: bool = False) -> Chosen:
    """Choose for every case of the document; ``keep`` keeps what every choice was made from."""
    kinds, natures, changes, begun, alone = first(scene, weights)
    records = [case for case in scene.cases if 1.0 - kinds[case.index][0] >= RECORD]
    size = len(scene.cases)
    bases = measured(scene, weights.basis, changes, begun, records)
    said = answered(natures, changes, bases)
    indicators = slots.decode(slots.Indicator(scene, kinds, said), records, weights.indicator, size, keep)
    records = [case for case in records if indicators[case.index] is not None]
    dues = slots.decode(slots.Due(scene, kinds, said), records, weights.due, size, keep)
    regions = slots.decode(slots.Region(scene, kinds), records, weights.region, size, keep)
    agents = slots.decode(slots.Agent(scene, kinds), records, weights.agent, size, keep)
    settled, dues = timed.settled(scene, records, kinds, dues, weights.timed)
    out: list[Record] = []
    for case in records:
        i = case.index
        indicator, due = indicators[i], dues[i]
        assert indicator is not None
        assert due is not None
        parts = sure.parts(scene, case, settled[i], alone[i], changes[i], indicator, due)
        confidence = shares_of(unpack(total(parts, weights.sure), len(weights.sure.labels)))[1]
        picks = {"indicator": indicator, "due": due, "region": regions[i], "agent": agents[i]}
        out.append(_record(scene, case, settled[i], natures[i], changes[i], bases[i], picks, confidence))
    kept = {case.index for case in records}
    return Chosen(out, [(case, kinds[case.index]) for case in scene.cases if case.index not in kept])


class Surroundings:
    """What the tables of period, place and actor say of the cases of ``scene``, taken for targets: of pledges.

    Each is asked for when it is needed: most of what might be a pledge is none, and no period of it is looked for.
    """

    def __init__(self, scene: Scene, weights: Tables) -> None:
        self._scene = scene
        self._weights = weights
        self._kinds: slots.Shares = [(0.0, 1.0, 0.0)] * len(scene.cases)
        self._due: slots.Due | None = None

    def due(self, case: Case) -> tuple[Moment | None, str]:
        """The period of one case, and by which source it is told."""
        slot = self._due
        if slot is None:
            slot = self._due = slots.Due(self._scene, self._kinds, [_AS_TARGET] * len(self._kinds))
        pick = slots.answer(slot, case, self._weights.due)
        return (None, "none") if pick is None else (pick.candidate.moment, pick.candidate.source)

    def places(self, count: int) -> list[Spot | None]:
        """The region of each of the first ``count`` cases, which are read in their turn."""
        slot, cases = slots.Region(self._scene, self._kinds), self._scene.cases[:count]
        found = slots.decode(slot, cases, self._weights.region, count)
        return [None if p is None else p.candidate.spot for p in found]

    def actors(self, count: int) -> list[Actor | None]:
        """The agent of each of the first ``count`` cases."""
        slot, cases = slots.Agent(self._scene, self._kinds), self._scene.cases[:count]
        found = slots.decode(slot, cases, self._weights.agent, count)
        return [None if p is None else p.candidate.actor for p in found]


_AS_TARGET: Final = ("nature=outcome", "nature=outcome.4", "change=none", "basis=none")


class First(NamedTuple):
    """What the tables that share their features say: of kind for every case, of nature and change for every record.

    ``begun`` is what the same pass gives for the basis, packed; ``alone`` the shares of kind before what is near was taken
    in (``slots.kinds_together``).
    """

    kinds: list[Sequence[float]]
    natures: list[Sequence[float]]
    changes: list[Sequence[float]]
    begun: list[int]
    alone: list[Sequence[float]]


def first(scene: Scene, weights: Tables) -> First:
    """The shares of kind, nature and change, as :func:`shared` and :func:`classed` give them, in one pass."""
    reader = kind_features.Reader(scene)
    table = weights.first
    one, two = len(weights.kind.labels), len(weights.nature.labels)
    three = one + two + len(weights.change.labels)
    alone: list[Sequence[float]] = []
    same: list[int] = []
    whole: list[int] = []
    for case in scene.cases:
        parts = reader.parts(case)
        same.append(total(parts[:1], table))
        # its columns of the basis say nothing: that reads only the first part
        whole.append(same[-1] + total(parts[1:], table))
        alone.append(shares_of(unpack(whole[-1], one)))
    kinds = slots.kinds_together(scene.cases, alone, RECORD)
    natures: list[Sequence[float]] = []
    changes: list[Sequence[float]] = []
    begun: list[int] = []
    for i, kind in enumerate(kinds):
        if 1.0 - kind[0] < RECORD:
            natures.append(())
            changes.append(())
            begun.append(0)
            continue
        sums = unpack(whole[i] + table.total(kind_features.answered(kind)), three)
        natures.append(shares_of(sums[one : one + two]))
        changes.append(shares_of(sums[one + two :]))
        begun.append(beyond(same[i], three))
    return First(kinds, natures, changes, begun, alone)


def first_features(scene: Scene) -> list[list[str]]:
    """The features of every case that the class tables share."""
    reader = kind_features.Reader(scene)
    return [reader.features(case) for case in scene.cases]


def shared(table: Table, names: Sequence[str]) -> list[float]:
    """The share of the probability of each label."""
    return shares_of(table.sums(names))


def kinds(table: Table, told: Sequence[Sequence[str]], cases: Sequence[Case]) -> list[Sequence[float]]:
    """The shares of kind of every case, as :func:`first` gives them."""
    return slots.kinds_together(cases, [shared(table, names) for names in told], RECORD)


def classed(
    table: Table, told: Sequence[Sequence[str]], kinds: slots.Shares, records: Sequence[Case]
) -> list[Sequence[float]]:
    """The shares of a class table for each record; an empty entry for what is none."""
    out: list[Sequence[float]] = [()] * len(told)
    for case in records:
        out[case.index] = shared(table, [*told[case.index], *kind_features.answered(kinds[case.index])])
    return out


def measured(
    scene: Scene,
    table: Table,
    changes: Sequence[Sequence[float]],
    begun: Sequence[int],
    records: Sequence[Case],
) -> list[Sequence[float]]:
    """The shares of the basis for each record; an empty entry for what is none.

    Args:
        begun: of every case what the table gives for the features that :func:`first` has asked for.
    """
    reader = basis_features.Reader(scene)
    out: list[Sequence[float]] = [()] * len(changes)
    for case in records:
        parts = reader.parts(case, label("change", changes[case.index]))
        out[case.index] = shares_of(unpack(begun[case.index] + total(parts, table), len(table.labels)))
    return out


def answered(
    natures: Sequence[Sequence[float]], changes: Sequence[Sequence[float]], bases: Sequence[Sequence[float]]
) -> list[Sequence[str]]:
    """What the choices of indicator and period see of nature, change and basis: the likeliest of each, and how sure the nature is."""
    out: list[Sequence[str]] = []
    for nature, change, basis in zip(natures, changes, bases, strict=True):
        if not nature or not basis:
            out.append(())
            continue
        k, share = slots.best(nature)
        name = CLASSES["nature"][k]
        out.append(
            (
                f"nature={name}",
                f"nature={name}.{int(share * 4.99)}",
                f"change={label('change', change)}",
                f"basis={label('basis', basis)}",
            )
        )
    return out


def label(name: str, found: Sequence[float]) -> str:
    """The likeliest label of a class table."""
    return CLASSES[name][slots.best(found)[0]]


def _record(
    scene: Scene,
    case: Case,
    kinds: Sequence[float],
    nature: Sequence[float],
    change: Sequence[float],
    basis: Sequence[float],
    picks: Mapping[str, Pick | None],
    confidence: float,
) -> Record:
    kind = "target" if kinds[1] >= kinds[2] else "actual"
    against = label("basis", basis)
    indicator, due = _taken(picks["indicator"]), _taken(picks["due"])
    region, agent = picks["region"], picks["agent"]
    return Record(
        case,
        kind,
        label("nature", nature),
        _signed(case, label("change", change)),
        None if against == "none" else against,
        indicator,
        due.moment,
        due.source,
        region.candidate.spot if region is not None else None,
        agent.candidate.actor if agent is not None else None,
        commitment(scene, case, kind),
        programme(scene, case, indicator.pieces[0]),
        section(scene, case),
        baseline(scene, case),
        confidence,
        (case.mention.rule, f"indicator.{indicator.rule}", f"due.{due.rule}"),
        picks,
        kinds,
    )


def _signed(case: Case, change: str) -> str:
    """A change with the sign of its figure taken in: a rise of -3.2 is a fall."""
    below = case.low is not None and case.low < 0
    return "decrease" if below and change == "increase" else change


def _taken(pick: Pick | None) -> Any:
    """The candidate of a slot that every record has."""
    assert pick is not None
    return pick.candidate
