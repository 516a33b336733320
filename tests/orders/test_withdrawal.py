"""The public function of withdrawal: no account, no reason, no disclosure, an acknowledgement."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from orders import tasks
from orders.models import Return, WithdrawalDeclaration
from orders.returns import receipts, withdrawals
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
    return {
        "key": KEY,
        "name": "Alice Martin",
        "order_number": order.number,
        "email": order.email,
        "goods": "",
    } | extra


def declare(order, **extra):
    row = withdrawals.declare(**words(order, **extra), at=LATER)
    tasks.acknowledge_withdrawal(declaration_id=row.pk)
    tasks.follow_withdrawal(declaration_id=row.pk)
    row.refresh_from_db()
    return row


def test_the_two_steps_bear_the_words_of_the_law(client, lune):
    order = cast.sold(cast.offer(lune)).order
    address = reverse("shop-withdrawal")
    assert "Renoncer au contrat ici" in client.get(address).content.decode()

    step = client.post(address, words(order)).content.decode()
    assert re.search(r">\s*Confirmer la rétractation\s*</button>", step)
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
    wrong = client.post(
        reverse("shop-withdrawal"), words(order, confirm="1", key=other, order_number="NOTHING")
    )

    pages = [
        client.get(answer.url).content.decode().partition("<main")[2] for answer in (right, wrong)
    ]
    pages = [page.partition("</main>")[0] for page in pages]
    own = [(KEY, order.number), (other, "NOTHING")]
    for n, (key, number) in enumerate(own):
        row = WithdrawalDeclaration.objects.get(key=key)
        for mine in (key, receipts.number_of(row), row.sha256[:16], number):
            pages[n] = pages[n].replace(mine, "…")
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("email", "nobody"), ("order_number", ""), ("key", "x")]
)
def test_what_misses_is_asked_again(client, lune, field, value):
    order = cast.sold(cast.offer(lune)).order

    page = client.post(reverse("shop-withdrawal"), words(order, confirm="1") | {field: value})

    assert page.status_code == 200
    assert WithdrawalDeclaration.objects.count() == 0


def test_the_acknowledgement_bears_the_declaration_and_the_hour_and_no_link(lune):
    order = cast.sold(cast.offer(lune)).order
    row = declare(
        order,
        name="Alice http://evil.example/a",
        goods="Le bol bleu. Cliquez ici : https://evil.example/x "
        "ou evil.example ou www.evil.example ou a@evil.example " + "x" * 1500,
    )

    letter = mail.outbox[-1]
    assert letter.to == [order.email]
    assert "mercredi 25 novembre à 12 h 00" in letter.body
    assert order.number in letter.body
    assert receipts.number_of(row) in letter.body
    assert reverse("shop-withdrawal-done", args=[row.key]) in letter.body
    assert "« Alice … »" in letter.body
    assert "Le bol bleu. Cliquez ici" in letter.body
    for text in (letter.body, letter.alternatives[0][0]):
        assert "evil.example" not in text
        assert "x" * 1001 not in text
    assert row.acknowledged_at == LATER
    tasks.acknowledge_withdrawal(declaration_id=row.pk)
    assert len([each for each in mail.outbox if each.subject == letter.subject]) == 1


def test_the_address_declared_is_acknowledged_at_once_and_learns_nothing_of_an_order(lune):
    order = cast.sold(cast.offer(lune)).order
    before = len(mail.outbox)

    row = declare(order, email="alice.new@example.test", goods="Le bol bleu")

    (letter,) = mail.outbox[before:]
    assert letter.to == ["alice.new@example.test"]
    assert "« Le bol bleu »" in letter.body
    assert "mercredi 25 novembre à 12 h 00" in letter.body
    assert "contrat portant sur la commande indiquée ainsi" in letter.body
    assert "23 novembre" not in letter.body  # the day of an order that is not shown to be theirs
    assert row.acknowledged_at == LATER


def test_an_invented_address_is_not_flooded_and_reads_no_link(lune):
    order = cast.sold(cast.offer(lune)).order
    before = len(mail.outbox)

    for turn in range(7):
        declare(
            order,
            key=f"{turn:032x}",
            email="invented@example.test",
            order_number="https://evil.example/x",
            goods="Achetez mes pilules sur www.evil.example",
        )

    told = mail.outbox[before:]
    assert [letter.to for letter in told] == [["invented@example.test"]] * 5
    assert not any("evil.example" in letter.body for letter in told)


def test_chosen_articles_are_told_as_the_order_names_them(client, lune):
    part = cast.sold((cast.offer(lune, title="Bol n.e.t"), 2), cast.offer(lune, title="Cruche"))
    order, line = part.order, part.lines.order_by("pk").first()
    known = {"commande": order.number, "t": order.token}
    done = client.post(
        reverse("shop-withdrawal"),
        words(order, confirm="1", email="work@example.test", **known) | {f"q{line.pk}": "1"},
        follow=True,
    ).content.decode()
    tasks.acknowledge_withdrawal(declaration_id=WithdrawalDeclaration.objects.get().pk)

    letter = mail.outbox[-1]
    assert letter.to == ["work@example.test"]
    assert "1 × Bol n.e.t" in letter.body
    assert "Cruche" not in letter.body
    assert "à work@example.test" in done


def test_the_page_promises_a_letter_only_where_one_leaves(client, lune):
    order = cast.sold(cast.offer(lune)).order
    pages = [
        client.post(
            reverse("shop-withdrawal"), words(order, key=f"{turn:032x}", confirm="1"), follow=True
        ).content.decode()
        for turn in range(6)
    ]

    assert f"part aussi, à {order.email}" in pages[0]
    assert "aucun autre accusé de réception" in pages[5]
    assert "aucun autre accusé de réception" not in pages[4]


def test_words_are_not_sent_to_the_mailbox_of_a_wrong_order(client, odile, lune):
    order = cast.sold(cast.offer(lune)).order
    row = declare(order, order_number="NOTHING", email="camille@example.test", goods="Ma lampe")
    before = len(mail.outbox)

    withdrawals.link(row, order_number=order.number, by=odile, at=LATER)
    tasks.acknowledge_withdrawal(declaration_id=row.pk)
    part = order.seller_orders.get()
    tasks.send_withdrawal_to_read(declaration_id=row.pk, seller_order_id=part.pk)
    withdrawals.follow_by_hand(row, pieces={part.lines.get().pk: 1}, by=odile, at=LATER)

    told = mail.outbox[before:]
    assert [letter.to for letter in told] == [[lune.email]]  # sent once: to camille, before
    assert not any("Ma lampe" in letter.body for letter in told)
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-order", args=[part.number])).content.decode()
    assert "Ma lampe" not in page
    assert "Ma lampe" not in Return.objects.get().comment


def test_a_form_without_its_key_says_so_in_french(client, lune):
    order = cast.sold(cast.offer(lune)).order

    page = client.post(
        reverse("shop-withdrawal"), words(order, confirm="1", key="x")
    ).content.decode()

    assert "Cette page est incomplète" in page
    assert ">Key" not in page


def test_the_receipt_bears_every_word_and_can_be_kept(client, lune):
    order = cast.sold(cast.offer(lune)).order
    row = declare(order, email="invented@example.test", goods="Le bol <bleu> & la tasse")

    page = client.get(reverse("shop-withdrawal-done", args=[row.key])).content.decode()
    file = client.get(reverse("shop-withdrawal-receipt", args=[row.key]))

    assert receipts.number_of(row) in page
    assert reverse("shop-withdrawal-receipt", args=[row.key]) in page
    text = file.content.decode()
    assert "attachment" in file["Content-Disposition"]
    for words in (
        row.name,
        order.number,
        "Le bol <bleu> & la tasse",
        "mercredi 25 novembre à 12\u00a0h\u00a000",
        row.sha256,
    ):
        assert words in text
    assert client.get(reverse("shop-withdrawal-receipt", args=["f" * 32])).status_code == 404


def test_the_page_takes_no_flood_and_loses_no_word(client, lune):
    order = cast.sold(cast.offer(lune)).order
    address = reverse("shop-withdrawal")

    answers = [
        client.post(address, words(order, key=f"{turn:032x}", confirm="1")) for turn in range(22)
    ]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429] * 2
    assert "Alice Martin" in answers[-1].content.decode()
    assert WithdrawalDeclaration.objects.count() == 20


def test_a_mailbox_is_not_flooded_and_no_declaration_is_lost(lune):
    order = cast.sold(cast.offer(lune)).order
    before = len(mail.outbox)
    for turn in range(7):
        declare(order, key=f"{turn:032x}", goods="Le bol bleu seulement")

    assert WithdrawalDeclaration.objects.count() == 7
    assert len(mail.outbox) - before == 5


def test_a_delivered_order_opens_its_returns(lune):
    kept = cast.offer(lune, withdrawal_exception="personalised")
    part = cast.sold((cast.offer(lune), 2), kept)

    row = declare(part.order, order_number=part.order.number.lower())

    back = Return.objects.get()
    assert {line.line.offer_id: line.quantity for line in back.lines.all()} == {
        line.offer_id: 2 for line in part.lines.exclude(offer=kept)
    }
    assert back.asked_at == LATER
    assert (row.order, row.handled_at) == (part.order, LATER)
    assert withdrawals.follow_up(row.pk, at=LATER) == []
    assert Return.objects.count() == 1


@pytest.mark.parametrize(
    "extra",
    [
        {"order_number": "NOTHING"},
        {"email": "thief@example.test"},
        {"goods": "Le bol bleu seulement"},
    ],
)
def test_what_cannot_be_worked_out_waits_for_a_person(odile, lune, extra):
    row = declare(cast.sold(cast.offer(lune)).order, **extra)

    assert Return.objects.count() == 0
    assert row.handled_at is None
    withdrawals.settle(row, because="Retour ouvert à la main", by=odile, at=LATER)
    with pytest.raises(withdrawals.AlreadyHandled):
        withdrawals.settle(row, because="Encore", by=odile, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_a_declaration_attached_to_a_wrong_order_is_taken_up_again(client, lune, brun):
    wrong, right = (cast.sold(cast.offer(shop)) for shop in (lune, brun))
    support = cast.operator("support")
    row = declare(right.order, order_number="NOTHING", email="c@example.test", goods="Ma lampe")
    withdrawals.link(row, order_number=wrong.order.number, by=support, at=LATER)
    cast.proven(client, support)
    page = reverse("admin:orders_withdrawaldeclaration_reprendre", args=[row.pk])
    mail.outbox.clear()

    client.post(page, {"because": "Ce n'est pas son numéro."})

    row.refresh_from_db()
    assert (row.order, row.handled_at, row.outcome) == (None, None, "")
    assert [letter.to for letter in mail.outbox] == [[lune.email]]
    assert "ne retient plus la commande" in mail.outbox[0].body
    assert withdrawals.link(row, order_number=right.order.number, by=support, at=LATER) == []
    withdrawals.settle(row, because="Vue avec elle au téléphone.", by=support, at=LATER)
    client.force_login(cast.owner_of(brun))
    story = client.get(reverse("seller-order", args=[right.number])).content.decode()
    assert "Rétractation lue : elle ne retient plus cette commande" in story
    assert "à lire" not in story
    cast.proven(client, support)
    client.post(page, {"because": "Elle a rappelé."})  # a treated one too
    row.refresh_from_db()
    assert (row.order, row.handled_at) == (None, None)


def test_what_took_effect_stays_attached_and_the_page_says_what_to_do(client, lune):
    part, support = cast.sold(cast.offer(lune)), cast.operator("support")
    row = declare(part.order)
    (back,) = Return.objects.all()
    cast.proven(client, support)

    with pytest.raises(withdrawals.TookEffect):
        withdrawals.take_up_again(row, because="Erreur.", by=support, at=LATER)

    page = client.get(
        reverse("admin:orders_withdrawaldeclaration_change", args=[row.pk])
    ).content.decode()
    assert "a déjà pris effet" in page
    assert back.number in page
    assert "Détacher et reprendre" not in page
    row.refresh_from_db()
    assert row.order == part.order
