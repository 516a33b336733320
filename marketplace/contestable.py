"""Which decisions of the operator may be contested, by whom, and which row each is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.claims import claims
from catalog.judging import decisions
from catalog.models import (
    LabelClaim,
    Product,
    Review,
    ReviewNotice,
    Snapshot,
    SnapshotNotice,
    Submission,
)
from catalog.moderation import moderation
from catalog.states import ProductState, ReviewState, SnapshotState
from marketing.models import ShopNews, ShopVersion
from marketing.shopfronts import life
from marketing.states import ShopNewsState, ShopPageState
from marketplace.shared.appeals import Kind
from marketplace.shared.models import Fact
from orders.models import Incident, Order
from sellers.identity import identity
from sellers.letters import tongue
from sellers.models import Identity, Seller
from sellers.states import SellerState


def _row(model: type[models.Model], key: str) -> Callable[[Fact], Any]:
    return lambda fact: model._default_manager.get(pk=fact.data[key])


SELLER, IDENTITY = _row(Seller, "seller_id"), _row(Identity, "identity_id")
SHEET, REVIEW = _row(Product, "product_id"), _row(Review, "review_id")
NOTICE = _row(ReviewNotice, "notice_id")
CLAIM = _row(LabelClaim, "label_claim_id")
SNAPSHOT = _row(Snapshot, "snapshot_id")
PHOTO_NOTICE = _row(SnapshotNotice, "snapshot_notice_id")
INCIDENT = _row(Incident, "incident_id")
SUBMISSION = _row(Submission, "submission_id")
SHOP_PAGE, SHOP_NEWS = _row(ShopVersion, "shop_version_id"), _row(ShopNews, "shop_news_id")


def _to_seller(fact: Fact) -> tuple[str, str]:
    shop = SELLER(fact)
    return shop.email, tongue(shop)


def _to_author(fact: Fact) -> tuple[str, str]:
    order = Order.objects.get(seller_orders__lines=fact.data["purchase"])
    return order.email, order.language


def _to_claimant(fact: Fact) -> tuple[str, str]:
    order = INCIDENT(fact).seller_order.order
    return order.email, order.language


def _to_reporter(fact: Fact) -> tuple[str, str]:
    notice = NOTICE(fact)
    return notice.email, notice.language


def _to_photo_reporter(fact: Fact) -> tuple[str, str]:
    notice = PHOTO_NOTICE(fact)
    return notice.email, notice.language


def _title(fact: Fact) -> str:
    return SUBMISSION(fact).content.get("title") or str(SHEET(fact))


def _sent_back(fact: Fact) -> str:
    return _now("Fiche refusée") if fact.data.get("refused") else _now("Fiche à corriger")


_of_shop = partial(
    Kind, role="sellers", reader=_to_seller, row=SELLER, named=lambda f: str(SELLER(f))
)
_of_sheet = partial(
    Kind, role="moderation", reader=_to_seller, row=SHEET, because=decisions.because
)
_of_label = partial(
    Kind,
    role="moderation",
    reader=_to_seller,
    row=CLAIM,
    named=lambda fact: str(CLAIM(fact).label),
)

_of_page = partial(
    Kind, role="moderation", reader=_to_seller, row=SHOP_PAGE, named=lambda f: str(SELLER(f))
)

KINDS = {
    "sellers.SellerRefused": _of_shop(
        what=lambda fact: _now("Candidature refusée"),
        stands=lambda fact: SELLER(fact).state == SellerState.REFUSED,
        undo=_("Rouvrir la candidature"),
        undone_by="sellers.SellerRevived",
    ),
    "sellers.SellerSuspended": _of_shop(
        what=lambda fact: _now("Ventes suspendues"),
        stands=lambda fact: SELLER(fact).suspended_at is not None,
        undo=_("Lever la suspension"),
        undone_by="sellers.SellerReinstated",
    ),
    "sellers.SellerClosed": _of_shop(
        what=lambda fact: _now("Boutique fermée"),
        stands=lambda fact: SELLER(fact).state == SellerState.CLOSED,
        undo=_("Rouvrir la boutique"),
        undone_by="sellers.SellerReopened",
    ),
    "sellers.IdentityRefused": Kind(
        role="sellers",
        what=lambda fact: _now("Changement d'identité refusé"),
        reader=_to_seller,
        row=IDENTITY,
        named=lambda fact: IDENTITY(fact).get_topic_display(),
        stands=lambda fact: identity.may_take_up(IDENTITY(fact)),
        undo=_("Reprendre la demande"),
        undone_by="sellers.IdentityTakenUp",
    ),
    "catalog.ProductSentBack": _of_sheet(
        what=_sent_back,
        named=_title,
        stands=lambda fact: moderation.sent_back(SHEET(fact)) == SUBMISSION(fact),
        undo=_("Remettre dans la file"),
        undone_by="catalog.SubmissionTakenUp",
    ),
    "catalog.ProductTakenDown": _of_sheet(
        what=lambda fact: _now("Fiche retirée du site"),
        named=lambda fact: str(SHEET(fact)),
        stands=lambda fact: SHEET(fact).state == ProductState.TAKEN_DOWN,
        undo=_("Remettre en ligne"),
        undone_by="catalog.ProductPutBack",
    ),
    "catalog.ProductMergedAway": _of_sheet(
        what=lambda fact: _now("Fiche réunie avec une autre"),
        named=lambda fact: str(SHEET(fact)),
        stands=lambda fact: SHEET(fact).state == ProductState.MERGED,
        undo=_("Défaire la réunion"),
        undone_by="catalog.ProductUnmerged",
    ),
    "catalog.LabelRefused": _of_label(
        what=lambda fact: _now("Label refusé"),
        stands=lambda fact: claims.may_take_up(CLAIM(fact)),
        undo=_("Reprendre la demande"),
        undone_by="catalog.LabelTakenUp",
    ),
    "catalog.LabelSuspended": _of_label(
        what=lambda fact: _now("Label retiré"),
        stands=lambda fact: claims.is_suspended(CLAIM(fact)),
        undo=_("Rétablir"),
        undone_by="catalog.LabelReinstated",
    ),
    "catalog.ReviewRefused": Kind(
        role="moderation",
        what=lambda fact: _now("Avis écarté"),
        reader=_to_author,
        row=REVIEW,
        named=lambda fact: str(REVIEW(fact).product),
        stands=lambda fact: REVIEW(fact).state == ReviewState.REFUSED,
        undo=_("Publier"),
        undone_by="catalog.ReviewPublished",
    ),
    "catalog.ReviewKept": Kind(
        role="moderation",
        what=lambda fact: _now("Avis signalé, laissé en ligne"),
        reader=_to_reporter,
        row=REVIEW,
        named=lambda fact: str(REVIEW(fact).product),
        stands=lambda fact: REVIEW(fact).state == ReviewState.PUBLISHED,
        undo=_("Écarter"),
        undone_by="catalog.ReviewRefused",
    ),
    "catalog.SnapshotRefused": Kind(
        role="moderation",
        what=lambda fact: _now("Photo d'acheteur refusée"),
        reader=_to_author,
        row=SNAPSHOT,
        named=lambda fact: str(SNAPSHOT(fact).product),
        stands=lambda fact: SNAPSHOT(fact).state == SnapshotState.REFUSED,
        undo=_("Montrer la photo"),
        undone_by="catalog.SnapshotPublished",
    ),
    "catalog.SnapshotKept": Kind(
        role="moderation",
        what=lambda fact: _now("Photo signalée, laissée en ligne"),
        reader=_to_photo_reporter,
        row=SNAPSHOT,
        named=lambda fact: str(SNAPSHOT(fact).product),
        stands=lambda fact: SNAPSHOT(fact).state == SnapshotState.PUBLISHED,
        undo=_("Refuser la photo"),
        undone_by="catalog.SnapshotRefused",
    ),
    # links are made for what was rejected alone
    "orders.IncidentDecided": Kind(
        role="support",
        what=lambda fact: _now("Réclamation rejetée"),
        reader=_to_claimant,
        row=INCIDENT,
        named=lambda fact: INCIDENT(fact).number,
        because=lambda fact: INCIDENT(fact).because,
        stands=lambda fact: not Incident.objects.filter(resumes=INCIDENT(fact)).exists(),
        undo=_("Reprendre la réclamation"),
        undone_by="orders.IncidentTakenUp",
    ),
    "marketing.ShopPageSentBack": _of_page(
        what=lambda fact: _now("Page de boutique à corriger"),
        stands=lambda fact: SHOP_PAGE(fact).state == ShopPageState.SENT_BACK,
        undo=_("Remettre dans la file"),
        undone_by="marketing.ShopPageTakenUp",
    ),
    "marketing.ShopPageTakenDown": _of_page(
        what=lambda fact: _now("Page de boutique retirée du site"),
        stands=lambda fact: life.is_down(SHOP_PAGE(fact)),
        undo=_("Remettre en ligne"),
        undone_by="marketing.ShopPagePutBack",
    ),
    "marketing.ShopNewsSentBack": Kind(
        role="moderation",
        what=lambda fact: _now("Nouvelle de boutique à corriger"),
        reader=_to_seller,
        row=SHOP_NEWS,
        named=lambda fact: str(SHOP_NEWS(fact)),
        stands=lambda fact: SHOP_NEWS(fact).state == ShopNewsState.SENT_BACK,
        undo=_("Remettre dans la file"),
        undone_by="marketing.ShopNewsTakenUp",
    ),
}
