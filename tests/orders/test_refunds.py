"""Refunds: decided once, sent after, never more than what was paid."""

import html

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from marketplace.console import today
from marketplace.shared import clock, numbers
from marketplace.shared.gateway.protocol import GatewayDown
from marketplace.shared.models import Fact, SandboxMove, SandboxPayment, SandboxSettings
from orders.fulfilment import acceptance, cancellations
from orders.models import Payment, Refund
from orders.money import refunds
from orders.money.forms import GiveBackForm
from orders.states import RefundState
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def part(lune):
    return cast.paid_order((cast.offer(lune, price_cents=1999), 3)).seller_orders.get()


def intend(part, pieces, shipping_cents=0, cause="returned"):
    with transaction.atomic():
        return refunds.intend(
            part,
            lines={part.lines.get().pk: pieces},
            shipping_cents=shipping_cents,
            cause=cause,
            by=None,
            at=cast.NOON,
        )


def test_pieces_and_delivery_go_back_to_the_last_cent(part):
    first = intend(part, 1)
    second = intend(part, 2, shipping_cents=part.shipping_cents)

    assert first.amount_cents == 1999
    assert second.amount_cents == 2 * 1999 + part.shipping_cents
    part.refresh_from_db()
    payment = Payment.objects.get()
    assert part.refunded_cents == part.total_cents == payment.refunded_cents == payment.amount_cents
    assert part.lines.get().refunded_cents == part.lines.get().total_cents


@pytest.mark.parametrize(("pieces", "shipping"), [(4, 0), (-1, 0), (1, 10_000), (3, 1_000_000)])
def test_never_more_than_what_was_paid(part, pieces, shipping):
    with pytest.raises(refunds.RefundTooLarge):
        intend(part, pieces, shipping)
    assert not Refund.objects.exists()
    assert Payment.objects.get().refunded_cents == 0


def test_the_same_pieces_do_not_go_back_twice(part):
    intend(part, 2)

    with pytest.raises(refunds.RefundTooLarge):
        intend(part, 2)
    assert refunds.refundable(part) == {part.lines.get().pk: 1}


def test_the_line_of_another_order_cannot_be_refunded(part, lune):
    other = cast.paid_order(cast.offer(lune)).seller_orders.get()

    with pytest.raises(refunds.RefundTooLarge), transaction.atomic():
        refunds.intend(
            part,
            lines={other.lines.get().pk: 1},
            shipping_cents=0,
            cause="returned",
            by=None,
            at=cast.NOON,
        )


def test_nothing_is_not_a_refund(part):
    with pytest.raises(refunds.NothingToRefund):
        intend(part, 0)


def test_a_refund_is_sent_and_paid_once(part):
    refund = intend(part, 1)

    refunds.send(refund.pk)
    refunds.send(refund.pk)

    refund.refresh_from_db()
    assert (refund.state, refund.paid_at) == (RefundState.PAID, cast.NOON)
    assert SandboxMove.objects.filter(kind="refund").count() == 1
    assert SandboxPayment.objects.get().refunded_cents == 1999
    assert Fact.objects.filter(name="orders.RefundPaid").count() == 1


def test_an_answer_that_never_came_is_asked_again_with_the_same_key(part):
    refund = intend(part, 1)
    faults = SandboxSettings.objects.create(loses_answers=True)

    with pytest.raises(GatewayDown):
        refunds.send(refund.pk)
    refund.refresh_from_db()
    assert refund.state == RefundState.INTENDED
    SandboxSettings.objects.filter(pk=faults.pk).update(loses_answers=False)
    refunds.send(refund.pk)

    refund.refresh_from_db()
    assert refund.state == RefundState.PAID
    assert SandboxPayment.objects.get().refunded_cents == 1999


def test_what_the_provider_refuses_waits_for_someone(part):
    refund = intend(part, 1)
    SandboxPayment.objects.update(refunded_cents=6000)

    refunds.send(refund.pk)

    refund.refresh_from_db()
    assert (refund.state, refund.failure) == (RefundState.FAILED, "refund_too_large")
    SandboxPayment.objects.update(refunded_cents=0)
    old = refund.uid
    refunds.retry(refund, by=None, at=cast.NOON)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    assert refund.state == RefundState.PAID
    assert refund.uid != old
    said = Fact.objects.filter(name__in=["orders.RefundIntended", "orders.RefundRetried"])
    assert [fact.name for fact in said.order_by("pk")] == [
        "orders.RefundIntended",
        "orders.RefundRetried",
    ], "decided once"
    assert Fact.objects.filter(name="orders.RefundPaid").count() == 1


