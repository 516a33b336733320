"""The console's page about the tree: what it holds, in which order, under which policy."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.aisles import aisles
from catalog.models import Category
from catalog.moderation import rescan
from marketplace.shared import clock
from marketplace.shared.admin import Editable, Page, Verb, register
from marketplace.shared.states import Refusal


class CategoryForm(forms.ModelForm):
    """A category and where it lies."""

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

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        parents = Category.objects.order_by("path")
        self.old_parent = None
        if self.instance.pk:
            # neither itself nor anything beneath it may become its parent
            parents = parents.exclude(path__startswith=self.instance.path)
            self.old_parent = Category.objects.get_parent(self.instance)
            self.fields["parent"].initial = self.old_parent
        self.fields["parent"].queryset = parents
        self.fields["parent"].label_from_instance = lambda category: (
            "\u2003" * (category.depth - 1) + category.name
        )


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
    list_filter = ("policy", "vat_class")
    search_fields = ("name", "name_en", "slug")
    ordering = ("path",)
    prepopulated_fields = {"slug": ("name",)}
    list_per_page = 400
    change_list_template = "admin/catalog/category_list.html"
    pages = (Page("<int:pk>/ordre/<slug:way>/", "shift", "shift", role="moderation"),)
    verbs = (
        Verb(
            "remove",
            _("Supprimer"),
            lambda category, request, data: _removed(category),
            role="moderation",
            tone="danger",
            sentence=_("Seule une catégorie vide peut être supprimée."),
        ),
    )

    def shift(self, request, row, way: str):
        """Exchange a category with the sister before or after it."""
        if way not in ("monter", "descendre"):
            raise Http404
        if request.method == "POST":
            aisles.shift(row, up=way == "monter")
        return redirect("admin:catalog_category_changelist")

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
                aisles.move(obj, parent)
        except Refusal as refusal:
            messages.error(request, str(refusal))

    @admin.display(description=_("catégorie"))
    def indented(self, category):
        """The name, further right the deeper it lies."""
        return "\u2003" * (category.depth - 1) + category.name

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
            _now("Monter {name}").format(name=category.name),
            down,
            _now("Descendre {name}").format(name=category.name),
        )


def _removed(category: Category):
    aisles.remove(category)
    return redirect("admin:catalog_category_changelist")
