"""What each account holds, month by month, so that a balance never reads the whole book.

Lines are booked one transaction after the other (`ledger._write` holds the heads of every journal
before it takes keys), so no line ever comes below the last one that was counted: a balance is what
the months say, read in one statement, and the lines after it. It is right at every instant, also
when nothing was added up for a year, only slower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncMonth

from accounting.models import Account, Line, MonthBalance
from marketplace.shared.clock import PARIS

STEP = 100_000  # lines added up in one transaction
SUMS = ("debit_cents", "credit_cents", "lines")

Key = tuple[str, int | None, date]


class Sums(NamedTuple):
    """Both sides of some lines in cents, how many lines they are, and the key of the last."""

    debit_cents: int = 0
    credit_cents: int = 0
    lines: int = 0
    through: int = 0

    def __add__(self, other):
        """Both together."""
        return Sums(
            self.debit_cents + other.debit_cents,
            self.credit_cents + other.credit_cents,
            self.lines + other.lines,
            max(self.through, other.through),
        )


NOTHING = Sums()


@transaction.atomic(durable=True)
def add_up(*, at_most: int = STEP) -> bool:
    """Add what was booked since the last time to its months; tells whether more waits."""
    # one at a time: the first row, which is always the same, is held until the end
    MonthBalance.objects.select_for_update().order_by("pk").first()
    done = MonthBalance.objects.aggregate(last=Max("through"))["last"] or 0
    keys = Line.objects.filter(pk__gt=done).order_by("pk").values_list("pk", flat=True)
    until = keys[at_most - 1 : at_most].first() or keys.last()
    if until is None:
        return False
    _add(months_of(Line.objects.filter(pk__gt=done, pk__lte=until)))
    return keys.filter(pk__gt=until).exists()


def months_of(lines) -> dict[Key, Sums]:
    """What lines come to by account and month, and by seller too on the sellers' account."""
    grouped = (
        lines.annotate(month=TruncMonth("entry__posted_at", tzinfo=PARIS))
        .order_by()
        .values_list("account", "seller", "month")
        .annotate(Sum("debit_cents"), Sum("credit_cents"), Count("pk"), Max("pk"))
    )
    months: dict[Key, Sums] = defaultdict(Sums)
    for account, seller, month, *sums in grouped.iterator(chunk_size=2000):
        for party in {None, seller} if account == Account.SELLERS else {None}:
            months[account, party, month.date()] += Sums(*sums)
    return months


def balance(account: str, *, seller: int | None = None) -> int:
    """Debits less credits of an account, of one seller's part of it if named, in cents."""
    if seller is None:
        sums = of_accounts(account).get(account, NOTHING)
        return sums.debit_cents - sums.credit_cents
    if account == Account.SELLERS:
        return -owed_by([seller]).get(seller, 0)
    # the others are kept whole: a seller's part of them is asked of the book, by its index
    lines = Line.objects.filter(account=account, seller=seller)
    return lines.aggregate(cents=Sum(F("debit_cents") - F("credit_cents"), default=0))["cents"]


def of_accounts(*accounts: str) -> dict[str, Sums]:
    """Each account of the book, or some, with its sums until now."""
    some = {"account__in": accounts} if accounts else {}
    sums: dict[str, Sums] = defaultdict(Sums)
    counted = MonthBalance.objects.filter(seller=None, **some).order_by()
    for account, *told in counted.values_list("account").annotate(*map(Sum, SUMS), Max("through")):
        sums[account] = Sums(*told)
    # what is counted is counted of all accounts: nothing of these lies between two of their last
    last = max((told.through for told in sums.values()), default=0)
    since = Line.objects.filter(pk__gt=last, **some).order_by()
    for account, *told in since.values_list("account").annotate(
        Sum("debit_cents"), Sum("credit_cents"), Count("pk"), Max("pk")
    ):
        sums[account] += Sums(*told)
    return sums


def owed_by(sellers: Iterable[int] | None = None) -> dict[int, int]:
    """What is held for each seller, or for some, by key; who has no line is left out."""
    counted = MonthBalance.objects.filter(account=Account.SELLERS)
    since = Line.objects.filter(account=Account.SELLERS).order_by()
    if sellers is not None:
        some = list(sellers)
        counted = counted.filter(Q(seller=None) | Q(seller__in=some))
        since = since.filter(seller__in=some)
    owed: dict[int, int] = {}
    last = 0
    for seller, cents, through in (
        counted.order_by()
        .values_list("seller")
        .annotate(cents=Sum(F("credit_cents") - F("debit_cents")), last=Max("through"))
    ):
        last = max(last, through)
        if seller is not None:
            owed[seller] = cents
    later = since.filter(pk__gt=last).values_list("seller")
    for seller, cents in later.annotate(cents=Sum(F("credit_cents") - F("debit_cents"))):
        owed[seller] = owed.get(seller, 0) + cents
    return owed


def _add(fresh: dict[Key, Sums]) -> None:
    columns = ("account", "seller", "month", *SUMS, "through")
    there = MonthBalance.objects.filter(month__in={month for _a, _s, month in fresh})
    known = {
        (account, seller, month): (pk, Sums(*told))
        for pk, account, seller, month, *told in there.values_list("pk", *columns).iterator()
    }
    rows = []
    for key, sums in fresh.items():
        pk, before = known.get(key, (None, NOTHING))
        account, seller, month = key
        total = (before + sums)._asdict()
        rows.append(MonthBalance(pk=pk, account=account, seller_id=seller, month=month, **total))
    MonthBalance.objects.bulk_create([row for row in rows if row.pk is None], batch_size=1000)
    MonthBalance.objects.bulk_create(
        [row for row in rows if row.pk is not None],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*SUMS, "through"],
    )
