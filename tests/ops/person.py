"""A browser that reads one machine, then another of the same name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def path(self) -> str:
        """Where it leads on."""
        parts = urlsplit(self.headers.get("Location", ""))
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def field(self, name: str) -> str:
        """What a field of the page's form holds."""
        tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', self.text)
        assert tag, f"no field {name}: {self.text[:2000]}"
        value = re.search(r'value="([^"]*)"', tag[0])
        return value[1] if value else ""


@dataclass
class Person:
    """Somebody with a browser that says of its forms that they are our own pages'."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, port: int, path: str, **headers: str) -> Answer:
        return self._ask(port, "GET", path, None, headers)

    def post(self, port: int, path: str, values: dict) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask(port, "POST", path, urlencode(values).encode(), kind)

    def upload(self, port: int, path: str, values: dict) -> Answer:
        body = encode_multipart(BOUNDARY, values)
        return self._ask(port, "POST", path, body, {"Content-Type": MULTIPART_CONTENT})

    def _ask(self, port: int, method: str, path: str, body: bytes | None, headers: dict) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        said = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html", **headers}
        link = HTTPConnection("127.0.0.1", port, timeout=30)
        link.request(method, path, body, {**said, **({"Cookie": cookies} if cookies else {})})
        response = link.getresponse()
        text = response.read().decode(errors="replace")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        link.close()
        return Answer(response.status, dict(response.headers), text)
