"""Above what support gives back alone on an order, no button of the console moves money without
finance.
"""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils.html import escape

from marketplace.shared import clock
from marketplace.shared.admin import NOTE, House
from marketplace.shared.audience import OPERATOR_ROLES
from marketplace.shared.templatetags.ui import money
from orders import authority
from orders.fulfilment import cancellations
from orders.incidents import incidents
from orders.models import Incident, Refund, Return, SellerOrder, WithdrawalDeclaration
from orders.money import refunds
from orders.returns import returns, withdrawals
from orders.tracking import hearing
from orders.tracking.protocol import Scan
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
PRICE = 20000  # above the 150 € that support gives alone


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def vase(lune):
    return cast.offer(lune, price_cents=PRICE)


def waiting(vase):
    return cast.part_of(cast.paid_order(vase))


def coming_back(vase):
    part = cast.sold(vase)
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    return back


def declared(vase, goods=""):
    part = waiting(vase)
    row = withdrawals.declare(
        key="0" * 32,
        name="Zoé",
        order_number=part.order.number,
        email="zoe@example.test",
        goods=goods,
        at=NOON,
    )
    return row, part


def unlinked(vase):
    return declared(vase)[0]


def in_words(vase):
    row, part = declared(vase, goods="Le vase bleu")
    withdrawals.link(row, order_number=part.order.number, by=None, at=NOON)
    row.refresh_from_db()
    return row


def complained(vase):
    part = cast.sold(vase)
    return cast.heard(
        incidents.open_(
            part, kind="damaged", text="Fêlé.", pieces={part.lines.get().pk: 1}, by=None, at=NOON
        )
    )


def sent_back(vase):
    parcel = cast.shipped(cast.part_of(cast.paid_order(vase)))
    steps = [Scan(kind="returned", happened_at=NOON + timedelta(hours=2))]
    hearing.note(parcel, steps, source="aggregator", at=NOON + timedelta(hours=3))
    return parcel


def line_of(row):
    return next(iter(SellerOrder.objects.get().lines.all())).pk


# Each verb by which money goes to a buyer: the row it is about, and what is typed.
MOVES = {
    "orders.sellerorder:annuler": (waiting, lambda row: {"because": "Vendeur injoignable"}),
    "orders.sellerorder:rembourser": (
        cast.sold,
        lambda row: {f"q{line_of(row)}": 1, "borne_by": "operator", "because": "Avec nos excuses."},
    ),
    "orders.return:recevoir": (
        coming_back,
        lambda row: {f"q{line_of(row)}": 1, "because": "Dépôt prouvé"},
    ),
    "orders.withdrawaldeclaration:rattacher": (
        unlinked,
        lambda row: {"order_number": row.order_number, "sure": "on"},
    ),
    "orders.shipment:revenu": (sent_back, lambda row: {"restock": "on", "because": "Vu au dépôt."}),
    "orders.withdrawaldeclaration:suite": (in_words, lambda row: {f"q{line_of(row)}": 1}),
    "orders.incident:rembourser": (
        complained,
        lambda row: {f"q{line_of(row)}": 1, "borne_by": "seller", "because": "Fêlé."},
    ),
    "orders.incident:offrir": (
        complained,
        lambda row: {"amount": "200", "borne_by": "operator", "because": "Avec nos excuses."},
    ),
}
PROPOSED = {
    "orders.incident:rembourser",
    "orders.incident:offrir",
}  # kept for finance, which approves
# And those by which none does: they open, answer, note or end something.
STILL = {
    "orders.withdrawaldeclaration:accuser",
    "orders.buyer:lettre",
    "orders.dispute:contester",
    "orders.dispute:demander",
    "orders.guest:lien",
    "orders.incident:demander",
    "orders.incident:imposer",
    "orders.incident:perdu",
    "orders.incident:rejeter",
    "orders.order:adresse",
    "orders.incident:reprendre",
    "orders.qualityreport:garder",
    "orders.qualityreport:presenter",
    "orders.qualityreport:publier",
    "orders.qualityreport:retirer",
    "orders.return:accepter",
    "orders.sellerorder:point",
    "orders.shipment:livrer",
    "orders.withdrawaldeclaration:reprendre",
    "orders.withdrawaldeclaration:traiter",
}


def test_every_verb_of_the_trade_says_whether_it_moves_money():
    verbs = {
        f"{model._meta.label_lower}:{verb.name}": verb
        for model, house in site._registry.items()
        if isinstance(house, House)
        for verb in house.verbs
        if model._meta.app_label == "orders" and verb.name != NOTE
    }

    assert {name for name, verb in verbs.items() if verb.role != "finance"} == {*MOVES, *STILL}
    assert {name for name, verb in verbs.items() if "finance" in verb.also} == {*MOVES} - PROPOSED


@pytest.mark.parametrize("name", MOVES)
def test_above_the_ceiling_support_moves_no_money_and_finance_does(client, vase, name):
    made, typed = MOVES[name]
    row, (section, verb) = made(vase), name.split(":")
    page = reverse(f"admin:{section.replace('.', '_')}_{verb}", args=[row.pk])
    before = state_of(row)

    answer = cast.proven(client, cast.operator("support")).post(page, typed(row), follow=True)

    assert Refund.objects.count() == 0
    if name in PROPOSED:
        assert Incident.objects.get().state == "to_approve"
        page = page.replace(f"/{verb}/", "/approuver/")
    else:
        assert "Une personne de la finance peut faire cet acte." in answer.content.decode()
        assert state_of(row) == before
    cast.proven(client, cast.operator("finance")).post(page, typed(row))
    assert Refund.objects.get().goods_cents == PRICE


