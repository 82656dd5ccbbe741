"""Annotation tools: what goes out, and what people marked there, back as annotated documents."""

import json
from pathlib import Path
from typing import Any

import pytest

import policyextract
from documents import extracted_json, fixtures
from policyextract.exchange import doccano, labelstudio, langextract
from policyextract.exchange.annotations import annotated
from policyextract.exchange.marks import Marked
from policyextract.track.store import open_store
from tracked import Command, command, with_text

TEXT = (
    "清源市2025年政府工作报告\r\n"
    "2024年，全市地区生产总值增长6.2%，项（xiàng）目投资完成380亿元。\r\n"
    "到2027年，市交通运输局建成充电桩5000个以上，高新技术企业达到120家。\r\n"
)
EXTRACTOR = policyextract.Extractor()
Json = dict[str, Any]


@pytest.fixture(scope="module")
def read() -> Json:
    """The text as the library reads it, with it."""
    return with_text(TEXT, published="2025-01-16", id="a1")


def as_made(task: Json, **more: Any) -> Json:
    """A task as the project exports it when somebody has taken over the prediction."""
    annotation = {"id": 7, "result": task["predictions"][0]["result"], "was_cancelled": False, **more}
    return {"id": 3, "data": task["data"], "annotations": [annotation]}


def from_label_studio(*tasks: Json) -> list[Marked]:
    found = [one for _, one in labelstudio.read(tasks)]
    assert all(isinstance(one, Marked) for one in found), found
    return [one for one in found if isinstance(one, Marked)]


def from_doccano(row: Json) -> Marked:
    ((_, found),) = doccano.read([row])
    assert isinstance(found, Marked), found
    return found


def task_of(document: Json) -> Json:
    return labelstudio.task(document, document["text"], "test")


def example_of(document: Json) -> Json:
    row: Json = json.loads(doccano.example(document, document["text"]))
    return row


def without_relations(row: Json) -> Json:
    """The same example as a project without relations exports it."""
    spans = [[one["start_offset"], one["end_offset"], one["label"]] for one in row["entities"]]
    return {name: value for name, value in row.items() if name not in ("entities", "relations")} | {"label": spans}


def expected(record: Json) -> Json:
    """What a record of the library is in the form of annotations."""
    quantity, due = record["quantity"], record["due"]
    return {
        "kind": record["kind"],
        "comparator": quantity["comparator"],
        "unit": quantity["unit"],
        "change": record["change"],
        "nature": record["nature"],
        "basis": record["basis"],
        "indicator": [record["indicator"]["text"]],
        "due": due and due["last"],
        "region": record["region"] and record["region"]["text"],
        "agent": record["agent"] and record["agent"]["text"].strip(),
        **{name: quantity[name] for name in ("start", "end", "text")},
    }


WAYS = (
    lambda document: from_label_studio(as_made(task_of(document)))[0],
    lambda document: from_doccano(example_of(document)),
    lambda document: from_doccano(without_relations(example_of(document))),
)
"""Through Label Studio, and through doccano with relations and without."""


@pytest.mark.parametrize(
    ("raw", "way"), [pytest.param(raw, WAYS[n % len(WAYS)], id=raw["id"]) for n, raw in enumerate(fixtures()[::6])]
)
def test_what_nobody_changes_comes_back_as_it_was_read(raw: Json, way: Any) -> None:
    """Every record of a sixth of the releases."""
    document = {**extracted_json(raw), "text": raw["text"]}
    records = [one for one in (*document["targets"], *document["actuals"]) if one["quantity"]["start"] is not None]
    wanted = sorted(map(expected, records), key=lambda one: (one["start"], one["end"]))
    found = annotated(way(document), EXTRACTOR)
    assert [{name: one[name] for name in like} for one, like in zip(found["targets"], wanted, strict=True)] == wanted
    assert found["id"] == document["id"]
    assert {(one["text"], one["type"]) for one in found["entities"]} == {
        (one["text"], one["type"]) for one in document["entities"] if one["start"] is not None
    }


def test_the_form_is_that_of_annotated_documents(read: Json) -> None:
    """Bounds are decimal strings, flows have a first day, a due date says where it is said, anchors keep their notes."""
    found = annotated(from_label_studio(as_made(task_of(read)))[0], EXTRACTOR)
    assert {name: found[name] for name in ("id", "published", "source")} == {
        "id": "a1",
        "published": "2025-01-16",
        "source": None,
    }
    first, second, third, _ = found["targets"]
    assert (first["low"], first["due"], first["first"], first["due_source"]) == (
        "6.2",
        "2024-12-31",
        "2024-01-01",
        "clause",
    )
    assert (second["indicator"], second["low"], TEXT[second["start"] : second["end"]]) == (
        ["项目投资"],
        "38000000000",
        "380亿元",
    )
    assert (third["low"], third["high"], third["agent"]) == ("5000", None, "市交通运输局")
    assert "first" not in third


