"""What a PDF file would unpack to, found out before a library unpacks it: that one knows no bound."""

import re
import zlib

from ..blob import ratio_said, size
from ..codes import Code, Fault
from ..options import MIB, ReadOptions

_STREAM = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_HEAD = 2048  # bytes in front of a stream that its dictionary stands in
_STEP = 1 << 16
_LAYERS = 4  # filters over each other


def check(data: bytes, options: ReadOptions) -> None:
    """Refuse a file with a stream that unpacks to too much. Pictures, which are not unpacked for their text, may.

    Raises:
        Fault: it is a bomb, or too large.
    """
    total = 0
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - _HEAD) : found.start()]
        head = head[head.rfind(b" obj") :]
        if b"/Image" in head or (b"FlateDecode" not in head and b"/Fl" not in head):
            continue
        total += _unpacked(data, found.end(), options, _LAYERS)
        if total > options.max_member_bytes:
            raise Fault(Code.too_large, f"unpacks to more than {size(options.max_member_bytes)}")


def _unpacked(data: bytes, at: int, options: ReadOptions, layers: int) -> int:
    """To how many bytes the stream at ``at`` unpacks, with what is packed in it; what is damaged ends there."""
    decoder, view = zlib.decompressobj(), memoryview(data)
    count = read = 0
    first = rest = b""
    while not decoder.eof and (rest or at + read < len(view)):
        if not rest:
            rest = bytes(view[at + read : at + read + _STEP])
            read += len(rest)
        try:
            out = decoder.decompress(rest, 16 * _STEP)
        except zlib.error:
            break
        rest = decoder.unconsumed_tail
        first = first or out[:1]
        count += len(out)
        if count > MIB + (read - len(rest)) * options.max_ratio:
            raise Fault(Code.bomb, ratio_said(options))
        if count > options.max_held_bytes:
            raise Fault(Code.too_large, f"a part of it unpacks to more than {size(options.max_held_bytes)}; split it")
    if layers and first == b"\x78":
        inner = zlib.decompressobj().decompress(view[at : at + read], count)
        count += _unpacked(inner, 0, options, layers - 1)
    return count
