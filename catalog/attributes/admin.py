"""The console's pages about attributes: what may be said of goods, in which words, and where."""

from __future__ import annotations

import json
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import redirect
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.attributes import definitions, lacks, losing, unread
from catalog.attributes.filtering import OWN_PARAMETERS
from catalog.attributes.vocabulary import EXACT, Phrase, phrase
from catalog.models import (
    Attribute,
    AttributePlace,
    AttributeUnread,
    AttributeValue,
    Category,
)
from marketplace.shared import clock
from marketplace.shared.admin import House, Verb, present, register
from marketplace.shared.english import English, missing
from marketplace.shared.folding import fold
from marketplace.shared.language import shipped
from marketplace.shared.templatetags.ui import dated, figure
from marketplace.shared.typed import LinesField

SAME_NAME = _(
    "Deux valeurs portent le même nom : la ligne {line} est déjà « {name} ». Changez-le, ou"
    " supprimez l'une des deux."
)
SAME_WORDS = _(
    "« {words} » est déjà un mot de la ligne {line}, « {name} » : deux valeurs ne peuvent pas avoir"
    " les mêmes mots. Retirez-les de l'une des deux."
)
SAME_ADDRESS = _(
    "La ligne {line}, « {name} », a déjà cette adresse de filtre : écrivez-en une autre, ou"
    " supprimez l'une des deux."
)
PRESUMED = _(
    "Ce que toute fiche d'ici a, même sans le dire. Pour en choisir plusieurs, maintenez Ctrl (ou"
    " Cmd)."
)
NOTHING_TO_PRESUME = _("Ajoutez d'abord des valeurs à cette caractéristique, et enregistrez.")
STAYS = _("Elles restent en ligne ; leurs vendeurs sont invités à compléter.")


class BoundsField(forms.CharField):
    """Whole numbers above zero, in their order, written with commas."""

    def prepare_value(self, value):
        """A list as it is written."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        """The numbers; a sentence where one is not."""
        texts = super().clean(value).replace(";", ",").split(",")
        bounds = [text.strip() for text in texts if text.strip()]
        if not all(bound.isdecimal() and 0 < int(bound) < 10**9 for bound in bounds):
            raise forms.ValidationError(
                _("Écrivez des nombres entiers séparés par des virgules : 150, 300, 500.")
            )
        return sorted({int(bound) for bound in bounds})

    def has_changed(self, initial, data):
        """Other numbers, not other spaces."""
        try:
            return self.clean(data) != (initial or [])
        except forms.ValidationError:
            return True


class AttributeForm(forms.ModelForm):
    """An attribute; its key stands in the addresses of lists."""

    buckets = BoundsField(
        label=_("Bornes des tranches"),
        required=False,
        help_text=_("Pour un nombre qui filtre : 150, 300, 500, dans l'unité choisie."),
    )

    class Meta:
        model = Attribute
        fields = (
            "label",
            "label_en",
            "key",
            "kind",
            "names",
            "help",
            "help_en",
            "example",
            "unit",
            "buckets",
            "facet",
            "is_axis",
            "prices",
            "is_private",
            "law",
        )
        widgets = {"names": forms.Textarea(attrs={"rows": 4})}

    def clean_key(self):
        """A key that no list already uses for something else."""
        key = self.cleaned_data["key"]
        if key in OWN_PARAMETERS:
            raise forms.ValidationError(
                _("« %(key)s » sert déjà aux listes : choisissez une autre adresse."),
                params={"key": key},
            )
        return key


class Lines(admin.TabularInline):
    """Rows written on the page of their attribute, by whoever may write it."""

    extra = 1

    def has_add_permission(self, request, obj=None) -> bool:
        """Whoever writes attributes."""
        return self.admin_site.get_model_admin(Attribute).has_change_permission(request)

    def has_change_permission(self, request, obj=None) -> bool:
        """Whoever writes attributes."""
        return self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Whoever writes attributes."""
        return self.has_add_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever sees the page sees its rows."""
        return True

    def formfield_for_dbfield(self, db_field, request, **options):
        """A field of a table bears its column's name, for whoever does not see the table.

        A choice of rows is a choice: what can be chosen has a page of its own in the menu.
        """
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None:
            field.widget = getattr(field.widget, "widget", field.widget)  # a choice is wrapped
            field.widget.attrs["aria-label"] = db_field.verbose_name
        return field


class ValueForm(forms.ModelForm):
    """A value; its address in lists is made of its name when nobody writes one."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["key"].required = False

    def clean(self):
        """Fill in the address that was left empty; what is wrong with it is said of the name then,
        which alone was written.
        """
        data = super().clean()
        self.is_named_only = not data.get("key") and "key" not in self.errors
        label = data.get("label", "")
        if label and not data.get("key") and "key" not in self.errors:
            data["key"] = slugify(label)[:60]
            if not data["key"]:  # a name of signs alone
                self.add_error("key", _now("Écrivez cette adresse en lettres ou en chiffres."))
        return data


