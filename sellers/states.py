"""The life of a seller, of a checklist item and of an account at the payment provider."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class SellerState(States):
    """Where a seller stands. Suspension and holidays are overlays, not states."""

    DRAFT = "draft", "quiet", _("Candidature commencée")
    APPLIED = "applied", "warning", _("À examiner")
    TO_COMPLETE = "to_complete", "warning", _("À compléter")
    OPEN = "open", "positive", _("Ouvert")
    REFUSED = "refused", "danger", _("Refusé")
    CLOSED = "closed", "quiet", _("Fermé")
    WITHDRAWN = "withdrawn", "quiet", _("Candidature retirée")


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
# An application that is under way: sheets may be prepared meanwhile.
PREPARING = (S.DRAFT, S.APPLIED, S.TO_COMPLETE)
# One company has one of these at a time: a file that began, ended or was refused keeps nobody out.
LIVING = (S.APPLIED, S.TO_COMPLETE, S.OPEN)


class ItemState(States):
    """Where one item of the checklist stands."""

    MISSING = "missing", "warning", _("À fournir")
    PROVIDED = "provided", "active", _("Fourni")
    ACCEPTED = "accepted", "active", _("Accepté")
    REJECTED = "rejected", "danger", _("À refaire")


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


class IdentityState(States):
    """Where a version of a shop's identity stands."""

    UNPROVEN = "unproven", "warning", _("Adresse à confirmer")
    PROPOSED = "proposed", "warning", _("À vérifier")
    SCHEDULED = "scheduled", "active", _("Acceptée, à venir")
    IN_FORCE = "in_force", "positive", _("En vigueur")
    PAST = "past", "quiet", _("Remplacée")
    REFUSED = "refused", "danger", _("Refusée")
    WITHDRAWN = "withdrawn", "quiet", _("Retirée")


V = IdentityState
IDENTITY = Flow(
    V,
    {
        # until the new mailbox is proven by its letter
        V.UNPROVEN: (V.IN_FORCE, V.REFUSED, V.WITHDRAWN),
        V.PROPOSED: (V.SCHEDULED, V.IN_FORCE, V.REFUSED, V.WITHDRAWN),
        # proposed again when, on its day, another shop has taken its SIRET
        V.SCHEDULED: (V.IN_FORCE, V.PROPOSED, V.REFUSED, V.WITHDRAWN),
        V.IN_FORCE: (V.PAST,),
        # taken up again when the operator goes back on the refusal
        V.REFUSED: (V.PROPOSED, V.UNPROVEN),
    },
)


class KycState(States):
    """What the payment provider says of the seller's account (mirrored, never decided here)."""

    NONE = "none", "quiet", _("Pas commencée")
    PENDING = "pending", "active", _("En cours")
    VERIFIED = "verified", "positive", _("Vérifiée")
    RESTRICTED = "restricted", "danger", _("Restreinte")


class UpdateState(States):
    """Whether the payment provider took up a shop's new identity."""

    ASKED = "asked", "warning", _("À transmettre")
    TOLD = "told", "positive", _("Transmise")
    REFUSED = "refused", "danger", _("Refusée")
    DROPPED = "dropped", "quiet", _("Remplacée")


U = UpdateState
UPDATE = Flow(
    U,
    {
        U.ASKED: (U.TOLD, U.REFUSED, U.DROPPED),
        U.REFUSED: (U.TOLD, U.DROPPED),  # corrected on the provider's own pages, or told again
    },
)


class InvitationState(States):
    """Where an invitation into a team stands. That it grew too old is a date, not a state."""

    WAITING = "waiting", "quiet", _("En attente")
    ACCEPTED = "accepted", "active", _("Acceptée")
    DECLINED = "declined", "quiet", _("Déclinée")
    WITHDRAWN = "withdrawn", "quiet", _("Retirée")


N = InvitationState
INVITATION = Flow(N, {N.WAITING: (N.ACCEPTED, N.DECLINED, N.WITHDRAWN)})
