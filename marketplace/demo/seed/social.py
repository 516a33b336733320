"""Short links of the house and of a shop, followed for some weeks; posts in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from catalog.models import Category, Product
from catalog.shop import collections
from marketing.models import Article, Channel, LinkDay, Picture, ShortLink
from marketing.models import Post as Row
from marketing.social import faces, links, posts
from marketplace.demo.content.social import CHANNELS, LINKS, POSTS, Post
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared.clock import paris_day
from marketplace.shared.states import Refusal

SHOP = "atelier-lune"


def share(market: Market) -> None:
    """Make the links and let them be followed."""
    dice = Random(7)
    for content in LINKS[: 1 if market.small else None]:
        at = morning(market.now - timedelta(days=content.begun), 9, 20)
        try:
            link = links.make(
                content.path,
                name=content.name,
                source=content.source,
                medium=content.medium,
                campaign=content.campaign,
                by=market.team["editorial"],
                at=at,
            )
        except Refusal:  # a page that this demonstration lacks
            continue
        _follow(market, link, content.begun, content.ended or 0, content.good_day, dice)
        if content.ended:
            ended = morning(market.now - timedelta(days=content.ended), 18, 0)
            links.end(link, by=market.team["editorial"], at=ended)
    _of_a_shop(market, dice)
    _post(market)


def _post(market: Market) -> None:
    """A queue for the weeks around today: what is out, approved, to approve, begun."""
    channels = {
        name: Channel.objects.create(name=name, address=address, longest=longest)
        for name, address, longest in CHANNELS
    }
    for content in POSTS[: 2 if market.small else None]:
        at = morning(market.now + timedelta(days=min(content.day, 0) - 3), 10, 15)
        about, slug = _about(content, at)
        if content.about and not slug and not content.about.startswith("picture:"):
            continue
        planned = morning(market.now + timedelta(days=content.day), content.hour, 0)
        values = {
            "channel": channels[content.channel],
            "text": content.text,
            "text_en": content.text_en,
            "about": about,
            "slug": slug,
            "size": content.size,
            "picture": _picture(content),
            "planned_at": planned,
        }
        face = faces.find(about, slug, at=at) if about else None
        if about and face is None:
            continue  # away on that day
        leads = face.path if face else "/"
        post = posts.write(values, leads=leads, by=market.team["editorial"], at=at)
        _live(market, post, content, at)


def _live(market: Market, post: Row, content: Post, at: datetime) -> None:
    writer, reader = market.team["editorial"], market.team["chief"]
    if content.state == "draft":
        return
    posts.send(post, by=writer, at=at + timedelta(minutes=20))
    if content.state == "review":
        return
    posts.approve(post, revision=post.revision, by=reader, at=at + timedelta(hours=4))
    if content.state == "published":
        url = f"{post.channel.address}p/{post.pk}/"
        posts.mark_published(post, url=url, by=writer, at=post.planned_at)
    elif content.state == "withdrawn":
        posts.withdraw(post, because="L'atelier reste ouvert", by=reader, at=post.planned_at)


def _about(content: Post, at: datetime) -> tuple[str, str]:
    """What the card shows: something that this demonstration had on that day."""
    kind, _colon, name = content.about.partition(":")
    if kind == "aisle":
        aisle = Category.objects.filter(slug=name).first()
        if aisle is None:
            return "", ""
        rows = Product.objects.public().under(aisle).filter(in_stock=True, cover__isnull=False)
        best = rows.order_by("-rating_hundredths", "-rating_count", "pk")
        slugs = list(best.values_list("slug", flat=True)[:5])
        return "produit", slugs[content.day % len(slugs)] if slugs else ""
    if kind == "article":
        rows = Article.objects.published(at)
        return "article", rows.values_list("slug", flat=True).first() or ""
    if kind == "collection":
        every = collections.every(at=at)
        return "collection", every[0].slug if every else ""
    return "", ""


def _picture(content: Post) -> Picture | None:
    if not content.about.startswith("picture:"):
        return None
    return Picture.objects.order_by("pk").first()


def _of_a_shop(market: Market, dice: Random) -> None:
    """A shop has a card with a square, and a link in what it says elsewhere."""
    shop = market.shops.get(SHOP)
    if shop is None:
        return
    at = morning(market.now - timedelta(days=30), 11, 0)
    sheet = Product.objects.of(shop).public().filter(in_stock=True).order_by("pk").first()
    wanted = [(f"/boutique/{shop.slug}/", "Carte de visite", "carte", 3)]
    if sheet is not None:
        wanted.append((f"/produit/{sheet.slug}/", "Bio Instagram", "instagram", 9))
    for path, name, source, good_day in wanted:
        try:
            link = links.make_for_shop(path, name=name, source=source, seller=shop, by=None, at=at)
        except Refusal:
            continue
        _follow(market, link, 30, 0, good_day, dice)


def _follow(
    market: Market, link: ShortLink, begun: int, ended: int, good_day: int, dice: Random
) -> None:
    today = paris_day(market.now)  # counted in days: hours miss one when clocks change
    LinkDay.objects.bulk_create(
        LinkDay(
            link=link,
            day=today - timedelta(days=day),
            clicks=dice.randint(1, good_day),
        )
        for day in range(min(begun, 60), ended, -1)
        if dice.random() < 0.8
    )