class ValueForms(forms.BaseInlineFormSet):
    """The values of an attribute, each its own."""

    def validate_unique(self):
        """Say at its field which line another one repeats, by its name or by its address."""
        lines = [
            (rank, form)
            for rank, form in enumerate(self.forms, 1)
            if form.cleaned_data.get("label") and not form.cleaned_data.get("DELETE")
        ]
        for column, told, sentence in (
            ("label", _as_named, SAME_NAME),
            ("key", str, SAME_ADDRESS),
        ):
            first: dict[str, tuple[int, str]] = {}
            for rank, form in lines:
                if form.errors:
                    continue
                value = told(form.cleaned_data.get(column) or "")
                if value in first:
                    line, name = first[value]
                    if column == "key" and form.is_named_only:
                        form.add_error("label", SAME_NAME.format(line=line, name=name))
                    else:
                        form.add_error(column, sentence.format(line=line, name=name))
                elif value:
                    first[value] = (rank, form.cleaned_data["label"])
        self._refuse_shared_words(lines)

    def _refuse_shared_words(self, lines: list) -> None:
        """Words that two values claim mean neither: said where they were just written."""
        first: dict[Phrase, tuple[int, str]] = {}
        # what stood there already is read first: who comes new is in the wrong
        for rank, form in sorted(lines, key=lambda line: bool(WRITTEN & {*line[1].changed_data})):
            if form.errors:
                continue
            label = form.cleaned_data["label"]
            for column, text in _words_of(form.cleaned_data):
                words = phrase(text)
                line, name = first.setdefault(words, (rank, label))
                is_new = not form.instance.pk or column in form.changed_data
                if words and line != rank and is_new and column not in form.errors:
                    form.add_error(column, SAME_WORDS.format(words=text, line=line, name=name))

    def save_new(self, form, commit=True):  # noqa: FBT002 (Django's signature)
        """A value without an order of its own comes last."""
        if "position" not in form.changed_data:
            placed = [one.instance.position for one in self.forms if one.instance.label]
            form.instance.position = max(placed, default=0) + 1
        return super().save_new(form, commit=commit)


WRITTEN = {"label", "names"}


def _as_named(text: str) -> str:
    """A name as it is compared: without accents, capitals and the number of its spaces."""
    return " ".join(fold(text).split())


def _words_of(data: dict) -> list[tuple[str, str]]:
    """All the words that mean a value, each with the column where they are written; none of a line
    whose own is wrong.
    """
    names = (data.get("names") or "").splitlines()
    said = (name.strip().removeprefix(EXACT).strip() for name in names)
    return [("label", data.get("label", "")), *(("names", name) for name in said if name)]


