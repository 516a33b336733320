"""Changes of rules and rights, which one person proposes and nobody makes alone and at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, StateField, States, known


class ChangeState(States):
    """The life of a proposed change."""

    WAITING = "waiting", "house", _("en attente")
    APPLIED = "applied", "good", _("en vigueur")
    REFUSED = "refused", "bad", _("refusé")
    WITHDRAWN = "withdrawn", "neutral", _("retiré")
    LAPSED = "lapsed", "neutral", _("caduc")


C = ChangeState
CHANGE = Flow(ChangeState, {C.WAITING: (C.APPLIED, C.REFUSED, C.WITHDRAWN, C.LAPSED)})


class ProposedChange(models.Model):
    """A change of a rule about money or of rights: what, why, by whom, from when.

    `before` and `after` hold the values that change and no others. Without `takes_effect_at` only
    another person's approval puts it in force: whoever proposed it is bound by it.
    """

    kind = models.CharField(_("objet"), max_length=30)
    subject_id = models.BigIntegerField(_("identifiant"), default=0)
    state = StateField(_("état"), max_length=12, choices=ChangeState, default=ChangeState.WAITING)
    before = models.JSONField(_("avant"), default=dict)
    after = models.JSONField(_("après"), default=dict)
    because = models.CharField(_("motif"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposé par")
    )
    proposed_at = models.DateTimeField(_("proposé le"))
    takes_effect_at = models.DateTimeField(_("prend effet le"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    outcome = models.CharField(_("suite"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("changement proposé")
        verbose_name_plural = _("changements proposés")
        constraints = [known(ChangeState, "proposed_change_state_known")]
        indexes = [
            models.Index(
                fields=["takes_effect_at"],
                name="proposed_change_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self):
        return gettext("Changement n° {number}").format(number=self.pk)
