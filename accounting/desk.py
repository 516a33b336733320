"""What accounting brings to the seller's desk: what comes when, and the pages of their money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from accounting.book import ledger
from accounting.payouts import payable, payouts
from marketplace.shared import clock
from marketplace.shared.desks import Block, Desk, MenuEntry
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
    """When the seller is paid next: what is sure, what may follow."""

    on: date
    sure_cents: int
    likely_cents: int


def blocks(shop: Seller, at: datetime) -> list[Block]:
    """The next payout, beside what there is to do."""
    values = {"balance": ledger.owed(shop), "next": next_payout(shop, at)}
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
    """The next run's day, what is sure to be in it, and what is ripening."""
    day = payouts.next_run(clock.paris_day(at))
    held = payable.shares(shop, at)
    sure = sum(share.cents for share in held if share.is_due(day))
    ripening = sum(share.cents for share in held) - sure
    return NextPayout(on=day, sure_cents=max(sure, 0), likely_cents=ripening)


DESK = Desk(blocks=blocks, menu=MENU)
