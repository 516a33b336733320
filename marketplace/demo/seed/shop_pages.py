"""The pages that shops compose, and their news: online, waiting, sent back, begun, taken down."""

from __future__ import annotations

from datetime import timedelta

from marketing.blocks import typed
from marketing.models import ShopVersion
from marketing.shopfronts import drafts, life, pictures
from marketing.shopfronts import news as notes
from marketplace.demo.content.shop_pages import PAGES, PHOTO, Blocks, News, ShopPage
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from sellers.models import Seller

WIDE = (1280, 1024)
FIRST_SEED = 70  # other pictures than those of the house


def order_pictures(market: Market) -> None:
    """Start drawing them."""
    for seed, page in enumerate(PAGES, FIRST_SEED):
        market.easel.ask("life", page.kinds, seed, *WIDE, page.mood)


def compose(market: Market) -> None:
    """Let each shop write its page, and somebody of the team read it."""
    for seed, page in list(enumerate(PAGES, FIRST_SEED))[: 1 if market.small else None]:
        if page.slug in market.shops:
            shop = Seller.objects.get(pk=market.shops[page.slug].pk)
            _compose(market, page, shop, seed)


def _compose(market: Market, page: ShopPage, shop: Seller, seed: int) -> None:
    owner, judge = market.owners[shop.pk], market.team["moderation"]
    at = morning(market.now - timedelta(days=12), 9, 40)
    content = market.easel.take("life", page.kinds, seed, *WIDE, page.mood)
    with clock.at(at):
        picture = pictures.add(shop, content, alt=page.alt, alt_en=page.alt_en, by=owner, at=at)
        version = _write(shop, page.blocks, picture.pk, by=owner, at=at)
    if page.state != "draft":
        _decide(page, version, by=owner, judge=judge, at=at)
    if page.then:
        later = morning(market.now - timedelta(days=1), 17, 5)
        with clock.at(later):
            waiting = _write(shop, page.then, picture.pk, by=owner, at=later, like=version)
            life.propose(waiting, by=owner, at=later)
    for news in page.news:
        _tell(market, news, shop)


def _write(shop, blocks: Blocks, picture: int, *, by, at, like=None) -> ShopVersion:
    names = {b["kind"]: b["id"] for b in like.blocks} if like else {}
    told = []
    for kind, data in blocks:
        said = {key: str(picture) if value == PHOTO else value for key, value in data.items()}
        block = typed.new(kind, said)
        told.append({**block, "id": names.get(kind, block["id"])})
    version = drafts.begin(shop, by=by, at=at)
    drafts.save(version, told, revision=version.revision, by=by, at=at)
    return version


def _decide(page: ShopPage, version: ShopVersion, *, by, judge, at) -> None:
    asked, read = at + timedelta(hours=1), at + timedelta(days=1, hours=2)
    with clock.at(asked):
        life.propose(version, by=by, at=asked)
    with clock.at(read):
        if page.state == "sent_back":
            motives = {version.blocks[0]["id"]: page.motive}
            life.send_back(version, because=page.because, motives=motives, by=judge, at=read)
            return
        life.publish(version, revision=version.revision, by=judge, at=read)
    if page.state == "taken_down":
        seen = read + timedelta(days=3)
        with clock.at(seen):
            life.take_down(version, because=page.because, by=judge, at=seen)


def _tell(market: Market, news: News, shop: Seller) -> None:
    owner, judge = market.owners[shop.pk], market.team["moderation"]
    at = market.now - timedelta(days=news.days, hours=3)
    said = {
        "title": news.title,
        "title_en": news.title_en,
        "text": news.text,
        "text_en": news.text_en,
    }
    if news.ends is not None:
        said["ends_on"] = clock.paris_day(market.now + timedelta(days=news.ends))
    with clock.at(at):
        row = notes.write(shop, said, by=owner, at=at)
        if news.state == "draft":
            return
        is_online = notes.send(row, by=owner, at=at)
        if news.state == "sent_back" and not is_online:
            why = "Rien ne prouve que ce soit vrai : dites plutôt ce que coûte un pichet."
            notes.send_back(row, because=why, by=judge, at=at + timedelta(hours=2))
