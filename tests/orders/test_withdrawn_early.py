"""The right exists from the contract on: what has not left is cancelled, what travels is awaited
back.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounting.payouts import payable
from marketplace.proof import verify
from marketplace.shared import clock, outbox
from marketplace.shared.facts import why
from marketplace.shared.models import Fact, Pending
from marketplace.shared.states import Refusal
from orders import tasks
from orders.fulfilment import cancellations, lists, shipping, withdrawn
from orders.models import Refund, Return, WithdrawalDeclaration
from orders.returns import refund_clock, returns, withdrawals
from orders.states import ReturnState, SellerOrderState, ShipmentState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def _two_days_later():
    with clock.at(LATER):
        yield


def declared(order, *, number=None, at=LATER, key="0" * 32, **extra):
    words = {
        "name": "Alice Martin",
        "order_number": number or order.number,
        "email": order.email,
        "goods": "",
    } | extra
    return withdrawals.declare(key=key, at=at, **words)


def followed(order, **extra):
    row = declared(order, **extra)
    tasks.follow_withdrawal(declaration_id=row.pk)
    row.refresh_from_db()
    return row


def paid(*wanted, **extra):
    return cast.part_of(cast.paid_order(*wanted, **extra))


def subjects_to(address):
    """What was written to an address, once the worker has sent the letters that wait."""
    waiting = Pending.objects.filter(done_at=None, task__startswith="orders.send_").exclude(
        task="orders.send_refund"
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        outbox.deliver(pending_id=pk)
    return [letter.subject for letter in mail.outbox if letter.to == [address]]


@pytest.mark.parametrize("taken_on", [False, True])
def test_what_has_not_left_is_cancelled_and_refunded_with_its_delivery(lune, taken_on):
    bowl = cast.offer(lune, stock=5)
    part = paid((bowl, 2))
    part = cast.accepted(part) if taken_on else part

    row = followed(part.order)

    part.refresh_from_db()
    bowl.refresh_from_db()
    assert (part.state, part.refunded_cents) == (SellerOrderState.CANCELLED, part.total_cents)
    assert (bowl.stock, row.handled_at) == (5, LATER)
    assert any("annulée" in subject for subject in subjects_to(lune.email))
    assert any("annulée" in subject for subject in subjects_to(part.order.email))
    with pytest.raises(withdrawn.Withdrawn):
        shipping.ship(part, by=None, at=LATER, **cast.PARCEL)
    cast.sent(Refund.objects.get(), at=LATER)
    assert list(verify.violations()) == []


def test_what_travels_opens_a_return_that_waits_for_the_parcel(client, lune):
    part = paid((cast.offer(lune), 2))
    parcel = cast.shipped(part)
    row = followed(part.order)
    back = Return.objects.get()

    assert (back.state, back.asked_at, row.handled_at) == (ReturnState.ON_ITS_WAY, LATER, LATER)
    assert any("retour" in subject.lower() for subject in subjects_to(lune.email))
    assert any("rétractation" in subject for subject in subjects_to(part.order.email))
    assert refund_clock.soon(LATER + timedelta(days=7)).get() == back
    assert refund_clock.late(LATER + timedelta(days=15)).get() == back
    assert payable.due_lines(LATER + timedelta(days=60)).count() == 0

    shipping.deliver(parcel, how="carrier", by=None, at=LATER + timedelta(days=1))

    back.refresh_from_db()
    assert back.state == ReturnState.ACCEPTED
    refund = returns.receive(back, by=None, at=LATER + timedelta(days=3))
    assert refund.amount_cents == part.total_cents


def test_a_parcel_refused_at_the_door_comes_back_and_is_refunded(lune):
    bowl = cast.offer(lune, stock=5)
    part = paid((bowl, 2))
    parcel = cast.shipped(part)
    followed(part.order)
    back = Return.objects.get()

    refund = returns.receive(back, restock={part.lines.get().pk}, by=None, at=LATER)

    part.refresh_from_db()
    parcel.refresh_from_db()
    bowl.refresh_from_db()
    line = part.lines.get()
    assert (parcel.state, part.state) == (ShipmentState.RETURNED, SellerOrderState.CANCELLED)
    assert (line.came_back, line.delivered, line.returned) == (2, 0, 0)
    assert (refund.amount_cents, bowl.stock) == (part.total_cents, 5)
    assert shipping.presume_due(NOON + timedelta(days=90)) == 0
    with pytest.raises(Refusal):
        shipping.deliver(parcel, how="buyer", by=None, at=LATER)
    cast.sent(refund, at=LATER)
    assert list(verify.violations()) == []


def test_a_mixed_part_is_split_by_where_its_pieces_are(lune):
    part = cast.accepted(paid((cast.offer(lune, price_cents=1000), 5)))
    line = part.lines.get()
    first = shipping.ship(part, pieces={line.pk: 1}, by=None, at=NOON, **cast.PARCEL)
    shipping.deliver(first, how="buyer", by=None, at=NOON)
    shipping.ship(part, pieces={line.pk: 2}, by=None, at=NOON, **cast.PARCEL)

    taken = withdrawals.withdraw(part, pieces={line.pk: 5}, by=None, at=LATER)

    told = Fact.objects.get(name="orders.WithdrawalTaken")
    with translation.override("en"):
        said = why(told.name, told.data, told.because)
    assert said == (
        f"cancelled: 2 × {line.title} · on its way, to come back: 2 × {line.title}"
        f" · received, to be sent back: 1 × {line.title}"
    )
    states = {back.state: back.lines.get().quantity for back in taken.returns}
    assert states == {ReturnState.ON_ITS_WAY: 2, ReturnState.ASKED: 1}
    assert (taken.refund.goods_cents, taken.refund.shipping_cents) == (2000, 0)
    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    with pytest.raises(withdrawals.MoreThanLeft):
        withdrawals.withdraw(part, pieces={line.pk: 1}, by=None, at=LATER)
    for back in Return.objects.order_by("-pk"):
        if back.state == ReturnState.ASKED:
            returns.accept(back, by=None, at=LATER)
        returns.receive(back, by=None, at=LATER)
    part.refresh_from_db()
    assert part.refunded_cents == part.total_cents
    assert list(verify.violations()) == []


def test_a_part_is_withdrawn_from_and_the_rest_is_shipped(lune):
    bowl, jug = cast.offer(lune), cast.offer(lune)
    part = cast.accepted(paid((bowl, 3), jug))
    line = part.lines.get(offer=bowl)

    withdrawals.withdraw(part, pieces={line.pk: 2}, by=None, at=LATER)

    line.refresh_from_db()
    assert (line.withdrawn, line.waiting) == (2, 1)
    assert any("n'expédiez plus ces articles" in subject for subject in subjects_to(lune.email))
    with pytest.raises(withdrawn.Withdrawn):  # an old tab
        shipping.ship(part, pieces={line.pk: 3}, by=None, at=LATER, **cast.PARCEL)
    shipping.ship(part, by=None, at=LATER, **cast.PARCEL)
    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    assert part.invoices.get().gross_cents == part.total_cents - part.refunded_cents


def test_nothing_leaves_between_the_declaration_and_its_effect(client, lune):
    part = cast.accepted(paid(cast.offer(lune)))
    row = declared(part.order)

    with pytest.raises(withdrawn.WithdrawalPending):
        shipping.ship(part, by=None, at=LATER, **cast.PARCEL)
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-order", args=[part.number])).content.decode()
    slip = client.get(reverse("seller-packing-slip", args=[part.number]))

    assert "se rétracte de cette commande" in page
    assert "Enregistrer l'expédition" not in page
    assert slip.status_code == 302
    assert withdrawals.follow_up(row.pk, at=LATER) == []
    part.refresh_from_db()
    assert part.state == SellerOrderState.CANCELLED


def test_words_that_name_some_articles_hold_the_parcel_until_a_person_chose(client, odile, lune):
    bowl, jug = cast.offer(lune), cast.offer(lune)
    part = cast.accepted(paid(bowl, jug))
    row = followed(part.order, goods="Seulement le bol")
    with pytest.raises(withdrawn.WithdrawalPending):
        shipping.ship(part, by=None, at=LATER, **cast.PARCEL)
    assert any("n'expédiez rien" in subject for subject in subjects_to(lune.email))

    line = part.lines.get(offer=bowl)
    address = reverse("admin:orders_withdrawaldeclaration_suite", args=[row.pk])
    client = cast.proven(client, cast.operator("support"))
    assert line.title in client.get(address).content.decode()
    client.post(address, {f"q{line.pk}": 1, f"q{part.lines.get(offer=jug).pk}": 0})

    row.refresh_from_db()
    line.refresh_from_db()
    assert (line.withdrawn, row.handled_at) == (1, LATER)
    shipping.ship(part, by=None, at=LATER, **cast.PARCEL)


def test_an_operator_links_a_declaration_and_it_counts_from_its_own_instant(client, lune):
    part = paid(cast.offer(lune))
    row = followed(part.order, number="CMD perdue", at=NOON)
    assert (row.order, row.handled_at) == (None, None)
    parcel = cast.shipped(part)
    shipping.deliver(parcel, how="buyer", by=None, at=NOON)

    client = cast.proven(client, cast.operator("support"))
    address = reverse("admin:orders_withdrawaldeclaration_rattacher", args=[row.pk])
    wrong = client.post(address, {"order_number": "RIEN"}, follow=True).content.decode()
    with clock.at(NOON + timedelta(days=30)):
        client = cast.proven(client, cast.operator("support"))
        client.post(address, {"order_number": part.order.number.lower()})

    back = Return.objects.get()
    row.refresh_from_db()
    assert "Aucune commande payée" in wrong
    assert re.search(r'name="order_number"[^>]*aria-invalid="true"', wrong), "at its field"
    assert (back.asked_at, row.order) == (NOON, part.order)
    assert refund_clock.late(NOON + timedelta(days=30)).get() == back


def test_somebody_elses_order_is_named_before_a_declaration_is_linked_to_it(client, lune):
    part = paid(cast.offer(lune))
    row = followed(part.order, number="CMD perdue", at=NOON)
    type(part.order).objects.filter(pk=part.order.pk).update(
        email="autre@example.test", recipient="Autre Personne"
    )
    client = cast.proven(client, cast.operator("support"))
    address = reverse("admin:orders_withdrawaldeclaration_rattacher", args=[row.pk])

    asked = client.post(address, {"order_number": part.order.number}).content.decode()

    row.refresh_from_db()
    assert "Autre Personne" in asked
    assert row.order is None
    client.post(address, {"order_number": part.order.number, "sure": "on"})
    row.refresh_from_db()
    assert row.order == part.order


def test_declared_again_it_is_acknowledged_again_and_changes_nothing_twice(lune):
    part = paid(cast.offer(lune))
    rows = [followed(part.order, key=f"{turn:032x}") for turn in range(2)]
    for row in rows:
        tasks.acknowledge_withdrawal(declaration_id=row.pk)

    assert Refund.objects.count() == 1
    assert all(row.handled_at for row in rows)
    assert sum("Accusé" in letter.subject for letter in mail.outbox) == 2


def test_declared_before_the_payment_arrives_it_takes_effect_with_it(lune):
    order = cast.placed_order(cast.offer(lune))
    row = followed(order, at=NOON)
    assert row.handled_at is None

    cast.pay(order)
    tasks.follow_early_withdrawals(order_id=order.pk)

    assert cast.part_of(order).state == SellerOrderState.CANCELLED


def test_an_excepted_article_stays_ordered(lune):
    bowl, made = cast.offer(lune), cast.offer(lune, withdrawal_exception="personalised")
    part = paid(bowl, made)

    followed(part.order)

    assert part.lines.get(offer=bowl).withdrawn == 1
    assert part.lines.get(offer=made).waiting == 1
    with pytest.raises(returns.NotReturnable):
        withdrawals.withdraw(part, pieces={part.lines.get(offer=made).pk: 1}, by=None, at=LATER)


def test_the_account_the_link_and_the_public_page_do_the_same(client, lune):
    buyer = cast.user("alice@example.test")
    parts = [paid((cast.offer(lune), 2), buyer=buyer if n == 0 else None) for n in range(3)]
    mine, guest, public = parts
    client.force_login(buyer)
    first = client.get(
        reverse("shop-return-new", args=[mine.order.number, mine.pk])
    ).content.decode()
    client.post(
        reverse("shop-return-new", args=[mine.order.number, mine.pk]),
        {f"q{mine.lines.get().pk}": 1, "reason": "withdrawal", "comment": ""},
    )
    client.logout()
    linked = {"commande": guest.order.number, "t": guest.order.token}
    form = client.get(reverse("shop-withdrawal"), linked).content.decode()
    words = {
        "key": "a" * 32,
        "name": "Alice",
        "order_number": guest.order.number,
        "email": "autre@example.test",
    }
    chosen = {**words, **linked, f"q{guest.lines.get().pk}": 1}
    step = client.post(reverse("shop-withdrawal"), chosen).content.decode()
    client.post(reverse("shop-withdrawal"), chosen | {"confirm": "1"})
    words |= {"key": "b" * 32, "order_number": public.order.number, "email": public.order.email}
    client.post(reverse("shop-withdrawal"), words | {"confirm": "1"})
    for row in WithdrawalDeclaration.objects.order_by("pk"):
        tasks.follow_withdrawal(declaration_id=row.pk)

    counts = [part.lines.get().withdrawn for part in parts]
    assert mine.lines.get().title in first
    assert guest.lines.get().title in form
    assert f"1 × {guest.lines.get().title}" in step
    assert counts == [1, 1, 2]


def test_a_stranger_chooses_no_lines_and_learns_none(client, lune):
    part = paid((cast.offer(lune), 2))
    page = client.get(
        reverse("shop-withdrawal"), {"commande": part.order.number, "t": "x"}
    ).content.decode()
    words = {
        "key": "c" * 32,
        "name": "X",
        "order_number": part.order.number,
        "email": "x@example.test",
        "commande": part.order.number,
        "t": "x",
        f"q{part.lines.get().pk}": 1,
        "confirm": "1",
    }

    client.post(reverse("shop-withdrawal"), words)
    tasks.follow_withdrawal(declaration_id=WithdrawalDeclaration.objects.get().pk)

    assert part.lines.get().title not in page
    assert part.lines.get().withdrawn == 0


def test_the_desk_shows_a_withdrawal_in_its_list_without_asking_a_row(
    client, lune, django_assert_max_num_queries
):
    for _each in range(4):
        part = paid(cast.offer(lune))
        cast.shipped(part)
        withdrawals.withdraw(part, by=None, at=LATER)

    with django_assert_max_num_queries(3):
        rows = list(lists.parts(lune, view="shipped"))

    assert all(row.is_withdrawn for row in rows)
    client.force_login(cast.owner_of(lune))
    assert (
        "Rétractation" in client.get(reverse("seller-orders"), {"vue": "shipped"}).content.decode()
    )


def test_the_last_piece_cancelled_brings_the_delivery_back_when_the_others_were_returned(lune):
    part = cast.accepted(paid((cast.offer(lune, price_cents=1000), 2)))
    line = part.lines.get()
    first = shipping.ship(part, pieces={line.pk: 1}, by=None, at=NOON, **cast.PARCEL)
    shipping.deliver(first, how="buyer", by=None, at=NOON)
    back = returns.ask(
        cast.part_of(part.order), pieces={line.pk: 1}, reason="withdrawal", by=None, at=NOON
    )
    returns.accept(back, by=None, at=NOON)
    returns.receive(back, by=None, at=NOON)

    cancellations.cancel(cast.part_of(part.order), because="Cassé", by=None, at=LATER)

    part.refresh_from_db()
    assert part.refunded_cents == part.total_cents


@pytest.mark.parametrize("arrived", [False, True])
def test_what_is_left_after_a_partial_withdrawal_may_still_be_withdrawn_from(client, lune, arrived):
    bowl, jug = cast.offer(lune), cast.offer(lune)
    part = cast.accepted(paid((bowl, 2), jug))
    parcel = shipping.ship(part, by=None, at=NOON, **cast.PARCEL)
    if arrived:
        shipping.deliver(parcel, how="buyer", by=None, at=NOON)
    address = f"{reverse('shop-order', args=[part.order.number])}?t={part.order.token}"
    door = f"{reverse('shop-withdrawal')}?commande={part.order.number}"

    followed(part.order, from_order=part.order, pieces={part.lines.get(offer=jug).pk: 1})

    assert door in client.get(address).content.decode()
    followed(
        part.order, key="1" * 32, from_order=part.order, pieces={part.lines.get(offer=bowl).pk: 2}
    )
    assert door not in client.get(address).content.decode()
