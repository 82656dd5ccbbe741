"""The package imports in one direction only, and importing it is light and silent."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "policyextract"

# From the top down: a module imports only from lines above its own, or from its own line. A name stands for a module or
# for all modules of a package; `__init__` of the package itself gives the public names and may import anything.
ORDER = (
    "errors",
    "disk",
    "kept",
    "patterns",
    "span",
    "settings",
    "guards",
    "counted",
    "lexicon",
    "rules",
    "descent",
    "table",
    "learn",
    "derived",
    "described",
    "rows",
    "identity",
    "models",
    "dictionary",
    "tokens",
    "text",
    "scan",
    "mentions",
    "context",
    "targets",
    "child",
    "pool",
    "postgres",
    "pipeline",
    "extractor",
    "corrections",
    "training",
    "arrow",
    "spark",
    "archive",
    "track",
    "report",
    "exchange",
    "serve",
    "cli",
    "__main__",
)

# Methods of the contract that hand over to a module below it when they are called. The models could not offer them
# otherwise; nothing else may import downward, and these only inside a function.
AT_CALL_TIME = {
    ("models", "mentions.quantity.units"),  # Quantity.to needs the lexicon of units
    ("models", "report.html"),  # Document._repr_html_ is a page
}


class Import(NamedTuple):
    importer: str  # dotted, below the package: "mentions.time.rules"; "" for the package itself
    imported: str
    line: int
    at_call_time: bool  # inside a function


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def line_of_layout(name: str) -> int:
    return ORDER.index(name.split(".")[0])


def targets(node: ast.stmt, name: str, path: Path) -> list[str]:
    """Modules of the package, dotted, that the import statement names."""
    if isinstance(node, ast.Import):
        found = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        base = (node.module or "").split(".") if node.module else []
        if node.level:
            here = ["policyextract", *name.split(".")] if name else ["policyextract"]
            if path.name != "__init__.py":
                here = here[:-1]
            base = [*here[: len(here) - node.level + 1], *base]
        dotted = ".".join(base)
        # `from .text import clean` may name a module or something inside one.
        found = [
            full if (full := f"{dotted}.{alias.name}").removeprefix("policyextract.") in MODULES else dotted
            for alias in node.names
        ]
    else:
        return []
    ours = [full for full in found if full.split(".")[0] == "policyextract"]
    return [full.removeprefix("policyextract").removeprefix(".") for full in ours]


def imports_of(name: str, path: Path) -> list[Import]:
    out: list[Import] = []

    def walk(node: ast.AST, inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                out.extend(Import(name, found, child.lineno, inside) for found in targets(child, name, path))
            walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    walk(ast.parse(path.read_text(encoding="utf-8")), False)
    return out


IMPORTS = [found for name, path in MODULES.items() for found in imports_of(name, path)]


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_every_module_has_its_line_in_the_layout(name: str) -> None:
    """A new module finds its place in the layout before it is used."""
    assert name.split(".")[0] in ORDER


def test_modules_import_only_from_lines_above_their_own() -> None:
    """Nothing flows back: the layout is an order."""
    wrong = [
        f"{one.importer}:{one.line} imports {one.imported}"
        for one in IMPORTS
        if one.importer and one.imported and (one.importer, one.imported) not in AT_CALL_TIME
        if line_of_layout(one.imported) > line_of_layout(one.importer)
    ]
    assert wrong == []


def test_declared_exceptions_are_used_and_only_inside_functions() -> None:
    """An exception that nobody needs is taken off the list; none becomes an import at the top of a module."""
    used = [one for one in IMPORTS if (one.importer, one.imported) in AT_CALL_TIME]
    assert {(one.importer, one.imported) for one in used} == AT_CALL_TIME
    assert all(one.at_call_time for one in used)


def test_only_the_command_line_imports_the_package_itself() -> None:
    """The public names are for users; inside, modules are named where they are."""
    assert {one.importer.split(".")[0] for one in IMPORTS if not one.imported} <= {"cli"}


def test_no_import_cycle() -> None:
    """Modules can be read, and loaded, one after another."""
    edges = {name: set[str]() for name in MODULES}
    for one in IMPORTS:
        if not one.at_call_time and one.importer != one.imported:
            edges[one.importer].add(one.imported)
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above[above.index(name) :], name))
        if name not in done:
            for imported in sorted(edges.get(name, ())):
                visit(imported, (*above, name))
            done.add(name)

    for name in sorted(MODULES):
        if name:
            visit(name, ())


def test_the_command_line_starts_without_the_extractor() -> None:
    """Commands that read no text (export, load, verify …) do not wait for what reads texts."""
    code = "import sys, policyextract.cli.app; assert 'policyextract.extractor' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_import_prints_nothing_and_loads_no_dictionary() -> None:
    """`import policyextract` costs no dictionary and no warning, not even jieba's invalid escapes."""
    code = (
        "import sys, opencc\n"
        "opencc.OpenCC = None  # cannot be built: its dictionaries would load\n"
        "def hook(event, seen):\n"
        "    assert event != 'open' or not str(seen[0]).endswith(('dict.txt', '.tsv')), seen\n"
        "sys.addaudithook(hook)\n"
        "import policyextract\n"
        "assert 'jieba' not in sys.modules or not sys.modules['jieba'].dt.initialized\n"
    )
    # -B and a cache of its own: jieba's warnings come up only while it is compiled.
    command = [sys.executable, "-B", "-W", "always:invalid escape", "-X", "pycache_prefix=/nonexistent", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_first_use_prints_nothing() -> None:
    """Dictionaries load without a word, also where jieba is compiled for the first time."""
    code = "import policyextract; policyextract.extract('到2027年，建成充电桩5万个以上。', published='2025-03-01')"
    command = [sys.executable, "-B", "-W", "always:invalid escape", "-X", "pycache_prefix=/nonexistent", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
