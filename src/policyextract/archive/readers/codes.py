"""What can be wrong with a file, member or row: the codes of :class:`~policyextract.archive.item.Broken`, in one table."""

from enum import StrEnum

from ..item import Broken


class Code(StrEnum):
    """Why something gave no document. The values are stable; :data:`MEANING` says what each stands for."""

    missing = "missing"
    unreadable = "unreadable"
    not_a_file = "not-a-file"
    symlink_loop = "symlink-loop"
    needs_extra = "needs-extra"
    empty = "empty"
    not_text = "not-text"
    bad_encoding = "bad-encoding"
    bad_json = "bad-json"
    bad_row = "bad-row"
    no_text = "no-text"
    error_page = "error-page"
    bad_date = "bad-date"
    too_large = "too-large"
    too_slow = "too-slow"
    bomb = "bomb"
    archive_too_large = "archive-too-large"
    too_many_members = "too-many-members"
    nested_too_deep = "nested-too-deep"
    unsafe_path = "unsafe-path"
    encrypted = "encrypted"
    unsupported = "unsupported"
    truncated = "truncated"
    corrupt = "corrupt"


MEANING: dict[Code, str] = {
    Code.missing: "no such file or folder, or a pattern that nothing matches",
    Code.unreadable: "the system does not let it be read: permissions, a name too long, a failing disk",
    Code.not_a_file: "a device, socket or pipe in a folder or archive",
    Code.symlink_loop: "a link that leads back to a folder it lies in, or to itself",
    Code.needs_extra: "the format needs a package that is not installed; the message says which extra",
    Code.empty: "no bytes, nothing but white space, or no documents: a table of a head alone, an archive without members",
    Code.not_text: "no text in it: pictures (also in a PDF file), files of programs that are not read, programs themselves, other binary content",
    Code.bad_encoding: "bytes that are no UTF-8, UTF-16, UTF-32, GB18030 or Big5 text",
    Code.bad_json: "not valid JSON, or JSON of another form than an object or an array of objects",
    Code.bad_row: "a row that does not parse: a line that is no JSON object, quotes or cells that do not fit the head",
    Code.no_text: "a row, or a whole table, without a field of text",
    Code.error_page: "what a server says in place of a page: not found, refused, out of order",
    Code.bad_date: "a row whose date of publication cannot be understood",
    Code.too_large: "a document, row or member beyond its limit",
    Code.too_slow: "a file that takes longer to read, from one document to the next, than a document may",
    Code.bomb: "unpacks to far more than any text does",
    Code.archive_too_large: "an archive that unpacks to more than the limit; what came before it was read",
    Code.too_many_members: "an archive with more members than the limit",
    Code.nested_too_deep: "an archive in an archive in an archive, beyond the limit",
    Code.unsafe_path: "a member whose name is absolute or leads out of the archive",
    Code.encrypted: "needs a password or a key",
    Code.unsupported: "a compression method or a kind of member that is not read here",
    Code.truncated: "ends before its end; what came before the cut was read",
    Code.corrupt: "damaged: checksums or structure are wrong",
}
"""What each code stands for."""


PASSING = frozenset((Code.missing, Code.unreadable, Code.needs_extra, Code.too_slow))
"""What may be otherwise in the next run, though the file is as it was."""
HIDING = PASSING | {
    Code.truncated,
    Code.corrupt,
    Code.encrypted,
    Code.bomb,
    Code.bad_json,
    Code.archive_too_large,
    Code.too_many_members,
}
"""What may keep more of a file from being read than it tells."""


class Fault(Exception):
    """Raised inside the readers where a file or member cannot be read on; never leaves them.

    Args:
        code: what is wrong.
        message: one line, and what to do.
        fatal: whether it ends the outermost archive, not just the member.
    """

    def __init__(self, code: Code, message: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fatal = fatal

    def at(self, origin: str) -> Broken:
        """What is reported of it."""
        return broken(origin, self.code, self.message)


def broken(origin: str, code: Code, message: str) -> Broken:
    """A :class:`Broken` whose message is one line of printable characters.

    >>> broken("a.txt", Code.empty, "nothing\\nin it")
    Broken(origin='a.txt', code='empty', message='nothing in it')
    """
    return Broken(origin, code.value, shown(" ".join(message.split())))


def shown(name: str) -> str:
    """``name`` as it can be written to any file: undecodable bytes and control characters as escapes.

    >>> shown("a\\udcff\\x07.txt")
    'a\\\\xff\\\\x07.txt'
    """
    return name if name.isprintable() else "".join(map(_escaped, name))


def _escaped(char: str) -> str:
    if char.isprintable() or char == "\u3000":
        return char
    byte = ord(char) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode("ascii")
