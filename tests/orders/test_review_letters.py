"""The author of a review reads why it does not appear."""

import pytest
from django.core import mail

from catalog.models import Review
from catalog.reviews import reviews
from orders.tasks import send_review_refused
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_author_is_written_to_with_the_reason(lune, odile):
    part = cast.sold(cast.offer(lune, title="Bol bleu"))
    line = part.lines.select_related("offer__product").get()
    review = reviews.write(
        line.offer.product,
        seller=lune,
        purchase=line.pk,
        author="Inès",
        rating=1,
        title="Non",
        body="Quel escroc !",
        bought_on=NOON.date(),
        at=NOON,
    )
    mail.outbox.clear()

    reviews.hide(review, because="Propos injurieux", by=odile, at=NOON)

    letter = mail.outbox[0]
    assert letter.to == [part.order.email]
    assert "Bol bleu" in letter.subject
    assert "Propos injurieux" in letter.body


def test_a_review_of_nobody_known_writes_to_nobody(lune, odile):
    before = len(mail.outbox)
    send_review_refused.run(review_id=1, purchase=12345, reason="Publicité")
    assert len(mail.outbox) == before
    assert not Review.objects.exists()
