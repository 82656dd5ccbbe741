"""policyextract: Chinese policy text in, structured targets and actuals out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .archive.documents import read_documents
    from .arrow import extract_frame, to_arrow, to_pandas, to_polars
    from .errors import InputError, LexiconError, PolicyExtractError, RecordError
    from .extractor import Extractor, explain, extract
    from .models import Document, Entity, Quantity, Target
    from .settings import Settings
    from .targets.explain import Explanation

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Entity",
    "Explanation",
    "Extractor",
    "InputError",
    "LexiconError",
    "PolicyExtractError",
    "Quantity",
    "RecordError",
    "Settings",
    "Target",
    "explain",
    "extract",
    "extract_frame",
    "read_documents",
    "to_arrow",
    "to_pandas",
    "to_polars",
]

# Where each name comes from. A module is loaded when a name of it is first asked for: a program that only may need the
# package starts without its dictionaries, models and patterns.
_HOME = {
    "read_documents": "archive.documents",
    **dict.fromkeys(("extract_frame", "to_arrow", "to_pandas", "to_polars"), "arrow"),
    **dict.fromkeys(("InputError", "LexiconError", "PolicyExtractError", "RecordError"), "errors"),
    **dict.fromkeys(("Extractor", "explain", "extract"), "extractor"),
    **dict.fromkeys(("Document", "Entity", "Quantity", "Target"), "models"),
    "Settings": "settings",
    "Explanation": "targets.explain",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f".{_HOME[name]}", __name__), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
