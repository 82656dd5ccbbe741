"""Pages of the documentation that exist in both languages lead to each other, and show the same code and figures."""

import re
from pathlib import Path

import pytest

from documents import ROOT

SUFFIX = ".zh-CN.md"
CHINESE = [ROOT / f"README{SUFFIX}", *sorted((ROOT / "docs").glob(f"*{SUFFIX}"))]
NUMBER = re.compile(r"\s*[-−]?\d[\d.,]*\s*")
"""A cell of a table that is a number: nothing in it is translated."""

pytestmark = pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name.removesuffix(SUFFIX))


def english(page: Path) -> Path:
    """The page beside a Chinese one."""
    return page.with_name(page.name.removesuffix(SUFFIX) + ".md")


def code(page: Path) -> list[str]:
    """The blocks of a page that are run or read by a program, without comments and ``<what stands for something>``."""
    blocks = re.findall(r"^```(?:sh|console|python|json)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    return [re.sub(r"[ \t]+# .*|<[^>\n]+>", "", block) for block in blocks]


def figures(page: Path) -> list[list[str]]:
    """The cells of a page's tables that are numbers, row by row."""
    rows = re.findall(r"^\|.*\|$", page.read_text(encoding="utf-8"), re.M)
    cells = [[cell.strip() for cell in row.split("|") if NUMBER.fullmatch(cell)] for row in rows]
    return [row for row in cells if row]


def test_each_leads_to_the_other(page: Path) -> None:
    """Below the heading."""
    heads = [one.read_text(encoding="utf-8").splitlines()[2] for one in (page, english(page))]
    assert heads == [f"[English]({english(page).name})", f"[简体中文]({page.name})"]


def test_chinese_leads_to_chinese(page: Path) -> None:
    """Below that line, no link goes to an English page that can be read in Chinese."""
    text = "\n".join(page.read_text(encoding="utf-8").splitlines()[3:])
    targets = re.findall(r"\]\(([^)\s:#]+\.md)(?:#[^)]*)?\)", text)
    assert [to for to in targets if (page.parent / to).resolve().with_suffix(SUFFIX) in CHINESE] == []


def test_the_code_is_the_same(page: Path) -> None:
    """Only comments are translated."""
    assert code(page) == code(english(page))


def test_the_figures_are_the_same(page: Path) -> None:
    """Row by row."""
    assert figures(page) == figures(english(page))
