"""Registers of our own for Mondial Relay and Colissimo, over real HTTP, each in its own shape."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

SPACE = "{http://www.mondialrelay.fr/webservice/}"
SCHEMA = (
    *("Enseigne", "Pays", "NumPointRelais", "Ville", "CP", "Latitude", "Longitude", "Taille"),
    *("Poids", "Action", "DelaiEnvoi", "RayonRecherche", "TypeActivite", "NACE"),
    *("NombreResultats", "Security"),
)
SOAP = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<WSI4_PointRelais_RechercheResponse xmlns="http://www.mondialrelay.fr/webservice/">
<WSI4_PointRelais_RechercheResult><STAT>{state}</STAT><PointsRelais>{rows}</PointsRelais>
</WSI4_PointRelais_RechercheResult></WSI4_PointRelais_RechercheResponse>
</soap:Body></soap:Envelope>"""
RELAY = """<PointRelais_Details><STAT>0</STAT><Num>{code}</Num>
<LgAdr1>TABAC DE L'ODEON                </LgAdr1><LgAdr2>   </LgAdr2>
<LgAdr3>12 RUE DE BUCI                  </LgAdr3><LgAdr4></LgAdr4>
<CP>75006</CP><Ville>PARIS                     </Ville><Pays>FR</Pays>
<Horaires_Lundi><string>0900</string><string>1230</string><string>1400</string>
<string>1900</string></Horaires_Lundi>
<Horaires_Dimanche><string>0000</string><string>0000</string><string>0000</string>
<string>0000</string></Horaires_Dimanche><Latitude>48,8530</Latitude>
<Longitude>+02,3378</Longitude><Distance>{metres}</Distance></PointRelais_Details>"""
RETRAIT = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<ns2:{verb}Response xmlns:ns2="http://v2.pointretrait.geopost.com/"><return>
<errorCode>{state}</errorCode>{rows}</return></ns2:{verb}Response></soap:Body></soap:Envelope>"""
STATION = """<{tag}><adresse1>3 PLACE DE LA GARE</adresse1><adresse2></adresse2>
<codePostal>69003</codePostal><coordGeolocalisationLatitude>45.7606
</coordGeolocalisationLatitude><coordGeolocalisationLongitude>4.8593
</coordGeolocalisationLongitude><congesTotal>false</congesTotal>
<distanceEnMetre>{metres}</distanceEnMetre>
<horairesOuvertureLundi>09:00-12:30 14:00-19:00</horairesOuvertureLundi>
<horairesOuvertureDimanche>00:00-00:00 00:00-00:00</horairesOuvertureDimanche>
<identifiant>{code}</identifiant><localite>LYON</localite><nom>CONSIGNE PART-DIEU</nom>
<typeDePoint>PCS</typeDePoint></{tag}>"""


class Register(BaseHTTPRequestHandler):
    """Answers as the carrier would: what is signed or named wrongly is refused."""

    def do_POST(self):  # noqa: N802
        """Mondial Relay: SOAP."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        search = ElementTree.fromstring(body).find(f".//{SPACE}WSI4_PointRelais_Recherche")  # noqa: S314
        asked = {field.tag.removeprefix(SPACE): field.text or "" for field in search}
        order = [SCHEMA.index(name) for name in asked]
        signed = "".join(asked.get(name, "") for name in SCHEMA if name not in ("NACE", "Security"))
        right = hashlib.md5(f"{signed}{self.server.key}".encode()).hexdigest().upper()  # noqa: S324
        if order != sorted(order) or asked["Security"] != right or len(asked["Enseigne"]) != 8:
            return self.say(SOAP.format(state="97", rows=""))
        if code := asked.get("NumPointRelais"):
            if code != "012345":
                return self.say(SOAP.format(state="24", rows=""))
            return self.say(SOAP.format(state="0", rows=RELAY.format(code=code, metres=0)))
        rows = [RELAY.format(code="054321", metres=900), RELAY.format(code="012345", metres=120)]
        return self.say(SOAP.format(state="0", rows="".join(rows)))

    def do_GET(self):  # noqa: N802
        """Colissimo: a query, and XML back."""
        verb = urlsplit(self.path).path.rpartition("/")[2]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if asked["password"] != self.server.key:
            return self.say(RETRAIT.format(verb=verb, state="202", rows=""))
        if verb == "findPointRetraitAcheminementByID":
            found = asked["id"] == "691234" and "date" in asked
            row = STATION.format(tag="pointRetraitAcheminement", code=asked["id"], metres=0)
            state = "0" if found else "124"
            return self.say(RETRAIT.format(verb=verb, state=state, rows=row if found else ""))
        assert {"zipCode", "city", "countryCode", "shippingDate"} <= set(asked)
        row = STATION.format(tag="listePointRetraitAcheminement", code="691234", metres=450)
        return self.say(RETRAIT.format(verb=verb, state="0", rows=row))

    def say(self, text: str):
        """The answer, counted."""
        self.server.asked += 1
        body = self.server.instead or text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@contextmanager
def serving(key: str = "secret"):
    """The registers, at an address of this machine. `instead`: what they answer to everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Register)
    server.key, server.asked, server.instead = key, 0, b""
    server.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
