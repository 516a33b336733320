"""No two living shops go by one name: at application, while it lasts, and when one is renamed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.shared import facts
from marketplace.shared.models import Fact
from sellers.application import names, onboarding
from sellers.models import Seller
from sellers.shop import shops
from tests import cast
from tests.cast import NOON
from tests.sellers.test_onboarding import IDENTITY

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "typed", ["Atelier Lune", "ATELIER  LUNE", "Atélier-Lune", "L’atelier Lune"]
)
def test_an_applicant_takes_no_name_that_a_shop_bears(client, alice, typed):
    shop = cast.seller("L'Atelier Lune" if typed.startswith("L") else "Atelier Lune")
    client.force_login(alice)

    page = client.post(reverse("seller-apply"), {"name": typed}).content.decode()

    assert "Une autre boutique porte déjà le nom" in page
    assert f'value="{typed}"' in page
    assert Seller.objects.get() == shop


def test_a_name_that_was_taken_meanwhile_is_refused_when_the_file_is_judged(client, alice):
    late = cast.seller("Atelier Brume", owner=alice, state="refused", opened_at=None)
    cast.seller("Atelier brume")

    with pytest.raises(names.NameTakenSince, match="Identité légale"):
        onboarding.apply_again(late, by=alice, at=NOON)

    late.refresh_from_db()
    assert late.state == "refused"


def test_an_applicant_changes_the_name_with_its_identity(client, alice, texts):
    cast.seller("Maison Brun")
    client.force_login(alice)
    client.post(reverse("seller-apply"), {"name": "Atelier Lune"})
    shop = Seller.objects.get(name="Atelier Lune")
    url = reverse("seller-file-step", args=["identity"])

    page = client.post(url, {**IDENTITY, "name": "maison brun"}).content.decode()
    assert "choisissez un nom qui vous distingue" in page
    shop.refresh_from_db()
    assert (shop.name, shop.siret) == ("Atelier Lune", "")

    client.post(url, {**IDENTITY, "name": "Atelier Nuit"})
    shop.refresh_from_db()
    assert shop.name == "Atelier Nuit"


def test_an_open_shop_is_renamed_to_a_free_name_and_its_file_says_so(client, lune, brun):
    client.force_login(cast.owner_of(lune))
    form = {"story": "", "handling_days": 2, "return_policy": ""}

    page = client.post(reverse("seller-shop"), {**form, "name": "MAISON BRÜN"}).content.decode()
    assert "Une autre boutique porte déjà le nom" in page
    lune.refresh_from_db()
    assert lune.name == "Atelier Lune"

    client.post(reverse("seller-shop"), {**form, "name": "ATELIER LUNE"})
    lune.refresh_from_db()
    assert lune.name == "ATELIER LUNE", "its own name is free for it"
    told = Fact.objects.get(name="sellers.ShopRenamed")
    assert (told.data["old"], told.data["new"]) == ("Atelier Lune", "ATELIER LUNE")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Halles", "place de marché elle-même"),
        ("HALLES Paris", "place de marché elle-même"),
        ("H.a.l.l.e.s", "place de marché elle-même"),
        ("L’équipe Halles", "place de marché elle-même"),
        ("Service client", "se lit comme un de nos services"),
        ("Atelier Lune Customer Service", "se lit comme un de nos services"),
        ("Support de Halles", "se lit comme un de nos services"),
        ("L’Administration", "se lit comme un de nos services"),
        ("Équipe Modération", "se lit comme un de nos services"),
        ("Moderators", "se lit comme un de nos services"),
        ("Atelier <b>Lune</b>", "ne contient pas le signe « &lt; »"),
        ("Atelier {Lune}", "ne contient pas le signe « { »"),
        ("Atelier\x07Lune", "caractères invisibles"),
    ],
)
def test_no_shop_passes_for_the_house_or_writes_signs_of_a_machine(client, alice, typed, why):
    client.force_login(alice)

    page = client.post(reverse("seller-apply"), {"name": typed}).content.decode()

    assert why in page
    assert not Seller.objects.exists()


@pytest.mark.parametrize(
    "name", ["Le Comptoir des Halles", "Support Vélo", "Lune & Fils", "L'Atelier n° 3 (Lyon)"]
)
def test_a_name_that_only_sounds_like_it_is_free(db, name):
    names.check_fit(name)


def test_a_former_name_stays_its_shops_own_for_a_year(lune, brun):
    owner = cast.owner_of(lune)
    shops.present(lune, name="Atelier Nuit", by=owner, at=NOON)

    with pytest.raises(names.NameKept, match="moins d’un an"):
        shops.present(brun, name="ATELIER LUNE", by=cast.owner_of(brun), at=NOON + DAY)
    brun.refresh_from_db()
    assert brun.name == "Maison Brun"

    shops.present(lune, name="Atelier Lune", by=owner, at=NOON + 2 * DAY)  # taken back
    shops.present(lune, name="Atelier Jour", by=owner, at=NOON + 3 * DAY)
    shops.present(brun, name="Atelier Lune", by=cast.owner_of(brun), at=NOON + 370 * DAY)


def test_the_journal_tells_both_names(lune):
    shops.present(lune, name="Atelier Nuit", by=cast.owner_of(lune), at=NOON)

    told = Fact.objects.get(name="sellers.ShopRenamed")

    assert facts.why(told.name, told.data, "") == "« Atelier Lune » devient « Atelier Nuit »"
