"""What sellers fill in about their company, and fields for what people type about themselves."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import invisible, mediators, postcodes, territories
from marketplace.shared.states import Refusal
from marketplace.shared.telephones import TelephoneField
from sellers.application import onboarding
from sellers.models import Item, Seller

LEGAL_FORMS = [
    (form, form)
    for form in (
        "EI",
        "Micro-entreprise",
        "EURL",
        "SARL",
        "SAS",
        "SASU",
        "SA",
        "SCOP",
        "SNC",
        "Association",
    )
]


CAPITAL = re.compile(
    r"^(?:[a-zé ]*:? ?)?[1-9][0-9 .,\u00a0\u202f]*(?:€|eur|euros?)?(?: variable)?$|variable",
    re.ASCII,
)


def check_text(value: str) -> str:
    """Refuse characters that no keyboard types into a name: controls, and lone marks."""
    if invisible.remains(value):
        raise forms.ValidationError(
            _("Ce texte contient des caractères invisibles : ressaisissez-le.")
        )
    return value


class LineField(forms.CharField):
    """A line of text as people type it, without invisible characters."""

    def clean(self, value):
        """Typed text without control characters, which would spoil documents and letters."""
        return check_text(super().clean(value))


class NameField(LineField):
    """A name that people can read."""

    def clean(self, value):
        """At least one letter, or two digits: there is a commune of Y, and a company 24."""
        text = super().clean(value)
        if text and not any(map(str.isalpha, text)) and sum(map(str.isdecimal, text)) < 2:
            raise forms.ValidationError(_("Indiquez un nom, avec des lettres ou des chiffres."))
        return text


class PersonField(LineField):
    """The name of a person."""

    def clean(self, value):
        """Refuse a name without letters: it is printed on legal documents."""
        text = super().clean(value)
        if text and sum(sign.isalpha() for sign in text) < 2:
            raise forms.ValidationError(_("Indiquez un prénom et un nom, en lettres."))
        return text


class CapitalField(LineField):
    """A company's share capital as its papers say it."""

    def clean(self, value):
        """An amount, or that it varies."""
        text = super().clean(value)
        if text and not CAPITAL.search(text.lower()):
            raise forms.ValidationError(_("Indiquez un montant, comme 5 000 €, ou « variable »."))
        return text


class BeginForm(forms.Form):
    """The first step: a name for the shop."""

    name = LineField(
        label=_("Nom de votre boutique"),
        max_length=80,
        min_length=2,
        error_messages={"required": _("Indiquez le nom de votre boutique.")},
    )


