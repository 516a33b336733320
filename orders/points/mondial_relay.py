"""The points of Mondial Relay, by its SOAP service `Web_Services.asmx`, WSI4_PointRelais_Recherche.

As the service stood in 2026: the fields in the order of its schema; `Security` is the MD5, in
capitals, of what they hold in that order (without NACE) followed by the private key; the brand is
padded to eight signs; `STAT` is 0 when all is well; distances are in metres; hours of a day are
four texts, « 0900 1230 1400 1900 », « 0000 » where there is none.
"""

from __future__ import annotations

import hashlib
from datetime import time
from xml.etree import ElementTree

from orders.points.asking import ask, metres, spot, words
from orders.points.protocol import Hours, Point, PointsDown

ADDRESS = "https://api.mondialrelay.com/Web_Services.asmx"
SPACE = "http://www.mondialrelay.fr/webservice/"
SIGNED = (
    *("Enseigne", "Pays", "NumPointRelais", "Ville", "CP", "Latitude", "Longitude", "Taille"),
    *("Poids", "Action", "DelaiEnvoi", "RayonRecherche", "TypeActivite", "NombreResultats"),
)
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
FINE = "0"
NONE_HERE = {"9", "24", "74", "94"}  # unknown town, unknown point, language, no such point
MOST = 30  # the service gives no more at once


class MondialRelay:
    """The register of Mondial Relay, asked with a brand and its private key."""

    def __init__(self, *, brand: str, key: str, address: str = ""):
        self.brand, self.key, self.address = brand.ljust(8), key, address or ADDRESS

    def near(self, *, country: str, postcode: str, town: str, limit: int) -> list[Point]:
        """The points around a postcode, the nearest first. Raises PointsDown."""
        found = self._search(Pays=country, CP=postcode, NombreResultats=str(min(limit, MOST)))
        return sorted(map(_point, found), key=lambda point: point.metres or 0)

    def of(self, code: str, *, country: str) -> Point | None:
        """A point by its number. Raises PointsDown."""
        found = self._search(Pays=country, NumPointRelais=code, NombreResultats="1")
        return next((point for point in map(_point, found) if point.code == code), None)

    def has_closed(self, code: str, *, country: str) -> bool:
        """Never said: the service answers the same of a closed point and of an unknown one."""
        return False

    def _search(self, **asked: str) -> list[ElementTree.Element]:
        fields = {"Enseigne": self.brand, **asked}
        answer = ask(
            self.address,
            body=self._envelope(fields),
            headers={
                "Content-Type": "text/xml; charset=utf-8",
                "SOAPAction": f'"{SPACE}WSI4_PointRelais_Recherche"',
            },
        )
        result = answer.find(".//WSI4_PointRelais_RechercheResult")
        if result is None:
            raise PointsDown
        state = words(result, "STAT")
        if state in NONE_HERE:
            return []
        if state != FINE:
            raise PointsDown
        return result.findall("PointsRelais/PointRelais_Details")

    def _envelope(self, fields: dict[str, str]) -> bytes:
        root = ElementTree.Element(
            "soap:Envelope", {"xmlns:soap": "http://schemas.xmlsoap.org/soap/envelope/"}
        )
        body = ElementTree.SubElement(root, "soap:Body")
        search = ElementTree.SubElement(body, "WSI4_PointRelais_Recherche", {"xmlns": SPACE})
        for name in SIGNED:
            if name in fields:
                ElementTree.SubElement(search, name).text = fields[name]
        ElementTree.SubElement(search, "Security").text = self.security(fields)
        return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)

    def security(self, fields: dict[str, str]) -> str:
        """The signature of a request: it proves that who asks knows the key."""
        signed = "".join(fields.get(name, "") for name in SIGNED) + self.key
        # the service knows no other digest
        return hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest().upper()


def _point(row: ElementTree.Element) -> Point:
    lines = [words(row, f"LgAdr{rank}") for rank in (1, 2, 3, 4)]
    return Point(
        code=words(row, "Num"),
        name=" ".join(line for line in lines[:2] if line),
        line1=", ".join(line for line in lines[2:] if line),
        postcode=words(row, "CP"),
        city=words(row, "Ville"),
        metres=metres(words(row, "Distance")),
        is_locker="locker" in f"{lines[0]} {words(row, 'Information')}".lower(),
        spot=spot(words(row, "Latitude"), words(row, "Longitude")),
        week=tuple(_hours(row, day) for day in DAYS),
    )


def _hours(row: ElementTree.Element, day: str) -> Hours:
    signs = [(element.text or "").strip() for element in row.findall(f"Horaires_{day}/string")]
    instants = [time(int(text[:2]), int(text[2:])) for text in signs if _is_hour(text)]
    return tuple(
        (first, last)
        for first, last in zip(instants[::2], instants[1::2], strict=False)
        if first < last
    )


def _is_hour(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and int(text[:2]) < 24 and int(text[2:]) < 60
