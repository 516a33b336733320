"""What the public sees of a shop's page, and what its team and moderators see of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import get_language

from marketing.blocks import drawing
from marketing.blocks.scene import Own, Scene
from marketing.models import ShopNews, ShopPicture, ShopVersion
from marketing.shopfronts import pictures, seals
from marketing.states import ShopNewsState, ShopPageState
from marketplace.shared import stamps
from marketplace.shared.clock import paris_day
from sellers.models import Seller

MOST_NEWS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of a page and the wording under which what is drawn may be kept.

    `news` are told apart where no block does.
    """

    version: ShopVersion | None
    rows: list[list[drawing.Drawn]]
    scene: Scene
    wording: tuple
    news: list[ShopNews]

    @property
    def has_letter(self) -> bool:
        """No block of a shop asks for an address."""
        return False


def key(seller_id: int) -> str:
    """The stamp under which the page of a shop may be kept."""
    return f"marketing:shopfront:{seller_id}"


def changed(seller_id: int) -> None:
    """What the public sees of a shop's page is another, once the transaction is committed."""
    stamps.end([key(seller_id)])


def live(seller: Seller) -> ShopVersion | None:
    """The version that the public sees."""
    return ShopVersion.objects.filter(seller=seller, state=ShopPageState.LIVE).first()


def news_of(seller: Seller, *, at: datetime) -> list[ShopNews]:
    """The published news that hold today, the newest first."""
    holds = Q(ends_on=None) | Q(ends_on__gte=paris_day(at))
    rows = ShopNews.objects.filter(holds, seller=seller, state=ShopNewsState.LIVE)
    rows = rows.select_related("picture").order_by("-published_at", "-pk")
    return list(rows[:MOST_NEWS])


def public(seller: Seller, *, at: datetime) -> Shown | None:
    """The page as everybody sees it, in two statements besides its goods; None without any."""
    version, news = live(seller), news_of(seller, at=at)
    if version is None and not news:
        return None
    own = Own(shop=seller.pk, pictures=pictures.kept(version) if version else {}, news=news)
    return _drawn(version.blocks if version else [], version, own, at=at)


def draft(version: ShopVersion, *, at: datetime) -> Shown:
    """A version as it would be seen, with the pictures the shop has now."""
    return _drawn(version.blocks, version, own_of(version.seller, at=at), at=at)


def own_of(seller: Seller, *, at: datetime) -> Own:
    """What a draft of a shop may show."""
    rows = {row.pk: row for row in ShopPicture.objects.filter(seller=seller)}
    return Own(shop=seller.pk, pictures=rows, news=news_of(seller, at=at))


def scene_of(seller: Seller, blocks: list, *, at: datetime) -> Scene:
    """What the blocks of a draft show, for its checks."""
    return drawing.scene_of(blocks, at=at, language="fr", own=own_of(seller, at=at))


def _drawn(blocks: list, version: ShopVersion | None, own: Own, *, at: datetime) -> Shown:
    scene = drawing.scene_of(blocks, at=at, language=get_language() or "fr", own=own)
    rows = drawing.drawn(blocks, scene)
    told = any(part.kind.key == "own_news" for row in rows for part in row)
    name = (version.seal or seals.of_version(version)) if version else ""
    return Shown(
        version=version,
        rows=rows,
        scene=scene,
        wording=("shop", own.shop, name, scene.wording()),
        news=[] if told else list(own.news),
    )
