"""The life of a seller, of a checklist item and of an account at the payment provider."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow


class SellerState(models.TextChoices):
    """Where a seller stands. Suspension and holidays are overlays, not states."""

    DRAFT = "draft", _("Candidature commencée")
    APPLIED = "applied", _("À examiner")
    TO_COMPLETE = "to_complete", _("À compléter")
    OPEN = "open", _("Ouvert")
    REFUSED = "refused", _("Refusé")
    CLOSED = "closed", _("Fermé")


S = SellerState
SELLER = Flow(
    S,
    {
        S.DRAFT: (S.APPLIED,),
        S.APPLIED: (S.OPEN, S.TO_COMPLETE, S.REFUSED),
        S.TO_COMPLETE: (S.APPLIED, S.REFUSED),
        S.OPEN: (S.CLOSED,),
    },
)


class ItemState(models.TextChoices):
    """Where one item of the checklist stands."""

    MISSING = "missing", _("À fournir")
    PROVIDED = "provided", _("Fourni")
    ACCEPTED = "accepted", _("Accepté")
    REJECTED = "rejected", _("À refaire")


I = ItemState  # noqa: E741
ITEM = Flow(
    I,
    {
        I.MISSING: (I.PROVIDED,),
        I.PROVIDED: (I.ACCEPTED, I.REJECTED, I.PROVIDED),
        I.REJECTED: (I.PROVIDED,),
        I.ACCEPTED: (I.REJECTED, I.PROVIDED),
    },
)


class KycState(models.TextChoices):
    """What the payment provider says of the seller's account (mirrored, never decided here)."""

    NONE = "none", _("Pas commencée")
    PENDING = "pending", _("En cours")
    VERIFIED = "verified", _("Vérifiée")
    RESTRICTED = "restricted", _("Restreinte")


class InvitationState(models.TextChoices):
    """Where an invitation into a team stands. That it grew too old is a date, not a state."""

    WAITING = "waiting", _("En attente")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    WITHDRAWN = "withdrawn", _("Retirée")


N = InvitationState
INVITATION = Flow(N, {N.WAITING: (N.ACCEPTED, N.DECLINED, N.WITHDRAWN)})
