"""Places of the Union's postal addresses outside its VAT, by country and postcode.

They are refused with their name until their taxes are charged (CGI art. 294; Directive 2006/112,
art. 6): a sale there is an export, with duties on arrival, not a sale at a French rate.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal

# The Union's countries beside France: where we deliver, and where people have a telephone.
EUROPE = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    }
)

Place = tuple[re.Pattern[str], object]


def _places(*places: tuple[str, object]) -> tuple[Place, ...]:
    return tuple((re.compile(pattern), name) for pattern, name in places)


FRANCE = _places(
    (r"97133|977\d\d", _("Saint-Barthélemy")),
    (r"97150|978\d\d", _("Saint-Martin")),
    (r"971\d\d", _("la Guadeloupe")),
    (r"972\d\d", _("la Martinique")),
    (r"973\d\d", _("la Guyane")),
    (r"974\d\d", _("La Réunion")),
    (r"975\d\d", _("Saint-Pierre-et-Miquelon")),
    (r"976\d\d|985\d\d", _("Mayotte")),
    (r"984\d\d", _("les Terres australes")),
    (r"986\d\d", _("Wallis-et-Futuna")),
    (r"987\d\d", _("la Polynésie française")),
    (r"988\d\d", _("la Nouvelle-Calédonie")),
    (r"97\d\d\d|98[1-9]\d\d", _("ce territoire d'outre-mer")),
)
OUTSIDE: dict[str, tuple[Place, ...]] = {
    "FR": FRANCE,
    "MC": FRANCE,
    "DK": _places((r"39\d\d", _("le Groenland")), (r"\d{3}", _("les Féroé"))),
    "ES": _places(
        (r"35\d\d\d|38\d\d\d", _("les Canaries")),
        (r"51\d\d\d", _("Ceuta")),
        (r"52\d\d\d", _("Melilla")),
    ),
    "IT": _places(
        (r"23041", _("Livigno")),
        (r"22061", _("Campione d'Italia")),
        (r"4789\d", _("Saint-Marin")),
        (r"00120", _("le Vatican")),
    ),
    "DE": _places((r"78266", _("Büsingen")), (r"27498", _("Heligoland"))),
    "FI": _places((r"22\d\d\d", _("Åland"))),
    "GR": _places((r"63086|63087", _("le mont Athos"))),
}

# Their old codes are those of communes that lie inside: there the name of the place decides.
BY_NAME = {
    ("IT", "23030"): ("livigno", _("Livigno")),
    ("IT", "22060"): ("campione", _("Campione d'Italia")),
}


class SellerOverseas(Refusal):
    """A company established where French VAT does not reach."""

    sentence = _(
        "Nous ne pouvons pas encore ouvrir de boutique à cette adresse ({place}) : la TVA y suit"
        " d'autres règles (CGI, article 294). Indiquez un établissement situé en métropole, en"
        " Corse ou à Monaco."
    )


def outside(country: str, postcode: str, city: str = "") -> str:
    """The name of the place outside the Union's VAT where a postcode lies; empty for others."""
    digits = re.sub(r"\D", "", postcode)
    town, named = BY_NAME.get((country, digits), ("", ""))
    if town and town in city.lower():
        return str(named)
    for pattern, name in OUTSIDE.get(country, ()):
        if pattern.fullmatch(digits):
            return str(name)
    return ""


def check_seller(postcode: str, country: str = "FR") -> None:
    """Refuse a seller's address where other taxes apply. Raises SellerOverseas."""
    if place := outside(country, postcode):
        raise SellerOverseas(place=place)