@pytest.mark.parametrize("name", MOVES)
def test_up_to_the_ceiling_support_acts_alone(client, vase, name):
    made, typed = MOVES[name]
    row, (section, verb) = made(vase), name.split(":")
    cast.rules(incident_alone_cents=PRICE + 590)

    cast.proven(client, cast.operator("support")).post(
        reverse(f"admin:{section.replace('.', '_')}_{verb}", args=[row.pk]), typed(row)
    )

    assert Refund.objects.get().goods_cents == PRICE


def page_of(row, verb):
    return reverse(f"admin:orders_{row._meta.model_name}_{verb}", args=[row.pk])


SEND = '<button type="submit" class="default move"'


@pytest.mark.parametrize(("made", "verb"), [(waiting, "annuler"), (coming_back, "recevoir")])
def test_support_reads_that_finance_must_act_before_writing_anything(client, vase, made, verb):
    row = made(vase)

    support = cast.proven(client, cast.operator("support")).get(page_of(row, verb))
    finance = cast.proven(client, cast.operator("finance")).get(page_of(row, verb))

    assert "Une personne de la finance peut le faire" in support.content.decode()
    assert SEND not in support.content.decode()
    assert "Une personne de la finance peut le faire" not in finance.content.decode()
    assert SEND in finance.content.decode()


@pytest.mark.parametrize("name", ["orders.sellerorder:annuler", "orders.return:recevoir"])
def test_the_button_names_the_sum_that_goes_back(client, vase, name):
    made, typed = MOVES[name]
    row, verb = made(vase), name.split(":")[1]
    cast.proven(client, cast.operator("finance"))

    text = client.get(page_of(row, verb)).content.decode()
    client.post(page_of(row, verb), typed(row))

    assert escape(money(Refund.objects.get().amount_cents)) in text.partition(SEND)[2]


def test_what_was_typed_is_kept_when_the_act_is_refused(client, vase):
    part = cast.sold(vase)
    typed = {f"q{line_of(part)}": 1, "borne_by": "operator", "because": "Le vase est en morceaux."}

    answer = cast.proven(client, cast.operator("support")).post(page_of(part, "rembourser"), typed)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Une personne de la finance peut faire cet acte." in text
    assert "Le vase est en morceaux." in text
    assert not Refund.objects.exists()


def state_of(row):
    """The row and its part, as the database holds them."""
    part = SellerOrder.objects.get()
    return [
        list(type(row).objects.filter(pk=row.pk).values()),
        list(SellerOrder.objects.values()),
        list(part.lines.values()),
        list(Return.objects.values()),
        list(WithdrawalDeclaration.objects.values()),
    ]


def test_the_ceiling_counts_the_whole_order_whichever_way_money_went(lune, brun):
    """A cancellation, then a return, then a complaint: none alone is above 150 €."""
    support = cast.operator("support")
    order = cast.paid_order(
        (cast.offer(lune, price_cents=9000), 2), cast.offer(brun, price_cents=7000)
    )
    mine, theirs = cast.part_of(order, lune), cast.part_of(order, brun)
    line = mine.lines.get()
    cancellations.cancel(mine, because="Rupture.", pieces={line.pk: 1}, by=support, at=NOON)  # 90 €

    with pytest.raises(authority.NeedsFinance, match=r"150,00.*70,00.*160,00"):
        cancellations.cancel(theirs, because="Rupture.", by=support, at=NOON)
    part = cast.delivered(mine)
    complaint = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={line.pk: 1}, by=None, at=NOON
    )
    cast.heard(complaint)

    assert (
        incidents.give(complaint, 6001, borne_by="seller", because="Fêlé.", by=support, at=NOON)
        is None
    )
    assert Refund.objects.get().amount_cents == 9000


def test_sellers_buyers_and_the_clock_are_not_asked(lune, vase):
    """A person of the operator who buys, or who has a shop of their own, acts there as anybody."""
    support = cast.operator("support")
    other = cast.seller("Chez Sam", owner=support)
    mine = cast.part_of(cast.paid_order(vase, buyer=support))
    theirs = cast.part_of(cast.paid_order(cast.offer(other, price_cents=PRICE)))
    late = waiting(vase)
    eager = cast.accepted(cast.part_of(cast.paid_order(vase, buyer=support)))

    cancellations.cancel_by_buyer(mine, by=support, at=NOON)
    cancellations.cancel(theirs, because="Cassé à l'atelier.", by=support, at=NOON)
    cancellations.cancel(late, because="Sans réponse.", by=None, at=NOON)
    withdrawals.withdraw(eager, by=support, at=NOON)

    assert [refund.goods_cents for refund in Refund.objects.all()] == [PRICE] * 4
    again = cast.part_of(cast.paid_order(vase, buyer=support))
    with pytest.raises(authority.NeedsFinance):  # their own order, from the console
        cancellations.cancel(again, because="Pour moi.", by=support, at=NOON)


@pytest.mark.parametrize("role", [role for role in OPERATOR_ROLES if role != "finance"])
def test_whoever_asks_for_a_refund_is_asked_at_the_money_itself(vase, role):
    """A new button that forgets the question meets it anyway."""
    part = cast.sold(vase)

    with pytest.raises(authority.NeedsFinance):
        refunds.intend(
            part,
            lines={part.lines.get().pk: 1},
            shipping_cents=0,
            cause=Refund.Cause.RETURNED,
            by=cast.operator(role),
            at=NOON,
        )

    assert Refund.objects.count() == 0
