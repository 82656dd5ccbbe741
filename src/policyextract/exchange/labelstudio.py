"""Label Studio: tasks with what was read as predictions, and annotations made there.

The labelling interface is ``labelstudio.xml``. Offsets of Label Studio, from 1.5 on, count code points, as ours do.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..corrections.apply import Data
from ..errors import InputError
from .marks import CHOSEN, Links, Mark, Marked, each, marked

_CHOICES = (*CHOSEN, "comparator")


@cache
def interface() -> str:
    """The labelling interface, as Label Studio takes it under "Code"."""
    return files(__package__).joinpath("labelstudio.xml").read_text(encoding="utf-8")


def task(document: Data, text: str, version: str) -> dict[str, Any]:
    """A document as a task whose prediction is what was read.

    Args:
        version: what the prediction is said to come from.
    """
    given = marked(document, _shown(text))
    result = [entry for mark in given.marks for entry in _entries(mark, given.text)]
    labels = {mark.id: mark.label for mark in given.marks}
    result += [
        {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [labels[other]]}
        for one, other in given.links or ()
    ]
    return {
        "data": {**given.head, "heading": given.title or given.source or given.id, "text": given.text},
        "predictions": [{"model_version": version, "result": result}],
    }


def _shown(text: str) -> str:
    """The text as a browser shows it, character for character: it would take the two of a line break for one."""
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _entries(mark: Mark, text: str) -> Iterator[dict[str, Any]]:
    place: dict[str, Any] = {"start": mark.start, "end": mark.end}
    base = {"id": mark.id, "to_name": "text", "origin": "prediction"}
    words = text[mark.start : mark.end]
    yield {**base, "from_name": "label", "type": "labels", "value": {**place, "text": words, "labels": [mark.label]}}
    for name, value in mark.told.items():
        if name in _CHOICES:
            yield {
                **base,
                "from_name": name,
                "type": "choices",
                "value": {**place, "text": words, "choices": [value]},
            }
        else:
            yield {**base, "from_name": name, "type": "textarea", "value": {**place, "text": [value]}}


def read(tasks: Iterable[Any]) -> Iterator[tuple[str, Marked | InputError | None]]:
    """What people marked in the tasks of a project that was exported as JSON.

    Returns:
        How each task is called, and its document, what is wrong with it, or None where it is not annotated yet. Of several
        annotations the one that was made the truth counts, else the one that was changed last.
    """
    named = (
        (f"task {one['id'] if isinstance(one, Mapping) and 'id' in one else number}", one)
        for number, one in enumerate(tasks, 1)
    )
    return each(named, _marked, "is not as Label Studio exports it; export the project as JSON")


def _marked(one: Mapping[str, Any]) -> Marked | None:
    if "data" not in one:
        raise InputError("holds no data; export the project as JSON, not as JSON-MIN")
    found = [given for given in one.get("annotations", ()) if not given.get("was_cancelled")]
    if not found:
        return None
    chosen = max(found, key=lambda given: (bool(given.get("ground_truth")), str(given.get("updated_at") or "")))
    data = one["data"]
    given = Marked.told_by(data, data.get("id") or one["id"], whole=True)
    marks, links = _marks_and_links(chosen["result"], given.text)
    return given._replace(marks=marks, links=links)


def _marks_and_links(result: Iterable[Mapping[str, Any]], text: str) -> tuple[tuple[Mark, ...], Links]:
    labelled: dict[str, dict[str, Any]] = {}
    told: dict[str, dict[str, str]] = {}
    links: list[tuple[str, str]] = []
    for entry in result:
        if entry["type"] == "relation":
            links.append((entry["from_id"], entry["to_id"]))
            continue
        value = entry["value"]
        if entry["from_name"] == "label":
            labelled[entry["id"]] = value
        elif given := value.get("choices") or value.get("text"):
            told.setdefault(entry["id"], {})[entry["from_name"]] = str(given[0]).strip()
    return tuple(_mark(ident, value, told.get(ident, {}), text) for ident, value in labelled.items()), tuple(links)


def _mark(ident: str, value: Mapping[str, Any], told: Mapping[str, str], text: str) -> Mark:
    """A mark, where it stands on the words that it says."""
    label, said = value["labels"][0], value.get("text")
    given = {name: one for name, one in told.items() if one}
    mark = Mark.told_by(ident, label, int(value["start"]), int(value["end"]), given, text)
    if isinstance(said, str) and "".join(said.split()) not in "".join(text[mark.start : mark.end].split()):
        raise InputError(f"the {label} {said!r} is not what stands at {mark.start}; use Label Studio 1.5 or later")
    return mark
