"""At the border: odd text, odd notices, odd numbers and services that are away never end in a
failure of ours.
"""

from __future__ import annotations

import itertools
import json
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from catalog.models import Product
from marketplace import notices, wsgi
from marketplace.shared import border, clock, postcodes
from marketplace.shared.gateway import delivery
from marketplace.shared.gateway.signing import sign
from marketplace.shared.models import GatewayNotice
from marketplace.shared.readable import Unreadable, row_number
from orders.models import Order
from tests import cast, doors
from tests.walks.conftest import DETAILS, fill_cart, hidden

pytestmark = pytest.mark.django_db
ODD = ("\x00", "\ud800", "²", "٣", "9" * 5000, "-1", "1e9", "\u202e", "'\"\\", "[]", "a\x00b" * 20)
SECONDS = 12


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield


def steady() -> Client:
    """A visitor who gets the page that a browser would get."""
    return Client(raise_request_exception=False)


def escaped(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"))


# --- Odd text -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["\x00" * 32, "a" * 31 + "\x00", "\x00", "²" * 32])
def test_an_odd_key_at_the_checkout_orders_nothing_and_loses_nothing(client, lune, key):
    fill_cart(client, cast.offer(lune))
    page = client.get(reverse("shop-checkout"))

    answer = steady_like(client).post(
        reverse("shop-checkout"),
        {**DETAILS, "city": "Par\x00is", "key": key, "shown": hidden(page, "shown")},
    )

    assert answer.status_code == 422
    assert DETAILS["line1"] in answer.content.decode()
    assert not Order.objects.exists()


def steady_like(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def test_no_text_reaches_a_database_that_could_not_keep_it(lune):
    for odd in ("\x00", "a\x00b", "\ud800"):
        with pytest.raises(Unreadable):
            Product.objects.filter(slug=odd).exists()
        with pytest.raises(Unreadable):
            Product.objects.filter(slug__in=["bol", odd]).first()
    assert Product.objects.filter(slug="é \U0001f3fa").first() is None


def test_a_zero_in_a_field_nobody_checks_is_a_bad_request_with_a_page(client, lune, monkeypatch):
    from orders.buying.views import checkout

    monkeypatch.setattr(
        checkout,
        "placed_under",
        lambda key: Order.objects.filter(key=key).first(),
    )
    fill_cart(client, cast.offer(lune))

    answer = steady_like(client).post(reverse("shop-checkout"), {**DETAILS, "key": "\x00" * 32})

    assert answer.status_code == 400
    assert "Rien n'a été enregistré" in answer.content.decode().replace("&#x27;", "'")


def test_half_characters_of_other_alphabets_are_not_let_in(client):
    for charset in ("unicode_escape", "utf-7", "base64", "idna", "punycode", "²"):
        environ = RequestFactory().get("/recherche/?q=%5Cud800").environ
        request = border.PlainRequest(
            {**environ, "CONTENT_TYPE": f"multipart/form-data; charset={charset}"}
        )
        assert request.GET["q"] == "\\ud800", charset
    assert wsgi.application.request_class is border.PlainRequest
    cookie = Client(raise_request_exception=False)
    for value in ('"abcdefgh\\000ijkl"', '"\\355\\240\\200aaaaaaaa"'):
        for name in ("sessionid", "cart", "language", "csrftoken", "messages"):
            answer = cookie.get("/panier/", headers={"cookie": f"{name}={value}"})
            assert answer.status_code == 200, (name, value)


def test_every_address_bears_odd_values_in_path_query_and_form(client):
    """A bounded walk over all named addresses, each as somebody who may come in."""
    world = doors.World()
    stranger, owner = steady(), steady()
    owner.force_login(world.owner)
    began, broken, asked, turns = time.monotonic(), [], 0, itertools.cycle(ODD)
    for name, pattern in named_patterns(get_resolver()):
        texts = [
            key for key, kind in pattern.converters.items() if "Int" not in type(kind).__name__
        ]
        if (
            name.startswith(doors.NOT_OURS)
            or "gateway" in texts
            or time.monotonic() - began > SECONDS
        ):
            continue
        odd, visitor = next(turns), owner if name.startswith("seller") else stranger
        address = reverse(name, args=["bol" if key in texts else 1 for key in pattern.converters])
        names = (
            "q",
            "page",
            "v",
            "seller",
            "t",
            "commande",
            "avis",
            "key",
            "email",
            "quantity",
            "offer",
            "number",
        )
        answers = {
            "query": visitor.get(f"{address}?{'&'.join(f'{key}={escaped(odd)}' for key in names)}"),
            "path": visitor.get(address.replace("bol", escaped(odd)[:600])),
            "form": visitor.post(address, {key: odd.replace("\ud800", "\x00") for key in names}),
        }
        asked += len(answers)
        broken += [
            (name, how, odd[:9]) for how, answer in answers.items() if answer.status_code >= 500
        ]
    assert broken == []
    assert asked > 60


def named_patterns(resolver, namespace=""):
    """Every named address of ours that is not the console's."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if not pattern.namespace:
                yield from named_patterns(pattern)
        elif pattern.name:
            yield pattern.name, pattern.pattern


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000, "-1", "\x00", "", "1²"])
def test_what_is_no_number_names_no_row(client, lune, odd):
    assert row_number(odd) == 0
    seller, operator = steady(), steady()
    seller.force_login(cast.owner_of(lune))
    operator.force_login(cast.operator())
    product = cast.offer(lune).product
    assert seller.post(reverse("seller-switch"), {"seller": odd}).status_code == 302
    assert operator.get(f"/admin/sellers/seller/{escaped(odd)}/change/").status_code in (302, 404)
    assert operator.get(f"/admin/catalog/submission/{escaped(odd)}/change/").status_code in (
        302,
        404,
    )
    assert (
        operator.get("/admin/catalog/submission/", {"seller": odd, "category": odd}).status_code
        < 500
    )
    assert (
        steady()
        .get(reverse("shop-product", args=[product.slug]), {"v": odd, "avis": odd})
        .status_code
        == 200
    )
    assert steady().get("/journal/", {"page": odd}).status_code == 200


# --- Odd notices ----------------------------------------------------------------------------------

GOOD = {"id": "evt_1", "type": "payment.changed", "created": 1, "data": {"ref": "pay_x"}}
BODIES = [
    b"",
    b"null",
    b"[]",
    b"[[]]",
    b'"x"',
    b"1",
    b"{",
    b"\xff\xfe{}",
    b"\x00",
    b"[" * 5000,
    b"9" * 5000,
    json.dumps(GOOD).encode("cp037"),
    b'{"id": NaN, "type": Infinity, "data": {"ref": -Infinity}}',
    *(
        json.dumps(GOOD | changes).encode()
        for changes in (
            {"id": None},
            {"id": []},
            {"id": ""},
            {"id": 7},
            {"id": "x" * 101},
            {"id": "\x00"},
            {"id": "\ud800"},
            {"type": None},
            {"type": {}},
            {"type": ""},
            {"type": "x" * 61},
            {"type": "\x00"},
            {"data": None},
            {"data": []},
            {"data": "x"},
            {"data": {}},
            {"data": {"ref": None}},
            {"data": {"ref": ["pay_x"]}},
            {"data": {"ref": ""}},
            {"data": {"ref": "x" * 101}},
            {"data": {"ref": "\x00"}},
        )
    ),
]
KEPT = [
    json.dumps(GOOD | changes).encode()
    for changes in (
        {"type": "unheard.of"},
        {"created": 10**400},
        {"created": "yesterday"},
        {"created": -1},
        {"created": [[]]},
        {"extra": {"deep": "\x00\ud800", "n": float("nan")}},
        {"data": {"ref": "pay_x", "more": 1e308}},
        {"data": {"ref": "'; DROP TABLE"}},
    )
]


def knock(body: bytes, **more):
    return steady().post(
        reverse("webhook", args=["sandbox"]),
        body,
        **{
            "content_type": "application/json",
            "headers": {"Halles-Signature": sign(body, delivery.secret())},
            **more,
        },
    )


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_an_odd_but_signed_notice_is_refused_in_a_word(body):
    answer = knock(body)

    assert answer.status_code == 400
    assert not GatewayNotice.objects.exists()


@pytest.mark.parametrize("body", KEPT, ids=range(len(KEPT)))
def test_an_odd_notice_that_names_itself_is_kept_and_ends(body):
    assert knock(body).status_code == 200

    kept = GatewayNotice.objects.get()
    assert set(kept.payload) == {"type", "created"}
    notices.handle(kept.pk, at=cast.NOON)
    kept.refresh_from_db()
    assert kept.handled_at == cast.NOON


def test_an_odd_length_or_kind_of_body_is_refused():
    body = json.dumps(GOOD).encode()
    for length in ("²", "x", "-1", "9" * 400):
        assert knock(body, CONTENT_LENGTH=length).status_code in (200, 400, 413), length
    for kind in (
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-7",
        "²",
        "",
    ):
        assert knock(body, content_type=kind).status_code in (200, 400), kind


def test_the_room_of_a_notice_is_that_of_its_columns():
    assert {
        name: GatewayNotice._meta.get_field(name).max_length for name in notices.ROOM
    } == notices.ROOM


# --- Services that are away
# -------------------------------------------------------------------------


@contextmanager
def cut_at(number: int, error: Exception):
    """The database goes away at its statement of this number."""
    count = itertools.count(1)

    def cut(execute, sql, params, many, context):
        if next(count) >= number:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "error", [OperationalError("gone"), InterfaceError("connection already closed")]
)
def test_a_database_that_goes_away_is_said_with_503_at_every_statement(lune, error):
    offer = cast.offer(lune)
    for number in range(1, 8):
        visitor = steady()
        visitor.cookies["cart"] = "x"
        with cut_at(number, error):
            page = visitor.get(
                reverse("shop-product", args=[offer.product.slug]), headers={"accept": "text/html"}
            )
        if page.status_code == 200:
            break
        assert page.status_code == 503, number
        assert page["Retry-After"] == "30"
        assert "Nous revenons dans un instant" in page.content.decode()
    assert number > 1
    with cut_at(1, error):
        machine = steady().get("/", headers={"accept": "application/json"})
        lost = steady().get("/nowhere/")
        notice = knock(json.dumps(GOOD).encode())
    assert (machine.status_code, machine.json()["retry_after"]) == (503, 30)
    assert lost.status_code in (404, 503)
    assert notice.status_code == 503
    assert steady().get("/").status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_cut_in_the_middle_is_said_and_the_next_request_works(lune):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    offer = cast.offer(lune)
    killer = connections.create_connection("default")
    asked = itertools.count(1)

    def kill(execute, sql, params, many, context):
        if next(asked) == 3:
            with killer.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(%s)",
                    [context["connection"].connection.info.backend_pid],
                )
        return execute(sql, params, many, context)

    visitor = steady()
    fill_cart(visitor, offer)
    try:
        with connection.execute_wrapper(kill):
            cut = visitor.get(reverse("shop-cart"))
    finally:
        killer.close()
    connection.close()

    assert cut.status_code == 503
    assert visitor.get(reverse("shop-cart")).status_code == 200


# --- What every answer carries, and what is written for finders of holes
# ------------------------------


def test_every_answer_says_what_browsers_may_not_do(client, lune):
    for path in ("/", "/compte/login/", "/nowhere/", "/healthz", "/.well-known/security.txt"):
        policy = steady().get(path)["Permissions-Policy"]
        assert "camera=()" in policy
        assert "geolocation=()" in policy


def test_finders_of_holes_know_whom_to_tell_and_until_when(client):
    with (
        time_machine.travel(datetime(2026, 11, 27, 15, tzinfo=UTC)),
        clock.at(datetime(2026, 11, 27, 15, tzinfo=UTC)),
    ):
        answer = client.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:bonjour@halles.example"
    until = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < until - datetime(2026, 11, 27, tzinfo=UTC) < timedelta(days=365)
    assert lines["Canonical"].endswith("/.well-known/security.txt")


# --- Postcodes
# ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "country", "possible"),
    [
        ("75011", "FR", True),
        ("01000", "FR", True),
        ("95880", "FR", True),
        ("20000", "FR", True),
        ("97400", "FR", True),
        ("98800", "FR", True),
        ("98000", "MC", True),
        ("00000", "FR", False),
        ("00100", "FR", False),
        ("96000", "FR", False),
        ("99999", "FR", False),
        ("75011", "MC", False),
        ("7501", "FR", False),
        ("٧٥٠١١", "FR", False),
        ("75011\n", "FR", False),
        ("²5011", "FR", False),
    ],
)
def test_a_postcode_lies_somewhere(code, country, possible):
    assert (postcodes.wrong(code, country) == "") is possible


@pytest.mark.parametrize("code", ["00000", "96123", "99000"])
def test_a_postcode_of_nowhere_is_refused_where_it_is_typed(client, lune, code):
    fill_cart(client, cast.offer(lune))
    page = client.get(reverse("shop-checkout"))

    answer = client.post(
        reverse("shop-checkout"),
        {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown"), "postcode": code},
    )

    assert answer.status_code == 422
    assert f"a le code postal {code}" in answer.content.decode()
    assert not Order.objects.exists()
