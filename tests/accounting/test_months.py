"""A balance read from months and what came after them is the balance of the book."""

from __future__ import annotations

from datetime import datetime, timedelta

import hypothesis
from django.db.models import Sum
from hypothesis import strategies as st

from accounting import invariants
from accounting.book import ledger, months, queries
from accounting.models import Account, Line, MonthBalance
from marketplace.shared.clock import PARIS
from sellers.models import Seller
from tests import cast

# the last second of a month in Paris is the month before in UTC too; an hour later is not
EVE = datetime(2026, 10, 31, 23, 59, 59, tzinfo=PARIS)
accounts = st.sampled_from(list(Account))
bookings = st.tuples(
    accounts, accounts, st.integers(1, 10_000), st.integers(0, 1), st.integers(-40, 40)
)
steps = st.lists(st.one_of(bookings, st.integers(1, 5)), max_size=7)


def book(account: str, other: str, cents: int, seller: Seller, *, days: int = 0) -> None:
    ledger.post(
        ledger.Booking(
            source=f"test:{Line.objects.count()}",
            journal=ledger.OTHER,
            label="Essai",
            at=EVE + timedelta(days=days),
            sides=(
                ledger.debit(account, cents, seller_id=seller.pk),
                ledger.credit(other, cents, seller_id=seller.pk),
            ),
        )
    )


def summed(**of) -> int:
    lines = Line.objects.filter(**of)
    sides = lines.aggregate(
        debit=Sum("debit_cents", default=0), credit=Sum("credit_cents", default=0)
    )
    return sides["debit"] - sides["credit"]


@hypothesis.settings(max_examples=8)
@hypothesis.given(steps=steps)
def test_whatever_was_added_up_a_balance_is_the_sum_of_the_book(db, steps):
    """Booked early or late, dated of any month, added up wholly, in part or never."""
    MonthBalance.objects.all().delete()
    sellers = [
        Seller.objects.filter(code=code).first() or cast.seller(code.title(), code=code)
        for code in ("LUNE", "BRUN")
    ]
    for step in steps:
        if isinstance(step, int):
            months.add_up(at_most=step)
        else:
            account, other, cents, whose, days = step
            book(account, other, cents, sellers[whose], days=days)

        for account in Account:
            assert ledger.balance(account) == summed(account=account)
            for seller in sellers:
                assert ledger.balance(account, seller=seller) == summed(
                    account=account, seller=seller
                )
        held = {
            seller.pk: -summed(account=Account.SELLERS, seller=seller)
            for seller in sellers
            if Line.objects.filter(account=Account.SELLERS, seller=seller).exists()
        }
        assert ledger.owed_by([seller.pk for seller in sellers]) == held
        assert dict(queries.debts()) == {
            seller: held[seller.pk] for seller in sellers if held.get(seller.pk, 0) < 0
        }
        assert sum(row.lines for row in queries.trial_balance()) == Line.objects.count()
        assert list(invariants._months()) == []


def test_what_is_booked_late_is_counted_in_the_month_it_is_dated_of(db):
    shop = cast.seller("Lune")
    book(Account.PSP, Account.SELLERS, 100, shop)
    book(Account.PSP, Account.SELLERS, 30, shop, days=1)
    assert not months.add_up()
    book(Account.PSP, Account.SELLERS, 7, shop)

    assert not months.add_up()

    told = MonthBalance.objects.filter(account=Account.SELLERS, seller=shop)
    assert [(row.month.month, row.credit_cents) for row in told.order_by("month")] == [
        (10, 107),
        (11, 30),
    ]


def test_once_added_up_no_balance_reads_the_lines_before(db, django_assert_num_queries):
    shop = cast.seller("Lune")
    book(Account.PSP, Account.SELLERS, 100, shop)
    months.add_up()
    MonthBalance.objects.filter(account=Account.SELLERS).update(credit_cents=999)

    with django_assert_num_queries(2):
        assert ledger.owed(shop) == 999

    wrong = list(invariants._months())
    assert len(wrong) == 2, "the whole account and the seller's part of it"
    assert "the book 0 and 100" in wrong[0]
