"""The console's pages of the kit's own rows: brand, rules, texts, people, machine room."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter, site
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog import rescan
from marketplace import people, texts
from marketplace.shared import clock, contrast, events, files, policy
from marketplace.shared.admin import Because, Editable, House, Verb, register
from marketplace.shared.audience import OPERATOR_ROLES
from marketplace.shared.models import (
    Brand,
    Fact,
    GatewayNotice,
    Heartbeat,
    LegalEntity,
    LegalText,
    Pending,
    Proof,
    Rules,
    Sequence,
    User,
)
from marketplace.shared.states import Refusal

LOGO_ROOM = (960, 240)  # pixels: thrice the room it has on a page


class OneRow(Editable):
    """A page for the only row of its model."""

    def has_add_permission(self, request):
        """Only while there is none."""
        return super().has_add_permission(request) and not self.model.objects.exists()

    def save_model(self, request, obj, form, change):
        """Remember the change at once everywhere."""
        super().save_model(request, obj, form, change)
        policy.forget()


class BrandForm(forms.ModelForm):
    """The identity; its logo is checked and written anew, small enough for every page."""

    def clean_logo(self):
        """A picture of ours instead of the file that came; what was there before is left alone."""
        given = self.cleaned_data["logo"]
        if not isinstance(given, UploadedFile):
            return given
        given.seek(0)
        try:
            picture = files.read_picture(given.read(), most=LOGO_ROOM)
        except Refusal as known:
            raise forms.ValidationError(str(known)) from known
        name = f"logo-{picture.width}x{picture.height}-{picture.sha256[:12]}.{picture.extension}"
        return ContentFile(picture.content, name)


@register(Brand)
class BrandAdmin(OneRow):
    """Logo, hue, fonts: the tokens of the identity, softened where text could not be read."""

    role = "editorial"
    form = BrandForm
    fields = (
        "name", "baseline", "baseline_en", "logo", "shown", "hue", "chroma", "fonts", "radius",
        "announcement", "announcement_en",
    )
    readonly_fields = ("shown",)

    @admin.display(description=_("aperçu du logo"))
    def shown(self, row):
        """The logo by day and by night, as the pages wear it."""
        if not row.logo:
            return _("Sans logo, les pages montrent l'arche et le nom.")
        size = row.logo_size
        picture = format_html(
            '<img src="{}" alt="" width="{}" height="{}">', row.logo.url, size["width"], size["height"])
        return format_html_join(
            " ", '<span class="logo-shown" data-theme="{}">{}</span>', [("light", picture), ("dark", picture)])

    def save_model(self, request, obj, form, change):
        """Say what was changed so that every text stays readable."""
        super().save_model(request, obj, form, change)
        sentence = contrast.accent(obj.hue, contrast.from_dial(obj.chroma)).sentence
        if sentence:
            messages.warning(request, sentence)


@register(LegalEntity)
class LegalEntityAdmin(OneRow):
    """The company behind the marketplace."""

    role = "finance"


class RulesForm(forms.ModelForm):
    """The rules of the house within what makes sense: a slip of the hand stops no sale for a century."""

    BOUNDS = {
        "payment_minutes": (5, 24 * 60),
        "accept_hours": (1, 30 * 24),
        "withdrawal_days": (14, 365),
        "payout_hold_days": (0, 365),
        "presumed_delivery_days": (1, 90),
        "mandate_contest_days": (0, 365),
        "payout_minimum_cents": (0, 100_000),
        "payout_four_eyes_cents": (0, 1_000_000_000),
        "image_min_pixels": (100, 4000),
        "price_outlier_factor": (2, 1000),
    }

    def clean(self):
        """Say what is out of bounds, and the bounds."""
        values = super().clean()
        for name, (least, most) in self.BOUNDS.items():
            if name in values and not least <= values[name] <= most:
                self.add_error(
                    name,
                    _("Choisissez une valeur entre {least} et {most}.").format(least=least, most=most),
                )
        return values


@register(Rules)
class RulesAdmin(OneRow):
    """Delays and thresholds."""

    role = "finance"
    form = RulesForm

    def save_model(self, request, obj, form, change):
        """What sheets must be like may have changed: those online are read again."""
        super().save_model(request, obj, form, change)
        changed = [rescan.FIGURES[name] for name in form.changed_data if name in rescan.FIGURES]
        if changed:
            rescan.ask(obj, changed, by=request.user, at=clock.now())
            messages.info(request, rescan.ASKED)


@register(LegalText)
class LegalTextAdmin(Editable):
    """Legal texts: a draft is edited, a published version never changes."""

    role = "editorial"
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
            when=lambda row: row.published_at is not None,
            sentence=_("Un brouillon reprend ce texte ; celui-ci reste en vigueur jusqu'à sa publication."),
        ),
        Verb(
            "publish",
            _("Publier cette version"),
            lambda row, request, data: texts.publish(row, by=request.user, at=clock.now()),
            when=lambda row: row.published_at is None,
            tone="positive",
            sentence=_(
                "Une version publiée ne peut plus être modifiée : elle engage la place de marché."
            ),
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """The version follows the last one; a draft stays a draft of the same text."""
        return ("version", "published_at", *(("kind",) if obj else ()))

    def save_model(self, request, obj, form, change):
        """A new draft is the next version of its text."""
        if not change:
            obj.version = texts.next_version(obj.kind)
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        """Only drafts."""
        return super().has_change_permission(request, obj) and (
            obj is None or obj.published_at is None
        )


class RolesForm(forms.Form):
    """Which roles a person of the operator's team holds."""

    roles = forms.MultipleChoiceField(
        label=_("Rôles"),
        choices=list(OPERATOR_ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@register(User)
class UserAdmin(House):
    """People: closed and opened again, given roles; never edited by hand."""

    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "last_name")
    ordering = ("-date_joined", "pk")
    fields = (
        "email",
        "first_name",
        "last_name",
        "phone",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "date_joined",
        "last_login",
    )
    verbs = (
        Verb(
            "roles",
            _("Donner des rôles d'opérateur"),
            lambda row, request, data: people.grant(
                row, data["roles"], by=request.user, at=clock.now()
            ),
            form=RolesForm,
            initial=lambda row: {"roles": list(row.groups.values_list("name", flat=True))},
            sentence=_("Les rôles cochés remplacent ceux que la personne tient aujourd'hui."),
        ),
        Verb(
            "close",
            _("Fermer le compte"),
            lambda row, request, data: people.close(
                row, because=data["because"], by=request.user, at=clock.now()
            ),
            form=Because,
            tone="danger",
            when=lambda row: row.is_active,
        ),
        Verb(
            "reopen",
            _("Rouvrir le compte"),
            lambda row, request, data: people.reopen(row, by=request.user, at=clock.now()),
            when=lambda row: not row.is_active,
        ),
    )

    def has_module_permission(self, request):
        """The team is the business of those with every right."""
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        """The team is the business of those with every right."""
        return request.user.is_superuser


@register(Fact)
class FactAdmin(House):
    """The audit trail."""

    list_display = ("happened_at", "name", "subject", "actor", "because")
    list_filter = ("name",)
    search_fields = ("subject", "within", "because")
    list_select_related = ("actor",)
    ordering = ("-happened_at", "-pk")


@register(Proof)
class ProofAdmin(House):
    """What the verification of each night found."""

    role = "finance"
    list_display = ("ran_at", "outcome", "seconds", "rank")
    ordering = ("-rank",)
    fields = ("ran_at", "outcome", "told", "seconds", "rank", "seal")
    readonly_fields = ("outcome", "told", "seal")

    @admin.display(description=_("résultat"))
    def outcome(self, row):
        """Whether all was well."""
        if not row.found:
            return _("rien à signaler")
        return ngettext("{count} anomalie", "{count} anomalies", row.found).format(count=row.found)

    @admin.display(description=_("ce qui ne va pas"))
    def told(self, row):
        """What was found, as `manage.py verify` says it."""
        return format_html_join("", "{}<br>", ([finding] for finding in row.findings)) or "-"

    @admin.display(description=_("empreinte"))
    def seal(self, row):
        """In groups, as one compares it with what the logs say."""
        return " ".join(row.hash[at : at + 8] for at in range(0, len(row.hash), 8))


@register(Pending)
class PendingAdmin(House):
    """Work that waits, was done or was given up."""

    list_display = ("task", "due_at", "attempts", "done_at", "dead_at", "last_error")
    list_filter = ("task", ("dead_at", EmptyFieldListFilter))
    ordering = ("-pk",)
    verbs = (
        Verb(
            "retry",
            _("Reprendre"),
            lambda row, request, data: events.revive(row, at=clock.now()),
            when=lambda row: row.done_at is None,
            tone="positive",
        ),
    )


@register(GatewayNotice)
class NoticeAdmin(House):
    """What the payment provider told us."""

    role = "finance"
    list_display = ("received_at", "gateway", "kind", "subject_ref", "handled_at", "outcome")
    list_filter = ("gateway", "kind")
    search_fields = ("uid", "subject_ref")
    ordering = ("-received_at", "-pk")


@register(Heartbeat)
class HeartbeatAdmin(House):
    """When each job of the timetable last ran."""

    list_display = ("job", "ran_at")
    ordering = ("job",)


@register(Sequence)
class SequenceAdmin(House):
    """The number series."""

    role = "finance"
    list_display = ("series", "last", "last_on")
    search_fields = ("series",)
    ordering = ("series",)


for stock in (Group, EmailAddress, EmailConfirmation, Authenticator, UserSession):
    # people are handled by verbs, never by editing the rows of the libraries
    if site.is_registered(stock):
        site.unregister(stock)
