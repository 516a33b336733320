"""The lives of accounting: payouts and their runs. Documents have none: issued is final."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class RunState(States):
    """A payout run: prepared by the clock or a person, approved by another above a threshold."""

    PREPARED = "prepared", "house", _("À approuver")
    APPROVED = "approved", "elsewhere", _("Approuvé")
    DONE = "done", "good", _("Terminé")
    DROPPED = "dropped", "neutral", _("Annulé")


RUN = Flow(
    RunState,
    {
        RunState.PREPARED: (RunState.APPROVED, RunState.DROPPED),
        RunState.APPROVED: (RunState.DONE,),
    },
)


class PayoutState(States):
    """What one seller is paid in a run."""

    PREPARED = "prepared", "house", _("Préparé")
    APPROVED = "approved", "elsewhere", _("Approuvé")
    SENDING = "sending", "elsewhere", _("Virement en cours")
    PAID = "paid", "good", _("Versé")
    FAILED = "failed", "bad", _("Refusé par le prestataire")
    DROPPED = "dropped", "neutral", _("Annulé")


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
