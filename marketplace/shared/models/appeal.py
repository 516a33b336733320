"""Contested decisions: a decision is a fact; whoever it is about may have it looked at again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.fact import Fact
from marketplace.shared.states import Flow, StateField, States, known


class AppealState(States):
    """The life of a contested decision."""

    OPEN = "open", "house", _("À examiner")
    KEPT = "kept", "neutral", _("Décision maintenue")
    UPSET = "upset", "good", _("Décision revue")
    MOOT = "moot", "neutral", _("Sans objet")


A = AppealState
APPEAL = Flow(AppealState, {A.OPEN: (A.KEPT, A.UPSET, A.MOOT)})


class Appeal(models.Model):
    """What somebody answers to a decision about them, and what came of it.

    `role` is the operator's role that took the decision, and looks at it again.
    """

    fact = models.OneToOneField(
        Fact, models.PROTECT, related_name="appeal", verbose_name=_("décision contestée")
    )
    role = models.CharField(_("rôle"), max_length=20)
    email = models.EmailField(_("adresse e-mail"))
    language = models.CharField(_("langue"), max_length=2, default="fr")
    text = models.TextField(_("recours"), max_length=4000)
    asked_at = models.DateTimeField(_("contesté le"))
    state = StateField(_("état"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    answer = models.TextField(_("réponse"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)

    class Meta:
        verbose_name = _("recours contre une décision")
        verbose_name_plural = _("recours contre des décisions")
        constraints = [known(AppealState, "appeal_state_known")]

    def __str__(self):
        return gettext("Recours n° {number}").format(number=self.pk)
