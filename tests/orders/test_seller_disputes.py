"""A contested payment as its seller lives it: told at once, advised, asked, told of the end."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core import mail
from django.urls import reverse

from accounting.book import ledger
from marketplace.shared import clock, policy
from marketplace.shared.gateway import rehearsal
from marketplace.shared.gateway.protocol import DisputeView
from marketplace.shared.models import SandboxPayment
from orders import contested, desk
from orders.fulfilment import acceptance, shipping
from orders.models import Refund, Shipment
from orders.money import disputes
from orders.states import RefundState, SellerOrderState
from sellers.application import mandates
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def owner(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


@pytest.fixture
def sale(lune):
    return cast.accepted(
        cast.part_of(cast.paid_order((cast.offer(lune, price_cents=3900, title="Bol bleu"), 1)))
    )


def contest(part, reason="product_not_received"):
    move = rehearsal.open_dispute(
        SandboxPayment.objects.get(ref=part.order.payment.ref), at=NOON, reason=reason
    )
    disputes.sync(move.ref, at=NOON)
    return move


def decide(move, *, won):
    rehearsal.close_dispute(move, won=won, at=NOON)
    disputes.sync(move.ref, at=NOON)


def letters(seller):
    return [letter for letter in mail.outbox if letter.to == [seller.email]]


def page(client, part):
    return (
        client.get(reverse("seller-order", args=[part.number]))
        .content.decode()
        .replace("\xa0", " ")
        .replace("\u202f", " ")
    )


def test_the_seller_is_told_of_a_dispute_and_ships_only_with_the_risk_read(owner, lune, sale):
    contest(sale)

    letter = letters(lune)[-1]
    assert "paiement contesté" in letter.subject
    for said in (
        "Article non reçu",
        "ne rien expédier",
        "Bol bleu",
        "attend cette décision",
        "commission",
    ):
        assert said in letter.body
    text = page(owner, sale)
    assert "conteste son paiement" in text
    assert "ne rien expédier avant cette décision" in text
    assert "Contestation bancaire ouverte" in text
    assert "À expédier avant le" not in text
    line = sale.lines.get()
    form = {
        "act": "ship",
        "s-carrier": "colissimo",
        "s-tracking": "6A12345678901",
        f"s-q{line.pk}": "1",
    }
    refused = owner.post(reverse("seller-order", args=[sale.number]), form)
    assert "lisez ce que vous risquez" in refused.content.decode()
    with pytest.raises(contested.RiskUnread):
        shipping.ship(sale, by=None, at=NOON, **cast.PARCEL)
    assert not Shipment.objects.exists()

    owner.post(reverse("seller-order", args=[sale.number]), {**form, "s-risk_read": "on"})

    assert Shipment.objects.count() == 1


def test_the_seller_reads_what_a_lost_dispute_took_and_gave_back(owner, lune, sale):
    cast.shipped(sale)
    move = contest(sale)
    total = sale.total_cents
    kept = ledger.owed(lune)

    decide(move, won=False)

    assert ledger.owed(lune) == 0
    letter = letters(lune)[-1]
    assert "contestation perdue" in letter.subject
    said = letter.body.replace("\xa0", " ").replace("\u202f", " ")
    for cents in (total, total - kept):
        assert f"{cents // 100},{cents % 100:02d} €" in said
    text = page(owner, sale)
    assert "Contestation perdue" in text
    for told in (said, text):
        assert f"{total // 100},{total % 100:02d} € sont à votre charge" in told
    assert (
        "Rendu à l&#x27;acheteur par sa banque" in text
        or "Rendu à l'acheteur par sa banque" in text
    )
    assert '<dd class="total">0,00 €</dd>' in text


def test_after_a_loss_nothing_ships_by_accident_and_a_win_frees_everything(owner, lune, sale):
    other = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    decide(contest(sale), won=False)
    decide(contest(other), won=True)

    assert [
        "contestation perdue" in row.subject or "contestation est gagnée" in row.subject
        for row in letters(lune)
    ][-1]
    with pytest.raises(contested.NotPaid):
        shipping.ship(sale, by=None, at=NOON, risk_read=True, **cast.PARCEL)
    assert "N&#x27;expédiez rien" in page(owner, sale) or "N'expédiez rien" in page(owner, sale)
    assert shipping.ship(other, by=None, at=NOON, **cast.PARCEL).number == 1
    assert "la banque vous a laissé le paiement" in page(owner, other)


def test_what_the_bank_gave_back_is_neither_accepted_nor_shipped_but_cancelled(owner, lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    decide(contest(part), won=False)
    assert part.state == SellerOrderState.TO_ACCEPT

    text = page(owner, part)
    assert "À accepter avant" not in text
    assert "Accepter la commande" not in text
    assert "Annuler la commande" in text
    assert "<x-countdown" not in owner.get(reverse("seller-orders")).content.decode()
    assert [str(todo.text) for todo in desk.todos(lune, NOON)] == [
        "1 commande à annuler : la banque de l'acheteur lui a rendu son paiement"
    ]
    with pytest.raises(contested.NotPaid):
        acceptance.accept(part, by=None, at=NOON)
    told = owner.post(reverse("seller-order", args=[part.number]), {"act": "accept"}, follow=True)
    assert "ne vous serait pas payé" in told.content.decode()
    assert cast.part_of(part.order).state == SellerOrderState.TO_ACCEPT

    owner.post(
        reverse("seller-order", args=[part.number]), {"act": "cancel", "c-because": "Non payée."}
    )

    assert cast.part_of(part.order).state == SellerOrderState.CANCELLED
    assert Refund.objects.get().state == RefundState.DROPPED


def test_what_the_bank_gave_back_in_part_ships_knowingly(lune, sale):
    payment = sale.order.payment
    view = DisputeView(ref="dp-1", payment_ref=payment.ref, state="open", amount_cents=1000)
    disputes.close(disputes.open_(payment, view, at=NOON), won=False, at=NOON)

    with pytest.raises(contested.PartlyPaid):
        shipping.ship(sale, by=None, at=NOON, **cast.PARCEL)

    assert shipping.ship(sale, by=None, at=NOON, risk_read=True, **cast.PARCEL).number == 1


def test_no_shipping_is_drawn_without_a_mandate(owner, lune, sale):
    mandates.revoke(lune, because="Essai.", by=None, at=NOON)

    assert 'value="ship"' not in page(owner, sale)
    told = owner.post(reverse("seller-order", args=[sale.number]), {"act": "ship"}, follow=True)

    assert "Le mandat de facturation est révoqué" in told.content.decode()


def test_each_seller_reads_of_their_own_share_only(lune, brun):
    order = cast.paid_order(cast.offer(lune, price_cents=3900), cast.offer(brun, price_cents=7700))
    mail.outbox.clear()

    contest(cast.part_of(order, lune))

    for seller in (lune, brun):
        (letter,) = letters(seller)
        cents = cast.part_of(order, seller).total_cents
        said = letter.subject.replace("\xa0", " ").replace("\u202f", " ")
        assert f"{cents // 100},{cents % 100:02d} €" in said


def test_who_bought_and_support_read_of_no_day_that_may_pass(client, sale):
    buyer, support = cast.user("buyer@example.test"), cast.operator("support")
    type(sale.order).objects.filter(pk=sale.order_id).update(buyer=buyer)
    pages = (reverse("shop-order", args=[sale.order.number]), reverse("shop-orders"))

    def read() -> tuple[str, str, str]:
        client.force_login(buyer)
        order, listed = (client.get(page).content.decode() for page in pages)
        client.force_login(support)
        row = reverse("admin:orders_sellerorder_change", args=[sale.pk])
        return order, listed, client.get(row, follow=True).content.decode()

    order, listed, console = read()
    assert "Livraison prévue" in order
    assert "En préparation" in listed
    assert "peut attendre" not in console

    asked = contest(sale)
    order, _listed, console = read()
    assert "Livraison prévue" not in order
    assert "Votre banque examine ce paiement" in order
    assert "Ouverte" in console
    assert "peut attendre" in console

    decide(asked, won=False)
    order, listed, console = read()
    assert "Livraison prévue" not in order
    assert "Envoi suspendu" in order
    assert "Envoi suspendu" in listed
    assert "En préparation" not in listed
    assert "Perdue" in console


def test_the_page_says_where_proof_goes_and_whom_it_is_about(owner, lune, sale):
    parcel = cast.shipped(sale)
    arrived = NOON + timedelta(days=9)
    assert shipping.presume_due(NOON + timedelta(days=20)) == 1
    contest(sale)

    with clock.at(arrived + timedelta(days=60)):
        text = page(owner, sale)
        slip = owner.get(reverse("seller-packing-slip", args=[sale.number]), follow=True)

    assert parcel.seller_order_id == sale.pk
    subject = quote(f"Commande {sale.number} : preuves de la vente")
    assert f'href="mailto:{policy.entity().email}?subject={subject}"' in text
    assert sale.order.recipient in text
    assert "disponible dès que".encode() not in slip.content
    assert "Votre versement attend la fin" in text
    assert "Vous êtes payé sans attendre" not in text


def test_the_address_is_put_away_again_once_the_bank_has_decided(owner, lune, sale):
    cast.shipped(sale)
    shipping.presume_due(NOON + timedelta(days=20))
    decide(contest(sale), won=True)

    with clock.at(NOON + timedelta(days=80)):
        text = page(owner, sale)

    assert sale.order.recipient not in text
    assert "mailto:" not in text
