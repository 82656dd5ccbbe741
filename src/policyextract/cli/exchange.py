"""To and from annotation tools: what ``export`` writes for them, and the command ``annotations``."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

import policyextract

from ..counted import counted
from ..errors import InputError
from ..guards import whole
from .export import sink
from .options import Lexicons, Weights, settings
from .saying import PROGRAM, complain, defect, one_line, say, tidy

if TYPE_CHECKING:
    from ..exchange.marks import Marked

    Item = tuple[str, "Marked | InputError | None"]
    """What a task or example is called, and what it holds, what is wrong with it, or None where nobody annotated it yet."""

_EXPORTED = "give a Label Studio project exported as JSON, or a doccano project exported as JSONL"


# Out


def write_marked(documents: Iterable[Mapping[str, Any]], out: BinaryIO, tool: str) -> None:
    """The documents of a store for a tool; those without a raw text are left out, and told."""
    left = 0
    opening, between, closing = ("[\n", ",\n", "\n]\n") if tool == "labelstudio" else ("", "\n", "\n")
    written = 0
    for document in documents:
        text = document.get("text")
        if text is None:
            left += 1
            continue
        line = whole(_line(document, text, tool))
        out.write(f"{between if written else opening}{line}".encode())
        written += 1
    out.write((closing if written else opening + closing.lstrip("\n")).encode())
    if left:
        what = counted(left, "document is left out", "documents are left out")
        say(f"{what}: the store holds no such text; load documents with their texts")


def _line(document: Mapping[str, Any], text: str, tool: str) -> str:
    from ..exchange import doccano, labelstudio, langextract

    if tool == "labelstudio":
        made = labelstudio.task(document, text, f"{PROGRAM} {policyextract.__version__}")
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return doccano.example(document, text) if tool == "doccano" else langextract.line(document, text)


# In


def annotations(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Label Studio's JSON, doccano's JSONL, as they export it.")
    ],
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to; else stdout.")] = None,
    lexicon: Lexicons = None,
    weights: Weights = None,
) -> None:
    """Make annotated documents of what people marked. It is marked in Label Studio or doccano; what is made are JSON lines, one document a line."""
    extractor = policyextract.Extractor(settings(lexicon, weights))
    counts: Counter[str] = Counter()
    with tidy(Path(output) if output else None), one_line(output or "annotations"), sink(output) as out:
        for path in files:
            for name, found in _items(path):
                made = None if found is None else _made(path, name, found, extractor)
                counts["open" if found is None else "failed" if made is None else "done"] += 1
                if made is not None:
                    out.write(f"{whole(json.dumps(made, ensure_ascii=False))}\n".encode())
        told = f"{counted(counts['done'], 'document')} annotated, {counts['open']:,} not yet, {counts['failed']:,} that cannot be used"
        say(told)
        if counts["failed"] and not counts["done"]:
            raise typer.Exit(1)  # before a file that was there is replaced by nothing
    raise typer.Exit(1 if counts["failed"] else 0)


def _made(
    path: Path, name: str, found: "Marked | InputError", extractor: "policyextract.Extractor"
) -> dict[str, Any] | None:
    """The annotated document of a task or example; None where it cannot be used, which is told."""
    from ..exchange.annotations import annotated

    try:
        if isinstance(found, InputError):
            raise found
        return annotated(found, extractor)
    except InputError as error:
        complain(f"{path}: {name}" if name else str(path), str(error))
    except Exception as error:  # a defect of ours must cost one document, not the run
        complain(f"{path}: {name}", defect(error))
    return None


def _items(path: Path) -> "Iterator[Item]":
    """The tasks or examples of a file; what is wrong with the file itself has no name."""
    from ..exchange import doccano, labelstudio

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        yield "", InputError(f"cannot be read ({error.strerror}); check the name")
        return
    except UnicodeDecodeError:
        yield "", InputError(f"is not UTF-8; {_EXPORTED}")
        return
    if text.lstrip().startswith("["):
        rows = _parsed(text)
        yield from labelstudio.read(rows) if isinstance(rows, list) else [("", InputError(f"is not JSON; {_EXPORTED}"))]
    else:
        yield from doccano.read(_parsed(line) for line in text.split("\n") if line.strip())


def _parsed(text: str) -> Any:
    """What a piece of JSON holds; None where it is none, which no tool writes."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
