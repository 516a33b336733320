"""A seller's orders and returns: what they see, what they may do, and what stays another's."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounting.models import Invoice
from marketplace.shared import clock
from marketplace.shared.mail import render
from orders import desk, tasks
from orders.fulfilment import cancellations, shipping
from orders.models import Refund, Return, Shipment
from orders.parts import titled
from orders.returns import emails as return_letters
from orders.returns import returns, withdrawals
from orders.states import ReturnState, SellerOrderState
from sellers.models import Member, Role
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def owner(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def read(answer) -> str:
    return html.unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def one(part, **extra):
    return reverse("seller-order", args=[part.number])


def test_the_queues_count_and_the_late_show(owner, lune, django_assert_max_num_queries):
    for _order in range(12):
        cast.paid_order((cast.offer(lune), 2), cast.offer(lune))
    late = cast.part_of(cast.paid_order(cast.offer(lune), at=NOON - timedelta(days=3)))
    cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    owner.get(reverse("seller-orders"))

    with django_assert_max_num_queries(10):
        text = owner.get(reverse("seller-orders")).content.decode()

    assert text.index(late.number) < text.index("-1</a>", text.index(late.number) + 30)
    assert "En retard" in text
    assert ">13<" in text
    assert "À expédier" in text


def test_search_finds_numbers_and_the_names_a_seller_may_read(owner, lune):
    hidden = cast.part_of(cast.paid_order(cast.offer(lune), recipient="Zoé Cachée"))
    shown = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), recipient="Zoé Montrée")))

    text = owner.get(reverse("seller-orders"), {"q": "Zoé"}).content.decode()

    assert shown.number in text
    assert hidden.number not in text
    assert (
        hidden.number
        in owner.get(reverse("seller-orders"), {"q": hidden.number[:6]}).content.decode()
    )


@pytest.mark.parametrize(
    "query", [{"page": "9999"}, {"page": "x"}, {"vue": "nothing"}, {"q": "\x00'\"%"}]
)
def test_odd_addresses_are_pages_too(owner, lune, query):
    cast.paid_order(cast.offer(lune))

    assert owner.get(reverse("seller-orders"), query).status_code == 200


def test_the_address_shows_from_acceptance_until_a_month_after_delivery(owner, lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    assert "rue des Lilas" not in owner.get(one(part)).content.decode()

    part = cast.accepted(part)
    assert "rue des Lilas" in owner.get(one(part)).content.decode()

    cast.delivered(part)
    with clock.at(NOON + timedelta(days=29)):
        assert "rue des Lilas" in owner.get(one(part)).content.decode()
    with clock.at(NOON + timedelta(days=31)):
        assert "rue des Lilas" not in owner.get(one(part)).content.decode()


def test_a_seller_accepts_ships_and_prints_in_few_questions(
    owner, lune, django_assert_max_num_queries
):
    part = cast.part_of(cast.paid_order((cast.offer(lune), 3), cast.offer(lune)))
    first, second = part.lines.order_by("pk")

    answer = owner.post(
        one(part),
        {
            "act": "accept",
            f"a-q{first.pk}": "1",
            "a-because": "Un bol fêlé",
            "a-agreed": first.unit_cents,
        },
    )
    assert answer.status_code == 302
    part.refresh_from_db()
    assert (part.state, Refund.objects.get().cause) == (SellerOrderState.TO_SHIP, "refused")
    owner.post(
        one(part),
        {
            "act": "ship",
            "s-carrier": "colissimo",
            "s-tracking": "6A12345678901",
            f"s-q{first.pk}": "2",
            f"s-q{second.pk}": "0",
        },
    )
    assert Shipment.objects.get().lines.get().quantity == 2
    with django_assert_max_num_queries(18):
        text = owner.get(one(part)).content.decode()
    assert "Ce que vous recevez" in text
    assert f"Refusé : 1 × {titled(first)}. Motif : Un bol fêlé" in html.unescape(text)
    owner.post(
        one(part), {"act": "ship", "s-carrier": "autre", "s-tracking": "", f"s-q{second.pk}": "1"}
    )

    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    invoice = Invoice.objects.get(seller_order=part)
    assert f'<a href="{reverse("seller-invoice", args=[invoice.pk])}">' in read(
        owner.get(one(part))
    )


def test_a_wrong_form_is_explained_and_keeps_what_was_typed(owner, lune):
    part = cast.part_of(cast.paid_order((cast.offer(lune), 2)))
    line = part.lines.get()

    page = owner.post(
        one(part), {"act": "accept", f"a-q{line.pk}": "1", "a-because": ""}
    ).content.decode()
    assert "Indiquez le motif" in page
    label = page.partition('for="id_a-because"')[2].partition("</label>")[0]
    assert "Motif du refus" in label
    assert "facultatif" not in label
    page = owner.post(
        one(part), {"act": "accept", f"a-q{line.pk}": "7", "a-because": "x"}
    ).content.decode()
    assert "entre 0 et 2" in page
    part = cast.accepted(part)
    page = owner.post(
        one(part),
        {"act": "ship", "s-carrier": "colissimo", "s-tracking": "<script>", f"s-q{line.pk}": "2"},
    ).content.decode()
    assert "que des lettres, des chiffres" in page
    page = owner.post(
        one(part), {"act": "ship", "s-carrier": "ups", "s-tracking": "123", f"s-q{line.pk}": "2"}
    ).content.decode()
    assert "1Z999AA10123456784" in page
    assert 'value="123"' in page
    page = owner.post(
        one(part), {"act": "ship", "s-carrier": "autre", "s-tracking": "", f"s-q{line.pk}": "0"}
    ).content.decode()
    assert "au moins un article" in page

    assert Shipment.objects.count() == 0
    assert Refund.objects.count() == 0


def test_an_act_that_came_too_late_is_told(owner, lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    cast.accepted(part)

    text = owner.post(one(part), {"act": "accept"}, follow=True).content.decode()

    assert "la commande a changé" in text
    assert owner.post(one(part), {"act": "destroy"}).status_code == 404


def test_a_seller_cancels_with_a_reason(owner, lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))

    assert (
        "Indiquez le motif"
        in owner.post(one(part), {"act": "cancel", "c-because": " "}).content.decode()
    )
    owner.post(one(part), {"act": "cancel", "c-because": "Four en panne"})

    part.refresh_from_db()
    assert (part.state, part.cancelled_because) == (SellerOrderState.CANCELLED, "Four en panne")


def test_the_packing_slip_shows_prices_only_when_asked(owner, lune, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "marketplace.shared.pdf.render", lambda *args, **kwargs: seen.append(args[1]) or b"%PDF-"
    )
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    address = reverse("seller-packing-slip", args=[part.number])
    assert owner.get(address).status_code == 302  # no address before acceptance
    cast.accepted(part)

    assert owner.get(address)["Content-Type"] == "application/pdf"
    owner.get(address, {"prix": "1"})

    assert [values["with_prices"] for values in seen] == [False, True]


def test_a_packing_slip_is_a_pdf(owner, lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))

    assert owner.get(reverse("seller-packing-slip", args=[part.number])).content.startswith(
        b"%PDF-"
    )


def test_another_seller_finds_nothing(client, lune, brun):
    part = cast.sold(cast.offer(lune))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    client.force_login(cast.owner_of(brun))

    for address in (
        one(part),
        reverse("seller-packing-slip", args=[part.number]),
        reverse("seller-return", args=[back.number]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(one(part), {"act": "cancel", "c-because": "x"}).status_code == 404
    assert (
        client.post(reverse("seller-return", args=[back.number]), {"act": "accept"}).status_code
        == 404
    )
    assert (
        one(part) not in client.get(reverse("seller-orders"), {"q": part.number}).content.decode()
    )
    assert back.number not in client.get(reverse("seller-returns")).content.decode()
    back.refresh_from_db()
    assert back.state == ReturnState.ASKED


def test_a_reader_looks_and_a_stranger_signs_in(client, lune, charlie):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    assert reverse("account_login") in client.get(one(part)).url
    Member.objects.create(seller=lune, user=charlie, role=Role.READER, joined_at=NOON)
    client.force_login(charlie)

    assert client.get(one(part)).status_code == 200
    assert client.post(one(part), {"act": "accept"}).status_code == 403


def test_an_unpaid_order_is_not_the_seller_s_yet(owner, lune):
    order = cast.placed_order(cast.offer(lune))

    assert owner.get(one(order.seller_orders.get())).status_code == 404


def test_who_pays_the_way_back_says_how_it_goes(owner, lune):
    part = cast.sold(cast.offer(lune))
    back = returns.ask(
        part,
        pieces={part.lines.get().pk: 1},
        reason="damaged",
        comment="Fêlé",
        by=None,
        at=NOON,
    )
    told = render(return_letters.return_noted(back)).text
    assert "Motif : L'article est arrivé abîmé" in told
    assert "25 novembre à 12 h 00 pour répondre" in told
    address = reverse("seller-return", args=[back.number])

    page = html.unescape(owner.post(address, {"act": "accept", "a-because": ""}).content.decode())

    assert "Dites comment le renvoi s'organise" in page
    back.refresh_from_db()
    assert back.state == ReturnState.ASKED
    owner.post(address, {"act": "accept", "a-because": "Une étiquette prépayée suit."})
    back.refresh_from_db()
    assert back.state == ReturnState.ACCEPTED
    assert "à la charge du vendeur" in render(return_letters.return_answered(back)).text


def test_a_return_is_answered_received_and_refunded(owner, lune):
    bowl = cast.offer(lune, stock=5)
    part = cast.sold((bowl, 2))
    line = part.lines.get()
    back = returns.ask(part, pieces={line.pk: 2}, reason="withdrawal", by=None, at=NOON)
    address = reverse("seller-return", args=[back.number])
    assert back.number in owner.get(reverse("seller-returns")).content.decode()
    assert "ne peut pas être refusé" in owner.get(address).content.decode()

    owner.post(address, {"act": "accept", "a-because": ""})
    goods, delivery = (
        f"{cents / 100:.2f}".replace(".", ",") for cents in (line.total_cents, part.shipping_cents)
    )
    assert (
        f"Si tout est revenu, vous remboursez {goods} € d’articles et {delivery} € de livraison."
        in read(owner.get(address))
    )
    page = owner.post(address, {"act": "receive", f"v-q{line.pk}": "3"}).content.decode()
    assert "entre 0 et 2" in page
    owner.post(address, {"act": "receive", f"v-q{line.pk}": "1", f"v-shelf{line.pk}": "on"})

    back.refresh_from_db()
    bowl.refresh_from_db()
    assert back.state == ReturnState.RECEIVED
    assert (back.lines.get().received, bowl.stock) == (1, 4)
    assert Refund.objects.get().amount_cents == bowl.price_cents
    text = owner.get(address).content.decode()
    assert "remis en stock" in text


def test_a_defect_is_refused_with_a_reason_only(owner, lune):
    part = cast.sold(cast.offer(lune))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    address = reverse("seller-return", args=[back.number])

    assert (
        "Indiquez le motif"
        in owner.post(address, {"act": "refuse", "r-because": ""}).content.decode()
    )
    owner.post(address, {"act": "refuse", "r-because": "L'article a servi."})
    too_late = owner.post(address, {"act": "accept"}, follow=True).content.decode()

    assert Return.objects.get().state == ReturnState.REFUSED
    assert "a changé d" in too_late


def test_what_we_wrote_ourselves_is_read_in_the_sellers_language(owner, lune):
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    because = gettext_lazy("rétractation de l'acheteur")
    cancellations.cancel(part, because=because, by=cast.owner_of(lune), at=NOON)
    shipped = cast.sold(cast.offer(lune))
    back = returns.ask(
        shipped,
        pieces={shipped.lines.get().pk: 1},
        reason="withdrawal",
        comment="Déclarée en ligne.",
        by=None,
        at=NOON,
    )

    cancelled = html.unescape(owner.get(one(part)).content.decode())
    returned = html.unescape(
        owner.get(reverse("seller-return", args=[back.number])).content.decode()
    )

    assert "rétractation" not in cancelled
    assert "Déclarée" not in returned
    assert cancelled.count("withdrawal by the buyer") == 2, "the notice and the timeline"
    assert "Declared online" in returned


def test_both_sides_read_what_was_missing_and_the_seller_receives_it_later(owner, lune):
    part = cast.sold(
        cast.offer(lune, title="Tasse", price_cents=2000),
        cast.offer(lune, title="Théière", price_cents=7000),
    )
    cup, pot = part.lines.order_by("unit_cents")
    back = returns.ask(part, pieces={cup.pk: 1, pot.pk: 1}, reason="withdrawal", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    address = reverse("seller-return", args=[back.number])
    order_page = f"{reverse('shop-order', args=[part.order.number])}?t={part.order.token}"
    owner.post(address, {"act": "receive", f"v-q{cup.pk}": "1", f"v-q{pot.pk}": "0"})

    mine = read(owner.get(address))
    theirs = read(owner.get(order_page))
    tasks.send_refunded(refund_id=Refund.objects.get().pk)

    assert "Le reste est revenu" in mine
    assert "20,00 € remboursés" in mine
    assert "1 absent du colis" in mine
    letter = mail.outbox[-1].body.replace("\xa0", " ")
    for text in (theirs, letter):
        assert "compté par le vendeur à son arrivée" in text
        assert lune.email in text
    assert "1 reçu, 20,00 € remboursés" in theirs
    assert "1 absent du colis, selon le vendeur" in theirs
    assert "1 × Tasse 20,00 €" in letter
    assert "1 × Théière\n" in letter.partition("n'est pas remboursé")[2]

    owner.post(address, {"act": "receive", f"v-q{pot.pk}": "1"})

    assert "Le reste est revenu" not in read(owner.get(address))
    again = read(owner.get(order_page))
    assert "Ce qui manquait" not in again
    assert "pas d'accord avec ce remboursement" in theirs
    assert "pas d'accord avec ce remboursement" not in again
    assert Refund.objects.order_by("-pk")[0].goods_cents == 7000


@pytest.mark.parametrize(
    ("reason", "answer", "is_due"),
    [
        ("withdrawal", returns.accept, True),
        ("damaged", returns.accept, False),
        ("damaged", returns.refuse, False),
    ],
)
def test_the_fourteen_days_are_told_of_a_withdrawal_that_is_owed_only(
    owner, lune, reason, answer, is_due
):
    part = cast.sold(cast.offer(lune))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason=reason, by=None, at=NOON)
    how = {"because": "Il a servi."} if answer is returns.refuse else {}
    answer(back, **how, by=None, at=NOON)
    address = reverse("seller-return", args=[back.number])

    page = read(owner.get(address))
    assert ("lundi 7 décembre, quatorze jours" in page, "L221-24" in page) == (is_due, is_due)
    if is_due:
        returns.receive(back, by=None, at=NOON)
        cast.sent(Refund.objects.get())
        assert "L221-24" not in read(owner.get(address))


def test_the_day_to_ship_keeps_the_promise_however_late_the_order_was_accepted(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))  # on a Monday: ready on Wednesday

    late = cast.accepted(part, at=NOON + timedelta(days=1))

    assert clock.paris_day(late.ship_by).isoformat() == "2026-11-25"
    slowest = lune.shipping_methods.get(name=part.shipping_name).days_max
    arrives = clock.add_open_days(clock.paris_day(late.ship_by), slowest)
    assert arrives <= part.promised_until


def test_the_seller_corrects_a_number_on_the_page_of_the_order(owner, lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))
    page = one(parcel.seller_order)
    sent = {"act": "correct", "parcel": "1", "t1-carrier": "colissimo"}

    refused = read(owner.post(page, {**sent, "t1-tracking": "bonjour"}))
    done = read(owner.post(page, {**sent, "t1-tracking": "6A 999 9999 9999"}, follow=True))

    assert "ne ressemble pas" in refused
    assert "Le suivi est corrigé" in done
    parcel.refresh_from_db()
    assert parcel.tracking == "6A99999999999"
    assert "au lieu de Colissimo 6A12345678901" in done
    assert owner.post(page, {**sent, "parcel": "2"}).status_code == 404
    shipping.deliver(parcel, how="buyer", by=None, at=NOON)
    assert "Corriger le suivi" not in read(owner.get(page))
    late = read(owner.post(page, {**sent, "t1-tracking": "6A12345678901"}, follow=True))
    assert "n’est plus en route" in late


def test_a_cancellation_names_its_sum_and_a_point_its_carrier(owner, lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune, price_cents=2000), 2))))
    part.relay, part.shipping_carrier = cast.POINT, "mondial_relay"
    part.save()

    page = read(owner.get(one(part)))

    assert f"Annuler et rembourser {part.total_cents / 100:.2f}".replace(".", ",") in page
    assert '<option value="mondial_relay" selected>' in page
    assert '<option value="colissimo"' not in page


def test_a_return_that_waits_too_long_is_called_late_and_counted_as_in_the_list(owner, lune):
    part = cast.sold((cast.offer(lune), 3))
    piece = {part.lines.get().pk: 1}
    back = returns.ask(part, pieces=piece, reason="damaged", by=None, at=NOON)
    travelling = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune)))).seller_order
    withdrawals.withdraw(travelling, by=None, at=NOON)
    page = reverse("seller-return", args=[back.number])
    assert "Répondez avant le mercredi 25 novembre" in read(owner.get(page))

    with clock.at(NOON + timedelta(days=3, hours=12)):
        text, listed = read(owner.get(page)), read(owner.get(reverse("seller-returns")))
        todo = [one for one in desk.todos(lune, clock.now()) if "retour" in one.text]

    assert "Votre réponse était attendue avant le mercredi 25 novembre" in text
    assert "Réponse en retard" in listed
    assert [one.text for one in todo] == [
        "1 retour attend votre réponse",
        "1 retour à réceptionner",
    ]


def test_refusing_everything_is_asked_with_its_sum_and_costs_the_seller_nothing(owner, lune):
    part = cast.part_of(cast.paid_order((cast.offer(lune, price_cents=2000), 2)))
    typed = {"act": "accept", f"a-q{part.lines.get().pk}": "2", "a-because": "Four en panne"}
    total = f"{part.total_cents / 100:.2f}".replace(".", ",")

    asked = read(owner.post(one(part), typed | {"a-agreed": "1"}))  # another sum was read before

    assert f"Vous refusez toute la commande : {total} € seront rendus à l’acheteur" in asked
    assert f"Refuser toute la commande et rendre {total} €" in asked
    assert "Accepter la commande</button>" not in asked
    assert Refund.objects.count() == 0
    page = read(owner.post(one(part), typed | {"a-agreed": part.total_cents}, follow=True))
    part.refresh_from_db()
    assert part.state == SellerOrderState.CANCELLED
    assert re.search(r"Pour vous</dt>\s*<dd class=\"total\">0,00 €", page)  # not yet sent back
    assert "complète s'affichent après l'acceptation" not in page
    assert "Livraison promise" not in page


def test_what_was_cancelled_before_it_left_was_no_sale(lune):
    bowl = cast.offer(lune, price_cents=2000)
    kept = cast.part_of(cast.paid_order((bowl, 2)))
    cast.accepted(kept, refused={kept.lines.get().pk: 1})
    gone = cast.accepted(cast.part_of(cast.paid_order(bowl)))
    cancellations.cancel(gone, because="Four en panne", by=cast.owner_of(lune), at=NOON)

    sold = [cents for _day, cents in desk.sales_by_day(lune, NOON)]

    assert sum(sold) == kept.total_cents - 2000


def test_who_waits_for_the_buyers_point_is_late_nowhere(owner, lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    part.relay, part.relay_closed_at = cast.POINT, NOON
    part.ship_by = NOON - timedelta(days=1)
    part.save()

    todos = [str(todo.text) for todo in desk.todos(lune, NOON)]
    listed = read(owner.get(reverse("seller-orders")))

    assert len(todos) == 1
    assert "en attente de l’acheteur" in todos[0]
    for page in (listed, read(owner.get(one(part)))):
        assert "En attente de l'acheteur" in page
        assert "il reste" not in page
        assert "En retard" not in page
