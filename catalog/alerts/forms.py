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
