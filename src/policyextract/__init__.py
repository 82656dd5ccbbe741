"""policyextract: Chinese policy text in, structured targets and actuals out."""

from .archive.documents import read_documents
from .arrow import to_arrow, to_pandas, to_polars
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
    "read_documents",
    "to_arrow",
    "to_pandas",
    "to_polars",
]
