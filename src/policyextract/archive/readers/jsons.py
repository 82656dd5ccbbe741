"""JSON lines, and JSON files of one object, an array of objects or objects one after another.

Both are read as they come. The arrays are read with the standard library's scanner over a sliding buffer: a streaming
parser would be one more dependency for what one value at a time does.
"""

import codecs
import io
import json
from collections.abc import Iterator
from typing import Any

from ..item import Item, RawDocument
from .blob import CHUNK, Blob, size
from .codes import Code, Fault, broken
from .fields import document, roles
from .lines import LineDecoder, encoding_of, lines, unmarked
from .options import ReadOptions

_SPACE = " \t\r\n"
_DEEP = 3  # objects in each other in which rows are looked for


def row_limit(options: ReadOptions) -> int:
    """The most bytes a row may have: escapes (``\\u4e07``) double those of a document, and other fields come with it."""
    return 2 * options.max_document_bytes + (1 << 16)


def read_jsonl(blob: Blob) -> Iterator[Item]:
    """One document a line; the number of the line is part of its origin."""
    stream, encoding = unmarked(blob)
    yield from rows(blob.origin, stream, blob.budget.options, encoding)


def rows(
    name: str, stream: io.BufferedReader, options: ReadOptions, encoding: str = "utf-8", before: int = 0
) -> Iterator[Item]:
    """The documents of JSON lines, of which ``before`` were read already."""
    decoder = LineDecoder()
    most = row_limit(options)
    filled = False
    for number, line in lines(stream, most, before):
        origin = f"{name}:{number}"
        if line is None:
            yield broken(origin, Code.too_large, f"the line has more than {size(most)}; split it, or raise the limit")
        elif line.strip():
            yield _row(line, origin, decoder, options, encoding)
        else:
            continue
        filled = True
    if not filled:
        yield broken(name, Code.empty, "holds no rows")


def _row(line: bytes, origin: str, decoder: LineDecoder, options: ReadOptions, encoding: str) -> Item:
    try:
        value = json.loads(decoder(line))
    except Fault as fault:
        return fault.at(origin)
    except (ValueError, RecursionError) as error:
        if not line.endswith(b"\n") and line.lstrip().startswith(b"{") and not line.rstrip().endswith(b"}"):
            return broken(origin, Code.truncated, "the last line ends before its end; fetch the file again")
        return broken(origin, Code.bad_row, f"the line is not JSON ({_said(error)})")
    if not isinstance(value, dict):
        return broken(origin, Code.bad_row, 'the line is JSON, but no object; write it as {"text": …}')
    found = document(value, origin, options, encoding)
    if isinstance(found, RawDocument) and not line.isascii() and decoder.encoding != "utf-8":
        return found._replace(encoding=decoder.encoding.removesuffix("hkscs"))
    return found


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error).split(";")[0]


