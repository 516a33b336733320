"""What a buyer reads of a return before asking and in each of its states, and of a cancellation."""

import html
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from orders import tasks
from orders.fulfilment import shipping
from orders.incidents import incidents
from orders.models import Return
from orders.returns import returns, withdrawals
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PRICE = 1900


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def part(lune, alice, client):
    """Three bowls at 19 € and 7,90 € of delivery, received today."""
    client.force_login(alice)
    return cast.sold((cast.offer(lune, price_cents=PRICE), 3), buyer=alice)


def read(answer) -> str:
    text = html.unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
    return " ".join(text.split())


def story(client, part):
    return read(client.get(reverse("shop-order", args=[part.order.number])))


def ask(part, count=1, reason="withdrawal"):
    return returns.ask(part, pieces={part.lines.get().pk: count}, reason=reason, by=None, at=NOON)


def test_a_withdrawal_says_at_once_where_until_when_and_how_much(client, part):
    back = ask(part, 3)

    for state in ("asked", "accepted"):
        text = story(client, part)
        assert Return.objects.get().state == state
        assert "Renvoyez les articles au plus tard le lundi 7 décembre" in text
        assert "3 rue des Tisserands, 69001 Lyon" in text
        assert "Le renvoi est à votre charge." in text
        assert "vous êtes remboursé de 64,90 €, livraison comprise, dès la réception" in text
        if state == "asked":
            returns.accept(back, by=None, at=NOON)

    refund = returns.receive(Return.objects.get(), by=None, at=NOON)
    text = story(client, part)
    assert "Remboursement : 64,90 €. En cours." in text
    assert "Renvoyez les articles" not in text
    cast.sent(refund)
    assert "64,90 € remboursés le lundi 23 novembre" in story(client, part)


def test_the_letters_of_a_withdrawal_say_what_its_page_says(client, part):
    back = ask(part, 3)
    due = "Renvoyez les articles au plus tard le lundi 7 décembre"
    where = r"3 rue des Tisserands\W+69001 Lyon"

    assert due in story(client, part)
    mail.outbox.clear()
    tasks.send_withdrawal_taken(seller_order_id=part.pk, refund_id=None, return_ids=[back.pk])
    tasks.send_return_asked(return_id=back.pk)
    returns.accept(back, by=None, at=NOON)
    tasks.send_return_answered(return_id=back.pk)

    letters = [letter for letter in mail.outbox if letter.to == [part.order.email]]
    assert len(letters) == 2
    for letter in letters:
        for text in (letter.body, letter.alternatives[0][0]):
            said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
            assert due in said
            assert re.search(where, said)
            assert "48 heures" not in said
    assert "attend votre adresse" not in str([letter.body for letter in mail.outbox])


def test_a_defect_waits_for_its_seller_who_pays(client, part):
    back = ask(part, 1, reason="defective")

    text = story(client, part)
    assert "a jusqu’au mercredi 25 novembre à 12 h 00 pour répondre" in text
    assert (
        "Le renvoi est à la charge du vendeur. Si tout revient, vous êtes remboursé de 19,00 €"
        in text
    )
    assert "3 rue des Tisserands, 69001 Lyon. Joignez" not in text
    with clock.at(NOON + 3 * DAY):
        assert "devait répondre avant le mercredi 25 novembre" in story(client, part)
    returns.refuse(back, because="Usure normale.", by=None, at=NOON)
    text = story(client, part)
    assert "Usure normale." in text
    assert "vous êtes remboursé" not in text


def test_a_withdrawal_on_its_way_counts_from_the_day_the_parcel_comes(client, lune, alice):
    client.force_login(alice)
    parcel = cast.shipped(
        cast.part_of(cast.paid_order(cast.offer(lune, price_cents=PRICE), buyer=alice))
    )
    withdrawals.withdraw(parcel.seller_order, by=None, at=NOON)
    assert "au plus tard le" not in story(client, parcel.seller_order)

    shipping_day = NOON + 2 * DAY
    with clock.at(shipping_day):
        shipping.deliver(parcel, how="buyer", by=None, at=shipping_day)
        text = story(client, parcel.seller_order)

    assert "Renvoyez les articles au plus tard le mercredi 9 décembre" in text


def test_the_form_tells_the_amount_before_it_is_sent(client, part):
    page, line = reverse("shop-return-new", args=[part.order.number, part.pk]), part.lines.get()

    shown = read(client.get(page))
    two = read(client.post(page, {f"q{line.pk}": 2, "count": "1"}))
    three = read(client.post(page, {f"q{line.pk}": 3, "count": "1"}))
    none = read(client.post(page, {f"q{line.pk}": 9, "count": "1"}))

    assert "19,00 € pièce" in shown
    assert "Vous serez remboursé de <b>38,00 €</b>." in two
    assert "Choisissez un motif." not in two
    assert "Vous serez remboursé de <b>64,90 €</b>." in three
    assert "Indiquez un nombre entre 0 et 3." in none
    assert Return.objects.count() == 0


