"""Errors a user can meet; each says what is wrong, where, and what to do."""


class PolicyExtractError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(PolicyExtractError):
    """An input cannot be read: names the file (and row, where there is one) and the reason."""


class LexiconError(PolicyExtractError):
    """A lexicon row is wrong: names the file, the row and what it should be."""
