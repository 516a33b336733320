"""What marketing brings to the operator's console."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.models import CharterException, CharterWord, Collection, Placement
from marketing.models import (
    Article,
    Author,
    Channel,
    Contact,
    FeaturedShop,
    Gathering,
    Interview,
    Page,
    Picture,
    Post,
    QuestionSet,
    Repost,
    Segment,
    ShopNews,
    ShopVersion,
    ShortLink,
    Signup,
    Tag,
    Version,
)
from marketing.models.rules import FEATURED_POINTS
from marketing.states import (
    FeaturedState,
    InterviewState,
    PostState,
    RepostState,
    ShopNewsState,
    ShopPageState,
    VersionState,
)
from marketplace.shared.clock import now
from marketplace.shared.desks import Console, Mission, Queue
from marketplace.shared.templatetags.ui import figure

QUEUES = (
    Queue(
        role="editorial",
        name=_("Pages à relire"),
        rows=lambda at: Version.objects.filter(state=VersionState.REVIEW),
        page="marketing_version",
        query="state__exact=review",
        tone="warning",
        rank=420,
        maker="written_by",
    ),
    Queue(
        role="editorial",
        name=_("Entretiens à mettre en forme"),
        rows=lambda at: Interview.objects.filter(state=InterviewState.ANSWERED),
        page="marketing_interview",
        query="state__exact=answered",
        rank=430,
    ),
    Queue(
        role="editorial",
        name=_("Publications à approuver"),
        rows=lambda at: Post.objects.filter(state=PostState.REVIEW),
        page="marketing_post",
        query="state__exact=review",
        tone="warning",
        rank=440,
        maker="written_by",
    ),
    Queue(
        role="editorial",
        name=_("Publications d'ailleurs en brouillon"),
        rows=lambda at: Repost.objects.filter(state=RepostState.DRAFT),
        page="marketing_repost",
        query="state__exact=draft",
        rank=445,
    ),
    Queue(
        role="moderation",
        name=_("Pages de boutique à relire"),
        rows=lambda at: ShopVersion.objects.filter(state=ShopPageState.PROPOSED),
        page="marketing_shopversion",
        query="state__exact=proposed",
        tone="warning",
        rank=260,
    ),
    Queue(
        role="moderation",
        name=_("Nouvelles de boutique à relire"),
        rows=lambda at: ShopNews.objects.filter(state=ShopNewsState.PROPOSED),
        page="marketing_shopnews",
        query="state__exact=proposed",
        rank=265,
    ),
)


def _reviewed() -> str:
    """What is online was approved under the rule of its day."""
    count = Version.objects.filter(state__in=[VersionState.DRAFT, VersionState.REVIEW]).count()
    if not count:
        return gettext("Ne touche rien aujourd'hui.")
    return ngettext(
        "Touche {count} version qui n'est pas encore approuvée ; ce qui est en ligne le reste.",
        "Touche {count} versions qui ne sont pas encore approuvées ; ce qui est en ligne le reste.",
        count,
    ).format(count=figure(count))


def _featured() -> str:
    """What is decided keeps its days and its points."""
    count = FeaturedShop.objects.filter(state=FeaturedState.DECIDED, ends_at__gt=now()).count()
    return ngettext(
        "Vaut pour les prochaines mises en avant ; {count} boutique en cours ou prévue le reste.",
        "Vaut pour les prochaines mises en avant ; {count} boutiques en cours ou prévues le"
        " restent.",
        count,
    ).format(count=figure(count))


FEATURED = ("featured_at_once", "featured_days", "featured_rest_days", *FEATURED_POINTS)
CONSOLE = Console(
    touched={"page_review": _reviewed, **dict.fromkeys(FEATURED, _featured)},
    queues=QUEUES,
    missions=(
        Mission(
            name=_("Animation et trafic"),
            sections=(
                *(Page, Version, Collection, Placement, FeaturedShop, Picture),
                *(ShopVersion, ShopNews, Segment),
                *(Article, Interview, QuestionSet, Author, Tag, Gathering, Signup, Contact),
                *(Post, Channel, ShortLink, Repost, CharterWord, CharterException),
            ),
            rank=40,
        ),
    ),
)
