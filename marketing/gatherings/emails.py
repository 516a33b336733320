"""The letters to whoever signed up: their seat, the reminders, what changed."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from marketing.gatherings import calendars, shown, signups
from marketing.models import Signup
from marketing.states import SignupState
from marketplace.shared.mail import Email


def place(signup: Signup) -> Email:
    """A seat, with the file for a calendar; or a place in the waiting list."""
    if signup.state == SignupState.WAITING:
        return _to(signup, "signup_waiting", key=f"{signup.written_at:%Y%m%d%H%M%S}")
    return _to(signup, "signup_seated", key=f"{signup.written_at:%Y%m%d%H%M%S}", calendar=True)


def moved_up(signup: Signup) -> Email:
    """A seat became free, and is theirs."""
    key = f"{signup.seated_at:%Y%m%d%H%M%S}" if signup.seated_at else ""
    return _to(signup, "signup_moved_up", key=key, calendar=True)


def withdrawn(signup: Signup) -> Email:
    """They are not awaited any more, by their own word or that of the house."""
    key = f"{signup.withdrawn_at:%Y%m%d%H%M%S}" if signup.withdrawn_at else ""
    return _to(signup, "signup_withdrawn", key=key)


def reminder(signup: Signup, before: str) -> Email:
    """It is soon."""
    key = f"{before}-{signup.gathering.sequence}"
    return _to(signup, "signup_reminder", key=key, before=before)


def changed(signup: Signup) -> Email:
    """Another hour or place; or it does not take place."""
    what = "signup_cancelled" if signup.gathering.is_cancelled else "signup_changed"
    has_seat = signup.state == SignupState.SEATED
    return _to(signup, what, key=str(signup.gathering.sequence), calendar=has_seat)


def _to(signup: Signup, what: str, *, key: str, calendar: bool = False, **more: str) -> Email:
    gathering, token = signup.gathering, signups.token_of(signup)
    has_seat = signup.state == SignupState.SEATED
    link = gathering.link if gathering.is_online and has_seat else ""
    attached: tuple = ()
    if calendar:
        with override(signup.language):
            ics = calendars.file_of(gathering, link=link)
        attached = ((calendars.NAME, ics.encode(), "text/calendar"),)
    return Email(
        to=signup.email,
        template=f"marketing/{what}",
        values={
            "signup": signup,
            "gathering": gathering,
            "link": link,
            "has_seat": has_seat,
            **more,
            "url": _address(shown.path(gathering)),
            "agenda_url": _address(reverse("shop-agenda")),
            "seat_url": _address(reverse("shop-seat", args=[token])),
            "leave_url": _address(reverse("shop-seat-leave", args=[token])),
        },
        language=signup.language,
        key=f"{what.replace('_', '-')}-{signup.pk}-{key}",
        attachments=attached,
    )


def _address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
