"""What sellers fill in about an offer: price and stock."""

from __future__ import annotations

import re
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.offers import prices, stock
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import figure
from marketplace.shared.typed import SPACES, HundredthsField

WHOLE = re.compile(r"(\d{1,9})(?:[.,]0{1,2})?", re.ASCII)


class PriceField(HundredthsField):
    """A price as people write it (24,90), kept in cents, within what may be asked."""

    unreadable = _("Écrivez un prix comme 24,90.")

    def clean(self, value):
        """Cents of a price that may be asked."""
        cents = super().clean(value)
        if cents is not None:
            try:
                prices.check(cents)
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return cents


class WholeField(forms.CharField):
    """A whole number in digits; a spreadsheet's 3,0 is one, as in an imported file."""

    def __init__(self, *, most: int, **options):
        self.most = most
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "class": "number"})
        super().__init__(**{"widget": widget, "max_length": 12, **options})

    def clean(self, value):
        """A number between zero and the most."""
        text = SPACES.sub("", super().clean(value))
        if not text:
            return None
        written = WHOLE.fullmatch(text)
        if not written or int(written[1]) > self.most:
            raise forms.ValidationError(
                _now("Écrivez un nombre entier entre 0 et {most}.").format(most=figure(self.most))
            )
        return int(written[1])


class OfferForm(forms.Form):
    """The price and the stock of one offer.

    The page carries what it showed: only what its reader changed is written, and a figure that
    moved meanwhile, by a sale or in another tab, is never put back.
    """

    price = PriceField(
        label=_("Prix TTC"),
        show_hidden_initial=True,
        error_messages={"required": _("Indiquez un prix.")},
    )
    stock = WholeField(
        label=_("Stock"),
        most=stock.MOST,
        show_hidden_initial=True,
        error_messages={"required": _("Indiquez un stock.")},
    )
    announced = forms.BooleanField(
        label=_("Annoncer la baisse (prix antérieur barré)"),
        required=False,
        show_hidden_initial=True,
        help_text=_(
            "Le prix barré est le plus bas des 30 jours avant la baisse, comme la loi l'impose ; de"
            " baisse en baisse, il reste celui d'avant la première."
        ),
    )
    until = forms.DateTimeField(
        label=_("Fin de la baisse"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "Heure de Paris. Dans la minute qui suit, le prix redevient celui d'avant la baisse."
            " Laissez vide pour qu'elle dure jusqu'à ce que vous la changiez."
        ),
    )
    confirmed = forms.BooleanField(label=_("Je confirme ce prix inhabituel"), required=False)
    moving = forms.BooleanField(
        label=_("Je change la fin qui est annoncée aux acheteurs"), required=False
    )

    def __init__(self, *args, sku: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.is_odd = self.moves_end = False
        if sku:  # one row of many: what is wrong is said with the article it is wrong on
            for name in ("price", "stock"):
                self.fields[name].label = f"{self.fields[name].label} {sku}"

    def level(self, name: str) -> int:
        """The figure to write: as typed where it was changed, else as it stands."""
        return self.cleaned_data[name] if name in self.changed_data else self.initial[name]

    def ends_reduction(self) -> bool:
        """Whether the box that the page showed ticked, for the reduction that runs, is unticked."""
        return "announced" in self.changed_data and not self.cleaned_data["announced"]

    def end(self) -> datetime | None:
        """The end to write: as typed, or as it stands; none of a reduction that is ended."""
        typed, stands = self.cleaned_data["until"], self.initial.get("until")
        # the field tells no seconds
        is_same = typed and stands and typed == stands.replace(second=0, microsecond=0)
        if is_same:
            return None if self.ends_reduction() else stands
        return typed

    def is_stale(self) -> bool:
        """Whether a figure that was typed over has moved since the page was opened; said there."""
        stale = [name for name in ("price", "stock") if self._has_moved(name)]
        for name in stale:
            shown = self.fields[name].prepare_value(self.initial[name])
            self.data = self.data.copy()
            self.data[self[name].html_initial_name] = str(shown)
            self.add_error(
                name,
                _("Changé entre-temps : {now} à présent. Vérifiez, puis enregistrez.").format(
                    now=shown
                ),
            )
        return bool(stale)

    def _has_moved(self, name: str) -> bool:
        was = self.data.get(self[name].html_initial_name)
        if was is None or name not in self.changed_data or name not in self.cleaned_data:
            return False
        return str(was) != str(self.fields[name].prepare_value(self.initial[name]))

    def ask_to_confirm(self) -> None:
        """The price is valid and far from the last one: the box that confirms it is shown."""
        self.is_odd = True
        self.add_error("price", _("Prix très éloigné du précédent : cochez pour confirmer."))
