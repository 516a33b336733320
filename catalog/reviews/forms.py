"""What somebody who reports a review fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import ReviewNotice
from catalog.reviews import notices
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.typed import telling


def _explaining(text: str) -> None:
    """Refuse what explains nothing, without announcing readers: only the team reads a notice."""
    try:
        telling(text)
    except forms.ValidationError as error:
        raise forms.ValidationError(
            _("Expliquez en une phrase au moins ce que vous reprochez à cet avis."), code=error.code
        ) from None


class NoticeForm(forms.Form):
    """What is wrong with the review, who says so, and that it is said in good faith."""

    ground = forms.ChoiceField(
        label=_("Ce qui ne va pas"),
        choices=ReviewNotice.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qui ne va pas dans cet avis.")},
    )
    text = forms.CharField(
        label=_("Expliquez en quelques mots"),
        max_length=notices.LONGEST,
        validators=[_explaining],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Citez le passage, et dites pourquoi il ne devrait pas être publié."),
        error_messages={"required": _("Dites en quelques mots ce que vous reprochez à cet avis.")},
    )
    name = forms.CharField(
        label=_("Votre nom"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom.")},
    )
    email = MailboxField(
        help_text=_("Notre réponse y part ; ni l'auteur de l'avis ni la boutique ne la voient."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Écrivez votre adresse e-mail.")},
    )
    honest = forms.BooleanField(
        label=_("Je déclare de bonne foi que ces informations sont exactes et complètes."),
        error_messages={
            "required": _("Cochez cette déclaration : la loi la demande à qui signale un contenu.")
        },
    )
