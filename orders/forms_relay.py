"""The point where a buyer collects their parcels, as the carrier's own finder names it."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from marketplace.shared import postcodes
from orders import carriers
from orders.typed import plain, wordy
from sellers.shipping import Choice, zone_of

POINT = ("name", "line1", "postcode", "city", "code")


class RelayForm(forms.Form):
    """One point for all the parcels of an order that are delivered to a point."""

    name = forms.CharField(
        label=_("Nom du point relais"),
        max_length=80,
        validators=[plain, wordy],
        error_messages={
            "required": _("Indiquez le nom du point relais où vous irez chercher votre colis.")
        },
    )
    line1 = forms.CharField(
        label=_("Adresse du point"),
        max_length=120,
        validators=[plain, wordy],
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
        validators=[plain, wordy],
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
        code = " ".join(self.cleaned_data["postcode"].upper().split())
        if self.country in ("FR", "MC"):
            code = code.replace(" ", "")
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
                    "Un même point ne reçoit pas les colis de %(names)s : choisissez une autre"
                    " livraison pour l'un d'eux."
                ),
                params={"names": names},
            )
        return super().clean()

    def finders(self) -> list[dict]:
        """Where each carrier shows its points."""
        found = [
            {"name": carriers.name_of(carrier), "url": carriers.finder_of(carrier)}
            for carrier in self.offered
        ]
        return [finder for finder in found if finder["url"]]

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
