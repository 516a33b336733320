"""Which decisions of the operator may be contested, by whom, and which row each is about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Review
from catalog.states import ProductState, ReviewState
from marketplace.shared.appeals import Kind
from marketplace.shared.models import Fact
from orders.models import Order
from sellers.letters import tongue
from sellers.models import Identity, Seller
from sellers.states import SellerState


def _seller(fact: Fact) -> Seller:
    return Seller.objects.get(pk=fact.data["seller_id"])


def _to_seller(fact: Fact) -> tuple[str, str]:
    shop = _seller(fact)
    return shop.email, tongue(shop)


def _identity(fact: Fact) -> models.Model:
    return Identity.objects.get(pk=fact.data["identity_id"])


def _sheet(fact: Fact) -> Product:
    return Product.objects.get(pk=fact.data["product_id"])


def _review(fact: Fact) -> Review:
    return Review.objects.get(pk=fact.data["review_id"])


def _to_author(fact: Fact) -> tuple[str, str]:
    order = Order.objects.get(seller_orders__lines=fact.data["purchase"])
    return order.email, order.language


def _is_refused(fact: Fact) -> bool:
    return _seller(fact).state == SellerState.REFUSED


def _is_suspended(fact: Fact) -> bool:
    return _seller(fact).suspended_at is not None


def _is_closed(fact: Fact) -> bool:
    return _seller(fact).state == SellerState.CLOSED


def _is_down(fact: Fact) -> bool:
    return _sheet(fact).state == ProductState.TAKEN_DOWN


def _is_hidden(fact: Fact) -> bool:
    return _review(fact).state == ReviewState.REFUSED


KINDS = {
    "sellers.SellerRefused": Kind(
        role="sellers",
        what=_("Candidature refusée"),
        reader=_to_seller,
        row=_seller,
        stands=_is_refused,
        undo=_("Rouvrir la candidature"),
    ),
    "sellers.SellerSuspended": Kind(
        role="sellers",
        what=_("Ventes suspendues"),
        reader=_to_seller,
        row=_seller,
        stands=_is_suspended,
        undo=_("Lever la suspension"),
    ),
    "sellers.SellerClosed": Kind(
        role="sellers",
        what=_("Boutique fermée"),
        reader=_to_seller,
        row=_seller,
        stands=_is_closed,
        undo=_("Rouvrir la boutique"),
    ),
    "sellers.IdentityRefused": Kind(
        role="sellers", what=_("Changement d'identité refusé"), reader=_to_seller, row=_identity
    ),
    "catalog.ProductSentBack": Kind(
        role="moderation",
        what=_("Fiche à corriger ou refusée"),
        reader=_to_seller,
        row=_sheet,
    ),
    "catalog.ProductTakenDown": Kind(
        role="moderation",
        what=_("Fiche retirée du site"),
        reader=_to_seller,
        row=_sheet,
        stands=_is_down,
        undo=_("Remettre en ligne"),
    ),
    "catalog.ReviewRefused": Kind(
        role="moderation",
        what=_("Avis écarté"),
        reader=_to_author,
        row=_review,
        stands=_is_hidden,
        undo=_("Publier"),
    ),
}
