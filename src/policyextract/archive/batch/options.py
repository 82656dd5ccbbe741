"""What a user may set of a batch run."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from ...corrections.correction import Correction
from ...models import SCHEMA_VERSION
from ...settings import Settings
from ..readers import ReadOptions

FORMATS = ("jsonl", "csv", "parquet", "sqlite")
REPOSTS = ("auto", "link", "drop", "keep")


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchOptions:
    """How a batch run works and what it writes.

    Attributes:
        format: ``jsonl`` (a document a line), ``csv`` (a record a row), ``parquet`` (documents and records), ``sqlite``
            (the tracker's store).
        reposts: ``link`` points documents that repeat an earlier one, and their records, to the first; ``drop`` leaves
            them out; ``keep`` compares nothing; ``auto`` does as the folder's run did before, else links where the package
            that finds them is installed, else compares nothing.
        workers: number of processes that extract; the output does not depend on it.
        timeout: seconds a document may take to be read from its file, and again to be extracted; None for no limit.
        shard_size: documents a part file, at most; see :data:`~policyextract.archive.batch.shards.CHARACTERS` too.
        resume: go on with what a run before has left in the folder, and bring it up to date; else begin anew.
        prune: take out documents that are not in the archive any more; else they stay, and are told.
        compact: bring the parts into the form that a run over the whole archive gives them.
        text: keep the raw texts too, where the format is ``sqlite``.
        corrections: what people said of records, applied to what is written; a store keeps them, and those it has.
        read: names of fields, and limits of what is read.
        settings: of the extractor.
    """

    format: Literal["jsonl", "csv", "parquet", "sqlite"] = "jsonl"
    reposts: Literal["auto", "link", "drop", "keep"] = "auto"
    workers: int = 1
    timeout: float | None = 300.0
    shard_size: int = 500
    resume: bool = True
    prune: bool = False
    compact: bool = False
    text: bool = True
    corrections: tuple[Correction, ...] = ()
    read: ReadOptions = field(default_factory=ReadOptions)
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        for name, known in (("format", FORMATS), ("reposts", REPOSTS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}")
        for name in ("workers", "shard_size"):
            value = getattr(self, name)
            if type(value) is not int or value < 1:
                raise ValueError(f"{name} must be a positive whole number, not {value!r}")
        if self.timeout is not None and not self.timeout > 0:
            raise ValueError(f"timeout must be more than 0 seconds, not {self.timeout!r}")

    @property
    def said(self) -> dict[str, list[Correction]]:
        """The corrections that are applied to parts, by document; none where a store applies them."""
        out: dict[str, list[Correction]] = {}
        for one in () if self.format == "sqlite" else self.corrections:
            out.setdefault(one.document, []).append(one)
        return out


def description(sources: Iterable[str], options: BatchOptions) -> dict[str, Any]:
    """All that decides what the output is: two runs of equal descriptions over equal inputs write equal bytes.

    Raises:
        OSError: a lexicon of the settings cannot be read.
    """
    settings = options.settings
    return {
        "version": sys.modules[__package__.split(".")[0]].__version__,  # of the program, which stands above all modules
        "schema_version": SCHEMA_VERSION,
        "inputs": list(sources),
        "format": options.format,
        **_versions(options),
        **({"text": options.text} if options.format == "sqlite" else {}),
        "reposts": options.reposts,
        "timeout": options.timeout,
        "shard_size": options.shard_size,
        **{f"read.{name}": _plain(value) for name, value in asdict(options.read).items()},
        "min_confidence": settings.min_confidence,
        "tokenizer": settings.tokenizer,
        "lexicons": {str(path): _digest(path) for path in settings.lexicons},
        **({"corrections": _told(options)} if options.said else {}),
        **({} if settings.weights is None else {"weights": _tables(settings.weights)}),
    }


def _versions(options: BatchOptions) -> dict[str, str]:
    """Versions of the packages that the bytes of the output depend on, beside our own."""
    from importlib.metadata import PackageNotFoundError, version

    wanted = ["pyarrow"] * (options.format == "parquet") + ["rensa"] * (options.reposts != "keep")
    out: dict[str, str] = {}
    for name in wanted:
        with suppress(PackageNotFoundError):  # told, with what to install, by who needs it
            out[name] = version(name)
    return out


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _tables(folder: Path) -> str:
    return sha256("".join(_digest(path) for path in sorted(folder.glob("*.tsv"))).encode()).hexdigest()[:16]


def _told(options: BatchOptions) -> str:
    lines = sorted(one.line() for one in options.corrections)
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:16]
