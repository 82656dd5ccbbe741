"""policyextract: Chinese policy text in, structured targets and actuals out."""

from .errors import InputError, LexiconError, PolicyExtractError
from .models import Document, Entity, Quantity, Target
from .pipeline import Extractor, extract
from .settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Entity",
    "Extractor",
    "InputError",
    "LexiconError",
    "PolicyExtractError",
    "Quantity",
    "Settings",
    "Target",
    "extract",
]
