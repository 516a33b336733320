"""A complaint of which all was refunded another way closes by itself, with a letter; any other
stays open.
"""

from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from PIL import Image

from marketplace.proof import verify
from marketplace.shared import clock, files
from marketplace.shared.models import Fact
from orders import tasks
from orders.incidents import incidents
from orders.models import Incident, Refund
from orders.money import refunds
from orders.returns import returns
from orders.states import IncidentState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
N = IncidentState


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def bowls(lune, alice):
    """Two bowls at 19 € and 6,90 € of delivery, received."""
    return cast.sold((cast.offer(lune, price_cents=1900), 2), buyer=alice)


def claim(part, count, kind="damaged", **extra):
    line = part.lines.order_by("pk").first()
    return incidents.open_(
        part,
        kind=kind,
        **{"text": "Fêlés.", "pieces": {line.pk: count}, "by": None, "at": NOON, **extra},
    )


def come_back(part, count, reason="damaged", **came):
    line = part.lines.order_by("pk").first()
    back = returns.ask(part, pieces={line.pk: count}, reason=reason, by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    return returns.receive(back, by=None, at=NOON, **came)


def state(row):
    return Incident.objects.get(pk=row.pk).state


def test_a_return_that_refunds_all_of_it_closes_the_complaint_with_a_letter(
    client, alice, lune, bowls
):
    row = claim(bowls, 2)
    refund = come_back(bowls, 2)
    assert state(row) == N.WAITING_SELLER, "decided is not given: the money has not left"

    cast.sent(refund)

    row.refresh_from_db()
    assert (row.state, row.outcome, row.awarded_cents, row.closed_at) == (
        N.DECIDED,
        "settled",
        0,
        NOON,
    )
    fact = Fact.objects.get(name="orders.IncidentSettled")
    assert "retour, 44" in fact.because.replace("\xa0", " ").replace("\u202f", " ")
    tasks.send_incident_settled(incident_id=row.pk, refund_id=refund.pk)
    assert [(letter.to, letter.subject) for letter in mail.outbox[-2:]] == [
        ([alice.email], f"Votre réclamation {row.number} est close : tout est remboursé"),
        ([lune.email], f"Réclamation {row.number} close : tout est remboursé"),
    ]
    assert "a été remboursé par ailleurs" in mail.outbox[-2].body
    client.force_login(alice)
    page = client.get(
        reverse("shop-incident", args=[bowls.order.number, row.number])
    ).content.decode()
    assert "Tout ce que vous réclamiez est remboursé" in page
    assert "La décision" not in page
    assert list(verify.violations()) == []


def test_a_decision_that_waits_for_finance_is_given_up(bowls):
    row = claim(bowls, 2)
    Incident.objects.filter(pk=row.pk).update(state=N.TO_APPROVE, proposal={"cents": 3800})

    cast.sent(come_back(bowls, 2))

    row.refresh_from_db()
    assert (row.state, row.proposal) == (N.DECIDED, {})
    assert Refund.objects.count() == 1


def test_part_of_it_leaves_the_complaint_open(bowls):
    """One bowl of two: somebody still has to decide."""
    row = claim(bowls, 2)

    cast.sent(come_back(bowls, 1))

    assert state(row) == N.WAITING_SELLER


def test_what_a_seller_kept_of_the_price_leaves_the_complaint_open(lune, alice):
    part = cast.sold(
        cast.offer(lune, price_cents=2000, withdrawal_exception="hygiene"), buyer=alice
    )
    row, line = claim(part, 1), part.lines.get()
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")

    cast.sent(
        come_back(
            part,
            1,
            reason="withdrawal",
            deducted={line.pk: 500},
            finding="Ouvert",
            photos=[files.read_picture(out.getvalue())],
        )
    )

    assert state(row) == N.WAITING_SELLER, "5 € are still asked for"


def test_the_return_complained_of_is_enough_when_it_ends_whole(bowls):
    """One bowl of two came back late: its complaint is over, whatever becomes of the other bowl."""
    back = returns.ask(bowls, pieces={bowls.lines.get().pk: 1}, reason="damaged", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    row = incidents.open_(bowls, kind="return_unpaid", text="Rien.", back=back, by=None, at=NOON)
    still = claim(bowls, 1)

    cast.sent(returns.receive(back, by=None, at=NOON))

    assert (state(row), state(still)) == (N.DECIDED, N.WAITING_SELLER)


def test_delivery_that_is_still_owed_keeps_it_open(lune, alice):
    """Every article went back by another complaint, the delivery did not: a person looks at it."""
    support = cast.operator("support")
    part = cast.sold(cast.offer(lune, price_cents=1900), buyer=alice)
    line = part.lines.get()
    half = cast.heard(
        incidents.open_(part, kind="wrong", text="Rayé.", pieces={line.pk: 1}, by=None, at=NOON)
    )
    missing = Incident.objects.create(
        seller_order=part, number="L-AUTRE", kind="damaged", opened_at=NOON, state=N.TO_DECIDE
    )
    missing.lines.create(line=line, quantity=1)

    cast.sent(
        incidents.refund(
            half,
            incidents.Award(lines={line.pk: 1}),
            borne_by="seller",
            because="Rayé.",
            by=support,
            at=NOON,
        )
    )
    assert state(missing) == N.TO_DECIDE

    refund = refunds.intend(
        part, lines={}, shipping_cents=590, cause=Refund.Cause.RETURNED, by=None, at=NOON
    )
    cast.sent(refund)
    assert state(missing) == N.DECIDED
