"""The agenda: each date prepared, published, signed up for, with pieces kept for it; one is
cancelled, one told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from catalog.models import Offer, Product
from marketing.editorial import articles
from marketing.gatherings import aside, gatherings, signups
from marketing.models import Gathering as Row
from marketing.models import Picture, Signup
from marketplace.demo.content import people
from marketplace.demo.content.gatherings import GATHERINGS, Gathering
from marketplace.demo.content.pages import PICTURES
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock

AHEAD = 24  # days between a date's page and its day
GOODS = 4  # shown of each shop
KEPT = 3  # of which each shop keeps pieces


def arrange(market: Market) -> None:
    """Let each date live as its content says."""
    alts = {picture.key: picture.alt for picture in PICTURES}
    pictures = {row.alt: row for row in Picture.objects.all()}
    for turn, content in enumerate(GATHERINGS[:2] if market.small else GATHERINGS):
        _arrange(market, content, turn, pictures.get(alts.get(content.picture, "")))


def _arrange(market: Market, content: Gathering, turn: int, picture: Picture | None) -> None:
    by = market.team["editorial"]
    start = morning(market.now + timedelta(days=content.day), content.starts, 0)
    end = morning(market.now + timedelta(days=content.day + content.days), content.ends, 0)
    began = min(start, market.now) - timedelta(days=AHEAD)
    shops = [market.shops[slug] for slug in content.shops if slug in market.shops]
    values = {
        **{
            name: getattr(content, name)
            for name in (
                *("kind", "slug", "title", "title_en", "lead", "lead_en", "body", "body_en"),
                *("place", "address", "link", "capacity"),
            )
        },
        "starts_at": start,
        "ends_at": end,
        "picture_id": picture.pk if picture else None,
        "sellers": [shop.pk for shop in shops],
        "products": [
            pk
            for shop in shops
            for pk in Product.objects.public()
            .filter(owner=shop, in_stock=True)
            .order_by("-rating_count", "pk")
            .values_list("pk", flat=True)[:GOODS]
        ],
    }
    with clock.at(began):
        row = gatherings.begin(values, by=by, at=began)
        if content.fate == "draft":
            return
        gatherings.publish(row, by=by, at=began)
        _keep(row, shops, began)
    people_ = _sign_up(row, content, turn, began, min(start, market.now))
    came_at = min(start + timedelta(minutes=25), market.now)
    for signup in people_[: content.came]:
        signups.check_in(row, signup.code, by=by, at=came_at)
    _mark_reminded(row, market.now)
    if content.fate == "cancelled":
        at = market.now - timedelta(days=2)
        with clock.at(at):
            gatherings.cancel(row, because=content.because, by=by, at=at)
    elif row.is_over(market.now):
        _count(row, shops, end)
        if content.came:
            _tell(row, content, market, end)


def _keep(row: Row, shops: list, at: datetime) -> None:
    """Each shop keeps a few pieces of what it shows, and never its last ones."""
    for shop in shops:
        goods = Offer.objects.filter(seller=shop, stock__gte=6, product__gatherings=row)
        wanted = {offer.pk: min(4, offer.stock // 3) for offer in goods.order_by("pk")[:KEPT]}
        aside.keep(row, shop, wanted, by=None, at=at)


def _count(row: Row, shops: list, end: datetime) -> None:
    """A market that is over: each shop says the evening after what it sold there."""
    for shop in shops:
        kept = list(aside.of_shop(row, shop).filter(returned_at=None))
        if kept and not row.is_online:
            sold = {one.pk: one.quantity // 2 for one in kept}
            aside.count(row, shop, sold, by=None, at=end + timedelta(hours=3))
    aside.give_back_due(at=end + aside.TO_COUNT)


def _sign_up(
    row: Row, content: Gathering, turn: int, began: datetime, until: datetime
) -> list[Signup]:
    every = people.buyers()
    step = (until - began) / (content.comes + 1)
    found = []
    for place in range(content.comes):
        who = every[(turn * 17 + place * 3) % len(every)]
        at = began + step * (place + 1)
        with clock.at(at):
            found.append(
                signups.ask(
                    row,
                    email=who.email,
                    name=who.name,
                    language="fr",
                    reader=None,
                    at=at,
                )
            )
    return found


def _mark_reminded(row: Row, now: datetime) -> None:
    """Reminders of days that are past left then: no sweep of today sends them."""
    for before, span in signups.BEFORE.items():
        if row.starts_at - span <= now:
            at = row.starts_at - span
            row.signups.filter(seated_at__lt=at).update(**{f"{before}_told_at": at})


def _tell(row: Row, content: Gathering, market: Market, end: datetime) -> None:
    at = end + timedelta(days=2)
    with clock.at(at):
        article = gatherings.tell(row, by=market.team["editorial"], at=at)
    article.title = "Ce que nous avons vu au marché d'automne"
    article.title_en = "What we saw at the autumn market"
    article.standfirst = "Une cour pleine, du miel jusqu'à midi, et des bols repartis sous le bras."
    article.standfirst_en = "A full courtyard, honey until noon, and bowls carried home."
    article.body_en = (
        "Twenty workshops came to Nantes, and the rain waited until the evening. Here are the things"
        " people stopped at most."
    )
    article.save()
    articles.publish(article, by=market.team["editorial"], at=at)
