"""What is typed about commissions: a price to try, a rule of the grid."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounting.commissions.grid import FIELDS
from accounting.typed import because, euros, percent
from catalog.models import Category
from catalog.tree import tree
from marketplace.shared import clock
from marketplace.shared.shown import AgainstShown
from sellers.models import Seller


class CategoryField(forms.ModelChoiceField):
    """A place in the tree, shown under what it belongs to."""

    def label_from_instance(self, category):
        """The category, indented by its depth in the tree."""
        return f"{'— ' * (category.depth - 1)}{category.label}"


def categories() -> CategoryField:
    """Any place of the tree, or none."""
    tree = Category.objects.exclude(policy=Category.Policy.FORBIDDEN).order_by("path")
    return CategoryField(tree, label=_("Catégorie"), required=False, empty_label=_("Toutes"))


class PriceForm(forms.Form):
    """A price to try on the grid."""

    price = euros(_("Prix TTC"), error_messages={"required": _("Indiquez un prix.")})
    category = categories()


class SaleForm(forms.Form):
    """A sale to try before one sells here: an article, its category, its delivery."""

    price = euros(
        _("Prix de l'article, TTC"),
        error_messages={"required": _("Indiquez le prix de l'article.")},
    )
    category = forms.TypedChoiceField(
        label=_("Catégorie"), coerce=int, required=False, empty_value=None
    )
    delivery = euros(_("Livraison payée par l'acheteur"), required=False)
    field_order = ("price", "delivery", "category")  # as the page has them

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        places = sorted(tree().places.values(), key=lambda place: place.path)
        self.fields["category"].choices = [
            ("", _("Toutes")),
            *((place.pk, f"{'— ' * (place.depth - 1)}{place.label}") for place in places),
        ]

    def clean_price(self) -> int:
        """Nothing is sold for nothing."""
        if not self.cleaned_data["price"]:
            raise forms.ValidationError(_("Écrivez un prix au-dessus de zéro."))
        return self.cleaned_data["price"]

    @property
    def path(self) -> str:
        """Where the category lies in the tree."""
        place = tree().get(self.cleaned_data["category"])
        return place.path if place else ""


class TrialForm(PriceForm):
    """The operator's test box: a price, a place, a seller, a day."""

    seller = forms.ModelChoiceField(
        Seller.objects.order_by("name"), label=_("Vendeur"), required=False, empty_label=_("Tous")
    )
    day = forms.DateField(
        label=_("Jour"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RuleForm(AgainstShown, forms.Form):
    """A line of the grid."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    position = forms.IntegerField(
        label=_("Ordre (la première règle qui convient l'emporte)"),
        min_value=0,
        max_value=100_000,
        initial=100,
    )
    seller = forms.ModelChoiceField(
        Seller.objects.order_by("name"), label=_("Vendeur"), required=False, empty_label=_("Tous")
    )
    category = categories()
    bps = percent(_("Taux (%)"))
    fixed_cents = euros(_("Fixe par article (€)"), required=False)
    minimum_cents = euros(_("Minimum par ligne (€)"), required=False)
    valid_from = forms.DateField(
        label=_("Valable dès le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=_("Jusqu'au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    because = because()

    def clean(self):
        """Refuse a rule that would end before it begins."""
        data = super().clean()
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("La fin précède le début."))
        return data

    @classmethod
    def of(cls, rule):
        """The rule as the form shows it before it is changed."""
        return {name: getattr(rule, name) for name in FIELDS}


class UntilForm(forms.Form):
    """The day until which sums are gathered, today at the latest."""

    until = forms.DateField(
        label=_("Sommes dues jusqu'au"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self):
        """A day to come would pay what is still held."""
        day = self.cleaned_data["until"]
        if day > clock.today():
            raise forms.ValidationError(_("Ce jour n'est pas encore venu."))
        if day < clock.today() - timedelta(days=3650):
            raise forms.ValidationError(
                _("Ce jour est trop ancien : choisissez-en un des dix dernières années.")
            )
        return day


class EndForm(forms.Form):
    """The last day on which a rule still covers sales."""

    on = forms.DateField(
        label=_("Dernier jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    because = because()