def change(task: Json, words: str, **entries: Any) -> Json:
    """The task with other entries at the mark on ``words``; None takes an entry out."""
    result = task["annotations"][0]["result"]
    (label,) = [one for one in result if one.get("from_name") == "label" and one["value"]["text"] == words][:1]
    for name, given in entries.items():
        result[:] = [
            one for one in result if one is label or (one.get("id"), one.get("from_name")) != (label["id"], name)
        ]
        if name == "label":
            label["value"]["labels"] = [given]
        elif given is not None:
            kind, key = (
                ("choices", "choices")
                if name in ("nature", "change", "basis", "comparator")
                else (
                    "textarea",
                    "text",
                )
            )
            result.append(
                {"id": label["id"], "from_name": name, "to_name": "text", "type": kind, "value": {key: [given]}}
            )
    return task


def test_what_is_corrected_in_label_studio_counts(read: Json) -> None:
    """Kind, value, choices and days as they were written; a basis that was taken away is none."""
    task = as_made(task_of(read))
    change(task, "120家", label="actual", low="1,100", comparator=">=", high=None, unit="户", nature="standard")
    change(task, "6.2%", basis="year_on_year", change="none")
    change(task, "2027年", due="2028-12-31")
    found = annotated(from_label_studio(task)[0], EXTRACTOR)["targets"]
    last, first = found[3], found[0]
    assert [last[name] for name in ("kind", "low", "high", "comparator", "unit", "nature", "due")] == [
        "actual",
        "1100",
        None,
        ">=",
        "户",
        "standard",
        "2028-12-31",
    ]
    assert (first["basis"], first["change"]) == ("year_on_year", "none")


def added(task: Json, ident: str, label: str, words: str) -> Json:
    """The task with a new mark, as a person draws one."""
    start = task["data"]["text"].index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    entry = {"id": ident, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    task["annotations"][0]["result"].append(entry)
    return task


def test_what_is_marked_anew_takes_its_value_from_the_text() -> None:
    """A number, its indicator and its time, drawn in a task without predictions; links count whichever way they are drawn."""
    data = {"text": "2026年将新建学校  8所 ，投资2亿元。", "published": "2026-01-05"}
    task = {"id": 9, "data": data, "annotations": [{"result": []}]}
    for ident, label, words in (("r", "target", " 8所 "), ("i", "indicator", "学校"), ("d", "due", "2026年")):
        added(task, ident, label, words)
    task["annotations"][0]["result"] += [
        {"type": "relation", "from_id": "i", "to_id": "r", "direction": "right"},
        {"type": "relation", "from_id": "r", "to_id": "d", "direction": "left"},
    ]
    ((name, given),) = labelstudio.read([task])
    assert isinstance(given, Marked)
    found = annotated(given, EXTRACTOR)
    (target,) = found["targets"]
    assert (name, found["id"], found["entities"]) == ("task 9", "9", [])
    assert [target[key] for key in ("text", "low", "unit", "indicator", "due", "nature")] == [
        "8所",
        "8",
        "所",
        ["学校"],
        "2026-12-31",
        "outcome",
    ]


def test_of_several_annotations_the_right_one_counts(read: Json) -> None:
    """The truth before the newest, the newest before older ones; what was skipped is not annotated."""
    task = as_made(task_of(read), updated_at="2026-01-02T00:00:00Z")
    empty = {"result": [], "updated_at": "2026-01-03T00:00:00Z"}
    assert len(from_label_studio({**task, "annotations": [*task["annotations"], empty]})[0].marks) == 0
    true = {**task["annotations"][0], "ground_truth": True}
    assert len(from_label_studio({**task, "annotations": [true, empty]})[0].marks) > 0
    skipped = {**task["annotations"][0], "was_cancelled": True}
    assert [one for _, one in labelstudio.read([{**task, "annotations": [skipped]}, {**task, "annotations": []}])] == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda task: task.pop("data"), "not as JSON-MIN"),
        (lambda task: task["data"].pop("text"), "has no text"),
        (lambda task: task["data"].update(published="next year"), "ISO date"),
        (lambda task: task["annotations"][0]["result"][0]["value"].update(labels=["PER"]), "no label of this package"),
        (lambda task: task["annotations"][0]["result"][0]["value"].update(start=3000, end=3001), "outside of the text"),
        (lambda task: task["annotations"][0]["result"][0]["value"].update(text="别的"), "not what stands at"),
        (lambda task: task["annotations"][0].update(result=[{"type": "labels"}]), "not as Label Studio exports it"),
    ],
)
def test_tasks_that_are_none_are_told(read: Json, spoil: Any, why: str) -> None:
    """In one line each, without an exception."""
    task = as_made(json.loads(json.dumps(task_of(read))))
    spoil(task)
    ((_, found),) = labelstudio.read([task])
    assert isinstance(found, policyextract.InputError)
    assert why in str(found)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda task: change(task, "充电桩", label="region"), "has no indicator; link it"),
        (lambda task: change(task, "2027年", label="due", due="soon"), "no day; write it as"),
        (lambda task: change(task, "120家", low="1.2万"), "a plain number"),
        (lambda task: change(task, "120家", comparator="range", low=None), "write both"),
        (lambda task: added(task, "n", "target", "政府工作报告"), "no number is read"),
        (lambda task: added(task, "n", "due", "项（"), None),
    ],
)
def test_marks_that_cannot_be_used_are_told(read: Json, spoil: Any, why: str | None) -> None:
    """The whole document is left out: half of one teaches wrong things. A mark that nothing is linked to does no harm."""
    (given,) = from_label_studio(spoil(as_made(json.loads(json.dumps(task_of(read))))))
    if why is None:
        assert len(annotated(given, EXTRACTOR)["targets"]) == 4
    else:
        with pytest.raises(policyextract.InputError, match=why):
            annotated(given, EXTRACTOR)


