"""What marketing brings to the operator's console."""

from django.utils.translation import gettext_lazy as _

from marketing.models import Article, Contact, Page, Picture, Version
from marketing.states import VersionState
from marketplace.shared.desks import Console, Mission, Queue

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
)

CONSOLE = Console(
    queues=QUEUES,
    missions=(
        Mission(
            name=_("Animation et trafic"),
            sections=(Page, Version, Picture, Article, Contact),
            rank=40,
        ),
    ),
)
