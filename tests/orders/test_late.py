"""An order that does not leave: its seller reminded, its buyer told and free to choose, an end that
was announced.
"""

import html
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from marketplace.shared import clock
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import money
from orders import desk
from orders.events import LateWaited
from orders.figures import counting
from orders.fulfilment import cancellations, late, patience, shipping
from orders.models import Lateness, Refund, SellerOrder
from orders.states import LatenessState, SellerOrderState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
L, S = LatenessState, SellerOrderState


@pytest.fixture
def part(lune, alice):
    """Two bowls at 19 € and 7,90 € of delivery, accepted, that do not leave."""
    bowls = (cast.offer(lune, price_cents=1900), 2)
    return cast.accepted(cast.part_of(cast.paid_order(bowls, buyer=alice)))


def after(part, days: float = 0):
    """The morning after the promised day, or so many days later."""
    return clock.end_of_day(part.promised_until) + timedelta(days=days, hours=9)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def told(name):
    return Fact.objects.filter(name=f"orders.{name}")


def waits(at):
    """Look around as the timetable does until nothing more is due."""
    return late.look_around(at)


# --- Reminders ------------------------------------------------------------------------------------


def test_a_seller_is_reminded_at_half_and_at_four_fifths_of_the_delay_each_once(part):
    delay = part.ship_by - part.accepted_at
    waits(part.accepted_at)
    assert not told("ShippingDue").exists()

    for share in (0.49, 0.5, 0.6, 0.8, 0.8, 0.95):
        waits(part.accepted_at + delay * share + timedelta(seconds=1))

    facts = told("ShippingDue").order_by("pk")
    assert [fact.data["is_last"] for fact in facts] == [False, True]
    assert facts[0].happened_at < part.accepted_at + delay * 0.6


def test_one_reminder_is_enough_after_a_night_without_a_worker(part):
    delay = part.ship_by - part.accepted_at

    waits(part.accepted_at + delay * 0.9)

    assert told("ShippingDue").get().data["is_last"]


def test_who_is_late_or_has_shipped_is_reminded_of_nothing(part, lune):
    shipping.ship(part, by=None, at=NOON, **cast.PARCEL)
    other = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))

    waits(part.accepted_at + (part.ship_by - part.accepted_at) * 0.9)
    assert told("ShippingDue").get().data["seller_order_id"] == other.pk
    waits(other.ship_by + timedelta(minutes=1))

    assert told("ShippingDue").count() == 1


def test_a_point_that_closed_stops_every_clock(part):
    SellerOrder.objects.filter(pk=part.pk).update(relay_closed_at=NOON)

    waits(after(part))

    assert not told("ShippingDue").exists()
    assert not Lateness.objects.exists()


# --- The promised day has passed ------------------------------------------------------------------


def test_the_buyer_is_told_once_the_promised_day_has_passed(part):
    waits(clock.end_of_day(part.promised_until))
    assert not Lateness.objects.exists()

    for _round in range(3):
        waits(after(part))

    row = Lateness.objects.get()
    assert (row.part_id, row.state, row.promised) == (part.pk, L.TOLD, part.promised_until)
    assert told("PartLate").count() == 1


def test_what_left_and_did_not_arrive_is_told_without_a_choice(part):
    shipping.ship(part, by=None, at=NOON, **cast.PARCEL)

    waits(after(part))

    row = Lateness.objects.get()
    assert row.state == L.ON_ITS_WAY
    assert told("ParcelsLate").count() == 1
    with pytest.raises(patience.NothingLate):
        patience.give_up(fresh(part), by=None, at=after(part))
    shipping.deliver(part.shipments.get(), how="buyer", by=None, at=after(part, 1))
    assert fresh(row).outcome == "left"


def test_what_arrived_in_time_is_never_late(part):
    parcel = shipping.ship(part, by=None, at=NOON, **cast.PARCEL)
    shipping.deliver(parcel, how="buyer", by=None, at=NOON + DAY)

    waits(after(part))

    assert not Lateness.objects.exists()
    assert fresh(part).look_at is None


def test_a_clock_that_went_back_does_nothing_twice(part):
    waits(after(part))
    waits(NOON)
    waits(after(part))

    assert told("PartLate").count() == 1


def test_shipping_late_ends_the_choice(part):
    waits(after(part))

    shipping.ship(part, by=None, at=after(part, 1), **cast.PARCEL)

    row = Lateness.objects.get()
    assert (row.state, row.outcome) == (L.OVER, "left")
    with pytest.raises(patience.NothingLate):
        patience.wait(fresh(part), by=None, at=after(part, 1))


