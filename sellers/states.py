"""The life of a seller, of a checklist item and of an account at the payment provider."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class SellerState(States):
    """Where a seller stands. Suspension and holidays are overlays, not states."""

    DRAFT = "draft", "seller", _("Candidature commencée")
    APPLIED = "applied", "house", _("À examiner")
    TO_COMPLETE = "to_complete", "seller", _("À compléter")
    OPEN = "open", "good", _("Ouvert")
    REFUSED = "refused", "bad", _("Refusé")
    CLOSED = "closed", "neutral", _("Fermé")
    WITHDRAWN = "withdrawn", "neutral", _("Candidature retirée")


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

    MISSING = "missing", "seller", _("À fournir")
    PROVIDED = "provided", "house", _("Fourni")
    ACCEPTED = "accepted", "good", _("Accepté")
    REJECTED = "rejected", "seller", _("À refaire")


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

    UNPROVEN = "unproven", "seller", _("Adresse à confirmer")
    PROPOSED = "proposed", "house", _("À vérifier")
    SCHEDULED = "scheduled", "elsewhere", _("Acceptée, à venir")
    IN_FORCE = "in_force", "good", _("En vigueur")
    PAST = "past", "neutral", _("Remplacée")
    REFUSED = "refused", "bad", _("Refusée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")


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

    NONE = "none", "seller", _("Pas commencée")
    PENDING = "pending", "elsewhere", _("En cours")
    VERIFIED = "verified", "good", _("Vérifiée")
    RESTRICTED = "restricted", "bad", _("Restreinte")


class UpdateState(States):
    """Whether the payment provider took up a shop's new identity."""

    ASKED = "asked", "elsewhere", _("À transmettre")
    TOLD = "told", "good", _("Transmise")
    REFUSED = "refused", "bad", _("Refusée")
    DROPPED = "dropped", "neutral", _("Remplacée")


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

    WAITING = "waiting", "elsewhere", _("En attente")
    ACCEPTED = "accepted", "good", _("Acceptée")
    DECLINED = "declined", "neutral", _("Déclinée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")


N = InvitationState
INVITATION = Flow(N, {N.WAITING: (N.ACCEPTED, N.DECLINED, N.WITHDRAWN)})


class ProspectState(States):
    """Where somebody stands who might sell here. That they began an application is a link to it."""

    NEW = "new", "house", _("À contacter")
    CONTACTED = "contacted", "elsewhere", _("Contacté")
    APPLIED = "applied", "good", _("A candidaté")
    DECLINED = "declined", "neutral", _("Ne souhaite pas vendre")
    CLOSED = "closed", "neutral", _("Sans suite")


P = ProspectState
PROSPECT = Flow(
    P,
    {
        P.NEW: (P.CONTACTED, P.APPLIED, P.DECLINED, P.CLOSED),
        # said again, or asked again by the person
        P.CONTACTED: (P.CONTACTED, P.NEW, P.APPLIED, P.DECLINED, P.CLOSED),
        P.DECLINED: (P.NEW,),  # taken up again by the operator
        P.CLOSED: (P.NEW,),
    },
)
OPEN_PROSPECT = (P.NEW, P.CONTACTED)


class ThreadState(States):
    """Whether an exchange goes on. Whose turn it is to answer is told by the answers awaited."""

    OPEN = "open", "elsewhere", _("En cours")
    SNOOZED = "snoozed", "elsewhere", _("En pause")
    CLOSED = "closed", "neutral", _("Clos")


T = ThreadState
THREAD = Flow(
    T,
    {
        T.OPEN: (T.SNOOZED, T.CLOSED),
        T.SNOOZED: (T.SNOOZED, T.OPEN, T.CLOSED),  # for longer, or until something is said
        T.CLOSED: (T.OPEN,),  # a new message opens it again
    },
)
LIVE_THREAD = (T.OPEN, T.SNOOZED)
