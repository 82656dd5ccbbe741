"""Write the small store of an earlier version that the tests of migration open: run it with the code of that version.

    git worktree add /tmp/old v1-commit && PYTHONPATH=/tmp/old/src python scripts/old_store.py tests/fixtures/stores

It writes ``store-N.sqlite`` and, for a PostgreSQL server, ``store-N.sql`` (a statement a line, as a JSON string), N being the version of the
tables, and ``store-N.jsonl``, the documents that are in it. One more came and went, and one receiver knows the first run. All of it is made up.
"""

import json
import sys
from pathlib import Path

import policyextract
from policyextract.track import history, schema
from policyextract.track.store import open_store

TITLE = "海岱省2025年政府工作报告"
TEXTS = {
    "report": (
        "海岱省2025年政府工作报告\n2024年，全省地区生产总值增长5.3%，城镇新增就业12万人。\n"
        "2025年，地区生产总值增长5.5%左右，城镇新增就业11万人以上。年内建成投用省妇幼保健院新院区。"
    ),
    "plan": (
        "到2027年，全省城镇新增就业10万人。年内建成投用省妇幼保健院新院区。"
        "到2027年底，全省公共充电桩达到5万个以上。（省交通运输厅负责）"
    ),
    "odd": "到2027年，建成“A\\B”类充电桩5万个，\t其中直流桩1万个。",
}


def main(folder: Path) -> None:
    """Write the three files into ``folder``."""
    documents = [
        policyextract.extract(text, id=name, title=TITLE, published="2025-01-20", source=f"https://example.org/{name}")
        for name, text in TEXTS.items()
    ]
    data = [document.model_dump(mode="json") for document in documents]
    gone = policyextract.extract("到2027年，建成充电桩3万个。", id="gone").model_dump(mode="json")
    stem = folder / f"store-{schema.VERSION}"
    stem.with_suffix(".sqlite").unlink(missing_ok=True)
    with open_store(stem.with_suffix(".sqlite")) as store:
        store.put({**one, "text": TEXTS[one["id"]]} for one in data)
        store.put([gone])
        store.remove(["gone"])
        history.keep_sent(store.database, "https://example.org/hook", "all", history.Mark(1))
        lines = list(schema.statements(schema.POSTGRES))
        for table in schema.TABLES:
            names = ", ".join(table.names)
            for row in store._database.fetch(f"SELECT {names} FROM {table.name} ORDER BY {', '.join(table.key)}"):
                lines.append(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join(map(_literal, row))})")
    stem.with_suffix(".jsonl").write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in data), encoding="utf-8"
    )
    flat = (" ".join(line.split("\n")) if line.startswith(("CREATE", "\nCREATE")) else line for line in lines)
    stem.with_suffix(".sql").write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in flat), "utf-8")


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
