"""Name, telephone, language, addresses, letters and sign-in: one account, whoever somebody is."""

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from marketing.contacts import contacts
from marketing.models import Contact
from marketplace.shared.models import Address
from orders.buying import addresses
from tests import cast

pytestmark = pytest.mark.django_db
HOME = {
    "recipient": "Alice Martin",
    "line1": "3 rue des Tisserands",
    "line2": "",
    "postcode": "69001",
    "city": "Lyon",
    "country": "FR",
    "phone": "06 12 34 56 78",
}


@pytest.mark.parametrize("who", ["buyer", "member", "staff"])
def test_one_page_leads_to_all_that_is_somebodys_own(client, texts, lune, who):
    person = {
        "buyer": cast.user,
        "member": lambda: cast.owner_of(lune),
        "staff": lambda: cast.operator("support"),
    }[who]()
    client.force_login(person)
    for key in (client.session.session_key, "ended"):
        UserSession.objects.update_or_create(
            session_key=key, defaults={"user": person, "ip": "192.0.2.1", "user_agent": "Firefox"}
        )

    page = client.get(reverse("account"))

    told = page.content.decode()
    for name in (
        "account-addresses",
        "account-letters",
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
    ):
        assert f'href="{reverse(name)}"' in told.partition("<main")[2], name
    assert "{{" not in told
    assert page.context["devices"] == 1, "the session that ended is no device"
    assert ("Atelier Lune" in told) == (who == "member")
    assert (reverse("admin:index") in told.partition("<main")[2]) == (who == "staff")


def test_who_somebody_is_can_be_corrected_and_the_language_follows(client, alice, texts):
    client.force_login(alice)
    given = {"first_name": "Alix", "last_name": "Martin", "phone": "0612345678", "language": "en"}

    client.post(reverse("account"), given)

    alice.refresh_from_db()
    assert (alice.first_name, alice.phone, alice.language) == ("Alix", "+33 6 12 34 56 78", "en")
    assert "My account" in client.get(reverse("account")).content.decode()
    for wrong in ({"phone": "12"}, {"first_name": "42"}, {"language": "xx"}):
        answer = client.post(reverse("account"), given | wrong)
        assert answer.context["form"].errors.keys() == wrong.keys()
        assert f'value="{wrong.get("phone", "0612345678")}"' in answer.content.decode()
    alice.refresh_from_db()
    assert alice.first_name == "Alix"


def test_the_address_book_is_its_owners_alone(client, alice, charlie, texts):
    client.force_login(alice)
    for city in ("Lyon", "Lyon 1er"):
        client.post(reverse("account-address-new"), HOME | {"city": city})
    older, newer = Address.objects.order_by("pk")
    assert (older.city, older.phone) == ("Lyon", "+33 6 12 34 56 78")
    page = reverse("account-address", args=[older.pk])

    for told in (client.get(reverse(name)) for name in ("account", "account-addresses")):
        assert "3 rue des Tisserands<br>69001 " in told.content.decode()

    client.post(page, {"first": "1"})
    assert client.get(reverse("account-addresses")).context["book"] == [older, newer]
    assert client.post(page, HOME | {"postcode": "999"}).context["form"].errors.keys() == {
        "postcode"
    }
    wrong = client.post(page, HOME | {"country": "BE", "postcode": "69001"}).content.decode()
    assert "Un code postal de ce pays (Belgique) a quatre chiffres : 1000, par exemple." in wrong
    client.post(page, HOME | {"country": "BE", "postcode": "b-1000"})
    older.refresh_from_db()
    assert (older.country, older.postcode) == ("BE", "1000")
    client.post(page, HOME | {"line1": "4 rue Neuve"})
    older.refresh_from_db()
    assert older.line1 == "4 rue Neuve"

    client.force_login(charlie)
    for sent in ({"forget": "1"}, HOME):
        assert client.post(page, sent).status_code == 404
    client.force_login(alice)
    client.post(page, {"forget": "1"})
    assert [*Address.objects.all()] == [newer]


def test_the_letter_is_left_and_taken_up_where_it_is_chosen(client, alice, texts):
    client.force_login(alice)
    page = reverse("account-letters")

    client.post(page, {"newsletter": "yes"})
    contact = Contact.objects.get()
    assert contacts.is_subscribed(alice.email)
    assert "par semaine" in contact.newsletter_text
    client.post(page, {"newsletter": "no"})
    assert not contacts.is_subscribed(alice.email)
    assert "paces" not in client.get(page).content.decode(), "only the team is told what waits"


def test_a_telephone_of_two_countries_is_asked_about_and_the_country_is_written(client, alice):
    client.force_login(alice)
    abroad = HOME | {"country": "BE", "postcode": "1000", "city": "Bruxelles"}
    abroad["phone"] = "0470123456"

    asked = client.post(reverse("account-address-new"), abroad).content.decode()
    assert "De quel pays est ce numéro ?" in asked
    assert not alice.addresses.exists()

    client.post(reverse("account-address-new"), abroad | {"phone_meant": "+32470123456"})
    kept = alice.addresses.get()
    assert (kept.phone, kept.postal_lines()[-1]) == ("+32 470 12 34 56", "BELGIQUE")

    told = {"first_name": "Alix", "last_name": "Martin", "language": "fr", "phone": "0470123456"}
    page = client.post(reverse("account"), told).content.decode()
    assert "+32 470 12 34 56 (Belgique)" in page
    alice.refresh_from_db()
    assert alice.phone != "+33 4 70 12 34 56"


def test_an_address_used_again_with_another_telephone_is_one_entry(alice):
    place = {"recipient": "Alice", "line1": "3 rue Haute", "postcode": "69001", "city": "Lyon"}
    addresses.keep(alice, {**place, "country": "FR", "phone": "06 39 98 21 07"}, at=cast.NOON)
    addresses.keep(alice, {**place, "country": "FR", "phone": "+33 6 39 98 21 07"}, at=cast.NOON)
    assert Address.objects.get(user=alice).phone == "+33 6 39 98 21 07"
