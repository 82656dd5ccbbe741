"""Features in parts say what a list of names says."""

from policyextract.table import Table, joined
from policyextract.targets.features.parts import Crossed, Part, flat, total

TABLE = Table((), {"c|dim=length": (7,), "dim=length": (20,), "left&unit=公里": (-3,), "z=left": (1,)})


def test_a_part_sums_what_its_names_sum() -> None:
    parts = [
        Part(["dim=length", "unit=公里"], "c|"),
        Part(["unit=公里"], "left&", [Part(["z=left"])]),
        Part(["dim=length"]),
    ]
    assert flat(parts) == ["c|dim=length", "c|unit=公里", "left&unit=公里", "z=left", "dim=length"]
    assert total(parts, TABLE) == TABLE.total(flat(parts)) == 25


def test_a_part_is_summed_once() -> None:
    part = Part(["dim=length"])
    assert total([part, part], TABLE) == 40
    part.names = []
    assert total([part], TABLE) == 20


def test_names_behind_several_prefixes_are_looked_up_together() -> None:
    table = Table(
        ("a", "b"), {"c|dim=length": (-7, 3), "h|dim=length": (2, -4), "h|unit=米": (1, 1), "unit=米": (9, 9)}
    )
    crossed = Crossed(["dim=length", "unit=米", "dim=length"])
    for prefix in ("c|", "h|", "w|"):
        part = crossed.under(prefix)
        assert total([part], table) == table.total(flat([part]))


def test_a_prefix_the_table_does_not_hold_counts_nothing() -> None:
    assert total([Part(["dim=length"], "nowhere|")], TABLE) == 0


def test_columns_of_joined_tables_are_those_of_each() -> None:
    one = Table(("a", "b"), {"x": (-500, 3), "y": (1, -1)})
    other = Table(("c", "d", "e"), {"x": (-1, 0, 900), "w": (5, 5, -5)})
    names = ["x", "y", "w", "x"]
    assert joined([one, other]).sums(names) == one.sums(names) + other.sums(names)
