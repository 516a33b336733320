"""Postcodes as the post of each country writes them, read from whatever way they are typed.

The table below: what the members of the Universal Postal Union publish, as of November 2026. Signs
between the figures, small letters and the country before them (« F-75001 », « b-1000 ») are only
ways of writing; what remains must have the shape, and lie in the ranges, that the country uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy_

from marketplace.shared import countries

# Where we know no rule: letters and figures, nothing else.
ANY = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,9}")
BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]+")
HOME = ("FR", "MC")

THREE, FOUR = lazy_("trois chiffres"), lazy_("quatre chiffres")
FIVE, SIX = lazy_("cinq chiffres"), lazy_("six chiffres")


@dataclass(frozen=True, slots=True)
class Code:
    """How the postcodes of a country look: groups, what stands before and between them."""

    shape: re.Pattern[str]
    words: object
    example: str
    before: str = ""
    between: str = ""
    prefixes: tuple[str, ...] = ()


def _code(
    shape: str, words: object, example: str, *prefixes: str, before: str = "", between: str = ""
) -> Code:
    return Code(re.compile(shape), words, example, before, between, prefixes)


FORMATS = {
    # 01 to 95 (20 is Corsica), 97 and 98 overseas and Monaco; nothing begins with 00, 96 or 99
    "FR": _code(r"((?:0[1-9]|[1-8][0-9]|9[0-5]|9[78])[0-9]{3})", FIVE, "75011", "F", "FR", "MC"),
    "MC": _code(r"(980[0-9]{2})", FIVE, "98000", "MC", "F", "FR"),
    "AT": _code(r"([1-9][0-9]{3})", FOUR, "1010", "A", "AT"),
    "BE": _code(r"([1-9][0-9]{3})", FOUR, "1000", "B", "BE"),
    "BG": _code(r"([1-9][0-9]{3})", FOUR, "1000", "BG"),
    "CH": _code(r"([1-9][0-9]{3})", FOUR, "8001", "CH"),
    "CY": _code(r"([1-9][0-9]{3})", FOUR, "1010", "CY"),
    "CZ": _code(r"([1-7][0-9]{2})([0-9]{2})", FIVE, "110 00", "CZ", between=" "),
    "DE": _code(r"((?!00)[0-9]{5})", FIVE, "10115", "D", "DE"),
    "DK": _code(r"((?!00)[0-9]{4})", FOUR, "1050", "DK"),
    "EE": _code(r"([1-9][0-9]{4})", FIVE, "10111", "EE"),
    "ES": _code(r"((?:0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3})", FIVE, "28001", "E", "ES"),
    "FI": _code(r"((?!00000)[0-9]{5})", FIVE, "00100", "FI", "FIN", "AX"),
    "GB": _code(
        r"([A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRV-Y]))"
        r"([0-9][ABD-HJLNP-UW-Z]{2})",
        lazy_("cinq à sept lettres et chiffres"),
        "SW1A 1AA",
        between=" ",
    ),
    "GR": _code(r"([1-8][0-9]{2})([0-9]{2})", FIVE, "104 31", "GR", "EL", between=" "),
    "HR": _code(r"([1-5][0-9]{4})", FIVE, "10000", "HR"),
    "HU": _code(r"([1-9][0-9]{3})", FOUR, "1051", "H", "HU"),
    "IE": _code(
        r"([AC-FHKNPRTV-Y][0-9]{2}|D6W)([0-9AC-FHKNPRTV-Y]{4})",
        lazy_("sept lettres et chiffres, un Eircode"),
        "D02 X285",
        between=" ",
    ),
    "IS": _code(r"([1-9][0-9]{2})", THREE, "101", "IS"),
    "IT": _code(r"((?!00000|99)[0-9]{5})", FIVE, "00118", "I", "IT", "RSM", "SM", "V", "VA"),
    "LI": _code(r"(94[89][0-9])", FOUR, "9490", "FL", "LI"),
    "LT": _code(r"([0-9]{5})", FIVE, "LT-01100", "LT", before="LT-"),
    "LU": _code(r"([1-9][0-9]{3})", FOUR, "1009", "L", "LU"),
    "LV": _code(r"([1-9][0-9]{3})", FOUR, "LV-1010", "LV", before="LV-"),
    "MT": _code(
        r"([A-Z]{3})([0-9]{4})", lazy_("trois lettres et quatre chiffres"), "VLT 1117", between=" "
    ),
    "NL": _code(
        r"([1-9][0-9]{3})((?!SA|SD|SS)[A-Z]{2})",
        lazy_("quatre chiffres et deux lettres"),
        "1012 AB",
        "NL",
        between=" ",
    ),
    "NO": _code(r"([0-9]{4})", FOUR, "0150", "N", "NO"),
    "PL": _code(r"([0-9]{2})([0-9]{3})", FIVE, "00-001", "PL", between="-"),
    "PT": _code(
        r"([1-9][0-9]{3})([0-9]{3})", lazy_("sept chiffres"), "1000-001", "P", "PT", between="-"
    ),
    "RO": _code(r"([0-9]{6})", SIX, "010011", "RO"),
    "SE": _code(r"([1-9][0-9]{2})([0-9]{2})", FIVE, "111 20", "S", "SE", between=" "),
    "SI": _code(r"([1-9][0-9]{3})", FOUR, "1000", "SI", "SLO"),
    "SK": _code(r"([089][0-9]{2})([0-9]{2})", FIVE, "811 01", "SK", between=" "),
}


def read(typed: str, country: str = "FR") -> str:
    """A postcode as its country writes it: « f-75 011 » is 75011, « 1012ab » is 1012 AB.

    What has not the shape comes back tidied, and `wrong` says so.
    """
    tidy = " ".join(typed.upper().split())
    code = FORMATS.get(country)
    if code is None:
        return tidy
    signs = _signs(tidy, code)
    match = code.shape.fullmatch(signs)
    if match is None:
        return signs if country in HOME else tidy
    return code.before + code.between.join(match.groups())


def wrong(code: str, country: str = "FR") -> str:
    """What is wrong with a postcode as `read` gives it, as a sentence; empty when it may exist."""
    known = FORMATS.get(country)
    if known is None:
        return "" if ANY.fullmatch(code) else _("Ce code postal n'est pas lisible.")
    signs = _signs(code, known)
    if country == "FR" and FORMATS["MC"].shape.fullmatch(signs):
        return _("{code} est à Monaco : choisissez Monaco comme pays.").format(code=signs)
    if code == read(code, country) and known.shape.fullmatch(signs):
        return ""
    looks_right = _looks(signs) == _looks(_signs(known.example, known))
    if country in HOME:
        return _wrong_at_home(code, country, looks_right=looks_right)
    where = countries.named(country)
    if looks_right:
        return _(
            "Aucune commune de ce pays ({country}) n'a le code postal {code} : vérifiez-le, ou"
            " changez le pays."
        ).format(country=where, code=code)
    return _("Un code postal de ce pays ({country}) a {shape} : {example}, par exemple.").format(
        country=where, shape=known.words, example=known.example
    )


def _wrong_at_home(code: str, country: str, *, looks_right: bool) -> str:
    if not looks_right:
        return _("Un code postal a cinq chiffres : {example}, par exemple.").format(
            example=FORMATS[country].example
        )
    if country == "MC":
        return _("Un code postal de Monaco commence par 980 : vérifiez-le, ou changez le pays.")
    return _("Aucune commune de France n'a le code postal {code} : vérifiez-le.").format(code=code)


def _signs(typed: str, code: Code) -> str:
    """The figures and letters alone, without the country that may stand before them."""
    signs = BETWEEN.sub("", typed)
    for prefix in code.prefixes:
        if signs.startswith(prefix) and signs[len(prefix) : len(prefix) + 1].isdecimal():
            return signs.removeprefix(prefix)
    return signs


def _looks(signs: str) -> str:
    """Figures as 0, letters as A: what a code looks like."""
    return re.sub("[A-Z]", "A", re.sub("[0-9]", "0", signs))
