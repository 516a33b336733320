"""No two living shops go by one name: at application, while it lasts, and when one is renamed."""

import pytest
from django.urls import reverse

from marketplace.shared.models import Fact
from sellers.application import names, onboarding
from sellers.models import Seller
from tests import cast
from tests.cast import NOON
from tests.sellers.test_onboarding import IDENTITY

pytestmark = pytest.mark.django_db(transaction=True)


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
