"""What an editor types of a page beside its blocks: its address, its words, its days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalog.models import Collection
from catalog.tree import tree
from marketing.blocks import fields
from marketing.gatherings import shown as dates
from marketing.models import Page, Version
from marketing.models.page import whom
from marketing.pages import addresses, previews
from marketing.segments import segments

OFFERED = (
    Page.Kind.LANDING,
    Page.Kind.HOUSE,
    Page.Kind.CATEGORY,
    Page.Kind.COLLECTION,
    Page.Kind.HELP,
    Page.Kind.HELP_SELLER,
    Page.Kind.GATHERING,
)
TAKEN = ("vendeurs", "avis")  # addresses below « /aide/ » that are no pages of help


class PageForm(forms.Form):
    """A new page: what it is, and where."""

    kind = forms.ChoiceField(
        label=_("Genre"), choices=[(kind.value, kind.label) for kind in OFFERED]
    )
    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Pour vous y retrouver : « Noël 2026 ».")
    )
    slug = forms.SlugField(
        label=_("Adresse"),
        max_length=80,
        required=False,
        help_text=_(
            "La fin de l'adresse, en minuscules et sans accents. Laissez vide : « Noël 2026 » sera"
            " à « noel-2026 ». Au-dessus d'un rayon ou d'une collection, sous un rendez-vous :"
            " la fin de la sienne."
        ),
        error_messages={
            "invalid": _(
                "L'adresse s'écrit en minuscules, sans accents ni espaces : « noel-2026 »."
            )
        },
    )

    def clean(self):
        """What stands above a list, or under a date, has the address of that; a page else that of
        its name.
        """
        if not self.cleaned_data.get("slug") and "slug" not in self.errors:
            self.cleaned_data["slug"] = slugify(self.cleaned_data.get("name", ""))[:80]
        kind, slug = self.cleaned_data.get("kind"), self.cleaned_data.get("slug", "")
        if not slug and not self.errors:
            self.add_error("slug", _("Ce nom ne donne aucune adresse : écrivez-en une."))
        if kind == Page.Kind.CATEGORY and slug and slug not in tree().by_slug:
            self.add_error(
                "slug", _("Aucun rayon ouvert n'a l'adresse « {slug} ».").format(slug=slug)
            )
        if kind == Page.Kind.HELP and slug in TAKEN:
            self.add_error("slug", _("L'adresse « {slug} » est prise.").format(slug=slug))
        if kind == Page.Kind.COLLECTION and slug and not _is_collection(slug):
            self.add_error(
                "slug", _("Aucune collection n'a l'adresse « {slug} ».").format(slug=slug)
            )
        if kind == Page.Kind.GATHERING and slug and not dates.public().filter(slug=slug).exists():
            self.add_error(
                "slug", _("Aucun rendez-vous publié n'a l'adresse « {slug} ».").format(slug=slug)
            )
        return self.cleaned_data


def _is_collection(slug: str) -> bool:
    return Collection.objects.filter(slug=slug).exists()


def _segments() -> list[tuple[str, str]]:
    audience = Version.Audience.SEGMENT.value
    return [(whom(audience, pk), name) for pk, name in segments.offered()]


def _audiences() -> list:
    """Everybody and those whom the house tells apart, then the segments by name."""
    plain = [one for one in Version.Audience.choices if one[0] != Version.Audience.SEGMENT]
    own = _segments()
    return [*plain, (_("Membres d'un segment"), own)] if own else plain


class HeadForm(forms.ModelForm):
    """The page's title and description in both languages, and who sees it."""

    audience = forms.ChoiceField(
        label=_("Pour qui"),
        required=False,
        choices=_audiences,
        help_text=_(
            "De plusieurs versions en ligne, chacun voit la plus étroite dont il est : un segment"
            " passe avant les clients, les clients avant tout le monde."
        ),
    )

    class Meta:
        model = Version
        fields = ("title", "title_en", "description", "description_en", "audience")
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "description_en": forms.Textarea(attrs={"rows": 2}),
        }

    @classmethod
    def of(cls, version: Version) -> HeadForm:
        """What a version says itself: of what is told elsewhere, only who sees it."""
        form = cls(instance=version)
        if version.page.kind in addresses.WITHIN:
            form.fields = {"audience": form.fields["audience"]}
        return form

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["audience"] = self.instance.whom
        if self.instance.segment and self.instance.segment.retired_at:
            own: Any = self.fields["audience"]
            own.choices = [*own.choices, (self.instance.whom, self.instance.whom_told)]
        # some pages go live without one: they have the name of the house, or of what they are about
        if "title" in self.fields:
            self.fields["title"].required = self.instance.page.kind not in addresses.UNTITLED
        for name, length in (("title", 60), ("title_en", 60)):
            self.fields[name].help_text = _("{most} signes environ.").format(most=length)
        for name in ("description", "description_en"):
            self.fields[name].help_text = _(
                "Une ou deux phrases, que les moteurs et les réseaux montrent sous le titre."
            )


class DaysForm(forms.Form):
    """When a version is shown. `revision` is the one that was read."""

    starts_at = fields.moment(
        _("En ligne le"), help_text=_("Heure de Paris. Laissez vide pour maintenant.")
    )
    ends_at = fields.moment(
        _("Jusqu'au"),
        help_text=_("Laissez vide pour qu'elle reste : elle remplace alors la précédente."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class SightForm(forms.Form):
    """Whose eyes a preview lends: on which day, in which language, on which screen."""

    at = fields.moment(_("Le"), help_text=_("Heure de Paris. Laissez vide pour maintenant."))
    audience = forms.ChoiceField(
        label=_("Pour"),
        required=False,
        choices=previews.eyes,
    )
    language = forms.ChoiceField(
        label=_("En"), choices=[("fr", _("français")), ("en", _("anglais"))], required=False
    )
    screen = forms.ChoiceField(
        label=_("Sur"),
        choices=[("", _("un ordinateur")), ("phone", _("un téléphone"))],
        required=False,
    )