class IdentityForm(forms.Form):
    """The company behind the shop."""

    siret = forms.CharField(
        label=_("SIRET"),
        max_length=20,
        help_text=_("14 chiffres, avec ou sans espaces."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Indiquez le SIRET de votre entreprise.")},
    )
    legal_name = NameField(
        label=_("Raison sociale"),
        max_length=120,
        error_messages={"required": _("Indiquez la raison sociale.")},
    )
    legal_form = forms.ChoiceField(
        label=_("Forme juridique"),
        choices=LEGAL_FORMS,
        error_messages={"required": _("Choisissez la forme juridique.")},
    )
    capital = CapitalField(
        label=_("Capital social"), max_length=40, required=False, help_text=_("Pour une société.")
    )
    rcs = NameField(
        label=_("Immatriculation"),
        max_length=60,
        required=False,
        help_text=_("Par exemple RCS Lyon, ou RNE (registre national des entreprises)."),
    )
    representative = PersonField(
        label=_("Représentant légal"),
        max_length=120,
        error_messages={"required": _("Indiquez le prénom et le nom du représentant légal.")},
    )
    phone = TelephoneField(
        label=_("Téléphone"),
        max_length=25,
        help_text=_("Affiché aux acheteurs, comme la loi le demande."),
        error_messages={"required": _("Indiquez un numéro de téléphone.")},
    )
    line1 = NameField(
        label=_("Adresse"),
        max_length=120,
        error_messages={"required": _("Indiquez le numéro et la rue.")},
    )
    line2 = NameField(label=_("Complément d'adresse"), max_length=120, required=False)
    postcode = forms.CharField(
        label=_("Code postal"),
        max_length=10,
        error_messages={"required": _("Indiquez le code postal.")},
    )
    city = NameField(
        label=_("Ville"), max_length=80, error_messages={"required": _("Indiquez la ville.")}
    )
    mediator = NameField(
        label=_("Médiateur de la consommation"),
        max_length=200,
        required=False,
        help_text=_(
            "Nom, adresse et site du médiateur auquel vous adhérez (C. conso L612-1) : affiché aux"
            " acheteurs et sur vos factures."
        ),
    )

    def clean_mediator(self):
        """Name, postal address and site; what was kept before this was asked stays as it is."""
        text = self.cleaned_data["mediator"]
        if text and "mediator" in self.changed_data:
            mediators.check(text)
        return text

    def clean_siret(self):
        """The fourteen digits, once their checksum is right."""
        return _checked(onboarding.check_siret, self.cleaned_data["siret"])

    def clean_postcode(self):
        """The postcode, once it is possible in France."""
        code = postcodes.read(self.cleaned_data["postcode"])
        if sentence := postcodes.wrong(code):
            raise forms.ValidationError(sentence)
        _checked(territories.check_seller, code)
        return code


class ApplicantForm(IdentityForm):
    """The shop's name and the company behind it, as an applicant says them."""

    name = LineField(
        label=_("Nom de la boutique"),
        max_length=80,
        min_length=2,
        required=False,
        help_text=_("Celui que lisent les acheteurs."),
    )
    field_order = ("name",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].is_asked = True  # left empty, it stays as it was

    def clean_name(self):
        """The name as typed; the one it has where nothing is."""
        return self.cleaned_data["name"] or self.initial.get("name", "")


class VatForm(forms.Form):
    """Under which VAT regime the company sells, and its number where it charges VAT."""

    regime = forms.ChoiceField(
        label=_("Régime"),
        choices=Seller.Vat,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le régime de TVA.")},
    )
    number = forms.CharField(
        label=_("Numéro de TVA intracommunautaire"),
        max_length=20,
        required=False,
        help_text=_("Sauf franchise en base : FR, deux caractères, puis votre SIREN."),
    )

    def __init__(self, *args, siren: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.siren = siren
        self.fields["number"].is_asked = True  # type: ignore[attr-defined] # only the franchise has none

    def clean(self):
        """The number is asked of those who charge VAT."""
        data = super().clean()
        if data.get("regime") == Seller.Vat.STANDARD:
            if not data.get("number"):
                self.add_error(
                    "number", _("Indiquez votre numéro de TVA, ou choisissez la franchise en base.")
                )
            else:
                try:
                    onboarding.check_vat_number(data["number"], siren=self.siren)
                except Refusal as refusal:
                    self.add_error("number", str(refusal))
        return data


class BankForm(forms.Form):
    """Where payouts go."""

    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        help_text=_("Un compte au nom de votre société."),
        error_messages={"required": _("Indiquez l'IBAN de votre entreprise.")},
    )

    def clean_iban(self):
        """An IBAN that transfers can reach."""
        return _checked(onboarding.check_iban, self.cleaned_data["iban"])


class DocumentForm(forms.Form):
    """A document to prove an item with."""

    kind = forms.ChoiceField(choices=Item.Kind, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Document"),
        help_text=_("PDF, JPEG ou PNG, 10 Mo au plus."),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Le fichier est vide : choisissez-en un autre."),
        },
    )


class AcceptForm(forms.Form):
    """The sellers' terms and the invoicing mandate."""

    terms = forms.BooleanField(
        label=_("J'accepte les conditions des vendeurs."),
        error_messages={"required": _("Cochez la case pour accepter les conditions.")},
    )
    mandate = forms.BooleanField(
        label=_(
            "Je donne mandat à l'opérateur d'émettre mes factures de vente en mon nom et pour mon"
            " compte."
        ),
        error_messages={"required": _("Cochez la case pour donner le mandat de facturation.")},
    )


def _checked(check, value):
    try:
        return check(value)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
