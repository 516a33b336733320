"""What marketing brings to the operator's console."""

from django.utils.translation import gettext_lazy as _

from marketing.models import Article, Contact, Page, Picture
from marketplace.shared.desks import Console, Mission

CONSOLE = Console(
    missions=(Mission(name=_("Animation et trafic"), sections=(Page, Picture, Article, Contact), rank=40),)
)
