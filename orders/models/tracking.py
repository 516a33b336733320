"""What carriers say of a parcel: milestones that are never rewritten, and invented ones."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.shipment import Shipment


class Milestone(models.Model):
    """A step of a parcel as its carrier told it, at the carrier's own time.

    It is about the number that the parcel bore then: a corrected number begins anew.
    """

    class Kind(models.TextChoices):
        """How far the parcel was."""

        ANNOUNCED = "announced", _("Annoncé au transporteur")
        TAKEN_OVER = "taken_over", _("Pris en charge")
        IN_TRANSIT = "in_transit", _("En cours d’acheminement")
        AT_POINT = "at_point", _("Arrivé au point de retrait")
        DELIVERED = "delivered", _("Livré, d’après le transporteur")
        RETURNED = "returned", _("Renvoyé à l’expéditeur")
        LOST = "lost", _("Déclaré perdu par le transporteur")

    class Source(models.TextChoices):
        """Who told us."""

        LA_POSTE = "la_poste", _("La Poste")
        AGGREGATOR = "aggregator", _("l’agrégateur de suivi")
        SANDBOX = "sandbox", _("le transporteur d’essai")

    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="milestones", verbose_name=_("colis")
    )
    carrier = models.CharField(_("transporteur"), max_length=30)
    tracking = models.CharField(_("numéro de suivi"), max_length=40)
    kind = models.CharField(_("étape"), max_length=12, choices=Kind)
    happened_at = models.DateTimeField(_("survenue le"))
    place = models.CharField(_("lieu"), max_length=120, blank=True)
    words = models.CharField(_("mots du transporteur"), max_length=200, blank=True)
    until = models.DateField(_("gardé jusqu’au"), null=True)
    source = models.CharField(_("appris de"), max_length=12, choices=Source)
    heard_at = models.DateTimeField(_("appris le"))
    key = models.CharField(_("clé"), max_length=64)

    class Meta:
        verbose_name = _("étape d’un colis")
        verbose_name_plural = _("étapes de colis")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "key"], name="milestone_once"),
            models.CheckConstraint(
                name="milestone_kind_known",
                condition=models.Q(
                    kind__in=(
                        "announced",
                        "taken_over",
                        "in_transit",
                        "at_point",
                        "delivered",
                        "returned",
                        "lost",
                    )
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.happened_at:%d/%m/%Y}"


class RehearsedScan(models.Model):
    """What the simulated carrier knows of a number, until somebody asks it or it tells us."""

    carrier = models.CharField(_("transporteur"), max_length=30)
    tracking = models.CharField(_("numéro de suivi"), max_length=40)
    kind = models.CharField(_("étape"), max_length=12, choices=Milestone.Kind)
    happened_at = models.DateTimeField(_("survenue le"))
    place = models.CharField(_("lieu"), max_length=120, blank=True)
    until = models.DateField(_("gardé jusqu’au"), null=True)

    class Meta:
        verbose_name = _("étape d’essai")
        verbose_name_plural = _("étapes d’essai")
        ordering = ["pk"]
        indexes = [models.Index(fields=["tracking"], name="rehearsed_tracking")]

    def __str__(self):
        return f"{self.tracking} · {self.get_kind_display()}"