class _Values:
    """The values of a JSON stream one by one: those of an array, or those that stand one after another."""

    def __init__(self, stream: io.BufferedReader, encoding: str, most: int) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._most = most
        self._text = ""
        self._at = 0
        self._ended = False
        self.is_array = False

    def _more(self, count: int) -> None:
        """Drop what was read and append about ``count`` bytes."""
        data = self._stream.read1(count)
        self._ended = not data
        try:
            self._text = self._text[self._at :] + self._decoder.decode(data, self._ended)
        except UnicodeDecodeError as error:
            raise Fault(Code.bad_encoding, f"is not {error.encoding} throughout; convert it to UTF-8 first") from None
        self._at = 0

    def _next_sign(self) -> str:
        """The next character that is no white space, not taken; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more(CHUNK)

    def __iter__(self) -> Iterator[Any]:
        first = self._next_sign()
        if first not in ("[", "{"):
            raise Fault(Code.bad_json, "is neither a JSON object nor an array of them")
        if first == "{":
            while self._next_sign():
                yield self._value()
            return
        self.is_array = True
        self._at += 1
        if self._next_sign() == "]":
            self._at += 1
            return
        while True:
            yield self._value()
            sign = self._next_sign()
            if sign not in ("]", ","):
                raise self._fault("a comma or ] is missing")
            self._at += 1
            if sign == "]":
                break
        if self._next_sign():
            raise Fault(Code.bad_json, "something follows the end of the array")

    def _value(self) -> Any:
        self._next_sign()
        want = CHUNK
        while True:
            try:
                value, end = json.JSONDecoder().raw_decode(self._text, self._at)
            except RecursionError as error:
                raise Fault(Code.bad_json, _said(error)) from None
            except ValueError as error:
                if self._ended:
                    raise self._fault(_said(error), getattr(error, "pos", 0)) from None
            else:
                # The end of a number may be the end of the buffer.
                if self._ended or end < len(self._text) or isinstance(value, dict | list | str):
                    self._at = end
                    return value
            if len(self._text) - self._at > self._most:
                said = (
                    f"a value is not valid JSON, or has more than {size(self._most)}; write one object a line (JSONL)"
                )
                raise Fault(Code.too_large, said)
            enough = len(self._text) - self._at + want
            while not self._ended and len(self._text) - self._at < enough:
                self._more(want)
            want *= 2

    def _fault(self, said: str, at: int | None = None) -> Fault:
        """A cut where all that is there is sound so far, else damage."""
        end = len(self._text.rstrip())
        at = self._at if at is None else at
        if self._ended and ("Unterminated" in said or at >= end or ("escape" in said and at >= end - len("\\u4e07"))):
            return Fault(Code.truncated, "the JSON ends before its end; fetch it again")
        return Fault(Code.bad_json, f"is not valid JSON ({said})")


def read_json(blob: Blob) -> Iterator[Item]:
    """One object, or each object of an array; the number of the item, from 1, is part of its origin."""
    stream, encoding = unmarked(blob)
    if encoding == "utf-8":
        encoding = encoding_of(stream.peek(CHUNK))
        values = _Values(stream, encoding, row_limit(blob.budget.options))
    else:
        values = _Values(stream, "utf-8", row_limit(blob.budget.options))
    told = encoding.removesuffix("hkscs")
    number = 0
    waiting: Any = None
    try:
        for value in values:
            number += 1
            if number == 1 and not values.is_array:
                waiting = value
                continue
            if number == 2 and not values.is_array:
                yield _item(waiting, f"{blob.origin}:1", blob.budget.options, told)
            yield _item(value, f"{blob.origin}:{number}", blob.budget.options, told)
    except Fault as fault:
        if number == 1 and not values.is_array:
            yield _item(waiting, f"{blob.origin}:1", blob.budget.options, told)
        if not number:
            raise
        yield broken(f"{blob.origin}:{number + 1}", fault.code, f"{fault.message}; what follows is not read")
        return
    if number == 1 and not values.is_array:
        yield _item(waiting, blob.origin, blob.budget.options, told)
    elif not number:
        yield broken(blob.origin, Code.empty, "is an empty array")


def _item(value: Any, origin: str, options: ReadOptions, encoding: str) -> Item:
    if not isinstance(value, dict):
        return broken(origin, Code.bad_json, f'is no object but {type(value).__name__}; write it as {{"text": …}}')
    if not roles(tuple(value), options)["text"] and (path := _rows_in(value, options)):
        said = f"its rows lie deeper, in {path}; write them as an array of their own (jq '.{path}' FILE)"
        return broken(origin, Code.no_text, said)
    return document(value, origin, options, encoding)


def _rows_in(value: dict[str, Any], options: ReadOptions, deep: int = _DEEP) -> str | None:
    """Where rows with a field of text lie in an object, as answers of services hold them: its keys, with dots between."""
    for key, part in value.items():
        if isinstance(part, list) and part and isinstance(part[0], dict) and roles(tuple(part[0]), options)["text"]:
            return key
        if isinstance(part, dict) and deep and (path := _rows_in(part, options, deep - 1)):
            return f"{key}.{path}"
    return None
