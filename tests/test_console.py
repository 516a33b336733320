"""The operator's console: who may come in, and what they find on the first page."""

import pytest
from django.urls import reverse

from tests import cast

pytestmark = pytest.mark.django_db


def test_a_stranger_is_shown_the_way_to_sign_in(client):
    answer = client.get(reverse("admin:index"))

    assert answer.status_code == 302
    assert client.get(answer.url).url.startswith("/compte/")


def test_a_buyer_finds_nothing(client, alice):
    client.force_login(alice)

    assert client.get(reverse("admin:index"), follow=True).status_code == 404


def test_the_first_page_shows_the_queues_of_the_role(client, django_assert_max_num_queries):
    cast.seller(state="applied", opened_at=None)
    client.force_login(cast.operator("sellers"))

    with django_assert_max_num_queries(20):
        page = client.get(reverse("admin:index")).content.decode()

    assert "Candidatures à examiner" in page
    assert "Versements à approuver" not in page


def test_an_operator_needs_a_second_factor_outside_the_demo(client, odile, settings):
    settings.OPERATOR_MFA_REQUIRED = True
    client.force_login(odile)

    assert client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0] == reverse(
        "mfa_index"
    )


EXPORTS = (
    "sellers_seller",
    "marketing_contact",
    "accounting_invoice",
    "accounting_commission",
    "orders_order",
    "orders_payment",
    "orders_refund",
)


def test_lists_are_taken_away_as_files(client, odile, lune):
    client.force_login(odile)

    for name in EXPORTS:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
        page = client.get(reverse(f"admin:{name}_export"))
        assert page.status_code == 200
        form = page.context["form"]
        fields = {field: "on" for field in form.fields if field not in ("format", "resource", "export_items")}
        answer = client.post(reverse(f"admin:{name}_export"), {"format": "0", **fields})
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment"), name


def test_a_role_takes_away_only_what_it_reads(client):
    client.force_login(cast.operator("editorial"))

    assert client.get(reverse("admin:accounting_invoice_export")).status_code == 403
