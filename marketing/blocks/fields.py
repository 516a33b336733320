"""The fields of which the forms of blocks are made, each with what its widget needs to know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Collection
from catalog.tree import tree
from marketing.blocks import fitting, references, rich
from marketplace.shared.folding import fold

LONG = 20_000
NEAR = (2000, 2100)  # years
LINK, PRODUCTS, SHOPS = _("Adresse du lien"), _("Produits"), _("Boutiques")
STORIES, PICTURE, CATEGORY = _("Articles"), _("Image"), _("Rayon")
COLLECTION = _("Collection")


def text(label: Any, *, most: int = 160, **more: Any) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, max_length=most, required=False, **more)


def words(label: Any, *, rows: int = 3, most: int = 1000, **more: Any) -> forms.CharField:
    """Several lines without any form."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=False, widget=area, **more)


def rich_text(label: Any, **more: Any) -> forms.CharField:
    """A text with bold, lists and links: `marketing.blocks.rich` draws it."""
    area = forms.Textarea(attrs={"rows": 8, "data-rich": ""})
    return forms.CharField(label=label, max_length=LONG, required=False, widget=area, **more)


def choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """One of a few."""
    return forms.ChoiceField(label=label, choices=choices, required=False, **more)


def yes(label: Any, **more: Any) -> forms.BooleanField:
    """A switch."""
    return forms.BooleanField(label=label, required=False, **more)


def number(label: Any, *, least: int, most: int, **more: Any) -> forms.IntegerField:
    """A whole number within bounds."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, **more)


def _a_link(value: str) -> None:
    if not rich.is_safe(value) or value.startswith(("http://", "tel:", "mailto:")):
        raise forms.ValidationError(
            _(
                "Écrivez l'adresse d'une page du site, comme « /c/mode/ », ou une adresse complète"
                " qui commence par « https:// »."
            )
        )


def link(label: Any = LINK, **more: Any) -> forms.CharField:
    """Where a button leads."""
    return forms.CharField(
        label=label,
        max_length=300,
        required=False,
        validators=[_a_link],
        widget=forms.TextInput(attrs={"data-find": "links", "spellcheck": "false"}),
        **more,
    )


def is_near(moment: datetime) -> bool:
    """Whether a moment is of our times: what is far from them is a slip, and breaks calendars."""
    return NEAR[0] <= moment.year < NEAR[1]


def _near(moment: datetime) -> None:
    if not is_near(moment):
        raise forms.ValidationError(
            _("Choisissez une date entre {first} et {last}.").format(first=NEAR[0], last=NEAR[1])
        )


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """A day and an hour in Paris, of our times."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=False, widget=widget, validators=[_near], **more
    )


class Named(forms.CharField):
    """Things of the shop, named a line each; `kind` is a key of `references.FINDERS`."""

    missing = _("« {line} » ne désigne rien que la boutique connaisse.")

    def __init__(self, *, kind: str, most: int, least: fitting.Least | None = None, **options: Any):
        attrs = {"data-find": kind, "data-most": most, "spellcheck": "false", "autocomplete": "off"}
        if least:  # of a picture, in pixels
            attrs["data-least"] = fitting.typed(least)
        widget = (
            forms.Textarea(attrs={**attrs, "rows": min(most, 4)})
            if most > 1
            else (forms.TextInput(attrs=attrs))
        )
        super().__init__(required=False, max_length=4000, widget=widget, **options)
        self.kind, self.most, self.least = kind, most, least

    def clean(self, value: Any) -> str:
        """What was typed, if each line names something and there are not too many."""
        typed = super().clean(value)
        for line in references.unfound(typed):
            raise forms.ValidationError(self.missing.format(line=line))
        if len(references.lines(typed)) > self.most:
            raise forms.ValidationError(
                _("Ce bloc en montre {most} au plus.").format(most=self.most)
            )
        return typed


class OwnPicture(forms.CharField):
    """A picture of the shop's own, by its number; the editor offers those there are."""

    own = True

    def __init__(self, *, least: fitting.Least | None = None, **options: Any):
        super().__init__(max_length=12, required=False, **options)
        self.least = least

    def clean(self, value: Any) -> str:
        """A number; whether it is one of the shop's is asked where the shop is known."""
        typed = super().clean(value)
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 12):
            raise forms.ValidationError(_("Choisissez une de vos photos."))
        return typed


def own_products(label: Any = PRODUCTS, *, most: int = 8, **more: Any) -> Named:
    """Sheets of the shop's own, in their order; which they are is asked where the shop is known."""
    return Named(kind="own_products", most=most, label=label, **more)


def own_picture(label: Any = PICTURE, **more: Any) -> OwnPicture:
    """One of the pictures that a shop has sent."""
    return OwnPicture(label=label, **more)


def products(label: Any = PRODUCTS, *, most: int = 12, **more: Any) -> Named:
    """Products, in the order in which they are shown."""
    return Named(kind="products", most=most, label=label, **more)


def shops(label: Any = SHOPS, *, most: int = 12, **more: Any) -> Named:
    """Shops, in their order."""
    return Named(kind="shops", most=most, label=label, **more)


def stories(label: Any = STORIES, *, most: int = 6, **more: Any) -> Named:
    """Stories of the journal, in their order."""
    return Named(kind="stories", most=most, label=label, **more)


def picture(label: Any = PICTURE, **more: Any) -> Named:
    """A picture of the library, of `least` so many pixels."""
    return Named(kind="pictures", most=1, label=label, **more)


class CategoryField(forms.CharField):
    """A category by the last part of its address."""

    def __init__(self, **options: Any):
        widget = forms.TextInput(attrs={"data-find": "categories", "spellcheck": "false"})
        super().__init__(required=False, max_length=200, widget=widget, **options)

    def clean(self, value: Any) -> str:
        """The category, if the public may enter it."""
        typed = super().clean(value).strip()
        if not typed or slug_of(typed) in tree().by_slug:
            return typed
        wanted = fold(typed)
        named = [
            place
            for place in tree().places.values()
            if wanted in map(fold, (place.name, place.name_en))
        ]
        if len(named) != 1:
            raise forms.ValidationError(
                _(
                    "Aucun rayon ouvert ne s'appelle « {typed} » : cherchez-le, ou collez l'adresse"
                    " de sa page."
                ).format(typed=typed)
            )
        return named[0].url


def slug_of(typed: str) -> str:
    """The last part of an address; the word itself when it is none."""
    return typed.strip().rstrip("/").rpartition("/")[2]


def category(label: Any = CATEGORY, **more: Any) -> CategoryField:
    """A category of the tree."""
    return CategoryField(label=label, **more)


class CollectionField(CategoryField):
    """A collection by the last part of its address."""

    def clean(self, value: Any) -> str:
        """The collection, if there is one; whether it is online that day is checked apart."""
        typed = forms.CharField.clean(self, value).strip()
        if typed and not Collection.objects.filter(slug=slug_of(typed)).exists():
            raise forms.ValidationError(
                _("Aucune collection n'a l'adresse « {slug} ».").format(slug=slug_of(typed))
            )
        return typed

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.widget.attrs["data-find"] = "collections"


def collection(label: Any = COLLECTION, **more: Any) -> CollectionField:
    """A collection of products."""
    return CollectionField(label=label, **more)
