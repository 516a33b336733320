"""Recycling schemes: who sells in one gives their number, is told first, and rests without it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from catalog import desk, search, tasks
from catalog.attributes import vocabulary
from catalog.models import (
    AttributePlace,
    CatalogRules,
    Offer,
    Product,
    RecyclingLack,
    RecyclingNumber,
)
from catalog.recycling import numbers, schemes, standing, watch
from marketplace.shared import clock, policy
from marketplace.shared.models import Fact
from tests import cast

pytestmark = pytest.mark.django_db
NOON = cast.NOON
TODAY = clock.paris_day(NOON)


@pytest.fixture
def table(lune):
    """A table in a category that presumes furniture, and a bowl that belongs to no scheme."""
    place = cast.category("Mobilier")
    made = cast.attribute("Filière de recyclage", "Meubles", "Piles", key="filiere-rep")
    AttributePlace.objects.create(
        attribute=made, category=place, level="optional", presumed="meubles"
    )
    vocabulary.forget()
    offer = cast.offer(lune, title="Table", category=place)
    bowl = cast.offer(lune, title="Bol")
    search.index([offer.product_id, bowl.product_id])
    return offer


@pytest.fixture
def strict():
    CatalogRules.objects.update_or_create(pk=1, defaults={"recycling_grace_days": 30})
    policy.forget()


def look(shop, at=NOON):
    watch._look_alone(shop, at=at)


def sold(title) -> bool:
    return Product.objects.public().filter(title=title).exists()


def test_a_number_is_read_however_it_is_typed():
    for typed in ("FR123456_01ABCD", "fr 123 456 01 abcd", "FR123456-01ABCD", "FR12345601ABCD"):
        assert numbers.read(typed) == "FR123456_01ABCD"
    for typed in ("FR12345_01ABCD", "123456_01ABCD", "DE123456_01ABCD", "FR123456_01ABCDE"):
        with pytest.raises(numbers.UnreadableNumber):
            numbers.read(typed)


def test_the_schemes_are_those_of_the_category_and_those_the_sheet_says(table, lune):
    assert Product.objects.get(title="Table").schemes == " meubles "
    assert Product.objects.get(title="Bol").schemes == ""

    Product.objects.filter(title="Table").update(attributes={"Filière de recyclage": "piles"})
    search.index([table.product_id])

    assert schemes.sold_by(lune) == {"meubles": 1, "piles": 1}


def test_without_a_delay_a_seller_is_told_and_sells_on(table, lune):
    look(lune)
    look(lune, NOON + timedelta(days=400))

    lack = RecyclingLack.objects.get()
    assert (lack.scheme, lack.since, lack.due) == ("meubles", TODAY, None)
    assert sold("Table")
    assert [todo.text for todo in desk.todos(lune, NOON) if "filière" in todo.text] == [
        "Donnez vos identifiants de filière (Meubles), que la loi demande"
    ]


def test_with_a_delay_offers_rest_on_the_day_told_and_are_free_once_it_is_given(
    table, lune, strict
):
    look(lune)
    assert sold("Table"), "told first, never hidden at once"
    due = TODAY + timedelta(days=30)
    assert Fact.objects.get(name="catalog.RecyclingAsked").data["due"] == due.isoformat()

    look(lune, NOON + timedelta(days=29))
    assert sold("Table")
    look(lune, NOON + timedelta(days=30))
    assert not sold("Table")
    assert sold("Bol")
    assert not Offer.objects.sellable(NOON).filter(pk=table.pk).exists()
    look(lune, NOON + timedelta(days=31))
    assert Fact.objects.filter(name="catalog.OffersWithheld").count() == 1

    later = NOON + timedelta(days=32)
    numbers.give(lune, {"meubles": "fr123456 10abcd"}, by=None, at=later)
    assert sold("Table")
    assert not RecyclingLack.objects.exists()


def test_a_delay_set_later_gives_every_seller_the_whole_of_it(table, lune):
    look(lune)
    CatalogRules.objects.update_or_create(pk=1, defaults={"recycling_grace_days": 30})
    policy.forget()
    at = NOON + timedelta(days=200)
    look(lune, at)
    assert RecyclingLack.objects.get().due == clock.paris_day(at) + timedelta(days=30)
    assert sold("Table")


def test_a_number_is_confirmed_every_year(table, lune, strict):
    numbers.give(lune, {"meubles": "FR123456_10ABCD"}, by=None, at=NOON)
    almost = NOON + timedelta(days=364)
    look(lune, almost)
    assert not RecyclingLack.objects.exists()
    with clock.at(almost):
        assert any("Confirmez" in todo.text for todo in desk.todos(lune, almost))

    look(lune, NOON + timedelta(days=365))
    assert RecyclingLack.objects.get().due == TODAY + timedelta(days=395)
    assert sold("Table")


def test_the_page_says_what_is_lacking_and_keeps_what_was_typed(client, table, lune):
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-recycling")).content.decode()
    assert "Manque · 1 fiche en ligne" in page

    wrong = client.post(reverse("seller-recycling"), {"meubles": "FR12", "piles": ""})
    assert wrong.status_code == 422
    told = wrong.content.decode()
    assert "n&#x27;est pas un identifiant de filière" in told
    assert 'value="FR12"' in told
    assert not RecyclingNumber.objects.exists()

    client.post(reverse("seller-recycling"), {"meubles": "FR123456_10ABCD", "piles": ""})
    assert RecyclingNumber.objects.get().number == "FR123456_10ABCD"
    shop = client.get(reverse("shop-seller", args=[lune.slug])).content.decode()
    assert "Identifiant unique, filière Meubles" in shop
    assert "FR123456_10ABCD" in shop

    twins = {"meubles": "FR123456_10ABCD", "piles": "fr123456_10abcd"}
    assert (
        "chaque filière a le sien"
        in client.post(reverse("seller-recycling"), twins).content.decode()
    )
    client.post(reverse("seller-recycling"), {"meubles": "", "piles": ""})
    assert not RecyclingNumber.objects.exists()
    assert RecyclingLack.objects.exists()


def test_the_operator_sees_it_in_the_sellers_file(client, table, lune):
    cast.proven(client, cast.operator("sellers"))
    page = client.get(reverse("admin:sellers_seller_change", args=[lune.pk])).content.decode()
    assert "Filières de recyclage" in page
    assert "aucun identifiant" in page


def test_both_letters_name_the_schemes(table, lune, strict):
    due = (TODAY + timedelta(days=30)).isoformat()
    tasks.send_recycling_asked(seller_id=lune.pk, schemes=["meubles"], due=due)
    tasks.send_offers_withheld(seller_id=lune.pk, schemes=["meubles"], offers=2)
    first, second = mail.outbox
    assert "Meubles" in first.body
    assert "2 offres suspendues" in second.subject
    assert first.to == second.to == [lune.email]


def test_a_shop_of_many_sheets_is_looked_at_in_few_questions(
    table, lune, strict, django_assert_max_num_queries
):
    for number in range(8):
        offer = cast.offer(lune, title=f"Banc {number}", category=table.product.category)
        search.index([offer.product_id])
    look(lune)
    with django_assert_max_num_queries(6):
        standing.of(lune, today=TODAY)
    with django_assert_max_num_queries(24):
        look(lune, NOON + timedelta(days=30))
    assert Offer.objects.exclude(withheld_at=None).count() == 9
