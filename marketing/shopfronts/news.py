"""The news of a shop: short, dated, published at once when nothing in it asks for a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog.judging import charter
from catalog.reviews import doubts
from marketing.events import (
    ShopNewsPublished,
    ShopNewsSent,
    ShopNewsSentBack,
    ShopNewsTakenUp,
    ShopNewsWithdrawn,
)
from marketing.models import ShopNews, ShopPicture
from marketing.shopfronts import pictures, seals, showing
from marketing.shopfronts.drafts import hold
from marketing.shopfronts.life import LONGEST
from marketing.states import SHOP_NEWS, ShopNewsState
from marketplace.shared import events
from marketplace.shared.clock import paris_day
from marketplace.shared.facts import Event
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from sellers.models import Seller

WRITTEN = ("title", "title_en", "text", "text_en", "picture")
OPEN = (ShopNewsState.DRAFT, ShopNewsState.SENT_BACK)
THERE = (*OPEN, ShopNewsState.PROPOSED, ShopNewsState.LIVE)
MOST_A_DAY = 5


class NewsMoved(Refusal):
    """Somebody else wrote it, or it left meanwhile."""

    sentence = _(
        "{who} a changé cette nouvelle pendant que vous écriviez : rien n'a été enregistré. Votre"
        " texte est encore dans le formulaire ; enregistrez-le pour qu'il remplace le sien."
    )


class NewsGone(Refusal):
    """What waits or is online is not rewritten."""

    sentence = _("Cette nouvelle n'est plus un brouillon : rien n'a été changé.")


class EndPast(Refusal):
    """A news that is over before it begins is never read."""

    sentence = _("Le dernier jour est déjà passé : choisissez-en un autre, ou laissez vide.")


class EnoughNews(Refusal):
    """Whoever follows a shop is not drowned."""

    sentence = _("Vous avez envoyé {most} nouvelles en un jour : attendez demain pour celle-ci.")


class ShopAway(Refusal):
    """A shop whose sales are suspended publishes nothing."""

    sentence = _("Vos ventes sont suspendues : vos nouvelles paraîtront quand elles reprendront.")


@transaction.atomic(durable=True)
def write(seller: Seller, said: Mapping[str, Any], *, by: User | None, at: datetime) -> ShopNews:
    """A new draft; the one there is, where the same was written today. Raises EndPast, ShopClosed.

    A form that is sent twice, or from two tabs, writes one news.
    """
    shop = hold(seller)
    _check_end(said.get("ends_on"), at)
    lately = ShopNews.objects.filter(seller=shop, written_at__gt=at - timedelta(days=1))
    same = lately.filter(state__in=THERE, **_content(shop, said)).order_by("pk").first()
    if same is not None:
        return same
    return ShopNews.objects.create(
        seller=shop, written_by=by, written_at=at, **_content(shop, said)
    )


@transaction.atomic(durable=True)
def rewrite(
    news: ShopNews, said: Mapping[str, Any], *, revision: int, by: User | None, at: datetime
) -> None:
    """Change a draft, or what was sent back. Raises NewsMoved, NewsGone, EndPast."""
    shop = hold(news.seller)
    _check_end(said.get("ends_on"), at)
    now = ShopNews.objects.select_related("written_by").get(pk=news.pk)
    if now.state not in OPEN:
        raise NewsGone
    if now.revision != revision:
        raise NewsMoved(who=now.written_by or _("Quelqu'un d'autre"))
    rows = ShopNews.objects.filter(pk=news.pk)
    rows.update(**_content(shop, said), revision=F("revision") + 1, written_by=by, written_at=at)
    news.refresh_from_db()
    if news.state == ShopNewsState.SENT_BACK:
        SHOP_NEWS.move(news, ShopNewsState.DRAFT)


@transaction.atomic(durable=True)
def end_on(news: ShopNews, day: date | None, *, at: datetime) -> None:
    """Another last day, also of a news that is online. Raises EndPast."""
    hold(news.seller)
    _check_end(day, at)
    ShopNews.objects.filter(pk=news.pk).update(ends_on=day)
    showing.changed(news.seller_id)


@transaction.atomic(durable=True)
def send(news: ShopNews, *, by: User | None, at: datetime) -> bool:
    """Publish a news, or have a moderator read it first; says whether it is online.

    It waits when its words ask for a reader, or its picture was never seen by one. Raises EndPast,
    EnoughNews, ShopAway, ShopClosed.
    """
    shop = hold(news.seller)
    news.refresh_from_db()
    if shop.suspended_at is not None:
        raise ShopAway
    _check_end(news.ends_on, at)
    lately = ShopNews.objects.filter(seller=shop, sent_at__gt=at - timedelta(days=1))
    if lately.exclude(pk=news.pk).count() >= MOST_A_DAY:
        raise EnoughNews(most=MOST_A_DAY)
    cleared = {"sent_at": at, "reason": "", "decided_by": None, "decided_at": None}
    if why(news, at=at):
        SHOP_NEWS.move(news, ShopNewsState.PROPOSED, **cleared)
        _tell(ShopNewsSent, news, by=by, at=at)
        return False
    _publish(news, by=by, at=at, **cleared)
    return True


def why(news: ShopNews, *, at: datetime) -> list[str]:
    """Why a moderator reads it first, in sentences."""
    text = "\n".join(getattr(news, name) for name in ("title", "title_en", "text", "text_en"))
    found = charter.look(text, seller_id=news.seller_id, day=paris_day(at))
    said = [one.sentence for one in found] + [doubt.says for doubt in doubts.within(text)]
    if news.picture is not None and news.picture.seen_at is None:
        said.append(str(_("Sa photo n'a encore été vue par personne de l'équipe.")))
    return list(dict.fromkeys(said))


@transaction.atomic(durable=True)
def take_back(news: ShopNews, *, by: User | None, at: datetime) -> None:
    """Write on before anybody decided."""
    hold(news.seller)
    SHOP_NEWS.move(news, ShopNewsState.DRAFT)


@transaction.atomic(durable=True)
def publish(news: ShopNews, *, revision: int, by: User | None, at: datetime) -> None:
    """A moderator lets a news appear. `revision` is the one that was read."""
    hold(news.seller)
    news.refresh_from_db()
    if news.revision != revision:
        raise MovedMeanwhile
    _publish(news, by=by, at=at, decided_by=by, decided_at=at)
    if news.picture_id:
        pictures.seen(news.seller_id, {news.picture_id}, at=at)


@transaction.atomic(durable=True)
def send_back(news: ShopNews, *, because: str, by: User | None, at: datetime) -> None:
    """Ask for another wording, of a news that waits or is online: it is then read no more."""
    type(news.seller).objects.select_for_update().get(pk=news.seller_id)
    SHOP_NEWS.move(
        news, ShopNewsState.SENT_BACK, reason=because[:LONGEST], decided_by=by, decided_at=at
    )
    _tell(ShopNewsSentBack, news, by=by, at=at, because=because[:LONGEST])
    showing.changed(news.seller_id)


@transaction.atomic(durable=True)
def take_up(news: ShopNews, *, by: User | None, at: datetime) -> None:
    """Have a news that was sent back wait again, as it was."""
    hold(news.seller)
    SHOP_NEWS.move(news, ShopNewsState.PROPOSED, reason="", decided_by=None, decided_at=None)
    _tell(ShopNewsTakenUp, news, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(news: ShopNews, *, by: User | None, at: datetime) -> None:
    """The shop takes a news off, or gives its draft up."""
    type(news.seller).objects.select_for_update().get(pk=news.seller_id)
    SHOP_NEWS.move(news, ShopNewsState.WITHDRAWN)
    _tell(ShopNewsWithdrawn, news, by=by, at=at)
    showing.changed(news.seller_id)


def _publish(news: ShopNews, *, by: User | None, at: datetime, **also: Any) -> None:
    # told once: what was sent back and comes again is no other news
    SHOP_NEWS.move(
        news,
        ShopNewsState.LIVE,
        published_at=news.published_at or at,
        seal=seals.of_news(news),
        **also,
    )
    _tell(ShopNewsPublished, news, by=by, at=at)
    showing.changed(news.seller_id)


def _content(shop: Seller, said: Mapping[str, Any]) -> dict[str, Any]:
    content = {name: said.get(name) or "" for name in WRITTEN}
    picture = said.get("picture")
    own = picture if isinstance(picture, ShopPicture) and picture.seller_id == shop.pk else None
    return {**content, "picture": own, "ends_on": said.get("ends_on")}


def _check_end(day: date | None, at: datetime) -> None:
    if day is not None and day < paris_day(at):
        raise EndPast


def _tell(
    kind: Callable[..., Event], news: ShopNews, *, by: User | None, at: datetime, because: str = ""
) -> None:
    fact = kind(shop_news_id=news.pk, seller_id=news.seller_id)
    events.publish(fact, about=news, within=news.seller, by=by, at=at, because=because)
