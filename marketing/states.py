"""The lives of marketing: the versions of a page."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class VersionState(States):
    """Where a version of a page stands. The public sees scheduled and live ones, by their days."""

    DRAFT = "draft", "neutral", _("Brouillon")
    REVIEW = "review", "house", _("En relecture")
    SCHEDULED = "scheduled", "elsewhere", _("Programmée")
    LIVE = "live", "good", _("En ligne")
    ENDED = "ended", "neutral", _("Terminée")
    DISCARDED = "discarded", "neutral", _("Abandonnée")


V = VersionState
VERSION = Flow(
    V,
    {
        V.DRAFT: (V.REVIEW, V.SCHEDULED, V.DISCARDED),
        V.REVIEW: (V.DRAFT, V.SCHEDULED),
        V.SCHEDULED: (V.LIVE, V.DRAFT, V.ENDED),
        V.LIVE: (V.ENDED,),
    },
)
