"""Whether somebody bought something of a category or of those beneath it, and kept it."""

from datetime import datetime

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.tree import tree
from marketing.blocks import fields
from marketing.models import Bought
from marketing.segments.condition import NOBODY, ConditionForm, Kind, Values, number
from marketplace.shared.quotes import bare

HAS, HAS_NOT = "has", "has_not"


class Form(ConditionForm):
    """Which category, and whether they did or did not."""

    way = forms.ChoiceField(
        label=_("La personne"), choices=[(HAS, _("a acheté")), (HAS_NOT, _("n'a pas acheté"))]
    )
    category = fields.CategoryField(label=_("Dans ce rayon"))

    def clean_category(self) -> int:
        """The category itself: it may be renamed."""
        place = tree().by_slug.get(fields.slug_of(self.cleaned_data["category"]))
        if place is None:
            raise forms.ValidationError(_("Choisissez un rayon."))
        return place.pk

    @classmethod
    def begun(cls, values: Values) -> dict:
        """The category by the address of its page."""
        place = tree().get(number(values, "category"))
        return {**values, "category": place.url if place else ""}


def where(values: Values, _at: datetime) -> Q:
    """Nobody once the category is closed: what it would mean is not known any longer."""
    place = tree().get(number(values, "category"))
    if place is None:
        return NOBODY
    bought = Exists(
        Bought.objects.filter(contact=OuterRef("pk"), product__category_path__startswith=place.path)
    )
    return ~Q(bought) if values.get("way") == HAS_NOT else Q(bought)


def told(values: Values) -> str:
    """As in « a acheté dans « Maison » »."""
    place = tree().get(number(values, "category"))
    if place is None:
        return _now("un rayon qui n'est plus ouvert : personne")
    name = bare(place.label)
    if values.get("way") == HAS_NOT:
        return _now("n'a pas acheté dans « {name} »").format(name=name)
    return _now("a acheté dans « {name} »").format(name=name)


KIND = Kind(
    key="bought_category", name=_("A acheté dans un rayon"), form=Form, where=where, told=told
)
