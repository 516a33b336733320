"""Parcels: what left, with whom, and when it arrived."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.shared.states import StateField, known
from orders.models.order import OrderLine, SellerOrder
from orders.states import ShipmentState


class Shipment(models.Model):
    """A parcel that a seller handed to a carrier.

    `delivered_at` is proven, by whoever `delivered_how` says; `presumed_at` is only a presumption.
    `silent_since` is since when its carrier is taken to say nothing, while that lasts.
    """

    class Proof(models.TextChoices):
        """Who said that it arrived."""

        BUYER = "buyer", _("l'acheteur")
        CARRIER = "carrier", _("le transporteur")
        OPERATOR = "operator", _("l'opérateur")

    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, related_name="shipments", verbose_name=_("commande vendeur")
    )
    number = models.PositiveSmallIntegerField(_("colis n°"))
    state = StateField(
        _("état"), max_length=12, choices=ShipmentState, default=ShipmentState.SHIPPED
    )
    carrier = models.CharField(_("transporteur"), max_length=30)
    tracking = models.CharField(_("numéro de suivi"), max_length=40, blank=True)
    shipped_at = models.DateTimeField(_("expédié le"))
    presumed_at = models.DateTimeField(_("présumé livré le"), null=True)
    delivered_at = models.DateTimeField(_("reçu le"), null=True)
    delivered_how = models.CharField(_("constaté par"), max_length=20, blank=True, choices=Proof)
    # what its carrier last said, and when it is asked again
    heard_at = models.DateTimeField(_("dernières nouvelles"), null=True)
    silent_since = models.DateTimeField(_("sans nouvelles depuis"), null=True)
    looked_at = models.DateTimeField(_("suivi demandé le"), null=True)
    look_after = models.DateTimeField(_("suivi à demander après"), null=True)
    looks_failed = models.PositiveSmallIntegerField(_("demandes sans réponse"), default=0)

    class Meta:
        verbose_name = _("colis")
        verbose_name_plural = pgettext_lazy("plusieurs", "colis")
        ordering = ["pk"]
        constraints = [
            known(ShipmentState, "shipment_state_known"),
            models.UniqueConstraint(fields=["seller_order", "number"], name="parcel_number_once"),
        ]
        indexes = [
            models.Index(fields=["tracking"], name="parcel_tracking"),
            models.Index(
                fields=["looked_at"],
                name="parcel_to_look_at",
                condition=models.Q(state=ShipmentState.SHIPPED.value),
            ),
            models.Index(
                fields=["silent_since"],
                name="parcel_silent",
                condition=models.Q(silent_since__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.seller_order} · {self.number}"


class ShipmentLine(models.Model):
    """How many pieces of a line lie in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantité"))

    class Meta:
        verbose_name = _("contenu du colis")
        verbose_name_plural = _("contenu du colis")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="line_once_a_parcel")
        ]

    def __str__(self):
        return f"{self.quantity} × {self.line_id}"
