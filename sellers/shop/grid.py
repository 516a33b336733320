"""The shipping grid as a seller writes it: lines of their own, or a preset to start from."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from sellers import standing
from sellers.models import Seller, ShippingMethod, Zone

CARRIERS = [
    ("colissimo", "Colissimo"),
    ("chronopost", "Chronopost"),
    ("mondial_relay", "Mondial Relay"),
    ("lettre_suivie", _("Lettre suivie")),
    ("ups", "UPS"),
    ("dhl", "DHL"),
    ("fedex", "FedEx"),
    ("autre", _("Autre transporteur")),
    ("retrait", _("Retrait chez le vendeur")),
]
K = ShippingMethod.Kind
# name, carrier, kind, zone, first, next, free from, days
PRESETS = {
    "courant": (
        _("Colissimo et Mondial Relay"),
        [
            ("Colissimo à domicile", "colissimo", K.HOME, Zone.METROPOLE, 690, 100, 8000, 2, 3),
            ("Mondial Relay", "mondial_relay", K.RELAY, Zone.METROPOLE, 450, 50, 6000, 3, 5),
            ("Colissimo Corse", "colissimo", K.HOME, Zone.CORSE, 890, 150, None, 3, 5),
        ],
    ),
    "leger": (
        _("Petits objets en lettre suivie"),
        [
            ("Lettre suivie", "lettre_suivie", K.LETTER, Zone.METROPOLE, 320, 50, 4000, 2, 3),
            ("Colissimo à domicile", "colissimo", K.HOME, Zone.METROPOLE, 590, 50, 6000, 2, 3),
        ],
    ),
    "express": (
        _("Chronopost express"),
        [
            ("Chronopost", "chronopost", K.HOME, Zone.METROPOLE, 1290, 200, 15000, 1, 1),
            ("Colissimo à domicile", "colissimo", K.HOME, Zone.METROPOLE, 690, 100, 8000, 2, 3),
        ],
    ),
    "europe": (
        _("Union européenne"),
        [
            ("Colissimo Europe", "colissimo", K.HOME, Zone.EUROPE, 1390, 300, 20000, 4, 8),
        ],
    ),
}


class NameTaken(Refusal):
    """The grid has a line of this name for this zone."""

    sentence = _(
        "Vous avez déjà un mode de livraison de ce nom pour cette zone : choisissez un autre nom."
    )


class LastMethod(Refusal):
    """A shop must deliver somewhere."""

    sentence = _(
        "Gardez au moins un mode de livraison proposé : sans lui, rien ne peut être acheté chez"
        " vous."
    )


@transaction.atomic(durable=True)
def add(seller: Seller, **columns) -> ShippingMethod:
    """Add a line. Raises NameTaken."""
    standing.changed()
    try:
        with transaction.atomic():
            return ShippingMethod.objects.create(
                seller=seller, position=seller.shipping_methods.count(), **columns
            )
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic(durable=True)
def change(method: ShippingMethod, **columns) -> None:
    """Change a line; orders keep the price they were placed at. Raises NameTaken, LastMethod."""
    others = ShippingMethod.objects.filter(seller=method.seller_id, is_active=True).exclude(
        pk=method.pk
    )
    # Without one method on offer, nothing of the shop can be bought.
    if not columns.get("is_active", method.is_active) and not others.exists():
        raise LastMethod
    standing.changed()
    try:
        with transaction.atomic():
            ShippingMethod.objects.filter(pk=method.pk).update(**columns)
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic(durable=True)
def remove(method: ShippingMethod) -> None:
    """Take a line away. Raises LastMethod."""
    if (
        not ShippingMethod.objects.filter(seller=method.seller_id, is_active=True)
        .exclude(pk=method.pk)
        .exists()
    ):
        raise LastMethod
    standing.changed()
    method.delete()


@transaction.atomic(durable=True)
def adopt(seller: Seller, preset: str) -> int:
    """Add the lines of a preset that the grid does not have; returns how many."""
    taken = set(seller.shipping_methods.values_list("name", "zone"))
    lines = [
        ShippingMethod(
            seller=seller,
            name=name,
            carrier=carrier,
            kind=kind,
            zone=zone,
            first_cents=first,
            next_cents=more,
            free_from_cents=free,
            days_min=low,
            days_max=high,
            position=len(taken) + rank,
        )
        for rank, (name, carrier, kind, zone, first, more, free, low, high) in enumerate(
            PRESETS[preset][1]
        )
        if (name, zone) not in taken
    ]
    ShippingMethod.objects.bulk_create(lines)
    standing.changed()
    return len(lines)
