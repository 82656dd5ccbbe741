"""Reading comes to its end: of a file that promises more than it holds, of one that takes for ever, of a row that is none."""

import gzip
import os
import signal
import sys
import tarfile

import pytest

from policyextract.archive.readers import read
from test_readers import TEXT, _in_a_folder, documents, put, tarred
from test_readers_broken import told

__all__ = ["_in_a_folder"]  # every test is run in a folder of its own


@pytest.mark.parametrize("name", ["big.txt", ".big", "big/"])
@pytest.mark.parametrize("size", [2**20, 2**33, 2**40, 2**60, 2**63, 2**80, -1, -(2**60)])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_tar_archive_ends_where_its_bytes_end(name: str, size: int, ending: str) -> None:
    """However long a member says to be, whether it is read or passed over: what came before is read, then it is cut."""
    claim = tarfile.TarInfo(name)
    claim.type, claim.size = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE, size
    data = tarred(**{"a.txt": TEXT})[:1024] + claim.tobuf(tarfile.GNU_FORMAT) + b"x" * 512
    put(f"a.tar{ending}", gzip.compress(data) if ending else data)
    first, *rest, last = told(f"a.tar{ending}")
    assert first == (f"a.tar{ending}!/a.txt", "good")
    assert last in [(f"a.tar{ending}", "truncated"), (f"a.tar{ending}", "corrupt")]
    assert len(rest) <= 1


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm rings on Windows")
def test_a_file_that_takes_for_ever_is_left() -> None:
    """A line of 8 TB that holds nothing: the file is told, those around it are read; the alarm is off afterwards."""
    for name in ("a.txt", "c.txt"):
        put(name, TEXT)
    put("b.jsonl", "{")
    os.truncate("b.jsonl", 2**43)
    found = [(item.origin, getattr(item, "code", "good")) for item in read(["."], timeout=1)]
    assert found == [("a.txt", "good"), ("b.jsonl", "too-slow"), ("c.txt", "good")]
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


@pytest.mark.parametrize("column", [[{"$oid": "1"}], [["1"]], [[{"a": [1]}]]])
def test_nested_columns_cost_no_file(column: list[object]) -> None:
    """As an id they are none; as the text they cost their row, unless another field holds the text."""
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"id": column, "text": [TEXT]}), "id.parquet")
    parquet.write_table(pa.table({"url": column, "title": column, "text": [TEXT]}), "title.parquet")
    parquet.write_table(pa.table({"text": column}), "text.parquet")
    parquet.write_table(pa.table({"text": column, "content": [TEXT]}), "two.parquet")
    words = column == [["1"]]  # paragraphs
    assert told("id.parquet", "title.parquet") == [("id.parquet:1", "good"), ("title.parquet:1", "good")]
    assert told("text.parquet") == [("text.parquet:1", "good" if words else "bad-row")]
    (document,) = documents("two.parquet")
    assert document.text == ("1" if words else TEXT)


def test_a_cell_that_is_no_value_costs_its_row() -> None:
    """A time beyond the calendar, text that is no UTF-8."""
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    late = pa.array([0, 2**62], type=pa.timestamp("us"))
    bad = pa.array([TEXT.encode("gbk"), TEXT.encode()]).view(pa.string())
    parquet.write_table(pa.table({"text": [TEXT] * 2, "published": late}), "late.parquet")
    parquet.write_table(pa.table({"text": bad}), "bad.parquet")
    assert told("late.parquet") == [("late.parquet:1", "good"), ("late.parquet:2", "bad-row")]
    assert told("bad.parquet") == [("bad.parquet:1", "bad-encoding"), ("bad.parquet:2", "good")]
