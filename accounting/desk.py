"""What accounting brings to the seller's desk: what comes when, what keeps it, its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounting.models import Payout
from accounting.payouts import payable, payouts
from accounting.states import PayoutState
from marketplace.shared import clock
from marketplace.shared.desks import Block, Desk, MenuEntry, Todo, counted
from sellers.models import Seller

MONEY = _("Argent")
MENU = (
    MenuEntry(
        group=MONEY, page="seller-money", name=_("Solde et versements"), icon="wallet", rank=300
    ),
    MenuEntry(
        group=MONEY, page="seller-invoices", name=_("Factures"), icon="receipt-text", rank=310
    ),
)


@dataclass(frozen=True, kw_only=True)
class NextPayout:
    """When the seller is paid next: what is sure, what comes later, what left already.

    The three add up to what the house holds for them.
    """

    on: date
    sure_cents: int
    later_cents: int
    leaving_cents: int
    hindrance: str = ""  # why it is held: then no day and no sum are promised

    @property
    def balance_cents(self) -> int:
        """Everything that the house holds for the seller: never read from the book's whole past."""
        return self.sure_cents + self.later_cents + self.leaving_cents


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """What keeps the shop's money from arriving."""
    failed = Payout.objects.filter(seller=shop, state=PayoutState.FAILED).count()
    refused = ngettext(
        "%d versement refusé par le prestataire : vérifiez le compte bancaire",
        "%d versements refusés par le prestataire : vérifiez le compte bancaire",
        failed,
    )
    return counted(
        failed, refused, href=f"{reverse('seller-money')}#payouts", urgent=True, rank=340
    )


def blocks(shop: Seller, at: datetime) -> list[Block]:
    """The next payout, beside what there is to do."""
    values = {"next": next_payout(shop, at)}
    return [
        Block(
            template="seller/accounting/_next_payout.html",
            page="seller-money",
            values=values,
            is_beside=True,
            rank=100,
        )
    ]


def next_payout(shop: Seller, at: datetime) -> NextPayout:
    """The next run's day, what is sure to be in it, and what else the house holds."""
    day = payouts.next_run(clock.paris_day(at))
    held = payable.parts(shop, at)
    whole = sum(part.cents for part in held)
    sure = sum(part.cents for part in held if part.is_due(day))
    asked = sure or payable.is_withheld(shop)
    hindrance = str(payable.hindrance(shop, sure, at)) if asked else ""
    sure = 0 if hindrance else max(sure, 0)
    # taken by payouts that did not arrive yet
    leaving = Payout.objects.filter(seller=shop, state__in=payouts.ALIVE)
    taken = leaving.aggregate(cents=Sum("amount_cents", default=0))["cents"]
    return NextPayout(
        on=day,
        sure_cents=sure,
        later_cents=whole - sure,
        leaving_cents=taken,
        hindrance=hindrance,
    )


DESK = Desk(todos=todos, blocks=blocks, menu=MENU)
