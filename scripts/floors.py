"""Set the floors of the quality tests anew: every figure as measured today, less 0.01.

    python scripts/floors.py [--print]

To be run after a retraining whose cross-validated figures rise, or where documents are added or corrected; between
trainings a floor is raised by hand and never lowered. ``--print`` shows the figures as measured and writes nothing.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import scoring
import test_gold
from documents import ROOT, Raw, dev, extracted_json, fixtures

FLOORS = ROOT / "tests" / "floors.toml"
BELOW = 0.01
HEAD = """\
# What the library reaches on annotated documents, each floor 0.01 below the figure measured (scripts/floors.py). The
# shipped tables learn from these documents too: floors notice what breaks; what the library is worth on text it has not
# seen is in bench/QUALITY.md. They were set anew in November 2026, when rules tuned on these documents gave way to
# trained tables. A change may raise a floor, never lower it, except a retraining whose cross-validated figures rise.
# Figures are those of the scorers (tests/scoring.py says what each means).
"""
ABOUT = {
    "gold": "Real documents, annotated by careful readers; they lie beside the repository.",
    "fixtures": "The project's own releases, harder than most: tests/fixtures.",
    "pledges": "The commitments without a number of those releases that have them annotated.",
}
SHOWN = {
    "gold": (
        "detect_f1", "kind_f1", "value_f1", "full_f1", "macro_full_f1", "anchor_exact", "indicator_acc", "indicator_best",
        "due_acc", "due_clause_acc", "nature_acc", "basis_acc", "region_f1", "agent_f1", "entity_f1",
    ),
    "fixtures": (
        "detect_f1", "kind_f1", "value_f1", "full_f1", "anchor_exact", "indicator_acc", "due_acc", "nature_acc",
        "basis_acc", "region_f1", "agent_f1", "entity_f1",
    ),
    "pledges": ("words_f1", "action_acc", "commitment_acc", "due_acc", "region_acc", "agent_acc"),
}  # fmt: skip


def measured() -> dict[str, tuple[tuple[Raw, ...], dict[str, float]]]:
    """Of each table the documents and the figures reached."""
    told = tuple(raw for raw in fixtures() if raw["pledges"] is not None)
    return {
        "gold": (dev(), test_gold.shared_scorer()(list(dev()), extracted_json)[0]),
        "fixtures": (fixtures(), scoring.figures((raw, extracted_json(raw)) for raw in fixtures())),
        "pledges": (told, scoring.pledge_figures((raw, extracted_json(raw)) for raw in told)),
    }


def written(found: dict[str, tuple[tuple[Raw, ...], dict[str, float]]], below: float) -> str:
    """The file of floors."""
    out = [HEAD]
    for table, (raws, reached) in found.items():
        of: Any = "pledges" if table == "pledges" else "targets"
        out.append(
            f"\n# {ABOUT[table]}\n[{table}]\ndocuments = {len(raws)}\nrecords = {sum(len(r[of]) for r in raws)}\n"
        )
        out += [f"{name} = {max(0.0, reached[name] - below):.3f}\n" for name in SHOWN[table]]
    return "".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--print", action="store_true", help="show the figures as measured; write nothing")
    args = parser.parse_args()
    if not dev():
        sys.exit("floors of the annotated documents cannot be measured: they do not lie beside the repository")
    found = measured()
    if args.print:
        print(written(found, 0.0), end="")
    else:
        FLOORS.write_text(written(found, BELOW), encoding="utf-8")


if __name__ == "__main__":
    main()
