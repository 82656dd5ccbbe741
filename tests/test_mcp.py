"""The server for assistants, asked by the client of its own protocol's library."""

import asyncio
import os
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters

from archives import RUN
from policyextract.serve.limits import Limits
from policyextract.serve.mcp import Desk, application, server
from services import served, store

TEXT = "到2027年，全市充电桩达到5万个以上。"
LIMITS = Limits(max_bytes=2000, rate=0)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    return store(tmp_path_factory.mktemp("mcp") / "store.sqlite")


@pytest.fixture(scope="module")
def desk(place: str) -> Iterator[Desk]:
    with Desk(place, limits=LIMITS) as made:
        yield made


def ask(to: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What the tools answer: structured content, or the words of an error."""

    async def asked() -> list[Any]:
        async with Client(to) as client:
            out = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                out.append(result.content[0].text if result.is_error else result.structured_content)
            return out

    return asyncio.run(asked())


def tools(to: Any) -> dict[str, Any]:
    async def asked() -> dict[str, Any]:
        async with Client(to) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    return asyncio.run(asked())


def test_tools_say_what_they_do_and_take(desk: Desk) -> None:
    """Each is described, with its arguments, and told to be harmless."""
    found = tools(server(desk))
    assert set(found) == {"extract", "explain", "search", "series"}
    for tool in found.values():
        assert tool.description
        assert tool.annotations.read_only_hint
    assert found["extract"].input_schema["required"] == ["text"]


def test_extract_and_explain_read_a_text(desk: Desk) -> None:
    """Records as rows without empty cells, numbers with their reasons."""
    made, why = ask(server(desk), ("extract", {"text": TEXT, "published": "2025-03-01"}), ("explain", {"text": TEXT}))
    row = made["records"][0]
    assert (row["indicator"], row["low"], row["due"], row["sentence"]) == ("充电桩", 50000, "2027-12-31", TEXT)
    assert None not in row.values()
    assert [(one["anchor"], one["disposition"]) for one in why["numbers"]] == [("5万个", "target")]


def test_search_and_series_ask_the_store(desk: Desk) -> None:
    """The newest first; targets with what became of them."""
    found, targets = ask(
        server(desk),
        ("search", {"query": "充电", "kind": ["target", "actual"]}),
        ("series", {"indicator": "充电桩", "status": ["met"]}),
    )
    assert [(row["kind"], row["low"]) for row in found["records"]] == [("actual", 520), ("target", 500)]
    assert [(row["target_quantity"], row["actual_quantity"]) for row in targets["targets"]] == [("500个", "520个")]


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("extract", {"text": "充" * 3000}, "send it in parts"),
        ("extract", {"text": "好", "published": "0001-01-01"}, "0001"),
        ("extract", {"text": 5}, "text"),
        ("extract", {}, "text"),
        ("search", {"query": " "}, "empty"),
        ("search", {"query": "好", "limit": 5000}, "limit"),
        ("series", {"status": ["won"]}, "status"),
    ],
)
def test_what_cannot_be_done_is_told(desk: Desk, name: str, arguments: dict[str, Any], why: str) -> None:
    """An error of the tool, in words an assistant can act on."""
    assert why in ask(server(desk), (name, arguments))[0]


def test_a_server_without_a_store_says_so() -> None:
    """The tools that need one tell how to give it."""
    with Desk() as desk:
        assert "STORE" in ask(server(desk), ("search", {"query": "充电"}))[0]


def test_over_http(desk: Desk) -> None:
    """The same answers over streamable HTTP, and none to a name that was made to point here or a page of another site."""
    with served(application(desk, LIMITS), LIMITS) as number:
        found = ask(f"http://127.0.0.1:{number}/mcp", ("search", {"query": "就业"}))
        strangers = [{"host": "evil.example"}, {"origin": "http://evil.example"}]
        refused = [
            httpx.post(f"http://127.0.0.1:{number}/mcp", headers=head, json={}).status_code for head in strangers
        ]
    assert refused == [421, 403]
    assert [row["indicator"] for row in found[0]["records"]] == ["城镇新增就业"]


def test_over_stdio(place: str) -> None:
    """The command as an assistant starts it."""
    given = StdioServerParameters(command=sys.executable, args=["-c", RUN, "mcp", place], env=dict(os.environ))
    found, made = ask(given, ("search", {"query": "就业"}), ("extract", {"text": TEXT}))
    assert [row["low"] for row in found["records"]] == [30000]
    assert made["records"][0]["text"] == "5万个"
