"""La Poste's tracking as it answers over HTTP: its key checked, its codes, its ways to say no."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "okapi-secret"
PARCEL = "6A12345678901"
EVENTS = [
    {"code": "DI1", "date": "2026-11-24T11:02:00+01:00", "label": "Votre colis est livré."},
    {"code": "MD2", "date": "2026-11-24T08:10:00+01:00", "label": "En cours de livraison."},
    {"code": "ET1", "date": "2026-11-23T23:41:00+01:00", "label": "Votre colis est en transit."},
    {"code": "PC1", "date": "2026-11-23T17:30:00+01:00", "label": "Pris en charge."},
    {"code": "DR1", "date": "2026-11-23T14:05:00+01:00", "label": "Annoncé par l'expéditeur."},
]


def shipment(events, *, number=PARCEL, point=None) -> dict:
    """An answer about a known number."""
    context = {"deliveryChoice": {"deliveryChoice": 0}, "originCountry": "FR"}
    if point:
        context["removalPoint"] = {"name": point, "type": "BUREAU DE POSTE"}
    final = bool(events) and events[0]["code"] in ("DI1", "DI2")
    return {
        "lang": "fr_FR",
        "scope": "open",
        "returnCode": 200,
        "shipment": {
            "idShip": number,
            "product": "Colissimo",
            "isFinal": final,
            "timeline": [{"id": rank, "status": rank == 1, "type": 1} for rank in range(1, 6)],
            "event": events,
            "contextData": context,
        },
    }


class Suivi(BaseHTTPRequestHandler):
    """Answers as La Poste would."""

    def do_GET(self):  # noqa: N802
        """One number."""
        path = urlsplit(self.path)
        number = unquote(path.path.removeprefix("/suivi/v2/idships/"))
        self.server.asked.append(number)
        if self.server.instead is not None:
            return self.say(*self.server.instead)
        if self.headers["X-Okapi-Key"] != KEY or self.headers["Accept"] != "application/json":
            return self.say(401, b'{"code":"UNAUTHORIZED"}')
        assert parse_qs(path.query) == {"lang": ["fr_FR"]}
        known = self.server.known.get(number)
        if known is None:
            said = {"returnCode": 404, "returnMessage": "Ressource non trouvée", "idShip": number}
            return self.say(404, json.dumps(said).encode())
        return self.say(200, json.dumps(known).encode())

    def say(self, status: int, body: bytes):
        """An answer in JSON, whatever it holds."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        if status in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@contextmanager
def serving():
    """The service at an address of this machine. `known`: its answers; `instead`: one to all."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Suivi)
    server.known, server.instead, server.asked = {PARCEL: shipment(EVENTS)}, None, []
    server.address = f"http://127.0.0.1:{server.server_port}/suivi/v2/idships"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
