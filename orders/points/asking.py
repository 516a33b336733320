"""Asking a carrier over the network: soon answered, or taken to be down."""

from __future__ import annotations

from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree import ElementTree

from orders.points.protocol import PointsDown

PATIENCE = 4  # seconds: somebody waits before a page
MOST = 2_000_000  # bytes of an answer


class _Straight(HTTPRedirectHandler):
    """A service of a carrier sends nobody elsewhere: our credentials go to no other host."""

    def redirect_request(self, *_args, **_words):
        return None


_opener = build_opener(_Straight)


def ask(
    address: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
) -> ElementTree.Element:
    """The XML that a service answers, its names without their namespaces. Raises PointsDown."""
    if not address.startswith(("https://", "http://")):
        raise PointsDown
    request = Request(address, data=body, headers=headers or {})  # noqa: S310 - checked above
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            text = answer.read(MOST + 1)
        if len(text) > MOST or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise PointsDown  # no carrier declares entities: they would be unfolded here
        tree = ElementTree.fromstring(text)  # noqa: S314 - no declaration, and a bounded size
    except (URLError, OSError, ValueError, ElementTree.ParseError) as error:
        raise PointsDown from error
    for element in tree.iter():
        element.tag = element.tag.rpartition("}")[2]
    return tree


def words(element: ElementTree.Element, name: str) -> str:
    """What an element says under a name, without the spaces it is padded with."""
    return " ".join((element.findtext(name) or "").split())


def spot(north: str, east: str) -> tuple[float, float] | None:
    """Degrees north and east, where both are told: « 48.853 », « +48,853 »."""
    try:
        place = float(north.replace(",", ".")), float(east.replace(",", "."))
    except ValueError:
        return None
    return place if 0 < abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def metres(text: str) -> int | None:
    """A distance in metres, where one is told."""
    return int(text) if text.isascii() and text.isdigit() else None
