"""What the file of a person shows: their roles in words, what these open, how they sign in, and
what they did lately.
"""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin import site
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts import watch
from marketplace.console import colleagues, people
from marketplace.shared import facts, places, trail, visitor
from marketplace.shared.audience import ANY, EVERY_RIGHT, OPERATOR_ROLES
from marketplace.shared.dossiers import Dossier, Entry, Panel
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact, ProposedChange, TeamInvitation, User
from marketplace.shared.models.invitation import CallState
from marketplace.shared.models.proposal import ChangeState
from marketplace.shared.templatetags.ui import badge, when
from orders.models import Buyer, Order
from sellers.models import Member

LATELY = 40  # what they did last
DEVICES = 10


def of_person(user: User, *, at: datetime) -> Dossier:
    """The file of somebody with an account, whether they work here or not."""
    roles, waiting = held(user), calls(user)
    means = second_factors(user)
    return Dossier(
        title=str(user),
        who=_("{email} · compte ouvert le {day}").format(
            email=user.email, day=when(user.date_joined)
        ),
        badges=[*_standing(user)],
        says=[*_says(user, means), *map(_call, waiting)],
        main=[_may(user, roles), *_shops(user)],
        beside=[_sign_in(user, means), *_devices(user, at), *_invited(user, waiting)],
        rows=[user, *waiting],
        lead=[user],
        entries=_did(user),
        letters_to=(user.email,),
    )


def held(user: User) -> list[str]:
    """The operator's roles that a person holds."""
    return sorted(user.groups.values_list("name", flat=True))


def second_factors(user: User) -> list[Authenticator]:
    """What proves besides the password that it is them; codes to recover are no second factor."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return list(Authenticator.objects.filter(user=user, type__in=kinds).order_by("pk"))


def _standing(user: User):
    if not user.is_active:
        yield badge("closed", _("Compte fermé"), "danger")
    elif not user.is_proven:
        yield badge("unproven", _("Adresse jamais confirmée"), "warning")
    else:
        yield badge("open", _("Compte ouvert"), "positive")
    if user.is_superuser:
        yield badge("every", _("Tous les droits"), "warning")
    elif user.is_staff:
        yield badge("team", _("De l'équipe"), "quiet")


def _says(user: User, means: list[Authenticator]) -> list[str]:
    """What somebody who decides about rights should know first."""
    said = []
    if user.is_staff and user.is_active and not means:
        said.append(_("Cette personne entre dans la console sans double authentification."))
    waiting = ProposedChange.objects.filter(
        kind=people.RIGHTS, subject_id=user.pk, state=ChangeState.WAITING
    ).order_by("-pk")
    said += [
        format_html_join("", "{} {}", [(_("Un changement de ses droits attend :"), link)])
        for link in (places.link(change) for change in waiting[:3])
    ]
    return said


def _may(user: User, roles: list[str]) -> Panel:
    """Each role with the sections it opens."""
    rows = [(str(OPERATOR_ROLES.get(role, role)), _opened_by(role)) for role in roles]
    if user.is_superuser:
        rows = [(_("Tous les droits"), _("Toute la console, et les droits des autres."))]
    elif not rows:
        rows = [(_("Aucun rôle"), _("La console ne s'ouvre pas pour cette personne."))]
    elif not user.is_active:
        rows.append((_("Compte fermé"), _("Rien de cela ne s'ouvre tant qu'il l'est.")))
    return Panel(title=_("Ses rôles, et ce qu'ils ouvrent"), anchor="roles", rows=rows)


def _opened_by(role: str) -> str:
    """The sections of the console that holders of a role read, by name; not those of everybody."""
    names = {
        str(section.opts.verbose_name_plural)
        for section in site._registry.values()
        if role in (getattr(section, "role", ""), *getattr(section, "readers", ()))
        and getattr(section, "role", ANY) not in (ANY, EVERY_RIGHT)
    }
    return capfirst(", ".join(sorted(names)))


def _shops(user: User) -> list[Panel]:
    """The shops of whose team they are, and what they bought."""
    rows = [
        (places.link(member.seller), member.get_role_display())
        for member in Member.objects.filter(user=user).select_related("seller").order_by("pk")
    ]
    orders = Order.objects.filter(buyer=user.pk).count()
    if orders:
        counted = ngettext("{count} commande", "{count} commandes", orders).format(count=orders)
        rows.append((_("Acheteur"), places.link(Buyer(pk=user.pk), counted)))
    return [Panel(title=_("Sur la place de marché"), rows=rows)] if rows else []


def _sign_in(user: User, means: list[Authenticator]) -> Panel:
    words = {
        Authenticator.Type.TOTP: _("application"),
        Authenticator.Type.WEBAUTHN: _("clé de sécurité"),
    }
    kinds = dict.fromkeys(words[mean.type] for mean in means)
    last = max((mean.last_used_at for mean in means if mean.last_used_at), default=None)
    return Panel(
        title=_("Connexion"),
        anchor="signin",
        rows=[
            (_("Dernière connexion"), when(user.last_login) or _("jamais")),
            (_("Adresse confirmée le"), when(user.email_proven_at) or _("jamais")),
            (_("Double authentification"), ", ".join(kinds) or _("non activée")),
            (_("Dernier usage"), when(last)),
            (_("Langue"), dict(settings.LANGUAGES).get(user.language, user.language)),
            (_("Téléphone"), user.phone),
        ],
    )


def _devices(user: User, at: datetime) -> list[Panel]:
    """Where somebody of the team is signed in now; each leads to the verb that signs it out."""
    if not user.is_staff:
        return []
    alive = watch.alive(UserSession.objects.filter(user=user), at).order_by("-last_seen_at")
    rows = [
        (when(session.last_seen_at), places.link(session, visitor.device(session.user_agent)))
        for session in alive[:DEVICES]
    ]
    return [Panel(title=_("Appareils connectés"), anchor="devices", rows=rows)] if rows else []


def calls(user: User) -> list[TeamInvitation]:
    """The invitation into the team that waits for their answer: one at most of an address."""
    waiting = TeamInvitation.objects.filter(email__iexact=user.email, state=CallState.WAITING)
    return list(waiting.select_related("invited_by").order_by("pk"))


def _call(row: TeamInvitation) -> str:
    return _("Invitation dans l'équipe envoyée le {day}, en attente de réponse.").format(
        day=when(row.sent_at)
    )


def _invited(user: User, waiting: list[TeamInvitation]) -> list[Panel]:
    """The invitations into the team that went to their address; what may be done about the one
    that waits.
    """
    sent = TeamInvitation.objects.filter(email__iexact=user.email).order_by("-pk")[:5]
    rows = [
        (
            places.link(row, when(row.invited_at)),
            format_html("{} {}", colleagues.roles_in_words(row), badge(row)),
        )
        for row in sent
    ]
    about = waiting[0] if waiting else None
    title = _("Invitations dans l'équipe")
    return [Panel(title=title, anchor="invitations", rows=rows, about=about)] if rows else []


def _did(user: User) -> list[Entry]:
    """What they did lately to anything but their own account, which the timeline tells anyway."""
    own = subject_of(user)
    done = list(
        Fact.objects.filter(actor=user)
        .exclude(subject=own)
        .order_by("-happened_at", "-pk")[:LATELY]
    )
    rows = trail.at_hand(fact.subject for fact in done)
    return [
        Entry(
            at=fact.happened_at,
            title=facts.title(fact),
            text=facts.why(fact.name, fact.data, fact.because),
            by=user,
            about=trail.words(fact.subject, rows),
        )
        for fact in done
    ]
