"""What the wiring itself announces: people, their mailboxes, and texts."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TextPublished:
    """A version of a legal text is in force."""

    text_id: int
    kind: str
    version: int
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class RolesGranted:
    """A person's roles at the operator's changed."""

    user_id: int
    roles: list
    is_staff: bool = False


@dataclass(frozen=True)
class AccountClosed:
    """A person may no longer sign in."""

    user_id: int


@dataclass(frozen=True)
class AccountReopened:
    """A person may sign in again."""

    user_id: int


@dataclass(frozen=True)
class ProofAsked:
    """Somebody asked for the letter that proves a mailbox."""

    user_id: int


@dataclass(frozen=True)
class MailboxProven:
    """A person showed that they read the mailbox they sign in with."""

    user_id: int


@dataclass(frozen=True)
class SignedUpAgain:
    """Somebody wanted to create an account at an address that has one: its owner is told."""

    user_id: int


@dataclass(frozen=True)
class ResetAsked:
    """Somebody asked for the letter with which a forgotten password is replaced."""

    user_id: int


@dataclass(frozen=True)
class PasswordChosen:
    """A person's password was replaced: all other sessions ended."""

    user_id: int
    forgotten: bool


@dataclass(frozen=True)
class SecondFactorChanged:
    """A second factor was added or removed."""

    user_id: int
    what: str


@dataclass(frozen=True)
class GuessedAt:
    """Somebody tries passwords on an account: sign-in from unknown devices waits."""

    user_id: int


@dataclass(frozen=True)
class MoveAsked:
    """A person wants another login address: both mailboxes are written to."""

    move_id: int


@dataclass(frozen=True)
class MailboxMoved:
    """The login address changed: the old one may take it back for a while."""

    move_id: int


@dataclass(frozen=True)
class MoveObjected:
    """The old mailbox stopped or took back a change of login address."""

    move_id: int


@dataclass(frozen=True)
class SessionEnded:
    """A person was signed out of one browser."""

    user_id: int
