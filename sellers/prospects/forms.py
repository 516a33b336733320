"""What somebody tells us who might sell here, and what the operator notes of it."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import policy
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.telephones import TelephoneField
from sellers.models import SellerRules

FORM = "prospect"  # the name of the form that sends the fields, wherever they are laid out
A_YEAR = 365


def _text(label, *, most: int, required: str = "", **more) -> forms.CharField:
    said = {"required": required} if required else {}
    return forms.CharField(
        label=label, max_length=most, required=bool(required), error_messages=said, **more
    )


class ProspectForm(forms.Form):
    """Who they are and what they make; the words under which it is kept are kept with it."""

    name = _text(_("Votre nom"), most=80, required=_("Dites-nous comment vous appeler."))
    company = _text(_("Entreprise ou atelier"), most=120)
    email = MailboxField(
        label=_("Adresse e-mail"),
        error_messages={"required": _("Écrivez l'adresse à laquelle vous répondre.")},
    )
    phone = TelephoneField(label=_("Téléphone"), max_length=30, required=False)
    place = _text(_("Ville ou code postal"), most=80)
    site = forms.URLField(
        label=_("Site ou page"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={
            "invalid": _("Écrivez une adresse complète, comme « www.mon-atelier.fr ».")
        },
    )
    makes = _text(
        _("Ce que vous faites ou vendez"),
        most=300,
        required=_("Dites en quelques mots ce que vous faites ou vendez."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    aisles = forms.MultipleChoiceField(
        label=_("Dans quels rayons ?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    message = _text(_("Votre question"), most=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, aisles: Iterable[tuple[str, str]] = (), **options):
        super().__init__(*args, **options)
        self.fields["aisles"].choices = list(aisles)
        if not self.fields["aisles"].choices:
            del self.fields["aisles"]
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM

    def clean_site(self):
        """A page of the web: nothing else is opened from the console."""
        site = self.cleaned_data["site"]
        if site and not site.startswith(("https://", "http://")):
            raise forms.ValidationError(self.fields["site"].error_messages["invalid"])
        return site

    @property
    def consent(self) -> str:
        """What is said of what becomes of it, by the rule in force."""
        return gettext(
            "Ces réponses servent à vous répondre au sujet de votre boutique, à rien d'autre. Sans"
            " contact pendant {delay}, elles sont effacées ; plus tôt si vous le demandez en"
            " répondant à notre message."
        ).format(delay=delay())


def delay() -> str:
    """For how long a prospect is kept without contact, in years where they are whole."""
    days = policy.rules(SellerRules).prospect_days
    if days % A_YEAR == 0:
        years = days // A_YEAR
        return ngettext("{count} an", "{count} ans", years).format(count=years)
    return ngettext("{count} jour", "{count} jours", days).format(count=days)


class NoteForm(forms.Form):
    """What was said, for the team."""

    note = forms.CharField(
        label=_("Ce qui a été dit"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Notez en quelques mots ce qui a été dit.")},
    )


class WhyForm(forms.Form):
    """Why it ends there, for the team."""

    note = forms.CharField(
        label=_("Pourquoi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class InviteForm(forms.Form):
    """What the letter says before its link."""

    message = forms.CharField(
        label=_("Votre mot"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Il précède le lien de la candidature, dans la langue de la personne."),
    )
