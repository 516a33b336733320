"""The letters about recycling schemes: a number is asked for, offers rest without it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from catalog.recycling import schemes
from marketplace.shared.mail import Email
from sellers.letters import tongue
from sellers.models import Seller


def asked(shop: Seller, keys: list[str], due: date) -> Email:
    """Numbers are asked for, before the day from which the offers rest."""
    return _to(shop, "recycling_asked", keys, due=due, key=f"{due:%Y%m%d}")


def withheld(shop: Seller, keys: list[str], offers: int, *, on: date) -> Email:
    """Offers rest until the numbers are given."""
    return _to(shop, "recycling_withheld", keys, offers=offers, key=f"{on:%Y%m%d}")


def _to(shop: Seller, what: str, keys: list[str], *, key: str, **values) -> Email:
    language = tongue(shop)
    with override(language):
        names = schemes.named()
    return Email(
        to=shop.email,
        template=f"catalog/{what}",
        values={"seller": shop, "names": [names.get(each, each) for each in keys], **values},
        language=language,
        key=f"{what}-{shop.pk}-{key}-{'-'.join(keys)}"[:100],
    )
