"""An invitation into the operator's team: a letter that may be answered for two weeks."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, StateField, States, known

LASTS = timedelta(days=14)


class CallState(States):
    """What became of an invitation into the team."""

    WAITING = "waiting", "elsewhere", _("En attente")
    ACCEPTED = "accepted", "good", _("Acceptée")
    DECLINED = "declined", "neutral", _("Déclinée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")


C = CallState
CALL = Flow(CallState, {C.WAITING: (C.ACCEPTED, C.DECLINED, C.WITHDRAWN)})


class TeamInvitation(models.Model):
    """A letter to an address: whoever reads that mailbox may join the operator's team, once.

    Only the print of the letter's token is kept. The roles are proposed in the name of whoever
    invites, when the invitation is accepted.
    """

    email = models.EmailField(_("adresse e-mail"))
    roles = models.JSONField(_("rôles"), default=list)
    because = models.CharField(_("motif"), max_length=300)
    state = StateField(_("état"), max_length=10, choices=CallState, default=CallState.WAITING)
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("invité par"),
    )
    invited_at = models.DateTimeField(_("invité le"))
    sent_at = models.DateTimeField(_("lettre envoyée le"))
    closed_at = models.DateTimeField(_("terminé le"), null=True)

    class Meta:
        verbose_name = _("invitation dans l'équipe")
        verbose_name_plural = _("invitations dans l'équipe")
        constraints = [
            known(CallState, "team_invitation_state_known"),
            models.UniqueConstraint(
                fields=["email"], condition=Q(state="waiting"), name="team_invitation_waits_once"
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def ends_at(self):
        """Until when the letter may be answered."""
        return self.sent_at + LASTS
