"""What somebody who waits for a sheet fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import MailboxField


class AlertForm(forms.Form):
    """The address to be told at."""

    email = MailboxField(
        help_text=_("Une seule lettre, au retour ; puis votre adresse est oubliée."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Écrivez votre adresse e-mail.")},
    )


class SearchAlertForm(AlertForm):
    """The address to be told at, and the search that waits for an answer."""

    q = forms.CharField(max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["email"].help_text = _(
            "Une seule lettre, quand un produit y répond ; puis votre adresse est oubliée."
        )

    def clean_q(self):
        """The words as they are searched for: printable, and more than marks."""
        text = "".join(letter for letter in self.cleaned_data["q"] if letter.isprintable())
        if not any(map(str.isalnum, text)):
            raise forms.ValidationError(_("Dites en quelques mots ce que vous cherchez."))
        return " ".join(text.split())
