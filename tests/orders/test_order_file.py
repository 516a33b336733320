"""The file of an order: all that followed it on one page, each verb beside what it changes."""

from html import unescape

import pytest
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, SandboxPayment
from orders.incidents import incidents
from orders.models import Refund, Return
from orders.money import disputes, gestures
from orders.returns import returns, withdrawals
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
MOST = {"order": 30, "dispute": 30, "return": 25, "refund": 25, "incident": 36}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def console(client, odile):
    return cast.proven(client, odile)


def page(row, verb="change"):
    return reverse(f"admin:orders_{row._meta.model_name}_{verb}", args=[row.pk])


def test_an_order_is_read_at_once(console, lune, brun, django_assert_max_num_queries):
    order = cast.paid_order(*(cast.offer(lune) for _ in range(6)), cast.offer(brun))
    console.get(page(order))

    with django_assert_max_num_queries(25):
        text = console.get(page(order)).content.decode()

    assert all(part.number in text for part in order.seller_orders.all())
    assert "Commande passée" in text


def test_a_note_is_read_by_the_team_alone(console, client, lune):
    part = cast.sold(cast.offer(lune))
    order = part.order

    console.post(page(order, "noter"), {"note": "Rappelé ce matin, attend lundi."})

    assert "Rappelé ce matin" in console.get(page(order)).content.decode()
    client.force_login(cast.owner_of(lune))
    told = client.get(reverse("seller-order", args=[part.number])).content.decode()
    assert "Rappelé ce matin" not in told
    assert "Note de l" not in told


def test_a_party_to_the_order_leaves_it_to_others(client, lune):
    person = cast.operator("support")
    order = cast.paid_order(cast.offer(lune), buyer=person)
    cast.proven(client, person)

    text = client.get(page(order)).content.decode()

    assert "Vous êtes partie à ce dossier" in text
    assert "/annuler/" not in text
    client.post(page(order, "noter"), {"note": "Je me note."})
    assert not Fact.objects.filter(name="marketplace.NoteLeft").exists()


def test_a_search_that_finds_one_order_opens_it(console, lune):
    order, _other = (cast.paid_order(cast.offer(lune)) for _ in range(2))

    found = console.get(reverse("admin:orders_order_changelist"), {"q": order.number})
    several = console.get(reverse("admin:orders_order_changelist"), {"q": "example"})

    assert found.url == page(order)
    assert several.status_code == 200


@pytest.mark.parametrize("row", ["part", "payment", "parcel"])
def test_what_belongs_to_an_order_is_read_in_its_file(console, lune, row):
    part = cast.sold(cast.offer(lune))
    rows = {"part": part, "payment": part.order.payment, "parcel": part.shipments.get()}

    answer = console.get(page(rows[row]))

    assert answer.url.partition("#")[0] == page(part.order)


def test_pieces_are_given_back_without_a_return(console, lune):
    part = cast.sold((cast.offer(lune, price_cents=2000), 3))
    line = part.lines.get()

    console.post(
        page(part, "rembourser"),
        {f"q{line.pk}": 2, "borne_by": "operator", "because": "Deux bols arrivés fêlés."},
    )

    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.cause, refund.borne_by) == (4000, "goodwill", "operator")
    assert Fact.objects.get(name="orders.RefundGranted").because == "Deux bols arrivés fêlés."
    part.refresh_from_db()
    assert part.state == "delivered"


def test_what_has_not_left_is_cancelled_and_not_given(console, lune, odile):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    line = part.lines.get()

    console.post(
        page(part, "rembourser"),
        {f"q{line.pk}": 1, "borne_by": "operator", "because": "Avec nos excuses."},
    )
    with pytest.raises(gestures.NotSentYet):
        gestures.give_back(
            part,
            lines={line.pk: 1},
            amounts={},
            shipping_cents=0,
            borne_by="operator",
            because="Avec nos excuses.",
            by=odile,
            at=NOON,
        )

    assert not Refund.objects.exists()


def test_a_return_is_received_in_part_then_the_rest(console, lune):
    part = cast.sold((cast.offer(lune, price_cents=1500), 3))
    line = part.lines.get()
    back = returns.ask(part, pieces={line.pk: 3}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)

    console.post(page(back, "recevoir"), {f"q{line.pk}": 2, "because": "Deux dans le colis."})
    first = Refund.objects.get()
    text = console.get(page(part.order)).content.decode()
    console.post(page(back, "recevoir"), {f"q{line.pk}": 1, "because": "Le dernier, ce matin."})

    assert first.goods_cents == 3000
    assert page(back, "recevoir") in text
    assert sum(refund.goods_cents for refund in Refund.objects.all()) == 4500
    line.refresh_from_db()
    assert line.returned == 3


@pytest.fixture
def eventful(lune, brun):
    """An order to which everything happened."""
    order = cast.paid_order((cast.offer(lune), 4), cast.offer(brun))
    part = cast.delivered(cast.part_of(order, lune))
    line = part.lines.get()
    back = returns.ask(part, pieces={line.pk: 1}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    refund = returns.receive(back, by=None, at=NOON)
    incident = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={line.pk: 1}, by=None, at=NOON
    )
    payment = SandboxPayment.objects.get(ref=order.payment.ref)
    dispute = disputes.sync(rehearsal.open_dispute(payment, at=NOON).ref, at=NOON)
    return {"order": order, "return": back, "refund": refund, "incident": incident} | {
        "dispute": dispute
    }


def test_what_a_bank_gave_back_is_not_offered_a_second_time(console, eventful):
    dispute, part = eventful["dispute"], eventful["incident"].seller_order
    give_back = reverse("admin:orders_sellerorder_rembourser", args=[part.pk])
    assert give_back in console.get(page(dispute)).content.decode()

    disputes.close(dispute, won=False, at=NOON)

    assert give_back not in console.get(page(dispute)).content.decode()
    answer = console.get(give_back, follow=True)
    assert "n'est plus possible" in unescape(answer.content.decode())


def test_a_withdrawal_is_not_told_as_a_request(console, lune):
    part = cast.sold(cast.offer(lune))
    withdrawals.withdraw(part, by=None, at=NOON)
    back = Return.objects.get()

    text = console.get(page(back)).content.decode()

    assert "Rétractation : articles à rendre" in text
    assert "À rembourser si tout revient" in text


def test_a_credit_note_is_never_called_an_invoice(console, lune):
    part = cast.sold((cast.offer(lune), 2))
    line = part.lines.get()
    back = returns.ask(part, pieces={line.pk: 1}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    refund = cast.sent(returns.receive(back, by=None, at=NOON))
    note = part.invoices.get(kind="sale_credit")

    for row in (part.order, back, refund):
        text = console.get(page(row)).content.decode()
        assert f"Avoir {note.number}" in text
        assert f"Facture {note.number}" not in text
    assert "Avoir émis" in console.get(page(part.order)).content.decode()


@pytest.mark.parametrize("kind", ["order", "dispute", "return", "refund", "incident"])
def test_a_file_is_read_in_few_statements_whatever_happened(
    console, eventful, kind, django_assert_max_num_queries
):
    row = eventful[kind]
    console.get(page(row))

    with django_assert_max_num_queries(MOST[kind]):
        assert console.get(page(row)).status_code == 200
