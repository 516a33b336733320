"""A company buys: what it says of itself is checked, kept, shown, and corrected until it pays."""

from __future__ import annotations

import html

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.templatetags import ui
from orders.buying import companies
from orders.buying.views import payment
from orders.fulfilment import withdrawn
from orders.models import Business, Order, WithdrawalDeclaration
from orders.returns import emails, returns, withdrawals
from orders.tasks import send_confirmed, send_delivered
from tests import cast
from tests.orders.test_checkout_pages import add, order_now

pytestmark = pytest.mark.django_db
SIREN, SIRET, VAT = "732829320", "73282932000074", "FR44732829320"
FRENCH = {
    "company-bought": "on",
    "company-name": "Café du Port",
    "company-number": "732 829 320",
    "company-reference": "BC-17",
}
BELGIAN = {
    "company-bought": "on",
    "company-name": "Zinnia NV",
    "company-vat_number": "BE 0403.170.701",
    "company-line1": "Wetstraat 16",
    "company-postcode": "1000",
    "company-city": "Bruxelles",
    "company-country": "BE",
}


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield


def bought(client, seller, fields=FRENCH):
    """The order that somebody placed at the checkout with these fields."""
    add(client, cast.offer(seller))
    order_now(client, **fields)
    return Order.objects.get()


def page_of(client, order):
    return client.get(reverse("shop-order", args=[order.number]), {"t": order.token})


def test_a_guest_buys_for_a_french_company_and_everyone_concerned_reads_it(client, lune):
    order = bought(client, lune)
    business = order.business

    assert (business.name, business.siren, business.reference) == ("Café du Port", SIREN, "BC-17")
    assert business.line1 == order.line1
    assert order.company == "Café du Port", "on the parcel, which goes to the same address"
    part = cast.part_of(cast.pay(order))
    shown = page_of(client, order).content.decode()
    client.force_login(cast.owner_of(lune))
    before = client.get(reverse("seller-order", args=[part.number])).content.decode()
    cast.accepted(part)
    after = client.get(reverse("seller-order", args=[part.number])).content.decode()
    cast.proven(client, cast.operator())
    console = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    for page in (shown, after, console):
        assert "Café du Port" in page
        assert SIREN in page.replace(ui.NARROW, "")
        assert "BC-17" in page
    assert SIREN not in before.replace(ui.NARROW, ""), "who buys is told once the order is accepted"
    assert "pas le droit de rétractation" in before


def test_a_foreign_company_has_its_own_address_and_pays_french_vat(client, lune):
    order = bought(client, lune, BELGIAN)

    business = order.business
    assert (business.vat_number, business.siren, business.city) == ("BE0403170701", "", "Bruxelles")
    assert order.company == "", "nothing of it on a parcel that goes elsewhere"
    page = page_of(client, order).content.decode()
    assert "pas d&#x27;exonération intracommunautaire" in page.replace("'", "&#x27;")
    assert "Bruxelles" in page


@pytest.mark.parametrize(
    ("typed", "siren", "siret"),
    [
        ("732 829 320", SIREN, ""),
        ("732.829.320", SIREN, ""),
        ("732829320 00074", SIREN, SIRET),
        ("35600000049837", "356000000", "35600000049837"),
        ("732829321", None, None),
        ("73282932000075", None, None),
        ("000000000", None, None),
        ("12345", None, None),
        ("SIREN", None, None),
    ],
)
def test_a_number_is_a_siren_a_siret_or_refused(typed, siren, siret):
    if siren is None:
        with pytest.raises(companies.BadSiren):
            companies.check_number(typed)
    else:
        assert companies.check_number(typed) == (siren, siret)


