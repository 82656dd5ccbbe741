"""Documents with their targets to an address of the web, as signed batches of JSON.

A request follows Standard Webhooks (https://www.standardwebhooks.com), for which receivers find libraries in every
language: ``webhook-id``, ``webhook-timestamp`` (seconds) and ``webhook-signature``, which is ``v1,`` and the Base64 of
HMAC-SHA256 over ``id.timestamp.body``. The id is made from the body alone and is sent as ``Idempotency-Key`` too: the
same batch has the same key in every run. The body is ``{"type": "policyextract.documents", "documents": [...], "gone": [...]}``; every
document holds all of its records that are wanted, so that a receiver replaces them as one set; ``gone`` holds the ids of documents
that are no longer there, or have no record any more that is wanted. Chat services (:mod:`.chat`) take messages instead.

What is not taken goes, as it is, into a file of dead letters, from which :func:`resend` sends it again.
"""

import base64
import binascii
import hmac
import json
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from ..errors import InputError, SinkError
from ..rows import LISTS
from .chat import Chat, refused
from .files import replacing
from .flatten import gone_id, to_json

TYPE = "policyextract.documents"
RECORDS = 100
"""Records a batch: about 100 kB of JSON. A document is never cut, so that a batch may hold more."""
GIVE_UP = 3
"""Batches in a row that could not be delivered, after which the rest go to the dead letters unsent."""

# Besides 5xx: a time-out, the same key still at work, too early, too many.
_TRY_AGAIN = frozenset({408, 409, 425, 429})
_LONGEST = 300.0  # seconds of all pauses of a letter; a receiver that asks for more finds it among the dead
_ANSWER = 4096  # bytes that are read of what a chat service says
_HEAD = (
    "schema_version",
    "id",
    "content_hash",
    "title",
    "published",
    "source",
    "place",
    "targets",
    "actuals",
    "pledges",
)


class Letter(NamedTuple):
    """One batch: its key and its exact body."""

    key: str
    body: str


class Dead(NamedTuple):
    """A batch that was not taken, and why."""

    letter: Letter
    reason: str


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How often a batch is tried, and how long to wait in between.

    Attributes:
        tries: at least 1.
        first: seconds before the second try; each further pause may be twice as long.
        longest: seconds that no pause passes, unless the receiver asks for more.
        timeout: seconds for one request, from looking up the address to the head of the answer.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    timeout: float = 30.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def pause(self, tried: int) -> float:
        """Seconds before the next try: anything up to the limit, so that many senders do not come back together."""
        return random.uniform(0.5, 1.0) * min(self.longest, self.first * 2.0 ** (tried - 1))


def letters(documents: Iterable[Mapping[str, Any]], records: int = RECORDS) -> Iterator[Letter]:
    """Documents, and ids of those that are gone, in batches of about so many records."""
    batch: list[dict[str, Any]] = []
    gone: list[str] = []
    held = 0
    for document in documents:
        if (lost := gone_id(document)) is not None:
            gone.append(lost)
            held += 1
        else:
            batch.append({name: document.get(name) for name in _HEAD})
            held += sum(len(document.get(name, ())) for name in LISTS.values())
        if held >= records:
            yield letter_of(to_json({"type": TYPE, "documents": batch, "gone": gone}))
            batch, gone, held = [], [], 0
    if batch or gone:
        yield letter_of(to_json({"type": TYPE, "documents": batch, "gone": gone}))


def letter_of(body: str) -> Letter:
    """A letter under the key that its body makes."""
    return Letter(sha256(body.encode()).hexdigest()[:32], body)


def key_of(secret: str) -> bytes:
    """The bytes to sign with: those of the Base64 after ``whsec_``, else the secret itself in UTF-8.

    Raises:
        InputError: it is empty, or no Base64 follows ``whsec_``.

    >>> key_of("whsec_a2V5"), key_of("key")
    (b'key', b'key')
    """
    if not secret:
        raise InputError("the secret is empty; give one, or none at all")
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise InputError("the secret begins with whsec_ but no Base64 follows; copy it again") from None


