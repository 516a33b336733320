"""The console's pages about sheets: what their quality is made of, corrections of shared ones."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Correction, QualityScale
from catalog.sheets import corrections, file, scales
from catalog.sheets.quality import NAMES
from catalog.states import CorrectionState
from marketplace.shared.admin import Because, Filed, House, Verb, present, register
from marketplace.shared.dossiers import Dossier
from marketplace.shared.typed import MotiveField

POINTS = "points_"


def _points(name: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=NAMES[name],
        min_value=0,
        max_value=scales.WHOLE,
        initial=scales.USUAL[name],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ScaleForm(forms.ModelForm):
    """The points of a place, which add up to a hundred."""

    points_photo = _points("photo")
    points_photos = _points("photos")
    points_sharp = _points("sharp")
    points_title = _points("title")
    points_description = _points("description")
    points_category = _points("category")
    points_required = _points("required")
    points_recommended = _points("recommended")
    points_price = _points("price")

    class Meta:
        model = QualityScale
        fields = ("category",)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk:
            for name in scales.USUAL:
                self.initial[POINTS + name] = self.instance.points.get(name, 0)

    def clean(self):
        """Refuse points that are no hundred, and a place that has points already."""
        data = super().clean()
        points = {name: data.get(POINTS + name) for name in scales.USUAL}
        if None in points.values():
            return data  # each field says what is wrong with it
        total = sum(points.values())
        if total != scales.WHOLE:
            sentence = _now("Les points font {total} : répartissez-en 100 en tout.")
            raise forms.ValidationError(sentence.format(total=total))
        others = QualityScale.objects.exclude(pk=self.instance.pk)
        if "category" in data and others.filter(category=data["category"]).exists():
            self.add_error("category", _now("Cette catégorie a déjà un barème : modifiez-le."))
        self.instance.points = points
        return data


@register(QualityScale)
class QualityScaleAdmin(House):
    """How much each thing counts for the quality of a sheet, by category."""

    adding = _("Ajouter un barème de qualité")
    role = "moderation"
    editable = addable = True
    form = ScaleForm
    list_display = ("place", "told", "changed_at")
    list_select_related = ("category",)
    ordering = ("category__path",)
    fieldsets = (
        (
            None,
            {
                "fields": ("category", *(POINTS + name for name in NAMES)),
                "description": _(
                    "Cent points à répartir. Ce qui en vaut 0 ne compte pas, et n'est pas demandé"
                    " au vendeur. Le barème le plus proche de la catégorie décide ; sans aucun, ce"
                    " sont les points proposés ici."
                ),
            },
        ),
    )

    @admin.display(description=_("où"))
    def place(self, scale) -> str:
        """The category, or the whole shop."""
        return str(scale)

    @admin.display(description=_("ce qui compte"))
    def told(self, scale) -> str:
        """The points in a sentence, what counts most first."""
        points = {name: int(scale.points.get(name, 0)) for name in NAMES}
        ranked = sorted(NAMES, key=lambda name: -points[name])
        return ", ".join(f"{NAMES[name]} {points[name]}" for name in ranked if points[name])

    def formfield_for_foreignkey(self, db_field, request, **options):
        """Categories in the order of the tree, set in by their depth."""
        field = super().formfield_for_foreignkey(db_field, request, **options)
        field.queryset = Category.objects.order_by("path")
        field.empty_label = _("Toute la boutique")
        field.label_from_instance = lambda row: "\u2003" * (row.depth - 1) + row.label
        return field

    def formfield_for_dbfield(self, db_field, request, **options):
        """A category is chosen here, and written elsewhere."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        for act in ("can_add_related", "can_change_related", "can_view_related"):
            if hasattr(field.widget, act):
                setattr(field.widget, act, False)
        return field

    def has_delete_permission(self, request, obj=None):
        """Without points of its own, a category takes those of the place above."""
        return self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Write the points, and have sheets counted anew."""
        obj.save()
        scales.changed(obj, **present(request))

    def delete_model(self, request, obj):
        """Remove them, and have sheets counted anew."""
        scales.changed(obj, **present(request), is_gone=True)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Several at once go as one does."""
        for scale in queryset:
            self.delete_model(request, scale)


class AnswerForm(forms.Form):
    """What the author reads with a correction that holds."""

    answer = MotiveField(label=_("Message à l'auteur de la fiche"), required=False)


@register(Correction)
class CorrectionAdmin(Filed):
    """Corrections of shared sheets, proposed by shops that sell on them."""

    role, concerns = "moderation", ("product__owner", "seller")
    list_display = ("product", "about", "seller", "state", "proposed_at")
    list_filter = ("state", "about")
    list_select_related = (
        "product__owner",
        "product__category",
        "seller",
        "decided_by",
        "proposed_by",
    )
    search_fields = ("product__title", "seller__name")
    ordering = ("-proposed_at", "-pk")
    verbs = (
        Verb(
            "retenir",
            _("Retenir la correction"),
            lambda row, request, data: corrections.keep(row, **present(request), **data),
            role="moderation",
            form=AnswerForm,
            tone="positive",
            when=lambda row: row.state == CorrectionState.WAITING,
            sentence=_("L'auteur de la fiche est prié de la faire ; la boutique est remerciée."),
            done=_("La correction est retenue."),
        ),
        Verb(
            "refuser",
            _("Refuser la correction"),
            lambda row, request, data: corrections.refuse(row, **present(request), **data),
            role="moderation",
            form=Because,
            when=lambda row: row.state == CorrectionState.WAITING,
            sentence=_("La fiche reste comme elle est ; la boutique lit pourquoi."),
            done=_("La correction est refusée."),
        ),
    )

    def get_queryset(self, request):
        """With all that both the list and the file name of each."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    def dossier(self, request, row) -> Dossier:
        """The sheet as it stands beside what the shop says of it."""
        return file.of_correction(row)
