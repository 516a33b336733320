"""A declaration of withdrawal: who declared what, which order is meant, what follows."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.shared import clock
from orders.models import Order
from orders.returns import meant, withdrawals
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADDRESS = "autre@example.test"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def console(client):
    return cast.proven(client, cast.operator("support"))


def declared(number="INCONNU", *, name="Camille Roy", email=ADDRESS, **extra):
    words = {"name": name, "order_number": number, "email": email, "goods": ""} | extra
    return withdrawals.declare(key="0" * 32, at=NOON, **words)


def bought(lune, *, at=NOON, **columns):
    part = cast.part_of(cast.paid_order(cast.offer(lune), at=at))
    Order.objects.filter(pk=part.order_id).update(**columns)
    return Order.objects.get(pk=part.order_id)


def page(row, verb="change"):
    return reverse(f"admin:orders_withdrawaldeclaration_{verb}", args=[row.pk])


def read(answer) -> str:
    return " ".join(html.unescape(answer.content.decode()).replace("\xa0", " ").split())


def test_a_declaration_is_read_as_a_file_without_the_columns_of_the_machine(
    console, lune, django_assert_max_num_queries
):
    order = bought(lune)
    line = order.seller_orders.get().lines.get()
    row = declared(
        order.number,
        email=order.email,
        goods=f"1 × {line.title}",
        from_order=order,
        pieces={line.pk: 1},
        unsealed={line.pk: True},
    )
    with django_assert_max_num_queries(40):
        answer = console.get(page(row))
    text = read(answer)

    for words in ("Camille Roy", order.email, f"1 × {line.title}", "À suivre", "Preuve"):
        assert words in text, words
    assert f"la page de la commande {order.number}" in text
    assert f"Sceau : {line.title}" in text
    assert "ouvert" in text
    assert "Rétractation déclarée" in text
    assert "Laisser cette note" in text
    proof = text.partition("<details>")[2].partition("</details>")[0]
    for seal in (row.sha256, row.hash):
        assert seal in proof
        assert text.count(seal) == 1, "only where the proof is unfolded"
    assert "Langue" not in text
    assert "<dd>–</dd>" not in text, "what has no value is not shown"


def test_a_note_is_left_on_a_declaration_by_whoever_reads_it(client):
    row = declared()
    cast.proven(client, cast.operator("finance"))

    client.post(page(row, "noter"), {"note": "Rappelée, sans réponse."})

    assert "Rappelée, sans réponse." in read(client.get(page(row)))


@pytest.mark.parametrize(
    ("slip", "is_near"),
    [
        (lambda n: n, True),
        (lambda n: f"n° {n[:4].lower()} {n[4:]}-1", True),
        (lambda n: f"{n[:3]}0{n[4:]}", True),
        (lambda n: f"{n[0]}{n[2]}{n[1]}{n[3:]}", True),
        (lambda n: n[:-1], True),
        (lambda n: f"{n}X", True),
        (lambda n: f"00{n[2:]}", False),
        (lambda n: "INCONNU", False),
    ],
)
def test_a_number_one_slip_away_proposes_its_order(lune, slip, is_near):
    order = bought(lune, recipient="Zoé Lenoir", email="zoe@example.test")
    bought(lune, recipient="Paul Petit", email="paul@example.test")

    found = meant.likely(declared(slip(order.number)))

    assert [each.order for each in found] == ([order] if is_near else [])


def test_the_orders_of_the_same_mailbox_and_name_are_proposed_once_each(lune):
    same_box = bought(lune, email=ADDRESS.upper(), recipient="Camille Roy")
    same_name = bought(lune, email="x@example.test", recipient="ROY Camille")
    bought(lune, email="x@example.test", recipient="Camille Durand")
    bought(lune, at=NOON - 500 * DAY, email="x@example.test", recipient="Camille Roy")
    unpaid = cast.placed_order(cast.offer(lune))
    Order.objects.filter(pk=unpaid.pk).update(email=ADDRESS)

    found = meant.likely(declared())

    assert [(each.order, each.why) for each in found] == [
        (same_box, "même adresse e-mail"),
        (same_name, "même nom"),
    ]


def test_an_order_is_chosen_among_those_that_may_be_meant(console, lune):
    order = bought(lune, email=ADDRESS)
    other = bought(lune, email="x@example.test", recipient="Autre Personne")
    row = declared()
    way = page(row, "rattacher")

    shown = read(console.get(way))
    both = console.post(way, {"likely": order.number, "order_number": other.number})
    none = console.post(way, {"likely": "", "order_number": " "})
    row.refresh_from_db()
    assert row.order is None
    assert both.context["form"].errors.keys() == {"order_number"}
    assert none.context["form"].errors.keys() == {"order_number"}
    assert console.post(way, {"likely": other.number}).context["form"].errors.keys() == {"likely"}
    console.post(way, {"likely": order.number})

    for words in (order.number, order.recipient, "même adresse e-mail", "Une autre, par"):
        assert words in shown, words
    assert other.number not in shown
    row.refresh_from_db()
    assert row.order == order
    assert row.handled_at == NOON
    text = read(console.get(page(row)))
    assert "Traitée" in text
    assert "Commandes qui peuvent être visées" not in text


def test_a_chosen_order_of_another_address_asks_whose_it_is(console, lune):
    order = bought(lune, email="x@example.test", recipient="Camille Roy")
    row = declared()

    asked = console.post(page(row, "rattacher"), {"likely": order.number})

    assert asked.context["form"].errors.keys() == {"sure"}
    row.refresh_from_db()
    assert row.order is None
    console.post(page(row, "rattacher"), {"likely": order.number, "sure": "on"})
    row.refresh_from_db()
    assert row.order == order


@pytest.mark.parametrize("typed", ["Camille Roy", "roy", ADDRESS, "INCONNU"])
def test_the_finder_leads_to_a_declaration(console, typed):
    row = declared()

    assert console.get("/admin/chercher/", {"q": typed}).url == page(row)


def test_the_finder_shows_what_a_known_buyer_declared_and_waits(console, lune, alice):
    cast.paid_order(cast.offer(lune), buyer=alice)
    row = declared(email=alice.email)

    assert page(row) in console.get("/admin/chercher/", {"q": alice.email}).content.decode()
    withdrawals.settle(row, because="Commande introuvable.", by=None, at=NOON)
    assert console.get("/admin/chercher/", {"q": alice.email}).status_code == 302
