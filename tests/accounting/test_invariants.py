"""`verify` is silent after a whole life, and speaks when something is wrong."""

from __future__ import annotations

from accounting import invariants
from accounting.documents import rendering
from accounting.models import Commission, Invoice, Payout, PayoutItem
from accounting.payouts import payouts
from orders.models import SellerOrder
from tests import guards
from tests.accounting import builders
from tests.accounting.builders import DAY, NOON


def life(lune, brun, deliver_sent):
    """Sales, refusals, returns, disputes and two rounds of payouts."""
    parts = [
        builders.delivered(lune, [(4900, 2, 2000), (999, 3, 550)], 590, days_ago=20 + i)
        for i in range(3)
    ]
    parts += [builders.delivered(brun, [(2500, 2, 0)], 300)]
    cancelled = builders.pay(builders.placed((brun, [(1500, 1, 0)], 300))).seller_orders.get()
    builders.give_back(
        cancelled, {cancelled.lines.get().pk: 1}, shipping_cents=300, cause="cancelled"
    )
    SellerOrder.objects.filter(pk=cancelled.pk).update(state="cancelled")
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    builders.give_back(parts[0], {parts[0].lines.first().pk: 1}, shipping_cents=100, at=NOON + DAY)
    builders.close(builders.dispute(parts[3].order, amount_cents=5300), won=True)
    builders.close(builders.dispute(parts[1].order, amount_cents=2000), won=False)
    builders.dispute(parts[2].order, amount_cents=1000)
    builders.delivered(lune, [(30000, 1, 2000)], days_ago=15)
    run = payouts.prepare(NOON + DAY, by=None, at=NOON + DAY)
    payouts.approve(run, by=None, at=NOON + DAY)
    deliver_sent(NOON + DAY)
    return parts


def test_a_whole_life_leaves_nothing_to_say(grid, lune, brun, bank, deliver_sent):
    bank(lune, brun)
    life(lune, brun, deliver_sent)
    assert Payout.objects.filter(state="paid").count() >= 3
    assert list(invariants.violations()) == []


def test_each_wrong_is_named(grid, lune, brun, bank, deliver_sent):
    bank(lune, brun)
    parts = life(lune, brun, deliver_sent)
    rendering.render(Invoice.objects.first().pk, at=NOON)
    with Invoice.objects.get(rendered_at__isnull=False).file.open("ab") as file:
        file.write(b"more")
    with guards.down():
        PayoutItem.objects.filter(pk=PayoutItem.objects.first().pk).update(amount_cents=1)
    Commission.objects.filter(line__seller_order=parts[2]).update(reversed_cents=1)
    SellerOrder.objects.filter(pk=parts[2].pk).update(shipped_at=None)
    told = " ".join(invariants.violations())
    for sentence in (
        "its items are",
        "is not the one that was made",
        "its reversals are",
        "its commissions are",
        "before shipping",
    ):
        assert sentence in told
