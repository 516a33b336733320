"""The shops that the house puts forward, each from one instant to another."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketing.states import FeaturedState
from marketplace.shared.states import StateField, known


class FeaturedShop(models.Model):
    """A shop that the house puts forward until an end. Whether it runs is read from its instants.

    `reasons` are the points it had on the day it was decided, each with the figures behind it
    (`marketing.featuring.scoring`): what is measured later does not rewrite them.
    """

    seller = models.ForeignKey(
        "sellers.Seller", models.PROTECT, related_name="featured", verbose_name=_("boutique")
    )
    state = StateField(
        _("état"), max_length=12, choices=FeaturedState, default=FeaturedState.DECIDED
    )
    starts_at = models.DateTimeField(_("du"))
    ends_at = models.DateTimeField(_("au"))
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True)
    reasons = models.JSONField(_("points"), default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidée par"),
    )
    decided_at = models.DateTimeField(_("décidée le"))

    class Meta:
        verbose_name = _("boutique mise en avant")
        verbose_name_plural = _("boutiques mises en avant")
        constraints = [
            known(FeaturedState, "featured_shop_state"),
            models.CheckConstraint(
                name="featured_shop_ends_after", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="featured_shop_withdrawn",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], name="featured_shop_to_come", condition=Q(state="decided")
            ),
        ]

    def __str__(self):
        return str(self.seller)

    @property
    def until(self) -> datetime:
        """When it was, or will be, shown no more."""
        return min(self.ends_at, self.withdrawn_at) if self.withdrawn_at else self.ends_at

    def is_over(self, at: datetime) -> bool:
        """Whether nobody sees it there any more."""
        return self.until <= at

    def runs(self, at: datetime) -> bool:
        """Whether it is put forward at an instant."""
        return self.starts_at <= at < self.until
