"""The lives of the catalogue: products, submissions, offers, imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow


class ProductState(models.TextChoices):
    """Where a product sheet stands. What the public sees is always the last approved content."""

    DRAFT = "draft", _("Brouillon")
    PUBLISHED = "published", _("En ligne")
    REFUSED = "refused", _("Refusé")
    TAKEN_DOWN = "taken_down", _("Retiré par l'opérateur")
    RETIRED = "retired", _("Retiré par le vendeur")


P = ProductState
PRODUCT = Flow(
    P,
    {
        P.DRAFT: (P.PUBLISHED, P.REFUSED, P.RETIRED),
        P.PUBLISHED: (P.TAKEN_DOWN, P.RETIRED),
        P.REFUSED: (P.DRAFT, P.RETIRED),
        P.TAKEN_DOWN: (P.PUBLISHED, P.RETIRED),
        P.RETIRED: (P.DRAFT, P.PUBLISHED),
    },
)


class SubmissionState(models.TextChoices):
    """Where content proposed by a seller stands in moderation."""

    QUEUED = "queued", _("En attente de modération")
    APPROVED = "approved", _("Approuvée")
    TO_CHANGE = "to_change", _("Modifications demandées")
    REFUSED = "refused", _("Refusée")
    SUPERSEDED = "superseded", _("Remplacée par une version plus récente")


S = SubmissionState
SUBMISSION = Flow(
    S,
    {
        S.QUEUED: (S.APPROVED, S.TO_CHANGE, S.REFUSED, S.SUPERSEDED),
        S.TO_CHANGE: (S.SUPERSEDED,),
        S.REFUSED: (S.SUPERSEDED,),
    },
)


class ImportState(models.TextChoices):
    """Where an import stands. A worker that dies leaves `reading`, `checking` or `applying`: all
    resume.
    """

    READING = "reading", _("Lecture du fichier")
    RECEIVED = "received", _("Fichier reçu")
    CHECKING = "checking", _("Vérification en cours")
    CHECKED = "checked", _("Vérifié, prêt à appliquer")
    APPLYING = "applying", _("Application en cours")
    DONE = "done", _("Terminé")
    FAILED = "failed", _("Fichier refusé")
    CANCELLED = "cancelled", _("Abandonné")


I = ImportState  # noqa: E741
IMPORT = Flow(
    I,
    {
        I.READING: (I.RECEIVED, I.CHECKING, I.CHECKED, I.FAILED, I.CANCELLED),
        I.RECEIVED: (I.READING, I.CHECKING, I.FAILED, I.CANCELLED),
        I.CHECKING: (I.CHECKED, I.FAILED, I.RECEIVED),
        I.CHECKED: (I.READING, I.APPLYING, I.RECEIVED, I.CANCELLED),
        I.APPLYING: (I.DONE, I.FAILED),
    },
)
OPEN_IMPORTS = [
    I.READING.value,
    I.RECEIVED.value,
    I.CHECKING.value,
    I.CHECKED.value,
    I.APPLYING.value,
]


class ReviewState(models.TextChoices):
    """Where a buyer's review stands."""

    QUEUED = "queued", _("En attente")
    PUBLISHED = "published", _("Publié")
    REFUSED = "refused", _("Refusé")


R = ReviewState
REVIEW = Flow(
    R,
    {
        R.QUEUED: (R.PUBLISHED, R.REFUSED),
        R.PUBLISHED: (R.REFUSED,),
        R.REFUSED: (R.PUBLISHED,),
    },
)
