"""Workers with trouble, for the tests: a worker process imports them from here."""

import json
import os
import time
from collections.abc import Callable

from policyextract.archive.batch.work import Answer, Read, Task, make
from policyextract.archive.item import RawDocument
from policyextract.settings import Settings


def light() -> Callable[[Task], Answer]:
    """A worker that reads nothing from its documents, for tests of what is around it."""

    def listed(task: Task) -> Answer:
        assert isinstance(task, RawDocument)
        name = task.id or task.origin
        return Read(name, json.dumps({"id": name, "text": task.text}, ensure_ascii=False).encode(), 0, 0, None)

    return listed


def troubled() -> Callable[[Task], Answer]:
    """A worker that dies of one word, hangs at another, and fails at a third."""
    work = light()

    def perhaps(task: Task) -> Answer:
        if isinstance(task, RawDocument):
            if "崩溃" in task.text:
                os._exit(9)
            if "停住" in task.text:
                time.sleep(600)
            if "出错" in task.text:
                raise RuntimeError("inner\nwords")
        return work(task)

    return perhaps


def slow_to_encode() -> Callable[[Task], Answer]:
    """A worker that cannot make files in time."""
    work = make(Settings(), "parquet", True)

    def perhaps(task: Task) -> Answer:
        if not isinstance(task, RawDocument):
            time.sleep(600)
        return work(task)

    return perhaps
