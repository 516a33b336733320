"""The console's page about synonyms: words that search takes for one another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalog.models import Synonym
from catalog.search.words import forget_synonyms
from marketplace.shared.admin import House, register


@register(Synonym)
class SynonymAdmin(House):
    """Words that find one another."""

    adding = _("Ajouter des synonymes")
    role = "editorial"
    editable = addable = True
    list_display = ("words",)
    search_fields = ("words",)

    def get_changeform_initial_data(self, request):
        """A search that found nothing brings its words; those that shall find it follow."""
        words = request.GET.get("words", "").replace(",", " ").strip()
        return {"words": f"{words}, "} if words else {}

    def save_model(self, request, obj, form, change):
        """Save the line and let search read it at once."""
        super().save_model(request, obj, form, change)
        forget_synonyms()

    def has_delete_permission(self, request, obj=None):
        """A line that misleads may go."""
        return self.has_change_permission(request, obj)

    def delete_model(self, request, obj):
        """Remove the line and let search read the others."""
        super().delete_model(request, obj)
        forget_synonyms()
