"""What the wiring itself announces: people and texts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextPublished:
    """A version of a legal text is in force."""

    text_id: int
    kind: str
    version: int


@dataclass(frozen=True)
class RolesGranted:
    """A person's roles at the operator's changed."""

    user_id: int
    roles: list


@dataclass(frozen=True)
class AccountClosed:
    """A person may no longer sign in."""

    user_id: int


@dataclass(frozen=True)
class AccountReopened:
    """A person may sign in again."""

    user_id: int


@dataclass(frozen=True)
class SessionEnded:
    """A person was signed out of one browser."""

    user_id: int
