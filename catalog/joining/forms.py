"""What a seller asks for each variant of a sheet that is there already: no words, only terms."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.joining.joining import Terms
from catalog.models import Correction, Variant
from catalog.offers import stock
from catalog.offers.forms import PriceField, WholeField
from catalog.sheets import drafts
from catalog.sheets.forms import TextField
from marketplace.shared import numbers
from marketplace.shared.typed import telling

GIVEN = ("price", "stock", "sku", "weight")


class TermsForm(forms.Form):
    """One variant: left empty, it is not sold."""

    sku = TextField(
        label=pgettext_lazy("article", "Référence"),
        max_length=drafts.SKU,
        required=False,
        widget=forms.TextInput(attrs={"size": 14}),
    )
    price = PriceField(label=_("Prix TTC"), required=False)
    stock = WholeField(label=_("Stock"), most=stock.MOST, required=False)
    weight = WholeField(label=_("Poids (g)"), most=1_000_000, required=False)

    def __init__(self, *args, variant: Variant, several: bool = False, **options):
        super().__init__(*args, **options)
        self.variant = variant
        if several:
            # of many rows, a label alone does not tell which
            for field in self.fields.values():
                field.short = field.label
                field.label = f"{field.label} ({variant.label})"
        if variant.weight_g is not None:
            del self.fields["weight"]

    @property
    def is_filled(self) -> bool:
        """Whether something was typed in this row."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)

    def clean(self):
        """A row that is begun must say what it asks and how many there are."""
        data = super().clean()
        if not self.is_filled:
            return data
        if "price" not in self.errors and data.get("price") is None:
            self.add_error("price", _now("Indiquez votre prix."))
        if "stock" not in self.errors and data.get("stock") is None:
            self.add_error("stock", _now("Indiquez combien vous en avez."))
        return data

    def terms(self) -> Terms:
        """The row as the verb takes it; a reference is made where none was typed."""
        data = self.cleaned_data
        return Terms(
            sku=data["sku"] or f"{self.variant.gtin or 'ART'}-{numbers.code(5)}",
            price_cents=data["price"],
            stock=data["stock"],
            weight_g=data.get("weight"),
        )


class TermsForms:
    """The variants that are not sold yet, a row each."""

    def __init__(self, variants: list[Variant], data=None, *, begun: Mapping[str, str] = {}):
        # `begun` is what was typed elsewhere: nothing of it is lost on the way here
        self.rows = [
            TermsForm(
                data,
                prefix=f"v{variant.pk}",
                variant=variant,
                several=len(variants) > 1,
                initial={
                    name: begun[key] for name in GIVEN if (key := f"v{variant.pk}-{name}") in begun
                },
            )
            for variant in variants
        ]

    def is_valid(self) -> bool:
        """Whether every row is in order; each is checked, so that each says what is wrong."""
        return not sum(not row.is_valid() for row in self.rows)

    def refuse_sku(self, sku: str, sentence: str) -> bool:
        """Say beside its SKU why a row was refused; whether one of them bears it."""
        rows = [row for row in self.rows if row.is_filled and row.cleaned_data.get("sku") == sku]
        for row in rows:
            row.add_error("sku", sentence)
        return bool(rows)

    def refuse(self, sentence: str) -> None:
        """Say why nothing was taken: where nothing was typed, at the first price to fill in."""
        is_empty = not any(row.is_filled for row in self.rows)
        for row in self.rows[:1]:
            row.add_error("price" if is_empty else None, sentence)

    def terms(self) -> dict[int, Terms]:
        """What is asked, by the keys of the variants."""
        return {row.variant.pk: row.terms() for row in self.rows if row.is_filled}


class CorrectionForm(forms.Form):
    """What is wrong in a sheet that one sells on, and what would be right."""

    about = forms.ChoiceField(
        label=_("Ce qui est faux"),
        choices=Correction.About.choices,
        error_messages={"required": _("Choisissez ce qui est faux.")},
    )
    text = TextField(
        label=_("Votre correction"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce qui est écrit, ce qu'il faudrait, et d'où vous le savez."),
        validators=[telling],
        error_messages={"required": _("Écrivez votre correction.")},
    )
