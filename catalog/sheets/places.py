"""The categories a seller filled last, proposed first."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog.models import Product
from sellers.models import Seller

LOOKED_AT, SHOWN = 50, 5
Group = tuple[str, list[tuple[int, str]]]


def last_used(seller: Seller | None, groups: Sequence[Group]) -> list[Group]:
    """One more group above the others: where this seller's last sheets lie."""
    if seller is None:
        return []
    named = {pk: name for _group, places in groups for pk, name in places}
    recent = (
        Product.objects.of(seller)
        .exclude(category=None)
        .order_by("-changed_at")
        .values_list("category", flat=True)[:LOOKED_AT]
    )
    pks = [pk for pk in dict.fromkeys(recent) if pk in named][:SHOWN]
    return [(_("Dernières utilisées"), [(pk, named[pk]) for pk in pks])] if pks else []
