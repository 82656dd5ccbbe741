"""A small archive for the tests of batch runs, and what a run has left in its folder."""

import json
from pathlib import Path
from typing import Any

from documents import fixtures

HEADER = "首页 > 新闻 > 要闻\n来源：澜江日报  发布时间：2026-02-11 10:22  浏览次数：1023\n字号：[大 中 小]\n"
FOOTER = "\n责任编辑：王某某\n版权所有 京ICP备12345678号\n上一篇：关于印发通知\n"
RUN = "import sys; from policyextract.cli import main; sys.argv[0] = 'policyextract'; main()"
"""Python code that is the command, for ``python -c``."""
HEARD = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
"""Stands before it where signals are sent: whoever runs the tests in the background or by nohup has them ignored."""


def bulletin(number: int) -> str:
    """A short bulletin: the words are always the same, figures and months are not."""
    month, base = number % 12 + 1, 100 + 7 * number
    return (
        f"{month}月份，全市新增城镇就业{base * 11}人，同比增长{base % 13}.{base % 7}%，完成固定资产投资{base * 3}.{number % 9}亿元。"
        f"全市建成充电桩{base * 5}个，新开工保障性住房{base * 2 + 1}套，改造老旧小区{base % 97 + 3}个。"
        f"力争到2027年底，建成5G基站{base + 9}万个以上，新增规上工业企业{base + 31}家以上，绿化率达到{base % 50 + 20}%。"
        "会议要求，各区各部门要把稳就业、惠民生、促投资摆在更加突出的位置，压实工作责任，细化推进举措，确保各项任务按时保质完成，"
        "以实干实效取信于民。会议强调，要坚持问题导向和目标导向相统一，加强统筹协调，强化要素保障，完善调度通报机制，"
        f"对{base % 29 + 4}个重点项目实行清单化管理，全年完成投资{base * 7}亿元以上，带动社会资本投入{base + 3}亿元。"
    )


def rows(count: int) -> list[dict[str, Any]]:
    """Bulletins; every tenth is a repost of the one five before it, every fifteenth a release of the tests."""
    out: list[dict[str, Any]] = []
    for number in range(count):
        text = bulletin(number)
        if number % 10 == 9:
            text = HEADER + bulletin(number - 5) + FOOTER
        elif number % 15 == 7:
            text = fixtures()[number % len(fixtures())]["text"]
        out.append({"id": f"d{number}", "text": text, "published": f"2026-{number % 12 + 1:02}-05"})
    return out


def archive(folder: Path, count: int = 60) -> Path:
    """A folder with JSON lines, single files and things that cannot be read, in one order."""
    folder.mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(count)]
    lines.insert(7, "{broken")
    lines.insert(20, json.dumps({"id": "empty"}))
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "b.txt").write_text(bulletin(count + 1), encoding="utf-8")
    (folder / "c.pdf").write_bytes(b"{\\rtf1 nothing to read}")
    (folder / "d.txt").write_bytes(bulletin(count + 2).encode("gb18030"))
    return folder


def left(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` but the report, and what is kept for the next run: these may differ from run to run."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    paths = [path for path in paths if ".work" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def documents(folder: Path) -> list[dict[str, Any]]:
    """The documents of all ``jsonl`` parts, in order."""
    parts = sorted(folder.glob("part-*.jsonl"))
    return [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]


def listed(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
