"""The lives of accounting: payouts and their runs. Documents have none: issued is final."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow


class RunState(models.TextChoices):
    """A payout run: prepared by the clock or a person, approved by another above a threshold."""

    PREPARED = "prepared", _("À approuver")
    APPROVED = "approved", _("Approuvé")
    DONE = "done", _("Terminé")
    DROPPED = "dropped", _("Écarté")


RUN = Flow(
    RunState,
    {
        RunState.PREPARED: (RunState.APPROVED, RunState.DROPPED),
        RunState.APPROVED: (RunState.DONE,),
    },
)


class PayoutState(models.TextChoices):
    """What one seller is paid in a run."""

    PREPARED = "prepared", _("Préparé")
    APPROVED = "approved", _("Approuvé")
    SENDING = "sending", _("Virement en cours")
    PAID = "paid", _("Versé")
    FAILED = "failed", _("Refusé par le prestataire")
    DROPPED = "dropped", _("Écarté")


P = PayoutState
PAYOUT = Flow(
    P,
    {
        P.PREPARED: (P.APPROVED, P.DROPPED),
        P.APPROVED: (P.SENDING, P.DROPPED),
        P.SENDING: (
            P.PAID,
            P.FAILED,
            P.APPROVED,
        ),  # approved again when the provider never heard of it
        P.FAILED: (P.APPROVED, P.DROPPED),
    },
)
