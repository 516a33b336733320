"""A deadline that has passed is told in the header of a file, with what can be done about it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from marketplace.shared import clock
from orders.incidents import incidents
from orders.returns import returns
from tests import cast
from tests.cast import NOON
from tests.orders import test_twenty_cases as cases

pytestmark = pytest.mark.django_db


def complained(vase):
    part = cast.sold(vase)
    pieces = {part.lines.get().pk: 1}
    return incidents.open_(part, kind="damaged", text="Fêlé.", pieces=pieces, by=None, at=NOON)


LATE = {
    "to accept": (cases.to_accept, "à accepter avant le", "annuler", "Écrire au vendeur"),
    "to ship": (cases.to_ship, "à expédier avant le", "annuler", "Écrire au vendeur"),
    "a return": (cases.asked_back, "à refuser avant le", "accepter", "Écrire au vendeur"),
    "a complaint": (complained, "réponse attendue avant le", "rejeter", "Écrire au vendeur"),
    "a dispute": (cases.contested, "bancaire à répondre avant le", "accepter", ""),
}


@pytest.fixture
def console(client, odile):
    return cast.proven(client, odile)


def head(client, row):
    """The header of a file, typed spaces alone."""
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    text = client.get(page, follow=True).content.decode()
    return unescape(re.search(r'<div class="file-head">(.*?)<div class="file">', text, re.S)[1])


@pytest.mark.parametrize("case", LATE)
def test_a_deadline_that_passed_is_told_first(console, lune, case):
    made, what, verb, letter = LATE[case]
    with clock.at(NOON):
        row = made(cast.offer(lune))
        order = cases.order_of(row)
        in_time = head(console, order)

    with clock.at(NOON + timedelta(days=40)):
        files = [head(console, order), head(console, row)]

    assert "En retard de" not in in_time
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{verb}"
    for text in files:
        late = re.search(r'<div class="file-late">(.*?)</div>', text, re.S)[1]
        assert re.search(r"En retard de \d+\s\w+", late)
        assert what in late
        assert "d'agir" in late or "à nous de" in late
        assert reverse(name, args=[row.pk]) in late
        assert letter in late
        assert ("mailto:" in late) == bool(letter)


def test_a_letter_names_what_it_is_about(console, lune):
    with clock.at(NOON):
        part = cases.to_ship(cast.offer(lune))

    with clock.at(NOON + timedelta(days=10)):
        text = head(console, part.order)

    assert f"mailto:{lune.email}?subject=Commande%20{part.number}" in text


def test_a_withdrawal_is_late_after_its_fourteen_days(console, lune):
    with clock.at(NOON):
        part = cast.sold(cast.offer(lune))
        pieces = {part.lines.get().pk: 1}
        back = returns.ask(part, pieces=pieces, reason="withdrawal", by=None, at=NOON)

    with clock.at(NOON + timedelta(days=14)):
        in_time = head(console, back)
    with clock.at(NOON + timedelta(days=15)):
        late = head(console, back)

    assert "à rembourser au plus tard le" not in in_time
    assert "à rembourser au plus tard le" in late
