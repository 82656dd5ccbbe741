"""Several processes: results in order, nothing lost, nobody left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice, repeat
from pathlib import Path
from typing import Any

import pytest

import pool_work
from documents import ROOT
from policyextract.child import Failure
from policyextract.errors import PolicyExtractError
from policyextract.pool import run

posix = pytest.mark.skipif(os.name != "posix", reason="signals and process lists of POSIX")


def children() -> set[int]:
    """Process ids of the living children of this process."""
    return children_of(os.getpid())


def children_of(parent: int) -> set[int]:
    command = ["ps", "-o", "pid=,stat=,comm=", "--ppid", str(parent)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = (line.split() for line in listed.stdout.splitlines())
    return {int(pid) for pid, state, name, *_ in rows if not state.startswith("Z") and name != "ps"}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes true; an end to waiting, not a measure of speed."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def codes(results: Iterator[Any]) -> list[Any]:
    return [result.code if isinstance(result, Failure) else result for result in results]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    """However the work is shared out, and with any number of tasks."""
    assert list(run(pool_work.square, range(500), workers=workers)) == [n * n for n in range(500)]
    assert list(run(pool_work.square, [], workers=workers)) == []


def test_work_is_shared_and_heavy_things_are_loaded_once_a_worker(tmp_path: Path) -> None:
    """Every worker is another process and makes its things once."""
    log = tmp_path / "log"
    used = set(run(partial(pool_work.loaded_once, log), range(600), workers=2))
    started = log.read_text().split()
    assert len(started) == len(set(started)) <= 2
    assert used <= {int(pid) for pid in started}
    assert os.getpid() not in used


def test_one_worker_works_here_unless_isolated() -> None:
    """No process is started where none is needed; where a crash is feared, one is."""
    assert set(run(pool_work.where, [1, 2], workers=1)) == {os.getpid()}
    isolated = set(run(pool_work.where, [1, 2], workers=1, isolate=True))
    assert len(isolated) == 1
    assert os.getpid() not in isolated


@posix
def test_a_task_that_ends_its_worker_is_told_and_costs_no_other() -> None:
    """Crash, exit, kill: the task becomes a Failure in its place; all others are done."""
    tasks = [1, "segfault", 2, 3, "exit", 4, *range(5, 80), "kill"]
    results = list(run(pool_work.trouble, tasks, workers=2))
    assert [r if isinstance(r, int) else r.code for r in results] == [
        "worker-died" if isinstance(task, str) else task * task for task in tasks
    ]
    said = {task: result.message for task, result in zip(tasks, results, strict=True) if isinstance(task, str)}
    assert "SIGSEGV" in said["segfault"]
    assert "exit code 3" in said["exit"]
    assert "want of memory" in said["kill"]


def test_a_task_that_met_a_dying_worker_is_tried_once_more(tmp_path: Path) -> None:
    """The innocent are told from the guilty by a second try, alone."""
    tasks = [1, "once", 2, 3]
    make = partial(pool_work.dies_once, tmp_path / "mark")
    assert list(run(make, tasks, workers=1, isolate=True)) == [1, "survived", 2, 3]


@pytest.mark.parametrize(("how", "workers"), [("sleep", 2), pytest.param("hang", 1, marks=posix)])
def test_a_task_that_takes_too_long_is_stopped(how: str, workers: int) -> None:
    """Asleep, or holding the interpreter's lock with more than a pipe can hold still to be sent."""
    tasks = [1, how, *range(2, 40)]
    padded = [task if isinstance(task, str) else pool_work.Padded(task) for task in tasks]
    results = list(run(pool_work.trouble, padded, workers=workers, timeout=2))
    assert codes(iter(results)) == ["timeout" if task == how else task * task for task in tasks]
    assert results[1].message == "took longer than 2 seconds"


def test_an_exception_is_told_with_its_type_and_words() -> None:
    """On one line; the work goes on, here as in a worker."""
    results = list(run(pool_work.trouble, [1, "value", 2], workers=1))
    assert results == [1, Failure("failed", "ValueError: invalid literal for int() with base 10: 'abc'"), 4]


def test_what_a_worker_survives_is_told() -> None:
    """An exception, too little memory, an exit from within, a task or result that cannot be sent: a Failure each."""
    tasks = [1, "value", "memory", "system-exit", lambda: None, "lambda", 2]
    results = list(run(pool_work.trouble, tasks, workers=2))
    assert codes(iter(results)) == [1, *["failed"] * 5, 4]
    said = [result.message for result in results[1:-1]]
    assert said[0] == "ValueError: invalid literal for int() with base 10: 'abc'"
    assert said[1].startswith(("MemoryError", "OverflowError"))
    assert said[2] == "SystemExit: done"
    assert "cannot be sent" in said[3]


