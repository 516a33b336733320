"""The lives of the catalogue: products, submissions, offers, imports."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class ProductState(States):
    """Where a product sheet stands. What the public sees is always the last approved content."""

    DRAFT = "draft", "neutral", _("Brouillon")
    PUBLISHED = "published", "good", _("En ligne")
    REFUSED = "refused", "bad", _("Refusé")
    TAKEN_DOWN = "taken_down", "bad", _("Retiré par l'opérateur")
    RETIRED = "retired", "neutral", _("Retiré par le vendeur")
    MERGED = "merged", "neutral", _("Réunie avec une autre fiche")


P = ProductState
UNSEEN = (P.DRAFT, P.REFUSED)  # what the public never sees, so that a draft may stand there
PRODUCT = Flow(
    P,
    {
        P.DRAFT: (P.PUBLISHED, P.REFUSED, P.RETIRED),
        P.PUBLISHED: (P.TAKEN_DOWN, P.RETIRED, P.MERGED),
        P.REFUSED: (P.DRAFT, P.RETIRED),
        P.TAKEN_DOWN: (P.PUBLISHED, P.RETIRED),
        P.RETIRED: (P.DRAFT, P.PUBLISHED),
        P.MERGED: (P.PUBLISHED,),  # the operator goes back on it
    },
)


class SubmissionState(States):
    """Where content proposed by a seller stands in moderation."""

    QUEUED = "queued", "house", _("En attente de modération")
    APPROVED = "approved", "good", _("Approuvée")
    TO_CHANGE = "to_change", "seller", _("Modifications demandées")
    REFUSED = "refused", "bad", _("Refusée")
    SUPERSEDED = "superseded", "neutral", _("Remplacée par une version plus récente")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée avec l'import annulé")


S = SubmissionState
SUBMISSION = Flow(
    S,
    {
        S.QUEUED: (S.APPROVED, S.TO_CHANGE, S.REFUSED, S.SUPERSEDED, S.WITHDRAWN),
        # queued again when the operator goes back on the decision
        S.TO_CHANGE: (S.QUEUED, S.SUPERSEDED, S.WITHDRAWN),
        S.REFUSED: (S.QUEUED, S.SUPERSEDED, S.WITHDRAWN),
        # an undone import gives its place back to what it had replaced
        S.SUPERSEDED: (S.QUEUED, S.TO_CHANGE, S.REFUSED),
    },
)


class ImportState(States):
    """Where an import stands. `reading`, `checking`, `applying`, `undoing` resume after a crash."""

    READING = "reading", "elsewhere", _("Lecture du fichier")
    RECEIVED = "received", "seller", _("Attend vos réponses")
    CHECKING = "checking", "elsewhere", _("Vérification en cours")
    CHECKED = "checked", "seller", _("Vérifié, prêt à appliquer")
    APPLYING = "applying", "elsewhere", _("Application en cours")
    DONE = "done", "good", _("Terminé")
    UNDOING = "undoing", "elsewhere", _("Annulation en cours")
    UNDONE = "undone", "neutral", _("Annulé")
    FAILED = "failed", "bad", _("Fichier refusé")
    CANCELLED = "cancelled", "neutral", _("Abandonné")


I = ImportState  # noqa: E741
IMPORT = Flow(
    I,
    {
        I.READING: (I.RECEIVED, I.CHECKING, I.CHECKED, I.FAILED, I.CANCELLED),
        I.RECEIVED: (I.READING, I.CHECKING, I.FAILED, I.CANCELLED),
        I.CHECKING: (I.CHECKED, I.FAILED, I.RECEIVED),
        I.CHECKED: (I.READING, I.APPLYING, I.RECEIVED, I.CANCELLED),
        I.APPLYING: (I.DONE, I.FAILED),
        I.DONE: (I.UNDOING,),
        I.UNDOING: (I.UNDONE,),
    },
)
OPEN_IMPORTS = [
    I.READING.value,
    I.RECEIVED.value,
    I.CHECKING.value,
    I.CHECKED.value,
    I.APPLYING.value,
    I.UNDOING.value,
]


class BulkState(States):
    """Where a change of many rows stands. One that is stopped keeps what it had written."""

    PREPARED = "prepared", "seller", _("À confirmer")
    RUNNING = "running", "elsewhere", _("En cours")
    DONE = "done", "good", _("Terminée")
    STOPPED = "stopped", "neutral", _("Arrêtée")
    DROPPED = "dropped", "neutral", _("Abandonnée")


B = BulkState
BULK = Flow(
    B,
    {
        B.PREPARED: (B.RUNNING, B.DROPPED),
        B.RUNNING: (B.DONE, B.STOPPED),
    },
)


class ReviewState(States):
    """Where a buyer's review stands."""

    QUEUED = "queued", "house", _("En attente")
    PUBLISHED = "published", "good", _("Publié")
    REFUSED = "refused", "bad", _("Écarté")


R = ReviewState
REVIEW = Flow(
    R,
    {
        R.QUEUED: (R.PUBLISHED, R.REFUSED),
        R.PUBLISHED: (R.REFUSED,),
        R.REFUSED: (R.PUBLISHED,),
    },
)


class NoticeState(States):
    """What became of a notice about a review."""

    OPEN = "open", "house", _("À examiner")
    UPHELD = "upheld", "good", _("Avis écarté")
    KEPT = "kept", "neutral", _("Avis maintenu")


NOTICE = Flow(NoticeState, {NoticeState.OPEN: (NoticeState.UPHELD, NoticeState.KEPT)})


class CorrectionState(States):
    """Where a correction of another's sheet stands."""

    WAITING = "waiting", "house", _("À examiner")
    KEPT = "kept", "good", _("Retenue")
    REFUSED = "refused", "bad", _("Refusée")


C = CorrectionState
CORRECTION = Flow(C, {C.WAITING: (C.KEPT, C.REFUSED)})


class CollectionState(States):
    """Where a collection stands. The public sees open ones, between their days."""

    DRAFT = "draft", "neutral", _("Brouillon")
    OPEN = "open", "good", _("En ligne")
    CLOSED = "closed", "neutral", _("Retirée du site")


K = CollectionState
COLLECTION = Flow(
    K,
    {
        K.DRAFT: (K.OPEN,),
        K.OPEN: (K.OPEN, K.CLOSED),  # open again: with other days
        K.CLOSED: (K.OPEN,),
    },
)
