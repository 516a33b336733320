"""W4: a return becomes a refund, a credit note and a reversed commission."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
from django.core import mail
from django.urls import reverse

from accounting.book import ledger
from accounting.models import Account, Commission, Entry, Invoice
from marketplace.shared import clock, gateway
from orders.models import Return
from orders.states import RefundState, ReturnState
from tests import cast
from tests.walks.conftest import shown

DAY = timedelta(days=1)


def send(visitor, address, act, form, **changes):
    """Press one of the buttons of a page that has several forms."""
    return visitor.post(address, {**shown(form), "act": act, **changes})


def test_goods_come_back_and_the_money_with_them(at_door, lune, worker):
    cup = cast.offer(lune, price_cents=3300, stock=10)
    with worker():
        part = cast.sold((cup, 3))
    order, visitor, desk = part.order, at_door(), at_door(cast.owner_of(lune))
    sale = part.invoices.get()
    assert sale.gross_cents == part.total_cents
    key, line = {"t": order.token}, part.lines.get()
    commission = Commission.objects.get(line=line)
    mail.outbox.clear()

    with clock.at(cast.NOON + 3 * DAY), worker():
        asked = reverse("shop-return-new", args=[order.number, part.pk])
        form = visitor.get(asked, key).context["form"]
        visitor.post(
            f"{asked}?t={order.token}",
            {**shown(form), **key, "reason": "withdrawal", f"q{line.pk}": 2},
        )
    back = Return.objects.get()
    assert back.state == ReturnState.ASKED
    assert lune.email in [to for sent in mail.outbox for to in sent.to]

    with clock.at(cast.NOON + 4 * DAY), worker():
        address = reverse("seller-return", args=[back.number])
        send(desk, address, "accept", desk.get(address).context["accept"])
    with clock.at(cast.NOON + 6 * DAY), worker():
        form = desk.get(address).context["receive"]
        send(desk, address, "receive", form)

    back.refresh_from_db()
    cup.refresh_from_db()
    commission.refresh_from_db()
    refund = part.refunds.get()
    assert (back.state, refund.state) == (ReturnState.REFUNDED, RefundState.PAID)
    assert refund.amount_cents == 6600
    assert cup.stock == 10 - 3 + 2
    credit = Invoice.objects.get(kind=Invoice.Kind.SALE_CREDIT)
    assert (credit.corrects, credit.gross_cents) == (sale, 6600)
    assert commission.reversed_cents == round(commission.net_cents * 2 / 3)
    assert sorted(Entry.objects.values_list("source", flat=True)) == sorted(
        [
            f"sale:{part.pk}",
            f"commission:{part.pk}",
            f"fee:{order.payment.pk}",
            f"refund:{refund.pk}",
            f"reversal:{refund.pk}",
        ]
    )
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()

    page = visitor.get(reverse("shop-order", args=[order.number]), key)
    document = reverse("shop-document", args=[order.number, credit.pk])
    assert document in page.content.decode()
    file = b"".join(visitor.get(document, key).streaming_content)
    with pikepdf.open(BytesIO(file)) as pdf:
        assert "factur-x.xml" in pdf.attachments


def test_what_came_back_whole_leaves_no_commission(at_door, lune, worker):
    with worker():
        part = cast.sold((cast.offer(lune, price_cents=999, stock=7), 7))
    line, visitor, desk = part.lines.get(), at_door(), at_door(cast.owner_of(lune))
    for pieces in (1, 2, 4):
        with worker():
            asked = (
                reverse("shop-return-new", args=[part.order.number, part.pk])
                + f"?t={part.order.token}"
            )
            form = visitor.get(asked).context["form"]
            visitor.post(asked, {**shown(form), "reason": "withdrawal", f"q{line.pk}": pieces})
        address = reverse("seller-return", args=[Return.objects.latest("pk").number])
        for act in ("accept", "receive"):
            with worker():
                send(desk, address, act, desk.get(address).context[act])

    part.refresh_from_db()
    assert part.refunded_cents == part.total_cents
    assert ledger.balance(Account.COMMISSION) == ledger.balance(Account.VAT) == 0
    assert ledger.owed(lune) == 0
