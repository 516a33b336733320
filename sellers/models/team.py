"""An invitation into a seller's team: a letter that may be answered for two weeks."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, known
from sellers.models.seller import Role, Seller
from sellers.states import InvitationState

LASTS = timedelta(days=14)


class Invitation(models.Model):
    """A letter to an address: whoever reads that mailbox may join the team, once, for two weeks.

    Only the print of the letter's token is kept.
    """

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"))
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    state = StateField(
        _("état"), max_length=10, choices=InvitationState, default=InvitationState.WAITING
    )
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invité par"),
    )
    invited_at = models.DateTimeField(_("invité le"))
    sent_at = models.DateTimeField(_("lettre envoyée le"))
    closed_at = models.DateTimeField(_("terminé le"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            known(InvitationState, "invitation_state_known"),
            models.UniqueConstraint(
                fields=["seller", "email"],
                condition=Q(state="waiting"),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.email} · {self.seller}"

    @property
    def ends_at(self):
        """Until when the letter may be answered."""
        return self.sent_at + LASTS
