"""What changes the identity of an open shop: the application's fields, by topic, from a day."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.states import Refusal
from sellers.application.forms import IdentityForm, LineField, VatForm
from sellers.identity import identity
from sellers.models import Identity, Seller

T = Identity.Topic


class DayField(forms.DateField):
    """The day from which a change holds."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("À compter du"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )


class FromADay(forms.Form):
    """What every change has: the day, and for those that are checked a word to whoever checks."""

    topic: str
    columns: dict[str, str] = {}  # the form's own names, where they are not the columns'  # noqa: RUF012
    day = DayField(required=False, help_text=_("Vide : dès aujourd'hui."))

    def __init__(self, *args, seller: Seller | None = None, **kwargs):
        self.seller = seller
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, str]:
        """The columns of the identity, as they were typed; as they were shown where nobody typed.

        What is kept in an older spelling is not changed by reading it again.
        """
        shown = {name: self.initial.get(name) for name in self.fields if name in self.initial}
        kept = {name: value for name, value in shown.items() if name not in self.changed_data}
        data = self.cleaned_data | kept
        names = {column: name for name, column in self.columns.items()}
        return {
            c: data[names.get(c, c)]
            for c in identity.COLUMNS[self.topic]
            if names.get(c, c) in data
        }

    def clean_day(self):
        """A day within reach; today when none is given."""
        day, today = self.cleaned_data["day"] or clock.today(), clock.today()
        return _checked(lambda: identity.check_day(self.topic, day, today), day)


class ContactChange(FromADay, IdentityForm):
    """Where the company is, and how buyers reach it."""

    topic = T.CONTACT
    siret = legal_name = legal_form = capital = rcs = representative = None  # type: ignore[assignment]
    field_order = ("phone", "line1", "line2", "postcode", "city", "mediator", "day")


class EmailChange(FromADay):
    """The address buyers see and write to: it counts once its reader has confirmed it."""

    topic = T.EMAIL
    day = None  # type: ignore[assignment]
    email = MailboxField(
        help_text=_(
            "Affichée aux acheteurs ; nos messages à la boutique y arrivent. Elle compte dès que"
            " vous ouvrez le lien envoyé à cette adresse ; jusque-là, l'adresse actuelle reste"
            " affichée."
        ),
        error_messages={"required": _("Indiquez l'adresse e-mail de la boutique.")},
    )


class CompanyChange(FromADay, IdentityForm):
    """Who the company is."""

    topic = T.COMPANY
    phone = line1 = line2 = postcode = city = mediator = None  # type: ignore[assignment]
    note = LineField(
        label=_("Un mot pour qui vérifie"),
        max_length=300,
        required=False,
        help_text=_(
            "Par exemple la raison du changement. Déposez le nouvel extrait d'immatriculation au"
            " dossier."
        ),
    )
    field_order = (
        "siret",
        "legal_name",
        "legal_form",
        "capital",
        "rcs",
        "representative",
        "day",
        "note",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        form, current = self.fields["legal_form"], self.initial.get("legal_form")
        # The company may bear a form that we no longer propose, or never did: it stays choosable.
        if current and current not in dict(form.choices):
            form.choices = [(current, current), *form.choices]

    def clean_siret(self):
        """Another establishment of the same company, at most."""
        typed = self.cleaned_data["siret"]
        return (
            _checked(lambda: identity.check_establishment(self.seller, typed))
            if self.seller
            else typed
        )


class VatChange(FromADay, VatForm):
    """The VAT regime, from a day on: the day the franchise's limit was crossed, say (CGI 293 B)."""

    topic = T.VAT
    columns = {"regime": "vat_regime", "number": "vat_number"}  # noqa: RUF012
    day = DayField(
        help_text=_(
            "Le jour où le seuil majoré est dépassé, ou le 1er janvier qui suit le dépassement du"
            " seuil de base. Les commandes passées à partir de ce jour suivent le nouveau régime."
        )
    )
    note = LineField(
        label=_("Un mot pour qui vérifie"),
        max_length=300,
        required=False,
        help_text=_("Par exemple ce qui a fait dépasser le seuil, ici ou ailleurs."),
    )
    field_order = ("regime", "number", "day", "note")

    def __init__(self, *args, seller: Seller | None = None, **kwargs):
        super().__init__(*args, seller=seller, siren=seller.siren if seller else "", **kwargs)

    def clean(self):
        """No exemption from VAT for sales of the past (CGI 283, 3)."""
        data = super().clean() or self.cleaned_data
        try:
            identity.check_regime_day(
                data.get("regime", ""), data.get("day") or clock.today(), clock.today()
            )
        except identity.FranchiseLooksForward as refusal:
            self.add_error("day", str(refusal))
        return data


FORMS: dict[str, type[FromADay]] = {
    T.CONTACT: ContactChange,
    T.EMAIL: EmailChange,
    T.COMPANY: CompanyChange,
    T.VAT: VatChange,
}


def in_force(seller: Seller, topic: str) -> dict:
    """What the form of a topic shows at first: the version in force."""
    return _named(topic, {column: getattr(seller, column) for column in identity.COLUMNS[topic]})


def amended(seller: Seller, topic: str) -> dict:
    """The version in force, and over it what the shop asked for and still waits."""
    asked = seller.identities.filter(topic=topic, state__in=("unproven", "proposed")).first()
    if asked is None:
        return in_force(seller, topic)
    waits = _named(topic, asked.changes) | {"day": asked.effective_on, "note": asked.note}
    return in_force(seller, topic) | waits


def _named(topic: str, columns: dict) -> dict:
    names = {column: name for name, column in FORMS[topic].columns.items()}
    return {names.get(column, column): value for column, value in columns.items()}


def _checked(check, value=None):
    try:
        return check() or value
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
