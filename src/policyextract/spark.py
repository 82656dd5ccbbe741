"""Spark: the documents of a data frame of texts, read on the nodes that hold them.

The same kernel as :mod:`policyextract.arrow`, through ``DataFrame.mapInArrow``; nothing is shuffled and nothing comes to the
driver. Needs pyspark, and pandas, without which Spark refuses (``pip install 'policyextract[spark]'``), and ``policyextract``
installed for the Python of every node; where the driver's own Python is to be used, as on one machine, set ``PYSPARK_PYTHON``
to it.

A task holds one Arrow batch of texts, 10,000 rows as Spark comes: for long texts set
``spark.sql.execution.arrow.maxRecordsPerBatch`` lower. What is read from them is given back in small batches.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from .arrow import columns_named, document_schema, extract_batches, need, row_schema
from .settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def schema(flat: bool = False) -> "StructType":
    """The schema of :func:`extract`'s data frame.

    The Arrow schemas in Spark's types: numbers ``DecimalType(38, 9)``, days ``DateType``, offsets ``LongType``, ``noise``
    a ``MapType``.
    """
    converted: StructType = need("pyspark.sql.pandas.types", "spark").from_arrow_schema(
        row_schema() if flat else document_schema()
    )
    return converted


def extract(
    df: "DataFrame",
    text: str = "text",
    published: str | None = "published",
    title: str | None = "title",
    source: str | None = "source",
    id: str | None = "id",
    *,
    flat: bool = False,
    settings: Settings | None = None,
) -> "DataFrame":
    """The documents of a data frame of texts: one row a document, or with ``flat`` one row a record.

    A text that cannot be read gives a row with its id and ``error`` filled. Other columns of ``df`` are not carried on;
    join them by ``id``.

    Args:
        df: one row a text; its columns as for :func:`policyextract.arrow.extract_batch`.
        text, published, title, source, id: names of its columns, likewise.
        flat: as there.
        settings: as for :class:`policyextract.Extractor`; files it names must lie on every node.

    Raises:
        ValueError: a column that is named is not in ``df``.
        ImportError: pyspark, pandas or pyarrow is not installed.
    """
    names = columns_named(df.columns, text=text, published=published, title=title, source=source, id=id)
    # by the arguments' own names, which Spark's rules for letters and dots in names cannot touch
    given = df.select([df[f"`{name.replace('`', '``')}`"].alias(argument) for argument, name in names.items()])
    return given.mapInArrow(partial(_read, flat=flat, settings=settings), schema(flat))


def _read(batches: "Iterable[pa.RecordBatch]", *, flat: bool, settings: Settings | None) -> "Iterator[pa.RecordBatch]":
    """What a node does; found by its name in the ``policyextract`` installed there."""
    return extract_batches(batches, flat=flat, settings=settings)
