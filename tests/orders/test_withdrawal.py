"""The public function of withdrawal: no account, no reason, no disclosure, an acknowledgement."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from orders import tasks, withdrawals
from orders.models import Return, WithdrawalDeclaration
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def _two_days_later():
    with clock.at(LATER):
        yield


def words(order, **extra):
    return {"key": KEY, "name": "Alice Martin", "order_number": order.number, "email": order.email, "goods": ""} | extra


def declare(order, **extra):
    row = withdrawals.declare(**words(order, **extra), now=LATER)
    tasks.acknowledge_withdrawal(declaration_id=row.pk)
    tasks.follow_withdrawal(declaration_id=row.pk)
    row.refresh_from_db()
    return row


def test_the_two_steps_bear_the_words_of_the_law(client, lune):
    order = cast.sold(cast.offer(lune)).order
    address = reverse("shop-withdrawal")
    assert "Renoncer au contrat ici" in client.get(address).content.decode()

    step = client.post(address, words(order)).content.decode()
    assert ">Confirmer la rétractation</button>" in step
    assert WithdrawalDeclaration.objects.count() == 0
    done = client.post(address, words(order, confirm="1"), follow=True).content.decode()
    client.post(address, words(order, confirm="1"))

    row = WithdrawalDeclaration.objects.get()
    assert (row.declared_at, row.name) == (LATER, "Alice Martin")
    assert "est enregistrée" in done
    assert "mercredi 25 novembre" in done


def test_a_page_reached_from_the_order_is_filled_in(client, lune):
    order = cast.sold(cast.offer(lune)).order
    address = reverse("shop-withdrawal")

    mine = client.get(address, {"commande": order.number, "t": order.token}).content.decode()
    other = client.get(address, {"commande": order.number, "t": "x"}).content.decode()

    assert order.email in mine
    assert order.email not in other
    assert client.get(address, {"commande": "\x00é"}).status_code == 200


def test_nothing_tells_whether_an_order_exists(client, lune):
    order = cast.sold(cast.offer(lune)).order
    other = "f" * 32

    right = client.post(reverse("shop-withdrawal"), words(order, confirm="1"))
    wrong = client.post(reverse("shop-withdrawal"), words(order, confirm="1", key=other, order_number="NOTHING"))

    pages = [client.get(answer.url).content.decode().partition("<main")[2] for answer in (right, wrong)]
    pages = [page.partition("</main>")[0] for page in pages]
    assert pages[0].replace(order.number, "NOTHING") == pages[1]


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("email", "nobody"), ("order_number", ""), ("key", "x")])
def test_what_misses_is_asked_again(client, lune, field, value):
    order = cast.sold(cast.offer(lune)).order

    page = client.post(reverse("shop-withdrawal"), words(order, confirm="1") | {field: value})

    assert page.status_code == 200
    assert WithdrawalDeclaration.objects.count() == 0


def test_the_acknowledgement_bears_the_words_and_the_hour(lune):
    row = declare(cast.sold(cast.offer(lune)).order)

    letter = mail.outbox[-1]
    assert letter.to == [row.email]
    assert "mercredi 25 novembre à 12:00" in letter.body
    assert "Alice Martin" in letter.body
    assert row.acknowledged_at == LATER
    tasks.acknowledge_withdrawal(declaration_id=row.pk)
    assert len([each for each in mail.outbox if each.subject == letter.subject]) == 1


def test_a_mailbox_is_not_flooded_and_no_declaration_is_lost(lune):
    order = cast.sold(cast.offer(lune)).order
    for turn in range(7):
        declare(order, key=f"{turn:032x}", order_number="NOTHING")

    assert WithdrawalDeclaration.objects.count() == 7
    assert len(mail.outbox) == 5


def test_a_delivered_order_opens_its_returns(lune):
    kept = cast.offer(lune, withdrawal_exception="personalised")
    part = cast.sold((cast.offer(lune), 2), kept)

    row = declare(part.order, order_number=part.order.number.lower())

    back = Return.objects.get()
    assert {line.line.offer_id: line.quantity for line in back.lines.all()} == {
        line.offer_id: 2 for line in part.lines.exclude(offer=kept)}
    assert back.asked_at == LATER
    assert (row.order, row.handled_at) == (part.order, LATER)
    assert withdrawals.follow_up(row.pk, now=LATER) == []
    assert Return.objects.count() == 1


@pytest.mark.parametrize("extra", [
    {"order_number": "NOTHING"}, {"email": "thief@example.test"}, {"goods": "Le bol bleu seulement"},
])
def test_what_cannot_be_worked_out_waits_for_a_person(odile, lune, extra):
    row = declare(cast.sold(cast.offer(lune)).order, **extra)

    assert Return.objects.count() == 0
    assert row.handled_at is None
    withdrawals.settle(row, because="Retour ouvert à la main", by=odile, now=LATER)
    with pytest.raises(withdrawals.AlreadyHandled):
        withdrawals.settle(row, because="Encore", by=odile, now=LATER)
