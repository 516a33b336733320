"""Reviews: one a purchase, read first when they must be, counted, answered once, never refused
silently.
"""

import pytest
from django.urls import reverse

from catalog.models import ForbiddenWord, Review
from catalog.reviews import reviews
from catalog.states import ReviewState
from marketplace.shared import clock
from marketplace.shared.models import Fact
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl(lune):
    return cast.offer(lune, title="Bol Rivage").product


def write(product, *, purchase=1, **extra):
    values = {
        "seller": product.owner,
        "author": "Inès B.",
        "rating": 5,
        "title": "Superbe",
        "body": "Très beau bol.",
        "bought_on": cast.NOON.date(),
        "at": cast.NOON,
    }
    return reviews.write(product, purchase=purchase, **{**values, **extra})


def test_a_plain_review_appears_at_once_and_counts(bowl, lune):
    assert write(bowl).state == ReviewState.PUBLISHED
    write(bowl, purchase=2, rating=4)
    write(bowl, purchase=3, rating=4)
    bowl.refresh_from_db()
    lune.refresh_from_db()
    assert (bowl.rating_count, bowl.rating_hundredths) == (3, 433)
    assert (lune.rating_count, lune.rating_hundredths) == (3, 433)


@pytest.mark.parametrize(
    "body",
    [
        "Écrivez-moi à paul@exemple.fr",
        "Appelez le 06 12 34 56 78",
        "Voyez www.moinscher.com",
        "Quel escroc !",
        "Vendeur voleur.",
        "Contient de l'ivoire véritable",
    ],
)
def test_contact_data_insults_and_watched_words_are_read_first(bowl, body):
    ForbiddenWord.objects.create(word="ivoire")
    assert write(bowl, body=body).state == ReviewState.QUEUED
    bowl.refresh_from_db()
    assert bowl.rating_count == 0


def test_the_file_of_a_review_says_why_it_waits_and_marks_it(client, bowl):
    ForbiddenWord.objects.create(word="ivoire")
    review = write(bowl, title="Correct", body="De l'ivoire <b>! Appelez le 06 12 34 56 78, merci.")
    cast.proven(client, cast.operator("moderation"))
    page = client.get(reverse("admin:catalog_review_change", args=[review.pk])).content.decode()
    assert "Bol Rivage · avis signé Inès B." in page
    assert "Le texte contient un numéro de téléphone." in page
    assert "Le mot « ivoire » demande une relecture." in page
    assert "<mark>06 12 34 56 78</mark>, merci." in page
    assert "&lt;b&gt;" in page
    reviews.publish(review, by=None, at=cast.NOON)
    page = client.get(reverse("admin:catalog_review_change", args=[review.pk])).content.decode()
    assert "numéro de téléphone" not in page


@pytest.mark.parametrize("rating", [0, 6, -1, 5.5, "5", True, None])
def test_a_rating_is_a_whole_number_from_one_to_five(bowl, rating):
    with pytest.raises(reviews.NotARating):
        write(bowl, rating=rating)


def test_too_long_twice_and_html(bowl):
    with pytest.raises(reviews.TooLong):
        write(bowl, body="a" * 100_000)
    write(bowl, body="<script>alert(1)</script> joli bol")
    with pytest.raises(reviews.AlreadyReviewed):
        write(bowl)
    assert Review.objects.count() == 1


def test_hidden_with_a_reason_then_shown_again(bowl, odile):
    review = write(bowl, rating=1)
    with pytest.raises(reviews.NoReason):
        reviews.hide(review, because=" ", by=odile, at=cast.NOON)
    reviews.hide(review, because="Propos injurieux", by=odile, at=cast.NOON)
    bowl.refresh_from_db()
    assert bowl.rating_count == bowl.rating_hundredths == 0
    assert Fact.objects.get(name="catalog.ReviewRefused").because == "Propos injurieux"
    reviews.publish(review, by=odile, at=cast.NOON)
    bowl.refresh_from_db()
    assert bowl.rating_hundredths == 100


def test_answered_once_by_the_seller_of_the_review(client, bowl, lune, brun, alice):
    review = write(bowl)
    url = reverse("seller-review-reply", args=[review.pk])
    for stranger in (alice, cast.owner_of(brun)):
        client.force_login(stranger)
        assert client.post(url, {"text": "Bonjour"}).status_code == 404
    client.force_login(cast.owner_of(lune))
    empty = client.post(url, {"text": "  "})
    assert empty.status_code == 422
    assert "Écrivez votre réponse" in empty.content.decode()
    with clock.at(cast.NOON):
        assert client.post(url, {"text": "Merci <b>beaucoup</b>"}).status_code == 302
    review.refresh_from_db()
    assert review.reply == "Merci <b>beaucoup</b>"
    again = client.post(url, {"text": "Encore"})
    assert "déjà répondu" in again.content.decode()
    page = client.get(f"/produit/{bowl.slug}/").content.decode()
    assert "Merci &lt;b&gt;beaucoup" in page


def test_the_seller_sees_their_reviews_only(
    client, bowl, lune, brun, django_assert_max_num_queries
):
    write(bowl)
    write(cast.offer(brun).product, purchase=2, title="Chez Brun")
    client.force_login(cast.owner_of(lune))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("seller-reviews")).content.decode()
    assert "Superbe" in page
    assert "Chez Brun" not in page


def test_a_waiting_review_cannot_be_answered(bowl, odile):
    review = write(bowl, body="Quel escroc !")
    with pytest.raises(reviews.NotPublic):
        reviews.reply(review, text="Merci", by=odile, at=cast.NOON)