@pytest.mark.parametrize(
    ("typed", "country", "siren", "number"),
    [
        ("FR 44 732 829 320", "FR", SIREN, VAT),
        ("44732829320", "FR", SIREN, VAT),
        ("be0403170701", "FR", "", "BE0403170701"),
        ("0403.170.701", "BE", "", "BE0403170701"),
        ("DE 136 695 976", "DE", "", "DE136695976"),
        ("FR44732829320", "FR", "356000000", companies.OtherVat),
        ("FR45732829320", "FR", SIREN, companies.BadVat),
        ("BE0403170702", "BE", "", companies.BadVat),
        ("XX123", "FR", "", companies.BadVat),
    ],
)
def test_a_vat_number_has_the_form_of_its_country(typed, country, siren, number):
    if isinstance(number, str):
        assert companies.check_vat(typed, country=country, siren=siren) == number
    else:
        with pytest.raises(number):
            companies.check_vat(typed, country=country, siren=siren)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"company-name": ""}, "Indiquez le nom de l'entreprise."),
        ({"company-number": ""}, "Indiquez le SIREN"),
        ({"company-number": "732829321"}, "ni un SIREN (9 chiffres) ni un SIRET"),
        ({"company-vat_number": "FR83404833048"}, f"serait {VAT}"),
        ({"company-line1": "1 quai du Port"}, "Indiquez la ville."),
        ({"company-bought": ""}, "Cochez cette case pour acheter au nom de l'entreprise"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, lune, change, sentence):
    add(client, cast.offer(lune))

    answer = order_now(client, **{**FRENCH, **change})

    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="BC-17"' in page
    assert not Order.objects.exists()


def test_a_person_is_asked_nothing_whatever_a_browser_filled_in(client, lune):
    order = bought(client, lune, {"company-name": "Café du Port", "company-country": "FR"})

    assert order.business is None
    assert order.company == ""


