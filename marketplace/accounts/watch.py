"""Sessions of the operator's team: short, visible to those with every right, ended at once.

Buyers and sellers stay signed in for weeks. People of the console sign in every day, and again
after an idle hour; those who hold every right see who is signed in where.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.shared.audience import is_operator
from marketplace.shared.models import User

SINCE, SEEN = "operator_since", "operator_seen"  # of the session, in seconds since 1970
NOTED_EVERY = 60  # seconds between two notes that a person is there


class OperatorSessions:
    """Signs people of the operator's team out when their day, or an idle hour, is over."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Before any view, sign out an operator whose session is over; pictures need no check."""
        if request.path.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        if request.session.session_key and is_operator(request.user):
            self._keep(request)
        return self.get_response(request)

    def _keep(self, request) -> None:
        session, now = request.session, int(time.time())
        since, seen = session.get(SINCE, now), session.get(SEEN, now)
        if (
            now - since >= settings.OPERATOR_SESSION_SECONDS
            or now - seen >= settings.OPERATOR_IDLE_SECONDS
        ):
            UserSession.objects.filter(session_key=session.session_key).delete()
            logout(request)
            messages.info(
                request, _("Votre session d'opérateur est terminée : connectez-vous à nouveau.")
            )
        elif SINCE not in session or now - seen >= NOTED_EVERY:
            session[SINCE], session[SEEN] = since, now
            key = session.session_key
            if not UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now()):
                UserSession.objects.create_from_request(request)


def alive(sessions: QuerySet, at: datetime) -> QuerySet:
    """The sessions of the operator's team that are not over."""
    return sessions.filter(
        user__is_staff=True,
        user__is_active=True,
        session_key__in=Session.objects.filter(expire_date__gt=at).values("session_key"),
        created_at__gt=at - timedelta(seconds=settings.OPERATOR_SESSION_SECONDS),
        last_seen_at__gt=at - timedelta(seconds=settings.OPERATOR_IDLE_SECONDS),
    )


def open_of(user: User, at: datetime) -> int:
    """In how many browsers a person is signed in."""
    return UserSession.objects.filter(
        user=user,
        session_key__in=Session.objects.filter(expire_date__gt=at).values("session_key"),
    ).count()
