"""What a seller says of a change of many rows: how much, which category."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models import BulkChange
from catalog.offers import prices, stock
from catalog.offers.forms import WholeField
from catalog.sheets import lists
from catalog.sheets.forms.place import PlaceSelect
from marketplace.shared.typed import HundredthsField

PERCENT = ("raise_percent", "lower_percent")
MOST_PERCENT = 100_000  # in hundredths of a per cent: ten times the price


class AmountField(HundredthsField):
    """An amount or a rate as people write it, kept in hundredths."""

    unreadable = _("Écrivez un nombre comme 10 ou 4,90.")

    def clean(self, value):
        """Hundredths; a per cent sign typed after the number is understood."""
        return super().clean(str(value or "").replace("%", ""))


class PriceForm(forms.Form):
    """How prices change."""

    how = forms.ChoiceField(
        label=_("Nouveau prix TTC"),
        choices=[
            ("lower_percent", _("Baisser de … %")),
            ("raise_percent", _("Augmenter de … %")),
            ("lower", _("Baisser de … €")),
            ("raise", _("Augmenter de … €")),
            ("set", _("Fixer à … €")),
        ],
    )
    amount = AmountField(label=_("Montant ou pourcentage"))
    announced = forms.BooleanField(
        label=_("Annoncer une baisse de prix (prix antérieur barré)"),
        required=False,
        help_text=_(
            "Le prix barré est le plus bas des 30 jours avant la baisse, comme la loi l'impose :"
            " les articles dont le nouveau prix n'est pas en dessous sont laissés de côté. Une"
            " baisse déjà annoncée garde son prix barré et sa fin si le prix baisse encore, cette"
            " case cochée ou non ; elle prend fin si le prix monte."
        ),
    )

    def clean(self):
        """Refuse what can be no price, before any row is looked at."""
        values = super().clean()
        how, amount = values.get("how"), values.get("amount")
        if amount is None or how is None:
            return values
        if amount == 0:
            self.add_error("amount", _now("Écrivez un nombre au-dessus de zéro."))
        elif how == "lower_percent" and amount >= 10_000:
            self.add_error("amount", _now("Une baisse reste en dessous de 100 %."))
        elif how in PERCENT and amount > MOST_PERCENT:
            self.add_error("amount", _now("Écrivez un pourcentage de 1 000 au plus."))
        elif how not in PERCENT and amount > prices.MOST:
            self.add_error("amount", str(prices.PriceRefused()))
        if values.get("announced") and how in ("raise", "raise_percent"):
            self.add_error("announced", _now("Une augmentation ne s'annonce pas comme une baisse."))
        return values


class StockForm(forms.Form):
    """How stocks change."""

    how = forms.ChoiceField(
        label=_("Nouveau stock"),
        choices=[("set", _("Fixer à")), ("add", _("Ajouter")), ("take", _("Retirer"))],
    )
    amount = WholeField(label=_("Nombre de pièces"), most=stock.MOST)


class CategoryForm(forms.Form):
    """Where sheets go in the tree."""

    category = forms.ChoiceField(label=_("Nouvelle catégorie"), widget=PlaceSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _now("Choisissez…")), *lists.categories()]

    def clean_category(self) -> int:
        """The key of the category."""
        return int(self.cleaned_data["category"])


FORMS: dict[str, type[forms.Form]] = {
    BulkChange.Act.PRICE: PriceForm,
    BulkChange.Act.STOCK: StockForm,
    BulkChange.Act.CATEGORY: CategoryForm,
}
