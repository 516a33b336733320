"""A review is reported by anybody, examined by a person, and both sides read why."""

import pytest
from django.core import mail
from django.urls import reverse

from catalog.models import Review, ReviewNotice
from catalog.reviews import notices, reviews
from catalog.states import NoticeState, ReviewState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)

SAID = {
    "ground": "elsewhere",
    "text": "Il parle du transporteur, pas du bol.",
    "name": "Zoé Petit",
    "email": "zoe@example.test",
}


@pytest.fixture
def review(lune):
    part = cast.sold(cast.offer(lune, title="Bol bleu"))
    line = part.lines.select_related("offer__product").get()
    return reviews.write(
        line.offer.product,
        seller=lune,
        purchase=line.pk,
        author="Inès",
        rating=1,
        title="Non",
        body="Le livreur était en retard.",
        bought_on=NOON.date(),
        at=NOON,
    )


def sent(review, **other):
    said = {**SAID, "language": "fr", "by": None, "at": NOON, **other}
    return notices.send(review, **said)


def test_whoever_reads_a_review_reports_it_without_an_account(client, review):
    way = reverse("shop-review-report", args=[review.pk])
    pages = [
        client.get(reverse("shop-product", args=[review.product.slug])),
        client.get(reverse("shop-seller", args=[review.seller.slug])),
    ]
    mail.outbox.clear()

    empty = client.post(way, SAID)  # the statement of good faith lacks
    nothing = ReviewNotice.objects.count()
    answer = client.post(way, {**SAID, "honest": "on"})
    again = client.post(way, {**SAID, "honest": "on"})

    assert all(f'href="{way}"' in page.content.decode() for page in pages)
    assert empty.status_code == 422
    assert "Cochez cette déclaration" in empty.content.decode()
    assert nothing == 0
    assert answer.url == again.url == reverse("shop-product", args=[review.product.slug])
    assert ReviewNotice.objects.get().state == NoticeState.OPEN
    [letter] = mail.outbox
    assert letter.to == ["zoe@example.test"]
    assert "Votre signalement est reçu" in letter.subject


def test_a_shop_that_reports_a_review_comes_back_to_its_list_and_reads_that_it_is_read(
    client, review, lune
):
    owner = cast.owner_of(lune)
    client.force_login(owner)
    listing = reverse("seller-reviews")
    way = f"{reverse('shop-review-report', args=[review.pk])}?retour=avis"
    assert f'href="{way}"' in client.get(listing).content.decode()

    answer = client.post(way, {**SAID, "email": owner.email, "honest": "on"})

    assert answer.url == listing
    page = client.get(listing).content.decode()
    assert "en cours de lecture" in page
    assert way not in page


def test_a_review_that_is_not_shown_is_not_reported(client, review, odile):
    reviews.hide(review, because="Hors sujet.", by=odile, at=NOON)

    assert client.get(reverse("shop-review-report", args=[review.pk])).status_code == 404
    with pytest.raises(notices.NotShown):
        sent(review)
    assert not ReviewNotice.objects.exists()


def test_taking_the_review_away_tells_its_author_and_all_who_reported_it(client, review, odile):
    notice, other = sent(review), sent(review, email="luc@example.test")
    cast.proven(client, odile)
    file = client.get(reverse("admin:catalog_reviewnotice_change", args=[notice.pk]))
    mail.outbox.clear()

    moves = {str(move["verb"].label): move["url"] for move in file.context["moves"]}
    answer = client.post(moves["Écarter l'avis"], {"because": "Il ne parle pas du produit."})

    assert "Le livreur était en retard." in file.content.decode()
    assert answer.status_code == 302
    assert Review.objects.get().state == ReviewState.REFUSED
    rows = ReviewNotice.objects.values_list("state", "answer", "decided_by")
    assert {*rows} == {(NoticeState.UPHELD, "Il ne parle pas du produit.", odile.pk)}
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    author = (told.keys() - {notice.email, other.email}).pop()
    assert len(told) == 3
    assert all("Il ne parle pas du produit." in body for body in told.values())
    assert "/recours/" in told[author] or "Contester" in told[author]


def test_keeping_the_review_is_answered_with_reasons_and_may_be_contested(client, review, odile):
    notice, other = sent(review), sent(review, email="luc@example.test")
    cast.proven(client, odile)
    way = reverse("admin:catalog_reviewnotice_keep", args=[notice.pk])
    mail.outbox.clear()

    refused = client.post(way, {"because": ""})
    before = ReviewNotice.objects.get(pk=notice.pk).state
    client.post(way, {"because": "Le retard fait partie de l'achat."})

    assert refused.context["form"].errors
    assert before == NoticeState.OPEN
    assert Review.objects.get().state == ReviewState.PUBLISHED
    assert ReviewNotice.objects.get(pk=notice.pk).state == NoticeState.KEPT
    assert ReviewNotice.objects.get(pk=other.pk).state == NoticeState.OPEN
    [letter] = mail.outbox
    assert letter.to == [notice.email]
    assert "Le retard fait partie de l'achat." in letter.body
    assert "Contester cette décision" in letter.body


def test_whoever_reported_does_not_decide(client, review, odile):
    notice = sent(review, email=odile.email)
    cast.proven(client, odile)

    page = client.get(reverse("admin:catalog_reviewnotice_change", args=[notice.pk]))
    client.post(reverse("admin:catalog_reviewnotice_keep", args=[notice.pk]), {"because": "Bon."})

    assert not page.context["moves"]
    assert "ce signalement est le vôtre" in page.content.decode()
    assert ReviewNotice.objects.get().state == NoticeState.OPEN
