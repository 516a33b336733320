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
    WITHDRAWN = "withdrawn", _("Candidature retirée")


S = SellerState
SELLER = Flow(
    S,
    {
        S.DRAFT: (S.APPLIED, S.WITHDRAWN),
        S.APPLIED: (S.OPEN, S.TO_COMPLETE, S.REFUSED, S.WITHDRAWN),
        S.TO_COMPLETE: (S.APPLIED, S.REFUSED, S.WITHDRAWN),
        S.OPEN: (S.CLOSED,),
        S.REFUSED: (S.TO_COMPLETE,),  # revived by the operator, or taken up again by the applicant
        S.WITHDRAWN: (S.DRAFT,),  # taken up again by the applicant
        S.CLOSED: (S.OPEN,),  # opened again by the operator
    },
)
# One company has one of these at a time: a file that began, ended or was refused keeps nobody out.
LIVING = (S.APPLIED, S.TO_COMPLETE, S.OPEN)


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
        I.MISSING: (I.PROVIDED, I.REJECTED),
        I.PROVIDED: (I.ACCEPTED, I.REJECTED, I.PROVIDED),
        I.REJECTED: (I.PROVIDED, I.REJECTED),
        I.ACCEPTED: (I.REJECTED, I.PROVIDED),
    },
)


class IdentityState(models.TextChoices):
    """Where a version of a shop's identity stands."""

    UNPROVEN = "unproven", _("Adresse à confirmer")
    PROPOSED = "proposed", _("À vérifier")
    SCHEDULED = "scheduled", _("Acceptée, à venir")
    IN_FORCE = "in_force", _("En vigueur")
    PAST = "past", _("Remplacée")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


V = IdentityState
IDENTITY = Flow(
    V,
    {
        V.UNPROVEN: (
            V.IN_FORCE,
            V.REFUSED,
            V.WITHDRAWN,
        ),  # until the new mailbox is proven by its letter
        V.PROPOSED: (V.SCHEDULED, V.IN_FORCE, V.REFUSED, V.WITHDRAWN),
        # back to the operator when its day finds it impossible
        V.SCHEDULED: (V.IN_FORCE, V.PROPOSED, V.REFUSED, V.WITHDRAWN),
        V.IN_FORCE: (V.PAST,),
    },
)


class KycState(models.TextChoices):
    """What the payment provider says of the seller's account (mirrored, never decided here)."""

    NONE = "none", _("Pas commencée")
    PENDING = "pending", _("En cours")
    VERIFIED = "verified", _("Vérifiée")
    RESTRICTED = "restricted", _("Restreinte")


class UpdateState(models.TextChoices):
    """Whether the payment provider took up a shop's new identity."""

    ASKED = "asked", _("À transmettre")
    TOLD = "told", _("Transmise")
    REFUSED = "refused", _("Refusée")
    DROPPED = "dropped", _("Remplacée")


U = UpdateState
UPDATE = Flow(
    U,
    {
        U.ASKED: (U.TOLD, U.REFUSED, U.DROPPED),
        U.REFUSED: (U.TOLD, U.DROPPED),  # corrected on the provider's own pages, or told again
    },
)


class InvitationState(models.TextChoices):
    """Where an invitation into a team stands. That it grew too old is a date, not a state."""

    WAITING = "waiting", _("En attente")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    WITHDRAWN = "withdrawn", _("Retirée")


N = InvitationState
INVITATION = Flow(N, {N.WAITING: (N.ACCEPTED, N.DECLINED, N.WITHDRAWN)})
