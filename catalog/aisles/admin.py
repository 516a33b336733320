"""The console's page about the tree: what it holds, in which order, under which policy."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.aisles import aisles, ruling
from catalog.aisles.drawings import DrawingField
from catalog.judging.screening import STRICT
from catalog.judging.spoken import SpokenForm
from catalog.models import Category
from catalog.moderation import rescan
from catalog.sheets import calling
from marketplace.shared import clock, kept_files, proposals
from marketplace.shared.admin import Editable, Page, Verb, present, register
from marketplace.shared.english import English
from marketplace.shared.shown import OnlyChanged
from marketplace.shared.states import Refusal
from marketplace.shared.typed import MotiveField


class CategoryForm(SpokenForm):
    """A category and where it lies."""

    spoken = ("name", "name_en", "intro", "intro_en")

    parent = forms.ModelChoiceField(
        label=_("Sous"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Premier niveau"),
    )

    class Meta:
        model = Category
        fields = (
            "name",
            "name_en",
            "slug",
            "parent",
            "icon",
            "image",
            "intro",
            "intro_en",
            "policy",
            "policy_note",
            "vat_class",
        )
        field_classes = {"image": kept_files.PictureField}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "icon" in self.fields:
            label, borne = self.fields["icon"].label, self.instance.icon
            self.fields["icon"] = DrawingField(label=label, borne=borne)
        parents = Category.objects.order_by("path")
        self.old_parent = None
        if self.instance.pk and "policy" in self.fields:
            # closing protects and is done at once; opening is proposed
            asked = self.fields["policy"]
            asked.choices = [
                (policy, label)
                for policy, label in Category.Policy.choices
                if STRICT[policy] >= STRICT[self.instance.policy]
            ]
            asked.help_text = _(
                "Une règle plus stricte vaut aussitôt ; une plus souple se propose, comme la classe"
                " de TVA, par « TVA ou règle : proposer »."
            )
        if self.instance.pk:
            # neither itself nor anything beneath it may become its parent
            parents = parents.exclude(path__startswith=self.instance.path)
            self.old_parent = Category.objects.get_parent(self.instance)
            self.fields["parent"].initial = self.old_parent
        self.fields["parent"].queryset = parents
        self.fields["parent"].label_from_instance = lambda category: (
            "\u2003" * (category.depth - 1) + category.label
        )


class RulingForm(OnlyChanged, forms.ModelForm):
    """The VAT and the rule of a category as they would be, with the reason."""

    because = MotiveField()

    class Meta:
        model = Category
        fields = ruling.FIELDS


@register(Category)
class CategoryAdmin(Editable):
    """The tree, in its order."""

    adding = _("Ajouter une catégorie")
    role = "moderation"
    names = {
        "path": _("place dans l'arbre"),
        "depth": _("niveau"),
        "numchild": _("sous-catégories"),
    }
    form = CategoryForm
    list_display = ("indented", "policy", "vat_class", "sheets", "moves")
    list_filter = ("policy", "vat_class", English)
    search_fields = ("name", "name_en", "slug")
    ordering = ("path",)
    prepopulated_fields = {"slug": ("name",)}
    list_per_page = 400
    change_list_template = "admin/catalog/category_list.html"
    change_form_template = "admin/catalog/category_form.html"
    pages = (Page("<int:pk>/ordre/<slug:way>/", "shift", "shift", role="moderation"),)
    verbs = (
        Verb(
            "propose",
            _("TVA ou règle : proposer"),
            lambda category, request, data: _proposed(category, request, data),
            role="moderation",
            sensitive=True,
            form=RulingForm,
            initial=lambda category: {name: getattr(category, name) for name in ruling.FIELDS},
            sentence=lambda category: f"{ruling.reached(category)} {proposals.how(ruling.RULING)}",
        ),
        Verb(
            "remove",
            _("Supprimer"),
            lambda category, request, data: _removed(category, request),
            role="moderation",
            tone="danger",
            sentence=_("Seule une catégorie vide peut être supprimée."),
        ),
    )

    def get_search_results(self, request, queryset, search_term):
        """By their names, and by the words of where they lie, in both languages or a synonym."""
        found, several = super().get_search_results(request, queryset, search_term)
        named = queryset.filter(pk__in=calling.holding(search_term))
        return found | named, several

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With what its sheets are asked to tell, its own and what it inherits."""
        row = self.get_object(request, unquote(object_id))
        told = aisles.characteristics(row) if row is not None else []
        extra = {"characteristics": told, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def shift(self, request, row, way: str):
        """Exchange a category with the sister before or after it."""
        if way not in ("monter", "descendre"):
            raise Http404
        if request.method == "POST":
            aisles.shift(row, up=way == "monter")
        return redirect("admin:catalog_category_changelist")

    def get_readonly_fields(self, request, obj=None):
        """Of a category that is there, the VAT changes by proposal only."""
        return ("vat_class",) if obj else ()

    def get_queryset(self, request):
        """Count the sheets of each category, for the list."""
        return super().get_queryset(request).annotate(held=Count("products"))

    def save_model(self, request, obj, form, change):
        """Write through the verbs, later: what changes a category concerns all beneath it."""
        request.category_change = (obj, form, change)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Let the admin check the form, then call the verbs outside its transaction."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        # set by `save_model` when the form was sound; a verb needs a transaction of its own
        if hasattr(request, "category_change"):
            self._write(request, *request.category_change)
        return answer

    def log_addition(self, request, obj, message):
        """Nothing to log here: saving the form writes nothing, the verbs do."""

    def log_change(self, request, obj, message):
        """Nothing to log here: saving the form writes nothing, the verbs do."""

    def response_add(self, request, obj, post_url_continue=None):
        """Return to the tree, not to the form of the new category."""
        return redirect("admin:catalog_category_changelist")

    def _write(self, request, obj, form, change) -> None:
        parent = form.cleaned_data["parent"]
        try:
            if not change:
                aisles.add(obj, parent)
                return
            fields = [name for name in form.changed_data if name != "parent"]
            if fields:
                aisles.change(obj, fields, by=request.user, at=clock.now())
                if "policy" in fields:
                    messages.info(request, rescan.ASKED)
            if parent != form.old_parent:
                aisles.move(obj, parent, by=request.user, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))

    @admin.display(description=_("catégorie"))
    def indented(self, category):
        """The name, further right the deeper it lies."""
        return "\u2003" * (category.depth - 1) + category.label

    @admin.display(description=_("fiches"))
    def sheets(self, category):
        """How many sheets it holds itself."""
        return category.held

    @admin.display(description=_("ordre"))
    def moves(self, category):
        """Two buttons of the list's own form."""
        up, down = (
            reverse("admin:catalog_category_shift", args=[category.pk, way])
            for way in ("monter", "descendre")
        )
        return format_html(
            '<button class="link-button" form="shift" formaction="{}" aria-label="{}">↑</button> '
            '<button class="link-button" form="shift" formaction="{}" aria-label="{}">↓</button>',
            up,
            _now("Monter {name}").format(name=category.label),
            down,
            _now("Descendre {name}").format(name=category.label),
        )


def _proposed(category: Category, request, data):
    change = proposals.propose(
        ruling.RULING,
        category.pk,
        after={name: value for name, value in data.items() if name in ruling.FIELDS},
        because=data["because"],
        **present(request),
    )
    messages.info(request, proposals.told(change))
    return redirect("admin:catalog_category_change", category.pk)


def _removed(category: Category, request):
    aisles.remove(category)
    messages.success(request, _now("La catégorie est supprimée."))
    return redirect("admin:catalog_category_changelist")
