"""Parts whose promised day has passed: what their buyer chose, and until when they wait."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, known
from orders.models.order import SellerOrder
from orders.states import LatenessState, SellerOrderState

TRAVELS = (SellerOrderState.TO_SHIP, SellerOrderState.SHIPPED)


class LatenessQuerySet(models.QuerySet):
    """Late parts, by whether somebody still waits."""

    def open(self):
        """Those that nothing has ended: neither there, nor presumed so, nor given up."""
        return self.exclude(state=LatenessState.OVER).filter(
            part__state__in=TRAVELS, part__presumed_at=None
        )


class Lateness(models.Model):
    """A part that was not there on the day promised to its buyer (C. conso L216-1, L216-6).

    `promised` is that day. `proposed` is the new one of its seller, of whom `proposals` are taken.
    `wait_until` is until when the buyer chose to wait; `cancel_on` the last day to ship before it
    cancels itself, as was announced to both.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        LEFT = "left", _("expédiée ou livrée en retard")
        GIVEN_UP = "given_up", _("annulée par l'acheteur, lassé d'attendre")
        NEVER_LEFT = "never_left", _("annulée au terme annoncé")
        CANCELLED = "cancelled", _("annulée autrement")

    part = models.OneToOneField(
        SellerOrder, models.PROTECT, related_name="lateness", verbose_name=_("commande vendeur")
    )
    state = StateField(_("état"), max_length=12, choices=LatenessState, default=LatenessState.TOLD)
    promised = models.DateField(_("promise au plus tard le"))
    told_at = models.DateTimeField(_("acheteur prévenu le"))
    proposed = models.DateField(_("nouvelle date du vendeur"), null=True)
    proposals = models.PositiveSmallIntegerField(_("dates proposées"), default=0)
    wait_until = models.DateField(_("l'acheteur attend jusqu'au"), null=True)
    chosen_at = models.DateTimeField(_("choisi le"), null=True)
    announced_at = models.DateTimeField(_("annulation annoncée le"), null=True)
    cancel_on = models.DateField(_("s'annule après le"), null=True)
    ended_at = models.DateTimeField(_("terminé le"), null=True)
    outcome = models.CharField(_("issue"), max_length=12, blank=True, choices=Outcome)

    objects = LatenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("retard de livraison")
        verbose_name_plural = _("retards de livraison")
        constraints = [
            known(LatenessState, "lateness_state_known"),
            models.CheckConstraint(
                name="lateness_announced_has_day",
                condition=~models.Q(state=LatenessState.ANNOUNCED)
                | models.Q(cancel_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.part_id}"

    @property
    def is_open(self) -> bool:
        """Whether nothing has ended it; as `LatenessQuerySet.open`."""
        is_awaited = self.part.state in TRAVELS and self.part.presumed_at is None
        return self.state != LatenessState.OVER and is_awaited

    @property
    def may_choose(self) -> bool:
        """Whether something has not left: only of that does the buyer choose."""
        return self.state in (
            LatenessState.TOLD,
            LatenessState.WAITING,
            LatenessState.ANNOUNCED,
        )
