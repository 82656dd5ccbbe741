"""What CONTRIBUTING asks of every source file, as far as a machine can tell."""

import ast
import re
from pathlib import Path

import pytest

from documents import ROOT

CODE = sorted(
    path for folder in ("src", "tests", "bench", "examples", "scripts") for path in (ROOT / folder).rglob("*.py")
)
SOURCE = [path for path in CODE if path.is_relative_to(ROOT / "src")]
WORD = re.compile(r"[\u3400-\u9fff]{2,}")
EXAMPLES_IN_CODE = 10  # words; a pair or a handful that a rule itself is about may stand in it


def names(paths: list[Path]) -> "pytest.MarkDecorator":
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.relative_to(ROOT).as_posix())


@names(CODE)
def test_no_file_is_too_long(path: Path) -> None:
    """What does not fit 500 lines is two things."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@names(SOURCE)
def test_word_lists_lie_in_lexicons(path: Path) -> None:
    """Words are data, written once, with the reason above the row: no collection in code holds many of them."""
    long = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        members = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        words = [m.value for m in members if isinstance(m, ast.Constant) and isinstance(m.value, str)]
        if len([word for word in words if WORD.fullmatch(word)]) > EXAMPLES_IN_CODE:
            long.append(f"line {node.lineno}: {', '.join(words[:3])} …")  # type: ignore[attr-defined]
    assert long == []


@names(SOURCE)
def test_every_module_and_public_name_says_what_it_is(path: Path) -> None:
    """Modules, public classes and public functions have docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not tree.body:
        return  # an empty __init__
    public = [n for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef) and not n.name.startswith("_")]
    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@names([path for path in SOURCE if path.parent.name != "cli"])
def test_only_the_command_line_prints(path: Path) -> None:
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    assert [n.lineno for n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"] == []


@names(SOURCE)
def test_no_cached_property(path: Path) -> None:
    """A compiled class computes it at every use."""
    assert "cached_property" not in path.read_text(encoding="utf-8")
