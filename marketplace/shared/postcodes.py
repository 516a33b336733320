"""French postcodes: five digits that begin with an existing department or overseas territory."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

# 01 to 95 (20 is Corsica), 97 and 98 overseas and Monaco; nothing begins with 00, 96 or 99
FRENCH = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-5]|9[78])[0-9]{3}")
MONACO = re.compile(r"980[0-9]{2}")


def wrong(code: str, country: str = "FR") -> str:
    """What is wrong with a postcode of France or Monaco, as a sentence; empty when it may exist."""
    if not re.fullmatch(r"[0-9]{5}", code):
        return _("Un code postal a cinq chiffres : 75011, par exemple.")
    if country == "MC":
        match = MONACO.fullmatch(code)
        return (
            ""
            if match
            else _("Un code postal de Monaco commence par 980 : vérifiez-le, ou changez le pays.")
        )
    match = FRENCH.fullmatch(code)
    return (
        ""
        if match
        else _("Aucune commune de France n'a le code postal {code} : vérifiez-le.").format(
            code=code
        )
    )