def test_line_breaks_keep_their_places(read: Json) -> None:
    """A browser takes the two characters of a line break for one: the text of a task has one of its own in place of each."""
    shown = task_of(read)["data"]["text"]
    assert ("\r" in shown, len(shown)) == (False, len(TEXT))


def test_doccano_gets_plain_ascii(read: Json) -> None:
    """It guesses how files are encoded; ids of spans are numbers, which relations name."""
    line = doccano.example(read, TEXT)
    row = json.loads(line)
    assert line.isascii()
    assert {one["id"] for one in row["entities"]} >= {
        one[end] for one in row["relations"] for end in ("from_id", "to_id")
    }


def test_a_slot_outside_of_the_text_is_told_with_its_record() -> None:
    """The indicator of a table's row, put together from two cells, has no place of its own; it comes back all the same."""
    text = "主要指标\n| 指标 | 2025年 | 2030年 |\n| --- | --- | --- |\n| 高新技术企业（家） | 860 | 1200 |\n"
    document = with_text(text, published="2026-03-10", id="t")
    due_told = with_text("全市建成充电桩5万个。", published="2026-03-10", id="u")
    for one in (document, due_told):
        wanted = sorted(map(expected, (*one["targets"], *one["actuals"])), key=lambda record: record["start"])
        ways = (from_label_studio(as_made(task_of(one)))[0], from_doccano(example_of(one)))
        for way in ways:
            found = annotated(way, EXTRACTOR)["targets"]
            assert [{name: record[name] for name in wanted[0]} for record in found] == wanted


def test_langextract_takes_what_is_written(read: Json, tmp_path: Path) -> None:
    """Records with their slots in groups; attributes are texts or lists of them; places where words are not as written are fuzzy."""
    row = json.loads(langextract.line(read, TEXT))
    found = row["extractions"]
    assert (row["document_id"], row["text"]) == ("a1", TEXT)
    assert [one["extraction_index"] for one in found] == list(range(1, len(found) + 1))
    for one in found:
        place = one["char_interval"]
        same = TEXT[place["start_pos"] : place["end_pos"]] == one["extraction_text"]
        assert one["alignment_status"] == ("match_exact" if same else "match_fuzzy")
    assert {one["extraction_text"] for one in found if one["alignment_status"] == "match_fuzzy"} == {"项目投资"}
    values = [value for one in found for value in (one["attributes"] or {}).values()]
    assert all(isinstance(value, str) or all(isinstance(part, str) for part in value) for value in values)
    (charging,) = [one for one in found if one["extraction_text"] == "5000个"]
    group = [one["extraction_text"] for one in found if one["group_index"] == charging["group_index"]]
    assert group == ["5000个", "充电桩", "2027年", "市交通运输局"]


def test_langextract_itself_reads_it(read: Json, tmp_path: Path) -> None:
    """Its loader takes the file, and writes the same again."""
    package = pytest.importorskip("langextract", reason="langextract is not installed; pip install langextract")
    (tmp_path / "a.jsonl").write_text(langextract.line(read, TEXT) + "\n", encoding="utf-8")
    documents = list(package.io.load_annotated_documents_jsonl(tmp_path / "a.jsonl", show_progress=False))
    package.io.save_annotated_documents(iter(documents), tmp_path, "b.jsonl", show_progress=False)
    first, second = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("a.jsonl", "b.jsonl"))
    assert first == second


