"""What has changed, as messages to a group chat or a phone: Feishu, WeCom, DingTalk and ntfy.

Each takes plain text of some length and signs or answers in its own way; what is sent is a digest, a record a line.
"""

import base64
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from ..rows import Row
from .wording import cell, due_by, headline

NEW, CHANGED, LOST = "新增", "更新", "撤下"


class Chat(NamedTuple):
    """One service: how much a message may hold, its body and signature, and what its answer says."""

    most: int
    """Bytes of a text."""
    body: Callable[[str], Any]
    """The JSON of a message, or its text."""
    code: tuple[str, ...]
    """Fields of the answer that are 0 where the message was taken; none where the status says all."""
    later: tuple[int, ...] = ()
    """Codes of a service that is busy: it is tried again."""
    sign: Callable[[str, int], tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]] | None = None
    """Of a secret and the seconds: what is added to the body, to the query and to the head."""


def _mac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), sha256).digest()).decode()


Signed = tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]


def _feishu(secret: str, stamp: int) -> Signed:
    return {"timestamp": str(stamp), "sign": _mac(f"{stamp}\n{secret}", "")}, {}, {}


def _dingtalk(secret: str, stamp: int) -> Signed:
    stamp *= 1000
    return {}, {"timestamp": str(stamp), "sign": _mac(secret, f"{stamp}\n{secret}")}, {}


def _token(secret: str, stamp: int) -> Signed:
    return {}, {}, {"Authorization": f"Bearer {secret}"}


def _plain(text: str) -> Any:
    # A tag in a text of Feishu calls people: <at user_id="all">.
    return {"msg_type": "text", "content": {"text": text.replace("<", "＜")}}


def _content(text: str) -> Any:
    return {"msgtype": "text", "text": {"content": text}}


CHATS = {
    "feishu": Chat(18_000, _plain, ("code", "StatusCode"), (11232,), _feishu),
    "wecom": Chat(2_000, _content, ("errcode",), (-1, 45009)),
    "dingtalk": Chat(18_000, _content, ("errcode",), (-1, 130101, 410100), _dingtalk),
    "ntfy": Chat(4_000, str, (), (), _token),
}
"""By name. The limits are those of the services (20 kB, 2,048 bytes, 20 kB and 4,096 bytes), with room for the rest of the body."""


class Told(NamedTuple):
    """A record and what became of it: :data:`NEW`, :data:`CHANGED` or :data:`LOST`."""

    what: str
    row: Row


def messages(found: Iterable[Told], counts: Mapping[str, int], title: str, most: int) -> Iterator[str]:
    """The texts that tell of records, none longer than ``most`` bytes, the first with ``counts`` of all; none for no record.

    >>> row = {"indicator": "充电桩", "comparator": ">=", "text": "5万个", "change": "none", "due": "2027-12-31", "kind": "target",
    ...        "place_name": "海东市", "document_title": "充电设施规划"}
    >>> print(*messages([Told(NEW, row)], {NEW: 2}, "政策目标", 200))
    政策目标：新增 2 项
    新增｜海东市｜充电桩 ≥5万个（2027-12-31 前）｜充电设施规划
    另有 1 项未列出
    """
    if not any(counts.values()):
        return
    page = f"{title}：" + "，".join(f"{what} {number:,} 项" for what, number in counts.items() if number)
    listed = 0
    for what, row in found:
        listed += 1
        words = (what, cell(row, "place_name"), headline(row) + due_by(row), cell(row, "document_title"))
        line = _cut(" ".join("｜".join(filter(None, words)).split()), most)
        if len(f"{page}\n{line}".encode()) > most:
            yield page
            page = line
        else:
            page = f"{page}\n{line}"
    if rest := sum(counts.values()) - listed:
        page = _cut(page, most - 60) + f"\n另有 {rest:,} 项未列出"
    yield page


def _cut(text: str, most: int) -> str:
    """``text`` in at most so many bytes, no character by half."""
    data = text.encode("utf-8", "replace")
    return data.decode() if len(data) <= most else data[: most - 3].decode("utf-8", "ignore") + "…"


def refused(chat: Chat, answer: bytes) -> tuple[str, bool]:
    """Why a message was not taken although the status is good, and whether to try again; ``""`` where it was.

    >>> refused(CHATS["wecom"], b'{"errcode": 45009, "errmsg": "api freq out of limit"}')
    ('answered 45009 (api freq out of limit)', True)
    >>> refused(CHATS["feishu"], b'{"code": 0}'), refused(CHATS["ntfy"], b"")
    (('', False), ('', False))
    """
    if not chat.code:
        return "", False
    try:
        told = json.loads(answer)
        code = next(told[name] for name in chat.code if name in told)
    except (ValueError, TypeError, StopIteration):
        return f"answered without {' or '.join(chat.code)}; check the address and --body", False
    if code == 0:
        return "", False
    why = " ".join(str(told.get("errmsg") or told.get("msg") or "").split())[:200]
    return f"answered {code}" + (f" ({why})" if why else ""), code in chat.later
