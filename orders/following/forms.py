"""What buyers fill in to find an order again and to review what they got."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import MailboxField
from orders.fulfilment.forms import NUMBERED
from orders.typed import first, plain, wordy, writable


class LookupForm(forms.Form):
    """How a guest finds their order again."""

    number = forms.CharField(
        label=_("Numéro de commande"),
        max_length=24,
        validators=[NUMBERED],
        help_text=_("Il figure dans l'e-mail de confirmation."),
        error_messages={"required": _("Indiquez le numéro de la commande.")},
    )
    email = MailboxField(help_text=_("Celle que vous avez donnée en commandant."))


class ReviewForm(forms.Form):
    """What a buyer thinks of what they received."""

    rating = forms.TypedChoiceField(
        label=_("Note"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une note.")},
        choices=[
            (5, _("5 · Excellent")),
            (4, _("4 · Bien")),
            (3, _("3 · Correct")),
            (2, _("2 · Décevant")),
            (1, _("1 · Mauvais")),
        ],
    )
    title = forms.CharField(label=_("Titre"), max_length=100, required=False, validators=[plain])
    body = forms.CharField(
        label=_("Votre avis"),
        max_length=3000,
        required=False,
        validators=[writable],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    author = forms.CharField(
        label=_("Signature affichée"),
        max_length=60,
        validators=[first(plain, wordy)],
        help_text=_("Un prénom suffit."),
        error_messages={"required": _("Indiquez le nom à afficher.")},
    )
