"""A presumption of delivery serves payouts only; what runs against the buyer starts with a proof of
receipt.
"""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from accounting.payouts import payable
from marketplace.proof import verify
from marketplace.shared import clock
from marketplace.shared import mail as letters
from orders import tasks
from orders.following import tracking
from orders.fulfilment import emails, shipping, withdrawn
from orders.models import OrderLine, SellerOrder, Shipment
from orders.returns import refund_clock, returns
from orders.states import SellerOrderState, ShipmentState
from tests import cast

pytestmark = pytest.mark.django_db
SHIPPED = datetime(2026, 10, 18, 9, 0, tzinfo=UTC)
PRESUMED = datetime(2026, 10, 29, 9, 0, tzinfo=UTC)
ARRIVED = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture
def parcel(lune):
    row = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune), at=SHIPPED)), at=SHIPPED)
    assert shipping.presume_due(PRESUMED) == 1
    row.refresh_from_db()
    return row


def test_what_really_arrives_after_a_presumption_may_be_withdrawn_from_for_fourteen_days(parcel):
    part = parcel.seller_order
    assert withdrawn.last_day(part) is None

    shipping.deliver(parcel, how="carrier", by=None, at=ARRIVED)

    part.refresh_from_db()
    assert withdrawn.last_day(part).isoformat() == "2026-12-11"
    back = returns.ask(
        part,
        pieces={part.lines.get().pk: 1},
        reason="withdrawal",
        by=None,
        at=ARRIVED + timedelta(days=13),
    )
    assert refund_clock.due_on(back) is not None


def test_a_presumption_is_said_as_one_and_starts_nothing(client, parcel):
    part = parcel.seller_order
    part.refresh_from_db()
    tasks.send_presumed(shipment_id=parcel.pk)

    with clock.at(PRESUMED):
        story = tracking.stories(part.order, at=PRESUMED)[0]
        page = client.get(
            reverse("shop-order", args=[part.order.number]), {"t": part.order.token}
        ).content.decode()

    assert (part.state, part.delivered_at, part.presumed_at) == (
        SellerOrderState.SHIPPED,
        None,
        PRESUMED,
    )
    assert (parcel.state, part.lines.get().delivered) == (ShipmentState.SHIPPED, 0)
    assert "Présumée" in story.sentence
    assert "bien reçu ce colis" in page
    assert "Livrée le" not in page
    assert "délai de rétractation s'est terminé" not in page
    assert mail.outbox[-1].subject.endswith("votre colis est-il arrivé ?")
    assert "jeudi 29 octobre" not in mail.outbox[-1].body
    assert not any("est livrée" in letter.subject for letter in mail.outbox)


def test_a_presumption_makes_payouts_ripen_until_a_proof_starts_the_withdrawal(parcel):
    part, seller = parcel.seller_order, parcel.seller_order.seller
    ripe = payable.shares(seller, PRESUMED + timedelta(days=30))

    shipping.deliver(parcel, how="buyer", by=None, at=ARRIVED)

    part.refresh_from_db()
    assert [share.due_on for share in ripe] == [payable.due_day(PRESUMED, 14)]
    assert [share.reason for share in ripe] == [""]
    assert (part.payable_from, part.delivered_at) == (ARRIVED, ARRIVED)
    assert [share.due_on for share in payable.shares(seller, ARRIVED)] == [
        payable.due_day(ARRIVED, 14)
    ]


def test_presuming_twice_or_after_the_proof_changes_nothing(lune, parcel):
    assert shipping.presume_due(PRESUMED + timedelta(days=9)) == 0
    known = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune), at=SHIPPED)), at=SHIPPED)
    shipping.deliver(known, how="buyer", by=None, at=SHIPPED + timedelta(days=2))

    assert shipping.presume_due(PRESUMED) == 0

    known.refresh_from_db()
    assert known.presumed_at is None
    with pytest.raises(ValueError, match="presumed"):
        shipping.deliver(parcel, how="presumed", by=None, at=ARRIVED)


def test_the_letter_of_delivery_bears_the_day_of_the_proof(parcel):
    shipping.deliver(parcel, how="buyer", by=None, at=ARRIVED)

    letters.send(
        emails.delivered(SellerOrder.objects.select_related("order").get(pk=parcel.seller_order_id))
    )

    assert "vendredi 27 novembre" in mail.outbox[-1].body
    assert "vendredi 11 décembre" in mail.outbox[-1].body


def test_rows_of_before_are_told_truthfully(lune):
    """What was presumed travels again, unless the buyer's own return or review proved the receipt
    since.
    """
    silent, asked = (cast.sold(cast.offer(lune), at=SHIPPED) for _each in range(2))
    Shipment.objects.update(delivered_how="presumed", delivered_at=PRESUMED)
    SellerOrder.objects.update(delivered_at=PRESUMED)
    returns.ask(
        SellerOrder.objects.get(pk=asked.pk),
        pieces={asked.lines.get().pk: 1},
        reason="defective",
        by=None,
        at=ARRIVED,
    )

    import_module("orders.migrations.0008_withdrawals_presumptions").tell_presumed(apps, None)

    silent.refresh_from_db()
    asked.refresh_from_db()
    assert (silent.state, silent.presumed_at, silent.delivered_at) == ("shipped", PRESUMED, None)
    assert (asked.state, asked.presumed_at, asked.delivered_at) == ("delivered", PRESUMED, ARRIVED)
    assert list(OrderLine.objects.order_by("pk").values_list("delivered", flat=True)) == [0, 1]
    assert set(Shipment.objects.values_list("delivered_how", flat=True)) == {"", "buyer"}


def test_verify_names_a_receipt_that_nobody_saw(parcel):
    assert list(verify.violations()) == []

    Shipment.objects.update(
        state=ShipmentState.DELIVERED, delivered_at=PRESUMED, delivered_how="presumed"
    )

    assert any("nobody said so" in sentence for _app, sentence in verify.violations())
