"""What a shop types about the pieces it keeps for a date, and those it sold there."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer
from catalog.offers import stock
from catalog.offers.forms import WholeField
from marketing.models import Gathering, SetAside
from sellers.models import Seller

LISTED = 40


class PiecesForm(forms.Form):
    """How many pieces of one offer are kept; empty means none."""

    pieces = WholeField(
        label=_("Pièces gardées"), most=stock.MOST, required=False, show_hidden_initial=True
    )


class SoldForm(forms.Form):
    """How many pieces of one offer were sold on the spot; empty means none."""

    sold = WholeField(label=_("Vendues sur place"), most=stock.MOST, required=False)


def offers_of(gathering: Gathering, seller: Seller, words: str) -> list[Offer]:
    """The offers a shop may keep pieces of: those kept already and those that are shown there
    first, or those that a few words find.
    """
    own = Offer.objects.filter(seller=seller).select_related("product", "variant")
    if words:
        own = own.filter(
            Q(product__title__icontains=words)
            | Q(sku__icontains=words)
            | Q(variant__label__icontains=words)
        )
        return list(own.filter(is_active=True).order_by("product__title", "pk")[:LISTED])
    held = Q(set_aside__gathering=gathering)
    first = list(own.filter(held).order_by("product__title", "pk").distinct())
    named = own.filter(is_active=True, product__in=gathering.products.all())
    first += [one for one in named.order_by("product__title", "pk")[:LISTED] if one not in first]
    if len(first) < LISTED:
        rest = own.filter(is_active=True, stock__gt=0).exclude(pk__in=[one.pk for one in first])
        first += rest.order_by("-pk")[: LISTED - len(first)]
    return first


def pairs(
    offers: Sequence[Offer], held: dict[int, SetAside], data=None
) -> list[tuple[Offer, SetAside | None, PiecesForm]]:
    """Each offer with what is kept of it and the field that says how many shall be."""
    return [
        (
            offer,
            held.get(offer.pk),
            PiecesForm(
                data,
                prefix=f"o{offer.pk}",
                initial={"pieces": held[offer.pk].quantity if offer.pk in held else None},
            ),
        )
        for offer in offers
    ]
