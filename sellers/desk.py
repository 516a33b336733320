"""What a seller's own shop brings to their desk: what it lacks to sell, and its pages."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.shared import clock
from marketplace.shared.desks import Desk, MenuEntry, Todo, counted
from marketplace.shared.templatetags.ui import day
from sellers.conversations import reading, subjects
from sellers.models import Seller
from sellers.states import KycState, SellerState

SHOP = _("Boutique")
SELL = _("Vendre")
MENU = (
    MenuEntry(group=SELL, page="seller-threads", name=_("Messages"), icon="mail", rank=125),
    MenuEntry(group=SHOP, page="seller-shop", name=_("Présentation"), icon="store", rank=400),
    MenuEntry(group=SHOP, page="seller-shipping", name=_("Livraison"), icon="truck", rank=410),
    MenuEntry(group=SHOP, page="seller-file", name=_("Dossier"), icon="folder-check", rank=420),
    MenuEntry(
        group=SHOP,
        page="seller-company",
        name=_("Identité de l'entreprise"),
        icon="landmark",
        rank=430,
    ),
    MenuEntry(group=SHOP, page="seller-team", name=_("Équipe"), icon="users", rank=440),
)


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """What the shop lacks before it can sell, ship or be paid."""
    lacks = []
    if shop.mandate_revoked_at:
        lacks.append(
            Todo(
                text=_now(
                    "Donnez à nouveau mandat de facturation : sans lui, rien ne se vend ni ne"
                    " s'expédie"
                ),
                href=reverse("seller-file-step", args=["mandate"]),
                urgent=True,
                rank=100,
            )
        )
    is_closed = shop.state == SellerState.CLOSED
    if not is_closed and not shop.shipping_methods.filter(is_active=True).exists():
        lacks.append(
            Todo(
                text=_now("Composez votre grille de livraison : sans elle, rien ne se vend"),
                href=reverse("seller-shipping"),
                urgent=True,
                rank=110,
            )
        )
    until, today = shop.holiday_until, clock.paris_day(at)
    if shop.holiday_from and until and shop.holiday_from <= today <= until:
        lacks.append(
            Todo(
                text=_now(
                    "Votre boutique est en congé jusqu'au {day} inclus : rien ne s'y vend d'ici là"
                ).format(day=day(until)),
                href=reverse("seller-shop"),
                rank=105,
            )
        )
    if shop.kyc_state != KycState.VERIFIED:
        lacks.append(
            Todo(
                text=_now("Prouvez votre identité au prestataire de paiement pour être payé"),
                href=reverse("seller-file"),
                urgent=True,
                rank=500,
            )
        )
    return [*lacks, *_messages(shop)]


def _messages(shop: Seller) -> list[Todo]:
    """What buyers and the operator wait for; each kind leads to the list that holds them all."""
    count = reading.counted(shop, subjects.kinds_of_shop(lambda role: True))
    return counted(
        count,
        ngettext("%d message attend votre réponse", "%d messages attendent votre réponse", count),
        href=reverse("seller-threads"),
        urgent=True,
        rank=235,
    )


DESK = Desk(todos=todos, menu=MENU)
