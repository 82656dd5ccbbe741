"""Numbers of things, for messages."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with what is counted, in the form that goes with it.

    Args:
        one: what is said of one thing; where a verb follows, the verb too.
        many: what is said of none and of several; else ``one`` with its plural's ending.

    >>> counted(1, "document"), counted(12000, "document"), counted(0, "batch")
    ('1 document', '12,000 documents', '0 batches')
    >>> counted(1, "correction finds no record", "corrections find no record")
    '1 correction finds no record'
    """
    if number == 1:
        return f"1 {one}"
    return f"{number:,} {many or one + ('es' if one.endswith(('ch', 's', 'x')) else 's')}"
