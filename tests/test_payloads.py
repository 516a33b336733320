"""The values that facts keep are told in words, of every kind of fact; codes are not shown."""

from dataclasses import fields

import pytest
from django.urls import reverse

from marketplace.console import payloads
from marketplace.shared import facts
from marketplace.shared.models import Fact, GatewayNotice, Heartbeat
from orders.models import Payment
from tests import cast

pytestmark = pytest.mark.django_db
KINDS = [
    (name, event)
    for name, event in facts.known().items()
    if fields(event) and not name.startswith("tests.")
]


@pytest.fixture
def console(client):
    return cast.proven(client, cast.operator())


@pytest.mark.parametrize(("name", "event"), KINDS, ids=[name for name, _event in KINDS])
def test_each_value_of_each_fact_has_words_or_is_left_out_on_purpose(name, event):
    undecided = {field.name for field in fields(event) if not payloads.is_decided(field.name)}
    assert not undecided, f"{name}: say it in marketplace/console/payloads.py"

    fact = Fact(
        name=name,
        subject="shared.user:0",
        data={field.name: "some_code" for field in fields(event)},
        happened_at=cast.NOON,
    )

    said = " ".join(
        str(line)
        for line in payloads.told(fact)
        if not any(str(payloads.name_of(kept)) in str(line) for kept in payloads.AS_WRITTEN)
    )
    assert "some_code" not in said
    for key in fact.data:
        assert f"{key} :" not in said


def test_a_name_that_nobody_labelled_is_not_shown():
    fact = Fact(name="orders.OrderPaid", subject="", data={"brand_new": 3, "total_cents": 500})

    (line,) = payloads.told(fact)

    assert "Total" in line
    assert "5,00" in line


def test_numbers_of_rows_are_links_or_nothing(console, lune):
    part = cast.sold(cast.offer(lune))
    fact = Fact.objects.create(
        name="marketing.PlacementMade",
        subject=f"orders.order:{part.order_id}",
        data={"placement_id": 51234, "order_id": part.order_id, "seller_id": lune.pk},
        happened_at=cast.NOON,
    )

    page = console.get(reverse("admin:shared_fact_change", args=[fact.pk])).content.decode()

    assert reverse("admin:sellers_seller_change", args=[lune.pk]) in page
    assert "placement_id" not in page
    assert "51234" not in page


def test_the_page_of_a_job_says_what_it_does_without_its_name(console):
    beat = Heartbeat.objects.create(job="accounting.add_up_months")

    page = console.get(reverse("admin:shared_heartbeat_change", args=[beat.pk])).content.decode()

    assert "soldes mensuels" in page
    assert "accounting.add_up_months" not in page
    asked = console.get(reverse("admin:shared_heartbeat_run", args=[beat.pk])).content.decode()
    assert "accounting.add_up_months" not in asked


def notice(kind, ref, **extra):
    """What the provider told."""
    values = {"gateway": "sandbox", "uid": f"evt_{ref}", "handled_at": cast.NOON}
    return GatewayNotice.objects.create(
        kind=kind,
        subject_ref=ref,
        received_at=cast.NOON,
        payload={"type": kind},
        **{**values, **extra},
    )


def test_a_notice_says_what_was_told_about_what_and_what_we_did(
    console, lune, django_assert_max_num_queries
):
    part = cast.sold(cast.offer(lune))
    Payment.objects.filter(order=part.order).update(ref="pay_9")
    told = notice("payment.changed", "pay_9", outcome="settled")
    url = reverse("admin:shared_gatewaynotice_change", args=[told.pk])
    console.get(url)

    with django_assert_max_num_queries(14):
        page = console.get(url).content.decode()

    order = reverse("admin:orders_order_change", args=[part.order_id])
    assert f'<a href="{order}">Paiement de la commande {part.order.number}</a>' in page
    assert "Bac à sable nous l" in page
    assert "suivi sa réponse" in page
    before, folded = page.split("<details>", 1)
    assert "payment.changed" not in before
    assert "payment.changed" in folded


@pytest.mark.parametrize(
    ("kind", "extra", "words"),
    [
        ("balance.available", {"outcome": "ignored"}, "rien chez nous ne suit"),
        ("refund.changed", {"outcome": "parked: RefundUnknown"}, "mis de côté"),
        ("transfer.changed", {"handled_at": None}, "pas encore traité"),
    ],
)
def test_a_notice_about_nothing_of_ours_says_so(console, kind, extra, words):
    told = notice(kind, "x_1", **extra)

    page = console.get(
        reverse("admin:shared_gatewaynotice_change", args=[told.pk])
    ).content.decode()

    assert words in page
    assert "rien de connu chez nous" in page
    assert "RefundUnknown" not in page
    listed = console.get(reverse("admin:shared_gatewaynotice_changelist")).content.decode()
    assert "RefundUnknown" not in listed
