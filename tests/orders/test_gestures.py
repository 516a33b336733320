"""What is given back without a complaint and without a return: granted by somebody, and proven."""

from __future__ import annotations

import pytest

from marketplace.shared import clock
from orders import invariants
from orders.models import Refund
from orders.money import gestures
from tests import cast, guards
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def part(lune):
    """A vase at 100 €, delivered."""
    return cast.sold(cast.offer(lune, price_cents=10000))


def give(part, cents: int, by: str, person) -> Refund:
    return gestures.give_back(
        part,
        lines={},
        amounts={part.lines.get().pk: cents},
        shipping_cents=0,
        borne_by=by,
        because="Arrivé ébréché.",
        by=person,
        at=NOON,
    )


def told() -> list[str]:
    return list(invariants.violations())


@pytest.mark.parametrize("bearer", ["operator", "seller"])
def test_what_is_granted_without_a_complaint_is_no_complaints_decision(part, odile, bearer):
    give(part, 5000, bearer, odile)
    give(part, 1000, bearer, odile)

    assert told() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"borne_by": "seller"}, "is not what was granted without a complaint"),
        ({"cause": "incident"}, "is not what its complaint decided"),
        ({"cause": "returned"}, "is not what its complaint decided"),
    ],
)
def test_a_grant_that_was_rewritten_is_told(part, odile, change, said):
    refund = give(part, 5000, "operator", odile)

    with guards.down():
        Refund.objects.filter(pk=refund.pk).update(**change)

    assert f"refund {refund.uid} {said}" in told()


def test_a_refund_that_nobody_granted_is_told(part, odile):
    refund = give(part, 5000, "operator", odile)

    refund.pk, refund.uid = None, "unheard"
    refund.save(force_insert=True)

    assert "refund unheard was given without a complaint, and nobody granted it" in told()
