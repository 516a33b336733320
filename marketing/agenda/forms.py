"""What is typed of a date, and by whoever wishes to come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.offers import stock
from catalog.offers.forms import WholeField
from marketing.blocks import fields, references
from marketing.gatherings import gatherings
from marketing.models import Gathering
from marketplace.shared.mailboxes import MailboxField

MOST_SEATS = 100_000
MOST_GOODS, MOST_SHOPS = 24, 24


class Named(fields.Named):
    """Things of the shop a line each: an address or a title is found as it is sent."""

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        """Their keys, in their order."""
        settled = super().clean(references.settled(self.kind, value))
        keys = references.numbers(settled, most=self.most)
        there, _words = references.FINDERS[self.kind](keys, {})
        for key in keys:
            if key not in there:
                raise forms.ValidationError(self.missing.format(line=f"#{key}"))
        return keys


class GatheringForm(forms.Form):
    """A date: its words, hours, place and seats."""

    kind = forms.ChoiceField(label=_("Genre"), choices=Gathering.Kind.choices)
    title = forms.CharField(label=_("Titre"), max_length=120)
    title_en = forms.CharField(label=_("Titre (anglais)"), max_length=120, required=False)
    slug = forms.SlugField(
        label=_("Adresse de la page"),
        max_length=80,
        help_text=_("La fin de l'adresse, en minuscules et sans accents : « marche-de-noel »."),
        error_messages={
            "invalid": _(
                "L'adresse s'écrit en minuscules, sans accents ni espaces : « marche-de-noel »."
            )
        },
    )
    starts_at = forms.DateTimeField(
        label=_("Début"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Heure de Paris."),
    )
    ends_at = forms.DateTimeField(
        label=_("Fin"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(
        label=_("Lieu"),
        max_length=120,
        required=False,
        help_text=_("Pour un marché ou un atelier ouvert : « Halle aux draps, Roubaix »."),
    )
    address = forms.CharField(label=_("Adresse du lieu"), max_length=200, required=False)
    link = forms.CharField(
        label=_("Lien pour rejoindre"),
        max_length=300,
        required=False,
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
        help_text=_("En ligne : seuls ceux qui ont une place le reçoivent. « https://… »"),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_(
            "Laissez vide s'il y en a pour tout le monde. Complet, le rendez-vous a une liste"
            " d'attente qui avance seule."
        ),
    )
    lead = forms.CharField(
        label=_("Chapeau"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une ou deux phrases, dans les listes et les moteurs."),
    )
    lead_en = forms.CharField(
        label=_("Chapeau (anglais)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = fields.rich_text(_("Texte"))
    body_en = fields.rich_text(_("Texte (anglais)"))
    picture = Named(kind="pictures", most=1, label=_("Image de la bibliothèque"))
    sellers = Named(kind="shops", most=MOST_SHOPS, label=_("Boutiques présentes"))
    products = Named(
        kind="products",
        most=MOST_GOODS,
        label=_("Produits montrés"),
        help_text=_("Un par ligne : l'adresse du produit ou son code-barres."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, row: Gathering) -> dict[str, Any]:
        """A date as its form begins."""
        goods = row.products.order_by("pk").values_list("pk", "title")
        shops = row.sellers.order_by("pk").values_list("pk", "name")
        return {
            **{name: getattr(row, name) for name in gatherings.WRITTEN},
            "picture": f"#{row.picture_id} {row.picture.alt}" if row.picture else "",
            "sellers": "\n".join(f"#{pk} {name}" for pk, name in shops),
            "products": "\n".join(f"#{pk} {title}" for pk, title in goods),
            "revision": row.revision,
        }

    def clean_link(self) -> str:
        """An address that a browser opens and nothing that runs."""
        link = self.cleaned_data["link"].strip()
        if not link:
            return ""
        check = forms.URLField(assume_scheme="https")
        try:
            is_good = link.startswith("https://") and bool(check.clean(link))
        except forms.ValidationError:
            is_good = False
        if not is_good:
            raise forms.ValidationError(
                _("Écrivez une adresse complète qui commence par « https:// ».")
            )
        return link

    def clean(self) -> dict[str, Any]:
        """Two hours in their order."""
        data = self.cleaned_data
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", str(gatherings.EndsBefore()))
        return data

    def values(self) -> dict[str, Any]:
        """The columns of the date, with what stands beside it."""
        data = self.cleaned_data
        written = {name: data[name] for name in gatherings.WRITTEN if name != "picture_id"}
        return {
            **written,
            "picture_id": next(iter(data["picture"]), None),
            "sellers": data["sellers"],
            "products": data["products"],
        }


class SignupForm(forms.Form):
    """Whoever wishes to come: an address and a name, and nothing else."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom : il est demandé à l'entrée.")},
    )
    email = MailboxField(
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Pour la confirmation, les rappels et un changement d'heure ; rien d'autre. Nom et"
            " adresse sont effacés trente jours après."
        ),
    )

    def clean_name(self) -> str:
        """A name in one line, with a letter in it."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(map(str.isalpha, name)):
            raise forms.ValidationError(_("Écrivez votre nom : il est demandé à l'entrée."))
        return name


class DoorForm(forms.Form):
    """The code that somebody shows at the door."""

    code = forms.CharField(
        label=_("Code d'entrée"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Huit signes, sous le code carré de la place."),
        error_messages={"required": _("Indiquez le code d'entrée.")},
    )


class PiecesForm(forms.Form):
    """How many pieces of one offer are kept; empty means none."""

    pieces = WholeField(
        label=_("Pièces gardées"), most=stock.MOST, required=False, show_hidden_initial=True
    )


class SoldForm(forms.Form):
    """How many pieces of one offer were sold on the spot."""

    sold = WholeField(
        label=_("Vendues sur place"),
        most=stock.MOST,
        error_messages={"required": _("Écrivez 0 si rien ne s'est vendu.")},
    )
