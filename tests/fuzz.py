"""Tries inputs of fuzz targets for as long as it is told, and says what broke.

    python tests/fuzz.py [TARGET ...] [--seconds 600] [--seed 1]

Inputs are grown by atheris where it is installed (``pip install --group fuzz``), which looks for new branches of the code;
else they are sound ones that are damaged at random. What breaks is kept in ``build/fuzz``; make a test of it by moving it
to ``tests/found/TARGET``. Ends with code 1 where something broke.
"""

import argparse
import hashlib
import importlib.util
import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROKEN = ROOT / "build" / "fuzz"


def seeds(target: str) -> Iterator[bytes]:
    """Inputs to begin with."""
    import fuzzing

    if target not in fuzzing.TEXTS:
        yield fuzzing.sound(target)
        yield from (data for _, data in fuzzing.found(target))
        return
    chance = random.Random(target)
    for _ in range(40):
        yield bytes(chance.randrange(256) for _ in range(chance.randrange(4, 60)))


def keep(target: str, data: bytes) -> Path:
    """Where what broke is kept, texts as texts."""
    import fuzzing

    if target in fuzzing.TEXTS:
        data = fuzzing.text_of(data).encode("utf-8", "surrogatepass")
    path = BROKEN / target / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def at_random(target: str, seconds: float, seed: int) -> int:
    """Damage what is sound until the time is up. How many different failures there were."""
    import fuzzing

    first = list(seeds(target))
    began, count, failures = time.monotonic(), 0, set[str]()
    while time.monotonic() - began < seconds:
        chance = random.Random(f"{target} {seed} {count}")
        data = fuzzing.damaged(chance.choice(first), chance)
        count += 1
        before = time.process_time()
        try:
            fuzzing.run(target, data)
        except Exception as error:
            told = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {Path(told.filename).name}:{told.lineno}"
            if where not in failures:
                print(f"{target}: {where}: {str(error)[:300]!r} ({keep(target, data)})", flush=True)
            failures.add(where)
        if (took := time.process_time() - before) > 10:
            print(f"{target}: {took:.0f} s ({keep(target, data)})", flush=True)
            failures.add("slow")
    print(f"{target}: {count:,} inputs, {len(failures)} failures", flush=True)
    return len(failures)


def guided(target: str, seconds: float, seed: int) -> int:
    """Have atheris grow inputs, in a process of its own: it ends its process. 1 where something broke."""
    corpus = BROKEN / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(target)):
        (corpus / f"seed{number}").write_bytes(data)
    command = [
        sys.executable, __file__, "--child", target, f"-max_total_time={seconds:.0f}", f"-seed={seed}", "-timeout=30",
        "-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={corpus.parent}/{target}-", str(corpus),
    ]  # fmt: skip
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    stats = [line for line in done.stderr.splitlines() if line.startswith(("stat::number", "stat::peak"))]
    print(f"{target}: {'; '.join(stats) or done.stderr[-2000:]}; exit code {done.returncode}", flush=True)
    if done.returncode == 0:
        return 0
    print(done.stderr[-4000:], flush=True)
    for path in corpus.parent.glob(f"{target}-*"):
        print(f"{target}: {keep(target, path.read_bytes())}", flush=True)
        path.unlink()
    return 1


def child(target: str, arguments: list[str]) -> None:
    """Be the process of atheris."""
    import atheris

    with atheris.instrument_imports(include=["policyextract", "zipfile", "tarfile", "email", "csv"]):
        import fuzzing

    for data in seeds(target):
        fuzzing.run(target, data)  # what is loaded at first use is no work of an input
    atheris.Setup([sys.argv[0], *arguments], lambda data: fuzzing.run(target, data))
    atheris.Fuzz()


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3:])
        return
    import fuzzing

    every = [*fuzzing.TEXTS, *fuzzing.FILES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[*every, []], metavar="TARGET", help=", ".join(every))
    parser.add_argument("--seconds", type=float, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-random", action="store_true", help="also where atheris is installed")
    args = parser.parse_args()
    try_one = at_random if args.at_random or importlib.util.find_spec("atheris") is None else guided
    broken = [target for target in args.targets or every if try_one(target, args.seconds, args.seed)]
    sys.exit(f"broken: {', '.join(broken)}" if broken else 0)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
