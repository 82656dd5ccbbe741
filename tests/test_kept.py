"""What is kept between runs: made once, believed only where it is whole, and never needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policyextract import kept

CODE = "import policyextract; print(policyextract.extract('到2027年，建成充电桩5万个以上。').model_dump_json())"


def extracted(cache: Path) -> str:
    """What a new process reads, with its cache in this folder."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    return subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_same_with_and_without(tmp_path: Path) -> None:
    """No cache, a full one, one that was damaged, and a place that is no folder: the same bytes, and no word of it."""
    cold = extracted(tmp_path)
    files = sorted((tmp_path / "policyextract").glob("*.kept"))
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:-7] + b"changed")
    assert extracted(tmp_path) == cold
    (tmp_path / "file").write_text("no folder")
    assert extracted(tmp_path / "file") == cold


def test_made_once_for_each_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    made: list[int] = []

    def make() -> dict[str, list[int]]:
        made.append(1)
        return {"甲": [len(made)]}

    assert [kept.kept("words", source, make) for source in (b"a", b"a", b"b", b"a")] == [
        {"甲": [1]},
        {"甲": [1]},
        {"甲": [2]},
        {"甲": [1]},
    ]


def test_importing_loads_nothing() -> None:
    """Neither patterns nor models, until a name is used; the names are there all the same."""
    code = (
        "import sys, policyextract as pe; heavy = {'pydantic', 'regex', 'policyextract.extractor'} & set(sys.modules); "
        "assert not heavy, heavy; assert 'extract' in dir(pe); pe.Extractor; assert 'regex' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    import policyextract

    with pytest.raises(AttributeError, match="nothing"):
        policyextract.nothing  # noqa: B018
