"""What marketing brings to the seller's desk: their page and news, the interviews it asks for,
dates, what may be shared.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketing.featuring import showing
from marketing.gatherings import aside
from marketing.models import Gathering, Interview, ShopNews, ShopVersion
from marketing.states import InterviewState, ShopNewsState, ShopPageState
from marketplace.shared import clock
from marketplace.shared.desks import Block, Desk, MenuEntry, Todo
from marketplace.shared.templatetags.ui import day, when
from sellers.models import Seller
from sellers.states import SellerState

MENU = (
    MenuEntry(
        group=_("Boutique"), page="seller-page", name=_("Ma page"), icon="layout-template", rank=405
    ),
    MenuEntry(
        group=_("Boutique"),
        page="seller-news",
        name=pgettext_lazy("boutique", "Nouvelles"),
        icon="megaphone",
        rank=406,
    ),
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
    """Corrections that are asked for, questions to answer, texts to read, pieces to count."""
    if shop.state == SellerState.CLOSED:
        return []
    waiting = Interview.objects.filter(
        seller=shop, state__in=(InterviewState.ASKED, InterviewState.SHOWN)
    )
    told = waiting.filter(agreed_at=None).order_by("deadline", "pk").only("state", "deadline")
    return [
        *_corrections(shop),
        *(_todo(interview, at) for interview in told),
        *(_to_count(date) for date in aside.to_count(shop, at=at)),
    ]


def _to_count(date: Gathering) -> Todo:
    return Todo(
        text=_now("Dites ce qui s'est vendu à « {title} » avant {when}").format(
            title=date.title, when=when(aside.comes_back(date))
        ),
        href=reverse("seller-date", args=[date.pk]),
        urgent=True,
        rank=315,
    )


def _corrections(shop: Seller) -> list[Todo]:
    """What a moderator sent back."""
    lacks = []
    if ShopVersion.objects.filter(seller=shop, state=ShopPageState.SENT_BACK).exists():
        lacks.append(
            Todo(
                text=_now("Votre page de boutique est à corriger"),
                href=reverse("seller-page"),
                rank=310,
            )
        )
    notes = ShopNews.objects.filter(seller=shop, state=ShopNewsState.SENT_BACK)
    return lacks + [
        Todo(
            text=_now("Votre nouvelle « {title} » est à corriger").format(title=title),
            href=reverse("seller-news-one", args=[pk]),
            rank=311,
        )
        for pk, title in notes.order_by("pk").values_list("pk", "title")[:3]
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


def blocks(shop: Seller, at: datetime) -> list[Block]:
    """From when until when the house puts the shop forward; nothing where it does not."""
    slots = showing.of(shop.pk, at=at)
    if not slots:
        return []
    return [
        Block(
            template="seller/marketing/_featured.html",
            page="seller-home",
            values={
                "slots": [(slot, slot.holds(at)) for slot in slots],
                "runs": any(slot.holds(at) for slot in slots),
                "is_hidden": not shop.is_selling(at),
            },
            rank=50,
        )
    ]


DESK = Desk(todos=todos, blocks=blocks, menu=MENU)
