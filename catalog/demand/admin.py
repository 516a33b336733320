"""The console's page about what is looked for: what finds nothing, nothing wanted, or much."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.demand import reports
from catalog.models import Search
from marketplace.shared import clock, columns
from marketplace.shared.admin import Exported, register
from marketplace.shared.audience import is_operator

LANGUAGES = dict(settings.LANGUAGES)


@register(Search)
class SearchAdmin(Exported):
    """Searches day by day, and what thirty days of them tell."""

    role = "editorial"
    readers = ("moderation", "sellers")
    exported = (
        "day",
        "language",
        "aisle",
        "shown",
        "asked",
        "unanswered",
        "rescued",
        "results",
        "opened",
        "added",
        "ordered",
    )
    list_display = (
        "shown",
        "day",
        "asked",
        "unanswered",
        "results",
        "opened",
        "added",
        "ordered",
        "aisle",
        "spoken",
    )
    list_display_links = None
    list_filter = ("day", columns.by_word("language", _("langue"), LANGUAGES))
    spoken = columns.worded("language", _("langue"), LANGUAGES)
    search_fields = ("shown", "key")
    ordering = ("-day", "-asked", "shown")
    change_list_template = "admin/catalog/searches.html"

    def changelist_view(self, request, extra_context=None):
        """Add what thirty days tell, words by words."""
        today = clock.today()
        tables = (
            (
                "sans-reponse",
                _("Sans résultat"),
                _("Ce que personne ne vend encore, ou que d'autres mots trouveraient."),
                reports.unanswered(today),
            ),
            (
                "sans-choix",
                _("Sans fiche ouverte"),
                _("Cherché trois fois au moins, trouvé, et rien n'a donné envie."),
                reports.unopened(today),
            ),
            ("frequentes", _("Les plus fréquentes"), "", reports.frequent(today)),
        )
        return super().changelist_view(
            request,
            {
                "tables": tables,
                "awaited": reports.awaited(),
                "may_edit": is_operator(request.user, self.role),
                **(extra_context or {}),
            },
        )
