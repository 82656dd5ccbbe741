"""What SECURITY.md promises: no input is unpickled, run or sent; secrets stand in nothing that is written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from archives import RUN

WATCHED = """
import io, sys, zipfile
seen = []
def watch(event, arguments):
    if event.split(".")[0] in ("pickle", "socket", "urllib", "http", "subprocess", "ftplib", "webbrowser") or (
        late and event in ("exec", "compile", "os.system", "os.exec", "os.posix_spawn", "ctypes.dlopen")
    ):
        seen.append(event)
late = False
sys.addaudithook(watch)
from policyextract import extract
from policyextract.archive.readers import read
page = (
    '<html><head><link rel="stylesheet" href="http://127.0.0.1:9/a.css"><script>eval("1")</script></head>'
    '<body><img src="http://127.0.0.1:9/a.png"><p>到2027年建成5G基站50万个，增长2%。</p></body></html>'
)
folder = sys.argv[1]
with zipfile.ZipFile(folder + "/a.zip", "w") as packed:
    packed.writestr("a.html", page)
    packed.writestr("b.jsonl", '{"text": "到2027年建成5G基站50万个。"}')
for late in (False, True):  # what is loaded at first use is code of its own
    found = [item.text for item in read([folder])]
    assert len(found) == 2
    for text in (page, *found):
        assert extract(text, published="2025-01-01").targets
print(sorted(set(seen)))
"""


def test_nothing_that_is_read_is_run_or_sent(tmp_path: Path) -> None:
    """By the audit events of Python itself, from the import on: no pickle, no socket, no program, no code made."""
    command = [sys.executable, "-c", WATCHED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("words", ["batch {url} --table t -o out", "verify {url}"])
def test_a_password_is_told_to_nobody(words: str, tmp_path: Path) -> None:
    """Also where there is no server: neither on the screen nor in a file."""
    (tmp_path / "a.jsonl").write_text(json.dumps({}), encoding="utf-8")
    arguments = words.format(url="postgresql://me:geheim@127.0.0.1:1/db").split()
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode in (1, 2)
    assert b"127.0.0.1" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert b"geheim" not in done.stdout + done.stderr
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"geheim" in data for data in written)
