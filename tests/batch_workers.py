"""Workers with trouble, for the tests: a worker process imports them from here."""

import json
import os
import time
from collections.abc import Callable
from hashlib import sha256

from policyextract.archive.batch.work import Answer, Read, Task, make
from policyextract.archive.dedupe import signer
from policyextract.archive.item import RawDocument
from policyextract.identity import document_id
from policyextract.settings import Settings


def light() -> Callable[[Task], Answer]:
    """A worker that reads nothing from its documents, for tests of what is around it."""

    def listed(task: Task) -> Answer:
        assert isinstance(task, RawDocument)
        name = document_id(task.id, task.source or task.origin, task.text)
        return Read(
            name,
            json.dumps(
                {"id": name, "source": task.source or task.origin, "text": task.text}, ensure_ascii=False
            ).encode(),
            0,
            0,
            None,
        )

    return listed


def told() -> Callable[[Task], Answer]:
    """A worker to which each text is the document that it gives, in its JSON form."""

    def given(task: Task) -> Answer:
        assert isinstance(task, RawDocument)
        found = json.loads(task.text)
        return Read(found["id"], task.text.encode(), len(found["targets"]), len(found["actuals"]), None)

    return given


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


SEEN = "POLICYEXTRACT_TEST_SEEN"
"""Environment variable: a file that :func:`noting` writes what it was given to."""


def noting() -> Callable[[Task], Answer]:
    """A worker that notes what it was given."""
    work = light()

    def noted(task: Task) -> Answer:
        assert isinstance(task, RawDocument)
        with open(os.environ[SEEN], "a", encoding="utf-8") as seen:
            seen.write(f"{task.origin}\n")
        return work(task)

    return noted


def likened() -> Callable[[Task], Answer]:
    """A worker that reads nothing, but compares: reposts are found among its documents."""
    work, sign = light(), signer()

    def compared(task: Task) -> Answer:
        answer = work(task)
        assert isinstance(task, RawDocument)
        assert isinstance(answer, Read)
        data = {
            "content_hash": sha256(task.text.encode()).hexdigest(),
            **dict.fromkeys(("quantities", "times", "entities", "targets", "actuals"), ()),
        }
        return answer._replace(signature=sign({**data, "targets": [], "actuals": []}, task.text))

    return compared
