"""What the HTTP service holds: python bench/service.py [--clients 50] [--seconds 60] [--documents 200]

Starts ``policyextract serve`` over a store of made documents, lets so many clients ask it side by side, one question after
the other and of every kind, and prints what was answered, how fast, and what was not. Ends with 1 where a question failed.
"""

import argparse
import asyncio
import collections
import itertools
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from policyextract import extract
from policyextract.track.store import open_store

COMMAND = "import sys; from policyextract.cli import main; sys.argv[0] = 'policyextract'; main()"
TEXT = "{year}年，全市计划新建充电桩{n}个，新增绿地{m}公顷。全年城镇新增就业{n}人以上，地区生产总值增长6%左右。"


def fill(path: Path, count: int) -> None:
    """A store of ``count`` made documents."""
    numbers = random.Random(7)

    def made() -> "itertools.chain[dict[str, object]]":
        for i in range(count):
            text = TEXT.format(year=2020 + i % 6, n=numbers.randrange(100, 9000), m=numbers.randrange(10, 900))
            day = f"{2020 + i % 6}-01-15"
            found = extract(text, published=day, title=f"{['青山', '白水', '云岭'][i % 3]}市政府工作报告", id=f"d{i}")
            yield {**found.model_dump(mode="json"), "text": text}

    with open_store(path) as store:
        store.put(made())


async def ask(
    client: httpx.AsyncClient,
    number: int,
    until: float,
    out: "collections.defaultdict[str, list[float]]",
    bad: list[str],
) -> None:
    """One client: question after question until the time is up."""
    chance = random.Random(number)
    kinds = ("extract", "records", "search", "series", "documents", "document")
    while time.monotonic() < until:
        kind = chance.choice(kinds)
        began = time.monotonic()
        try:
            answer = await question(client, kind, chance)
            if answer.status_code != 200:
                bad.append(f"{kind}: {answer.status_code} {answer.text[:80]}")
        except httpx.HTTPError as error:
            bad.append(f"{kind}: {type(error).__name__} {error}")
        out[kind].append(time.monotonic() - began)


async def question(client: httpx.AsyncClient, kind: str, chance: random.Random) -> httpx.Response:
    if kind == "extract":
        text = TEXT.format(year=2026, n=chance.randrange(100, 900), m=5)
        return await client.post("/extract", json={"text": text, "published": "2026-01-10"})
    if kind == "document":
        return await client.get(f"/documents/d{chance.randrange(100)}")
    given: dict[str, str | int] = {
        "records": {"region": "青山", "limit": 50}, "search": {"q": "充电桩", "limit": 50},
        "series": {"indicator": "充电桩", "limit": 50}, "documents": {"limit": 50},
    }[kind]  # fmt: skip
    return await client.get(f"/{kind}", params=given)


async def load(base: str, clients: int, seconds: float) -> int:
    """All clients; how many questions failed."""
    out: collections.defaultdict[str, list[float]] = collections.defaultdict(list)
    bad: list[str] = []
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:
        await asyncio.gather(*(ask(client, i, until, out, bad) for i in range(clients)))
    every = [taken for some in out.values() for taken in some]
    print(
        f"{clients} clients, {seconds:g} s: {len(every):,} answers, {len(every) / seconds:,.0f} a second, {len(bad)} failed"
    )
    for kind, taken in sorted(out.items()):
        cuts = statistics.quantiles(taken, n=100)
        print(
            f"  {kind:10} {len(taken):6,}  median {cuts[49] * 1000:5.0f} ms  99 of 100 within {cuts[98] * 1000:5.0f} ms"
        )
    for line, count in collections.Counter(bad).most_common(5):
        print(f"  {count} × {line}")
    return len(bad)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--documents", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        place = Path(folder) / "store.sqlite"
        fill(place, max(100, args.documents))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-c", COMMAND, "serve", str(place), "--port", str(port), "--rate", "0"]
        server = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)
        base = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                time.sleep(0.1)
                try:
                    httpx.get(f"{base}/health")
                    break
                except httpx.TransportError:
                    continue
            failed = asyncio.run(load(base, args.clients, args.seconds))
        finally:
            server.terminate()
            server.wait(20)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
