"""Photos that buyers took at home: most online, some waiting, refused, reported or taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from catalog.models import Product, Review, Snapshot
from catalog.snapshots import consent, notices, snapshots
from catalog.states import ReviewState
from marketplace.demo.content.sheets import Picture
from marketplace.demo.seed.market import Market
from marketplace.shared.states import Refusal
from orders.models import OrderLine

GIVEN = 18  # photos, all in all
VIEWS = ("scene", "close", "group")
MOODS = ("dune", "crème", "galet", "pêche")
# what becomes of one in so many
FATES = {3: "queued", 7: "refused", 9: "withdrawn", 11: "reported", 13: "queued", 15: "kept"}
WORDS = (
    "Posé sur la table du salon, le soir",
    "",
    "Déballé ce matin, avec son papier",
    "",
    "Just unpacked, next to the window",
)


def give(market: Market) -> None:
    """Buyers who said something good photograph what they got; the team looks at it."""
    dice = Random(11)
    chosen = _chosen(3 if market.small else GIVEN)
    for number, (line, kind) in enumerate(_kinds(market, chosen)):
        at = market.now - timedelta(days=len(chosen) - number, hours=dice.uniform(1, 9))
        row = _give(market, line, kind, number, at)
        if row is not None:
            _live(market, row, "" if market.small else FATES.get(number, ""), at)


def _chosen(most: int) -> list[int]:
    """The purchases of the latest good reviews, two of one sheet at most, best sold sheets first."""
    good = Review.objects.filter(
        state=ReviewState.PUBLISHED, rating__gte=4, product__in=Product.objects.public()
    )
    rows = good.order_by("-product__sales_count", "product", "-written_at", "pk")
    chosen: list[int] = []
    seen: dict[int, int] = {}
    for purchase, product in rows.values_list("purchase", "product")[: most * 20]:
        if seen.setdefault(product, 0) < 2:
            seen[product] += 1
            chosen.append(purchase)
        if len(chosen) == most:
            break
    return chosen


def _kinds(market: Market, purchases: list[int]) -> list[tuple[OrderLine, str]]:
    lines = OrderLine.objects.select_related(
        "offer__product", "seller_order__seller", "seller_order__order"
    ).in_bulk(purchases)
    told = ((lines[pk], market.shelf.get(lines[pk].offer.product_id)) for pk in purchases)
    return [(line, good.kind) for line, good in told if good is not None]


def _give(market: Market, line: OrderLine, kind: str, number: int, at: datetime) -> Snapshot | None:
    picture = Picture(
        kind,
        900 + number,
        view=VIEWS[number % len(VIEWS)],
        mood=MOODS[number % len(MOODS)],
    )
    drawn = market.easel.take("picture", picture, market.easel.side)
    first, _space, last = line.seller_order.order.recipient.partition(" ")
    try:
        [row] = snapshots.add(
            line.offer.product,
            snapshots.read([drawn]),
            seller=line.seller_order.seller,
            purchase=line.pk,
            author=f"{first} {last[:1]}.",
            alt=WORDS[number % len(WORDS)],
            consent=consent.words(),
            by=line.seller_order.order.buyer,
            at=at,
        )
    except (Refusal, ValueError):
        return None
    return row


def _live(market: Market, row: Snapshot, fate: str, at: datetime) -> None:
    looks = market.team["moderation"]
    if fate == "queued":
        return
    if fate == "refused":
        because = (
            "On lit une adresse sur l'étiquette du colis : cachez-la et donnez une autre photo."
        )
        snapshots.refuse(row, because=because, by=looks, at=at + timedelta(hours=5))
        return
    snapshots.publish(row, by=looks, at=at + timedelta(hours=5))
    if fate == "withdrawn":
        snapshots.withdraw(row, by=None, at=at + timedelta(hours=20))
    elif fate in ("reported", "kept"):
        notice = notices.send(
            row,
            ground="elsewhere",
            text="Je ne reconnais pas le produit de la fiche sur cette photo.",
            name="Zoé Petit",
            email="zoe.petit@mail.example",
            language="fr",
            by=None,
            at=at + timedelta(hours=22),
        )
        if fate == "kept" and notice is not None:
            answer = "C'est bien ce produit, dans l'autre teinte de la fiche."
            notices.keep(notice, answer=answer, by=looks, at=at + timedelta(hours=23))
