"""Options that several commands share: a user's own names and own tables."""

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from archives import RUN
from policyextract import Extractor, InputError, Settings
from policyextract.cli.app import app
from policyextract.targets.choose import FEATURES

TEXT = "清源示范带到2027年建成充电桩500个。"
NAMES = '[[name]]\nform = "清源示范带"\ntype = "place"\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the shipped tables that takes targets for actuals, and actuals for targets."""
    shutil.copytree(str(files("policyextract.targets").joinpath("weights")), tmp_path / "own")
    kind = tmp_path / "own" / "kind.tsv"
    lines = [line.split("\t") for line in kind.read_text(encoding="utf-8").splitlines()]
    turned = [[line[1], line[0], *line[2:]] if len(line) > 2 and line[0][0] != "=" else line for line in lines]
    kind.write_text("\n".join("\t".join(line) for line in turned) + "\n", encoding="utf-8")
    return tmp_path / "own"


def test_names_of_ones_own_on_the_command_line(tmp_path: Path) -> None:
    """What a file names is an entity; a file that is wrong is told before anything is read."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "names.toml").write_text(NAMES, encoding="utf-8")
    arguments = ("extract", str(tmp_path / "a.txt"), "--format", "json")

    def places(*more: str) -> list[str]:
        found = json.loads(run(*arguments, *more).stdout)["entities"]
        return [entity["text"] for entity in found if entity["type"] == "place"]

    assert "清源示范带" in places("--lexicon", str(tmp_path / "names.toml"))
    assert "清源示范带" not in places()
    (tmp_path / "wrong.toml").write_text('[[name]]\nfrom = "清源"\n', encoding="utf-8")
    for name, why in (("wrong.toml", "unknown key 'from'"), ("none.toml", "none.toml")):
        wrong = run(*arguments, "--lexicon", str(tmp_path / name))
        assert (wrong.exit_code, wrong.stdout, why in wrong.stderr) == (2, "", True)


def test_tables_of_ones_own_choose(own: Path, tmp_path: Path) -> None:
    """They are used where they are named, and nowhere else; in a batch run too, which knows them from the shipped ones."""
    found = [Extractor(settings).extract(TEXT) for settings in (Settings(), Settings(weights=own), Settings())]
    assert [(len(one.targets), len(one.actuals)) for one in found] == [(1, 0), (0, 1), (1, 0)]
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    out = str(tmp_path / "out")
    assert run("batch", str(tmp_path / "a.txt"), "-o", out, "--workers", "1", "--weights", str(own)).exit_code == 0
    assert len(json.loads((tmp_path / "out" / "part-00000.jsonl").read_text(encoding="utf-8"))["actuals"]) == 1
    other = run("batch", str(tmp_path / "a.txt"), "-o", out, "--workers", "1")
    assert (other.exit_code, "weights" in other.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "no such table"),
        ("# kind, features 1, documents none\n=\tnone\ttarget\tactual\n", "for this version"),
        ("# due, features 2, documents none\n=\n", "for this version"),
        (f"# kind, features {FEATURES}, documents none\n=1\tnone\ttarget\tactual\nfive\t1\tx\n", "is no table"),
    ],
)
def test_tables_that_do_not_fit_are_refused(own: Path, text: str | None, why: str) -> None:
    """A table of another slot, another version, or none: in one line that names it."""
    (own / "kind.tsv").unlink() if text is None else (own / "kind.tsv").write_text(text)
    with pytest.raises(InputError, match=rf"kind\.tsv: .*{why}"):
        Extractor(Settings(weights=own))


# What the shell is told: the words before the cursor, and what may follow.
TAUGHT = (
    ("export targets.db --to lab", ["labelstudio"]),
    ("extract --lex", ["--lexicon"]),
    ("exp", ["explain", "export"]),
    ("schema ", ["document", "labelstudio"]),
)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_shell_is_taught(tmp_path: Path) -> None:
    """A real bash completes commands, options and their values after it has run what --install-completion installs."""
    program = tmp_path / "policyextract"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{RUN}" "$@"\n')
    program.chmod(0o755)
    lines = ['eval "$(_POLICYEXTRACT_COMPLETE=source_bash policyextract)"']
    for typed, _ in TAUGHT:
        words = ["policyextract", *typed.split(" ")]
        lines.append(f"COMP_WORDS=({' '.join(word or repr(word) for word in words)}); COMP_CWORD={len(words) - 1}")
        lines.append('_policyextract_completion policyextract; echo "${COMPREPLY[@]}"')
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    told = subprocess.run(["bash", "-c", "\n".join(lines)], env=environment, capture_output=True, text=True, check=True)
    assert [line.split() for line in told.stdout.splitlines()] == [wanted for _, wanted in TAUGHT]
    assert "--install-completion" in run("--help").stdout
