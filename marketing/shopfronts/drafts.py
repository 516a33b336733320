"""The version of a shop's page that is being written: begun, kept as it is typed, given up."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from marketing.blocks import references, typed
from marketing.models import ShopVersion
from marketing.models.shop_page import BEGUN
from marketing.shopfronts import pictures
from marketing.states import SHOP_PAGE, ShopPageState
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller
from sellers.states import SellerState

WRITTEN = (ShopPageState.DRAFT, ShopPageState.SENT_BACK)
SHOWN = (ShopPageState.LIVE, ShopPageState.WITHDRAWN, ShopPageState.TAKEN_DOWN)


class ShopClosed(Refusal):
    """A shop that is closed tells nothing more."""

    sentence = _("Votre boutique est fermée : sa page ne change plus.")


class NotWritten(Refusal):
    """What waits for a moderator, or was approved, is not rewritten."""

    sentence = _(
        "Cette version n'est plus un brouillon : rien n'a été changé. Reprenez-la, ou commencez-en"
        " une autre."
    )


class WrittenMeanwhile(Refusal):
    """Somebody else of the shop, or another tab, changed the same block."""

    sentence = _(
        "{who} a enregistré cette page pendant que vous écriviez, et vous avez changé tous les deux"
        " : {what}. Rien n'est perdu : gardez les deux textes l'un sous l'autre, ou reprenez ce qui"
        " est enregistré."
    )


def begun(seller: Seller) -> ShopVersion | None:
    """What a shop writes, or what waits for a moderator."""
    rows = ShopVersion.objects.select_related("seller", "written_by")
    return rows.filter(seller=seller, state__in=BEGUN).first()


@transaction.atomic(durable=True)
def begin(seller: Seller, *, by: User | None, at: datetime) -> ShopVersion:
    """The draft of a shop: the one there is, else a new one from what was seen last.

    Raises ShopClosed.
    """
    shop = hold(seller)
    version = begun(shop)
    if version is not None:
        return version
    own = ShopVersion.objects.filter(seller=shop)
    like = own.filter(state__in=SHOWN).order_by("-number").first()
    last = own.aggregate(last=Max("number"))["last"] or 0
    return ShopVersion.objects.create(
        seller=shop,
        number=last + 1,
        blocks=[typed.filled(block) for block in (deepcopy(like.blocks) if like else first())],
        written_by=by,
        written_at=at,
    )


def first() -> list[dict[str, Any]]:
    """What a shop that has no page yet is asked to fill in."""
    return [typed.new(kind) for kind in ("own_portrait", "questions")]


@transaction.atomic(durable=True)
def save(
    version: ShopVersion, blocks: list, *, revision: int, by: User | None, at: datetime
) -> bool:
    """Keep what was typed; False when somebody saved something else since it was read.

    `revision` is the one that was read. Of a version that was sent back, a change makes a draft;
    what was asked stays beside it. Raises NotWritten, ShopClosed.
    """
    hold(version.seller)
    blocks = [typed.filled(block) for block in blocks]
    same = ShopVersion.objects.filter(pk=version.pk, state__in=WRITTEN)
    version.refresh_from_db(fields=["state", "blocks", "revision", "written_by", "written_at"])
    if version.state not in WRITTEN:
        raise NotWritten
    if version.blocks == blocks:
        return True
    if version.revision != revision:
        return False
    same.update(blocks=blocks, revision=F("revision") + 1, written_by=by, written_at=at)
    if version.state == ShopPageState.SENT_BACK:
        SHOP_PAGE.move(version, ShopPageState.DRAFT)
    version.refresh_from_db(fields=["state", "blocks", "revision", "written_by", "written_at"])
    return True


@transaction.atomic(durable=True)
def discard(version: ShopVersion) -> None:
    """Give a draft up: the next one begins from what is online."""
    hold(version.seller)
    SHOP_PAGE.move(version, ShopPageState.DISCARDED)


def hold(seller: Seller) -> Seller:
    """The row of a shop, held: what its team does with its page is done one by one.

    Raises ShopClosed.
    """
    shop = Seller.objects.select_for_update().get(pk=seller.pk)
    if shop.state == SellerState.CLOSED:
        raise ShopClosed
    return shop


def owned(seller_id: int, blocks: list) -> list:
    """Blocks that name no picture of another shop, whatever was sent, and find its own sheets."""
    named = pictures.named(blocks)
    strange = named - pictures.own(seller_id, named)
    for block in blocks:
        data = block["data"]
        if pictures.number_of(block) in strange:
            data[pictures.FIELD] = ""
        if block["kind"] == "own_goods" and data.get("products"):
            data["products"] = references.settled_own(seller_id, data["products"])
    return blocks
