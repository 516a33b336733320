"""Twenty cases, each ended from the file of its order: the verb is on the page, it is pressed, and
the operator is back in the file.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxMove, SandboxPayment
from orders.fulfilment import shipping
from orders.incidents import incidents
from orders.models import Incident, Refund, Return, SellerOrder, WithdrawalDeclaration
from orders.money import disputes, payments, refunds
from orders.returns import returns, withdrawals
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
WHY = {"because": "Vu avec les deux parties ce matin."}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def to_accept(vase):
    return cast.part_of(cast.paid_order(vase))


def to_ship(vase):
    return cast.accepted(to_accept(vase))


def on_its_way(vase):
    return cast.shipped(to_accept(vase))


def presumed(vase):
    parcel = cast.shipped(to_accept(vase))
    shipping.presume_due(NOON + timedelta(days=60))
    return parcel


def asked_back(vase, pieces=1):
    part = cast.sold((vase, 2))
    line = part.lines.get()
    return returns.ask(part, pieces={line.pk: pieces}, reason="defective", by=None, at=NOON)


def coming_back(vase):
    back = asked_back(vase, pieces=2)
    returns.accept(back, by=None, at=NOON)
    return back


def short(vase):
    back = coming_back(vase)
    returns.receive(back, received={back.lines.get().line_id: 1}, by=None, at=NOON)
    return back


def complained(vase):
    part = cast.sold(vase)
    line = part.lines.get()
    return cast.heard(
        incidents.open_(part, kind="damaged", text="Fêlé.", pieces={line.pk: 1}, by=None, at=NOON)
    )


def missing(vase):
    parcel = cast.shipped(to_accept(vase))
    return cast.heard(
        incidents.open_(
            parcel.seller_order,
            kind="not_received",
            text="Rien reçu.",
            parcel=parcel,
            by=None,
            at=NOON,
        )
    )


def refused_back(vase):
    back = asked_back(vase)
    returns.refuse(back, because="Utilisé, dit le vendeur.", by=None, at=NOON)
    return cast.heard(
        incidents.open_(
            back.seller_order, kind="return_refused", text="Non.", back=back, by=None, at=NOON
        )
    )


def proposed(vase):
    incident = complained(cast.offer(vase.seller, price_cents=30000))
    incidents.give(
        incident,
        20000,
        borne_by="operator",
        because="Une belle pièce.",
        by=cast.operator("support"),
        at=NOON,
    )
    return incident


def refund_refused(vase):
    part = cast.delivered(cast.part_of(cast.pay(cast.placed_order(vase), "4000000000005126")))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    refund = returns.receive(back, by=None, at=NOON)
    refunds.send(refund.pk)
    return refund


def contested(vase):
    part = cast.sold(vase)
    payment = SandboxPayment.objects.get(ref=part.order.payment.ref)
    return disputes.sync(rehearsal.open_dispute(payment, at=NOON).ref, at=NOON)


def decided_unheard(vase):
    dispute = contested(vase)
    rehearsal.close_dispute(SandboxMove.objects.get(ref=dispute.ref), won=True, at=NOON)
    return dispute


def paid_unheard(vase):
    payment = payments.start(cast.placed_order(vase).payment.pk)
    rehearsal.pay(SandboxPayment.objects.get(ref=payment.ref), "4242424242424242", at=NOON)
    return payment


def declared(vase, goods="Le vase bleu"):
    part = to_accept(vase)
    row = withdrawals.declare(
        key="0" * 32,
        name="Zoé",
        order_number=part.order.number,
        email="zoe@example.test",
        goods=goods,
        at=NOON,
    )
    withdrawals.link(row, order_number=part.order.number, by=None, at=NOON)
    row.refresh_from_db()
    return row


def settled(vase):
    row = declared(vase)
    withdrawals.settle(row, because="Rien à reprendre.", by=cast.operator("support"), at=NOON)
    return row


def one_piece(row):
    return {f"q{SellerOrder.objects.get().lines.get().pk}": 1}


def given(row):
    return {**one_piece(row), "borne_by": "operator", **WHY}


def state(row):
    return type(row).objects.get(pk=row.pk).state


CASES = {
    "a seller does not answer": (to_accept, "annuler", WHY, lambda r: state(r) == "cancelled"),
    "a seller does not ship": (to_ship, "annuler", WHY, lambda r: state(r) == "cancelled"),
    "the carrier shows a signature": (
        on_its_way,
        "livrer",
        WHY,
        lambda r: state(r) == "delivered",
    ),
    "a presumed parcel is proven": (presumed, "livrer", WHY, lambda r: state(r) == "delivered"),
    "a return is not answered": (asked_back, "accepter", WHY, lambda r: state(r) == "accepted"),
    "a return came and nobody says so": (
        coming_back,
        "recevoir",
        lambda r: {f"q{r.lines.get().line_id}": 2, **WHY},
        lambda r: state(r) == "received",
    ),
    "half of a return came": (
        coming_back,
        "recevoir",
        lambda r: {f"q{r.lines.get().line_id}": 1, **WHY},
        lambda r: r.lines.get().received == 1,
    ),
    "the rest of a return came": (
        short,
        "recevoir",
        lambda r: {f"q{r.lines.get().line_id}": 1, **WHY},
        lambda r: Return.objects.count() == 2 and Refund.objects.count() == 2,
    ),
    "an article arrived broken": (
        complained,
        "rembourser",
        given,
        lambda r: state(r) == "decided" and Refund.objects.count() == 1,
    ),
    "a gesture ends a complaint": (
        complained,
        "offrir",
        {"amount": "5", "borne_by": "operator", **WHY},
        lambda r: Incident.objects.get().outcome == "goodwill",
    ),
    "a complaint is not founded": (
        complained,
        "rejeter",
        WHY,
        lambda r: Incident.objects.get().outcome == "rejected",
    ),
    "a complaint is not clear": (
        complained,
        "demander",
        {"side": "buyer", "question": "Avez-vous une photo ?"},
        lambda r: state(r) == "waiting_buyer",
    ),
    "a parcel is lost": (missing, "perdu", WHY, lambda r: state(r.shipment) == "lost"),
    "a refused return is imposed": (
        refused_back,
        "imposer",
        WHY,
        lambda r: state(r.origin) == "accepted",
    ),
    "a large decision is approved": (proposed, "approuver", {}, lambda r: state(r) == "decided"),
    "a large decision is sent back": (proposed, "renvoyer", WHY, lambda r: state(r) == "to_decide"),
    "a refund was refused": (
        refund_refused,
        "reessayer",
        {},
        lambda r: state(r) in ("intended", "paid"),
    ),
    "a bank asks for proof": (
        contested,
        "contester",
        {"text": "Livré et signé."},
        lambda r: r.answers.get().state == "sent",
    ),
    "a dispute is not worth it": (contested, "accepter", WHY, lambda r: state(r) == "lost"),
    "a bank decided and nobody heard": (
        decided_unheard,
        "demander",
        {},
        lambda r: state(r) == "won",
    ),
    "a payment was made and nobody heard": (
        paid_unheard,
        "demander",
        {},
        lambda r: state(r) == "paid",
    ),
    "a delivered order is refunded without a return": (
        cast.sold,
        "rembourser",
        given,
        lambda r: Refund.objects.get().cause == "goodwill",
    ),
    "a withdrawal in words is read": (
        declared,
        "suite",
        one_piece,
        lambda r: WithdrawalDeclaration.objects.get().handled_at is not None,
    ),
    "a withdrawal was answered elsewhere": (
        declared,
        "traiter",
        WHY,
        lambda r: WithdrawalDeclaration.objects.get().outcome == WHY["because"],
    ),
    "a withdrawal was attached wrongly": (
        settled,
        "reprendre",
        WHY,
        lambda r: WithdrawalDeclaration.objects.get().handled_at is None,
    ),
}


def order_of(row):
    """The order that a row of the trade belongs to."""
    for way in ("seller_order", "payment"):
        row = getattr(row, way, None) or row
    return row.order


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_ended_from_the_file_of_its_order(client, lune, odile, case):
    made, verb, typed, is_ended = CASES[case]
    row = made(cast.offer(lune))
    file = reverse("admin:orders_order_change", args=[order_of(row).pk])
    cast.proven(client, odile)

    text = client.get(file).content.decode()
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{verb}"
    asked = reverse(name, args=[row.pk])
    link = next(u for u in re.findall(r'href="([^"]+)"', text) if u.startswith(asked))
    assert client.get(unescape(link)).status_code == 200
    answer = client.post(unescape(link), typed(row) if callable(typed) else typed)

    assert is_ended(row), client.get(answer.url, follow=True).content.decode()[:3000]
    assert answer.url == file


def test_there_are_twenty_cases():
    assert len(CASES) >= 20
