"""What buyers fill in: quantities, who they are, where it goes."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.shared import communes, postcodes, telephones, territories
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.models import Address
from orders.buying import addresses
from orders.buying.place_form import PlaceForm
from orders.typed import first, plain, wordy

BIGGEST_ID = 2**63 - 1
LONGEST_PHONE = 30
QUANTITY = re.compile(r"[1-9][0-9]{0,2}")
SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmail.fr": "gmail.com",
    "gamil.com": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "gmail.con": "gmail.com",
    "orange.com": "orange.fr",
    "wanadou.fr": "wanadoo.fr",
    "yaho.fr": "yahoo.fr",
    "outlok.fr": "outlook.fr",
}


class QuantityField(forms.CharField):
    """A whole number of pieces, 1 to 999, in plain digits."""

    default_error_messages = {
        "required": _("Indiquez une quantité."),
        "invalid": _("La quantité est un nombre entier de 1 à 999."),
    }

    def to_python(self, value):
        """The number typed, and nothing cleverer."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        if not QUANTITY.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)


class AddForm(forms.Form):
    """An offer to put into the cart."""

    offer = forms.IntegerField(min_value=1, max_value=BIGGEST_ID)
    quantity = QuantityField(label=_("Quantité"), required=False)
    found = forms.CharField(required=False)  # the search that led here; odd ones count for nothing


class LineForm(forms.Form):
    """More or less of a line."""

    quantity = QuantityField(label=_("Quantité"))


class CheckoutForm(PlaceForm):
    """Who orders and where it goes: all that is asked to buy."""

    field_order = ("email", *addresses.COLUMNS)

    email = MailboxField(
        help_text=_("Pour la confirmation et le suivi de votre commande."),
    )
    recipient = forms.CharField(
        label=_("Nom et prénom"),
        max_length=120,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez le nom de la personne qui recevra le colis.")},
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        max_length=LONGEST_PHONE,
        required=False,
        validators=[plain],
        help_text=_("Pour que le transporteur puisse vous prévenir, rien d'autre."),
    )
    phone_meant = forms.CharField(
        label=_("De quel pays est ce numéro ?"),
        max_length=20,
        required=False,
        widget=forms.RadioSelect,
    )
    adult = forms.BooleanField(
        label=_("J'ai 18 ans ou plus"),
        error_messages={
            "required": _(
                "La loi interdit de vendre cet article à un mineur : cochez cette case si vous avez"
                " 18 ans ou plus."
            )
        },
    )
    newsletter = forms.BooleanField(
        required=False,
        label=_(
            "Recevoir la lettre du journal par e-mail (un lien dans chaque envoi vous en retire)"
        ),
    )
    terms = forms.BooleanField(
        label=_("Conditions générales de vente"),
        error_messages={
            "required": _("Acceptez les conditions générales de vente pour commander.")
        },
    )

    def __init__(self, *args, for_adults: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        # asked only where something of the cart may not be sold to minors
        if not for_adults:
            del self.fields["adult"]
        typed, country = (str(self[name].value() or "") for name in ("phone", "country"))
        numbers = telephones.readings(typed[:LONGEST_PHONE], country)
        # asked only when a number can be read two ways
        if len(numbers) > 1:
            choices = [(number, telephones.named(number)) for number in numbers]
            self.fields["phone_meant"].widget.choices = choices
        else:
            del self.fields["phone_meant"]

    def clean_email(self):
        """Catch the slips of the finger that lose a confirmation."""
        email = self.cleaned_data["email"]
        name, _at, domain = email.rpartition("@")
        meant = SLIPS.get(domain)
        if meant and self.data.get("email_kept") != email:
            self.suggested = f"{name}@{meant}"
            raise ValidationError(
                _("Vouliez-vous dire %(email)s ? Corrigez ou envoyez à nouveau."),
                params={"email": self.suggested},
                code="slip",
            )
        return email

    def clean(self):
        """A postcode and a telephone number are read in their country."""
        data = super().clean()
        country = data.get("country") or "FR"
        if data.get("postcode"):
            data["postcode"] = self._postcode(data["postcode"], country)
        if data.get("city") and "postcode" in data and self.odd_towns() and not self.keeps_town:
            self.add_error("city", self.remark())
        if data.get("phone"):
            data["phone"] = self._phone(data["phone"], country, meant=data.get("phone_meant"))
        return data

    def _postcode(self, typed: str, country: str) -> str:
        code, town = postcodes.read(typed, country), self.cleaned_data.get("city", "")
        if place := territories.outside(country, code, town):
            self.add_error(
                "postcode",
                _(
                    "Nous ne livrons pas encore à cette adresse ({place}), qui est hors du"
                    " territoire de TVA de l'Union européenne : choisissez une autre adresse."
                ).format(place=place),
            )
            return code
        return self.read_postcode(typed, country)

    def _phone(self, typed: str, country: str, *, meant: str | None) -> str:
        numbers = telephones.readings(typed, country)
        if not numbers:
            self.add_error("phone", telephones.SENTENCE)
            return typed
        if len(numbers) > 1 and meant not in numbers:
            self.add_error(
                "phone_meant",
                _("Ce numéro existe dans plusieurs pays : dites lequel est le vôtre."),
            )
            return typed
        number = meant if len(numbers) > 1 else numbers[0]
        shown = telephones.shown(number)
        return shown if len(shown) <= Address._meta.get_field("phone").max_length else number

    def towns(self) -> tuple[str, ...]:
        """The communes that the postcode may mean; none outside France."""
        country, code = self._said("country"), self._said("postcode")
        return communes.of(postcodes.read(code[:10])) if country in ("", "FR") else ()

    @property
    def postcode_keys(self) -> str:
        """The keyboard that a telephone shows for the postcode: letters, where it may hold some."""
        return "numeric" if self._said("country") in ("", "FR") else "text"

    def odd_towns(self) -> tuple[str, ...]:
        """The communes that the postcode means, where the town typed is none of them."""
        towns, code, city = self.towns(), self._said("postcode"), self._said("city")
        return () if communes.agree(postcodes.read(code[:10]), city) else towns

    def open_towns(self) -> tuple[str, ...]:
        """The communes to choose among where no town is typed: their postcode has several."""
        towns = self.towns()
        return towns if len(towns) > 1 and not self._said("city").strip() else ()

    @property
    def town_line(self) -> str:
        """The postcode and the town as they are typed: what an odd address is kept by."""
        return addresses.town_line(self._said("postcode"), self._said("city"))

    @property
    def keeps_town(self) -> bool:
        """Whether this very pair was confirmed: an odd address may be true, and blocks nobody."""
        said = self.data if self.is_bound else self.initial
        return said.get("town_kept", "") == self.town_line

    @property
    def asks_only_town(self) -> bool:
        """Whether the town is all that is wrong: the page opens there."""
        return self.is_bound and set(self.errors) == {"city"}

    def remark(self) -> str:
        """What is odd about the town, and how it is mended or kept."""
        towns = self.odd_towns()
        if not towns:
            return ""
        return _(
            "Le code postal {code} est celui de {towns} : corrigez la ville ou le code postal, ou"
            " confirmez votre adresse ci-dessous."
        ).format(
            code=postcodes.read(self._said("postcode")[:10]),
            towns=", ".join(towns[:3]) + ("…" if len(towns) > 3 else ""),
        )

    def _said(self, name: str) -> str:
        return str(self[name].value() or "")

    def address(self) -> dict:
        """The postal columns of the order."""
        return {name: self.cleaned_data[name] for name in addresses.COLUMNS}
