"""What the package brings with it: its licences, and the lower bounds that the documentation tells."""

import re
import sys
import tomllib
from importlib.metadata import metadata

import pytest
from packaging.requirements import Requirement

from documents import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from audit import installed
from bounds import CORE, TESTS, bounds

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
COPYLEFT = re.compile(r"GPL|GNU|Affero")
LINKED = re.compile(r"GPL[-\w.]* WITH GCC-exception[-\w.]*", re.IGNORECASE)
"""The runtime library of GCC, which some wheels hold: the exception frees who is linked with it."""


def licence(name: str) -> str:
    """What an installed package says of itself: its expression, else its classifiers, else the first line of its licence."""
    told = metadata(name)
    classes = [line for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    written = (told.get("License") or "").strip().partition("\n")[0]
    return told.get("License-Expression") or "; ".join(classes) or written


@pytest.mark.parametrize("name", installed())
def test_nothing_is_under_the_gpl(name: str) -> None:
    """All that any extra has brought here, with what that needs in its turn, tells a licence, none of the GPL's family."""
    told = licence(name)
    assert told
    assert not COPYLEFT.search(LINKED.sub("", told))


@pytest.mark.parametrize("page", ["documents.md", "documents.zh-CN.md"])
@pytest.mark.parametrize("extra", [CORE, *(name for name in EXTRAS if name != "all")])
def test_bounds_are_tried_and_told(extra: str, page: str) -> None:
    """Every extra has tests that scripts/bounds.py runs; the page on documents tells every package with its bound."""
    assert all((ROOT / "tests" / f"test_{test.partition('::')[0]}.py").exists() for test in TESTS[extra].split())
    rows = [
        [cell.strip().split(", ") for cell in line.split("|")[1:3]]
        for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
        if line.count("|") == 5
    ]
    table = {name: since for names, versions in rows for name, since in zip(names, versions, strict=False)}
    assert {name: table.get(name) for name, _ in bounds(extra)} == {name: str(since) for name, since in bounds(extra)}


def test_all_is_all() -> None:
    """The extra ``all`` names every other."""
    (needed,) = EXTRAS["all"]
    assert Requirement(needed).extras | {"all", "arrow"} == EXTRAS.keys()  # frames and others bring arrow
