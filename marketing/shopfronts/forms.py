"""What a shop types of its pictures and its news, and a moderator of a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing.models import ShopNews, ShopPicture, ShopVersion
from marketing.pages import comparing
from marketing.shopfronts.life import LONGEST
from marketplace.shared import kept_files
from marketplace.shared.typed import MotiveField


class PictureForm(forms.Form):
    """A picture with what it shows."""

    file = kept_files.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("JPEG, PNG ou WebP, 600 pixels de côté au moins."),
        error_messages={"required": _("Choisissez une photo.")},
    )
    alt = forms.CharField(
        label=_("Ce que montre la photo"),
        max_length=160,
        help_text=_("Pour qui ne la voit pas : « Deux mains au tour »."),
        error_messages={"required": _("Dites ce que montre la photo.")},
    )
    alt_en = forms.CharField(
        label=_("Ce que montre la photo (anglais)"), max_length=160, required=False
    )


class NewsForm(forms.ModelForm):
    """A news as it is written; the pictures offered are those of the shop."""

    class Meta:
        model = ShopNews
        fields = ("title", "text", "title_en", "text_en", "picture", "ends_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "text_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
            "title_en": forms.TextInput(attrs={"lang": "en"}),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"ends_on": _("À retirer après le")}
        help_texts = {
            "title": _("« L'atelier ouvre ses portes samedi »."),
            "ends_on": _("Laissez vide pour qu'elle reste."),
        }
        error_messages = {
            "title": {"required": _("Donnez un titre à la nouvelle.")},
            "text": {"required": _("Écrivez la nouvelle en quelques phrases.")},
        }

    def __init__(self, pictures: list[ShopPicture], *args: Any, **options: Any):
        super().__init__(*args, **options)
        keys = [row.pk for row in pictures]
        field = self.fields["picture"]
        field.queryset = ShopPicture.objects.filter(pk__in=keys).order_by("-pk")
        field.empty_label = _("Aucune")


class EndForm(forms.Form):
    """Another last day of a news."""

    ends_on = forms.DateField(required=False)


class DecisionForm(forms.Form):
    """Why a page is sent back: in general, and of each block."""

    because = MotiveField(label=_("Motif"))

    def __init__(self, version: ShopVersion, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.names = {f"motive-{block['id']}": block["id"] for block in version.blocks}
        for place, block in enumerate(version.blocks, 1):
            self.fields[f"motive-{block['id']}"] = forms.CharField(
                label=f"{place}. {comparing.name_of(block)}",
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def motives(self) -> dict[str, str]:
        """What is asked of each block."""
        return {block: self.cleaned_data[name] for name, block in self.names.items()}

    def by_block(self) -> list[forms.BoundField]:
        """A field a block, in the order of the page."""
        return [self[name] for name in self.names]


class ReadForm(forms.Form):
    """The revision that was read of what is published."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
