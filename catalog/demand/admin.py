"""The console's page about what is looked for: what finds nothing, nothing wanted, or much."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.demand import handling, reports
from catalog.models import Search
from marketplace.shared import clock, columns
from marketplace.shared.admin import Because, Exported, Verb, present, register
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
    verbs = (
        Verb(
            name="traiter",
            label=_("Marquer comme traitée"),
            run=lambda row, request, data: _handled(row, request, data),
            role="editorial",
            form=Because,
            when=lambda row: row.unanswered > 0 and not handling.is_handled(row.key),
            sentence=_(
                "Écrivez ce qui est fait : un synonyme, un vendeur que l'on cherche, ou pourquoi"
                " rien ne le sera. La recherche passe parmi celles qui sont traitées."
            ),
        ),
        Verb(
            name="reprendre",
            label=_("Remettre à traiter"),
            run=lambda row, request, data: _reopened(row, request),
            role="editorial",
            when=lambda row: handling.is_handled(row.key),
            sentence=_("La recherche revient parmi celles qui attendent une réponse."),
        ),
    )

    def changelist_view(self, request, extra_context=None):
        """Add what thirty days tell, words by words."""
        today = clock.today()
        handled = handling.handled()
        tables = (
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
                "unanswered": reports.unanswered(today, but={one.key for one in handled}),
                "handled": handled,
                "tables": tables,
                "awaited": reports.awaited(),
                "may_edit": is_operator(request.user, self.role),
                **(extra_context or {}),
            },
        )


def _handled(row: Search, request, data: dict):
    handling.handle(row, because=data["because"], **present(request))
    return _back(request, _("La recherche est traitée."))


def _reopened(row: Search, request):
    handling.reopen(row, **present(request))
    return _back(request, _("La recherche est de nouveau à traiter."))


def _back(request, said):
    """To the list of searches: the next one is treated from there."""
    messages.success(request, str(said))
    return redirect(reverse("admin:catalog_search_changelist"))
