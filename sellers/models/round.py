"""Work on all the sheets of a large shop that goes on after the request that asked for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from sellers.models.seller import Seller


class ShopRound(models.Model):
    """All the sheets of one shop worked out again, slice by slice; at most one at a time."""

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="rounds")
    # whether the words by which the sheets are found change too: the shop has another name
    words = models.BooleanField(_("mots de la recherche"), default=False)
    cursor = models.BigIntegerField(default=0)  # the last sheet that was dealt with
    progress = models.PositiveIntegerField(_("fiches mises à jour"), default=0)
    total = models.PositiveIntegerField(_("fiches"))
    asked_at = models.DateTimeField(_("demandé le"), default=clock.now)
    finished_at = models.DateTimeField(_("terminé le"), null=True)

    class Meta:
        verbose_name = _("mise à jour des fiches d'une boutique")
        verbose_name_plural = _("mises à jour des fiches de boutiques")
        constraints = [
            models.UniqueConstraint(
                fields=["seller"], condition=Q(finished_at=None), name="shop_round_once"
            )
        ]
        indexes = [models.Index(fields=["seller", "-asked_at"], name="shop_round_last")]

    def __str__(self):
        return f"{self.progress}/{self.total}"
