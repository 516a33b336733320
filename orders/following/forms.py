"""What buyers fill in to find an order again and to review what they got."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.snapshots import snapshots
from marketplace.shared import kept_files
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


class Pictures(forms.FileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PicturesField(kept_files.FileField):
    """Photos of what was received: their bytes, not yet read."""

    widget = Pictures

    def clean(self, data, initial=None):
        """Each file by itself; at least one, and no more than a purchase has."""
        chosen = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(chosen) > snapshots.MOST:
            raise forms.ValidationError(str(snapshots.TooMany(most=snapshots.MOST)))
        if not chosen:
            raise forms.ValidationError(str(snapshots.NothingSent()))
        return [super(PicturesField, self).clean(upload, initial) for upload in chosen]


class PhotosForm(forms.Form):
    """Photos of what a buyer received, and their agreement to show them."""

    photos = PicturesField(
        label=_("Vos photos"),
        widget=Pictures(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "JPEG, PNG ou WebP, 10 Mo chacune. Le lieu et l'appareil, que les téléphones inscrivent"
            " dans les fichiers, en sont effacés."
        ),
    )
    alt = forms.CharField(
        label=_("Ce que l'on y voit"),
        max_length=160,
        required=False,
        validators=[plain],
        help_text=_("Une phrase, lue à qui ne voit pas l'image : « Le bol bleu, sur mon bureau »."),
    )
    author = forms.CharField(
        label=_("Signature affichée"),
        max_length=60,
        validators=[first(plain, wordy)],
        help_text=_("Un prénom suffit."),
        error_messages={"required": _("Indiquez le nom à afficher.")},
    )
    agreed = forms.BooleanField(
        label=_("Je suis d'accord avec tout ce qui précède."),
        error_messages={"required": snapshots.NoConsent.sentence},
    )


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
