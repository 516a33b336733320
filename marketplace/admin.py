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
from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.moderation import rescan
from marketplace import governed, people, texts, watch
from marketplace.shared import clock, contrast, events, facts, files, policy, proposals
from marketplace.shared.admin import Because, Editable, House, Verb, present, register
from marketplace.shared.audience import ANY, EVERY_RIGHT, OPERATOR_ROLES
from marketplace.shared.models import (
    Brand,
    Fact,
    GatewayNotice,
    Heartbeat,
    LegalEntity,
    LegalText,
    Pending,
    Proof,
    ProposedChange,
    Rules,
    Sequence,
    User,
)
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.states import Refusal

LOGO_ROOM = (960, 240)  # pixels: thrice the room it has on a page

for stock in (Group, EmailAddress, EmailConfirmation, Authenticator, UserSession):
    # people are handled by verbs, never by editing the rows of the libraries
    if site.is_registered(stock):
        site.unregister(stock)


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
        "name",
        "baseline",
        "baseline_en",
        "logo",
        "shown",
        "hue",
        "chroma",
        "fonts",
        "radius",
        "announcement",
        "announcement_en",
    )
    readonly_fields = ("shown",)

    @admin.display(description=_("aperçu du logo"))
    def shown(self, row):
        """The logo by day and by night, as the pages wear it."""
        if not row.logo:
            return _("Sans logo, les pages montrent l'arche et le nom.")
        size = row.logo_size
        picture = format_html(
            '<img src="{}" alt="" width="{}" height="{}">',
            row.logo.url,
            size["width"],
            size["height"],
        )
        return format_html_join(
            " ",
            '<span class="logo-shown" data-theme="{}">{}</span>',
            [("light", picture), ("dark", picture)],
        )

    def save_model(self, request, obj, form, change):
        """Say what was changed so that every text stays readable."""
        super().save_model(request, obj, form, change)
        sentence = contrast.accent(obj.hue, contrast.from_dial(obj.chroma)).sentence
        if sentence:
            messages.warning(request, sentence)


