"""The console's pages about the house: brand, company, rules, legal texts."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.moderation import rescan
from marketplace.console import chapters, governed, sayings, texts
from marketplace.shared import (
    clock,
    mediators,
    policy,
    proposals,
    rules,
    telephones,
    units,
)
from marketplace.shared.admin import Editable, Verb, present, register
from marketplace.shared.audience import is_operator
from marketplace.shared.models import (
    Brand,
    LegalEntity,
    LegalText,
    Rules,
)
from marketplace.shared.shown import AgainstShown, OnlyChanged
from marketplace.shared.typed import MotiveField
from sellers.application import agreements

GOVERNED = [
    name for _subject, names in rules.subjects() for name in names if name not in rules.at_once()
]


class OneRow(Editable):
    """A page for the only row of its model; its list has nothing to choose from."""

    def changelist_view(self, request, extra_context=None):
        """Lead to the row itself."""
        only = self.model.objects.order_by("pk").first()
        if only is None or request.GET or not self.has_view_permission(request, only):
            return super().changelist_view(request, extra_context)
        return redirect(f"admin:{self.url_name('change')}", only.pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Title the page by its subject: there is no list above it."""
        title = capfirst(str(self.opts.verbose_name))
        extra = {"title": title, "only_row": True, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def has_add_permission(self, request):
        """Only while there is no row."""
        return super().has_add_permission(request) and not self.model.objects.exists()

    def save_model(self, request, obj, form, change):
        """Every process reads the changed row again."""
        super().save_model(request, obj, form, change)
        policy.forget()


class BrandForm(AgainstShown, forms.ModelForm):
    """The words of the brand: those that were changed obey the charter, the others stay."""

    def clean(self):
        """Refuse forbidden words; what was left as it was shown is as others wrote it since."""
        values = super().clean()
        for name in self.fields.keys() & values.keys():
            if name not in self.changed_data:
                values[name] = self._standing(name)
                continue
            for wrong in sayings.forbidden(values[name], path=""):
                self.add_error(name, wrong)
        return values


@register(Brand)
class BrandAdmin(OneRow):
    """The name and the words of the brand; how it looks has versions (looks.py)."""

    adding = _("Décrire la marque")
    role = "editorial"
    form = BrandForm
    fields = ("name", "baseline", "baseline_en", "announcement", "announcement_en")


class Why(OnlyChanged, forms.ModelForm):
    """Values to propose, with the reason."""

    because = MotiveField()


class EntityForm(Why):
    """The company as it would be."""

    class Meta:
        model = LegalEntity
        fields = "__all__"

    def clean_mediator(self):
        """A mediator whom consumers can write to."""
        text = self.cleaned_data["mediator"]
        if text and "mediator" in self.changed_data:
            mediators.check(text)
        return text

    def clean_phone(self):
        """A number that can be read one way."""
        typed = self.cleaned_data["phone"]
        is_new = typed and "phone" in self.changed_data
        return telephones.shown(telephones.one(typed)) if is_new else typed

    def clean(self):
        """Reject identifiers that no French register could have issued."""
        values = super().clean()
        if not self.errors:
            for name, refusal in governed.wrong_company(values).items():
                self.add_error(name, str(refusal))
        return values


class WithinBounds(forms.BaseForm):
    """Settings of the rules, each within its bounds, with what its change would reach."""

    def __init__(self, *args, **values):
        super().__init__(*args, **values)
        owners = rules.owners()
        for name, asked in self.fields.items():
            reached = chapters.touched(name) if name in owners else ""
            asked.help_text = f"{asked.help_text} {reached}".strip()

    def clean(self):
        """Reject values outside the bounds of their setting."""
        values = super().clean()
        for name, wrong in rules.wrong(values).items():
            self.add_error(name, wrong)
        return values


def _hint(name: str):
    return lazy(lambda: units.hint(rules.column(name)), str)()


class AtOnce(WithinBounds, forms.ModelForm):
    """Settings that move neither money nor rights, saved without a proposal."""

    class Meta:
        help_texts = {name: _hint(name) for name in rules.owners()}

    def __init__(self, *args, initial=None, **values):
        standing = rules.standing(rules.at_once())
        super().__init__(*args, initial={**standing, **(initial or {})}, **values)


class Proposed(WithinBounds, OnlyChanged, forms.Form):
    """The rules about money and delays as they would be, by subject."""

    def groups(self):
        """The settings under their subjects, then the reason."""
        for subject, names in rules.subjects():
            asked = [self[name] for name in names if name in self.fields]
            if asked:
                yield subject, asked
        yield "", [self["because"]]


def _asking(form, names, **last):
    """A form with these settings, each as its own row describes it."""
    asked = {name: units.formfield(rules.column(name)) for name in names}
    return type(form.__name__, (form,), {"__module__": __name__, **asked, **last})


AtOnceForm = _asking(AtOnce, rules.at_once())
RulesForm = _asking(Proposed, GOVERNED, because=Why.base_fields["because"])


def _propose(kind: str):
    def run(row, request, data):
        change = proposals.propose(
            kind,
            row.pk,
            after={name: value for name, value in data.items() if name != "because"},
            because=data["because"],
            **present(request),
        )
        return told(request, row, change)

    return run


def told(request, row, change):
    """Back to the row, saying whether the change is done or must wait."""
    if change is None:
        messages.success(request, _("Le changement est en vigueur."))
    else:
        messages.info(request, proposals.told(change))
    return redirect(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


class Governed(OneRow):
    """The only row of its model; what bears on money in it changes by proposal."""

    addable = False

    def changelist_view(self, request, extra_context=None):
        """Create the row with the default values when it is missing."""
        if not self.model.objects.exists():
            self.model.objects.create()
        return super().changelist_view(request, extra_context)


@register(LegalEntity)
class LegalEntityAdmin(Governed):
    """The company behind the marketplace."""

    role = "finance"
    editable = False
    verbs = (
        Verb(
            "propose",
            _("Proposer un changement"),
            _propose(governed.ENTITY),
            role="finance",
            sensitive=True,
            form=EntityForm,
            initial=model_to_dict,
            sentence=lambda row: proposals.how(governed.ENTITY),
        ),
    )


@register(Rules)
class RulesAdmin(Governed):
    """Delays and thresholds: the rows of every app, on one page."""

    role = "finance"
    form = AtOnceForm
    change_form_template = "admin/house/rules.html"
    verbs = (
        Verb(
            "propose",
            _("Proposer un changement"),
            _propose(governed.RULES),
            role="finance",
            sensitive=True,
            form=RulesForm,
            initial=lambda row: {
                name: units.written(rules.column(name), value)
                for name, value in rules.standing(GOVERNED).items()
            },
            sentence=lambda row: proposals.how(governed.RULES),
        ),
    )

    def get_fieldsets(self, request, obj=None):
        """Only what is changed at once is typed here; all else is proposed."""
        return [(_("Ce qui se change aussitôt"), {"fields": rules.at_once()})]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """All rules as sentences, by chapter."""
        extra = {"chapters": chapters.chapters(), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def changelist_view(self, request, extra_context=None):
        """Create the missing rows with the default values."""
        rules.lay(clock.now())
        return super().changelist_view(request, extra_context)

    def response_change(self, request, obj):
        """Say that nothing changed when nothing did: rules about money are not saved here."""
        if request.unchanged:
            messages.info(
                request,
                _(
                    "Rien n'a changé : ce qui porte sur l'argent ou les délais se change par "
                    "« Proposer un changement »."
                ),
            )
            return redirect("admin:shared_rules_change", obj.pk)
        return super().response_change(request, obj)

    def save_model(self, request, obj, form, change):
        """Rules for sheets may have changed: those online are checked again."""
        request.unchanged = not form.changed_data
        if request.unchanged:
            return
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        rules.change_at_once(values, house=obj, **present(request))
        changed = [rescan.FIGURES[name] for name in form.changed_data if name in rescan.FIGURES]
        if changed:
            rescan.ask(obj, changed, by=request.user, at=clock.now())
            messages.info(request, rescan.ASKED)


def _what_publishing_does(text) -> str:
    """That it is final, and which sellers are written to."""
    final = gettext(
        "Une version publiée ne peut plus être modifiée : elle engage la place de marché."
    )
    count = agreements.concerned(text.kind)
    if not count:
        return final
    told = ngettext(
        "Elle concerne {count} boutique : ses responsables reçoivent une lettre qui dit où la lire"
        " et l'accepter.",
        "Elle concerne {count} boutiques : leurs responsables reçoivent une lettre qui dit où la"
        " lire et l'accepter.",
        count,
    ).format(count=count)
    return f"{final} {told}"


@register(LegalText)
class LegalTextAdmin(Editable):
    """Legal texts: a draft is edited, a published version never changes."""

    adding = _("Écrire un texte légal")
    role = "editorial"
    readers = ("sellers", "support", "finance", "moderation")  # what was agreed to, word for word
    by_row = True
    list_display = ("kind", "version", "title", "published_at")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    verbs = (
        Verb(
            "redraft",
            _("Préparer la version suivante"),
            lambda row, request, data: redirect(
                "admin:shared_legaltext_change", texts.redraft(row).pk
            ),
            role="editorial",
            when=lambda row: row.published_at is not None,
            sentence=_(
                "Un brouillon reprend ce texte ; celui-ci reste en vigueur jusqu'à sa publication."
            ),
        ),
        Verb(
            "publish",
            _("Publier cette version"),
            lambda row, request, data: texts.publish(row, by=request.user, at=clock.now()),
            role="editorial",
            sensitive=True,
            when=lambda row: row.published_at is None,
            tone="positive",
            sentence=_what_publishing_does,
            done=_("Le texte est publié."),
        ),
    )

    def get_queryset(self, request):
        """Drafts are for those who write them."""
        texts_here = super().get_queryset(request)
        if is_operator(request.user, self.role):
            return texts_here
        return texts_here.filter(published_at__isnull=False)

    def has_view_permission(self, request, obj=None):
        """Drafts are for those who write them."""
        may = super().has_view_permission(request, obj)
        is_out = obj is None or obj.published_at is not None
        return may and (is_out or is_operator(request.user, self.role))

    def get_readonly_fields(self, request, obj=None):
        """The version is numbered by us; a draft stays a draft of the same text."""
        return ("version", "published_at", *(("kind",) if obj else ()))

    def save_model(self, request, obj, form, change):
        """A new draft is the next version of its text."""
        if not change:
            obj.version = texts.next_version(obj.kind)
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        """Drafts only: a published version binds the house."""
        return super().has_change_permission(request, obj) and (
            obj is None or obj.published_at is None
        )
