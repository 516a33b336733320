"""What is new at a shop since somebody last heard of it: sheets come online, articles about it,
its own news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from catalog.models import Product
from catalog.shop import queries
from catalog.shop.queries import Card
from marketing.models import Article, Follow, ShopNews
from marketing.states import ShopNewsState
from marketplace.shared.clock import paris_day
from sellers.models import Seller

SHOWN = 4  # sheets of a shop that a letter shows; the others are counted
FAR = timedelta(days=60)  # what is older is no news, however long a shop had nothing to tell


@dataclass(slots=True)
class News:
    """What a letter tells of a shop."""

    shop: Seller
    cards: list[Card] = field(default_factory=list)
    more: int = 0
    articles: list[Article] = field(default_factory=list)
    notes: list[ShopNews] = field(default_factory=list)


def there_is(at: datetime) -> Q:
    """The condition of a follow whose shop has something new, which may be bought or read now."""
    sheets = Product.objects.shown_on(paris_day(at)).filter(in_stock=True)
    sheets = sheets.filter(
        owner=OuterRef("seller"), published_at__gt=OuterRef("told_until"), published_at__lte=at
    )
    told = Article.objects.filter(
        seller=OuterRef("seller"), published_at__gt=OuterRef("told_until"), published_at__lte=at
    )
    recent = Q(published_at__gt=at - FAR)
    said = _notes(at).filter(
        seller=OuterRef("seller"), published_at__gt=OuterRef("told_until"), published_at__lte=at
    )
    return (
        Q(Exists(sheets.filter(recent)))
        | Q(Exists(told.filter(recent)))
        | Q(Exists(said.filter(recent)), hears_news=True)
    )


def of(follows: Iterable[Follow], *, at: datetime) -> list[News]:
    """The news of each followed shop that has some, the shops with most of it first.

    Titles are in the active language.
    """
    followed = {follow.seller_id: follow for follow in follows}
    told = {pk: News(shop=follow.seller) for pk, follow in followed.items()}
    since = {pk: max(follow.told_until, at - FAR) for pk, follow in followed.items()}
    fresh = _since(Product.objects.shown_on(paris_day(at)).filter(in_stock=True), "owner", since)
    sheets: dict[int, list[int]] = {}
    rows = fresh.filter(published_at__lte=at).order_by("-published_at", "-pk")
    for pk, shop in rows.values_list("pk", "owner_id"):
        sheets.setdefault(shop, []).append(pk)
    shown = [pk for pks in sheets.values() for pk in pks[:SHOWN]]
    cards = {card.pk: card for card in queries.cards(shown, at=at, delivery=False)}
    for shop, pks in sheets.items():
        told[shop].cards = [cards[pk] for pk in pks[:SHOWN] if pk in cards]
        told[shop].more = len(pks) - len(told[shop].cards)
    for article in _since(Article.objects.published(at).light(), "seller", since):
        told[article.seller_id].articles.append(article)
    for note in _since(_notes(at).filter(published_at__lte=at), "seller", since):
        if followed[note.seller_id].hears_news:
            told[note.seller_id].notes.append(note)
    some = [news for news in told.values() if news.cards or news.articles or news.notes]
    return sorted(some, key=lambda news: (-len(news.cards) - news.more, news.shop.name))


def _notes(at: datetime):
    """The shops' own news that hold, of shops that may tell something."""
    today = paris_day(at)
    holds = Q(ends_on=None) | Q(ends_on__gte=today)
    rows = ShopNews.objects.filter(holds, state=ShopNewsState.LIVE)
    return rows.filter(seller__in=Seller.objects.selling_on(today))


def _since(rows, shop: str, since: dict[int, datetime]):
    """Those of each shop that appeared after its own instant."""
    new = Q(pk__in=[])
    for pk, instant in since.items():
        new |= Q(**{shop: pk, "published_at__gt": instant})
    return rows.filter(new).exclude(**{shop: None}).order_by(F("published_at").desc())
