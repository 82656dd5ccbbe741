"""What is kept between runs: made once, believed only where it is whole, and never needed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import regex

from documents import FIXTURES
from policyextract import kept, patterns

CODE = "import policyextract; print(policyextract.extract('到2027年，建成充电桩5万个以上。').model_dump_json())"


def extracted(cache: Path | str, code: str = CODE) -> str:
    """What a new process reads, with its cache in this folder."""
    environment = {**os.environ, "POLICYEXTRACT_CACHE": str(cache)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_same_with_and_without(tmp_path: Path) -> None:
    """No cache, one that was damaged, and a place that is no folder: the same bytes, and no word of it."""
    cold = extracted(tmp_path / "cache")
    files = sorted((tmp_path / "cache").glob("*.kept"))
    assert len(files) > 10
    for path in files:
        path.write_bytes(path.read_bytes()[:-7] + b"changed")
    assert extracted(tmp_path / "cache") == cold
    (tmp_path / "file").write_text("no folder")
    assert extracted(tmp_path / "file") == cold


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    """The second process compiles none of the patterns that took the first its time, and writes nothing; an empty name
    of a folder turns all of it off."""
    code = "from policyextract.mentions.time.grammar import grammar; grammar(); from policyextract import patterns; patterns.keep()"
    extracted(tmp_path, code)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert any(name.startswith("patterns-") for name in before)
    longest = (
        "import re._compiler as compiler; made = compiler._code; sizes = []\n"
        "compiler._code = lambda parsed, flags: sizes.append(len(code := made(parsed, flags))) or code\n"
        f"{code}; print(max(sizes))"
    )
    assert int(extracted(tmp_path, longest)) < 5000 < int(extracted("", longest))
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_cache_of_somebody_else_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYEXTRACT_CACHE", str(tmp_path))
    kept.folder.cache_clear()
    assert kept.folder() == tmp_path
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1, raising=False)
    kept.folder.cache_clear()
    assert kept.folder() is None
    monkeypatch.undo()
    kept.folder.cache_clear()


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


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?P<年>\d{4})年(?:(?P<月>\d\d?)月)?+", 0),
        (r"(?<!第)[一二三四五六七八九十百千万亿]++(?=个|项)", 0),
        (r" [Kk]m # 公里 | 公里 ", re.VERBOSE),
        (r"^rise(.*?)\1$", re.IGNORECASE | re.MULTILINE | re.DOTALL),
        (r"[\u3400-\u9fff\U00020000-\U000323af〇]+(?>公里|公)(?!里)", 0),
    ],
)
def test_a_kept_pattern_is_the_pattern(tmp_path: Path, pattern: str, flags: int) -> None:
    """Written by one process and taken by another: it is the one that is compiled, with its groups, flags and matches."""
    texts = ["2027年12月", "三百个第三个", "10 公里15km", "Rise甲\n甲\nrise", "〇𠀀公里公园"]
    wide = pattern.replace("(?>", "(?:")
    for _ in range(2):
        shelf = patterns._Shelf(tmp_path / "patterns-0.kept")
        shelf._seconds = 1.0  # as if it had taken long
        plain, other = patterns._plain(), patterns._wide()
        assert plain is not None
        assert other is not None
        found, broad = shelf.get(plain, pattern, int(flags)), shelf.get(other, wide, int(flags))
        asked, asked_wide = re.compile(pattern, flags), regex.compile(wide, flags)
        assert (found, found.flags, found.groups, found.groupindex) == (
            asked,
            asked.flags,
            asked.groups,
            asked.groupindex,
        )
        assert (broad.pattern, broad.flags, broad.groupindex) == (wide, asked_wide.flags, asked_wide.groupindex)
        for text in texts:
            assert [match.span() for match in found.finditer(text)] == [match.span() for match in asked.finditer(text)]
            assert [m.span() for m in broad.finditer(text)] == [m.span() for m in asked_wide.finditer(text)]
        shelf.keep()
    assert not shelf._made


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?:ab?c)?+", "aca"),
        (r"(?:a|ab)++c", "abac aac"),
        (r"(?:(?:ab)?+c)*+d", "abccd"),
        (r"(?P<figure>\d++(?:[,，]\d{3})*+(?:[.．]\d++)?+)|(?P<word>万)", "1,200万3.5"),
        (r"(?=(?:ab)*+c)(?:[a-z]{2,3}+ ?)++", "ababcab c"),
    ],
)
def test_possessive_repeats_of_an_old_python(pattern: str, text: str) -> None:
    """Made for a Python that cannot do them, a pattern finds what it means; one sign after another stays as it is."""
    old, new = patterns._Plain(atomic=True), patterns._Plain(atomic=False)
    found, meant = (maker.pattern(pattern, maker.row(pattern, 0)) for maker in (old, new))
    assert [match.span() for match in found.finditer(text)] == [match.span() for match in regex.finditer(pattern, text)]
    assert found != meant
    assert old.row(r"\d++(?>万|亿)[甲乙]*+", 0) == new.row(r"\d++(?>万|亿)[甲乙]*+", 0)


WATCH = """
import re, sys, importlib, pkgutil, _sre
from re._constants import POSSESSIVE_REPEAT, SUBPATTERN
from re._compiler import _simple
from re._parser import SubPattern, parse
make, compiled = _sre.compile, re.compile
def parts(value):
    if isinstance(value, SubPattern):
        yield from value.data
        value = [given for _, given in value.data]
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from parts(part)
def repeats(pattern, flags):
    return [av[2] for op, av in parts(parse(pattern, flags)) if op is POSSESSIVE_REPEAT and not _simple(av[2])]
def watched(pattern, flags, *more):
    ours = sys._getframe(1).f_globals["__name__"] == "policyextract.patterns"
    if ours and any(op is SUBPATTERN and av[0] is not None for item in repeats(pattern, flags) for op, av in parts(item)):
        print("captured", pattern[:80])
    return make(pattern, flags, *more)
def watched_direct(pattern, flags=0):
    if sys._getframe(1).f_globals["__name__"].startswith("policyextract.") and repeats(pattern, int(flags)):
        print("direct", pattern[:80])
    return compiled(pattern, flags)
_sre.compile, re.compile = watched, watched_direct
import policyextract
for name in ("text", "mentions", "context", "targets", "archive", "track"):  # others import what is large and not ours
    package = importlib.import_module(f"policyextract.{name}")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.txt"))[::8]:
    policyextract.extract(path.read_text(encoding="utf-8")[:2000])
print("done")
"""


def test_no_pattern_trips_over_a_fault_of_python() -> None:
    """No group captures inside a possessive repeat, and every pattern with such repeats is made where old Pythons are minded."""
    environment = {**os.environ, "POLICYEXTRACT_CACHE": ""}
    done = subprocess.run([sys.executable, "-c", WATCH, str(FIXTURES)], env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_a_wrong_pattern_is_told_as_ever() -> None:
    with pytest.raises(re.error, match="unterminated"):
        patterns.compiled("[甲")
    with pytest.raises(regex.error):
        patterns.compiled_wide("(甲")


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
