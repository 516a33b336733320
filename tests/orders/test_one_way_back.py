"""One piece is refunded once, whichever ways its buyer, its seller and the operator take."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.proof import verify
from marketplace.shared import clock
from orders.incidents import incidents
from orders.models import Incident, Refund, Return
from orders.money import gestures, left
from orders.returns import returns, withdrawals
from orders.states import IncidentState, ReturnState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
PRICE = 1900


@pytest.fixture(autouse=True)
def _later():
    with clock.at(LATER):
        yield


@pytest.fixture
def part(lune, alice):
    """Five bowls at 19 €, received."""
    return cast.sold((cast.offer(lune, price_cents=PRICE), 5), buyer=alice)


def claim(part, count, at=NOON, kind="damaged"):
    pieces = {part.lines.get().pk: count}
    return cast.heard(
        incidents.open_(part, kind=kind, text="Fêlés.", pieces=pieces, by=None, at=at)
    )


def send_back(part, count, at=NOON, reason="withdrawal"):
    back = returns.ask(part, pieces={part.lines.get().pk: count}, reason=reason, by=None, at=at)
    returns.accept(back, by=None, at=at)
    return back


def given():
    """The cents and the pieces of every refund."""
    rows = list(Refund.objects.order_by("pk"))
    pieces = sum(row.quantity for refund in rows for row in refund.lines.all())
    return sum(refund.goods_cents for refund in rows), pieces


def test_three_pieces_under_return_leave_two_to_complain_of(client, alice, part):
    back, line = send_back(part, 3), part.lines.get()

    assert incidents.claimable(part, Incident.Kind.DAMAGED) == {line.pk: 2}
    with pytest.raises(incidents.UnderReturn, match=rf"{back.number}.*au plus 2"):
        claim(part, 3, at=LATER)
    row = claim(part, 2, at=LATER)
    incidents.concede(row, by=None, at=LATER)
    returns.receive(back, by=None, at=LATER)

    assert given() == (5 * PRICE, 5)
    assert list(verify.violations()) == []


def test_the_page_leads_to_the_return_that_is_under_way(client, alice, part):
    back = send_back(part, 3)
    client.force_login(alice)
    way = reverse("shop-incident-new", args=[part.order.number, part.pk])
    line = part.lines.get()

    page = client.get(way).content.decode()
    refused = client.post(way, {f"q{line.pk}": 3, "kind": "damaged", "text": "Fêlé."})

    place = f"{reverse('shop-order', args=[part.order.number])}#retour-{back.number}"
    story = client.get(reverse("shop-order", args=[part.order.number])).content.decode()
    assert place in page
    assert f'id="retour-{back.number}"' in story
    assert 'max="2"' in page
    assert "Indiquez un nombre entre 0 et 2." in refused.content.decode()
    send_back(part, 2)
    page = client.get(way).content.decode()
    assert place in page
    assert "réclamés ou remboursés" not in page
    assert Incident.objects.count() == 0


def test_a_withdrawal_is_taken_whatever_is_complained_of_and_pays_alone(client, alice, part):
    row, line = claim(part, 3), part.lines.get()

    taken = withdrawals.withdraw(part, pieces={line.pk: 3}, by=None, at=LATER)
    back = taken.returns[0]

    assert incidents.whole(row).lines == {line.pk: 0}
    assert incidents.claimable(part, Incident.Kind.DAMAGED) == {line.pk: 2}
    with pytest.raises(incidents.NowByReturn, match=back.number):
        incidents.concede(row, by=None, at=LATER)
    award = incidents.Award(lines={line.pk: 3})
    support = cast.operator("support")
    with pytest.raises(left.ComingBack, match=back.number):
        incidents.refund(row, award, borne_by="seller", because="Fêlés.", by=support, at=LATER)
    row.refresh_from_db()
    assert row.is_open
    assert given() == (0, 0)
    returns.accept(back, by=None, at=LATER)
    cast.sent(returns.receive(back, by=None, at=LATER))
    row.refresh_from_db()
    assert (row.state, row.outcome) == (IncidentState.DECIDED, "settled")
    assert given() == (3 * PRICE, 3)


def test_a_return_that_is_given_up_hands_its_pieces_back_to_the_complaint(part):
    row, line = claim(part, 3), part.lines.get()
    back = send_back(part, 3, at=LATER)

    returns.give_up(back, by=None, at=LATER)

    assert incidents.whole(row).lines == {line.pk: 3}


def test_what_a_decision_or_a_gesture_refunded_is_offered_to_no_return(part):
    line = part.lines.get()
    incidents.concede(claim(part, 2), by=None, at=NOON)
    gestures.give_back(
        part,
        lines={line.pk: 1},
        amounts={},
        shipping_cents=0,
        borne_by="operator",
        because="Excuses",
        by=cast.operator("support"),
        at=NOON,
    )

    assert returns.returnable(part) == withdrawals.withdrawable(part) == {line.pk: 2}
    with pytest.raises(returns.MoreThanDelivered):
        send_back(part, 3)


def test_a_gesture_takes_no_piece_that_comes_back_and_takes_those_complained_of(part):
    line, support = part.lines.get(), cast.operator("support")
    back = send_back(part, 2)
    row = claim(part, 2)

    def give(count=0, cents=0):
        return gestures.give_back(
            part,
            lines={line.pk: count} if count else {},
            amounts={line.pk: cents} if cents else {},
            shipping_cents=0,
            borne_by="operator",
            because="Excuses",
            by=support,
            at=LATER,
        )

    for wish in ({"count": 4}, {"cents": 3 * PRICE + 1}):
        with pytest.raises(left.ComingBack, match=back.number):
            give(**wish)
    give(count=2)

    assert incidents.whole(row).lines == {line.pk: 0}
    returns.receive(back, by=None, at=LATER)
    assert given() == (4 * PRICE, 4)


@pytest.mark.parametrize(
    "award", [lambda pk: {"lines": {pk: 2}}, lambda pk: {"amounts": {pk: 2 * PRICE}}]
)
def test_what_was_decided_of_a_return_is_not_paid_again_when_it_comes(part, award):
    back, line = send_back(part, 3), part.lines.get()
    row = incidents.open_(part, kind="return_unpaid", text="Rien.", back=back, by=None, at=LATER)
    incidents.refund(
        cast.heard(row),
        incidents.Award(**award(line.pk)),
        borne_by="seller",
        because="Dépôt prouvé.",
        by=cast.operator("support"),
        at=LATER,
    )

    returns.receive(Return.objects.get(pk=back.pk), by=None, at=LATER)

    assert given()[0] == 3 * PRICE


def test_a_complaint_of_a_short_refund_asks_what_is_missing_and_no_more(part):
    back, line = send_back(part, 3), part.lines.get()
    returns.receive(back, received={line.pk: 1}, by=None, at=NOON)
    back = Return.objects.get(pk=back.pk)
    row = incidents.open_(part, kind="return_amount", text="Trois.", back=back, by=None, at=LATER)

    assert incidents.whole(row).lines == {line.pk: 2}
    returns.receive(back, received={line.pk: 2}, by=None, at=LATER)
    assert returns.missing(Return.objects.get(pk=back.pk)) == {}
    assert incidents.whole(row).lines == {line.pk: 0}
    assert given() == (3 * PRICE, 3)


def test_a_parcel_withdrawn_from_on_its_way_may_still_be_missed(lune, alice):
    offer = cast.offer(lune, price_cents=PRICE)
    parcel = cast.shipped(cast.part_of(cast.paid_order((offer, 2), buyer=alice)))
    part = parcel.seller_order
    back = withdrawals.withdraw(part, by=None, at=NOON).returns[0]

    row = incidents.open_(part, kind="not_received", text="Rien.", parcel=parcel, by=None, at=LATER)
    incidents.concede(row, by=None, at=LATER)

    back.refresh_from_db()
    assert back.state == ReturnState.REFUNDED
    assert given() == (2 * PRICE, 2)
