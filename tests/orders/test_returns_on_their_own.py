"""Returns that nobody answers are accepted by themselves; a number proves that goods were sent."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from orders import carriers
from orders.models import OrderRules, Return
from orders.returns import file, owed, refund_clock, returns
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NUMBER = {"carrier": "colissimo", "tracking": "6A 8765 4321 901"}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def part(lune, alice):
    return cast.sold(cast.offer(lune, price_cents=5000), buyer=alice)


def ask(part, reason="withdrawal", at=NOON):
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason=reason, by=None, at=at)
    mail.outbox.clear()
    return back


def again(back):
    return Return.objects.get(pk=back.pk)


def subjects():
    return sorted((letter.to[0], letter.subject) for letter in mail.outbox)


def test_what_nobody_answers_is_accepted_once_and_told_to_both(part, lune, alice):
    back = ask(part, "defective")
    assert back.answer_by == NOON + 48 * HOUR

    assert returns.accept_due(NOON + 48 * HOUR) == 0
    assert again(back).state == "asked"
    assert returns.accept_due(NOON + 49 * HOUR) == 1
    assert returns.accept_due(NOON + 50 * HOUR) == 0

    assert again(back).state == "accepted"
    assert subjects() == sorted(
        [
            (alice.email, f"Votre retour {back.number} est accepté"),
            (lune.email, f"Le retour {back.number} est accepté d'office"),
        ]
    )
    assert "n'a pas répondu à temps" in next(x.body for x in mail.outbox if x.to == [alice.email])


def test_an_answer_in_time_is_the_sellers_own(part, lune):
    back = ask(part, "defective")
    returns.refuse(back, because="Usure normale.", by=None, at=NOON + HOUR)
    assert returns.accept_due(NOON + 49 * HOUR) == 0
    assert again(back).state == "refused"


def test_a_change_of_the_rule_leaves_what_was_asked_before(part):
    back = ask(part)
    OrderRules.objects.update(return_answer_hours=24)
    assert again(back).answer_by == NOON + 48 * HOUR


def test_the_number_is_told_once_and_may_be_corrected(part, lune, alice, client):
    back = ask(part)
    client.force_login(alice)
    page = reverse("shop-return-sent", args=[part.order.number, back.number])
    assert "Le colis est parti" in client.get(page).content.decode()

    wrong = client.post(page, {"carrier": "colissimo", "tracking": "12"})
    assert wrong.status_code == 422
    assert "ne ressemble pas" in html.unescape(wrong.content.decode())
    assert again(back).sent_at is None

    for _press in range(2):
        assert client.post(page, NUMBER).status_code == 302
    assert subjects() == [(lune.email, f"Retour {back.number} : le colis est parti")]
    assert "lundi 7 décembre" in mail.outbox[0].body or "7 décembre 2026" in mail.outbox[0].body
    assert again(back).sent_tracking == "6A87654321901"

    mail.outbox.clear()
    with clock.at(NOON + DAY):
        client.post(page, {**NUMBER, "tracking": "6A87654321902"})
    assert again(back).sent_at == NOON
    assert again(back).sent_tracking == "6A87654321902"
    assert subjects() == [(lune.email, f"Retour {back.number} : numéro de suivi corrigé")]
    assert "remplace le précédent" in mail.outbox[0].body


def test_what_the_seller_must_answer_leaves_after_the_answer(part, alice, client):
    back = ask(part, "defective")
    client.force_login(alice)
    page = reverse("shop-return-sent", args=[part.order.number, back.number])
    read = html.unescape(client.get(page).content.decode())
    assert "Attendez sa réponse pour renvoyer les articles" in read
    assert "3 rue des Tisserands" not in read
    assert "Numéro de suivi" not in read
    assert client.post(page, NUMBER).status_code == 422
    slip = reverse("shop-return-slip", args=[part.order.number, back.number])
    assert client.get(slip).status_code == 302

    returns.accept(back, by=None, at=NOON)
    assert "3 rue des Tisserands" in client.get(page).content.decode()
    assert client.post(page, NUMBER).status_code == 302


def test_a_stranger_finds_neither_page_nor_slip(part, client, charlie):
    back, number = ask(part), part.order.number
    client.force_login(charlie)
    for name in ("shop-return-sent", "shop-return-slip"):
        assert client.get(reverse(name, args=[number, back.number])).status_code == 404
    page = reverse("shop-return-sent", args=[number, back.number])
    assert client.post(page, NUMBER).status_code == 404
    assert client.get(page, {"t": part.order.token}).status_code == 200


def test_a_return_of_another_order_is_not_reached_through_ones_own(part, lune, alice, client):
    other = ask(cast.sold(cast.offer(lune)))
    client.force_login(alice)
    page = reverse("shop-return-sent", args=[part.order.number, other.number])
    assert client.post(page, NUMBER).status_code == 404


def test_what_came_back_takes_no_number_any_more(part):
    back = ask(part)
    returns.accept(back, by=None, at=NOON)
    returns.receive(again(back), by=None, at=NOON)
    with pytest.raises(returns.NotToSend):
        returns.send(back, **NUMBER, by=None, at=NOON)
    with pytest.raises(carriers.TrackingMissing):
        returns.send(back, carrier="autre", tracking=" ", by=None, at=NOON)


def test_a_number_that_stands_for_another_parcel_is_no_proof(part, lune, alice, client):
    back = ask(part)
    parcel = part.shipments.get()
    parcel.tracking = "6A35195768871"
    parcel.save()
    elsewhere = ask(cast.sold(cast.offer(cast.seller("Autre Atelier")), buyer=alice))
    returns.send(elsewhere, **NUMBER, by=alice, at=NOON)
    mail.outbox.clear()

    with pytest.raises(returns.NumberOfOutwardParcel):
        returns.send(back, carrier="colissimo", tracking="6a35195768871", by=alice, at=NOON)
    with pytest.raises(returns.NumberOfOtherReturn):
        returns.send(back, **NUMBER, by=alice, at=NOON)
    client.force_login(alice)
    page = reverse("shop-return-sent", args=[part.order.number, back.number])
    refused = client.post(page, NUMBER)
    assert refused.status_code == 422
    assert "déjà celui d'un autre retour" in html.unescape(refused.content.decode())
    assert again(back).sent_at is None
    assert mail.outbox == []


def test_two_orders_go_back_to_one_seller_in_one_parcel(part, lune, alice):
    returns.send(ask(part), **NUMBER, by=alice, at=NOON)
    other = ask(cast.sold(cast.offer(lune), buyer=alice))
    returns.send(other, **NUMBER, by=alice, at=NOON)
    assert again(other).sent_tracking == "6A87654321901"


def test_the_slip_bears_the_number_and_the_sellers_address(part, alice, client):
    back = ask(part)
    client.force_login(alice)
    answer = client.get(reverse("shop-return-slip", args=[part.order.number, back.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("days", "cents"),
    [
        (0, 0),
        (1, 2),  # 100 € at 6.67 % a year
        (10, 18),
        (11, 500),
        (20, 500),
        (21, 1000),
        (30, 1000),
        (31, 2000),
        (60, 2000),
        (61, 5000),
        (90, 5000),
        (91, 5500),
        (120, 5500),
        (121, 6000),
        (390, 10_000),
        (400, 10_018),
    ],
)
def test_a_late_refund_grows_by_the_steps_of_the_law(days, cents):
    assert refund_clock.increase(10_000, days, day=(NOON + days * DAY).date()) == cents


def test_it_is_late_from_the_proof_and_not_before(part, client, alice, lune):
    back = ask(part)
    assert owed.grown(back, day=(NOON + 40 * DAY).date()) == 0
    with clock.at(NOON + 40 * DAY):
        assert "peut attendre le colis" in str(file.of_return(back).says)

    returns.send(back, **NUMBER, by=alice, at=NOON + 20 * DAY)
    back = again(back)
    assert refund_clock.due_on(back) == (NOON + 20 * DAY).date()
    assert owed.of_receiving(back) == 5590
    assert owed.grown(back, day=(NOON + 31 * DAY).date()) == 280  # five per cent
    client.force_login(alice)
    with clock.at(NOON + 31 * DAY):
        told = client.get(reverse("shop-order", args=[part.order.number])).content.decode()
        assert "L242-4" in told
        client.force_login(cast.owner_of(lune))
        shown = client.get(reverse("seller-return", args=[back.number])).content.decode()
        assert "L242-4" in shown