def test_the_form_offers_what_is_true_of_this_order(client, part):
    page = reverse("shop-return-new", args=[part.order.number, part.pk])
    complaint = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={part.lines.get().pk: 1}, by=None, at=NOON
    )
    shown = read(client.get(page))
    assert "Je change d'avis (rétractation)" in shown
    assert f"La réclamation {complaint.number} porte sur :" in shown
    with clock.at(NOON + 20 * DAY):
        assert "Je change d'avis (rétractation)" not in read(client.get(page))

    back = ask(part, 3)
    again = read(client.get(page))
    assert "Tout ce qui pouvait revenir est déjà en retour." in again
    assert f"#retour-{back.number}" in again
    assert "confirmez" not in again


def test_where_only_a_withdrawal_is_offered_no_reason_is_asked(client, lune, alice):
    client.force_login(alice)
    part = cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice))

    text = read(client.get(reverse("shop-return-new", args=[part.order.number, part.pk])))

    assert "Facultatif : aucun motif n’est à donner." in text
    assert "Nécessaires si" not in text


def test_a_cancellation_names_its_seller_and_its_sum(client, lune, brun, alice):
    client.force_login(alice)
    order = cast.paid_order(cast.offer(lune, price_cents=PRICE), cast.offer(brun), buyer=alice)
    part = cast.part_of(order, lune)
    part.relay = cast.POINT
    part.save()
    page = reverse("shop-order-cancel", args=[order.number, part.pk])

    assert "À retirer au point relais" in story(client, part)
    assert "Annuler ma commande chez Atelier Lune" in story(client, part)
    assert "Annuler et être remboursé de 24,90 €" in read(client.get(page))
    done = read(client.post(page, follow=True))
    tasks.send_cancelled(seller_order_id=part.pk)

    assert "Votre commande chez Atelier Lune est annulée." in done
    assert "À retirer au point relais" not in done
    assert cast.POINT["name"] not in done
    assert "Annuler ma commande chez Maison Brun" in done
    assert "annulée par vous" in done
    for again in (client.get(page), client.post(page, follow=True)):
        text = read(again)
        assert "Votre commande chez Atelier Lune est annulée. Nous vous remboursons 24,90 €" in text
        assert "0,00 €" not in text
        assert "Vous pouvez la retourner" not in text
        assert "Annuler et être remboursé" not in text
    letter = mail.outbox[-1]
    assert "annulée par vous" in letter.body
    assert letter.subject == f"Votre commande {part.number} chez Atelier Lune est annulée"
    assert "Votre commande chez Atelier Lune est annulée" in letter.body


def test_one_piece_under_return_leaves_no_complaint_and_what_was_typed_stays(client, lune, alice):
    client.force_login(alice)
    part = cast.sold((cast.offer(lune), 1), buyer=alice)
    way = reverse("shop-incident-new", args=[part.order.number, part.pk])
    back = ask(part, 1, reason="defective")
    typed = {f"q{part.lines.get().pk}": 1, "kind": "damaged", "text": "Fêlé sur le bord."}

    for answer in (client.get(way), client.get(f"{way}?retour={back.number}")):
        text = read(answer)
        assert f"Suivre le retour {back.number}" in text
        assert "tranchée" not in text
        assert "autres articles" not in text
    refused = read(client.post(way, typed))

    assert f"Suivre le retour {back.number}" in refused
    assert "Votre texte n’est pas envoyé" in refused
    assert "Fêlé sur le bord." in refused


def test_a_complaint_already_open_is_named_and_linked(client, lune, alice):
    client.force_login(alice)
    part = cast.sold((cast.offer(lune), 1), buyer=alice)
    row = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={part.lines.get().pk: 1}, by=None, at=NOON
    )

    page = client.get(reverse("shop-incident-new", args=[part.order.number, part.pk]))

    assert f"La réclamation {row.number} est déjà ouverte." in read(page)
    assert reverse("shop-incident", args=[part.order.number, row.number]) in page.content.decode()


def test_who_withdraws_from_what_arrived_broken_reads_who_pays(client, part):
    row = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={part.lines.get().pk: 3}, by=None, at=NOON
    )
    ask(part, 3)

    text = story(client, part)

    assert "Le renvoi est à votre charge." not in text
    assert f"(réclamation {row.number}) : s’ils sont abîmés" in text


def test_letters_follow_the_language_of_the_page_of_the_act(client, part):
    part.order.__class__.objects.update(language="en")
    page = reverse("shop-return-new", args=[part.order.number, part.pk])

    client.post(page, {f"q{part.lines.get().pk}": 1, "reason": "withdrawal"})

    back = Return.objects.get()
    mail.outbox.clear()
    tasks.send_withdrawal_taken(seller_order_id=part.pk, refund_id=None, return_ids=[back.pk])
    assert "Votre rétractation est prise en compte" in mail.outbox[-1].body


def test_my_returns_say_how_much_was_refunded(client, part):
    back = ask(part, 3)
    returns.accept(back, by=None, at=NOON)
    cast.sent(returns.receive(Return.objects.get(), by=None, at=NOON))

    assert "64,90 € remboursés le lundi 23 novembre" in read(client.get(reverse("shop-my-returns")))
