"""Errors a user can meet; each says what is wrong, where, and what to do."""


class PolicyExtractError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(PolicyExtractError):
    """An input cannot be read: names the file (and row, where there is one) and the reason."""


class RecordError(InputError):
    """One of many records cannot be read: ``index`` (its place, from 0), ``code`` (``failed``, ``worker-died``) and ``reason``."""

    def __init__(self, index: int, code: str, reason: str) -> None:
        super().__init__(f"record {index} (counted from 0): {reason}")
        self.index = index
        self.code = code
        self.reason = reason


class LexiconError(PolicyExtractError):
    """A lexicon row is wrong: names the file, the row and what it should be."""


class StoreError(PolicyExtractError):
    """A store cannot be opened, read or written: names it, says why and what to do."""


class SinkError(PolicyExtractError):
    """What was found cannot be handed on: names the file or address, says why and what to do."""
