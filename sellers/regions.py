"""The regions of France, by the beginnings of their postcodes.

Codes are those of the official geographic code (INSEE). A postcode of Corsica begins with 20; those
overseas are told by three digits.
"""

from __future__ import annotations

from django.db.models import Q

REGIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "84": (
        "Auvergne-Rhône-Alpes",
        ("01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"),
    ),
    "27": ("Bourgogne-Franche-Comté", ("21", "25", "39", "58", "70", "71", "89", "90")),
    "53": ("Bretagne", ("22", "29", "35", "56")),
    "24": ("Centre-Val de Loire", ("18", "28", "36", "37", "41", "45")),
    "94": ("Corse", ("20",)),
    "44": ("Grand Est", ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")),
    "32": ("Hauts-de-France", ("02", "59", "60", "62", "80")),
    "11": ("Île-de-France", ("75", "77", "78", "91", "92", "93", "94", "95")),
    "28": ("Normandie", ("14", "27", "50", "61", "76")),
    "75": (
        "Nouvelle-Aquitaine",
        ("16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"),
    ),
    "76": (
        "Occitanie",
        ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"),
    ),
    "52": ("Pays de la Loire", ("44", "49", "53", "72", "85")),
    "93": ("Provence-Alpes-Côte d'Azur", ("04", "05", "06", "13", "83", "84")),
    "01": ("Guadeloupe", ("971",)),
    "02": ("Martinique", ("972",)),
    "03": ("Guyane", ("973",)),
    "04": ("La Réunion", ("974",)),
    "06": ("Mayotte", ("976",)),
}
_BY_BEGINNING = {
    beginning: code for code, (_name, beginnings) in REGIONS.items() for beginning in beginnings
}


def of(postcode: str) -> str:
    """The code of the region of a French postcode; empty where it is none."""
    return _BY_BEGINNING.get(postcode[:3]) or _BY_BEGINNING.get(postcode[:2], "")


def within(codes: tuple[str, ...], path: str = "") -> Q:
    """The shops of these regions, seen from the end of a path to a shop."""
    placed = Q()
    for code in codes:
        for beginning in REGIONS[code][1] if code in REGIONS else ():
            placed |= Q(**{f"{path}postcode__startswith": beginning})
    return Q(**{f"{path}country": "FR"}) & placed if placed else Q(pk__in=[])
