"""Disputes: what a buyer's bank took back, or tries to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, known
from orders.models.order import Payment
from orders.states import DisputeState


class Dispute(models.Model):
    """A chargeback: the buyer's bank took the money back from the platform."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="disputes", verbose_name=_("paiement")
    )
    ref = models.CharField(_("référence du prestataire"), max_length=100, unique=True)
    state = StateField(_("état"), max_length=12, choices=DisputeState, default=DisputeState.OPEN)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    fee_cents = models.BigIntegerField(_("frais (centimes)"), default=0)
    reason = models.CharField(_("motif"), max_length=100, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    closed_at = models.DateTimeField(_("close le"), null=True)

    class Meta:
        verbose_name = _("contestation bancaire")
        verbose_name_plural = _("contestations bancaires")
        constraints = [known(DisputeState, "dispute_state_known")]

    def __str__(self):
        return self.ref