def test_label_studio_itself_takes_it(read: Json) -> None:
    """Its own checks know the labelling interface, and find nothing wrong with tasks and predictions."""
    package = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="label-studio-sdk is not installed; pip install label-studio-sdk"
    )
    interface = package.LabelInterface(labelstudio.interface())
    interface.validate()
    task = task_of(read)
    assert interface.validate_task({"data": task["data"]})
    assert interface.validate_prediction(task["predictions"][0], return_errors=True) == []


# On the command line


@pytest.fixture
def run(read: Json, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs the command where ``s.db`` is a store of two documents, one without its text."""
    monkeypatch.chdir(tmp_path)
    other = {name: value for name, value in with_text("新增就业5万人。", id="b2").items() if name != "text"}
    with open_store("s.db") as store:
        store.put([read, other])
    return command(capsys, monkeypatch)


def test_there_and_back_on_the_command_line(run: Command) -> None:
    """From a store to each tool, and from both tools to annotated documents; what has no text is told."""
    left = "policyextract: 1 document is left out: the store holds no such text; load documents with their texts\n"
    for form, name in (("labelstudio", "tasks.json"), ("doccano", "d.jsonl"), ("langextract", "l.jsonl")):
        shown = run("export", "s.db", "--to", form, "-o", name)
        assert (shown.code, shown.out, shown.err) == (0, "", left)
    (task,) = json.loads(Path("tasks.json").read_text(encoding="utf-8"))
    unmarked = {"id": 4, "data": task["data"], "annotations": []}
    Path("made.json").write_text(json.dumps([as_made(task), unmarked, {"id": 5}]), encoding="utf-8")
    shown = run("annotations", "made.json", "d.jsonl", "none.json", "-o", "annotated.jsonl")
    assert shown.code == 1
    assert shown.err.splitlines() == [
        "policyextract: made.json: task 5: holds no data; export the project as JSON, not as JSON-MIN",
        "policyextract: none.json: cannot be read (No such file or directory); check the name",
        "policyextract: 2 documents annotated, 1 not yet, 2 that cannot be used",
    ]
    first, second = (json.loads(line) for line in Path("annotated.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["targets"] == second["targets"]
    assert len(first["targets"]) == 4


def test_nothing_to_export_is_still_a_file_of_its_form(run: Command) -> None:
    """An empty list for Label Studio, an empty file for the others."""
    for form, empty in (("labelstudio", []), ("doccano", None), ("langextract", None)):
        shown = run("export", "s.db", "--to", form, "--until", "1999-01-01")
        assert shown.code == 0
        assert (json.loads(shown.out) if empty is not None else shown.out.strip()) == (
            empty if empty is not None else ""
        )


def test_only_what_changed_goes_out(run: Command) -> None:
    """A second export of the same holds what came since; filters hold as everywhere."""
    first = run("export", "s.db", "--to", "langextract", "--since", "last", "-o", "l.jsonl")
    second = run("export", "s.db", "--to", "langextract", "--since", "last", "-o", "l.jsonl")
    assert (first.code, second.code, Path("l.jsonl").read_text(encoding="utf-8").strip()) == (0, 0, "")
    shown = run("export", "s.db", "--to", "langextract", "--indicator", "充电桩")
    (row,) = map(json.loads, shown.out.splitlines())
    assert [one["extraction_class"] for one in row["extractions"]][:1] == ["target"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe", "is not UTF-8; give a Label Studio project"),
        (b"[1, 2", "is not JSON; give a Label Studio project"),
        (b"text\n", "line 1: is not as doccano exports it"),
        (b'{"text": "a", "id": 1, "label": [[0, 9, "target"]]}\n', "line 1: the target at 0 lies outside of the text"),
    ],
)
def test_other_files_are_told(run: Command, content: bytes, why: str) -> None:
    """What neither tool writes, in one line; the file that was there stays."""
    Path("x.json").write_bytes(content)
    Path("old.jsonl").write_text("{}", encoding="utf-8")
    shown = run("annotations", "x.json", "-o", "old.jsonl")
    assert (shown.code, shown.out, why in shown.err, "Traceback" in shown.err) == (1, "", True, False)
    assert Path("old.jsonl").read_text(encoding="utf-8") == "{}"


def test_the_labelling_interface_is_printed(run: Command) -> None:
    """As Label Studio takes it, with every label in it."""
    shown = run("schema", "labelstudio")
    assert shown.out.strip() == labelstudio.interface().strip()
