"""What people may write to each other about, and what may be asked of it in its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounting.models import Payout
from catalog.models import Import, Offer, Product
from orders.models import SellerOrder
from orders.states import SellerOrderState
from sellers.conversations.subjects import Kind, Reader, Topics, no_shop
from sellers.models import Seller, Side
from sellers.models.conversation import CONTACT
from sellers.states import SellerState

B, S, O = Side.BUYER, Side.SELLER, Side.OPERATOR  # noqa: E741
State = SellerOrderState
TOPICS: Topics = {
    "change": _("Modifier la commande ou l'adresse"),
    "delay": _("Le délai"),
    "parcel": _("Mon colis"),
    "article": _("L'article"),
    "care": _("L'emploi et l'entretien"),
    "custom": _("Une demande particulière"),
    "delivery": _("La livraison"),
    "refund": _("Le remboursement"),
    "invoice": _("La facture"),
    "account": _("Mon compte"),
    "order": _("Une commande"),
    "report": _("Signaler un contenu"),
    "press": _("La presse, un partenariat"),
    "amount": _("Le montant"),
    "date": _("La date"),
    "file": _("Le fichier"),
    "refusal": _("Ce qui est refusé"),
    "how": _("Comment faire"),
    "other": _("Autre chose"),
}


def _some(*codes: str) -> dict[str, Any]:
    return {code: TOPICS[code] for code in (*codes, "other")}


def _always(*codes: str) -> Callable[[Any], Topics]:
    return lambda row: _some(*codes)


def _found(rows: models.QuerySet) -> Callable[[int], Any]:
    return lambda pk: rows.filter(pk=pk).first()


# --- A seller's part of an order --------------------------------------------------------------

PARTS = SellerOrder.objects.select_related("order__buyer", "seller")


def _of_part(part: SellerOrder) -> Topics:
    """What may be asked of an order, by how far it is."""
    if part.state in (State.TO_ACCEPT, State.TO_SHIP):
        return _some("change", "delay", "article", "invoice")
    if part.state in (State.SHIPPED, State.LOST):
        return _some("parcel", "delivery", "article", "invoice")
    if part.state == State.DELIVERED:
        return _some("article", "care", "parcel", "refund", "invoice")
    return _some("refund", "invoice")


def _lines(part: SellerOrder) -> list[tuple[str, str]]:
    lines = part.lines.order_by("pk")
    return [(str(line.pk), f"{line.quantity} × {line.whole_told}") for line in lines]


def _bought_by(part: Any) -> Reader:
    order = part.order
    return Reader(
        person=order.buyer, email=order.email, name=order.recipient, language=order.language
    )


def _has_left(part: SellerOrder) -> bool:
    return part.state in (State.SHIPPED, State.DELIVERED, State.LOST)


def _by_link(part: SellerOrder) -> str:
    page = reverse("shop-order-thread", args=[part.order.number, part.pk])
    return page if part.order.buyer_id else f"{page}?t={part.order.token}"


ORDER = Kind(
    title=_("Commande {about}"),
    row=_found(PARTS.exclude(paid_at=None)),
    kept=_found(PARTS),
    about=lambda part: part.number,
    seller=lambda part: part.seller,
    buyer=_bought_by,
    answers={B: (S, O), S: (B, O)},
    topics=_of_part,
    details=_lines,
    pages={
        B: lambda part: reverse("shop-order", args=[part.order.number]),
        S: lambda part: reverse("seller-order", args=[part.number]),
    },
    address=_by_link,
    dispatched=_has_left,
    has_address=True,
    shop_role="orders",
)

# --- What is asked before buying --------------------------------------------------------------

OFFERS = Offer.objects.select_related("product", "seller")


def _asked_about(pk: int) -> Offer | None:
    """An offer of a sheet that the public sees."""
    offer = OFFERS.filter(pk=pk, seller__state=SellerState.OPEN, seller__suspended_at=None).first()
    if offer is None or not Product.objects.public().filter(pk=offer.product_id).exists():
        return None
    return offer


OFFER = Kind(
    title=_("« {about} »"),
    row=_asked_about,
    kept=_found(OFFERS),
    about=lambda offer: str(offer.product),
    seller=lambda offer: offer.seller,
    answers={B: (S,)},
    topics=_always("article", "delivery", "custom", "care"),
    pages={
        B: lambda offer: reverse("shop-product", args=[offer.product.slug]),
        S: lambda offer: reverse("shop-product", args=[offer.product.slug]),
    },
    shop_role="orders",
)
SHOP = Kind(
    title=_("Boutique {about}"),
    row=lambda pk: Seller.objects.open().filter(pk=pk).first(),
    kept=_found(Seller.objects.all()),
    about=str,
    seller=lambda shop: shop,
    answers={B: (S,)},
    topics=_always("custom", "delivery", "article"),
    pages={B: lambda shop: reverse("shop-seller", args=[shop.slug])},
    shop_role="orders",
)

# --- What a shop asks of the operator ---------------------------------------------------------

PAYOUTS = Payout.objects.select_related("seller")
IMPORTS = Import.objects.filter(is_trial=False).select_related("seller")
SHEETS = Product.objects.exclude(owner=None).select_related("owner")
PAYOUT = Kind(
    title=_("Versement {about}"),
    row=_found(PAYOUTS),
    kept=_found(PAYOUTS),
    about=lambda payout: payout.number,
    seller=lambda payout: payout.seller,
    answers={S: (O,)},
    topics=_always("amount", "date", "how"),
    pages={S: lambda payout: reverse("seller-payout", args=[payout.number])},
    shop_role="finance",
    desk="finance",
)
IMPORT = Kind(
    title=_("Import {about}"),
    row=_found(IMPORTS),
    kept=_found(IMPORTS),
    about=lambda file: file.name,
    seller=lambda file: file.seller,
    answers={S: (O,)},
    topics=_always("file", "refusal", "how"),
    pages={S: lambda file: reverse("seller-import", args=[file.pk])},
    shop_role="catalogue",
    desk="sellers",
)
SHEET = Kind(
    title=_("Fiche « {about} »"),
    row=_found(SHEETS),
    kept=_found(SHEETS),
    about=str,
    seller=lambda sheet: sheet.owner,
    answers={S: (O,)},
    topics=_always("refusal", "how"),
    pages={S: lambda sheet: reverse("seller-product", args=[sheet.pk])},
    shop_role="catalogue",
    desk="moderation",
)
APPLICATION = Kind(
    title=_("Dossier de {about}"),
    row=_found(Seller.objects.all()),
    kept=_found(Seller.objects.all()),
    about=str,
    seller=lambda shop: shop,
    answers={S: (O,)},
    topics=_always("file", "refusal", "how"),
    pages={S: lambda shop: reverse("seller-file")},
    desk="sellers",
)

# --- From anybody to the operator -------------------------------------------------------------

WRITTEN = Kind(
    title=_("Message au service client"),
    row=lambda pk: None,  # it begins by its own form
    kept=lambda pk: None,
    about=str,
    seller=no_shop,
    answers={B: (O,)},
    topics=_always("order", "account", "report", "press"),
    pages={},
)

KINDS = {
    "order": ORDER,
    "offer": OFFER,
    "shop": SHOP,
    "payout": PAYOUT,
    "import": IMPORT,
    "sheet": SHEET,
    "application": APPLICATION,
    CONTACT: WRITTEN,
}
