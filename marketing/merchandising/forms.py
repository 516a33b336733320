"""What is typed of a collection, and of a place given by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Collection, Placement, Product
from catalog.search import SORTS
from catalog.search.placed import MOST_PINS
from catalog.states import CollectionState
from catalog.tree import tree
from marketing.blocks import fields, references
from marketing.merchandising import collections, rules
from marketing.merchandising.placements import Target
from marketplace.shared.typed import HundredthsField, MotiveField
from sellers.regions import REGIONS

RULE = (
    *("category", "facets", "low_cents", "high_cents", "regions", "sellers"),
    *("rating", "new_days", "reduced", "in_stock"),
)


class Named(fields.Named):
    """Things of the shop a line each: an address, a bar code or a title is found as it is sent."""

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        """Their keys, in their order."""
        settled = super().clean(references.settled(self.kind, value))
        return references.numbers(settled, most=self.most)


class CollectionForm(forms.Form):
    """A collection: its words, and either its products or its rule."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    name_en = forms.CharField(label=_("Nom (anglais)"), max_length=80, required=False)
    slug = forms.SlugField(
        label=_("Adresse"),
        max_length=80,
        help_text=_("La fin de l'adresse, en minuscules et sans accents : « noel-2026 »."),
        error_messages={
            "invalid": _(
                "L'adresse s'écrit en minuscules, sans accents ni espaces : « noel-2026 »."
            )
        },
    )
    lead = forms.CharField(
        label=_("Présentation"),
        max_length=320,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une ou deux phrases, au-dessus des produits et dans les moteurs."),
    )
    lead_en = forms.CharField(
        label=_("Présentation (anglais)"),
        max_length=320,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    by = forms.ChoiceField(
        label=_("Les produits"), choices=Collection.By.choices, widget=forms.RadioSelect
    )
    products = Named(
        kind="products",
        most=collections.MOST,
        label=_("Choisis un à un"),
        help_text=_(
            "Un par ligne, dans l'ordre de la page : l'adresse du produit ou son code-barres."
        ),
    )
    category = fields.category(_("De ce rayon"))
    facets = forms.CharField(
        label=_("Avec ces caractéristiques"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une par ligne : « Couleur : bleu, vert » veut dire bleu ou vert."),
    )
    low_cents = HundredthsField(label=_("Dès (euros)"), required=False)
    high_cents = HundredthsField(label=_("Jusqu'à (euros)"), required=False)
    regions = forms.MultipleChoiceField(
        label=_("De boutiques de ces régions"),
        required=False,
        choices=[(code, name) for code, (name, _beginnings) in REGIONS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    sellers = Named(kind="shops", most=50, label=_("De ces boutiques"))
    rating = forms.TypedChoiceField(
        label=_("Note moyenne"),
        required=False,
        coerce=int,
        empty_value=0,
        choices=[("", _("toutes")), ("3", _("3 étoiles et plus")), ("4", _("4 étoiles et plus"))],
    )
    new_days = forms.IntegerField(
        label=_("Paru depuis (jours) au plus"), required=False, min_value=1, max_value=365
    )
    reduced = forms.BooleanField(label=_("À prix réduit"), required=False)
    in_stock = forms.BooleanField(label=_("En stock"), required=False)
    sort = forms.ChoiceField(
        label=_("Ordre"),
        choices=[(key, name) for key, (name, _columns) in SORTS.items()],
        help_text=_("De produits choisis un à un, « Pertinence » est l'ordre de vos lignes."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, collection: Collection) -> dict[str, Any]:
        """A collection as its form begins."""
        named = [
            f"#{pk} {title}"
            for pk, title in collection.items.order_by("position", "pk").values_list(
                "product", "product__title"
            )
        ]
        rule = collection.rule
        shops = "\n".join(f"#{pk}" for pk in rule.get("sellers", []))
        return {
            **{name: getattr(collection, name) for name in collections.WRITTEN if name != "rule"},
            **{name: rule.get(name) for name in RULE},
            "products": "\n".join(named),
            "sellers": references.settled("shops", shops),
            "facets": rules.facet_lines(rule.get("facets", {})),
            "rating": rule.get("rating") or "",
            "revision": collection.revision,
        }

    def clean_facets(self) -> dict[str, list[str]]:
        """By attribute, its values."""
        try:
            return rules.facets(self.cleaned_data["facets"])
        except rules.NotUnderstood as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_category(self) -> str:
        """The category's own word in addresses."""
        return fields.slug_of(self.cleaned_data["category"])

    def clean(self):
        """Two prices in their order."""
        low, high = self.cleaned_data.get("low_cents"), self.cleaned_data.get("high_cents")
        if low is not None and high is not None and low > high:
            self.add_error("high_cents", _("Le prix le plus haut est sous le plus bas."))
        by_rule = self.cleaned_data.get("by") == Collection.By.RULE
        if by_rule and not self.errors and not any(map(self.cleaned_data.get, RULE)):
            self.add_error("by", _("Dites au moins une condition : sinon, tout y serait."))
        return self.cleaned_data

    @property
    def parts(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """The fields as the page groups them: name of the group, its title, its fields."""
        groups = {"by-hand": ("products",), "by-rule": RULE, "order": ("sort",)}
        grouped = {name for names in groups.values() for name in names}
        first = [field.name for field in self.visible_fields() if field.name not in grouped]
        titles = {"by-rule": _("La règle")}
        return [
            (group, titles.get(group, ""), [self[name] for name in names])
            for group, names in {"": tuple(first), **groups}.items()
        ]

    def values(self) -> dict[str, Any]:
        """The columns of the collection."""
        data = self.cleaned_data
        rule = {name: data[name] for name in RULE if data.get(name)}
        written = {name: data[name] for name in collections.WRITTEN if name != "rule"}
        return {**written, "rule": rule if data["by"] == Collection.By.RULE else {}}

    def products_chosen(self) -> list[int]:
        """The sheets chosen one by one."""
        by_hand = self.cleaned_data["by"] == Collection.By.HAND
        return self.cleaned_data["products"] if by_hand else []


class DaysForm(forms.Form):
    """From when until when a collection is shown."""

    starts_at = fields.moment(
        _("En ligne le"), help_text=_("Heure de Paris. Laissez vide pour maintenant.")
    )
    ends_at = fields.moment(_("Jusqu'au"), help_text=_("Laissez vide pour qu'elle reste."))


class CollectionChoice(forms.ModelChoiceField):
    """A collection whose order a rule gives."""

    def __init__(self, **options):
        rows = Collection.objects.filter(by=Collection.By.RULE).exclude(
            state=CollectionState.CLOSED
        )
        super().__init__(queryset=rows.order_by("name"), required=False, **options)


class PlacementForm(forms.Form):
    """A place in one list, for one sheet, between two days."""

    category = fields.category(_("Dans ce rayon"))
    collection = CollectionChoice(label=_("ou dans cette collection"), empty_label=_("aucune"))
    words = forms.CharField(
        label=_("ou dans cette recherche"),
        required=False,
        max_length=120,
        help_text=_("Les mots tels que les visiteurs les tapent, comme « cadeau »."),
    )
    product = Named(kind="products", most=1, label=_("Le produit"))
    effect = forms.ChoiceField(
        label=_("Effet"), choices=Placement.Effect.choices, widget=forms.RadioSelect
    )
    rank = forms.IntegerField(
        label=_("Place"),
        required=False,
        min_value=1,
        max_value=MOST_PINS,
        help_text=_("Pour une place fixe : 1 est la première."),
    )
    starts_at = fields.moment(_("Du"), help_text=_("Heure de Paris. Laissez vide pour maintenant."))
    ends_at = forms.DateTimeField(
        label=_("Au"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    because = MotiveField(label=_("Motif"))

    def clean_category(self) -> Category | None:
        """The category that the address names."""
        slug = fields.slug_of(self.cleaned_data["category"])
        return Category.objects.filter(slug=slug).first() if slug in tree().by_slug else None

    def clean_product(self) -> Product:
        """The sheet that was named."""
        keys = self.cleaned_data["product"]
        found = Product.objects.filter(pk__in=keys).first()
        if found is None:
            raise forms.ValidationError(_("Choisissez un produit."))
        return found

    def clean(self):
        """A fixed place has a number, other effects have none."""
        data = self.cleaned_data
        lacks = not data.get("rank") and "rank" not in self.errors
        if lacks and data.get("effect") == Placement.Effect.PIN:
            self.add_error("rank", _("Écrivez la place : 1 est la première."))
        return data

    def target(self) -> Target:
        """The list that was chosen."""
        data = self.cleaned_data
        return Target(
            category=data.get("category"),
            collection=data.get("collection"),
            words=(data.get("words") or "").strip(),
        )
