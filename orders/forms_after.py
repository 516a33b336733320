"""What is typed after a sale: by sellers on their orders, by buyers on their returns."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import MailboxField
from orders import carriers, returns
from orders.typed import plain, wordy, writable
from sellers.grid import CARRIERS

NUMBERED = RegexValidator(r"^[A-Za-z0-9 .-]*$", _("Un numéro ne comporte que des lettres, des chiffres et des tirets."))


class Because(forms.Form):
    """Asks why."""

    because = forms.CharField(label=_("Motif"), max_length=200, validators=[wordy, writable],
                              widget=forms.Textarea(attrs={"rows": 2}),
                              error_messages={"required": _("Indiquez le motif : l'acheteur le lira.")})


class Pieces(forms.Form):
    """How many of each line: one field a line, none above what is left."""

    def __init__(self, data=None, *, lines, left, initial_full=False, **kwargs):  # noqa: FBT002
        super().__init__(data, **kwargs)
        self.lines = [line for line in lines if left.get(line.pk, 0) > 0]
        self.left = left
        for line in self.lines:
            most = left[line.pk]
            self.fields[f"q{line.pk}"] = forms.IntegerField(
                label=f"{line.title} ({line.variant})" if line.variant else line.title, required=False,
                min_value=0, max_value=most, initial=most if initial_full else 0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "invalid": _("Indiquez un nombre entier."),
                    "min_value": _("Indiquez un nombre entre 0 et %(most)d.") % {"most": most},
                    "max_value": _("Indiquez un nombre entre 0 et %(most)d.") % {"most": most},
                })

    def rows(self):
        """Each line with its field and how many there may be."""
        return [(line, self[f"q{line.pk}"], self.left[line.pk]) for line in self.lines]

    def pieces(self) -> dict[int, int]:
        """How many of which line, as the verbs want it."""
        found = {line.pk: self.cleaned_data.get(f"q{line.pk}") or 0 for line in self.lines}
        return {pk: count for pk, count in found.items() if count}


class AcceptForm(Pieces):
    """What the seller cannot deliver, and why."""

    because = forms.CharField(label=_("Motif du refus"), max_length=200, required=False, validators=[plain])

    def clean(self):
        """What is refused is explained."""
        data = super().clean()
        if not self.errors and self.pieces() and not data.get("because", "").strip():
            self.add_error("because", _("Indiquez le motif : l'acheteur le lira."))
        return data


class TrackingField(forms.CharField):
    """A number that most carriers give: the form says which of them may do without."""

    def validate(self, value):
        """Left to the form, that knows the carrier."""


class ShipForm(Pieces):
    """A parcel: its carrier, its number, what is inside."""

    carrier = forms.ChoiceField(label=_("Transporteur"), choices=CARRIERS)
    tracking = TrackingField(label=_("Numéro de suivi"), max_length=60, validators=[NUMBERED],
                             help_text=_("Sauf pour un retrait ou un autre transporteur."))

    def clean(self):
        """The number is one of this carrier's."""
        data = super().clean()
        if "carrier" in data and "tracking" in data:
            try:
                data["tracking"] = carriers.check(data["carrier"], data["tracking"])
            except (carriers.TrackingMissing, carriers.BadTracking) as no:
                self.add_error("tracking", str(no))
        if not self.errors and self.lines and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article dans ce colis."))
        return data


class ReturnForm(Pieces):
    """What comes back, and why."""

    reason = forms.ChoiceField(label=_("Motif"), choices=returns.REASONS, widget=forms.RadioSelect,
                               error_messages={"required": _("Choisissez un motif.")})
    comment = forms.CharField(label=_("Précisions"), max_length=2000, required=False,
                              validators=[writable], widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        """Something comes back; what is wrong with it is said."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article et une quantité."))
        if data.get("reason") not in (None, returns.WITHDRAWAL) and not data.get("comment", "").strip():
            self.add_error("comment", _("Décrivez le problème en quelques mots."))
        return data


class ReceiveForm(Pieces):
    """What really came back, and what may be sold again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for line in self.lines:
            self.fields[f"shelf{line.pk}"] = forms.BooleanField(
                label=_("Remettre en stock"), required=False, initial=True)

    def rows(self):
        """Each line with its two fields."""
        return [(line, field, most, self[f"shelf{line.pk}"]) for line, field, most in super().rows()]

    def clean(self):
        """Something came."""
        data = super().clean()
        if not self.errors and not self.pieces():
            self.add_error(None, _("Indiquez au moins un article reçu."))
        return data

    def restock(self) -> set[int]:
        """The lines that go back on the shelf."""
        return {line.pk for line in self.lines if self.cleaned_data.get(f"shelf{line.pk}")}


class LookupForm(forms.Form):
    """How a guest finds their order again."""

    number = forms.CharField(label=_("Numéro de commande"), max_length=24, validators=[NUMBERED],
                             help_text=_("Il figure dans l'e-mail de confirmation."))
    email = MailboxField(help_text=_("Celle que vous avez donnée en commandant."))


class WithdrawalForm(forms.Form):
    """The declaration of withdrawal: nothing is asked beyond what the law names."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, validators=[RegexValidator(r"^[0-9a-f]{32}$")])
    name = forms.CharField(label=_("Nom et prénom"), max_length=160, validators=[plain, wordy])
    order_number = forms.CharField(
        label=_("Numéro de commande"), max_length=60, validators=[plain],
        help_text=_("Ou ce qui permet de retrouver votre commande."))
    email = MailboxField(
        help_text=_("Vous y recevrez aussitôt l'accusé de réception."))
    goods = forms.CharField(
        label=_("Articles concernés"), max_length=2000, required=False, validators=[writable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Laissez vide pour renoncer à toute la commande."))


class ReviewForm(forms.Form):
    """What a buyer thinks of what they received."""

    rating = forms.TypedChoiceField(
        label=_("Note"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choisissez une note.")},
        choices=[(5, _("5 · Excellent")), (4, _("4 · Bien")), (3, _("3 · Correct")), (2, _("2 · Décevant")),
                 (1, _("1 · Mauvais"))])
    title = forms.CharField(label=_("Titre"), max_length=100, required=False, validators=[plain])
    body = forms.CharField(label=_("Votre avis"), max_length=3000, required=False, validators=[writable],
                           widget=forms.Textarea(attrs={"rows": 5}))
    author = forms.CharField(label=_("Signature affichée"), max_length=60, validators=[plain, wordy],
                             help_text=_("Un prénom suffit."))
