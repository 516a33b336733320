"""What is typed of somebody else's post, and the proof that they agree."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.models import Repost
from marketplace.shared import clock, copies, files, kept_files
from marketplace.shared.states import Refusal

TYPED = (
    *("author", "network", "url", "posted_on", "text", "alt", "alt_en"),
    *("message", "agreed_on", "ends_at", "revision"),
)


def _day(label, **more) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class RepostForm(forms.Form):
    """A post as it stands elsewhere, its copy, and its author's agreement."""

    author = forms.CharField(
        label=_("Auteur"), max_length=80, help_text=_("Comme il signe : « @ines.ceramique ».")
    )
    network = forms.CharField(label=_("Réseau"), max_length=40, help_text=_("Instagram, Mastodon."))
    url = forms.URLField(
        label=_("Adresse de la publication"),
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    posted_on = _day(_("Publié le"))
    text = forms.CharField(
        label=_("Texte"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Tel quel, sans le corriger : ce sont ses mots."),
    )
    picture = kept_files.FileField(
        label=_("Image"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Une copie, gardée ici : la page ne charge rien d'ailleurs. 10 Mo au plus."),
    )
    alt = forms.CharField(
        label=_("Texte de remplacement"),
        required=False,
        max_length=160,
        help_text=_("Ce que l'image montre, pour qui ne la voit pas."),
    )
    alt_en = forms.CharField(
        label=_("Texte de remplacement (anglais)"), required=False, max_length=160
    )
    paper = kept_files.FileField(
        label=_("Accord de l'auteur, en document"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("Un PDF ou une capture d'écran : rien n'est montré sans accord."),
    )
    message = forms.CharField(
        label=_("ou son message, recopié"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mot pour mot, avec ce qui lui était demandé."),
    )
    agreed_on = _day(_("Accord donné le"), required=False)
    ends_at = fields.moment(
        _("Jusqu'au"),
        help_text=_("Heure de Paris. Vide : tant que son auteur ne la retire pas."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_url(self):
        """Only what is encrypted on its way."""
        url = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError(_("Collez une adresse qui commence par « https:// »."))
        return url

    def clean_posted_on(self):
        """Nobody copies what is yet to be posted."""
        day = self.cleaned_data["posted_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Cette publication serait datée d'un jour à venir."))
        return day

    def clean(self):
        """Nobody agrees to what is not posted yet."""
        data = super().clean()
        posted, agreed = data.get("posted_on"), data.get("agreed_on")
        if posted and agreed and agreed < posted:
            self.add_error(
                "agreed_on", _("L'accord ne peut pas être plus ancien que la publication.")
            )
        return data

    def clean_picture(self):
        """The picture, decoded and made ours."""
        return self._read("picture", lambda content: files.read_picture(content, most=copies.ROOM))

    def clean_paper(self):
        """A document that an operator may safely open."""
        return self._read("paper", files.read_document)

    def _read(self, name: str, reader) -> Any:
        upload = self.cleaned_data[name]
        if not upload:
            return None
        try:
            return reader(upload.read(files.IMAGE_BYTES + 1))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @staticmethod
    def of(row: Repost) -> dict:
        """What the form of a copy begins with."""
        return {name: getattr(row, name) for name in TYPED}


class SeenForm(forms.Form):
    """Which copy was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
