"""What sellers fill in about a sheet and its pieces."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog import withdrawal
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.models import Attribute
from catalog.offers import stock
from catalog.offers.forms import PriceField, WholeField
from catalog.sheets import drafts, lists, traits
from catalog.sheets.drafts import Piece

TRAIT = traits.FIELD
LONGEST = 300  # of what is told under one name: a list of ingredients


class TextField(forms.CharField):
    """Text without characters that no keyboard types."""

    def clean(self, value):
        """The text in its stored form; refuses invisible characters that a copy may bring."""
        text = drafts.tidy(str(value or ""))
        if drafts.BAD.search(text):
            raise forms.ValidationError(
                _("Ce texte contient des caractères invisibles interdits : retapez-le.")
            )
        return super().clean(text)


class Hushed(forms.Form):
    """A form that can be shown half filled without finding fault."""

    def hush(self) -> None:
        """Show what was typed, and nothing against it."""
        self._errors = ErrorDict()


class TraitField(TextField):
    """One attribute of the category, in the seller's words; its known values are proposed."""

    def __init__(self, attribute: Defined, *, is_required: bool):
        # a draft may lack it; what is missing is said when the sheet is proposed
        needed = _now("Obligatoire pour publier.") if is_required else ""
        super().__init__(
            label=attribute.label,
            help_text=f"{needed} {attribute.hint}".strip(),
            required=False,
            max_length=LONGEST,
        )
        self.attribute = attribute
        if attribute.example:
            self.widget.attrs["placeholder"] = attribute.example
        values = [value.label for value in attribute.values.values()]
        if attribute.kind == Attribute.Kind.FLAG:
            values = [_now("Oui"), _now("Non")]
        self.proposed = values
        if values:
            self.widget.attrs["list"] = f"valeurs-{attribute.key}"


