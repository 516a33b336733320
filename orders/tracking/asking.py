"""Asking a carrier over the network: soon answered, or taken to be down."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from orders.tracking.protocol import CarrierDown

PATIENCE = 5  # seconds: others wait behind
MOST = 500_000  # bytes of an answer
TOLD = (400, 404, 410)  # « unknown » is an answer: its body says of what


class _Straight(HTTPRedirectHandler):
    """A service of a carrier sends nobody elsewhere: our credentials go to no other host."""

    def redirect_request(self, *_args, **_words):
        return None


_opener = build_opener(_Straight)


def ask(address: str, *, headers: dict[str, str]) -> dict[str, Any]:
    """The JSON object that a service answers, an unknown number included. Raises CarrierDown."""
    if not address.startswith(("https://", "http://")):
        raise CarrierDown
    request = Request(address, headers={"Accept": "application/json", **headers})  # noqa: S310
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return _read(answer)
    except HTTPError as error:
        if error.code not in TOLD:
            raise CarrierDown from error
        with error:
            return _unknown(error)
    except (URLError, OSError, HTTPException) as error:
        raise CarrierDown from error


def _read(answer) -> dict[str, Any]:
    try:
        text = answer.read(MOST + 1)
        said = json.loads(text) if len(text) <= MOST else None
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise CarrierDown from error
    if not isinstance(said, dict):
        raise CarrierDown
    return said


def _unknown(error: HTTPError) -> dict[str, Any]:
    """What a refusal says; La Poste answers some unknown numbers without a word of JSON."""
    try:
        return _read(error)
    except CarrierDown:
        return {"returnCode": error.code}
