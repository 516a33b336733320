"""What buyers fill in: quantities, who they are, where it goes, the point of collection."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from marketplace.shared import postcodes, telephones, territories
from marketplace.shared.elision import de
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.models import Address
from orders import carriers
from orders.buying import addresses
from orders.buying.place_form import PlaceForm
from orders.typed import first, plain, wordy
from sellers.shop.shipping import Choice, zone_of

POINT = ("name", "line1", "postcode", "city", "code")


class RelayForm(forms.Form):
    """One point for all the parcels of an order that are delivered to a point."""

    name = forms.CharField(
        label=_("Nom du point relais"),
        max_length=80,
        validators=[first(plain, wordy)],
        error_messages={
            "required": _("Indiquez le nom du point relais où vous irez chercher votre colis.")
        },
    )
    line1 = forms.CharField(
        label=_("Adresse du point"),
        max_length=120,
        validators=[first(plain, wordy)],
        help_text=_("Numéro et rue."),
        error_messages={"required": _("Indiquez le numéro et la rue du point relais.")},
    )
    postcode = forms.CharField(
        label=_("Code postal du point"),
        max_length=10,
        validators=[plain],
        error_messages={"required": _("Indiquez le code postal du point relais.")},
    )
    city = forms.CharField(
        label=_("Ville du point"),
        max_length=80,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez la ville du point relais.")},
    )
    code = forms.CharField(
        label=_("Code du point"),
        max_length=20,
        required=False,
        validators=[plain],
        help_text=_("Le numéro que le transporteur donne au point, si vous l'avez."),
    )

    def __init__(
        self,
        *args,
        country: str = "FR",
        zone: str | None = None,
        offered: Iterable[Choice] = (),
        chosen: Iterable[Choice] = (),
        **kwargs,
    ):
        super().__init__(*args, prefix="relay", **kwargs)
        self.country, self.zone = country, zone
        self.offered = list(dict.fromkeys(way.carrier for way in offered))
        self.chosen = list(dict.fromkeys(way.carrier for way in chosen))

    def full_clean(self):
        """A point is asked for only when a delivery goes there."""
        if self.chosen:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def is_valid(self):
        """Whether the order knows where its parcels go."""
        return not self.chosen or super().is_valid()

    def clean_postcode(self):
        """A point lies in the zone whose delivery is being paid."""
        code = postcodes.read(self.cleaned_data["postcode"], self.country)
        if sentence := postcodes.wrong(code, self.country):
            raise forms.ValidationError(sentence)
        if zone_of(self.country, code) != self.zone:
            raise forms.ValidationError(
                _(
                    "Ce point relais est hors de la zone de votre adresse de livraison :"
                    " choisissez-en un plus proche."
                )
            )
        return code

    def clean(self):
        """A point belongs to one carrier."""
        if len(self.chosen) > 1:
            names = get_text_list(
                [carriers.name_of(carrier) for carrier in self.chosen], str(_("et"))
            )
            raise forms.ValidationError(
                _(
                    "Un même point ne reçoit pas les colis %(names)s : choisissez une autre"
                    " livraison pour l'un d'eux."
                ),
                params={"names": de(names)},
            )
        return super().clean()

    def finders(self) -> list[dict]:
        """Where each carrier shows its points."""
        finders = [
            {"name": carriers.name_of(carrier), "url": carriers.finder_of(carrier)}
            for carrier in self.offered
        ]
        return [finder for finder in finders if finder["url"]]

    def point(self) -> dict:
        """The point as the order keeps it; nothing when no delivery goes there."""
        return {name: self.cleaned_data[name] for name in POINT} if self.chosen else {}

    def unjudged(self) -> RelayForm:
        """The same form before anything is refused."""
        copy = RelayForm(initial=self.draft(), country=self.country, zone=self.zone)
        copy.offered, copy.chosen = self.offered, self.chosen
        return copy

    def draft(self) -> dict:
        """What was typed, for the back button and the next day."""
        return {name: str(self[name].value() or "")[:120] for name in POINT}


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
        error_messages={
            "required": _("Indiquez votre adresse e-mail."),
            "invalid": _("Indiquez une adresse e-mail valide : nom@exemple.fr."),
        },
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
    newsletter = forms.BooleanField(
        required=False,
        label=_("Recevoir la lettre du journal par e-mail (un lien dans chacune vous en retire)"),
    )
    terms = forms.BooleanField(
        label=_("Conditions générales de vente"),
        error_messages={
            "required": _("Acceptez les conditions générales de vente pour commander.")
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
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

    def address(self) -> dict:
        """The postal columns of the order."""
        return {name: self.cleaned_data[name] for name in addresses.COLUMNS}
