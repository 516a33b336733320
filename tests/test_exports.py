"""Lists that leave the console as files: what is in them, who may take them, what is remembered."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.contrib.admin import site
from django.core.exceptions import ImproperlyConfigured
from django.template.backends.django import Template
from django.urls import reverse

from marketplace.shared.admin import Exported, House
from marketplace.shared.exports import Column
from marketplace.shared.models import Fact
from orders.models import Order, Payment, Refund
from sellers.models import Seller
from tests import cast, doors

pytestmark = pytest.mark.django_db

SECTIONS = {model._meta.label_lower: house for model, house in site._registry.items()}
EXPORTED = sorted(name for name, house in SECTIONS.items() if isinstance(house, Exported))
OWN_PAGES = (
    "accounting.commissionrule",
    "catalog.submission",
    "shared.look",
    "shared.saying",
)  # no filter of Django's: the whole, a queue, or pages of their own
ODD = ("²", "0", "9" * 40, "\x00")
EVERYWHERE = ("format", "p", "o", "q", "_changelist_filters")


@pytest.fixture
def world(texts):
    """One of everything."""
    made = doors.World()
    made.furnish()
    return made


@pytest.fixture
def console(client):
    """A person who holds every right, the password given a moment ago."""
    return cast.proven(client, cast.operator())


def export_of(section: str) -> str:
    """The address of a section's export."""
    return reverse(f"admin:{section.replace('.', '_')}_export")


def rows_of(answer) -> list[dict]:
    """What a file says, read as a spreadsheet does."""
    return list(
        csv.DictReader(StringIO(answer.content.decode().removeprefix("\ufeff")), delimiter=";")
    )


def test_no_secret_and_no_address_of_a_person_leaves_in_a_file(console, world):
    """Compared with what the rows hold, whatever the columns are called; only the newsletter's list
    is of addresses.
    """
    kept = {
        value
        for order in Order.objects.all()
        for value in (
            order.token,
            order.key,
            order.email,
            order.recipient,
            order.line1,
            order.phone,
        )
    }
    kept |= {paid.redirect_url for paid in Payment.objects.all()}
    kept |= {refund.uid for refund in Refund.objects.all() if len(refund.uid) > 4}
    kept |= {value for shop in Seller.objects.all() for value in (shop.iban, shop.account_ref)}
    kept.discard("")

    for section in EXPORTED:
        answer = console.post(export_of(section))
        assert answer.status_code == 200, section
        assert rows_of(answer) or section == "marketing.contact", section
        addresses = (
            {order.email for order in Order.objects.all()}
            if section == "marketing.contact"
            else set()
        )
        found = [value for value in kept - addresses if value in answer.content.decode()]
        assert found == [], section


def test_no_two_columns_of_a_file_have_one_name(console, world):
    for section in EXPORTED:
        first = console.post(export_of(section)).content.decode().splitlines()[0].split(";")
        assert len(set(first)) == len(first), section

    refunds = console.post(export_of("orders.refund")).content.decode()
    invoices = console.post(export_of("accounting.invoice")).content.decode()
    assert refunds.startswith("\ufeffCommande : numéro;Commande vendeur : numéro;")
    assert invoices.startswith("\ufeffNuméro;Nature;")
    assert ";Commande vendeur : numéro;Corrige : numéro;" in invoices


@pytest.mark.parametrize(
    "named",
    [(), ("token",), ("key",), ("buyer__password",), ("payment__redirect_url",), ("nothing",)],
)
def test_a_section_that_names_no_column_or_a_secret_does_not_load(named):
    with pytest.raises(ImproperlyConfigured):
        type("Section", (Exported,), {"role": "support", "exported": named})(Order, site)


def test_an_account_number_leaves_masked_or_the_section_does_not_load(console, lune):
    with pytest.raises(ImproperlyConfigured):
        type("Section", (Exported,), {"role": "sellers", "exported": ("iban",)})(Seller, site)
    with pytest.raises(ImproperlyConfigured):
        type(
            "Section", (Exported,), {"role": "sellers", "exported": (Column("account_ref", str),)}
        )(Seller, site)

    row = rows_of(console.post(export_of("sellers.seller")))[0]

    assert (row["IBAN"], row["SIRET"]) == ("FR76…0189", lune.siret)


