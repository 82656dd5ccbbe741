"""Settings of an extractor."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a user may set; every field has a default that suits most texts.

    Attributes:
        tokenizer: ``auto`` takes rjieba where it is installed, else jieba; both give the same words.
        min_confidence: records below it are left out (0 keeps all).
        weights: a folder of tables of the user's own, as ``policyextract train -o`` fills it; those of the
            package where it is not given.
        lexicons: files with names of the user's own (``[[name]]`` rows: ``form``, ``type``, ``canonical``, ``code``).
    """

    tokenizer: Literal["auto", "jieba", "rjieba"] = "auto"
    min_confidence: float = 0.0
    lexicons: tuple[Path, ...] = ()
    weights: Path | None = None

    def __post_init__(self) -> None:
        if self.tokenizer not in ("auto", "jieba", "rjieba"):
            raise ValueError(f"tokenizer must be 'auto', 'jieba' or 'rjieba', not {self.tokenizer!r}")
        if not 0 <= self.min_confidence <= 1:
            raise ValueError(f"min_confidence must be between 0 and 1, not {self.min_confidence!r}")
        object.__setattr__(self, "lexicons", tuple(Path(p) for p in self.lexicons))
        object.__setattr__(self, "weights", None if self.weights is None else Path(self.weights))
