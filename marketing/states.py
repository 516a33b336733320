"""The lives of marketing: the versions of a page, those of a shop's own page and its news,
interviews with sellers, dates and who comes to them, posts elsewhere, copies of what others posted,
pictures of the library, shops put forward.
"""

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


class ShopPageState(States):
    """Where a version of a shop's page stands. The public sees the live one alone."""

    DRAFT = "draft", "neutral", _("Brouillon")
    PROPOSED = "proposed", "house", _("Proposée")
    SENT_BACK = "sent_back", "seller", _("À corriger")
    LIVE = "live", "good", _("En ligne")
    REPLACED = "replaced", "neutral", _("Remplacée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")
    TAKEN_DOWN = "taken_down", "bad", _("Retirée par l'équipe")
    DISCARDED = "discarded", "neutral", _("Abandonnée")


W = ShopPageState
SHOP_PAGE = Flow(
    W,
    {
        W.DRAFT: (W.PROPOSED, W.DISCARDED),
        W.PROPOSED: (W.DRAFT, W.LIVE, W.SENT_BACK),
        W.SENT_BACK: (W.DRAFT, W.PROPOSED, W.DISCARDED),
        W.LIVE: (W.REPLACED, W.WITHDRAWN, W.TAKEN_DOWN),
        W.WITHDRAWN: (W.LIVE,),
        W.TAKEN_DOWN: (W.LIVE,),
    },
)


class ShopNewsState(States):
    """Where a news of a shop stands. Whether it is over is read from its day."""

    DRAFT = "draft", "neutral", _("Brouillon")
    PROPOSED = "proposed", "house", _("À relire")
    SENT_BACK = "sent_back", "seller", _("À corriger")
    LIVE = "live", "good", _("Publiée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")


E = ShopNewsState
SHOP_NEWS = Flow(
    E,
    {
        E.DRAFT: (E.PROPOSED, E.LIVE, E.WITHDRAWN),
        E.PROPOSED: (E.DRAFT, E.LIVE, E.SENT_BACK),
        E.SENT_BACK: (E.DRAFT, E.PROPOSED, E.WITHDRAWN),
        E.LIVE: (E.WITHDRAWN, E.SENT_BACK),
    },
)


class InterviewState(States):
    """Where an interview stands: questions asked, answers received, text shown to its shop."""

    ASKED = "asked", "seller", _("Attend les réponses")
    ANSWERED = "answered", "house", _("Répondu")
    SHOWN = "shown", "seller", _("Montré à la boutique")
    PUBLISHED = "published", "good", _("Publié")
    DECLINED = "declined", "neutral", _("Décliné")
    WITHDRAWN = "withdrawn", "bad", _("Accord retiré")
    CANCELLED = "cancelled", "neutral", _("Annulé")


N = InterviewState
INTERVIEW = Flow(
    N,
    {
        N.ASKED: (N.ANSWERED, N.DECLINED, N.CANCELLED),
        N.ANSWERED: (N.SHOWN, N.WITHDRAWN, N.CANCELLED),
        N.SHOWN: (N.SHOWN, N.PUBLISHED, N.WITHDRAWN, N.CANCELLED),
        N.PUBLISHED: (N.SHOWN,),
    },
)


class GatheringState(States):
    """Where a date stands. Whether it is to come, runs or is past is read from its hours."""

    DRAFT = "draft", "neutral", _("Brouillon")
    PUBLISHED = "published", "good", _("Publié")
    CANCELLED = "cancelled", "bad", _("Annulé")


G = GatheringState
GATHERING = Flow(G, {G.DRAFT: (G.PUBLISHED, G.CANCELLED), G.PUBLISHED: (G.CANCELLED,)})


class SignupState(States):
    """Where somebody who wishes to come stands."""

    WAITING = "waiting", "elsewhere", _("Liste d'attente")
    SEATED = "seated", "good", _("Inscrit")
    WITHDRAWN = "withdrawn", "neutral", _("Désisté")


S = SignupState
SIGNUP = Flow(
    S,
    {
        S.WAITING: (S.SEATED, S.WITHDRAWN),
        S.SEATED: (S.WITHDRAWN,),
        S.WITHDRAWN: (S.WAITING,),
    },
)


class PostState(States):
    """Where a post for another place stands."""

    DRAFT = "draft", "neutral", _("Brouillon")
    REVIEW = "review", "house", _("À approuver")
    APPROVED = "approved", "house", _("À publier")
    PUBLISHED = "published", "good", _("Publiée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")


P = PostState
POST = Flow(
    P,
    {
        P.DRAFT: (P.REVIEW, P.APPROVED, P.WITHDRAWN),
        P.REVIEW: (P.DRAFT, P.APPROVED, P.WITHDRAWN),
        P.APPROVED: (P.DRAFT, P.PUBLISHED, P.WITHDRAWN),
        P.PUBLISHED: (P.WITHDRAWN,),
    },
)


class PictureState(States):
    """Whether the sizes of a picture of the library are cut; until then its original is shown."""

    PREPARING = "preparing", "elsewhere", _("En préparation")
    READY = "ready", "good", _("Prête")
    UNREADABLE = "unreadable", "bad", _("Illisible")


I = PictureState  # noqa: E741
PICTURE = Flow(
    I,
    {
        I.PREPARING: (I.READY, I.UNREADABLE),
        I.READY: (I.PREPARING,),
        I.UNREADABLE: (I.PREPARING,),
    },
)


class RepostState(States):
    """Where the copy of somebody else's post stands. Until when it is shown is a date."""

    DRAFT = "draft", "neutral", _("Brouillon")
    SHOWN = "shown", "good", _("Montrée")
    ENDED = "ended", "neutral", _("Terminée")
    WITHDRAWN = "withdrawn", "bad", _("Retirée par son auteur")
    DISCARDED = "discarded", "neutral", _("Abandonnée")


O = RepostState  # noqa: E741
REPOST = Flow(
    O,
    {
        O.DRAFT: (O.SHOWN, O.WITHDRAWN, O.DISCARDED),
        O.SHOWN: (O.ENDED, O.WITHDRAWN),
        O.ENDED: (O.DRAFT, O.WITHDRAWN),
        O.DISCARDED: (O.WITHDRAWN,),
    },
)


class FeaturedState(States):
    """Where it stands that a shop is put forward. Whether it runs is read from its instants."""

    DECIDED = "decided", "good", _("Décidée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée")


F = FeaturedState
FEATURED = Flow(F, {F.DECIDED: (F.WITHDRAWN,)})
