"""What people write about themselves on the pages of their account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.shared import telephones
from marketplace.shared.models import Pace, User
from orders.buying import addresses, companies
from orders.buying.companies import PLACE
from orders.buying.company_form import CompanyForm
from orders.buying.forms import CheckoutForm
from orders.typed import plain, wordy


class WhoForm(forms.ModelForm):
    """A person's name, telephone and language."""

    language = forms.ChoiceField(
        label=_("Langue"),
        choices=settings.LANGUAGES,
        help_text=_("Celle des pages et des lettres que nous vous envoyons."),
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "phone", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, complete in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].validators.append(plain)
            self.fields[name].widget.attrs["autocomplete"] = complete
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "type": "tel"}

    def _named(self, name: str) -> str:
        typed = self.cleaned_data[name]
        if typed:
            wordy(typed)
        return typed

    def clean_first_name(self):
        """A name has letters."""
        return self._named("first_name")

    def clean_last_name(self):
        """A name has letters."""
        return self._named("last_name")

    def clean_phone(self):
        """A number that can be dialled, as it is dialled from anywhere."""
        typed = self.cleaned_data["phone"]
        return telephones.shown(telephones.one(typed)) if typed else ""


class AddressForm(CheckoutForm):
    """An address of the book: asked and checked as at the checkout."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = (*addresses.COLUMNS, "phone_meant")
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]


class OwnCompanyForm(CompanyForm):
    """The company of an account: asked and checked as at the checkout, without its box."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        del self.fields["bought"], self.fields["reference"]

    @property
    def is_bought(self) -> bool:
        """There is no box: whoever saves this page speaks of a company."""
        return True

    def kept(self) -> dict[str, str]:
        """The columns of the account's company; no address when invoices go with the parcels."""
        columns = (*companies.KEPT[:4], *(PLACE if self.is_elsewhere else ()))
        return {name: self.cleaned_data.get(name) or "" for name in columns}


class PacesForm(forms.Form):
    """How a person of the operator's team is told of each subject that they treat."""

    def __init__(self, *args, paces, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = {f"s{place}": subject.key for place, (subject, _pace) in enumerate(paces)}
        for name, (subject, pace) in zip(self.keys, paces, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=subject.name, choices=Pace.choices, initial=pace
            )

    def paces(self) -> dict[str, str]:
        """What was chosen, by the subject's key."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
