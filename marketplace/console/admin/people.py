"""The console's pages about people, their roles and the team's sessions."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import watch
from marketplace.console import colleagues, people, person
from marketplace.console.admin.house import told
from marketplace.shared import clock, proposals, visitor
from marketplace.shared.admin import Because, Filed, House, Page, Verb, present, register
from marketplace.shared.audience import EVERY_RIGHT, OPERATOR_ROLES
from marketplace.shared.dossiers import Dossier
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.models import TeamInvitation, User
from marketplace.shared.models.invitation import CallState
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import figure

for stock in (Group, EmailAddress, EmailConfirmation, Authenticator, UserSession):
    # people are handled by verbs, never by editing the rows of the libraries
    if site.is_registered(stock):
        site.unregister(stock)

UserSession._meta.verbose_name, UserSession._meta.verbose_name_plural = (
    _("session"),
    _("sessions de l'équipe"),
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


class TakeForm(Because):
    """Which of the roles that a person holds are taken from them, and why."""

    roles = forms.MultipleChoiceField(
        label=_("Rôles à retirer"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez le rôle à retirer.")},
    )
    field_order = ("roles", "because")

    def __init__(self, *args, initial=None, **options):
        super().__init__(*args, initial=initial, **options)
        held = (initial or {}).get("held", ())
        self.fields["roles"].choices = [(role, OPERATOR_ROLES.get(role, role)) for role in held]


def _take_roles(row, request, data):
    left = {*person.held(row)} - {*data["roles"]}
    people.grant(row, left, because=data["because"], **present(request))


def _given() -> str:
    """When a role takes effect that the person who reads gives: they hold every right."""
    if proposals.is_at_once():
        return gettext("Un rôle donné prend effet aussitôt : aucune boutique n'est encore ouverte.")
    hours = figure(int(proposals.RIGHTS_DELAY.total_seconds() // 3600))
    if proposals.alone():
        return gettext("Un rôle donné prend effet après {hours} heures.").format(hours=hours)
    return gettext(
        "Un rôle donné prend effet après {hours} heures, ou dès qu'une autre personne qui a tous"
        " les droits l'approuve."
    ).format(hours=hours)


def _end_session(session, request, data):
    people.end_session(session, by=request.user, at=clock.now())
    messages.success(request, _("La session est fermée."))
    return redirect("admin:usersessions_usersession_changelist")


@register(User)
class UserAdmin(Filed):
    """People: closed and opened again, given roles; the business of those with every right."""

    role = EVERY_RIGHT
    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "last_name")
    ordering = ("-date_joined", "pk")
    names = {
        "is_active": _("compte ouvert"),
        "is_staff": _("de l'équipe"),
        "is_superuser": _("a tous les droits"),
    }
    verbs = (
        Verb(
            "roles",
            _("Donner des rôles d'opérateur"),
            lambda row, request, data: told(
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
                    "Les rôles cochés remplacent ceux que la personne a aujourd'hui. Un rôle que"
                    " vous retirez est retiré aussitôt."
                )
                + f" {_given()} {people.warning(row.pk, {})}"
            ),
        ),
        Verb(
            "take",
            _("Retirer un rôle"),
            _take_roles,
            role=EVERY_RIGHT,
            sensitive=True,
            form=TakeForm,
            initial=lambda row: {"held": person.held(row)},
            when=lambda row: row.groups.exists(),
            sentence=_(
                "Le rôle est retiré aussitôt, et la personne déconnectée ; sans aucun rôle, la"
                " console se ferme pour elle."
            ),
            done=_("Le rôle est retiré."),
        ),
        Verb(
            "invite",
            _("Inviter dans l'équipe"),
            lambda row, request, data: colleagues.invite(row.email, **data, **present(request)),
            role=EVERY_RIGHT,
            sensitive=True,
            form=RolesForm,
            when=lambda row: row.is_active and not row.is_staff and not person.calls(row),
            sentence=lambda row: (
                gettext(
                    "La lettre part aussitôt à {email} ; les rôles ne sont proposés qu'une fois"
                    " l'invitation acceptée."
                ).format(email=row.email)
                + f" {_given()}"
            ),
            done=_("L'invitation part."),
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
            sentence=_(
                "La personne est déconnectée aussitôt et ne peut plus entrer. Ses commandes en"
                " cours suivent leur chemin, ses données restent, et le compte peut être rouvert."
            ),
            done=_("Le compte est fermé."),
        ),
        Verb(
            "reopen",
            _("Rouvrir le compte"),
            lambda row, request, data: told(
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

    def tie(self, reader, row):
        """One's own account."""
        return gettext("c'est votre propre compte") if row.pk == reader.pk else ""

    def own(self, reader, rows):
        """One's own account."""
        return rows.filter(pk=reader.pk)

    def dossier(self, request, row) -> Dossier:
        """Their roles and what these open, how they sign in, what they did lately."""
        return person.of_person(row, at=clock.now())


