"""The whole documents that tests run over, and what the library makes of each, read once a test run.

Three collections: the project's own fixtures, always there; annotated real documents (``dev``) and raw work reports
(``corpus``), which lie beside the repository in ``shared`` and may be absent.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from policyextract import Document, Extractor

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
SHARED = Path(os.environ.get("POLICYEXTRACT_SHARED", ROOT.parent / "shared"))
GOLD = SHARED / "gold" / "dev"
REPORTS = SHARED / "corpus" / "work_reports.jsonl"

Raw = dict[str, Any]  # id, title, published, text; annotated ones also targets and entities

needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason=f"no annotated documents: {GOLD} is absent")
needs_reports = pytest.mark.skipif(not REPORTS.is_file(), reason=f"no work reports: {REPORTS} is absent")


@cache
def fixtures() -> tuple[Raw, ...]:
    """The releases written for this project."""
    return _folder(FIXTURES)


@cache
def dev() -> tuple[Raw, ...]:
    """The annotated real documents; none where they are absent."""
    return _folder(GOLD)


@cache
def corpus() -> tuple[Raw, ...]:
    """The raw work reports; none where they are absent."""
    if not REPORTS.is_file():
        return ()
    return tuple(json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines() if line.strip())


def stress() -> tuple[Raw, ...]:
    """What tests of the whole read: all that is annotated, and every fourth work report, to keep the run short."""
    return fixtures() + dev() + corpus()


def _folder(folder: Path) -> tuple[Raw, ...]:
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))


@cache
def _extractor() -> Extractor:
    return Extractor()


_read: dict[tuple[str, str | None], Document] = {}


def extracted(raw: Raw, *, dated: bool = True) -> Document:
    """What the library makes of ``raw``, with default settings; without its date where not ``dated``."""
    published = raw["published"] if dated else None
    key = (raw["text"], published)
    if key not in _read:
        _read[key] = _extractor().extract(raw["text"], title=raw["title"], published=published, id=raw["id"])
    return _read[key]


@cache
def _as_json(key: tuple[str, str | None]) -> Any:
    return _read[key].model_dump(mode="json")


def extracted_json(raw: Raw, *, dated: bool = True) -> Any:
    """The JSON form of :func:`extracted`; shared, so not to be changed."""
    extracted(raw, dated=dated)
    return _as_json((raw["text"], raw["published"] if dated else None))
