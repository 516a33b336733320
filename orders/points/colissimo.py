"""The points of Colissimo, by its service PointRetraitServiceWS 2.0 asked over GET.

As the service stood in 2026: `findRDVPointRetraitAcheminement` around an address and
`findPointRetraitAcheminementByID` for one point, with the account and its password in the query;
`errorCode` is 0 when all is well; hours of a day are « 09:00-12:30 14:00-19:00 », « 00:00-00:00 »
where there is none; a point of type PCS is a locker.
"""

from __future__ import annotations

import re
from datetime import time
from urllib.parse import urlencode
from xml.etree import ElementTree

from marketplace.shared import clock, communes
from orders.points.asking import ask, metres, spot, words
from orders.points.protocol import Hours, Point, PointsDown

ADDRESS = "https://ws.colissimo.fr/pointretrait-ws-cxf/PointRetraitServiceWS/2.0"
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
FINE = "0"
NONE_HERE = {"104", "124", "144", "300", "301"}  # postcode, point, or nothing around the address
LOCKER = "PCS"
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class Colissimo:
    """The register of Colissimo, asked with an account and its password."""

    def __init__(self, *, account: str, password: str, address: str = ""):
        self.account, self.password = account, password
        self.address = (address or ADDRESS).rstrip("/")

    def near(self, *, country: str, postcode: str, town: str, limit: int) -> list[Point]:
        """The points around a postcode, the nearest first. Raises PointsDown."""
        names = communes.of(postcode)
        answer = self._ask(
            "findRDVPointRetraitAcheminement",
            zipCode=postcode,
            city=town or (names[0] if names else ""),
            countryCode=country,
            weight="1000",
            shippingDate=_today(),
            filterRelay="1",
        )
        points = [_point(row) for row in answer.findall("listePointRetraitAcheminement")]
        return sorted(points, key=lambda point: point.metres or 0)[:limit]

    def of(self, code: str, *, country: str) -> Point | None:
        """A point by its number. Raises PointsDown."""
        row = self._row(code)
        return None if row is None or _is_away(row) else _point(row)

    def has_closed(self, code: str, *, country: str) -> bool:
        """Whether a point is known, and closed for now. Raises PointsDown."""
        row = self._row(code)
        return row is not None and _is_away(row)

    def _row(self, code: str) -> ElementTree.Element | None:
        answer = self._ask(
            "findPointRetraitAcheminementByID",
            id=code,
            date=_today(),
            weight="1000",
            filterRelay="1",
            langue="FR",
        )
        row = answer.find("pointRetraitAcheminement")
        return row if row is not None and _point(row).code == code else None

    def _ask(self, verb: str, **asked: str) -> ElementTree.Element:
        query = {"accountNumber": self.account, "password": self.password, **asked}
        answer = ask(f"{self.address}/{verb}?{urlencode(query)}")
        result = answer.find(".//return")
        if result is None:
            raise PointsDown
        state = words(result, "errorCode")
        if state in NONE_HERE:
            return ElementTree.Element("return")
        if state != FINE:
            raise PointsDown
        return result


def _today() -> str:
    return clock.paris_day(clock.now()).strftime("%d/%m/%Y")


def _is_away(row: ElementTree.Element) -> bool:
    return words(row, "congesTotal") == "true"


def _point(row: ElementTree.Element) -> Point:
    lines = [words(row, f"adresse{rank}") for rank in (1, 2, 3)]
    return Point(
        code=words(row, "identifiant"),
        name=words(row, "nom"),
        line1=", ".join(line for line in lines if line),
        postcode=words(row, "codePostal"),
        city=words(row, "localite"),
        metres=metres(words(row, "distanceEnMetre")),
        is_locker=words(row, "typeDePoint") == LOCKER,
        spot=spot(
            words(row, "coordGeolocalisationLatitude"), words(row, "coordGeolocalisationLongitude")
        ),
        week=tuple(_hours(words(row, f"horairesOuverture{day}")) for day in DAYS),
    )


def _hours(text: str) -> Hours:
    spans = (
        (time(int(start[0]), int(start[1])), time(int(start[2]), int(start[3])))
        for start in SPAN.findall(text)
    )
    return tuple((first, last) for first, last in spans if first < last)
