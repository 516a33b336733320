"""One request to the engine and its answer: JSON over HTTP, the connection kept by each thread."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import threading
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

PATIENT = 60.0  # seconds, for what nobody waits for
STALE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)
_threads = threading.local()


class EngineDown(Exception):
    """The engine was not reached, was too slow, or cannot answer now: it may in a while."""


class EngineRefused(EngineDown):
    """The engine understood and said no; the same request is refused again."""

    def __init__(self, status: int, kind: str, reason: str):
        super().__init__(f"{status} {kind}: {reason}"[:300])
        self.status, self.kind = status, kind


def ask(
    verb: str, path: str, body: object = None, *, patience: float = PATIENT, absent: object = None
) -> dict:
    """What the engine answers; `absent` where what is asked for is not there.

    Raises EngineDown or EngineRefused.
    """
    text = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    status, answer = _send(verb, path, text, "application/json", patience)
    if status == 404 and absent is not None:
        return absent  # type: ignore[return-value]
    return _checked(status, answer)


def ask_bulk(path: str, lines: Iterable[object], *, patience: float = PATIENT) -> dict:
    """The same for many acts at once, each on a line of its own."""
    text = "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)
    return _checked(*_send("POST", path, text.encode(), "application/x-ndjson", patience))


def _checked(status: int, answer: dict) -> dict:
    if status < 300:
        return answer
    error = answer.get("error")
    told = error if isinstance(error, dict) else {"reason": error}
    kind, reason = str(told.get("type", "")), str(told.get("reason", ""))
    if status == 429 or status >= 500:
        raise EngineDown(f"{status} {kind}: {reason}"[:300])
    raise EngineRefused(status, kind, reason)


def _send(verb: str, path: str, body: bytes, kind: str, patience: float) -> tuple[int, dict]:
    headers = {"Accept": "application/json", **_signed()}
    if body:
        headers["Content-Type"] = kind
    path = f"{urlsplit(settings.SEARCH_URL).path.rstrip('/')}{path}"
    try:
        status, text = _exchange(verb, path, body, headers, patience)
        answer = json.loads(text) if text else {}
    except (OSError, http.client.HTTPException, ValueError) as error:
        _drop()
        raise EngineDown(f"{type(error).__name__}: {error}"[:300]) from error
    return status, answer if isinstance(answer, dict) else {}


def _exchange(
    verb: str, path: str, body: bytes, headers: dict[str, str], patience: float
) -> tuple[int, bytes]:
    link, is_old = _link(patience)
    try:
        return _over(link, verb, path, body, headers)
    except STALE:
        _drop()
        if not is_old:
            raise
    # the engine closed what was kept: nothing was done, or doing it again comes to the same
    return _over(_link(patience)[0], verb, path, body, headers)


def _over(
    link: http.client.HTTPConnection, verb: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, bytes]:
    link.request(verb, path, body or None, headers)
    answer = link.getresponse()
    return answer.status, answer.read()


def _link(patience: float) -> tuple[http.client.HTTPConnection, bool]:
    """This thread's connection, and whether it was used before."""
    where = settings.SEARCH_URL
    kept = getattr(_threads, "link", None)
    if kept is not None and kept[0] == where and kept[1].sock is not None:
        kept[1].sock.settimeout(patience)
        return kept[1], True
    _drop()
    parts = urlsplit(where)
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        link = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=patience, context=_trusted(settings.SEARCH_CA)
        )
    else:
        link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=patience)
    _threads.link = (where, link)
    return link, False


def _drop() -> None:
    kept = getattr(_threads, "link", None)
    if kept is not None:
        kept[1].close()
        _threads.link = None


@lru_cache
def _trusted(authority: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority or None)


def _signed() -> dict[str, str]:
    if not settings.SEARCH_USER:
        return {}
    pair = f"{settings.SEARCH_USER}:{settings.SEARCH_PASSWORD}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