# --- Waiting --------------------------------------------------------------------------------------


def test_who_waits_is_asked_again_when_the_days_are_over(part):
    waits(after(part))
    until = patience.wait(fresh(part), by=None, at=after(part))
    assert until == clock.paris_day(after(part)) + 7 * DAY
    assert patience.wait(fresh(part), by=None, at=after(part)) == until  # a second press
    assert told("LateWaited").count() == 1

    waits(clock.end_of_day(until))
    assert fresh(Lateness.objects.get()).state == L.WAITING
    waits(clock.end_of_day(until) + timedelta(hours=9))

    assert Lateness.objects.get().state == L.TOLD
    assert [fact.data["repeated"] for fact in told("PartLate").order_by("pk")] == [False, True]


def test_a_new_day_of_the_seller_is_what_one_waits_for(part, lune):
    at = after(part)
    waits(at)
    day = clock.paris_day(at) + 12 * DAY
    patience.propose(fresh(part), day, by=cast.owner_of(lune), at=at)

    assert patience.wait(fresh(part), by=None, at=at) == day

    later = day + 3 * DAY
    patience.propose(fresh(part), later, by=cast.owner_of(lune), at=at)
    row = Lateness.objects.get()
    assert (row.state, row.proposed, row.wait_until) == (L.TOLD, later, None)  # they choose again


def test_a_day_that_is_past_or_too_far_or_one_too_many_is_refused(part, lune):
    at, owner = after(part), cast.owner_of(lune)
    with pytest.raises(patience.NothingLate):
        patience.propose(fresh(part), clock.paris_day(at) + DAY, by=owner, at=at)
    waits(at)
    for days in (-1, 0, 61):
        with pytest.raises(patience.NoSuchDay):
            patience.propose(fresh(part), clock.paris_day(at) + days * DAY, by=owner, at=at)
    for days in (2, 3, 4):
        patience.propose(fresh(part), clock.paris_day(at) + days * DAY, by=owner, at=at)

    with pytest.raises(patience.EnoughProposed):
        patience.propose(fresh(part), clock.paris_day(at) + 5 * DAY, by=owner, at=at)

    assert Lateness.objects.get().proposals == 3


# --- Giving up ------------------------------------------------------------------------------------


def test_giving_up_pays_all_of_it_back_at_once(part):
    waits(after(part))

    patience.give_up(fresh(part), by=None, at=after(part))

    gone, row = fresh(part), Lateness.objects.get()
    assert gone.state == S.CANCELLED
    assert gone.refunded_cents == gone.total_cents
    assert (row.state, row.outcome) == (L.OVER, "given_up")
    assert Refund.objects.get().shipping_cents == gone.shipping_cents
    assert cancellations.reason_for_buyer(gone) == (
        "annulée par vous, la date promise étant passée"
    )
    with pytest.raises(patience.NothingLate):
        patience.give_up(fresh(part), by=None, at=after(part))


def test_only_what_has_not_left_is_given_up(part):
    line = part.lines.get()
    shipping.ship(part, pieces={line.pk: 1}, by=None, at=NOON, **cast.PARCEL)
    waits(after(part))

    patience.give_up(fresh(part), by=None, at=after(part))

    line.refresh_from_db()
    assert (line.shipped, line.cancelled, line.waiting) == (1, 1, 0)
    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.shipping_cents) == (1900, 0)
    assert fresh(part).state == S.SHIPPED
    assert Lateness.objects.get().outcome == "given_up"


def test_an_order_that_is_not_late_is_not_given_up_this_way(part):
    with pytest.raises(patience.NothingLate):
        patience.give_up(part, by=None, at=NOON)

    assert fresh(part).state == S.TO_SHIP
    assert not Refund.objects.exists()


# --- The end --------------------------------------------------------------------------------------


def test_nothing_cancels_itself_that_was_not_announced(part):
    waits(after(part))
    waits(after(part, 400))  # a year without a worker

    row = Lateness.objects.get()
    assert (row.state, fresh(part).state) == (L.ANNOUNCED, S.TO_SHIP)
    assert row.cancel_on == clock.paris_day(after(part, 400)) + 5 * DAY


