"""The life of a shop's page: proposed, read by a moderator, shown, taken off, put back.

What is online stays while another version waits, and until a person took the place of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.events import (
    ShopPageProposed,
    ShopPagePublished,
    ShopPagePutBack,
    ShopPageSentBack,
    ShopPageTakenBack,
    ShopPageTakenDown,
    ShopPageTakenUp,
    ShopPageWithdrawn,
)
from marketing.models import ShopVersion
from marketing.models.shop_page import BEGUN
from marketing.pages import comparing
from marketing.shopfronts import checking, criteria, pictures, seals, showing
from marketing.shopfronts.drafts import hold
from marketing.states import SHOP_PAGE, ShopPageState
from marketplace.shared import events
from marketplace.shared.facts import Event
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal

LONGEST = 500  # characters of a reason, and of what is said of one block


class NotReady(Refusal):
    """Something in the page would be wrong in front of the public."""

    sentence = _("Cette page ne peut pas être proposée : {why}")


class NothingNew(Refusal):
    """A moderator does not read what is online already."""

    sentence = _("Cette page est déjà en ligne mot pour mot : changez-la avant de la proposer.")


class BrokenSeal(Refusal):
    """What was approved is not what the row holds now."""

    sentence = _("Cette version n'est plus celle qui a été approuvée : proposez-en une nouvelle.")


class AnotherLive(Refusal):
    """One version is online at a time."""

    sentence = _("Une autre version est en ligne : elle resterait cachée par celle-ci.")


class AnotherBegun(Refusal):
    """One version is written at a time."""

    sentence = _("La boutique écrit déjà une autre version : celle-ci ne peut plus attendre.")


@transaction.atomic(durable=True)
def propose(version: ShopVersion, *, by: User | None, at: datetime) -> None:
    """Ask for a version to be put online. Raises NotReady, NothingNew, ShopClosed."""
    shop = hold(version.seller)
    version.refresh_from_db()
    scene = showing.scene_of(shop, version.blocks, at=at)
    found = checking.remarks(version.blocks, scene, seller_id=shop.pk)
    blocking = [remark for remark in found if remark.is_blocking]
    if blocking:
        raise NotReady(why=blocking[0].sentence)
    online = showing.live(shop)
    if online is not None and online.blocks == version.blocks:
        raise NothingNew
    SHOP_PAGE.move(
        version,
        ShopPageState.PROPOSED,
        proposed_by=by,
        proposed_at=at,
        reason="",
        motives={},
        judged=[],
        decided_by=None,
        decided_at=None,
    )
    _tell(ShopPageProposed, version, by=by, at=at)


@transaction.atomic(durable=True)
def take_back(version: ShopVersion, *, by: User | None, at: datetime) -> None:
    """Write on before anybody decided."""
    hold(version.seller)
    SHOP_PAGE.move(version, ShopPageState.DRAFT)
    _tell(ShopPageTakenBack, version, by=by, at=at)


@transaction.atomic(durable=True)
def publish(version: ShopVersion, *, revision: int, by: User | None, at: datetime) -> None:
    """Put a proposed version online, in the place of the one before.

    `revision` is the one that was read. Raises MovedMeanwhile, NotReady when what it shows is gone.
    """
    shop = hold(version.seller)
    version.refresh_from_db()
    if version.revision != revision:
        raise MovedMeanwhile
    scene = showing.scene_of(shop, version.blocks, at=at)
    blocking = [
        one for one in checking.remarks(version.blocks, scene, seller_id=shop.pk) if one.is_blocking
    ]
    if blocking:
        raise NotReady(why=blocking[0].sentence)
    for former in ShopVersion.objects.filter(seller=shop, state=ShopPageState.LIVE):
        SHOP_PAGE.move(former, ShopPageState.REPLACED)
    version.pictures = pictures.told(shop.pk, version.blocks)
    SHOP_PAGE.move(
        version,
        ShopPageState.LIVE,
        decided_by=by,
        decided_at=at,
        pictures=version.pictures,
        is_told=criteria.is_told(version.blocks),
        seal=seals.of_version(version),
    )
    pictures.seen(shop.pk, pictures.named(version.blocks), at=at)
    _tell(ShopPagePublished, version, by=by, at=at)
    showing.changed(shop.pk)


@transaction.atomic(durable=True)
def send_back(
    version: ShopVersion, *, because: str, motives: dict[str, str], by: User | None, at: datetime
) -> None:
    """Ask for corrections: why, and what of which block. What is online stays."""
    hold_any(version)
    there = {block["id"] for block in version.blocks}
    told = {
        name: text.strip()[:LONGEST]
        for name, text in motives.items()
        if name in there and text.strip()
    }
    SHOP_PAGE.move(
        version,
        ShopPageState.SENT_BACK,
        decided_by=by,
        decided_at=at,
        reason=because[:LONGEST],
        motives=told,
        judged=version.blocks,
    )
    said = " · ".join([because, *(f"{name} : {text}" for name, text in in_words(version))])
    _tell(ShopPageSentBack, version, by=by, at=at, because=said[:LONGEST])


@transaction.atomic(durable=True)
def take_up(version: ShopVersion, *, by: User | None, at: datetime) -> None:
    """Have a version that was sent back wait again, as it was proposed. Raises AnotherBegun."""
    hold_any(version)
    if others(version, BEGUN):
        raise AnotherBegun
    SHOP_PAGE.move(
        version, ShopPageState.PROPOSED, reason="", motives={}, decided_by=None, decided_at=None
    )
    _tell(ShopPageTakenUp, version, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(version: ShopVersion, *, by: User | None, at: datetime) -> None:
    """The shop takes its page off the site."""
    hold_any(version)
    SHOP_PAGE.move(version, ShopPageState.WITHDRAWN)
    _tell(ShopPageWithdrawn, version, by=by, at=at)
    showing.changed(version.seller_id)


@transaction.atomic(durable=True)
def take_down(version: ShopVersion, *, because: str, by: User | None, at: datetime) -> None:
    """The operator takes a shop's page off the site; its goods stay."""
    hold_any(version)
    SHOP_PAGE.move(
        version, ShopPageState.TAKEN_DOWN, reason=because[:LONGEST], decided_by=by, decided_at=at
    )
    _tell(ShopPageTakenDown, version, by=by, at=at, because=because[:LONGEST])
    showing.changed(version.seller_id)


