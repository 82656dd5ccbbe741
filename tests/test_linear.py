"""No structure takes more than linear work: what looks back or ahead has a bound. Counted in steps, not in seconds."""

import json
import os
import subprocess
import sys
from typing import Final

import policyextract
from documents import ROOT
from structures import ALL, FOUND

THOROUGH: Final = bool(os.environ.get("POLICYEXTRACT_THOROUGH"))
"""All structures at 2,000 to 16,000 characters take a quarter of an hour."""
SIZES: Final = (2000, 5000, 16000) if THOROUGH else (800, 2000, 4000)
LIMIT: Final = 1.2
"""How much more the last size may take than the two before foretell. Quadratic work has 1.7 and more."""
QUICK: Final = (
    "subjects of a list", "offices", "agencies without marks",
    "agencies in brackets", "chapters", "chapters in lines", "HTML table", "HTML table of one row", "HTML links",
    "metadata lines", "promises without marks", "to the year", "每", "nested names", "list mark '1.'", "numeral '1.2'", "shares",
)  # fmt: skip


def steps(texts: list[str]) -> list[int]:
    """The steps of reading each text."""
    command = [sys.executable, str(ROOT / "tests" / "steps.py")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    counts: list[int] = json.loads(done.stdout)
    return counts


def test_a_character_takes_the_same_work_anywhere() -> None:
    """However much of a structure stands before it."""
    chosen = [found for found in ALL if THOROUGH or found.name in QUICK]
    # The first fills what is kept from document to document.
    texts = {found.name: [found.text(size) for size in (SIZES[0], *SIZES)] for found in chosen}
    counts = iter(steps([text for each in texts.values() for text in each]))
    over = {}
    for name, (_, *each) in texts.items():
        _, first, second, third = (next(counts) for _ in range(4))
        one, two, three = map(len, each)
        foretold = second + (second - first) / (two - one) * (three - two)
        if third > LIMIT * foretold:
            over[name] = round(third / foretold, 2)
    assert over == {}


def test_every_repeat_of_a_structure_is_read() -> None:
    """However long it goes on, and whether it is read as a whole or plainly, each repeat adds the same figures."""
    for found in FOUND:
        step = 160 // len(found.unit)
        texts = [found.head + found.unit * (step * k) + found.tail for k in (1, 3, 5)]
        one, two, three = (len(policyextract.extract(text, published="2024-03-27").quantities) for text in texts)
        assert three - two == two - one, found.name


def test_a_long_sentence_is_read_in_pieces_and_told() -> None:
    """Nothing of it is lost, and the warning says where it stands."""
    head = "2023年，全市经济平稳运行。"
    text = head + "工业增加值增长2%，" * 200
    document = policyextract.extract(text, published="2024-01-01")
    assert len(document.targets) + len(document.actuals) == 200
    (warning,) = [w for w in document.warnings if w.code == "long-sentence"]
    assert (warning.start, warning.end) == (len(head), len(text))
    short = policyextract.extract(text[:500], published="2024-01-01")
    assert [w.code for w in short.warnings] == []


DENSE = "工业增加值增长2%，"
"""A figure each nine or ten characters, more than any sentence of a real document has."""


def test_a_long_sentence_reports_all_of_its_figures() -> None:
    text = "2023年，全市经济平稳运行。" + "工业增加值增长2%，" * 200
    assert len(policyextract.extract(text, published="2024-01-01").actuals) == 200


def test_beyond_the_budget_a_sentence_is_read_plainly_and_told() -> None:
    """Its rest is read in small pieces: every figure still has its record, the warning says where, and what follows is read
    as ever."""
    head, tail = "2023年，全市经济平稳运行。", "2024年，全市第三产业增加值增长6.5%。"
    text = head + DENSE * 200 + "。" + tail
    document = policyextract.extract(text, published="2024-12-01")
    assert len(document.actuals) == 201
    (warning,) = [w for w in document.warnings if w.code == "over-budget"]
    assert len(head) < warning.start < 1000
    assert warning.end == len(text) - len(tail)
    alone = policyextract.extract(tail, published="2024-12-01").actuals[0]
    last = document.actuals[-1]
    assert (last.indicator.text, last.due.last) == (alone.indicator.text, alone.due.last)
    assert policyextract.extract(text, published="2024-12-01") == document


def test_the_budget_grows_with_the_text() -> None:
    """A page of sentences that hold as many figures as the densest of real ones is read as a whole."""
    text = ("2024年，" + DENSE * 38 + "社会大局稳定。\n") * 8
    document = policyextract.extract(text, published="2025-03-01")
    assert len(document.actuals) + len(document.targets) == 304
    assert [w.code for w in document.warnings] == []