def test_what_never_leaves_is_announced_then_cancelled_and_paid_back(part):
    waits(after(part))
    waits(after(part, 14))
    assert Lateness.objects.get().state == L.TOLD
    waits(after(part, 16))
    row = Lateness.objects.get()
    assert (row.state, told("CancellationAnnounced").count()) == (L.ANNOUNCED, 1)

    waits(clock.end_of_day(row.cancel_on))
    assert fresh(part).state == S.TO_SHIP
    for _round in range(2):
        waits(clock.end_of_day(row.cancel_on) + timedelta(minutes=10))

    gone = fresh(part)
    assert (gone.state, gone.refunded_cents) == (S.CANCELLED, gone.total_cents)
    assert Lateness.objects.get().outcome == "never_left"
    assert Refund.objects.count() == 1
    assert gone.look_at is None


def test_a_buyer_who_waits_stops_the_announced_end(part):
    waits(after(part))
    waits(after(part, 16))
    until = patience.wait(fresh(part), by=None, at=after(part, 17))

    waits(after(part, 22))
    assert fresh(part).state == S.TO_SHIP
    waits(clock.end_of_day(until) + timedelta(hours=9))

    assert Lateness.objects.get().state == L.ANNOUNCED  # announced anew before anything ends
    assert fresh(part).state == S.TO_SHIP


def test_a_day_that_was_proposed_puts_the_announcement_off(part, lune):
    waits(after(part))
    day = clock.paris_day(after(part)) + 30 * DAY
    patience.propose(fresh(part), day, by=cast.owner_of(lune), at=after(part))

    waits(after(part, 25))
    assert Lateness.objects.get().state == L.TOLD
    waits(after(part, 32))

    assert Lateness.objects.get().state == L.ANNOUNCED


def test_a_shop_reads_which_day_holds_once_the_end_is_announced(client, part, lune):
    waits(after(part))
    waits(after(part, 16))
    owner, at = cast.owner_of(lune), after(part, 16)
    client.force_login(owner)
    page = reverse("seller-order", args=[part.number])
    with clock.at(at):
        before = html.unescape(client.get(page).text)
        patience.propose(fresh(part), clock.paris_day(at) + 15 * DAY, by=owner, at=at)
        text = html.unescape(client.get(page).text)

    assert "Si l'acheteur ne choisit pas de l'attendre" in text
    assert "Si l'acheteur ne choisit pas" not in before


def test_a_late_order_given_up_counts_against_its_shop(part):
    waits(after(part))
    patience.give_up(fresh(part), by=None, at=after(part))

    day = clock.paris_day(part.ship_by)
    assert counting.due(day, day).get().fate == counting.Fate.UNSENT


# --- Many -----------------------------------------------------------------------------------------