def test_what_was_decided_and_forgotten_is_sent_by_the_clock(part):
    refund = intend(part, 1)

    refunds.reconcile(cast.NOON + refunds.PATIENCE)

    refund.refresh_from_db()
    assert refund.state == RefundState.PAID


@pytest.mark.django_db(transaction=True)
def test_a_refund_that_failed_is_called_so_to_the_buyer_and_to_support(client, lune, alice):
    part = cast.part_of(cast.paid_order(cast.offer(lune, price_cents=1999), buyer=alice))
    SandboxPayment.objects.update(refunded_cents=SandboxPayment.objects.get().amount_cents)
    mail.outbox.clear()

    acceptance.accept(
        part, refused={part.lines.get().pk: 1}, because="Rupture.", by=None, at=cast.NOON
    )

    refund = Refund.objects.get()
    assert refund.state == RefundState.FAILED
    told = {letter.subject: letter.body for letter in mail.outbox if alice.email in letter.to}
    assert any("n'a pas abouti" in subject for subject in told)
    assert not any("Nous vous remboursons" in body for body in told.values())
    assert not any("autres vendeurs" in body for body in told.values())  # there is no other
    client.force_login(alice)
    for page in (reverse("shop-order", args=[part.order.number]), reverse("shop-orders")):
        text = html.unescape(client.get(page).content.decode())
        assert "n'a pas abouti : nous nous en occupons" in text
        assert "en cours" not in text.partition("<main")[2].partition("</main>")[0]
    support = cast.operator("support")
    assert "Remboursements refusés" in {
        str(queue.name)
        for queue in today.subjects_of(support)
        if queue.count_for(support, clock.now())
    }
    before = len(mail.outbox)
    refunds.retry(refund, by=None, at=cast.NOON)  # refused once more: the buyer knows already
    assert len(mail.outbox) == before


@pytest.mark.django_db(transaction=True)
def test_only_who_bought_from_others_reads_of_them(lune, brun, alice):
    order = cast.paid_order(cast.offer(lune), cast.offer(brun), buyer=alice)
    mail.outbox.clear()

    cancellations.cancel(cast.part_of(order, lune), because="Rupture", by=None, at=cast.NOON)

    bodies = [letter.body for letter in mail.outbox if alice.email in letter.to]
    assert "Les autres vendeurs de votre commande ne sont pas concernés" in "".join(bodies)
    # decision and refund, of one minute, promise the same days
    assert all("comptez cinq à dix jours" in body for body in bodies)
    assert len(bodies) == 2


def test_a_refund_has_a_number_that_people_quote_and_find(client, lune, alice):
    part = cast.sold((cast.offer(lune, price_cents=1900), 2), buyer=alice)
    refund = intend(part, 1, cause="goodwill")
    number = refund.number
    assert number.startswith("RB-")
    assert Refund.key_of(f" {number.lower()} ") == refund.pk
    assert [Refund.key_of(one) for one in ("", "RB-", "RB-0000000", "R-2345678")] == [None] * 4
    codes = {numbers.of_key(key): key for key in (*range(1, 2000), 10**9, 10**10)}
    assert len(codes) == 2001
    assert all(numbers.key_of(code) == key for code, key in codes.items())

    Refund.objects.filter(pk=refund.pk).update(state="failed")
    refund.refresh_from_db()
    refunds.retry(refund, by=None, at=cast.NOON)
    refund.refresh_from_db()
    assert refund.number == number, "tried again, it is the same refund"

    client.force_login(alice)
    story = client.get(reverse("shop-order", args=[part.order.number])).content.decode()
    assert number in story
    client.force_login(cast.operator("finance"))
    for place, query in (("admin:orders_refund_changelist", "q"), ("admin:find", "q")):
        page = client.get(reverse(place), {query: number}, follow=True).content.decode()
        assert part.order.number in page
    file = client.get(reverse("admin:orders_refund_change", args=[refund.pk]))
    assert number in file.content.decode()


def test_a_second_tab_is_told_that_its_pieces_went_back_meanwhile(part):
    key = f"q{part.lines.get().pk}"
    intend(part, 3)

    form = GiveBackForm(
        {key: "3", "because": "Cassé", "borne_by": "operator"}, initial={"part": part}
    )
    assert "déjà été remboursé" in str(form.errors)
    form = GiveBackForm(
        {key: "0", "because": "Cassé", "borne_by": "operator"}, initial={"part": part}
    )
    assert "au moins une pièce" in str(form.errors)
