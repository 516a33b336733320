"""What the payment provider must learn of a shop, and whether it accepted it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, known
from sellers.models.seller import Seller
from sellers.states import UpdateState

PATIENCE = timedelta(hours=1)


class AccountUpdateQuerySet(models.QuerySet):
    """Updates of accounts, by whether somebody must look at them."""

    def stuck(self, at: datetime):
        """Refused by the provider, or not answered for an hour."""
        waits_long = Q(state=UpdateState.ASKED, asked_at__lte=at - PATIENCE)
        return self.filter(Q(state=UpdateState.REFUSED) | waits_long)


class AccountUpdate(models.Model):
    """A new identity on its way to the payment provider, stored with its key before the call."""

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="account_updates", verbose_name=_("vendeur")
    )
    state = StateField(_("état"), max_length=10, choices=UpdateState, default=UpdateState.ASKED)
    values = models.JSONField(_("identité transmise"), default=dict)
    asked_at = models.DateTimeField(_("à transmettre depuis le"))
    settled_at = models.DateTimeField(_("réponse le"), null=True)
    refusal = models.CharField(_("motif du prestataire"), max_length=60, blank=True)

    objects = AccountUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("identité à transmettre au prestataire")
        verbose_name_plural = _("identités à transmettre au prestataire")
        constraints = [
            known(UpdateState, "account_update_state_known"),
            models.UniqueConstraint(
                fields=["seller"],
                condition=Q(state__in=(UpdateState.ASKED, UpdateState.REFUSED)),
                name="account_update_open_once",
            ),
        ]

    def __str__(self):
        return f"{self.seller} · {self.get_state_display()}"

    @property
    def key(self) -> str:
        """The call's own name: asking twice changes the account once."""
        return f"seller-{self.seller.code}-identity-{self.pk}"
