"""After signing in, people are where they work, or where they were."""

import pytest
from django.urls import reverse

from marketplace.shared.templatetags.ui import dated, first_of_month
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "un mot de passe assez long"


def sign_in(client, person, *, before=""):
    """The address at which somebody arrives who signed in, having read another page before."""
    person.set_password(PASSWORD)
    person.save()
    page = client.get(reverse("account_login"), headers={"referer": before} if before else {})
    sent = {
        "login": person.email,
        "password": PASSWORD,
        "came_from": page.context["form"]["came_from"].value(),
    }
    return client.post(reverse("account_login"), sent)["Location"]


def test_everybody_lands_where_they_work(client):
    seller = cast.seller()
    before = "http://testserver/panier/"

    places = {
        "all": sign_in(client, cast.operator(), before=before),
        "moderation": sign_in(client.__class__(), cast.operator("moderation"), before=before),
        "finance": sign_in(client.__class__(), cast.operator("finance"), before=before),
        "seller": sign_in(client.__class__(), seller.members.get().user, before=before),
    }

    assert places == {
        "all": reverse("admin:index"),
        "moderation": reverse("admin:catalog_submission_changelist"),
        "finance": reverse("admin:index"),
        "seller": reverse("seller-home"),
    }


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("http://testserver/recherche/?q=bol", "/recherche/?q=bol"),
        ("http://testserver/compte/signup/", "/compte/"),
        ("https://ailleurs.example/recherche/", "/compte/"),
        ("http://testserver//ailleurs.example/", "/compte/"),
        ("", "/compte/"),
    ],
)
def test_a_buyer_lands_where_they_were_or_at_their_account(client, before, place):
    assert sign_in(client, cast.user(), before=before) == place


def test_where_one_was_is_never_another_site(client):
    person = cast.user()
    person.set_password(PASSWORD)
    person.save()
    sent = {"login": person.email, "password": PASSWORD, "came_from": "//ailleurs.example/"}

    assert client.post(reverse("account_login"), sent)["Location"] == "/compte/"


def test_the_first_of_a_month_is_written_as_french_people_write_it():
    assert first_of_month("1 décembre 2026 09:00") == "1er décembre 2026 09:00"
    assert first_of_month("21 décembre 2026 01:00") == "21 décembre 2026 01:00"
    assert first_of_month("mardi 1") == "mardi 1er"
    assert dated(cast.NOON).endswith(str(cast.NOON.year))