def signature(key: bytes, ident: str, timestamp: int, body: str) -> str:
    """The value of ``webhook-signature``.

    >>> signature(b"key", "id", 0, "{}")
    'v1,rNtFkyFD2GXO4gwTlp83NxO8xqdg3Ek1Q45TMLFfm0k='
    """
    digest = hmac.new(key, f"{ident}.{timestamp}.{body}".encode(), sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class Webhook:
    """An address that takes letters.

    Args:
        secret: signs what is sent; to ntfy it is the token.
        chat: the service behind the address, where it is one of :data:`policyextract.track.chat.CHATS`.

    Raises:
        InputError: the address is none of http or https.
        SinkError: the extra ``[feeds]`` is not installed.
    """

    def __init__(
        self, url: str, *, secret: str | None = None, patience: Patience = Patience(), chat: Chat | None = None
    ) -> None:
        try:
            import httpx
        except ModuleNotFoundError:
            raise SinkError("a webhook needs httpx; install it with: pip install 'policyextract[feeds]'") from None
        try:
            parts = urlsplit(url)
            fit = parts.scheme in ("http", "https") and bool(parts.hostname)
            self._url = httpx.URL(url)
        except (ValueError, httpx.InvalidURL):
            fit = False
        if not fit:
            raise InputError(f"{url!r} is no address to post to; write https://host/path")
        self._patience = patience
        self._key = key_of(secret) if secret is not None and chat is None else None
        self._secret, self._chat = secret, chat
        self._failures: tuple[type[Exception], ...] = (httpx.TransportError, TimeoutError)
        # Of most answers nothing but the head is read: what they are packed in does not matter.
        head = {"User-Agent": "policyextract", "Accept-Encoding": "identity"}
        self._open = partial(httpx.Client, timeout=patience.timeout, headers=head)
        self._client = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, letter: Letter) -> str | None:
        """Deliver one letter; None, or why it was not taken."""
        why, paused = "", 0.0
        for tried in range(1, self._patience.tries + 1):
            why, wait = self._post(letter)
            if not why:
                return None
            if wait is None or paused + wait > _LONGEST:
                return why
            if tried < self._patience.tries:
                pause = max(wait, self._patience.pause(tried))
                paused += pause
                self._patience.sleep(pause)
        return f"{why}, {self._patience.tries} times"

    def _post(self, letter: Letter) -> tuple[str, float | None]:
        """``""`` for a letter that was taken; else why not, and the least seconds to wait, None where it is no use."""
        url, body, headers = self._request(letter, int(time.time()))
        try:
            code, pause, answer = self._answer(url, body, headers)
        except self._failures as error:
            return f"no answer ({' '.join(str(error).split()) or type(error).__name__})", 0.0
        if code < 300:
            why, again = refused(self._chat, answer) if self._chat else ("", False)
            return why, _retry_after(pause) if again else None
        if code < 400:
            return f"answered {code}, a redirect; give the final address", None
        if code >= 500 or code in _TRY_AGAIN:
            return f"answered {code}", _retry_after(pause)
        return f"answered {code}", None

    def _request(self, letter: Letter, stamp: int) -> tuple[Any, bytes, dict[str, str]]:
        """The address, body and head of a request, signed at the second ``stamp``."""
        if self._chat is None:
            names = ("Idempotency-Key", "webhook-id")
            headers = {**dict.fromkeys(names, letter.key), "webhook-timestamp": str(stamp)}
            if self._key is not None:
                headers["webhook-signature"] = signature(self._key, letter.key, stamp, letter.body)
            return self._url, letter.body.encode(), {"Content-Type": "application/json", **headers}
        signed = self._chat.sign(self._secret, stamp) if self._chat.sign and self._secret else ({}, {}, {})
        more, query, head = signed
        kind = "text/plain; charset=utf-8" if self._chat.body is str else "application/json"
        body = to_json({**json.loads(letter.body), **more}) if more else letter.body
        return self._url.copy_merge_params(dict(query)), body.encode(), {"Content-Type": kind, **head}

    def _answer(self, url: Any, body: bytes, headers: Mapping[str, str]) -> tuple[int, str | None, bytes]:
        """The status of the answer, its ``Retry-After``, and of a chat service the beginning of what it says.

        The limits of the library are for a step each, and a receiver may take a step a second for ever: a thread asks, and
        is left alone with a closed connection when its time is over.

        Raises:
            TimeoutError: that was too long.
        """
        told: SimpleQueue[tuple[int, str | None, bytes] | Exception] = SimpleQueue()
        client, reads = self._client, self._chat is not None

        def ask() -> None:
            try:
                with client.stream("POST", url, content=body, headers=headers) as answer:
                    said = next(answer.iter_bytes(_ANSWER), b"") if reads else b""
                    told.put((answer.status_code, answer.headers.get("Retry-After"), said))
            except Exception as error:
                told.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            found = told.get(timeout=self._patience.timeout)
        except Empty:
            self._client = self._open()
            client.close()
            raise TimeoutError(f"not within {self._patience.timeout:g} seconds") from None
        if isinstance(found, Exception):
            raise found
        return found


