"""What was measured of a shop over a window of days: computed above, read by its public pages."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sellers.models.seller import Seller


class ShopFigures(models.Model):
    """One week's measure of a shop: the days it looked at, how many orders counted, what came out.

    A figure is empty where fewer than `least` cases stood behind it. `since` and `until` are days
    in Paris, both included. The shop reads its figures at once, everybody from `shown_from` on.
    Times are medians, in minutes.
    """

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="figures", verbose_name=_("vendeur")
    )
    since = models.DateField(_("mesuré du"))
    until = models.DateField(_("au"))
    shown_from = models.DateField(_("public le"))
    least = models.PositiveIntegerField(_("cas au moins"))
    orders = models.PositiveIntegerField(_("commandes comptées"))
    on_time = models.PositiveIntegerField(_("expédiées à temps"), null=True)
    sent = models.PositiveIntegerField(_("commandes expédiées"))
    send_minutes = models.PositiveIntegerField(_("délai d'expédition (minutes)"), null=True)
    accepted = models.PositiveIntegerField(_("commandes acceptées"))
    accept_minutes = models.PositiveIntegerField(_("délai d'acceptation (minutes)"), null=True)
    complaints = models.PositiveIntegerField(_("réclamations"))
    answer_minutes = models.PositiveIntegerField(_("délai de réponse (minutes)"), null=True)
    measured_at = models.DateTimeField(_("mesuré le"))

    class Meta:
        verbose_name = _("mesure d'une boutique")
        verbose_name_plural = _("mesures des boutiques")
        constraints = [
            models.UniqueConstraint(fields=["seller", "until"], name="shop_figures_once"),
            models.CheckConstraint(
                name="shop_figures_have_enough",
                condition=(Q(on_time=None) | Q(orders__gte=F("least"), on_time__lte=F("orders")))
                & (Q(send_minutes=None) | Q(sent__gte=F("least")))
                & (Q(accept_minutes=None) | Q(accepted__gte=F("least")))
                & (Q(answer_minutes=None) | Q(complaints__gte=F("least"))),
            ),
        ]

    def __str__(self):
        return f"{self.seller_id} · {self.until}"

    @property
    def days(self) -> int:
        """How many days were looked at."""
        return (self.until - self.since).days + 1

    @property
    def on_time_bps(self) -> int | None:
        """The share that left in time, in whole per cents rounded down: never too good."""
        return None if self.on_time is None else self.on_time * 100 // self.orders * 100