class InviteForm(RolesForm):
    """Whom to invite into the team, to do what, and why."""

    email = MailboxField(
        error_messages={"required": _("Indiquez l'adresse e-mail de cette personne.")}
    )
    field_order = ("email", "roles", "because")


@register(TeamInvitation)
class TeamInvitationAdmin(House):
    """Who is invited into the operator's team, with an account or without."""

    role = EVERY_RIGHT
    change_list_template = "admin/shared/team_invitations.html"
    list_display = ("email", "work", "state", "invited_by", "invited_at", "sent_at")
    list_filter = ("state",)
    list_select_related = ("invited_by",)
    search_fields = ("email",)
    ordering = ("-pk",)
    fields = (
        "email",
        "work",
        "because",
        "state",
        "invited_by",
        "invited_at",
        "sent_at",
        "closed_at",
    )
    readonly_fields = ("work",)
    pages = (Page("inviter/", "invite", "invite", role=EVERY_RIGHT, sensitive=True),)
    verbs = (
        Verb(
            "resend",
            _("Renvoyer la lettre"),
            lambda row, request, data: colleagues.resend(row, **present(request)),
            role=EVERY_RIGHT,
            sensitive=True,
            when=lambda row: row.state == CallState.WAITING,
            done=_("La lettre est renvoyée."),
        ),
        Verb(
            "withdraw",
            _("Retirer l'invitation"),
            lambda row, request, data: colleagues.withdraw(row, **present(request)),
            role=EVERY_RIGHT,
            sensitive=True,
            tone="danger",
            when=lambda row: row.state == CallState.WAITING,
            done=_("L'invitation est retirée."),
        ),
    )

    @admin.display(description=_("rôles"))
    def work(self, row):
        """What the person is invited to do."""
        return colleagues.roles_in_words(row)

    def invite(self, request):
        """Invite an address; the answer is the same whether it has an account here or not."""
        form = InviteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                colleagues.invite(**form.cleaned_data, **present(request))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                said = _("L'invitation part à %(email)s.")
                messages.success(request, said % {"email": form.cleaned_data["email"]})
                return redirect("admin:shared_teaminvitation_changelist")
        return render(
            request,
            "admin/house/invite.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Inviter une personne"),
                "form": form,
                "sentence": gettext(
                    "La lettre part aussitôt ; les rôles ne sont proposés qu'une fois l'invitation"
                    " acceptée."
                )
                + f" {_given()}",
                "back": reverse("admin:shared_teaminvitation_changelist"),
            },
        )


@register(UserSession)
class OperatorSessionAdmin(House):
    """The browsers in which the operator's team is signed in now; each can be signed out."""

    role = EVERY_RIGHT
    names = {
        "user": _("personne"),
        "ip": _("adresse IP"),
        "created_at": _("créé le"),
        "last_seen_at": _("vu le"),
    }
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
            sentence=_("La personne est déconnectée de ce navigateur aussitôt."),
        ),
    )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Title the page by the person: the library names a session by its address."""
        session = self.get_object(request, object_id)
        titled = {"title": str(session.user)} if session else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **titled}
        )

    def get_queryset(self, request):
        """Only sessions that are still open, of people of the team."""
        return watch.alive(super().get_queryset(request), clock.now())

    @admin.display(description=_("appareil"), ordering="user_agent")
    def device(self, session):
        """The browser and the system, in plain words."""
        return visitor.device(session.user_agent)