def _retry_after(value: str | None) -> float:
    """Seconds that a receiver asks for, as a number or as a date.

    >>> _retry_after("7"), _retry_after(None), _retry_after("soon")
    (7.0, 0.0, 0.0)
    """
    if not value:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0


def read_dead(path: Path) -> list[Dead]:
    """The letters of a file.

    Raises:
        InputError: there is no such file, or a row is no letter.
    """
    out = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    data = json.loads(line)
                    out.append(Dead(Letter(data["key"], data["body"]), data["reason"]))
                except (ValueError, KeyError, TypeError):
                    raise InputError(f"{path}:{number}: is no dead letter; name the file that --post wrote") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is no file of dead letters; name the file that --post wrote") from None
    return out


def write_dead(path: Path, dead: Iterable[Dead]) -> None:
    """Write the letters, each key once, the last reason; no letter, no file."""
    by_key = {one.letter.key: one for one in dead}
    if not by_key:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as out:
        out.writelines(map(_row, by_key.values()))


def _append(path: Path, one: Dead) -> None:
    """Put one more letter into the file, which is written anew at the end."""
    try:
        with path.open("ab", buffering=0) as out:  # at once, and no half of it where the program is killed
            out.write(_row(one))
    except OSError as error:
        raise SinkError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error


def _row(one: Dead) -> bytes:
    row = {"key": one.letter.key, "reason": one.reason, "body": one.letter.body}
    return f"{json.dumps(row, ensure_ascii=False)}\n".encode()


def deliver(
    webhook: Webhook, found: Iterable[Letter], path: Path, settled: Callable[[], None] = lambda: None
) -> tuple[int, list[Dead]]:
    """Send letters; how many were taken, and those that were not, which go to the file of dead letters.

    After :data:`GIVE_UP` in a row that were not taken nothing more is sent. A letter is in the file as soon as it is given up,
    and all that are left are when the run breaks off, whatever for. Letters that the file holds from before stay in it
    until they are taken.

    Args:
        settled: called after each letter that was taken, or is in the file.
    """
    before = read_dead(path) if path.exists() else []
    held = {one.letter.key for one in before}
    taken: set[str] = set()
    dead: list[Dead] = []

    def lose(letter: Letter, why: str) -> None:
        dead.append(Dead(letter, why))
        taken.discard(letter.key)
        if letter.key not in held:
            held.add(letter.key)
            _append(path, dead[-1])

    waiting, now, failed = iter(found), None, 0
    try:
        for now in waiting:
            why = webhook.send(now) if failed < GIVE_UP else "not sent, the address did not take those before"
            failed = failed + 1 if why else 0
            if why:
                lose(now, why)
            else:
                taken.add(now.key)
            now = None
            settled()
    except BaseException:
        for letter in chain([now] if now else [], waiting):
            lose(letter, "not sent, or not answered, when the run was broken off")
        settled()
        raise
    finally:
        write_dead(path, [one for one in (*before, *dead) if one.letter.key not in taken])
    return len(taken), dead


def resend(webhook: Webhook, path: Path) -> tuple[int, list[Dead]]:
    """Send the letters of a file again; how many were taken, and those that were not, which alone stay in the file."""
    return deliver(webhook, [one.letter for one in read_dead(path)], path)