def test_a_worker_that_cannot_get_ready_is_one_clear_error() -> None:
    """Not a loop of new workers."""
    with pytest.raises(PolicyExtractError, match="could not get ready: FileNotFoundError: no dictionary here"):
        list(run(pool_work.broken, [1, 2], workers=2))
    with pytest.raises(
        PolicyExtractError, match="3 workers in a row ended before they were ready, the last with exit code 7"
    ):
        list(run(pool_work.stillborn, [1], workers=1, isolate=True))
    assert children() == set()


def test_wrong_arguments_are_refused_at_the_call() -> None:
    """Before anything is started."""
    with pytest.raises(ValueError, match="workers must be 1 or more"):
        run(pool_work.square, [1], workers=0)
    with pytest.raises(ValueError, match="timeout must be more than 0"):
        run(pool_work.square, [1], workers=1, timeout=0)
    with pytest.raises(TypeError, match="function of a module"):
        run(lambda: abs, [1], workers=2)


def test_no_more_tasks_are_taken_than_can_be_in_work() -> None:
    """An endless archive is no problem, also where results are large."""
    taken = []

    def endless() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    results = run(pool_work.square, endless(), workers=2)
    assert list(islice(results, 1000)) == [n * n for n in range(1000)]
    assert len(taken) <= 1000 + 2 * 64
    results.close()  # type: ignore[attr-defined]


def test_large_results_wait_for_a_slow_caller(tmp_path: Path) -> None:
    """Workers stop when 64 MB lie ready, and go on when they are fetched."""
    made = tmp_path / "made"
    results = run(partial(pool_work.blob, made), repeat(8_000_000, 60), workers=1, isolate=True)
    assert len(next(results)) == 8_000_000
    time.sleep(1)  # the worker could make hundreds
    assert made.stat().st_size < 40
    assert sum(len(blob) for blob in results) == 59 * 8_000_000


def test_first_results_do_not_wait_for_a_slow_source() -> None:
    """A result that is there is given before more tasks are asked for than one."""
    asked = []

    def slow() -> Iterator[int]:
        for number in count():
            asked.append(number)
            time.sleep(0.01 if number < 2 else 0.5)
            yield number

    results = run(pool_work.square, slow(), workers=2)
    assert next(results) == 0
    assert len(asked) < 100  # of 128 that it may have
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_of_the_source_comes_after_the_results_before_it(workers: int) -> None:
    """As it would with a loop; and no worker stays."""

    def source() -> Iterator[int]:
        yield from range(5)
        raise OSError("disk gone")

    got = []
    with pytest.raises(OSError, match="disk gone"):  # noqa: PT012
        for result in run(pool_work.square, source(), workers=workers):
            got.append(result)
    assert got == [0, 1, 4, 9, 16]
    assert children() == set()


@posix
def test_an_iteration_that_is_given_up_leaves_no_worker() -> None:
    """Closed in the middle, or forgotten, with workers that sleep."""
    results = run(pool_work.trouble, [1, "sleep", "sleep", 2], workers=2)
    assert next(results) == 1
    assert len(children()) == 2
    results.close()  # type: ignore[attr-defined]
    assert children() == set()
    results = run(pool_work.trouble, [1, "sleep"], workers=2)
    next(results)
    del results
    assert eventually(lambda: not children())


SCRIPT = """
import os, sys
sys.path[:0] = [{tests!r}]
import pool_work
from policyextract.pool import run
print("started", flush=True)  # once: workers do not run the script again
for result in run(pool_work.{make}, {tasks}, workers=2):
    print(result, flush=True)
"""


def script(make: str, tasks: str, **options: Any) -> "subprocess.Popen[str]":
    code = SCRIPT.format(make=make, tasks=tasks, tests=str(ROOT / "tests"))
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def test_a_script_needs_no_guard_and_workers_keep_off_stdout() -> None:
    """Data of the parent stay clean of what work prints."""
    with script("prints", "['a', 'b', 'c']") as process:
        out, err = process.communicate()
    assert (process.returncode, out.split()) == (0, ["started", "a", "b", "c"])
    assert sorted(err.split()) == ["a", "b", "c"]


@posix
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_workers_end_with_their_parent(sent: str) -> None:
    """Ctrl-C (which reaches the whole group), termination, and a kill nobody can answer: no process stays."""
    import signal

    number = getattr(signal, sent)
    with script("trouble", "[1, 2, 'sleep', 'sleep']", start_new_session=True) as process:
        assert process.stdout is not None
        assert [process.stdout.readline().strip() for _ in range(3)] == ["started", "1", "4"]
        workers = children_of(process.pid)
        assert len(workers) == 2
        if sent == "SIGINT":
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode != 0
    assert err.count("Traceback") <= 1  # the parent's KeyboardInterrupt; workers say nothing
    assert eventually(lambda: not any(alive(pid) for pid in workers))