def test_it_is_corrected_until_it_is_paid_and_never_after(client, lune):
    order = bought(client, lune)
    where = reverse("shop-order-company", args=[order.number])
    page = client.get(where, {"t": order.token}).content.decode()
    assert 'value="732829320"' in page

    client.post(where, {"t": order.token, **FRENCH, "company-name": "Café du Vieux Port"})
    assert Order.objects.get().business.name == "Café du Vieux Port"
    client.post(where, {"t": order.token})
    assert Order.objects.get().business is None
    client.post(where, {"t": order.token, **FRENCH})
    cast.pay(order)
    late = client.post(where, {"t": order.token, **BELGIAN}, follow=True).content.decode()

    assert "ne change plus" in late
    assert Order.objects.get().business.name == "Café du Port"
    row = Business.objects.order_by("-pk")[0]
    columns = "order_id, name, siren, siret, vat_number, reference, line1, line2, postcode, city"
    for sql in (
        f"UPDATE orders_business SET name = 'Pirates' WHERE id = {row.pk}",
        f"INSERT INTO orders_business ({columns}, country, may_withdraw, written_at)"
        f" SELECT {columns}, 'BE', may_withdraw, written_at FROM orders_business"
        f" WHERE id = {row.pk}",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_the_last_company_is_proposed_to_its_buyer_and_the_box_is_not_ticked(client, lune):
    client.force_login(cast.user("buyer@example.test"))
    bought(client, lune)
    add(client, cast.offer(lune))

    page = client.get(reverse("shop-checkout")).content.decode()

    assert 'value="Café du Port"' in page
    assert "BC-17" not in page, "a reference belongs to one order"
    box = page.partition('name="company-bought"')[2].partition(">")[0]
    assert "checked" not in box


PROPOSED = {
    "company-name": "Café du Port",
    "company-number": SIREN,
    "company-vat_number": "",
    "company-reference": "",  # an order's own: none is proposed
}


def test_a_company_that_the_page_proposed_is_left_aside_where_the_box_is_not_ticked(client, lune):
    client.force_login(cast.user("buyer@example.test"))
    bought(client, lune)
    add(client, cast.offer(lune))

    answer = order_now(client, **PROPOSED)

    assert answer.status_code == 302
    assert Order.objects.latest("pk").business is None


def test_what_was_typed_over_the_proposal_is_asked_about(client, lune):
    client.force_login(cast.user("buyer@example.test"))
    bought(client, lune)
    add(client, cast.offer(lune))

    answer = order_now(client, **{**PROPOSED, "company-reference": "BC-18"})

    assert answer.status_code == 422
    assert "Cochez cette case" in answer.content.decode()
    assert Order.objects.count() == 1


def test_unticking_the_box_of_an_order_makes_it_a_persons(client, lune):
    order = bought(client, lune)
    where = reverse("shop-order-company", args=[order.number])

    client.post(where, {"t": order.token, **PROPOSED, "company-reference": "BC-17"})

    assert Order.objects.get().business is None


@pytest.mark.parametrize("granted", [False, True])
def test_a_company_withdraws_only_where_the_house_grants_it(client, lune, granted):
    cast.rules(business_withdrawal="granted" if granted else "none")
    order = cast.pay(bought(client, lune))
    part = cast.part_of(order)
    declaration = withdrawals.declare(
        key="k", name="Camille", order_number=order.number, email=order.email, at=cast.NOON
    )
    assert (withdrawn.pending(part) is None) is not granted, "what is not granted stops no parcel"

    withdrawals.follow_up(declaration.pk, at=cast.NOON)

    part.refresh_from_db()
    declaration = WithdrawalDeclaration.objects.get()
    if granted:
        assert part.state == "cancelled"
        return
    assert part.state == "to_accept"
    assert declaration.handled_at is None, "a person answers it"
    page = page_of(client, order).content.decode()
    assert "Changer d'avis" not in page
    assert "Renoncer à un article" not in page
    part = cast.delivered(part)
    line = part.lines.get()
    with pytest.raises(withdrawn.NoConsumer):
        returns.ask(part, pieces={line.pk: 1}, reason="withdrawal", by=None, at=cast.NOON)
    returns.ask(part, pieces={line.pk: 1}, reason="defective", comment="x", by=None, at=cast.NOON)


def test_letters_and_papers_promise_a_company_nothing_of_a_consumers_rights(client, lune):
    type(lune).objects.filter(pk=lune.pk).update(mediator="CM2C")
    order = cast.pay(bought(client, lune))
    part = cast.delivered(cast.part_of(order))

    send_confirmed.run(order_id=order.pk)
    send_delivered.run(seller_order_id=part.pk)

    confirmed, delivered = mail.outbox[-2:]
    assert "Facture au nom de :" in confirmed.body
    assert "732 829 320" in confirmed.body
    assert [name for name, _text, _kind in confirmed.attachments] == ["conditions-acceptees.txt"]
    values = {"part": part, "order": order, "granted": withdrawn.is_granted(part)}
    slip = render_to_string("pdf/packing_slip.html", values)
    for text in (confirmed.body.partition("Conditions générales")[0], delivered.body, slip):
        assert "Vous pouvez vous rétracter" not in text
        assert "changer d'avis" not in text
        assert "garantie légale de conformité" not in text.lower()
        assert "CM2C" not in text


def test_a_company_reads_the_truth_of_its_withdrawal_and_of_its_settled_order(client, lune):
    type(lune).objects.filter(pk=lune.pk).update(return_policy="Rétractation sous 30 jours.")
    order = bought(client, lune, BELGIAN)
    refused = client.post(reverse("shop-refill", args=[order.number]), {"t": order.token})
    assert refused.url == payment.page_of(order), "it can still be paid"
    assert order.business.billing_lines()[-1] == "BELGIQUE"
    cast.pay(order)

    form = client.get(reverse("shop-order-company", args=[order.number]), {"t": order.token})
    assert form.url == payment.address_of(order)
    send_confirmed.run(order_id=order.pk)
    papers = "".join(str(text) for _name, text, _kind in mail.outbox[-1].attachments)
    assert "sous 30 jours" not in papers
    assert "confirme puis prépare son colis" in mail.outbox[-1].body

    declared = withdrawals.declare(
        key="entreprise",
        name="Zinnia",
        order_number=order.number,
        email=order.email,
        goods="Tout",
        at=clock.now(),
        from_order=order,
    )
    WithdrawalDeclaration.objects.filter(pk=declared.pk).update(order=order)
    assert emails.withdrawal_received(declared, order).values["not_granted"]
    done = client.get(reverse("shop-withdrawal-done", args=[declared.key])).content.decode()
    for told in (done, page_of(client, order).content.decode()):
        assert "pas de droit de rétractation" in html.unescape(told)
