"""The companies that buy in the demonstration: invented, their numbers valid and nobody's."""

from functools import cache

from marketplace.demo.content import numbers

FIRST = 180  # their numbers are not those of the makers


@cache
def companies() -> tuple[dict[str, str], ...]:
    """What each says of itself; without an address, it is invoiced where it is delivered."""
    siret = numbers.siret(FIRST)
    return (
        {
            "name": "Le Comptoir des Halles SARL",
            "siren": siret[:9],
            "siret": siret,
            "vat_number": numbers.vat_number(siret[:9]),
            "reference": "BC-2026-0417",
        },
        {
            "name": "Zinnia NV",
            "siren": "",
            "siret": "",
            "vat_number": numbers.belgian_vat_number(FIRST),
            "reference": "PO 88120",
            "line1": "Zandstraat 14",
            "line2": "",
            "postcode": "1000",
            "city": "Bruxelles",
            "country": "BE",
        },
    )
