"""What visitors tell us about being written to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import MailboxField


class NewsletterForm(forms.Form):
    """An e-mail address, given on purpose, under the words that are kept with the consent."""

    consent = _(
        "Une histoire de notre journal de temps en temps, jamais plus d'une par semaine. Un lien au"
        " bas de chaque lettre vous en retire aussitôt."
    )

    email = MailboxField(
        error_messages={
            "invalid": _("Cette adresse ne semble pas complète : vérifiez-la."),
            "required": _("Écrivez votre adresse e-mail."),
        }
    )