class ValueInline(Lines):
    """The values an attribute may take."""

    model = AttributeValue
    adding = _("Ajouter une valeur")
    form = ValueForm
    formset = ValueForms
    fields = ("label", "label_en", "key", "names", "swatch", "position")
    formfield_overrides = {
        models.CharField: {"widget": forms.TextInput(attrs={"size": 14})},
        models.SlugField: {"widget": forms.TextInput(attrs={"size": 12})},
        models.TextField: {
            "form_class": LinesField,
            "widget": forms.Textarea(attrs={"rows": 2, "cols": 22}),
        },
    }

    def formfield_for_dbfield(self, db_field, request, **options):
        """A swatch is seven signs; a synonym may say the very same thing."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "names":
            field.help_text = _(
                "Un par ligne. Celui qui dit exactement la même chose commence par « = » : les"
                " acheteurs lisent alors le nom de la valeur, et non le mot du vendeur."
            )
        if db_field.name == "swatch":
            field.widget.attrs["size"] = 7
        return field


class PlaceForms(forms.BaseInlineFormSet):
    """The places of an attribute: what becomes obligatory, or is read in another unit, is saved
    once its reach was read.
    """

    TOLD = "reach-read"
    reach: dict | None = None  # what is read before it is confirmed

    def clean(self):
        """Say how many sheets would lack it, or be read anew, once for the same answer."""
        super().clean()
        if any(self.errors):
            return
        asked = [form for form in self.forms if self._is_new_duty(form)]
        reread = self._reread()
        key = " ".join(
            [
                *(
                    f"{form.instance.category_id}:{form.cleaned_data.get('required_since') or ''}"
                    for form in asked
                ),
                *([f"unit:{self.instance.unit}"] if reread else []),
            ]
        )
        if key and self.data.get(self.TOLD) != key:
            self.reach = self._reach(asked, key, reread)
            raise forms.ValidationError(" ".join(self.reach["told"]))

    def _reread(self) -> str:
        """What another unit does to what online sheets say already; nothing where none does."""
        before = Attribute.objects.filter(pk=self.instance.pk).first()
        if before is None or before.unit == self.instance.unit:
            return ""
        found = lacks.foreseen(before, None)
        said = found.read - found.sheets
        if not said:
            return ""
        values = {
            "count": figure(said),
            "before": before.get_unit_display(),
            "after": self.instance.get_unit_display(),
        }
        words = ngettext(
            "Unité, {before} → {after} : {count} fiche en ligne dit cette valeur et sera relue. Ce"
            " qui ne se convertit pas dans la nouvelle unité n'est plus compris, et les bornes des"
            " tranches s'y comptent.",
            "Unité, {before} → {after} : {count} fiches en ligne disent cette valeur et seront"
            " relues. Ce qui ne se convertit pas dans la nouvelle unité n'est plus compris, et les"
            " bornes des tranches s'y comptent.",
            said,
        ).format(**values)
        newest = "" if found.is_whole else _now("Seules les plus récentes sont comptées.")
        return f"{words} {newest}".strip()

    def confirming(self) -> dict | None:
        """What is to be confirmed, which is no mistake of whoever typed."""
        self.non_form_errors()
        if self.reach is not None:
            self._non_form_errors = self.error_class(renderer=self.renderer)
        return self.reach

    def _is_new_duty(self, form) -> bool:
        required = form.cleaned_data.get("level") == AttributePlace.Level.REQUIRED
        moved = {"level", "category"} & set(form.changed_data)
        return bool(required and moved and not form.cleaned_data.get("DELETE"))

    def _reach(self, asked: list, key: str, reread: str) -> dict:
        told, sheets = [reread] if reread else [], 0
        for form in asked:
            category = form.cleaned_data.get("category")
            found = lacks.foreseen(self.instance, category)
            sheets += found.sheets
            told.append(_foreseen(found, category, form.cleaned_data.get("required_since")))
        if sheets:
            told.append(str(STAYS))
            words = ngettext(
                "Confirmer : {count} fiche à compléter",
                "Confirmer : {count} fiches à compléter",
                sheets,
            ).format(count=figure(sheets))
        else:
            words = _now("Confirmer")
        return {"name": self.TOLD, "key": key, "told": told, "words": words}


def _foreseen(found: lacks.Foreseen, category: Category | None, since: date | None) -> str:
    """How many sheets lack what becomes obligatory, where and from when."""
    values = {
        "duty": _now("Obligatoire à partir du {day}").format(day=dated(since))
        if since and since > clock.today()
        else _now("Obligatoire"),
        "place": category.label if category else _now("toute la boutique"),
        "count": figure(found.sheets),
        "read": figure(found.read),
    }
    if not found.is_whole:
        words = _now(
            "{duty}, {place} : au moins {count} fiches en ligne ne la disent pas, parmi les {read}"
            " plus récentes."
        )
    elif found.sheets:
        words = ngettext(
            "{duty}, {place} : {count} fiche en ligne ne la dit pas, sur {read}.",
            "{duty}, {place} : {count} fiches en ligne ne la disent pas, sur {read}.",
            found.sheets,
        )
    else:
        words = _now("{duty}, {place} : aucune fiche en ligne n'y manque, sur {read}.")
    return words.format(**values)


class PresumedField(forms.MultipleChoiceField):
    """Values that sheets of a place have without saying so, chosen among those of the attribute."""

    def __init__(self, attribute: Attribute | None, **options):
        choices: list[tuple[str, object]] = []
        if attribute is not None and attribute.kind == Attribute.Kind.FLAG:
            choices = [("oui", _("Oui")), ("non", _("Non"))]
        elif attribute is not None:
            choices = [(value.key, str(value)) for value in attribute.values.all()]
        help_text = PRESUMED if choices else NOTHING_TO_PRESUME
        super().__init__(choices=choices, required=False, help_text=help_text, **options)
        self.widget.attrs["size"] = min(4, max(2, len(choices)))

    def prepare_value(self, value):
        """What is kept in one text, as the choices it names."""
        return _parted(value) if isinstance(value, str) else value

    def clean(self, value):
        """The choices, as they are kept."""
        return ", ".join(super().clean(value))

    def has_changed(self, initial, data):
        """Other values, in whatever order."""
        return {*_parted(initial or "")} != {*(data or [])}


def _parted(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


class PlaceInline(Lines):
    """Where an attribute matters, and how much."""

    model = AttributePlace
    adding = _("Ajouter une catégorie")
    verbose_name = _("catégorie")
    formset = PlaceForms
    fields = ("category", "level", "required_since", "presumed", "position")

    def get_formset(self, request, obj=None, **options):
        """The values that may be presumed are those of this attribute."""
        self._attribute = obj
        return super().get_formset(request, obj, **options)

    def formfield_for_dbfield(self, db_field, request, **options):
        """What is presumed is chosen from the list of values."""
        if db_field.name != "presumed":
            return super().formfield_for_dbfield(db_field, request, **options)
        field = PresumedField(self._attribute, label=capfirst(str(db_field.verbose_name)))
        field.widget.attrs["aria-label"] = db_field.verbose_name
        return field

    def formfield_for_foreignkey(self, db_field, request, **options):
        """Categories in the order of the tree, set in by their depth."""
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "category":
            field.queryset = Category.objects.order_by("path")
            field.empty_label = _("Toute la boutique")
            field.label_from_instance = lambda row: "\u2003" * (row.depth - 1) + row.label
        return field


class OfValues(English):
    """The same of attributes, whose values have names of their own."""

    VALUES = "valeurs"

    def lookups(self, request, model_admin):
        """Its own words lack, or those of a value, or nothing of its own does."""
        return [*super().lookups(request, model_admin), (self.VALUES, _("manque à des valeurs"))]

    def queryset(self, request, queryset):
        """By what each row, or its values, say."""
        if self.value() != self.VALUES:
            return super().queryset(request, queryset)
        values = AttributeValue.objects.filter(missing(AttributeValue))
        return queryset.filter(pk__in=values.values("attribute"))


@register(Attribute)
class AttributeAdmin(House):
    """What may be said of goods."""

    adding = _("Ajouter une caractéristique")
    role = "moderation"
    editable = addable = True
    form = AttributeForm
    inlines = (ValueInline, PlaceInline)
    list_display = ("label", "kind", "facet", "held", "is_axis", "lacking", "imposed")
    list_filter = ("kind", "is_axis", OfValues)
    search_fields = ("label", "label_en", "names", "values__label")
    change_list_template = "admin/catalog/english_list.html"
    change_form_template = "admin/catalog/attribute_form.html"
    ordering = ("label",)
    prepopulated_fields = {"key": ("label",)}
    list_per_page = 100

    def get_queryset(self, request):
        """Count the values of each attribute and the sheets without it, for the list."""
        missing = lacks.online().filter(attribute=OuterRef("pk")).order_by()
        without = missing.values("attribute").annotate(count=Count("pk")).values("count")
        attributes = super().get_queryset(request)
        return attributes.annotate(count=Count("values", distinct=True), without=Subquery(without))

    @admin.display(description=_("valeurs"), ordering="count")
    def held(self, attribute):
        """How many values it may take."""
        return attribute.count or ""

    @admin.display(description=_("fiches en ligne sans elle"), ordering="without")
    def lacking(self, attribute):
        """How many online sheets lack it where it is required, or will be."""
        return attribute.without or ""

    def render_change_form(self, request, context, *args, **options):
        """What becomes obligatory is confirmed as what it is: nothing was typed wrong."""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        for formset in formsets:
            reach = formset.confirming() if isinstance(formset, PlaceForms) else None
            if reach:
                left = helpers.AdminErrorList(context["adminform"].form, formsets)
                asked = next(
                    (n for n in ("_continue", "_addanother") if n in request.POST), "_save"
                )
                context |= {"errors": left, "reach": {**reach, "button": asked}}
        return super().render_change_form(request, context, *args, **options)

    @admin.display(description=_("texte qui l'impose"), ordering="law")
    def imposed(self, attribute):
        """By which law; those we ship with are named in the reader's language."""
        return shipped(attribute.law)

    def has_delete_permission(self, request, obj=None):
        """An attribute that nobody needs may go: what sellers wrote stays on their sheets."""
        return self.has_change_permission(request, obj)

    def save_related(self, request, form, formsets, change):
        """Once values and places are written too, have sheets read anew; not for nothing."""
        super().save_related(request, form, formsets, change)
        if not change:
            definitions.created(form.instance, **present(request))
        elif form.has_changed() or any(each.has_changed() for each in formsets):
            said = self.construct_change_message(request, form, formsets)
            words = LogEntry(change_message=json.dumps(said)).get_change_message()
            definitions.changed(form.instance, because=words, **present(request))

    def get_deleted_objects(self, objs, request):
        """What is lost in sentences, and what forbids it; no list of rows that nobody knows."""
        _rows, counts, lacking, _protected = super().get_deleted_objects(objs, request)
        return losing.told(objs), counts, lacking, losing.kept_by(objs)

    def delete_model(self, request, obj):
        """Remove it, and have sheets read without it."""
        definitions.changed(obj, **present(request))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Several at once go as one does: each is told, and sheets are read without it."""
        for attribute in queryset:
            self.delete_model(request, attribute)


class KnownValueForm(forms.Form):
    """Which value the words mean."""

    value = forms.ModelChoiceField(
        label=_("Valeur"), queryset=AttributeValue.objects.select_related("attribute")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        attribute = self.initial.get("attribute")
        if attribute is not None:
            self.fields["value"].queryset = attribute.values.all()


class NewValueForm(forms.Form):
    """What a new value is called."""

    label = forms.CharField(label=_("Nom"), max_length=80)
    label_en = forms.CharField(label=_("Nom (anglais)"), max_length=80, required=False)


@register(AttributeUnread)
class UnreadAdmin(House):
    """What sellers write that no value means yet."""

    role = "moderation"
    names = {"folded": _("mots, sans accents ni majuscules")}
    list_display = ("shown", "attribute", "sheets", "counted_at", "left_at")
    list_filter = (("left_at", admin.EmptyFieldListFilter), "attribute__kind")
    search_fields = ("shown", "attribute__label")
    list_select_related = ("attribute",)
    ordering = ("-sheets", "shown")
    verbs = (
        Verb(
            "adopter",
            _("C'est une valeur connue"),
            lambda row, request, data: _adopted(row, request, data),
            role="moderation",
            form=KnownValueForm,
            initial=lambda row: {"attribute": row.attribute},
            sentence=_(
                "Ces mots deviennent un synonyme : les fiches qui les emploient sont relues."
            ),
        ),
        Verb(
            "creer",
            _("C'est une nouvelle valeur"),
            lambda row, request, data: _created(row, request, data),
            role="moderation",
            form=NewValueForm,
            initial=lambda row: {"label": row.shown},
            sentence=_("La valeur rejoint la liste et les filtres ; les fiches sont relues."),
        ),
        Verb(
            "laisser",
            _("Laisser tel quel"),
            lambda row, request, data: unread.leave(row, at=present(request)["at"]),
            role="moderation",
            when=lambda row: row.left_at is None,
            sentence=_("Les fiches gardent ces mots ; ils ne sont plus signalés."),
            done=_("Ces mots restent tels quels et ne sont plus signalés."),
        ),
    )


def _adopted(row: AttributeUnread, request, data: dict):
    unread.adopt(row, data["value"], **present(request))
    messages.success(request, _now("Ces mots sont désormais un synonyme de la valeur."))
    return redirect("admin:catalog_attributeunread_changelist")


def _created(row: AttributeUnread, request, data: dict):
    unread.create(row, label=data["label"], label_en=data["label_en"], **present(request))
    messages.success(request, _now("La valeur est créée."))
    return redirect("admin:catalog_attributeunread_changelist")
