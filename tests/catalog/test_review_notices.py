"""A review is reported by anybody, examined by a person, and both sides read why."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from catalog.models import Review, ReviewNotice
from catalog.reviews import notices, reviews
from catalog.states import NoticeState, ReviewState
from orders.models import Order
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


def test_nobody_reports_their_own_review(client, lune):
    zoe = cast.user("zoe@example.test")
    line = cast.sold(cast.offer(lune, title="Bol rouge"), buyer=zoe).lines.get()
    own = reviews.write(
        line.offer.product,
        seller=lune,
        purchase=line.pk,
        author="Zoé",
        rating=5,
        title="Oui",
        body="Un beau bol.",
        bought_on=NOON.date(),
        at=NOON,
    )
    way = reverse("shop-review-report", args=[own.pk])
    pages = [
        reverse("shop-product", args=[own.product.slug]),
        reverse("shop-seller", args=[lune.slug]),
    ]
    assert all(way in client.get(page).content.decode() for page in pages)

    client.force_login(zoe)

    assert not any(way in client.get(page).content.decode() for page in pages)
    assert client.get(way).url == client.post(way, {**SAID, "honest": "on"}).url == pages[0]
    with pytest.raises(notices.OwnReview):
        sent(own, by=zoe)
    assert not ReviewNotice.objects.exists()


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


def test_what_the_same_mailbox_adds_is_kept_with_its_notice_and_answered_by_letter(
    client, review, odile
):
    way = reverse("shop-review-report", args=[review.pk])
    client.post(way, {**SAID, "honest": "on"})
    mail.outbox.clear()

    more = {"ground": "private", "text": "Il donne le prénom du livreur."}
    answer = client.post(way, {**SAID, **more, "honest": "on"}, follow=True)
    client.post(way, {**SAID, **more, "honest": "on"})  # a double click
    client.post(way, {**SAID, "honest": "on"})

    notice = ReviewNotice.objects.get()
    assert notice.text.count(more["text"]) == notice.text.count(SAID["text"]) == 1
    assert "Données personnelles" in notice.text
    assert "ce que vous ajoutez est lu avec le reste" in answer.content.decode()
    [letter] = mail.outbox
    assert "Votre signalement est complété" in letter.subject
    assert more["text"] in letter.body
    assert SAID["text"] in letter.body
    cast.proven(client, odile)
    file = client.get(reverse("admin:catalog_reviewnotice_change", args=[notice.pk]))
    assert more["text"] in file.content.decode()
    assert SAID["text"] in file.content.decode()


def test_a_notice_is_not_completed_without_end(review):
    for turn in range(4):
        sent(review, text=f"{turn} " + "x" * 1900)

    with pytest.raises(notices.SaidEnough):
        sent(review, text="y" * 1900)
    assert len(ReviewNotice.objects.get().text) <= notices.MOST_WORDS


def test_an_explanation_of_one_letter_is_refused_without_announcing_readers(client, review):
    way = reverse("shop-review-report", args=[review.pk])

    page = client.post(way, {**SAID, "text": "x", "honest": "on"}).content.decode()

    assert "Expliquez en une phrase au moins" in page
    assert "d'autres le liront" not in page


def test_the_console_says_that_whoever_reported_a_review_wrote_it(client, review, odile):
    order = Order.objects.get(seller_orders__lines=review.purchase)
    own, other = sent(review, email=order.email.upper()), sent(review)
    cast.proven(client, odile)

    files = [
        client.get(reverse("admin:catalog_reviewnotice_change", args=[notice.pk])).content.decode()
        for notice in (own, other)
    ]

    told = "vient de l&#x27;auteur de l&#x27;avis"
    assert [told in file for file in files] == [True, False]


def test_a_review_says_which_language_it_is_written_in_where_it_is_not_the_page_s(client, review):
    pages = [
        reverse("shop-review-report", args=[review.pk]),
        reverse("shop-product", args=[review.product.slug]),
        reverse("shop-seller", args=[review.seller.slug]),
    ]
    french, english = "Le livreur était en retard.", "The bowl is lovely and it was well packed."

    def told(words, lang):
        client.cookies["language"] = lang
        return [
            re.findall(rf'<p class="preline"([^>]*)>{re.escape(words)}', page.content.decode())
            for page in map(client.get, pages)
        ]

    assert told(french, "en") == [[' lang="fr"']] * 3
    assert told(french, "fr") == [[""]] * 3
    Review.objects.update(body=english)
    assert told(english, "en") == [[""]] * 3
    assert told(english, "fr") == [[' lang="en"']] * 3