def test_amounts_of_a_file_add_up_in_a_spreadsheet(console, lune):
    order = cast.paid_order((cast.offer(lune, price_cents=105_270), 1))

    row = rows_of(console.post(export_of("orders.order")))[0]

    assert (
        row["Total TTC (€)"]
        == f"{order.total_cents // 100},{order.total_cents % 100:02d}"
        == "1052,70"
    )


def test_a_cell_that_would_run_is_told_as_text(console, lune):
    Seller.objects.filter(pk=lune.pk).update(name='=HYPERLINK("http://example.test")')

    assert rows_of(console.post(export_of("sellers.seller")))[0]["Nom de la boutique"].startswith(
        "'=HYPERLINK"
    )


def test_a_list_is_taken_away_with_a_password_and_leaves_a_fact(client, lune):
    cast.paid_order(cast.offer(lune))
    person = cast.operator("support")
    client.force_login(person)
    url = export_of("orders.order") + "?payment__state__exact=paid"

    asked = client.post(url)

    assert asked.status_code == 302
    assert not Fact.objects.filter(name="marketplace.ListTakenAway").exists()
    cast.proven(client, person)
    assert client.get(url).status_code == 200
    assert len(rows_of(client.post(url))) == 1
    fact = Fact.objects.get(name="marketplace.ListTakenAway")
    assert (fact.actor, fact.data) == (
        person,
        {"section": "orders.order", "rows": 1, "filters": {"payment__state__exact": ["paid"]}},
    )


def test_readers_of_a_list_do_not_take_it_away(client):
    cast.proven(client, cast.operator("support"))

    assert client.get(reverse("admin:orders_refund_changelist")).status_code == 200
    assert client.post(export_of("orders.refund")).status_code == 404


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_no_question_put_to_a_list_or_its_export_breaks_it(console, section, monkeypatch):
    """Every filter, by every odd value: the list, or the way back to it with a sentence."""
    monkeypatch.setattr(Template, "render", lambda page, context=None, request=None: "")
    house = SECTIONS[section]
    assert isinstance(house, House)
    names = {*EVERYWHERE, *(_asked_by(each) for each in house.list_filter)}
    names |= {
        f"{house.date_hierarchy}__{part}"
        for part in ("year", "month", "day")
        if house.date_hierarchy
    }
    knocks = [(console.get, reverse(f"admin:{house.url_name('changelist')}"))]
    if section in EXPORTED:
        knocks += [(console.get, export_of(section)), (console.post, export_of(section))]

    for knock, page in knocks:
        for name in sorted(names):
            for value in ODD:
                answer = knock(page, query_params={name: value})
                assert answer.status_code in (200, 302), (page, name, value, answer.status_code)


@pytest.mark.parametrize("section", sorted(SECTIONS.keys() - set(OWN_PAGES)))
def test_no_list_answers_for_a_column_that_is_no_filter_of_it(console, section):
    """Row shown or not, letter by letter: a token, a session key or a print of a password could be
    read so.
    """
    house = SECTIONS[section]
    page = reverse(f"admin:{house.url_name('changelist')}")
    named = {_asked_by(each).partition("__")[0] for each in house.list_filter} | {
        house.date_hierarchy
    }

    for column in house.model._meta.concrete_fields:
        for how in ("", "__gte", "__startswith", "__regex"):
            if column.name in named and how != "__regex":
                continue
            for knock in (page, *([export_of(section)] if section in EXPORTED else [])):
                answer = console.get(knock, {f"{column.name}{how}": "((("})
                assert (answer.status_code, getattr(answer, "url", "")[-4:]) == (302, "?e=1"), (
                    knock,
                    column.name,
                    how,
                )


def _asked_by(each) -> str:
    """The name by which a filter of a list is asked."""
    if isinstance(each, str):
        return f"{each}__exact"
    return each[0] if isinstance(each, tuple) else each.parameter_name


def client_page(client, url: str) -> str:
    """What a page says."""
    return client.get(url).content.decode()


def test_an_impossible_filter_is_told_in_a_sentence(console, lune):
    for knock in (console.get, console.post):
        answer = knock(export_of("orders.order"), query_params={"format": "²"})
        assert answer.url == reverse("admin:orders_order_changelist") + "?e=1"
        assert "Ce filtre n&#x27;existe pas" in client_page(console, answer.url)