@transaction.atomic(durable=True)
def put_back(version: ShopVersion, *, by: User | None, at: datetime) -> None:
    """Show again, word for word, what was approved and taken off.

    By the shop what it had withdrawn itself, by the operator what the operator took down. Raises
    BrokenSeal, AnotherLive.
    """
    hold(version.seller)
    version.refresh_from_db()
    if not version.seal or version.seal != seals.of_version(version):
        raise BrokenSeal
    if others(version, [ShopPageState.LIVE]):
        raise AnotherLive
    SHOP_PAGE.move(version, ShopPageState.LIVE, reason="")
    _tell(ShopPagePutBack, version, by=by, at=at)
    showing.changed(version.seller_id)


def is_down(version: ShopVersion) -> bool:
    """Whether the operator's taking down still has its effect: no other version was read since."""
    return version.state == ShopPageState.TAKEN_DOWN and not others(version, [ShopPageState.LIVE])


def others(version: ShopVersion, states) -> bool:
    """Whether the shop has another version in one of these states."""
    own = ShopVersion.objects.filter(seller=version.seller_id, state__in=states)
    return own.exclude(pk=version.pk).exists()


def in_words(version: ShopVersion) -> list[tuple[str, str]]:
    """What was asked, block by block, each by its name, in the order of the page."""
    return [
        (comparing.name_of(block), version.motives[block["id"]])
        for block in version.judged or version.blocks
        if block["id"] in version.motives
    ]


def hold_any(version: ShopVersion) -> None:
    """The row of its shop, held, whatever state it is in; the version as it is now."""
    type(version.seller).objects.select_for_update().get(pk=version.seller_id)
    version.refresh_from_db()


def _tell(
    kind: Callable[..., Event],
    version: ShopVersion,
    *,
    by: User | None,
    at: datetime,
    because: str = "",
) -> None:
    fact = kind(shop_version_id=version.pk, seller_id=version.seller_id)
    events.publish(fact, about=version, within=version.seller, by=by, at=at, because=because)
