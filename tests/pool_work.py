"""What workers do in the tests of the pool: work that ends well, and work that ends badly in every way there is."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def square() -> Callable[[int], int]:
    return lambda number: number * number


def nap() -> Callable[[float], float]:
    def work(seconds: float) -> float:
        time.sleep(seconds)
        return seconds

    return work


def where() -> Callable[[Any], int]:
    return lambda _: os.getpid()


def loaded_once(log: Path) -> Callable[[Any], int]:
    with log.open("a") as out:
        out.write(f"{os.getpid()}\n")
    return lambda _: os.getpid()


def blob(log: Path) -> Callable[[int], bytes]:
    def work(size: int) -> bytes:
        with log.open("ab") as out:
            out.write(b".")
        return bytes(size)

    return work


def broken() -> Callable[[Any], Any]:
    raise FileNotFoundError("no dictionary\nhere")


def stillborn() -> Callable[[Any], Any]:
    os._exit(7)


def prints() -> Callable[[str], str]:
    def work(text: str) -> str:
        print(text, flush=True)
        return text

    return work


def _segfault() -> None:
    import ctypes

    ctypes.string_at(0)


def _hold_the_lock_of_the_interpreter() -> None:
    """What a runaway pattern does: no thread of this process runs any more."""
    import ctypes

    ctypes.PyDLL(None).sleep(600)


ENDINGS: dict[str, Callable[[], Any]] = {
    "segfault": _segfault,
    "exit": lambda: os._exit(3),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "abort": lambda: os.kill(os.getpid(), signal.SIGABRT),
    "sleep": lambda: time.sleep(600),
    "hang": _hold_the_lock_of_the_interpreter,
    "memory": lambda: bytearray(1 << 62),
    "system-exit": lambda: sys.exit("done"),
    "lambda": lambda: lambda: None,
    "value": lambda: int("abc"),
}


def trouble() -> Callable[[Any], Any]:
    """A number is squared, a name of ``ENDINGS`` is obeyed."""
    return lambda task: ENDINGS[task]() if isinstance(task, str) else task * task


def dies_once(mark: Path) -> Callable[[Any], Any]:
    """Dies on the first ``once`` it is given, of all workers together."""

    def work(task: Any) -> Any:
        if task == "once":
            try:
                mark.touch(exist_ok=False)
            except FileExistsError:
                return "survived"
            os._exit(1)
        return task

    return work


class Padded(int):
    """A number that is long on its way."""

    def __reduce__(self) -> Any:
        return _unpadded, (int(self), bytes(100_000))


def _unpadded(number: int, _: bytes) -> int:
    return number
