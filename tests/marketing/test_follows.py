"""A shop is followed by consent from the mailbox: told once a week at most of what is new there,
left by one press.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from catalog.models import Product
from marketing.follows import follows
from marketing.models import Article, Follow
from marketing.tasks import tell_followers
from marketplace.shared import clock
from sellers.states import SellerState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY, ADDRESS = timedelta(days=1), "alice@example.test"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def shop(db):
    cast.rules()
    return cast.seller("Atelier Lune")


def followed(shop, email=ADDRESS, *, at=NOON):
    row = follows.ask(shop, email, language="fr", text="Une par semaine", reader=None, at=at)
    return follows.confirm(follows.asked_token_of(row), at=at)


def news(shop, title="Bol neuf", *, at):
    product = cast.offer(shop).product
    Product.objects.filter(pk=product.pk).update(title=title, published_at=at)
    return product


def tell(at, catch):
    mail.outbox.clear()
    with clock.at(at), catch(execute=True):
        tell_followers()
    return mail.outbox


def test_an_address_that_was_typed_follows_nothing(
    client, shop, django_capture_on_commit_callbacks
):
    page = reverse("shop-follow", args=[shop.slug])
    assert page in client.get(reverse("shop-seller", args=[shop.slug])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"email": "ALICE@example.test"}).status_code == 302
    [letter] = mail.outbox
    assert letter.to == [ADDRESS]
    assert "Atelier Lune" in letter.subject
    link = re.search(r"http://[^/]+(/suivre/confirmer/[^)\s]+)", letter.body)[1]

    client.get(link)
    assert Follow.objects.get().confirmed_at is None, "opening a link changes nothing"
    assert "recevra les nouveautés" in client.post(link).content.decode()
    row = Follow.objects.get()
    assert (row.confirmed_at, row.told_until) == (NOON, NOON)
    assert row.text.startswith("Une lettre par semaine au plus")


def test_bad_addresses_and_too_many_are_told_so(client, shop):
    page = reverse("shop-follow", args=[shop.slug])
    answer = client.post(page, {"email": "alice"})
    assert answer.status_code == 422
    assert "vérifiez-la" in answer.content.decode()
    codes = [client.post(page, {"email": f"{n}@example.test"}).status_code for n in range(11)]
    assert codes == [302] * 10 + [429]
    Follow.objects.all().delete()
    shop.state = SellerState.CLOSED
    shop.save()
    assert client.get(page).status_code == 404


def test_whoever_is_signed_in_follows_at_once_and_leaves_from_their_letters(client, shop):
    person = cast.user(ADDRESS)
    client.force_login(person)
    page = reverse("shop-follow", args=[shop.slug])
    assert ADDRESS in client.get(page).content.decode()
    answer = client.post(page, {"email": ADDRESS}, follow=True)
    assert "Vous suivez Atelier Lune" in answer.content.decode()
    assert "Ne plus suivre" in client.get(page).content.decode()
    assert "Vous suivez cette boutique" in client.get(answer.redirect_chain[-1][0]).content.decode()
    letters = reverse("account-letters")
    assert "Atelier Lune" in client.get(letters).content.decode()
    other = followed(shop, "bob@example.test")
    for pk in (other.pk, Follow.objects.get(email=ADDRESS).pk, "zz"):
        client.post(letters, {"follow": pk})
    assert list(Follow.objects.values_list("email", flat=True)) == ["bob@example.test"]


def test_a_letter_a_week_at_most_tells_all_that_is_new(
    shop, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    other, quiet = cast.seller("Filature du Puy"), cast.seller("Calme")
    news(shop, "Bol d'avant", at=NOON - DAY)
    for row in (shop, other, quiet):
        followed(row)
    followed(shop, "bob@example.test")
    assert tell(NOON + DAY, django_capture_on_commit_callbacks) == [], "nothing is new"

    for n in range(6):
        news(shop, f"Bol {n}", at=NOON + n * timedelta(hours=1))
    news(other, "Écharpe", at=NOON + 2 * DAY)
    Article.objects.create(
        slug="a", title="Chez Puy", standfirst="Laine", body="x", seller=other, published_at=NOON
    )
    Article.objects.filter(slug="a").update(published_at=NOON + DAY)
    letters = {
        letter.to[0]: letter for letter in tell(NOON + 3 * DAY, django_capture_on_commit_callbacks)
    }
    assert set(letters) == {ADDRESS, "bob@example.test"}
    mine = letters[ADDRESS].body
    for said in ("Bol 5", "Bol 2", "et 1 autre nouveau produit", "Écharpe", "Chez Puy"):
        assert said in mine
    for unsaid in ("Bol d'avant", "Bol 1", "Calme"):
        assert unsaid not in mine
    assert "Écharpe" not in letters["bob@example.test"].body
    assert letters[ADDRESS].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    news(shop, "Bol tardif", at=NOON + 4 * DAY)
    assert tell(NOON + 5 * DAY, django_capture_on_commit_callbacks) == [], "within the week"
    late = tell(NOON + 11 * DAY, django_capture_on_commit_callbacks)
    assert {letter.to[0] for letter in late} == {ADDRESS, "bob@example.test"}
    assert all("Bol tardif" in one.body and "Bol 5" not in one.body for one in late)


def test_what_sold_out_or_left_before_the_letter_is_not_told(
    shop, django_capture_on_commit_callbacks
):
    followed(shop)
    gone = news(shop, at=NOON + DAY)
    Product.objects.filter(pk=gone.pk).update(in_stock=False)
    assert tell(NOON + 2 * DAY, django_capture_on_commit_callbacks) == []


def test_one_press_stops_one_shop_or_all(client, shop, django_capture_on_commit_callbacks):
    other = cast.seller("Filature du Puy")
    rows = [followed(shop), followed(other)]
    followed(shop, "bob@example.test")
    news(shop, at=NOON + DAY)
    letters = tell(NOON + 2 * DAY, django_capture_on_commit_callbacks)
    mine = next(letter for letter in letters if letter.to == [ADDRESS])
    every = mine.extra_headers["List-Unsubscribe"].strip("<>").partition("/suivre")[2]

    one = reverse("shop-follow-leave", args=[follows.leave_token_of(rows[0])])
    assert "Atelier Lune" in client.get(one).content.decode()
    assert Follow.objects.count() == 3, "opening a link changes nothing"
    client.post(one)
    assert Follow.objects.count() == 2
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(f"/suivre{every}").status_code == 200, "mail programs have no cookie"
    assert list(Follow.objects.values_list("email", flat=True)) == ["bob@example.test"]
    assert client.post(one).status_code == 404
    assert "ne suivez plus" in client.get("/suivre/quitter/faux/").content.decode()
    lapsed = client.get("/suivre/confirmer/faux/").content.decode()
    assert "Lien périmé" in lapsed
    assert "Demandez-en un autre" in lapsed


def test_what_nobody_confirmed_and_closed_shops_are_forgotten(shop):
    follows.ask(shop, ADDRESS, language="fr", text="x", reader=None, at=NOON)
    kept = followed(shop, "bob@example.test")
    closed = cast.seller("Fermée")
    followed(closed, "bob@example.test")
    type(closed).objects.filter(pk=closed.pk).update(state=SellerState.CLOSED)
    follows.forget_old(at=NOON + 8 * DAY)
    assert list(Follow.objects.all()) == [kept]


def test_the_shop_learns_a_number_and_no_address(client, shop):
    followed(shop)
    client.force_login(cast.owner_of(shop))
    page = client.get(reverse("seller-sharing")).content.decode()
    assert "1 personne suit votre boutique" in page
    assert ADDRESS not in page
