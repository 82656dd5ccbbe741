"""Batch runs: archives in, part files out; killed at any moment, a run goes on to the same bytes.

>>> from policyextract.archive.batch import BatchOptions
>>> BatchOptions(format="xml")
Traceback (most recent call last):
...
ValueError: format must be one of jsonl, csv, parquet, sqlite, not 'xml'
"""

from .folder import RunError
from .loop import Progress
from .options import BatchOptions
from .run import Report, run

__all__ = ["BatchOptions", "Progress", "Report", "RunError", "run"]
