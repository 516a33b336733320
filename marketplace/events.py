"""What the wiring itself announces: people, their mailboxes, and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class TextPublished(Event):
    """A version of a legal text is in force."""

    sentence = _("Version publiée")
    text_id: int
    kind: str
    version: int
    values: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SayingChanged(Event):
    """A text or a menu of the house says something else from now on."""

    sentence = _("Texte de la maison changé")
    is_inward = True
    saying_id: int
    name: str
    number: int
    before: str = ""
    after: str = ""

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """The French words before and after; a menu has none."""
        if not values.get("after"):
            return ""
        return f"« {values['before']} » → « {values['after']} »"

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str | StrPromise:
        """Whether a text or a menu changed."""
        return _("Menu changé") if (values["name"] or "").startswith("menu.") else cls.sentence


@dataclass(frozen=True, kw_only=True)
class RolesGranted(Event):
    """A person's roles at the operator's changed."""

    sentence = _("Rôles modifiés")
    user_id: int
    roles: list
    is_staff: bool = False


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """A person may no longer sign in."""

    sentence = _("Compte fermé")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AccountReopened(Event):
    """A person may sign in again."""

    sentence = _("Compte rouvert")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProofAsked(Event):
    """Somebody asked for the letter that proves a mailbox."""

    sentence = _("Lien de confirmation demandé")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class MailboxProven(Event):
    """A person showed that they read the mailbox they sign in with."""

    sentence = _("Adresse e-mail confirmée")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SignedUpAgain(Event):
    """Somebody wanted to create an account at an address that has one: its owner is told."""

    sentence = _("Nouvelle inscription tentée avec cette adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ResetAsked(Event):
    """Somebody asked for the letter with which a forgotten password is replaced."""

    sentence = _("Nouveau mot de passe demandé")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChosen(Event):
    """A person's password was replaced: all other sessions ended."""

    sentence = _("Mot de passe changé")
    user_id: int
    forgotten: bool


@dataclass(frozen=True, kw_only=True)
class SecondFactorChanged(Event):
    """A second factor was added or removed."""

    sentence = _("Double authentification modifiée")
    user_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class GuessedAt(Event):
    """Somebody tries passwords on an account: sign-in from unknown devices waits."""

    sentence = _("Essais de mot de passe répétés")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class MoveAsked(Event):
    """A person wants another login address: both mailboxes are written to."""

    sentence = _("Changement d'adresse demandé")
    move_id: int


@dataclass(frozen=True, kw_only=True)
class MailboxMoved(Event):
    """The login address changed: the old one may take it back for a while."""

    sentence = _("Adresse de connexion changée")
    move_id: int


@dataclass(frozen=True, kw_only=True)
class MoveObjected(Event):
    """The old mailbox stopped or took back a change of login address."""

    sentence = _("Changement d'adresse arrêté par l'ancienne adresse")
    move_id: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A person was signed out of one browser."""

    sentence = _("Session fermée par l'opérateur")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueInvited(Event):
    """A letter invites somebody into the operator's team (again, when it was sent before)."""

    sentence = _("Personne invitée dans l'équipe")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueNotInvited(Event):
    """An invitation into the team was taken back."""

    sentence = _("Invitation retirée")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueDeclined(Event):
    """The person does not want to join the team."""

    sentence = _("Invitation déclinée")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueJoined(Event):
    """The reader of the invited mailbox joins: their roles are proposed."""

    sentence = _("Invitation acceptée, rôles proposés")
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class JobAsked(Event):
    """Somebody had a job of the timetable run before its time."""

    sentence = _("Tâche planifiée lancée à la main")
    job: str


@dataclass(frozen=True, kw_only=True)
class TaskRevived(Event):
    """Somebody had a task done again that was given up or waited for its next try."""

    sentence = _("Tâche reprise")
    task: str