def test_a_round_asks_for_the_few_that_are_due(part, django_assert_num_queries):
    waits(NOON)

    with django_assert_num_queries(1):
        waits(NOON + timedelta(minutes=1))


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL how it looks")
def test_what_is_due_is_found_by_its_index():
    due = SellerOrder.objects.filter(look_at__lte=timezone.now()).order_by("look_at", "pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

        assert "seller_order_look" in due.values_list("pk", "look_at")[:200].explain()


# --- Pages and letters ----------------------------------------------------------------------------


def seen(client, page):
    return html.unescape(client.get(page).content.decode())


def choose(part, token=""):
    page = reverse("shop-order-late", args=[part.order.number, part.pk])
    return f"{page}?t={token}" if token else page


def test_the_buyer_waits_in_one_press_and_cancels_after_reading_the_sum(client, alice, part):
    at = after(part)
    waits(at)
    client.force_login(alice)
    with clock.at(at):
        story = seen(client, reverse("shop-order", args=[part.order.number]))
        assert "n'a pas tenu la date promise" in story
        assert choose(part) in story
        assert client.post(choose(part), {"act": "nothing"}).status_code == 404
        client.post(choose(part), {"act": "wait"})
        assert Lateness.objects.get().state == L.WAITING
        story = seen(client, reverse("shop-order", args=[part.order.number]))
        assert "Vous avez choisi d'attendre jusqu'au" in story
        page = seen(client, choose(part))
        assert f"Annuler et être remboursé de {money(part.total_cents)}" in page
        answer = client.post(choose(part), {"act": "cancel"}, follow=True)

        assert "annulé" in answer.content.decode()
        assert fresh(part).state == S.CANCELLED
        again = client.post(choose(part), {"act": "cancel"}, follow=True)
    assert "il n'y a plus rien à choisir" in html.unescape(again.content.decode())
    assert Refund.objects.count() == 1


def test_a_guest_chooses_through_the_link_and_a_stranger_does_not(client, lune, charlie):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    waits(after(part))
    assert client.get(choose(part)).status_code == 404
    client.force_login(charlie)
    assert client.post(choose(part), {"act": "cancel"}).status_code == 404
    client.logout()

    with clock.at(after(part)):
        assert client.get(choose(part, part.order.token)).status_code == 200
        client.post(choose(part), {"act": "wait", "t": part.order.token})

    assert Lateness.objects.get().state == L.WAITING


def test_what_is_not_late_has_no_such_page(client, alice, part):
    client.force_login(alice)

    assert client.get(choose(part)).status_code == 404


def test_the_seller_reads_what_was_chosen_and_proposes_a_day(client, lune, part):
    at = after(part)
    waits(at)
    client.force_login(cast.owner_of(lune))
    page = reverse("seller-order", args=[part.number])
    with clock.at(at):
        assert "l'acheteur choisit d'attendre ou d'annuler" in seen(client, page)
        assert any("attend une nouvelle date" in todo.text for todo in desk.todos(lune, at))
        refused = client.post(page, {"act": "propose", "p-day": "2020-01-01"})
        assert "Choisissez une date à venir" in html.unescape(refused.content.decode())
        day = clock.paris_day(at) + 5 * DAY
        client.post(page, {"act": "propose", "p-day": day.isoformat()})
        assert Lateness.objects.get().proposed == day
        patience.wait(fresh(part), by=None, at=at)

        assert "L'acheteur attend jusqu'au" in seen(client, page)


def test_the_operator_lists_who_waits(client, part, django_assert_max_num_queries):
    waits(after(part))
    client.force_login(cast.operator("support"))
    page = reverse("admin:orders_sellerorder_changelist") + "?late=promise"

    text = seen(client, page)

    assert part.number in text
    assert "L'acheteur choisit" in text
    patience.wait(fresh(part), by=None, at=after(part))
    with django_assert_max_num_queries(20):
        assert "L'acheteur attend" in seen(client, page)


@pytest.mark.django_db(transaction=True)
def test_each_move_writes_to_whom_it_concerns(lune, alice, part):
    def letters():
        found = sorted(
            (letter.to[0], letter.subject.split(":")[-1].strip()) for letter in mail.outbox
        )
        mail.outbox.clear()
        return found

    buyer, seller = alice.email, lune.email
    letters()
    with clock.at(part.ship_by - timedelta(hours=1)):
        waits(clock.now())
        assert [to for to, _subject in letters()] == [seller]
    with clock.at(after(part)):
        waits(clock.now())
        assert letters() == sorted(
            [(buyer, "attendre ou annuler ?"), (seller, "la date promise est passée")]
        )
        day = clock.paris_day(clock.now()) + 3 * DAY
        patience.propose(fresh(part), day, by=cast.owner_of(lune), at=clock.now())
        assert letters() == [(buyer, "Atelier Lune propose une nouvelle date")]
        patience.wait(fresh(part), by=alice, at=clock.now())
        assert [to for to, _subject in letters()] == [seller]
    with clock.at(after(part, 5)):
        waits(clock.now())
        assert sorted(to for to, _subject in letters()) == sorted([buyer, seller])
    with clock.at(after(part, 17)):
        waits(clock.now())
        told_of_end = letters()
        assert sorted(to for to, _subject in told_of_end) == sorted([buyer, seller])
    with clock.at(after(part, 40)):
        waits(clock.now())
        assert {to for to, _subject in letters()} == {buyer, seller}
    assert fresh(part).state == S.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_what_is_given_up_of_a_part_is_written_to_both(lune, alice, part):
    shipping.ship(part, pieces={part.lines.get().pk: 1}, by=None, at=NOON, **cast.PARCEL)
    waits(after(part))
    mail.outbox.clear()

    patience.give_up(fresh(part), by=alice, at=after(part))

    said = {
        letter.to[0]: letter.body for letter in mail.outbox if "n'était pas parti" in letter.subject
    }
    assert "Comme vous l'avez choisi" in said[alice.email]
    assert "l'acheteur a annulé" in said[lune.email]


def test_the_day_is_told_in_the_timeline(part):
    waits(after(part))
    patience.wait(fresh(part), by=None, at=after(part))

    values = told("LateWaited").get().data
    assert LateWaited.told(values).startswith("Jusqu'au ")
    assert date.fromisoformat(values["until"]) > part.promised_until
