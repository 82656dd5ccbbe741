"""An archive through Spark: the records of all its documents, as Parquet files.

    python examples/on_spark.py SRC... -o RECORDS

SRC is whatever ``policyextract batch`` reads: files, folders, archives. Here the readers make one table of texts of it, in
one process; where texts already lie in tables that Spark reads, ``read_texts`` is all that changes. On a cluster run it
with ``spark-submit`` and ``--texts`` in a place that all nodes see.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from policyextract.archive.item import RawDocument
from policyextract.archive.readers import read
from policyextract.spark import extract

FIELDS = ("id", "title", "published", "source", "text")
ROWS = 500  # a group; Spark shares out groups


def session() -> SparkSession:
    """The session of ``spark-submit``, else one of this machine, with no more talk than needed."""
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # not under spark-submit: the nodes are this machine
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "256",  # texts a task holds at once
        "spark.log.level": "ERROR",
    }
    return SparkSession.builder.appName("policyextract").config(map=settings).getOrCreate()


def documents(sources: Iterable[str]) -> Iterator[RawDocument]:
    """The documents of the sources; what is broken is told."""
    for item in read(sources):
        if isinstance(item, RawDocument):
            yield item
        else:
            print(f"{item.origin}: {item.message}", file=sys.stderr)


def write_texts(sources: Iterable[str], path: Path) -> None:
    """One Parquet file with a row a document."""
    schema, found = pa.schema([(name, pa.string()) for name in FIELDS]), documents(sources)
    with pq.ParquetWriter(path, schema) as out:
        while some := list(islice(found, ROWS)):
            rows = [{**item._asdict(), "source": item.source or item.origin} for item in some]
            out.write_batch(pa.RecordBatch.from_pylist(rows, schema))


def read_texts(spark: SparkSession, path: Path) -> DataFrame:
    """A data frame with the columns that ``extract`` looks for; only ``text`` is a must."""
    return spark.read.parquet(str(path))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", nargs="+", metavar="SRC")
    parser.add_argument("-o", "--output", required=True, metavar="RECORDS", help="folder of Parquet files")
    parser.add_argument("--texts", type=Path, help="where the table of texts is made; without it, a temporary file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = options.texts or Path(folder) / "texts.parquet"
        write_texts(options.sources, texts)
        spark = session()
        frame = read_texts(spark, texts)
        extract(frame, flat=True).write.mode("overwrite").parquet(options.output)
        records = spark.read.parquet(options.output)
        failed = records.filter("error is not null").count()
        print(f"{frame.count()} documents, {records.count() - failed} records, {failed} errors")
        spark.stop()


if __name__ == "__main__":
    main()
