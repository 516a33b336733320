"""The audit trail: facts in words, as far as each role reads what they are about."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.shared.models import Appeal, Fact
from tests import cast

pytestmark = pytest.mark.django_db
LIST = "admin:shared_fact_changelist"


@pytest.fixture
def market(lune):
    """An order that arrived, and a shop that was suspended."""
    part = cast.sold((cast.offer(lune), 1), buyer=cast.user(first_name="Alice", last_name="Martin"))
    Fact.objects.create(
        name="sellers.SellerSuspended",
        subject=f"sellers.seller:{lune.pk}",
        because="Trois fiches trompeuses",
        happened_at=cast.NOON,
    )
    Fact.objects.create(
        name="accounting.RunApproved", subject="accounting.payoutrun:1", happened_at=cast.NOON
    )
    Fact.objects.create(
        name="catalog.ReviewRefused",
        subject="catalog.review:1",
        because="Avis retiré",
        happened_at=cast.NOON,
    )
    return part


def told(client, person, **asked) -> str:
    """The page of the trail, as somebody reads it."""
    cast.proven(client, person)
    return html.unescape(client.get(reverse(LIST), asked).content.decode())


def test_a_fact_is_its_sentence_about_something_that_has_a_name(client, market):
    page = told(client, cast.operator("support"))

    way = reverse("admin:orders_sellerorder_change", args=[market.pk])
    assert f'<a href="{way}">Commande vendeur {market.number}</a>' in page
    assert "Commande livrée" in page
    assert "Alice Martin" in page
    for code in ("orders.SellerOrderDelivered", f"orders.sellerorder:{market.pk}"):
        assert f">{code}<" not in page


@pytest.mark.parametrize(
    ("role", "reads", "misses"),
    [
        ("support", "Commande livrée", "Campagne de versement"),
        ("finance", "Campagne de versement", "Avis retiré"),
        ("sellers", "Trois fiches trompeuses", "Commande livrée"),
        ("editorial", "", "Commande livrée"),
    ],
)
def test_each_role_reads_the_facts_of_what_it_may_open(client, market, role, reads, misses):
    results = told(client, cast.operator(role)).partition('id="changelist-filter"')[0]

    assert reads in results
    assert misses not in results
    stranger = Fact.objects.get(name="accounting.RunApproved")
    answer = client.get(reverse("admin:shared_fact_change", args=[stranger.pk]))
    assert (answer.status_code == 200) == (role == "finance")


def test_facts_are_found_by_the_words_that_people_see(client, market):
    odile = cast.operator()

    def found(**asked):
        cast.proven(client, odile)
        return {fact.name for fact in client.get(reverse(LIST), asked).context["cl"].result_list}

    assert found(q="commande livree") == {"orders.SellerOrderDelivered"}
    assert found(q="trompeuses") == {"sellers.SellerSuspended"}
    assert "orders.SellerOrderDelivered" in found(q=market.number)
    assert "sellers.SellerSuspended" not in found(q=market.number)
    assert "orders.OrderPlaced" in found(q="martin")
    assert found(name="orders.SellerOrderDelivered") == {"orders.SellerOrderDelivered"}
    assert found(name="livree") == {"orders.SellerOrderDelivered"}
    assert found(q="rien de tel") == set()
    # as the list writes them: a person's two names, a shop's
    assert "orders.OrderPlaced" in found(q="Alice Martin")
    assert "sellers.SellerSuspended" in found(q=market.seller.name)
    assert "orders.OrderPlaced" not in found(q="Alice Durand")


def test_an_appeal_is_a_link_only_for_the_role_that_decides_it(client, market):
    shop = f"sellers.seller:{market.seller_id}"
    decision = Fact.objects.get(name="sellers.SellerSuspended")
    appeal = Appeal.objects.create(
        fact=decision, role="sellers", email="a@b.test", text="À tort.", asked_at=cast.NOON
    )
    Fact.objects.create(
        name="marketplace.DecisionContested",
        subject=f"shared.appeal:{appeal.pk}",
        within=shop,
        happened_at=cast.NOON,
    )
    way = f'href="{reverse("admin:shared_appeal_change", args=[appeal.pk])}"'
    page = reverse("admin:sellers_seller_change", args=[market.seller_id])
    for role in ("sellers", "support"):
        # the trail, and the timeline of the shop
        assert (way in told(client, cast.operator(role))) == (role == "sellers"), role
        assert (way in client.get(page).content.decode()) == (role == "sellers"), role


def test_more_facts_ask_no_more_of_the_database(client, market):
    cast.proven(client, cast.operator("support"))

    def asked() -> int:
        client.get(reverse(LIST))
        with CaptureQueriesContext(
            connection,
        ) as statements:
            client.get(reverse(LIST))
        return len(statements)

    before = asked()
    for _again in range(3):
        cast.sold((cast.offer(market.seller), 1), buyer=cast.user())

    assert asked() == before
