"""What is given back without a complaint and without a return: granted by somebody, and proven."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse

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


def test_what_was_refunded_since_the_sum_was_read_is_told_and_asked_again(client, part, odile):
    console = cast.proven(client, odile)
    page = reverse("admin:orders_sellerorder_rembourser", args=[part.pk])
    typed = {f"a{part.lines.get().pk}": "40", "borne_by": "operator", "because": "Ébréché."}
    shown = console.post(page, {**typed, "sum": "", "seen": "0"}).content.decode()
    assert 'name="seen" value="0"' in shown
    assert "Rembourser 40,00" in shown
    give(part, 5000, "operator", odile)

    late = console.post(page, {**typed, "sum": "4000", "seen": "0"}).content.decode()

    assert Refund.objects.count() == 1
    assert "a changé entre-temps" in html.unescape(late)
    assert "Vérifier la somme" in late
    asked = console.post(page, {**typed, "sum": "", "seen": "5000"}).content.decode()
    assert 'name="seen" value="5000"' in asked
    console.post(page, {**typed, "sum": "4000", "seen": "5000"})
    assert Refund.objects.count() == 2


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
