"""What somebody who reports a buyer's photo fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import SnapshotNotice
from catalog.reviews import forms as reviews
from catalog.snapshots import notices
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.typed import telling


def _explaining(text: str) -> None:
    """Refuse what explains nothing."""
    try:
        telling(text)
    except forms.ValidationError as error:
        raise forms.ValidationError(
            _("Expliquez en une phrase au moins ce que vous reprochez à cette photo."),
            code=error.code,
        ) from None


class NoticeForm(reviews.NoticeForm):
    """What is wrong with the photo, who says so, and that it is said in good faith."""

    ground = forms.ChoiceField(
        label=_("Ce qui ne va pas"),
        choices=SnapshotNotice.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qui ne va pas sur cette photo.")},
    )
    text = forms.CharField(
        label=_("Expliquez en quelques mots"),
        max_length=notices.LONGEST,
        validators=[_explaining],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Dites ce que l'on voit, et pourquoi cette photo ne devrait pas être montrée."),
        error_messages={
            "required": _("Dites en quelques mots ce que vous reprochez à cette photo.")
        },
    )
    email = MailboxField(
        help_text=_(
            "Notre réponse y part ; ni la personne qui a pris la photo ni la boutique ne la voient."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Écrivez votre adresse e-mail.")},
    )
