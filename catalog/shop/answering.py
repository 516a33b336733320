"""The cards of a narrowed list: each shows, opens and sells the offer for which it is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from catalog.attributes import quantities
from catalog.models import Price
from catalog.search import offers
from catalog.search.offers import Offered, Wish

if TYPE_CHECKING:
    from catalog.shop.queries import Card

VARIANT, SHOP = "v", "vendeur"  # in the address of a sheet: what it is to open with
PRIOR = Price.objects.filter(
    offer=OuterRef("pk"), ends_at=None, prior_cents__gt=OuterRef("price_cents")
)
SAID = (
    *("seller__name", "seller__slug", "variant__net_thousandths", "variant__net_unit"),
    *("product__axes", "product__best_offer", "product__offers_count"),
)


class Said(NamedTuple):
    """What a card says of its offer, and how its sheet would open by itself."""

    name: str
    slug: str
    held: int | None
    unit: str
    axes: list
    best: int | None
    sellers: int
    prior: int | None


def show(cards: Sequence[Card], wish: Wish, *, at: datetime) -> list[Card]:
    """Give each card the offer that answers, in one statement for those that have several;
    without those of which the shop that was asked for sells nothing.
    """
    several = [card.pk for card in cards if not _is_sure(card, wish)]
    answers = _answers(several, wish, at=at) if several else {}
    shown = []
    for card in cards:
        if card.pk in answers:
            _give(card, *answers[card.pk], wish)
        if card.pk in answers or not wish.shops or _is_sure(card, wish):
            shown.append(card)
    return shown


def _is_sure(card: Card, wish: Wish) -> bool:
    return card.is_alone and wish.seller_id in (None, card.seller_id)


def _answers(sheets: Sequence[int], wish: Wish, *, at: datetime) -> dict[int, tuple[Offered, Said]]:
    """Of each sheet the best offer that answers, with what is said of it."""
    found = offers.offers_of(sheets, wish, at=at).annotate(
        prior=Subquery(PRIOR.values("prior_cents")[:1])
    )
    rows = found.values_list(
        *offers.COLUMNS, *SAID, "prior", "product__entry__terms", "product__entry__variants"
    )
    said: dict[int, Said] = {}
    held: dict[int, list[Offered]] = {}
    entries: dict[int, tuple[str, str]] = {}
    for row in rows:
        offer = Offered(*row[: len(offers.COLUMNS)])
        said[offer.pk] = Said(*row[len(offers.COLUMNS) : -2])
        held.setdefault(offer.product, []).append(offer)
        entries[offer.product] = row[-2] or "", row[-1] or ""
    best = {pk: wish.best(offers.pieces(*entries[pk], held[pk])) for pk in held}
    return {pk: (offer, said[offer.pk]) for pk, offer in best.items() if offer is not None}


def _give(card: Card, offer: Offered, said: Said, wish: Wish) -> None:
    card.seller, card.seller_id = said.name, offer.seller
    card.price_cents, card.prior_cents = offer.cents, said.prior
    card.measure_price = quantities.price(offer.cents, said.held, said.unit)
    if card.in_stock and not offer.stock:
        card.tag, card.badges = _("Épuisé"), ()
    card.in_stock = bool(offer.stock)
    card.adds = ""
    card.offer = offer.pk if offer.stock and not said.axes else None
    card.url += _opening(offer, said, wish)


def _opening(offer: Offered, said: Said, wish: Wish) -> str:
    """What makes the sheet open with this offer, where it would not by itself."""
    parameters: dict[str, object] = {}
    is_best, has_choice = offer.pk == said.best, bool(wish.axes)
    # a shop that asks more than others chose no variant for anybody
    if said.axes and (has_choice or not (is_best or wish.shops)):
        parameters[VARIANT] = offer.variant
    if said.sellers > 1 and (wish.shops or not is_best):
        parameters[SHOP] = said.slug
    return f"?{urlencode(parameters)}" if parameters else ""
