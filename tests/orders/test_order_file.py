"""The file of an order: all that followed it on one page, each verb beside what it changes."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.gateway.protocol import Evidence
from marketplace.shared.models import Fact, SandboxPayment
from marketplace.shared.templatetags.ui import money
from orders.incidents import incidents
from orders.models import Dispute, Guest, Refund, Return
from orders.money import disputes, gestures, refunds
from orders.returns import returns, withdrawals
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
MOST = {"order": 31, "dispute": 37, "return": 32, "refund": 25, "incident": 44}


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

    with django_assert_max_num_queries(26):
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


def test_the_button_names_the_sum_that_leaves_before_it_is_sent(console, lune):
    part = cast.sold((cast.offer(lune, price_cents=2000), 3))
    typed = {f"q{part.lines.get().pk}": 2, "borne_by": "operator", "because": "Deux bols fêlés."}

    asked = console.post(page(part, "rembourser"), {**typed, "sum": ""})
    other = console.post(page(part, "rembourser"), {**typed, "sum": "6000"})

    assert not Refund.objects.exists()
    for answer in (asked, other):
        assert "Rembourser 40,00" in answer.content.decode()
        assert 'name="sum" value="4000"' in answer.content.decode()
    console.post(page(part, "rembourser"), {**typed, "sum": "4000"})
    assert Refund.objects.get().amount_cents == 4000


def test_what_each_side_says_stands_beside_the_amount(console, eventful):
    for verb in ("rembourser", "offrir", "rejeter"):
        assert "Fêlé." in text_of(console, eventful["incident"], verb)


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


def test_the_file_of_a_return_tells_the_money_and_the_steps_of_its_order(console, lune, brun):
    order = cast.paid_order((cast.offer(lune), 2), cast.offer(brun))
    part, other = (cast.part_of(order, shop) for shop in (lune, brun))
    part = cast.delivered(part)
    cast.shipped(other)
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    file = reverse("admin:orders_return_change", args=[back.pk])

    waiting = console.get(file)
    text = unescape(waiting.content.decode())
    steps = [str(entry.title) for entry in waiting.context["timeline"]]
    for words in ("Part des vendeurs", "commission", "Payé", money(part.total_cents)):
        assert words in text, words
    for step in ("Commande passée", "Paiement reçu", "Colis expédié", "Commande livrée"):
        assert steps.count(step) == 1, step
    assert reverse("admin:orders_order_change", args=[order.pk]) in waiting.content.decode()
    assert brun.name not in text, "what another seller did is not told here"


def test_a_return_that_came_short_says_what_lacks_and_what_its_verb_gives_back(console, lune):
    cup = cast.offer(lune, price_cents=1000, title="Tasse")
    pot = cast.offer(lune, price_cents=1500, title="Théière")
    part = cast.sold((cup, 2), pot)
    of_cup, of_pot = (part.lines.get(offer=offer) for offer in (cup, pot))
    back = returns.ask(
        part,
        pieces={of_cup.pk: 2, of_pot.pk: 1},
        reason="withdrawal",
        by=None,
        at=NOON + timedelta(days=1),
    )
    returns.accept(back, by=None, at=NOON + timedelta(days=1))
    assert "Annoncé et reçu" not in text_of(console, back)
    returns.receive(back, received={of_cup.pk: 1, of_pot.pk: 1}, by=None, at=NOON)

    def panel():
        text = text_of(console, back)
        found = re.search(r'<section[^>]*id="short".*?</section>', text, re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))

    postage = plain(money(part.shipping_cents))
    told = panel()
    assert "Tasse 2 1" in told
    assert "Théière 1 1" in told
    rest = f"si tout revient, {plain(money(1000))} d'articles et {postage} de livraison sont rendus"
    assert rest in told
    assert f"Pas rendue ({postage})" in told

    rest = returns.receive(back, received={of_cup.pk: 1}, by=None, at=NOON)

    assert (rest.goods_cents, rest.shipping_cents) == (1000, part.shipping_cents)
    told = panel()
    assert "Plus rien n'est attendu" in told
    assert f"Rendue : {postage}." in told


def plain(text):
    return re.sub(r"\s+", " ", text)


def test_what_a_bank_gave_back_is_not_offered_a_second_time(console, eventful):
    dispute, part = eventful["dispute"], eventful["incident"].seller_order
    give_back = reverse("admin:orders_sellerorder_rembourser", args=[part.pk])
    assert give_back in console.get(page(dispute)).content.decode()

    disputes.close(dispute, won=False, at=NOON)

    assert give_back not in console.get(page(dispute)).content.decode()
    answer = console.get(give_back, follow=True)
    assert "n'est plus possible" in unescape(answer.content.decode())


def text_of(console, row, verb="change"):
    return unescape(console.get(page(row, verb)).content.decode())


def test_what_the_bank_suspends_is_nowhere_said_to_be_refunded(console, lune):
    part = cast.sold((cast.offer(lune, price_cents=2000), 2))
    order, line = part.order, part.lines.get()
    giving = {"borne_by": "operator", "because": "Deux bols arrivés fêlés."}
    console.post(page(part, "rembourser"), {f"q{line.pk}": 1, **giving})
    paid = cast.sent(Refund.objects.get())
    payment = SandboxPayment.objects.get(ref=order.payment.ref)
    dispute = disputes.sync(rehearsal.open_dispute(payment, at=NOON).ref, at=NOON)

    assert "la banque de l'acheteur conteste" in text_of(console, part, "rembourser").lower()
    console.post(page(part, "rembourser"), {f"q{line.pk}": 1, **giving})

    held = Refund.objects.latest("pk")
    assert (paid.state, held.state) == ("paid", "waiting")
    drafted = console.get(page(dispute, "contester")).context["form"].initial["text"]
    assert "Déjà remboursé par le vendeur ou par nous : 20,00" in drafted
    assert "40,00" not in drafted.partition("Déjà remboursé")[2]
    assert f"{order.placed_at.year} à" in drafted  # read by a bank months later
    file = text_of(console, order)
    assert "Payé, contesté à la banque" in file
    assert "Remboursement suspendu à la contestation" in file
    guest = text_of(console, Guest.objects.get(pk=order.pk))
    assert "20,00" in guest.partition("<dt>Remboursé</dt>")[2][:60]


def test_nothing_is_offered_on_a_refund_while_the_bank_decides(console, client, eventful):
    refund, dispute = eventful["refund"], eventful["dispute"]
    refund.refresh_from_db()
    assert refund.state == "waiting"

    text = text_of(console, refund)

    assert "/reessayer/" not in text
    assert "/ecarter/" not in text
    assert "Rien à faire" in text
    assert not refunds.to_settle().exists()
    disputes.close(dispute, won=False, at=NOON)
    lost = text_of(console, eventful["order"])
    assert "repris par la banque" in lost
    assert "Annuler et rembourser" not in lost
    assert "Transmise, la banque décide" not in lost


def test_each_is_told_who_answers_a_bank_and_by_whom_money_was_given(client, eventful):
    dispute, part = eventful["dispute"], eventful["incident"].seller_order
    finance = cast.proven(client, cast.operator("finance"))
    text = text_of(finance, dispute)
    assert "Service client : Contester" in text
    assert "le service client conteste avec des preuves" in text
    disputes.close(dispute, won=True, at=NOON)

    line = part.lines.get()
    finance.post(
        page(part, "rembourser"),
        {f"q{line.pk}": 1, "borne_by": "operator", "because": "Promis au téléphone."},
    )

    assert "accordé par la finance" in text_of(finance, eventful["order"])


def test_a_dispute_that_was_answered_waits_for_nobody(odile, eventful):
    dispute = eventful["dispute"]
    assert [*Dispute.objects.to_answer(NOON)] == [dispute]
    assert not Dispute.objects.lapsed(NOON).exists()
    too_late = dispute.answer_by + timedelta(seconds=1)
    assert not Dispute.objects.to_answer(too_late).exists(), "nobody in support can"
    assert [*Dispute.objects.lapsed(too_late)] == [dispute]

    disputes.contest(dispute, Evidence(text="Signé par la voisine."), by=odile, at=NOON)

    for at in (NOON, too_late):
        assert not Dispute.objects.to_answer(at).exists()
        assert not Dispute.objects.lapsed(at).exists()


def test_what_left_in_part_is_not_shown_as_waiting_whole(console, lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2))))
    cast.shipped(part, pieces={part.lines.get().pk: 1})

    listed = console.get(reverse("admin:orders_sellerorder_changelist")).content.decode()

    assert "Expédiée en partie" in listed


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
