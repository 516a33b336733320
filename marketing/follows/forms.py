"""What whoever follows a shop fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import MailboxField


class FollowForm(forms.Form):
    """An e-mail address, given on purpose, under the words that are kept with the consent."""

    consent = _(
        "Une lettre par semaine au plus, seulement quand une boutique que vous suivez a de nouveaux"
        " produits, donne de ses nouvelles ou paraît dans le journal. Un lien au bas de chaque"
        " lettre arrête tout aussitôt."
    )

    email = MailboxField(
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Cette adresse ne semble pas complète : vérifiez-la."),
            "required": _("Écrivez votre adresse e-mail."),
        },
    )
