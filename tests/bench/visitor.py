"""A browser as small as can be: one connection, cookies, forms read from the page."""

from __future__ import annotations

import gzip
import random
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address
from urllib.parse import urlencode, urlsplit

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


class Unexpected(Exception):
    """The server answered something else than the case needs."""


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str
    sent: int
    text: str
    sql: int


@dataclass
class Visitor:
    """Somebody at the shop, over the loopback only."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    spans: dict[str, float] = field(default_factory=dict)
    sql: int = 0
    bytes_gz: int = 0
    place: str = field(default_factory=lambda: _somewhere())
    says: dict[str, str] = field(default_factory=dict)
    _link: HTTPConnection | None = None

    def anew(self) -> Visitor:
        """Become somebody else on the same connection."""
        self.cookies, self.spans, self.sql, self.bytes_gz, self.place = {}, {}, 0, 0, _somewhere()
        return self

    def get(self, path: str, *, name: str = "") -> Answer:
        """Read a page, drawn for this visitor alone."""
        return self._ask("GET", path, None, name, {200})

    def get_kept(self, path: str) -> Answer:
        """Read a page as a guest's browser asks for it: one that is kept for all will do."""
        self.says = {"Sec-Fetch-Site": "same-origin"}
        try:
            return self.get(path)
        finally:
            self.says = {}

    def post(self, path: str, values: dict, *, name: str = "") -> Answer:
        """Send a form; the answer is a redirect, as after every act."""
        values = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **values}
        return self._ask("POST", path, urlencode(values), name, {302})

    def send_form(self, path: str, values: dict) -> int:
        """Send a form whatever the answer: its status."""
        values = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **values}
        return self._send("POST", path, urlencode(values)).status

    def follow(self, path: str) -> str:
        """Ask for a page that leads on: where to."""
        answer = self._send("GET", path, None)
        self.sql += answer.sql
        if answer.status != 302:
            raise Unexpected(f"GET {path}: {answer.status} {said(answer.text)}")
        return answer.location

    def _ask(self, method: str, path: str, body: str | None, name: str, wanted: set[int]) -> Answer:
        begun = time.perf_counter()
        answer = self._send(method, path, body)
        self.spans[name or "page"] = time.perf_counter() - begun
        self.sql += answer.sql
        self.bytes_gz = self.bytes_gz or answer.sent
        if answer.status not in wanted:
            raise Unexpected(
                f"{method} {path}: {answer.status} {answer.location} {said(answer.text)}"
            )
        return answer

    def _send(self, method: str, path: str, body: str | None, *, again: bool = True) -> Answer:
        headers = {
            "Accept-Encoding": "gzip",
            "Accept": "text/html",
            "Host": f"127.0.0.1:{self.port}",
            "X-Forwarded-For": self.place,
            **self.says,
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._link is None:
            self._link = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self._link.request(method, path, body, headers)
            response = self._link.getresponse()
        except (HTTPException, ConnectionError):  # the server closed an idle connection
            self.leave()
            if not again:
                raise
            return self._send(method, path, body, again=False)
        data = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            pair, _sep, _rest = cookie.partition(";")
            key, _sep, value = pair.partition("=")
            self.cookies[key] = value.strip('"')
        text = gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data
        return Answer(
            response.status,
            _path(response.headers.get("Location", "")),
            len(data),
            text.decode(errors="replace"),
            int(response.headers.get("X-Bench-Sql", 0)),
        )

    def leave(self) -> None:
        """Close the connection."""
        if self._link is not None:
            self._link.close()
            self._link = None


def said(page: str) -> str:
    """What a page complains of, else how it begins."""
    wrong = re.findall(r'class="(?:errors|error|notice)[^"]*"[^>]*>(.*?)</', page, re.DOTALL)
    return " ".join(" ".join(wrong).split()) or page[:400]


def _somewhere() -> str:
    """A network address of its own: what one visitor may keep is limited."""
    return str(IPv4Address(0x0A000000 + random.randrange(2**24)))


def fields(page: str) -> list[dict[str, str]]:
    """The inputs of a page, each as its attributes."""
    return [dict(ATTRIBUTE.findall(tag[6:-1])) for tag in INPUT.findall(page)]


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
