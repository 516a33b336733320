"""What marketing brings to the seller's desk: interviews it asks for, dates, what may be shared."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketing.gatherings import aside
from marketing.models import Interview
from marketing.states import InterviewState
from marketplace.shared import clock
from marketplace.shared.desks import Desk, MenuEntry, Todo
from marketplace.shared.templatetags.ui import day, when
from sellers.models import Seller
from sellers.states import SellerState

MENU = (
    MenuEntry(
        group=_("Boutique"),
        page="seller-interviews",
        name=_("Entretiens"),
        icon="mic",
        rank=415,
    ),
    MenuEntry(
        group=_("Boutique"),
        page="seller-dates",
        name=pgettext_lazy("plusieurs", "Rendez-vous"),
        icon="calendar",
        rank=414,
    ),
    MenuEntry(
        group=_("Boutique"),
        page="seller-sharing",
        name=_("Partager"),
        icon="share-2",
        rank=416,
    ),
)
SOON = 3  # days


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """Questions to answer, texts to read before they appear, pieces to count after a market."""
    if shop.state == SellerState.CLOSED:
        return []
    waiting = Interview.objects.filter(
        seller=shop, state__in=(InterviewState.ASKED, InterviewState.SHOWN)
    )
    told = waiting.filter(agreed_at=None).order_by("deadline", "pk").only("state", "deadline")
    return [_todo(interview, at) for interview in told] + [
        Todo(
            text=_now("Dites ce qui s'est vendu à « {title} » avant {when}").format(
                title=date.title, when=when(aside.comes_back(date))
            ),
            href=reverse("seller-date", args=[date.pk]),
            urgent=True,
            rank=315,
        )
        for date in aside.to_count(shop, at=at)
    ]


def _todo(interview: Interview, at: datetime) -> Todo:
    if interview.state == InterviewState.SHOWN:
        return Todo(
            text=_now("Votre entretien est prêt : relisez-le avant qu'il paraisse"),
            href=reverse("seller-interview-text", args=[interview.pk]),
            rank=320,
        )
    left = (interview.deadline - clock.paris_day(at)).days
    return Todo(
        text=_now("Répondez aux questions du journal avant le {day}").format(
            day=day(interview.deadline)
        ),
        href=reverse("seller-interview", args=[interview.pk]),
        urgent=0 <= left <= SOON,
        rank=320,
    )


DESK = Desk(todos=todos, menu=MENU)
