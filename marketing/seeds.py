"""What an empty installation starts with: its home page, shown as the house ships it."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from marketing.models import Page


def plant() -> None:
    """Add what is missing."""
    with override("fr"):
        Page.objects.get_or_create(kind=Page.Kind.HOME, slug="", defaults={"name": _("Accueil")})
