"""What a company that buys fills in, at the checkout and until it has paid."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from orders.buying import companies
from orders.buying.companies import PLACE
from orders.buying.place_form import PlaceForm
from orders.typed import first, plain, wordy

NUMBERS = ("number", "vat_number")
NAMED = ("name", *NUMBERS, "reference")
TYPED = (*NAMED, *PLACE)
WHOLE = ("line1", "postcode", "city")  # what no address is without
LONGEST = 120  # signs of a field that are remembered, however long what was typed


class CompanyForm(PlaceForm):
    """The company that buys, and where its invoice goes when that is elsewhere.

    Nothing is judged unless the box is ticked: browsers fill in companies by themselves, and so do
    we. `proposed` is what the page was filled in with: left as it is, nobody typed it.
    """

    field_order = ("bought", *TYPED)

    bought = forms.BooleanField(label=_("J'achète pour une entreprise"), required=False)
    name = forms.CharField(
        label=_("Nom de l'entreprise"),
        max_length=120,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez le nom de l'entreprise.")},
    )
    number = forms.CharField(
        label=_("SIREN ou SIRET"),
        max_length=24,
        required=False,
        validators=[plain],
        help_text=_(
            "9 ou 14 chiffres. Obligatoire si la facture va en France ; une entreprise d'un autre"
            " pays indique son adresse de facturation."
        ),
    )
    vat_number = forms.CharField(
        label=_("Numéro de TVA"),
        max_length=24,
        required=False,
        validators=[plain],
        help_text=_("Si l'entreprise en a un : FR44 732 829 320, BE0403.170.701."),
    )
    reference = forms.CharField(
        label=_("Votre référence"),
        max_length=50,
        required=False,
        validators=[plain],
        help_text=_("Bon de commande ou numéro d'engagement, reporté sur la facture."),
    )

    def __init__(
        self,
        data=None,
        *,
        delivery: Mapping[str, str],
        proposed: Mapping[str, str] | None = None,
        **kwargs,
    ):
        super().__init__(data, prefix="company", **kwargs)
        self.delivery = delivery
        self.proposed = proposed or {}
        for name in PLACE:  # asked only when the invoice goes elsewhere, and then whole
            self.fields[name].required = False
            self.fields[name].help_text = ""
        self.fields["line1"].label = _("Adresse de facturation")
        self.fields["number"].is_asked = True  # type: ignore[attr-defined] # only a company of another country may lack one
        self.fields["country"].initial = None

    @property
    def is_bought(self) -> bool:
        """Whether the box says that a company buys."""
        return bool(self["bought"].value())

    @property
    def is_claimed(self) -> bool:
        """Whether a company was typed while the box says that none buys."""
        # browsers fill in names and places by themselves, never a number or an own reference
        claimed = any(self[name].value() for name in (*NUMBERS, "reference"))
        return claimed and any(
            str(self[name].value() or "").strip() != self.proposed.get(name, "") for name in NAMED
        )

    @property
    def is_elsewhere(self) -> bool:
        """Whether an address for the invoice was typed."""
        return any(self[name].value() for name in WHOLE)

    @property
    def is_shown(self) -> bool:
        """Whether the part is open when the page comes: it holds something, or something wrong."""
        return self.is_bought or any(self[name].value() for name in NUMBERS)

    def full_clean(self):
        """A person is asked nothing of a company; numbers without the box are no slip of hand, and
        what is wrong with them is said at once.
        """
        super().full_clean()
        if not self.is_bound or self.is_bought:
            return
        wrong = self.errors
        self._errors, self.cleaned_data = ErrorDict(), {}
        if self.is_claimed:
            told = {name: said for name, said in wrong.items() if self[name].value()}
            self._errors.update(told)
            self.add_error(
                "bought",
                _(
                    "Cochez cette case pour acheter au nom de l'entreprise, ou videz ses numéros"
                    " et sa référence."
                ),
            )

    def clean(self):
        """Numbers are read in the country of the invoice; an address is whole or not there."""
        data = super().clean()
        if not self.is_bought and not self.is_claimed:
            return data
        if self.is_elsewhere:
            self._whole_address(data)
        country = self._country(data)
        siren = self._number(data, country)
        if data.get("vat_number"):
            try:
                data["vat_number"] = companies.check_vat(
                    data["vat_number"], country=country, siren=siren
                )
            except Refusal as refusal:
                self.add_error("vat_number", str(refusal))
        return data

    def _country(self, data: Mapping[str, str]) -> str:
        chosen = data.get("country") if self.is_elsewhere else ""
        return chosen or self.delivery.get("country") or "FR"

    def _number(self, data: dict, country: str) -> str:
        data["siren"] = data["siret"] = ""
        if data.get("number"):
            try:
                data["siren"], data["siret"] = companies.check_number(data["number"])
            except Refusal as refusal:
                self.add_error("number", str(refusal))
        elif country == "FR" and "number" not in self.errors:
            self.add_error(
                "number",
                _(
                    "Indiquez le SIREN : la facture d'une entreprise française le porte. Sans"
                    " SIREN, décochez « J'achète pour une entreprise »."
                ),
            )
        return data["siren"]

    def _whole_address(self, data: dict) -> None:
        for name in WHOLE:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if data.get("postcode"):
            data["postcode"] = self.read_postcode(data["postcode"], self._country(data))

    def told(self, delivery: Mapping[str, str]) -> dict[str, str]:
        """The columns of the order's company, invoiced where it is delivered unless it said
        otherwise; nothing when a person buys.
        """
        if not self.is_bought:
            return {}
        data = self.cleaned_data
        source = data if self.is_elsewhere else delivery
        address = {name: source.get(name) or "" for name in PLACE}
        address["country"] = self._country(data)
        own = {name: data[name] for name in ("name", "siren", "siret", "vat_number", "reference")}
        return {**own, **address}

    def draft(self) -> dict[str, str]:
        """What was typed, for the back button and the next day."""
        typed = {name: str(self[name].value() or "")[:LONGEST] for name in TYPED}
        return {**typed, "bought": "on" if self.is_bought else ""}

    def unjudged(self) -> CompanyForm:
        """The same form before anything is refused."""
        return CompanyForm(initial=self.draft(), delivery=self.delivery, proposed=self.proposed)
