"""The console's page about synonyms: words that search takes for one another."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models import Synonym
from catalog.search import words
from catalog.search.find import ids
from catalog.search.query import Query
from catalog.search.words import forget_synonyms
from marketplace.shared.admin import House, register


class SynonymForm(forms.ModelForm):
    """A line of words that find one another: two at least, each a single one."""

    class Meta:
        model = Synonym
        fields = ("words",)
        help_texts = {
            "words": _(
                "Séparés par des virgules : canapé, sofa, divan. Après deux-points, ce qui en"
                " est une sorte : « céramique : grès, faïence » fait trouver le grès à qui cherche"
                " de la céramique, et non l’inverse."
            )
        }

    def clean_words(self) -> str:
        """The words, neatly set out."""
        sides = words.sides(self.cleaned_data["words"])
        wide, narrow = ([part.strip() for part in side if part.strip()] for side in sides)
        parts = [*wide, *narrow]
        for part in parts:
            if len(words.words_of(part)) > 1 and not words.joined(part):
                raise forms.ValidationError(
                    _(
                        "« %(part)s » est fait de plusieurs mots. Écrivez un seul mot par synonyme,"
                        " ou reliez-les par un trait d'union : « tee-shirt »."
                    ),
                    params={"part": part},
                )
        forms_of = {words.forms(word) for part in parts for word in words.same_of(part)}
        if len(forms_of) < 2 or not wide:
            raise forms.ValidationError(
                _(
                    "Écrivez au moins deux mots différents, séparés par une virgule, dont un que"
                    " portent vos produits : « canapé, sofa »."
                )
            )
        return " : ".join(", ".join(side) for side in (wide, narrow) if side)


@register(Synonym)
class SynonymAdmin(House):
    """Words that find one another."""

    adding = _("Ajouter des synonymes")
    role = "editorial"
    editable = addable = True
    form = SynonymForm
    list_display = ("words",)
    search_fields = ("words",)

    def get_changeform_initial_data(self, request):
        """A search that found nothing brings its words; those that shall find it follow."""
        asked = request.GET.get("words", "").replace(",", " ").strip()
        return {"words": f"{asked}, "} if asked else {}

    def save_model(self, request, obj, form, change):
        """Save the line and let search read it at once; a line that finds nothing says so."""
        super().save_model(request, obj, form, change)
        forget_synonyms()
        parts = [part.strip() for part in obj.words.split(",")]
        if not any(ids(Query(text=part), most=1) for part in parts):
            messages.warning(
                request,
                _now(
                    "Aucun produit ne porte ces mots : les chercher ne trouve toujours rien."
                    " Ajoutez un mot que portent vos fiches."
                ),
            )

    def has_delete_permission(self, request, obj=None):
        """A line that misleads may go."""
        return self.has_change_permission(request, obj)

    def delete_model(self, request, obj):
        """Remove the line and let search read the others."""
        super().delete_model(request, obj)
        forget_synonyms()
