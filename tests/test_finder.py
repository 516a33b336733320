"""The box at the top of the console: any number leads to its file, for those who may open it."""

import pytest
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.admin import Bounded
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxPayment
from orders.money import disputes
from orders.returns import returns
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
FIND = "/admin/chercher/"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def found(client, typed):
    """Where a search leads, or the page it shows."""
    answer = client.get(FIND, {"q": typed})
    return answer.url if answer.status_code == 302 else answer.content.decode()


def page(app, kind, row):
    return reverse(f"admin:{app}_{kind}_change", args=[row.pk])


def test_every_number_leads_to_its_file(client, lune, alice, django_assert_max_num_queries):
    part = cast.sold(cast.offer(lune), buyer=alice)
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    payment = SandboxPayment.objects.get(ref=part.order.payment.ref)
    dispute = disputes.sync(rehearsal.open_dispute(payment, at=NOON).ref, at=NOON)
    cast.proven(client, cast.operator("support"))

    assert found(client, part.order.number) == page("orders", "order", part.order)
    assert found(client, f" {part.number.lower()} ") == page("orders", "sellerorder", part)
    assert found(client, back.number) == page("orders", "return", back)
    assert found(client, dispute.ref) == page("orders", "dispute", dispute)
    parcel = part.shipments.get()
    assert found(client, parcel.tracking) == page("orders", "shipment", parcel)
    assert found(client, lune.siret) == page("sellers", "seller", lune)
    assert found(client, "Alice@Example.test") == page("orders", "buyer", alice)
    with django_assert_max_num_queries(46):
        assert "Rien ne porte" in found(client, "NOTHING-AT-ALL")


def test_the_beginning_of_an_address_finds_who_reads_it(client, alice):
    cast.proven(client, cast.operator("support"))

    assert found(client, "Alice") == page("orders", "buyer", alice)


def test_a_beginning_finds_several_and_lists_them(client, lune, brun):
    order = cast.paid_order(cast.offer(lune), cast.offer(brun))
    cast.proven(client, cast.operator("support"))

    text = found(client, f"{order.number}-")

    for part in order.seller_orders.all():
        assert page("orders", "sellerorder", part) in text


def test_a_guest_and_a_shop_are_found_by_their_address(client, lune):
    order = cast.paid_order(cast.offer(lune))
    cast.proven(client, cast.operator("support"))

    assert found(client, order.email) == page("orders", "guest", order)
    assert page("sellers", "seller", lune) in found(client, lune.email)  # and its owner's account


def test_a_piece_of_a_name_or_a_number_is_found_and_says_why(client, lune, alice, brun):
    offer = cast.offer(lune)
    type(offer).objects.update(sku="BOL-7788")
    part = cast.sold(offer, buyer=alice)
    cast.paid_order(cast.offer(brun), cast.offer(lune))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="defective", by=None, at=NOON)
    type(part.order).objects.filter(pk=part.order.pk).update(phone="+33698765432")
    order, parcel = part.order, part.shipments.get()
    product = part.lines.get().offer.product
    lune.recycling_numbers.create(scheme="paper", number="FR234567_01ABCD", confirmed_on=NOON)
    cast.proven(client, cast.operator("support", "finance", "moderation"))
    pieces = {
        back.number[2:]: page("orders", "return", back),
        parcel.tracking[3:]: page("orders", "shipment", parcel),
        part.invoices.get().number[-6:]: page("accounting", "invoice", part.invoices.get()),
        order.recipient.split()[-1][1:]: page("orders", "order", order),
        "06 98 76 54": page("orders", "order", order),
        order.city[:3].upper(): page("orders", "order", order),
        order.payment.ref[2:]: page("orders", "order", order),
        "telier lun": page("sellers", "seller", lune),
        "34567_01AB": page("sellers", "seller", lune),
        "l-778": page("catalog", "product", product),
    }

    for typed, wanted in pieces.items():
        assert wanted in found(client, typed), typed
    assert f"Ville : {order.city}" in found(client, order.city)


def test_nobody_finds_what_their_role_does_not_open(client, lune, alice):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    cast.proven(client, cast.operator("moderation"))

    for typed in (order.number, alice.email, order.payment.ref):
        assert "Rien ne porte" in found(client, typed)
    assert found(client, lune.siret) == page("sellers", "seller", lune)


@pytest.mark.parametrize("typed", ["", "@", "a@", "'; --", "é" * 300, "%", "__"])
def test_nothing_typed_breaks_the_box(client, lune, typed):
    cast.proven(client, cast.operator("support"))

    assert client.get(FIND, {"q": typed}).status_code == 200


LIST = "/admin/catalog/product/"


def listed(client, **asked):
    """The titles that the list of sheets online shows, and its page."""
    answer = client.get(LIST, {"state__exact": "published", **asked})
    return [row.title for row in answer.context["cl"].result_list], answer.content.decode()


def test_a_list_is_searched_column_by_column_and_finds_the_same(client, lune, brun):
    bowl = cast.offer(lune, title="Bol bleu")
    cup = cast.offer(brun, title="Tasse bleue")
    cast.proven(client, cast.operator("moderation"))

    assert listed(client, q="bol")[0] == ["Bol bleu"]
    assert sorted(listed(client, q="BLEU")[0]) == ["Bol bleu", "Tasse bleue"]
    assert listed(client, q=f"bleu {brun.name.split()[-1]}")[0] == ["Tasse bleue"]
    assert listed(client, q=cup.sku)[0] == ["Tasse bleue"]
    assert listed(client, q=f'"{bowl.product.ref}"')[0] == ["Bol bleu"]
    assert listed(client, q="bol tasse")[0] == []


def test_a_long_list_says_more_than_it_counts(client, lune, monkeypatch):
    for _row in range(3):
        cast.offer(lune)
    cast.proven(client, cast.operator("moderation"))

    assert "plus de" not in listed(client)[1]
    monkeypatch.setattr(Bounded, "MOST", 2)
    assert "plus de 2 fiches" in " ".join(listed(client)[1].split())
