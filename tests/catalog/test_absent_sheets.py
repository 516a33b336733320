"""A sheet nobody may buy keeps its page, says why and until when, and tells who waits for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from catalog import tasks
from catalog.alerts import alerts
from catalog.models import Alert, Product
from catalog.offers import visibility
from catalog.sheets import products
from marketplace.shared import clock
from marketplace.shared.models import Fact
from sellers.application import suspension
from tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOON + timedelta(days=90)
EMAIL = "zoe@exemple.fr"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def bowl(lune):
    """A sheet on sale, another one beside it."""
    place = cast.category("Vaisselle", slug="vaisselle")
    cast.offer(lune, title="Tasse voisine", category=place)
    offer = cast.offer(lune, title="Bol «\u00a0Lune\u00a0»", category=place)
    visibility.refresh([offer.product_id], at=cast.NOON)
    return offer


def page_of(client, offer, at=cast.NOON):
    with clock.at(at):
        return client.get(reverse("shop-product", args=[offer.product.slug]))


def away(offer, *, days: int):
    today = cast.NOON.date()
    type(offer.seller).objects.filter(pk=offer.seller_id).update(
        holiday_from=today, holiday_until=today + timedelta(days=days)
    )
    visibility.refresh_seller(offer.seller_id, at=cast.NOON)


def retired(offer):
    products.retire(offer.product, by=None, at=cast.NOON)


def closed(offer):
    type(offer.seller).objects.filter(pk=offer.seller_id).update(state="closed")
    visibility.refresh_seller(offer.seller_id, at=cast.NOON)


def paused(offer):
    type(offer).objects.filter(pk=offer.pk).update(is_active=False)
    visibility.refresh([offer.product_id], at=cast.NOON)


def suspended(offer):
    type(offer.seller).objects.filter(pk=offer.seller_id).update(suspended_at=cast.NOON)
    visibility.refresh_seller(offer.seller_id, at=cast.NOON)


def taken_down(offer):
    Product.objects.filter(pk=offer.product_id).update(state="taken_down")
    visibility.refresh([offer.product_id], at=cast.NOON)


STAYS = [
    # how it left; its page now, and after the delay; what it says; whether one may wait
    (lambda offer: away(offer, days=3), 200, 200, "est en congé", True),
    (paused, 200, 200, "pas proposé en ce moment", True),
    (retired, 200, 410, "plus en vente pour le moment", True),
    (closed, 200, 410, "plus en vente", False),
    (taken_down, 410, 410, "plus en vente", False),
    (suspended, 404, 404, "plus à cet étal", False),
]


@pytest.mark.parametrize(
    ("leaves", "now", "later", "says", "waits"),
    STAYS,
    ids=["holiday", "paused", "retired", "closed", "taken_down", "suspended"],
)
def test_a_page_stays_and_says_so(client, bowl, brun, leaves, now, later, says, waits):
    cast.offer(brun, title="Tasse d'ailleurs", category=bowl.product.category)
    leaves(bowl)

    answer = page_of(client, bowl)

    page = answer.content.decode()
    assert answer.status_code == now
    assert says in page
    assert 'class="add-to-cart"' not in page
    assert 'name="offer"' not in page
    assert ("Prévenez-moi" in page) == waits
    assert ("Lune" in re.sub("Atelier Lune", "", page)) == (now == 200)
    if now != 404:
        assert "Tasse d&#x27;ailleurs" in page
    assert bowl.product.slug not in client.get("/sitemap/produits/1.xml").content.decode()
    away_again = leaves is STAYS[0][0]
    assert ("noindex" in page) == (now != 404 and not away_again) or now == 404
    if not away_again:
        assert page_of(client, bowl, at=LATER).status_code == later


def test_a_holiday_says_the_day_of_the_return(client, bowl):
    away(bowl, days=3)

    page = page_of(client, bowl).content.decode()

    back = cast.NOON.date() + timedelta(days=4)
    assert re.search(rf"de nouveau en vente le \w+ {back.day}", page)
    assert "noindex" not in page


def test_the_delay_is_a_rule_and_its_last_day_counts(client, bowl):
    retired(bowl)

    assert page_of(client, bowl, at=LATER - timedelta(days=1)).status_code == 200
    gone = page_of(client, bowl, at=LATER)
    assert gone.status_code == 410
    assert "Tasse voisine" in gone.content.decode()
    with clock.at(LATER):
        wait = client.post(reverse("shop-alert", args=[bowl.product.slug]), {"email": EMAIL})
    assert wait.status_code == 404


def test_a_sheet_that_never_was_online_has_no_page(client, lune):
    draft = cast.offer(lune, state="draft")

    assert page_of(client, draft).status_code == 404


def test_the_day_it_left_is_noted_and_taken_back(bowl):
    paused(bowl)
    assert Product.objects.get(pk=bowl.product_id).left_at == cast.NOON
    visibility.refresh([bowl.product_id], at=LATER)
    assert Product.objects.get(pk=bowl.product_id).left_at == cast.NOON

    type(bowl).objects.filter(pk=bowl.pk).update(is_active=True)
    visibility.refresh([bowl.product_id], at=LATER)
    assert Product.objects.get(pk=bowl.product_id).left_at is None


def wait_for(client, offer, email=EMAIL):
    return client.post(reverse("shop-alert", args=[offer.product.slug]), {"email": email})


def test_who_waits_says_yes_is_told_once_and_forgotten(
    client, bowl, django_capture_on_commit_callbacks
):
    away(bowl, days=3)
    with django_capture_on_commit_callbacks(execute=True):
        assert wait_for(client, bowl, f"{EMAIL}\u200b").status_code == 302
        wait_for(client, bowl)
    [asked] = mail.outbox
    assert (asked.to, asked.subject) == ([EMAIL], "Confirmez votre alerte pour « Bol ‘Lune’ »")
    link = re.search(r"http://[^/]+(/prevenez-moi/confirmer/[^)\s]+)", asked.body)[1]
    # nothing leaves before the yes, and opening the link is none
    client.get(link)
    back(bowl)
    assert alerts.call(at=cast.NOON) == 0
    assert "une seule lettre" in client.post(link).content.decode()

    mail.outbox.clear()
    for _turn in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.call_alerts()

    [letter] = mail.outbox
    assert letter.to == [EMAIL]
    assert reverse("shop-product", args=[bowl.product.slug]) in letter.body
    assert not Alert.objects.exists()
    assert not Fact.objects.filter(data__icontains=EMAIL).exists()
    assert client.post(link).status_code == 404


def back(offer):
    type(offer.seller).objects.filter(pk=offer.seller_id).update(
        holiday_from=None, holiday_until=None
    )
    visibility.refresh_seller(offer.seller_id, at=cast.NOON)


def test_the_reader_of_a_proven_mailbox_is_not_asked_again(client, bowl, alice):
    cast.proven(client, alice)
    paused(bowl)
    assert alice.email in page_of(client, bowl).content.decode()

    wait_for(client, bowl, alice.email)

    assert Alert.objects.get().confirmed_at == cast.NOON
    assert not Fact.objects.filter(name="catalog.AlertAsked").exists()


def test_an_alert_is_left_by_its_link(client, bowl):
    alert = alerts.ask(bowl.product, EMAIL, language="fr", reader=None, at=cast.NOON)
    link = reverse("shop-alert-leave", args=[alerts.leave_token_of(alert)])

    assert "Ne plus prévenir" in client.get(link).content.decode()
    assert Alert.objects.exists()
    assert "oubliée" in client.post(link).content.decode()
    assert not Alert.objects.exists()
    assert client.post(link).status_code == 404
    assert client.get(reverse("shop-alert-confirm", args=["x"])).status_code == 404


@pytest.mark.parametrize("email", ["", "zoe", "zoe@localhost"])
def test_a_wrong_address_is_told_and_nothing_is_kept(client, bowl, email):
    paused(bowl)

    answer = wait_for(client, bowl, email)

    assert answer.status_code == 422
    assert "adresse e-mail" in answer.content.decode()
    assert not Alert.objects.exists()


def test_nobody_fills_a_stranger_s_mailbox(client, lune):
    for _turn in range(7):
        offer = cast.offer(lune)
        paused(offer)
        wait_for(client, offer)

    assert Alert.objects.count() == 5


def sold(offer, left=0):
    type(offer).objects.filter(pk=offer.pk).update(stock=left)
    visibility.refresh([offer.product_id], at=cast.NOON)


def two_colours(bowl):
    """The same sheet in blue and in red."""
    blue, product = bowl.variant, bowl.product
    product.axes, blue.values, blue.label = ["Couleur"], ["Bleu"], "Bleu"
    product.save()
    blue.save()
    red = product.variants.create(values=["Rouge"], label="Rouge", position=1)
    other = type(bowl).objects.create(
        seller=bowl.seller,
        product=product,
        variant=red,
        sku="ROUGE",
        price_cents=bowl.price_cents,
        stock=4,
        created_at=cast.NOON,
        changed_at=cast.NOON,
    )
    visibility.refresh([product.pk], at=cast.NOON)
    return other


def called(django_capture_on_commit_callbacks) -> list:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.call_alerts()
    return mail.outbox


def test_a_sheet_without_stock_is_waited_for_too(
    client, bowl, alice, django_capture_on_commit_callbacks
):
    cast.proven(client, alice)
    assert "Prévenez-moi" not in page_of(client, bowl).content.decode()
    sold(bowl)
    assert "Prévenez-moi" in page_of(client, bowl).content.decode()

    wait_for(client, bowl, alice.email)

    assert called(django_capture_on_commit_callbacks) == []
    sold(bowl, left=2)
    [letter] = called(django_capture_on_commit_callbacks)
    assert letter.subject == "« Bol ‘Lune’ » est de nouveau disponible"
    assert called(django_capture_on_commit_callbacks) == []
    assert not Alert.objects.exists()
    assert (
        b"est de nouveau en vente"
        in client.post(
            reverse("shop-alert", args=[bowl.product.slug]), {"email": EMAIL}, follow=True
        ).content
    )


def test_a_variant_is_waited_for_while_the_others_are_there(
    client, bowl, alice, django_capture_on_commit_callbacks
):
    cast.proven(client, alice)
    red = two_colours(bowl)
    sold(bowl)
    address = reverse("shop-product", args=[bowl.product.slug])
    page = client.get(address, {"v": bowl.variant_id}).content.decode()
    assert f'name="v" value="{bowl.variant_id}"' in page
    assert "Prévenez-moi" not in client.get(address, {"v": red.variant_id}).content.decode()

    asked = client.post(
        reverse("shop-alert", args=[bowl.product.slug]),
        {"email": alice.email, "v": bowl.variant_id},
    )

    assert asked.url == f"{address}?v={bowl.variant_id}"
    assert called(django_capture_on_commit_callbacks) == [], "red is no blue"
    assert "Bol « Lune », Bleu" in client.get(reverse("account-letters")).content.decode().replace(
        "\xa0", " "
    )
    sold(bowl, left=1)
    [letter] = called(django_capture_on_commit_callbacks)
    assert letter.subject == "« Bol ‘Lune’, Bleu » est de nouveau disponible"
    assert f"{address}?v={bowl.variant_id}" in letter.body


@pytest.mark.parametrize("typed", ["", "x", "0", "9" * 30, "²"])
def test_a_variant_that_is_none_waits_for_the_sheet(client, bowl, typed):
    two_colours(bowl)

    answer = client.post(
        reverse("shop-alert", args=[bowl.product.slug]), {"email": EMAIL, "v": typed}
    )

    assert answer.status_code == 302
    assert not Alert.objects.exists(), "red is there"


def test_a_person_sees_and_ends_their_own_alerts(client, bowl, alice, charlie):
    paused(bowl)
    mine = alerts.ask(bowl.product, alice.email, language="fr", reader=None, at=cast.NOON)
    page = reverse("account-letters")
    cast.proven(client, charlie)
    assert "Ce que vous attendez" not in client.get(page).content.decode()
    client.post(page, {"alert": mine.pk})
    assert Alert.objects.exists(), "only its reader ends it"

    cast.proven(client, alice)
    assert "à confirmer par le lien reçu" in client.get(page).content.decode()
    done = client.post(page, {"alert": mine.pk}, follow=True).content.decode()

    assert "L&#x27;alerte est retirée" in done
    assert not Alert.objects.exists()
    assert client.post(page, {"alert": "x"}).status_code == 302


@pytest.mark.parametrize("leaves", [paused, sold])
def test_a_sheet_that_left_again_keeps_its_alert_waiting(bowl, leaves):
    alert = alerts.ask(bowl.product, EMAIL, language="fr", reader=None, at=cast.NOON)
    Alert.objects.update(confirmed_at=cast.NOON)
    assert alerts.call(at=cast.NOON) == 1
    leaves(bowl)

    tasks.send_alert_back(alert_id=alert.pk)

    assert not mail.outbox
    assert Alert.objects.get().told_at is None


def test_old_alerts_are_forgotten(bowl, lune):
    def wait(email, *, days, confirmed):
        at = cast.NOON - timedelta(days=days)
        alert = alerts.ask(bowl.product, email, language="fr", reader=None, at=at)
        Alert.objects.filter(pk=alert.pk).update(confirmed_at=at if confirmed else None)

    wait("a@exemple.fr", days=8, confirmed=False)
    wait("b@exemple.fr", days=6, confirmed=False)
    wait("c@exemple.fr", days=300, confirmed=True)
    wait("d@exemple.fr", days=366, confirmed=True)

    assert alerts.forget_old(at=cast.NOON) == 2
    assert set(Alert.objects.values_list("email", flat=True)) == {"b@exemple.fr", "c@exemple.fr"}
    taken_down(bowl)
    alerts.forget_old(at=cast.NOON)
    assert not Alert.objects.exists()


def test_an_absent_page_asks_few_questions(client, bowl, django_assert_max_num_queries):
    away(bowl, days=3)
    page_of(client, bowl)

    with django_assert_max_num_queries(14):
        page_of(client, bowl)


def test_a_closed_shop_keeps_its_page_says_no_more_than_that_and_ends_by_the_same_rule(
    client, bowl, brun
):
    cast.offer(brun, title="Tasse d'ailleurs", category=bowl.product.category)
    visibility.refresh_seller(brun.pk, at=cast.NOON)
    address = reverse("shop-seller", args=[bowl.seller.slug])
    suspension.suspend(bowl.seller, because="Contrefaçons.", by=None, at=cast.NOON)

    answer = client.get(address)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Cette boutique est fermée pour le moment" in page
    assert "noindex" in page
    assert "Contrefaçons" not in page
    assert bowl.product.title not in page
    assert "Tasse d&#x27;ailleurs" in page

    suspension.close(bowl.seller, because="Contrefaçons.", by=None, at=cast.NOON)
    assert "Cette boutique a fermé" in client.get(address).content.decode()
    with clock.at(LATER - timedelta(days=1)):
        assert client.get(address).status_code == 200
    with clock.at(LATER):
        assert client.get(address).status_code == 410
    type(bowl.seller).objects.filter(pk=bowl.seller_id).update(opened_at=None, state="applied")
    assert client.get(address).status_code == 404, "never was a shop"