class Why(forms.ModelForm):
    """Values to propose, and why."""

    because = forms.CharField(
        label=_("Motif"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def values(self) -> dict:
        """What was typed, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "because"}


class EntityForm(Why):
    """The company as it shall be, as its register knows it."""

    class Meta:
        model = LegalEntity
        fields = "__all__"

    def clean(self):
        """Say what no register knows."""
        values = super().clean()
        if not self.errors:
            for name, refusal in governed.wrong_company(values).items():
                self.add_error(name, str(refusal))
        return values


class SheetRulesForm(forms.ModelForm):
    """What sheets must be like, within what makes sense."""

    def clean(self):
        """Say what is out of bounds, and the bounds."""
        values = super().clean()
        for name, wrong in governed.out_of_bounds(values).items():
            self.add_error(name, wrong)
        return values


class RulesForm(SheetRulesForm, Why):
    """The rules about money and delays as they shall be, within what makes sense."""

    class Meta:
        model = Rules
        exclude = governed.AT_ONCE


def _propose(kind: str):
    def run(row, request, data):
        change = proposals.propose(
            kind,
            row.pk,
            after={name: value for name, value in data.items() if name != "because"},
            because=data["because"],
            **present(request),
        )
        return _told(request, row, change)

    return run


def _told(request, row, change):
    """Back to the row, saying what happens next."""
    if change is None:
        messages.success(request, _("C'est fait."))
    else:
        messages.info(request, proposals.told(change))
    return redirect(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


class Governed(OneRow):
    """The only row of its model; what bears on money in it changes by proposals."""

    addable = False

    def changelist_view(self, request, extra_context=None):
        """A house that never wrote its row starts with the usual values."""
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
    """Delays and thresholds."""

    role = "finance"
    form = SheetRulesForm
    verbs = (
        Verb(
            "propose",
            _("Proposer un changement"),
            _propose(governed.RULES),
            role="finance",
            sensitive=True,
            form=RulesForm,
            initial=model_to_dict,
            sentence=lambda row: proposals.how(governed.RULES),
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """What bears on money is only read here: it changes by proposals."""
        return [
            field.name
            for field in Rules._meta.fields
            if not field.primary_key and field.name not in governed.AT_ONCE
        ]

    def response_change(self, request, obj):
        """What bears on money is not saved here: only what was changed is said to be."""
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
        """What sheets must be like may have changed: those online are read again."""
        request.unchanged = not form.changed_data
        super().save_model(request, obj, form, change)
        changed = [rescan.FIGURES[name] for name in form.changed_data if name in rescan.FIGURES]
        if changed:
            rescan.ask(obj, changed, by=request.user, at=clock.now())
            messages.info(request, rescan.ASKED)


@register(ProposedChange)
class ProposedChangeAdmin(House):
    """What shall change, and what became of it; each sees what is of their role."""

    role = ANY
    list_display = (
        "__str__",
        "what",
        "state",
        "because",
        "proposed_by",
        "proposed_at",
        "takes_effect_at",
        "decided_by",
    )
    list_filter = ("state",)
    list_select_related = ("proposed_by", "decided_by")
    search_fields = ("because", "outcome")
    ordering = ("-pk",)
    fields = (
        "what",
        "subject",
        "changes",
        "warning",
        "because",
        "state",
        "proposed_by",
        "proposed_at",
        "effect",
        "decided_by",
        "decided_at",
        "outcome",
    )
    readonly_fields = ("what", "subject", "changes", "warning", "effect")
    verbs = (
        Verb(
            "approve",
            _("Approuver"),
            lambda row, request, data: proposals.approve(row, **present(request)),
            role=EVERY_RIGHT,
            sensitive=True,
            when=lambda row: row.state == ChangeState.WAITING,
            tone="positive",
            sentence=lambda row: (
                f"{gettext('Le changement prend effet aussitôt.')} {proposals.warning(row)}"
            ),
        ),
        Verb(
            "refuse",
            _("Refuser"),
            lambda row, request, data: proposals.refuse(
                row, because=data["because"], **present(request)
            ),
            role=EVERY_RIGHT,
            sensitive=True,
            form=Because,
            when=lambda row: row.state == ChangeState.WAITING,
            tone="danger",
        ),
        Verb(
            "withdraw",
            _("Retirer ma proposition"),
            lambda row, request, data: proposals.withdraw(row, **present(request)),
            role=ANY,
            sensitive=True,
            when=lambda row: row.state == ChangeState.WAITING,
            tone="danger",
        ),
    )

    def get_queryset(self, request):
        """The kinds of this person's roles."""
        return super().get_queryset(request).filter(kind__in=proposals.kinds_of(request.user))

    def may(self, request, said, row=None):
        """Who proposed withdraws; another decides."""
        if not super().may(request, said, row):
            return False
        return row is None or (row.proposed_by_id == request.user.pk) == (said.name == "withdraw")

    @admin.display(description=_("objet"), ordering="kind")
    def what(self, row):
        """The kind of change."""
        return proposals.kind_of(row).label

    @admin.display(description=_("dossier"))
    def subject(self, row):
        """The way to what changes."""
        model = proposals.kind_of(row).model
        found = model._base_manager.filter(pk=row.subject_id).first()
        if found is None:
            return "–"
        page = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[found.pk]
        )
        return format_html('<a href="{}">{}</a>', page, found)

    @admin.display(description=_("changements"))
    def changes(self, row):
        """Each value before and after."""
        return (
            format_html_join(
                "", "{} : {} → <strong>{}</strong><br>", proposals.changes_in_words(row)
            )
            or "–"
        )

    @admin.display(description=_("à savoir"))
    def warning(self, row):
        """What whoever decides must know of the subject."""
        return proposals.warning(row) or "–"

    @admin.display(description=_("prend effet"))
    def effect(self, row):
        """When, or by whom."""
        if row.state != ChangeState.WAITING:
            return "–"
        if row.takes_effect_at is None:
            return _("quand une personne qui tient tous les droits l'approuve")
        when = f"{row.takes_effect_at.astimezone(clock.PARIS):%d/%m/%Y %H:%M}"
        if proposals.alone():
            return when
        return format_lazy(
            _("{when}, ou dès qu'une autre personne qui tient tous les droits l'approuve"),
            when=when,
        )


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


class RolesForm(Because):
    """Which roles a person of the operator's team holds, and why they change."""

    roles = forms.MultipleChoiceField(
        label=_("Rôles"),
        choices=list(OPERATOR_ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("roles", "because")


def _end_session(row, request, data):
    people.end_session(row, by=request.user, at=clock.now())
    messages.success(request, _("La session est fermée."))
    return redirect("admin:usersessions_usersession_changelist")


@register(User)
class UserAdmin(House):
    """People: closed and opened again, given roles; the business of those with every right."""

    role = EVERY_RIGHT
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
            lambda row, request, data: _told(
                request,
                row,
                people.grant(
                    row, data["roles"], because=data["because"], by=request.user, at=clock.now()
                ),
            ),
            role=EVERY_RIGHT,
            sensitive=True,
            form=RolesForm,
            initial=lambda row: {"roles": list(row.groups.values_list("name", flat=True))},
            sentence=lambda row: (
                gettext(
                    "Les rôles cochés remplacent ceux que la personne tient aujourd'hui. "
                    "Un rôle retiré l'est aussitôt."
                )
                + f" {proposals.how(people.RIGHTS)} {people.warning(row.pk, {})}"
            ),
        ),
        Verb(
            "close",
            _("Fermer le compte"),
            lambda row, request, data: people.close(
                row, because=data["because"], by=request.user, at=clock.now()
            ),
            role=EVERY_RIGHT,
            sensitive=True,
            form=Because,
            tone="danger",
            when=lambda row: row.is_active,
        ),
        Verb(
            "reopen",
            _("Rouvrir le compte"),
            lambda row, request, data: _told(
                request,
                row,
                people.reopen(row, because=data["because"], by=request.user, at=clock.now()),
            ),
            role=EVERY_RIGHT,
            sensitive=True,
            form=Because,
            when=lambda row: not row.is_active,
        ),
    )

    def may(self, request, said, row=None):
        """Nobody decides about their own rights."""
        return super().may(request, said, row) and (row is None or row.pk != request.user.pk)


UserSession._meta.verbose_name, UserSession._meta.verbose_name_plural = (
    _("session"),
    _("sessions de l'équipe"),
)


@register(UserSession)
class OperatorSessionAdmin(House):
    """The browsers in which people of the operator's team are signed in now; each can be signed
    out.
    """

    role = EVERY_RIGHT
    list_display = ("user", "device", "ip", "created_at", "last_seen_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__last_name", "ip")
    ordering = ("-last_seen_at", "-pk")
    fields = ("user", "device", "ip", "created_at", "last_seen_at")
    readonly_fields = ("device",)
    verbs = (
        Verb(
            "end",
            _("Fermer cette session"),
            _end_session,
            role=EVERY_RIGHT,
            sensitive=True,
            tone="danger",
            sentence=_("La personne est déconnectée de ce navigateur à l'instant."),
        ),
    )

    def get_queryset(self, request):
        """Those alive, of the team."""
        return watch.alive(super().get_queryset(request), clock.now())

    @admin.display(description=_("appareil"), ordering="user_agent")
    def device(self, row):
        """The browser and the system, in plain words."""
        return watch.device(row.user_agent)


@register(Fact)
class FactAdmin(House):
    """The audit trail."""

    role = ANY
    list_display = ("happened_at", "name", "subject", "actor", "why")
    list_filter = ("name",)
    search_fields = ("subject", "within", "because")
    list_select_related = ("actor",)
    ordering = ("-happened_at", "-pk")

    @admin.display(description=_("raison"), ordering="because")
    def why(self, row):
        """The reason in words."""
        return facts.reason(row.because)


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

    role = ANY
    list_display = ("task", "due_at", "attempts", "done_at", "dead_at", "last_error")
    list_filter = ("task", ("dead_at", EmptyFieldListFilter))
    ordering = ("-pk",)
    verbs = (
        Verb(
            "retry",
            _("Reprendre"),
            lambda row, request, data: events.revive(row, at=clock.now()),
            role=ANY,
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

    role = ANY
    list_display = ("job", "ran_at")
    ordering = ("job",)


@register(Sequence)
class SequenceAdmin(House):
    """The number series."""

    role = "finance"
    list_display = ("series", "last", "last_on")
    search_fields = ("series",)
    ordering = ("series",)
