"""The rows of a sheet's form: its variants with their prices and stocks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.attributes import twins
from catalog.attributes.twins import Twin
from catalog.models import Product
from catalog.offers import stock
from catalog.offers.forms import PriceField, WholeField
from catalog.sheets import barcodes, drafts, lists
from catalog.sheets.drafts import Piece
from catalog.sheets.forms.words import Hushed, PlainField, TextField
from catalog.sheets.grid import MOST

BARCODES = {
    barcodes.FORM: _("Un code-barres compte 8, 12, 13 ou 14 chiffres."),
    barcodes.KEY: _(
        "Le dernier chiffre de ce code-barres ne correspond pas aux autres : recopiez-le en entier"
        " depuis l’emballage, ou laissez la case vide."
    ),
    barcodes.INTERNAL: _(
        "Ce code-barres est réservé à un usage interne : donnez celui du fabricant, ou laissez la"
        " case vide."
    ),
}
CELLS = ("first", "second", "sku", "price", "stock", "weight", "gtin")


class PieceForm(Hushed):
    """One variant with its price and stock."""

    borne: frozenset[str] = frozenset()  # the barcodes that the sheet bears by now
    known: Product | None = None  # the sheet of another that bears the barcode just typed

    first = PlainField(
        label=_("Première valeur"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"size": 10}),
    )
    second = PlainField(
        label=_("Seconde valeur"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"size": 8}),
    )
    price = PriceField(label=_("Prix TTC"), required=False)
    stock = WholeField(label=_("Stock"), most=stock.MOST, required=False)
    sku = TextField(
        label=pgettext_lazy("article", "Référence"),
        max_length=drafts.SKU,
        required=False,
        widget=forms.TextInput(attrs={"size": 12, "placeholder": _("automatique")}),
    )
    weight = WholeField(label=_("Poids (g)"), most=1_000_000, required=False)
    gtin = TextField(
        label=_("Code-barres"),
        max_length=14,
        required=False,
        widget=forms.TextInput(attrs={"size": 14, "inputmode": "numeric"}),
    )
    active = forms.BooleanField(label=_("En vente"), required=False, initial=True)
    # the stock that the page showed of an offer: unchanged here, a sale meanwhile is not undone
    had = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def clean_gtin(self):
        """A barcode as articles bear it; one that the sheet bears already is left as it is."""
        gtin = self.cleaned_data["gtin"]
        fault = barcodes.fault(gtin) if gtin else ""
        if fault and (fault == barcodes.FORM or gtin not in self.borne):
            raise forms.ValidationError(BARCODES[fault])
        return gtin

    @property
    def is_whole(self) -> bool:
        """Whether this row may become an offer: it has a price and a stock."""
        data = self.cleaned_data
        return data.get("price") is not None and data.get("stock") is not None

    @property
    def values(self) -> list[str]:
        """What tells the row apart from others."""
        cells = (self.cleaned_data.get(name) for name in ("first", "second"))
        return [text for text in cells if text]

    @property
    def is_chosen(self) -> bool:
        """Whether buyers choose it by its name: it is for sale, and bears one or may have none."""
        is_sold = self.cleaned_data.get("active", False)
        return is_sold and (bool(self.values) or self.is_whole)

    @property
    def name(self) -> str:
        """The values that tell the row apart: « Bleu / M »."""
        return " / ".join(filter(None, (self["first"].value(), self["second"].value())))

    def require(self) -> None:
        """Ask for the price and the stock."""
        if not self.has_error("price") and self.cleaned_data.get("price") is None:
            self.add_error("price", _("Indiquez un prix."))
        if not self.has_error("stock") and self.cleaned_data.get("stock") is None:
            self.add_error("stock", _("Indiquez un stock, 0 si vous n'en avez pas."))

    def piece(self) -> Piece:
        """The variant as verbs take it."""
        data = self.cleaned_data
        is_kept = bool(data["had"]) and data["had"] == str(data["stock"])
        return Piece(
            data["sku"],
            values=self.values,
            price_cents=data["price"],
            stock=None if is_kept else data["stock"],
            weight_g=data["weight"],
            gtin=data["gtin"],
            active=data["active"],
        )


@dataclass(frozen=True)
class Told:
    """The faults of one row of many, said with what tells the row apart."""

    form: PieceForm
    name: str
    is_bound = True

    def non_field_errors(self) -> ErrorList:
        """What is wrong with the row as a whole."""
        return self.form.non_field_errors()

    def __iter__(self) -> Iterator[forms.BoundField]:
        for bound in map(copy, self.form):
            bound.label = f"{self.name}, {bound.label}"
            yield bound


class PieceRows(forms.BaseFormSet):
    """The variants of a sheet; empty rows are no variants.

    `offered`: the SKUs it has by now; `axes`: what their values are called; `codes`: the barcodes
    it bears by now; `path`: of its category.
    """

    def __init__(
        self,
        *args,
        offered: Iterable[str] = (),
        axes: Sequence[str] = (),
        codes: Iterable[str] = (),
        path: str = "",
        **options,
    ):
        super().__init__(*args, **options)
        self.offered, self.axes = frozenset(offered), list(axes)
        self.codes, self.path = frozenset(codes), path

    def add_fields(self, form, index):
        """Call the values by their axes."""
        super().add_fields(form, index)
        form.borne = self.codes
        for cell, name in zip(("first", "second"), self.axes, strict=False):
            form.fields[cell].label = name or form.fields[cell].label

    @property
    def is_on_one_axis(self) -> bool:
        """Whether the second value is of no use here."""
        named = any(self.axes[1:]) or any(row.get("second") for row in self.shown)
        return not named

    def clean(self):
        """Refuse, at its cells, what is given twice; and an offer that loses its price."""
        if not self.forms:  # the page shows at least one
            raise forms.ValidationError(
                _("Les lignes du tableau ne sont pas arrivées : rechargez la page.")
            )
        self._refuse_same_skus()
        self._refuse_same_names()
        for form in self.filled():
            if form.cleaned_data.get("sku") in self.offered:
                form.require()

    def _refuse_same_skus(self) -> None:
        bearing: dict[str, list[PieceForm]] = {}
        for form in self.filled():
            if sku := form.cleaned_data.get("sku"):
                bearing.setdefault(sku, []).append(form)
        for rows in bearing.values():
            for form in rows if len(rows) > 1 else ():
                other = next(each for each in rows if each is not form)
                text = _now("La ligne {n} porte aussi cette référence : changez l'une des deux.")
                form.add_error("sku", text.format(n=self._number(other)))

    def refuse_sku(self, sentence: str) -> bool:
        """Say beside its SKU why a row was refused; whether the sentence names one of a row."""
        named = getattr(sentence, "values", {}).get("sku")
        rows = [form for form in self.filled() if named and form.cleaned_data.get("sku") == named]
        for form in rows:
            form.add_error("sku", sentence)
        return bool(rows)

    def _refuse_same_names(self) -> None:
        """Two rows that buyers would read alike; what is not for sale is not read."""
        named = [form for form in self.filled() if form.is_chosen]
        values = [form.values for form in named]  # an error takes them away
        for number, twin in twins.of(self.axes, values, self.path).items():
            first, later = named[twin.first], named[number]
            for form, other, words in ((first, later, twin.two), (later, first, twin.one)):
                form.add_error("first", _alike(twin, n=self._number(other), other=words))

    def _number(self, form: PieceForm) -> int:
        return self.forms.index(form) + 1

    def require(self) -> bool:
        """Ask for what a proposal needs of each row; whether it is all there."""
        rows = self.filled() or self.forms[:1]
        for form in rows:
            form.require()
        return bool(rows) and not any(form.errors for form in self.forms)

    def coded(self) -> dict[str, PieceForm]:
        """The rows by the bar codes typed in them, as far as these are whole, in order or not."""
        found = {}
        for form in self.forms:
            code = "".join(str(form["gtin"].value() or "").split())
            if code and drafts.GTIN.fullmatch(code):
                found.setdefault(code, form)
        return found

    def tell_known(self, bearers: Mapping[str, Product]) -> None:
        """Note beside its bar code that another sheet bears it."""
        for code, form in self.coded().items():
            ways = lists.ways_of(code)
            form.known = next((bearers[way] for way in ways if way in bearers), None)

    def terms_of(self, gtin: str, *, kept: Container[str]) -> dict[str, str]:
        """What a row with this bar code asks, in the words it was typed in: it goes along to the
        sheet that bears the code. An offer that exists keeps its SKU.
        """
        form = next((f for code, f in self.coded().items() if gtin in lists.ways_of(code)), None)
        if form is None:
            return {}
        typed = {name: str(form[name].value() or "").strip() for name in ("sku", "price", "stock")}
        if typed["sku"] in kept:
            del typed["sku"]
        return {name: text for name, text in typed.items() if text}

    def hush(self) -> None:
        """Show the rows as they were typed, and nothing against them."""
        for row in self.forms:
            row.hush()
        self._errors, self._non_form_errors = [row.errors for row in self.forms], ErrorList()

    def filled(self) -> list[PieceForm]:
        """The rows that hold something."""
        # a table that was tampered with has rows that were never read
        return [f for f in self.forms if any(_held(getattr(f, "cleaned_data", {}), CELLS))]

    @property
    def told(self) -> list[PieceForm | Told]:
        """The rows whose faults the summary of the page names; one of many with its values."""
        wrong = [form for form in self.forms if self.is_bound and form.errors]
        if len(self.forms) == 1:
            return [*wrong]
        return [
            Told(form, form.name or _now("Ligne {n}").format(n=self.forms.index(form) + 1))
            for form in wrong
        ]

    def pieces(self) -> list[Piece]:
        """The rows that have a price and a stock, as verbs take them."""
        return [form.piece() for form in self.filled() if form.is_whole]

    def unfinished(self) -> list[dict]:
        """The other rows, as a draft keeps them."""
        return [
            {name: form.cleaned_data.get(name) for name in (*CELLS, "active")}
            for form in self.filled()
            if not form.is_whole
        ]

    def prices(self) -> list[int | None]:
        """The price of each row, as far as it can be read."""
        if not self.is_bound:
            return [cents_of(row.get("price")) for row in self.initial or ()]
        self.is_valid()
        return [form.cleaned_data.get("price") for form in self.filled()]

    @property
    def is_many(self) -> bool:
        """Whether there is more than one article, or one that bears a value."""
        rows = self.shown
        return len(rows) > 1 or any(row.get("first") for row in rows)

    @property
    def shown(self) -> list[dict]:
        """The rows as they stand on the page, in raw words; those that are offers are marked."""
        rows = [dict(row) for row in self.initial or ()]
        if self.is_bound:
            rows = [
                {name: form[name].value() or "" for name in (*CELLS, "active", "had")}
                for form in self.forms
            ]
        return [
            {**row, "number": number, "is_offer": row.get("sku") in self.offered}
            for number, row in enumerate(rows, 1)
            if any(_held(row, CELLS))
        ]


Pieces = forms.formset_factory(
    PieceForm, formset=PieceRows, extra=0, min_num=1, max_num=MOST, absolute_max=MOST
)


def _alike(twin: Twin, *, n: int, other: str) -> str:
    """Why two rows are one to a buyer, and how to mend it: the cell is narrow."""
    if not other:
        text = _now("La ligne {n} n'a pas de nom non plus : dites ce qui les distingue.")
    elif twin.is_written_alike:
        text = _now("La ligne {n} porte le même nom : distinguez-les, ou retirez-en une.")
    else:
        text = _now("Même sens que la ligne {n} (« {other} ») : gardez-en une, ou distinguez-les.")
    return text.format(n=n, other=other)


def cents_of(price: str | int | None) -> int | None:
    """A price of a row, as it was typed or as it is kept; nothing while it cannot be read."""
    if isinstance(price, int):
        return price
    try:
        return PriceField(required=False).clean(price)
    except forms.ValidationError:
        return None


def _held(row, names: Iterable[str]) -> Iterable[bool]:
    return (row.get(name) not in (None, "") for name in names)
