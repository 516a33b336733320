"""What is typed of a short link, and of what is to be shared."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from marketing.blocks import fields
from marketing.merchandising.forms import Named
from marketing.models import Article, Channel, Picture, Post

ONE = _("Choisissez une seule chose : un produit, une collection ou un article.")
MARK = re.compile(r"[a-z0-9][a-z0-9_.-]*")


class MarkField(forms.CharField):
    """A mark that statistics read: lower case, digits and hyphens."""

    def __init__(self, **options):
        super().__init__(max_length=40, required=False, **options)

    def clean(self, value):
        """The mark in small letters."""
        mark = super().clean(value).strip().lower()
        if mark and not MARK.fullmatch(mark):
            raise forms.ValidationError(
                _("Écrivez-la en minuscules, sans accents ni espaces : « noel-2026 ».")
            )
        return mark


class LinkForm(forms.Form):
    """A short link of the house."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=80,
        help_text=_("Pour la liste : « Affiche du marché de Lille »."),
    )
    path = forms.CharField(
        label=_("Mène à"),
        max_length=400,
        widget=forms.TextInput(attrs={"data-find": "links", "spellcheck": "false"}),
        help_text=_("Une page publique du site : « /collections/noel/ », ou son adresse collée."),
    )
    source = MarkField(label=_("Source"), help_text=_("D'où l'on vient : instagram, affiche."))
    medium = MarkField(label=_("Support"), help_text=_("De quelle sorte : social, papier, e-mail."))
    campaign = MarkField(label=_("Campagne"), help_text=_("Pour quoi : noel-2026."))
    ends_at = fields.moment(
        _("Jusqu'au"), help_text=_("Heure de Paris. Laissez vide pour un lien sans fin.")
    )


class ShopLinkForm(forms.Form):
    """A short link of a shop, to itself or to one of its sheets."""

    path = forms.ChoiceField(label=_("Mène à"))
    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Pour vous : « Carte de visite ».")
    )
    source = MarkField(label=_("Source"), help_text=_("D'où l'on vient : instagram, affiche."))

    def __init__(self, *args, paths: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.fields["path"].choices = paths


class KitForm(forms.Form):
    """What is to be shared: one thing."""

    product = Named(kind="products", most=1, label=_("Un produit"))
    collection = fields.collection(_("ou une collection"))
    article = Named(kind="stories", most=1, label=_("ou un article"))

    def clean(self):
        """The kind and the address of the one thing that was named."""
        data = super().clean()
        data["about"] = _about(self, data)
        if data["about"] is None and not self.errors:
            raise forms.ValidationError(ONE)
        return data


def _about(form: forms.Form, data: dict) -> tuple[str, str] | None:
    """The kind and address of the one thing that fields name; None for none. Two are an error."""
    named = []
    if key := next(iter(data.get("product") or []), None):
        named.append(("produit", Product.objects.filter(pk=key).values_list("slug", flat=True)))
    if typed := data.get("collection"):
        named.append(("collection", [fields.slug_of(typed)]))
    if key := next(iter(data.get("article") or []), None):
        named.append(("article", Article.objects.filter(pk=key).values_list("slug", flat=True)))
    slugs = [(kind, slug) for kind, found in named for slug in found]
    if len(slugs) > 1:
        form.add_error(None, ONE)
    return slugs[0] if len(slugs) == 1 else None


class PostForm(forms.Form):
    """A post for a channel: words, a picture, a page, a moment."""

    channel = forms.ModelChoiceField(
        label=_("Canal"), queryset=Channel.objects.filter(is_open=True).order_by("name")
    )
    text = forms.CharField(
        label=_("Texte"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Le lien court s'ajoute à la fin."),
    )
    text_en = forms.CharField(
        label=_("Texte (anglais)"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    product = Named(kind="products", most=1, label=_("La carte d'un produit"))
    collection = fields.collection(_("ou celle d'une collection"))
    article = Named(kind="stories", most=1, label=_("ou celle d'un article"))
    size = forms.ChoiceField(label=_("Format de la carte"), choices=Post.Size.choices)
    picture = Named(kind="pictures", most=1, label=_("ou une image de la bibliothèque, sans carte"))
    leads = forms.CharField(
        label=_("Le lien mène à"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"data-find": "links", "spellcheck": "false"}),
        help_text=_("Vide : la page de ce que montre la carte."),
    )
    planned_at = fields.moment(_("Prévue le"), help_text=_("Heure de Paris."))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        """What the picture is: a card of one thing, or one of the library."""
        data = super().clean()
        data["about"], data["slug"] = _about(self, data) or ("", "")
        key = next(iter(data.get("picture") or []), None)
        data["picture"] = Picture.objects.filter(pk=key).first() if key else None
        if data["about"] and data["picture"]:
            self.add_error("picture", _("Une carte ou une image : gardez l'une des deux."))
        return data

    @staticmethod
    def of(post: Post) -> dict:
        """What the form of a post begins with."""
        named = {"produit": "product", "collection": "collection", "article": "article"}
        values = {
            name: getattr(post, name)
            for name in ("channel", "text", "text_en", "size", "planned_at", "revision")
        }
        if post.about:
            values[named[post.about]] = _line(post)
        if post.picture:
            values["picture"] = f"#{post.picture.pk} {post.picture}"
        values["leads"] = post.link.path if post.link else ""
        return values


class WhenForm(forms.Form):
    """Another moment."""

    planned_at = forms.DateTimeField(
        label=_("Prévue le"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Heure de Paris."),
    )


class SeenForm(forms.Form):
    """An approval of what was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class OutForm(forms.Form):
    """Where a post is."""

    url = forms.CharField(
        label=_("Adresse de la publication"),
        max_length=200,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


def _line(post: Post) -> str:
    """The thing of a card as its field names it."""
    if post.about == "collection":
        return f"/collections/{post.slug}/"
    model = Product if post.about == "produit" else Article
    row = model.objects.filter(slug=post.slug).only("pk", "title").first()
    return f"#{row.pk} {row.title}" if row else ""
