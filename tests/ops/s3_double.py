"""An S3 of our own, over real HTTP, path-style: what a bucket must do for this house, and no more.

Whoever writes, and whoever reads the private bucket, must name the key in the way of AWS Signature
Version 4, in a header or in a presigned address; the signature itself is not computed again.
"""

from __future__ import annotations

import hashlib
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY = "AKIATWOMACHINES"
XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/"


class Stored(bytes):
    """The bytes of a file, with the type it was stored with."""

    kind = ""


class S3(ThreadingHTTPServer):
    """Buckets in memory; `public` ones are read by everybody."""

    daemon_threads = True

    def __init__(self, *, public: str, private: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.public = public
        self.buckets: dict[str, dict[str, Stored]] = {public: {}, private: {}}
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request of the client's."""

    protocol_version = "HTTP/1.1"
    server: S3

    def log_message(self, *_args) -> None:
        """Silence."""

    def do_GET(self) -> None:
        bucket, key, asked = self._place()
        if not self._may(bucket, asked):
            self._refuse(403, "AccessDenied")
        elif bucket not in self.server.buckets:
            self._refuse(404, "NoSuchBucket")
        elif not key:
            self._list(bucket, asked)
        elif key not in self.server.buckets[bucket]:
            self._refuse(404, "NoSuchKey")
        else:
            self._send_file(self.server.buckets[bucket][key])

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        bucket, key, asked = self._place()
        body = Stored(self._body())
        if not self._is_signed(asked):
            self._refuse(403, "AccessDenied")
        elif bucket not in self.server.buckets or not key or asked.keys() & {"uploadId"}:
            self._refuse(501, "NotImplemented")
        else:
            body.kind = self.headers.get("Content-Type", "binary/octet-stream")
            self.server.buckets[bucket][key] = body
            self._answer(200, headers={"ETag": _etag(body)})

    def do_DELETE(self) -> None:
        bucket, key, asked = self._place()
        if not self._is_signed(asked):
            self._refuse(403, "AccessDenied")
        else:
            self.server.buckets.get(bucket, {}).pop(key, None)
            self._answer(204)

    def _place(self) -> tuple[str, str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        bucket, _slash, key = unquote(parts.path).lstrip("/").partition("/")
        return bucket, key, parse_qs(parts.query, keep_blank_values=True)

    def _may(self, bucket: str, asked: dict) -> bool:
        is_file = not asked.keys() & {"list-type"}
        return (bucket == self.server.public and is_file) or self._is_signed(asked)

    def _is_signed(self, asked: dict) -> bool:
        header = self.headers.get("Authorization", "")
        presigned = asked.get("X-Amz-Credential", [""])[0]
        return (
            header.startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/") and "Signature=" in header
        ) or (presigned.startswith(f"{KEY}/") and "X-Amz-Signature" in asked)

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        whole = b""
        while body:  # size;chunk-signature=…\r\n…\r\n, the last one empty
            size, _end, body = body.partition(b"\r\n")
            length = int(size.partition(b";")[0], 16)
            if not length:
                break
            whole, body = whole + body[:length], body[length + 2 :]
        return whole

    def _send_file(self, body: Stored) -> None:
        headers = {
            "Content-Type": body.kind,
            "ETag": _etag(body),
            "Last-Modified": formatdate(usegmt=True),
            "Accept-Ranges": "bytes",
        }
        first, _dash, last = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        if not first:
            self._answer(200, body, headers)
            return
        start, end = int(first), min(int(last or len(body)), len(body) - 1)
        headers["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
        self._answer(206, body[start : end + 1], headers)

    def _list(self, bucket: str, asked: dict) -> None:
        prefix, sign = asked.get("prefix", [""])[0], asked.get("delimiter", [""])[0]
        files, folders = "", dict.fromkeys([])
        for key, body in sorted(self.server.buckets[bucket].items()):
            rest = key[len(prefix) :]
            if not key.startswith(prefix):
                continue
            if sign and sign in rest:
                folders[prefix + rest[: rest.index(sign) + 1]] = None
            else:
                files += f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size></Contents>"
        files += "".join(
            f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>"
            for folder in folders
        )
        text = f'<ListBucketResult xmlns="{XMLNS}"><IsTruncated>false</IsTruncated>{files}</ListBucketResult>'  # noqa: E501
        self._answer(200, text.encode(), {"Content-Type": "application/xml"})

    def _refuse(self, status: int, code: str) -> None:
        text = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
        self._answer(status, text.encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
