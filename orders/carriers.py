"""Carriers: how their tracking numbers look, and where a parcel is followed."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from sellers.shop.grid import CARRIERS

# carrier: (pattern, example, tracking page)
KNOWN = {
    "colissimo": (
        r"\d[A-Z]\d{11}|[A-Z]{2}\d{9}[A-Z]{2}",
        "6A12345678901",
        "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
    ),
    "lettre_suivie": (
        r"\d[A-Z]\d{11}|\d{13,15}|[A-Z]{2}\d{9}[A-Z]{2}",
        "1L12345678901",
        "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
    ),
    "chronopost": (
        r"[A-Z]{2}\d{9}[A-Z]{2}|\d{13}",
        "XX123456789FR",
        "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={number}",
    ),
    "mondial_relay": (
        r"\d{8}|\d{10}|\d{12}",
        "12345678",
        "https://www.mondialrelay.fr/suivi-de-colis/?NumeroExpedition={number}",
    ),
    "ups": (r"1Z[A-Z0-9]{16}", "1Z999AA10123456784", "https://www.ups.com/track?tracknum={number}"),
    "dhl": (
        r"\d{10,11}|[A-Z]{3}\d{7}|JJD\d{16,18}",
        "1234567890",
        "https://www.dhl.com/fr-fr/home/suivi.html?tracking-id={number}",
    ),
    "fedex": (
        r"\d{12}|\d{15}|\d{20}",
        "123456789012",
        "https://www.fedex.com/fedextrack/?trknbr={number}",
    ),
}
WITHOUT_NUMBER = {"retrait", "autre"}
# carrier: its own page to find a point where parcels are collected
FINDERS = {
    "mondial_relay": "https://www.mondialrelay.fr/trouver-le-point-relais-le-plus-proche-de-chez-moi/",
    "colissimo": "https://www.pickup.fr/",
    "chronopost": "https://www.pickup.fr/",
}


class BadTracking(Refusal):
    """The number does not look like one of this carrier's."""

    sentence = _(
        "Ce numéro ne ressemble pas à un numéro {carrier} (exemple : {example}). "
        "Vérifiez-le, ou choisissez « Autre transporteur »."
    )


class TrackingMissing(Refusal):
    """This carrier gives a number to every parcel."""

    sentence = _("Indiquez le numéro de suivi {carrier} : l'acheteur en a besoin.")


def check(carrier: str, number: str) -> str:
    """A tracking number without its spaces. Raises TrackingMissing, BadTracking."""
    bare = compact(number)
    if carrier not in KNOWN:
        return bare
    pattern, example, _page = KNOWN[carrier]
    if not bare:
        raise TrackingMissing(carrier=name_of(carrier))
    if not re.fullmatch(pattern, bare):
        raise BadTracking(carrier=name_of(carrier), example=example)
    return bare


def compact(number: str) -> str:
    """A number without the spaces, dots and dashes that it is printed and copied with."""
    return re.sub(r"[\s.-]", "", number).upper()[:40]


def name_of(carrier: str) -> str:
    """A carrier's name as people know it."""
    return str(dict(CARRIERS).get(carrier, carrier))


def taker_of(carrier: str) -> str:
    """Whom a parcel was handed to, as a sentence says it: a tracked letter is no carrier."""
    takers: dict[str, object] = {
        "lettre_suivie": _("La Poste, en lettre suivie,"),
        "autre": _("un transporteur"),
    }
    return str(takers.get(carrier) or name_of(carrier))


def serves(carrier: str, chosen: str) -> bool:
    """Whether a carrier brings parcels to the points of the one that was chosen.

    Each has its own network, but for those that name the same page of points.
    """
    same_points = bool(finder_of(chosen)) and finder_of(carrier) == finder_of(chosen)
    return carrier == chosen or chosen in WITHOUT_NUMBER or same_points


def page_of(carrier: str, number: str) -> str:
    """Where a parcel is followed, or nothing."""
    if carrier not in KNOWN or not number:
        return ""
    return KNOWN[carrier][2].format(number=number)


def finder_of(carrier: str) -> str:
    """Where a carrier shows the points that keep its parcels, or nothing."""
    return FINDERS.get(carrier, "")
