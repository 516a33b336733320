"""What a shop's pages about dates ask of the database."""

from __future__ import annotations

from django.db.models import Q

from catalog.models import Offer
from catalog.states import ProductState
from marketing.models import Gathering
from sellers.models import Seller

LISTED = 40


def offers_of(gathering: Gathering, seller: Seller, words: str) -> list[Offer]:
    """The offers a shop may keep pieces of: those kept already and those that are shown there
    first, or those that a few words find.
    """
    own = Offer.objects.filter(seller=seller).select_related("product", "variant")
    for_sale = own.filter(is_active=True, product__state=ProductState.PUBLISHED)
    if words:
        found = for_sale.filter(
            Q(product__title__icontains=words)
            | Q(sku__icontains=words)
            | Q(variant__label__icontains=words)
        )
        return list(found.order_by("product__title", "pk")[:LISTED])
    held = Q(set_aside__gathering=gathering)
    first = list(own.filter(held).order_by("product__title", "pk").distinct())
    named = for_sale.filter(product__in=gathering.products.all())
    first += [one for one in named.order_by("product__title", "pk")[:LISTED] if one not in first]
    if len(first) < LISTED:
        rest = for_sale.filter(stock__gt=0).exclude(pk__in=[one.pk for one in first])
        first += rest.order_by("-pk")[: LISTED - len(first)]
    return first