class ProductForm(Hushed):
    """The words of a sheet."""

    title = TextField(
        label=_("Titre"),
        min_length=3,
        max_length=drafts.TITLE,
        help_text=_(
            "Ce que c'est, la matière, ce qui le distingue. Évitez les majuscules et les"
            " formules promotionnelles."
        ),
    )
    category = forms.TypedChoiceField(label=_("Catégorie"), coerce=int)
    brand = TextField(label=_("Marque"), max_length=drafts.BRAND, required=False)
    description = TextField(
        label=_("Description"),
        max_length=drafts.DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Matières, dimensions, entretien, fabrication : ce que l'acheteur demande."),
    )
    attributes = TextField(
        label=_("Autres caractéristiques"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("Matière : grès")}),
        help_text=_("Une par ligne, sous la forme « Matière : grès »."),
    )
    axis_one = TextField(
        label=_("Déclinaison"),
        max_length=40,
        required=False,
        help_text=_("Par exemple Couleur. Vide si l'article n'existe qu'en une version."),
    )
    axis_two = TextField(
        label=_("Seconde déclinaison"),
        max_length=40,
        required=False,
        help_text=_("Par exemple Taille."),
    )
    withdrawal_exception = forms.ChoiceField(label=_("Droit de rétractation"), required=False)

    def __init__(self, *args, lines: Mapping[str, object] | None = None, **options):
        super().__init__(*args, **options)
        self.fields["category"].choices = [("", _now("Choisissez…")), *lists.categories()]
        usual = ("", _now("14 jours, comme la loi le prévoit"))
        self.fields["withdrawal_exception"].choices = [usual, *withdrawal.EXCEPTIONS.items()]
        self.lines = lines or {}
        self.parted = traits.part(self.lines, self._category())
        self.initial["attributes"] = "\n".join(
            f"{name} : {value}" for name, value in self.parted.others.items()
        )
        for key, attribute in self.parted.fields.items():
            _heading, text = self.parted.told.get(key, ("", ""))
            is_required = self.parted.levels[key] == traits.Level.REQUIRED
            self.fields[TRAIT + key] = TraitField(attribute, is_required=is_required)
            self.initial[TRAIT + key] = text

    def _category(self) -> int | None:
        """The category that was chosen, whether or not the rest is in order."""
        chosen = self.data.get("category") if self.is_bound else self.initial.get("category")
        return int(chosen) if str(chosen or "").isdecimal() and len(str(chosen)) < 10 else None

    def traits(self) -> list[forms.BoundField]:
        """The fields that the chosen category asks for, and those that hold something."""
        return [self[name] for name in self._traits() if not self._is_spare(name)]

    def spare_traits(self) -> list[forms.BoundField]:
        """What may be told beside: folded away until somebody looks for it."""
        return [self[name] for name in self._traits() if self._is_spare(name)]

    def _traits(self) -> list[str]:
        return [TRAIT + key for key in self.parted.fields]

    def _is_spare(self, name: str) -> bool:
        level = self.parted.levels[name.removeprefix(TRAIT)]
        return level == traits.Level.OPTIONAL and not self[name].value()

    def clean(self):
        """Keep what was typed for the category chosen before, as lines beside the fields."""
        data = super().clean()
        known = vocabulary().by_key
        for name, text in self.data.items():
            key = name.removeprefix(TRAIT)
            if name.startswith(TRAIT) and name not in self.fields and key in known and text.strip():
                data.setdefault("attributes", {}).setdefault(known[key].fr, text.strip()[:LONGEST])
        return data

    def clean_attributes(self):
        """The characteristics by name, read from one line each."""
        attributes = {}
        for number, line in enumerate(self.cleaned_data["attributes"].splitlines(), 1):
            name, colon, value = (part.strip() for part in line.partition(":"))
            if line.strip() and not (name and colon and value):
                wrong = _now("Ligne {number} : écrivez « Nom : valeur ».")
                raise forms.ValidationError(wrong.format(number=number))
            if name:
                attributes[name[:60]] = value[:LONGEST]
        return attributes

    def content(self) -> dict:
        """The fields of a draft."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "category_id": data["category"],
            "brand": data["brand"],
            "description": data["description"],
            "attributes": traits.join(
                self.parted,
                {key: data[TRAIT + key] for key in self.parted.fields},
                data["attributes"],
                self.lines,
            ),
            "axes": [axis for axis in (data["axis_one"], data["axis_two"]) if axis],
            "withdrawal_exception": data["withdrawal_exception"],
        }


class PieceForm(Hushed):
    """One variant with its price and stock."""

    first = TextField(
        label=_("Première valeur"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"size": 10}),
    )
    second = TextField(
        label=_("Seconde valeur"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"size": 8}),
    )
    sku = TextField(
        label=_("SKU"), max_length=drafts.SKU, widget=forms.TextInput(attrs={"size": 12})
    )
    price = PriceField(label=_("Prix TTC"))
    stock = WholeField(label=_("Stock"), most=stock.MOST)
    weight = WholeField(label=_("Poids (g)"), most=1_000_000, required=False)
    gtin = TextField(
        label=_("Code-barres"),
        max_length=14,
        required=False,
        widget=forms.TextInput(attrs={"size": 14, "inputmode": "numeric"}),
    )
    active = forms.BooleanField(label=_("En vente"), required=False, initial=True)

    def clean_gtin(self):
        """Digits, as many as a barcode has."""
        gtin = self.cleaned_data["gtin"]
        if gtin and not drafts.GTIN.fullmatch(gtin):
            raise forms.ValidationError(_("Un code-barres compte 8, 12, 13 ou 14 chiffres."))
        return gtin

    def piece(self) -> Piece:
        """The variant as verbs take it."""
        data = self.cleaned_data
        return Piece(
            data["sku"],
            values=[value for value in (data["first"], data["second"]) if value],
            price_cents=data["price"],
            stock=data["stock"],
            weight_g=data["weight"],
            gtin=data["gtin"],
            active=data["active"],
        )


class PieceRows(forms.BaseFormSet):
    """The variants of a sheet; empty rows at the end are no variants."""

    def clean(self):
        """Refuse a reference given twice, and a sheet without any variant."""
        if any(self.errors):
            return
        skus = [form.cleaned_data["sku"] for form in self.filled()]
        twice = {sku for sku in skus if skus.count(sku) > 1}
        if twice:
            raise forms.ValidationError(
                _now("Le SKU « {sku} » figure deux fois.").format(sku=min(twice))
            )
        if not skus:
            raise forms.ValidationError(_("Remplissez au moins une ligne : SKU, prix et stock."))

    def hush(self) -> None:
        """Show the rows as they were typed, and nothing against them."""
        for row in self.forms:
            row.hush()
        self._errors, self._non_form_errors = [row.errors for row in self.forms], ErrorList()

    def filled(self) -> list[PieceForm]:
        """The rows that hold something."""
        return [form for form in self.forms if form.cleaned_data.get("sku")]

    def pieces(self) -> list[Piece]:
        """All variants, as verbs take them."""
        return [form.piece() for form in self.filled()]


Pieces = forms.formset_factory(PieceForm, formset=PieceRows, extra=3, max_num=200, absolute_max=200)


class PhotosForm(forms.Form):
    """Photos to add; several at once."""

    files = forms.FileField(label=_("Ajouter des photos"), required=False)
