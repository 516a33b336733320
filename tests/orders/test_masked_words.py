"""What a buyer and a seller write about an order is read by the other without contact data."""

import html

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from orders.incidents import agreeing, incidents
from orders.models import Arrangement
from orders.returns import returns
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = "Votre texte contient un numéro de téléphone : masqué pour votre interlocuteur"
CALL = "Deux éclats. Appelez-moi au 06 12 34 56 78, commande 7KQ2M9XA."
READ = "Deux éclats. Appelez-moi au [numéro masqué], commande 7KQ2M9XA."


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def bowls(lune, alice):
    return cast.sold((cast.offer(lune, price_cents=1900), 3), buyer=alice)


def claim(part):
    pieces = {part.lines.get().pk: 1}
    return incidents.open_(part, kind="damaged", text=CALL, pieces=pieces, by=None, at=NOON)


def seen(client, who, *address):
    client.force_login(who)
    return html.unescape(client.get(reverse(*address[:1], args=address[1:])).content.decode())


def letters(to):
    return "\n".join(letter.body for letter in mail.outbox if letter.to == [to])


def test_a_complaint_is_masked_for_the_other_side_and_whole_for_its_author_and_us(
    client, lune, alice, bowls
):
    mail.outbox.clear()
    row = claim(bowls)
    order = bowls.order.number

    theirs = seen(client, cast.owner_of(lune), "seller-incident", row.number)
    assert READ in theirs
    assert "06 12 34 56 78" not in theirs + letters(lune.email)
    assert READ in letters(lune.email)
    own = seen(client, alice, "shop-incident", order, row.number)
    assert CALL in own
    assert TOLD in own
    assert TOLD in letters(alice.email)
    ours = seen(client, cast.operator("support"), "admin:orders_incident_change", row.pk)
    assert CALL in ours


def test_an_answer_of_the_seller_is_masked_for_the_buyer(client, lune, alice, bowls):
    row = claim(bowls)
    mail.outbox.clear()
    said = "Écrivez plutôt à atelier@lune.example, ou appelez Chronopost au 09 69 39 13 91."
    incidents.answer(row, side="seller", text=said, by=None, at=NOON)

    read = seen(client, alice, "shop-incident", bowls.order.number, row.number)

    # the telephone of the carrier is told: the parcel left
    masked = "Écrivez plutôt à [adresse e-mail masquée], ou appelez Chronopost au 09 69 39 13 91."
    assert masked in read
    assert masked in letters(alice.email)
    own = seen(client, cast.owner_of(lune), "seller-incident", row.number)
    assert said in own
    assert "Votre texte contient une adresse e-mail" in own


def test_an_offer_is_masked_for_the_side_that_answers_it(client, lune, alice, bowls):
    row = claim(bowls)
    mail.outbox.clear()
    agreeing.propose(
        row,
        side="buyer",
        kind=Arrangement.Kind.REFUND,
        award=agreeing.award_of(row, {bowls.lines.get().pk: 500}),
        text=CALL,
        by=alice,
        at=NOON,
    )

    theirs = seen(client, cast.owner_of(lune), "seller-incident", row.number)
    assert theirs.count(READ) == 3  # the complaint, the offer, and the offer among the words
    assert READ in letters(lune.email)
    assert "06 12 34 56 78" not in theirs + letters(lune.email)
    assert CALL in seen(client, alice, "shop-incident", bowls.order.number, row.number)


def test_what_the_operator_asks_is_read_whole(client, alice, bowls):
    row, support = claim(bowls), cast.operator("support")
    question = "Envoyez une photo à service@halles.example."
    incidents.ask(row, side="buyer", question=question, by=support, at=NOON)

    assert question in seen(client, alice, "shop-incident", bowls.order.number, row.number)


def test_why_something_comes_back_is_masked_for_the_seller(client, lune, bowls):
    mail.outbox.clear()
    pieces = {bowls.lines.get().pk: 1}
    back = returns.ask(bowls, pieces=pieces, reason="damaged", comment=CALL, by=None, at=NOON)

    theirs = seen(client, cast.owner_of(lune), "seller-return", back.number)

    assert READ in theirs
    assert READ in letters(lune.email)
    assert "06 12 34 56 78" not in theirs + letters(lune.email)
    noted = letters(bowls.order.email)
    assert CALL in noted
    assert TOLD in noted


@pytest.mark.parametrize("is_refused", [False, True])
def test_where_a_return_is_awaited_is_told_and_other_contacts_are_not(
    client, lune, alice, bowls, is_refused
):
    pieces = {bowls.lines.get().pk: 1}
    back = returns.ask(bowls, pieces=pieces, reason="damaged", by=None, at=NOON)
    mail.outbox.clear()
    said = "Atelier Lune, 4 rue Basse, 69002 Lyon. Appelez le 06 12 34 56 78."
    if is_refused:
        returns.refuse(back, because=said, by=None, at=NOON)
    else:
        returns.accept(back, answer=said, by=None, at=NOON)

    read = seen(client, alice, "shop-order", bowls.order.number)

    where = "[adresse masquée]" if is_refused else "4 rue Basse, 69002 Lyon"
    masked = f"Atelier Lune, {where}. Appelez le [numéro masqué]."
    assert masked in read
    assert masked in letters(alice.email)
    assert "06 12 34 56 78" not in read + letters(alice.email)
    own = seen(client, cast.owner_of(lune), "seller-return", back.number)
    assert said in own
    assert "Votre texte contient" in own
    assert "un numéro de téléphone" in own
