"""The lives of accounting: payouts and their runs. Documents have none: issued is final."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class RunState(States):
    """A payout run: prepared by the clock or a person, approved by another above a threshold."""

    PREPARED = "prepared", "warning", _("À approuver")
    APPROVED = "approved", "positive", _("Approuvé")
    DONE = "done", "positive", _("Terminé")
    DROPPED = "dropped", "quiet", _("Annulé")


RUN = Flow(
    RunState,
    {
        RunState.PREPARED: (RunState.APPROVED, RunState.DROPPED),
        RunState.APPROVED: (RunState.DONE,),
    },
)


class PayoutState(States):
    """What one seller is paid in a run."""

    PREPARED = "prepared", "warning", _("Préparé")
    APPROVED = "approved", "positive", _("Approuvé")
    SENDING = "sending", "active", _("Virement en cours")
    PAID = "paid", "positive", _("Versé")
    FAILED = "failed", "danger", _("Refusé par le prestataire")
    DROPPED = "dropped", "quiet", _("Annulé")


P = PayoutState
PAYOUT = Flow(
    P,
    {
        P.PREPARED: (P.APPROVED, P.DROPPED),
        P.APPROVED: (P.SENDING, P.DROPPED),
        # approved again when the provider never heard of it
        P.SENDING: (P.PAID, P.FAILED, P.APPROVED),
        P.FAILED: (P.APPROVED, P.DROPPED),
    },
)
