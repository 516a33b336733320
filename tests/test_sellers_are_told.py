"""What a shop must learn without looking: the provider's questions, a suspension that is over, a
new review, an order that soon cancels itself.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from catalog.reviews import reviews
from catalog.tasks import send_new_review
from marketplace.flows import FLOWS
from marketplace.shared import mail as letters
from marketplace.shared.gateway.protocol import AccountView
from marketplace.shared.models import Fact, Pending
from orders.events import AnswerDue
from orders.fulfilment import acceptance
from orders.tasks import send_answer_due
from sellers.application import emails, kyc, suspension
from sellers.tasks import send_kyc_asked, send_reinstated
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def handed_over(name: str) -> list[dict]:
    """What waits to be done by a task."""
    return [pending.data for pending in Pending.objects.filter(task=name).order_by("pk")]


def view(lune, state: str, *requirements: str, payouts: bool = True) -> AccountView:
    return AccountView(
        ref=lune.account_ref,
        state=state,
        charges_enabled=payouts,
        payouts_enabled=payouts,
        requirements=requirements,
    )


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (("verified",), ("verified", "individual.verification.document"), True),
        (("verified",), ("restricted",), True),
        (("pending", "external_account", "company"), ("pending", "company"), False),
        (("restricted", "company"), ("verified",), False),
        (("verified",), ("verified",), False),
    ],
)
def test_a_new_question_of_the_provider_is_told_an_answered_one_is_not(lune, first, then, told):
    kyc.mirror(lune, view(lune, *first), at=NOON)
    Pending.objects.all().delete()
    lune.refresh_from_db()

    kyc.mirror(lune, view(lune, *then, payouts=then[0] == "verified"), at=NOON + HOUR)

    assert len(handed_over("sellers.send_kyc_asked")) == told
    if told:
        send_kyc_asked.run(seller_id=lune.pk)
        letter = mail.outbox[-1]
        assert letter.to == [lune.email]
        assert ("une pièce d'identité" in letter.body) == (len(then) > 1)
        assert ("Le prestataire de paiement demande" in letter.body) == (len(then) > 1)
        assert ("restreint" in letter.subject) == (then[0] == "restricted")
        assert ("aucun versement" in letter.body) == (then[0] == "restricted")
        lune.refresh_from_db()
        kyc.mirror(lune, view(lune, "verified"), at=NOON + 2 * HOUR)
        send_kyc_asked.run(seller_id=lune.pk)
        assert len(mail.outbox) == 1, "answered before the letter left"


def test_a_suspension_that_is_over_is_told(lune, texts):
    suspension.suspend(lune, because="Colis", by=None, at=NOON)
    lune.refresh_from_db()
    suspension.reinstate(lune, by=None, at=NOON + HOUR)

    assert [data["seller_id"] for data in handed_over("sellers.send_reinstated")] == [lune.pk]
    send_reinstated.run(seller_id=lune.pk)
    assert mail.outbox[-1].to == [lune.email]
    assert "levée" in mail.outbox[-1].body


def test_a_review_is_told_to_its_shop_when_everybody_reads_it(lune):
    line = cast.sold((cast.offer(lune), 1)).lines.get()
    review = reviews.write(
        line.offer.product,
        seller=lune,
        purchase=line.pk,
        author="Alice",
        rating=1,
        title="Fêlé",
        body="Écrivez-moi : alice@example.test",
        bought_on=NOON.date(),
        at=NOON,
    )
    assert handed_over("catalog.send_new_review") == [], "it is read by us first"

    reviews.publish(review, by=None, at=NOON)
    assert handed_over("catalog.send_new_review") == [{"review_id": review.pk}]
    send_new_review.run(review_id=review.pk)
    letter = mail.outbox[-1]
    assert (letter.to, "1 sur 5" in letter.subject) == ([lune.email], True)
    assert "donne 1 étoile sur 5" in letter.body
    assert reverse("seller-reviews") in letter.body
    reviews.reply(review, text="Pardon.", by=None, at=NOON)
    send_new_review.run(review_id=review.pk)
    assert len(mail.outbox) == 1, "answered before the letter left"


def test_the_console_says_of_a_review_that_its_author_bought(client, lune):
    line = cast.sold((cast.offer(lune), 1)).lines.get()
    review = reviews.write(
        line.offer.product,
        seller=lune,
        purchase=line.pk,
        author="Alice",
        rating=2,
        title="Fêlé",
        body="Dommage.",
        bought_on=NOON.date(),
        at=NOON,
    )
    client.force_login(cast.operator("moderation"))

    page = client.get(reverse("admin:catalog_review_change", args=[review.pk])).content.decode()

    assert "Achat vérifié" in page
    assert line.seller_order.number in page


@pytest.mark.parametrize(("rule", "hours"), [(12, 12), (6, 6), (40, 24)])
def test_before_an_order_cancels_itself_its_seller_is_told_once(lune, rule, hours):
    cast.rules(accept_hours=48, accept_reminder_hours=rule)
    part = cast.part_of(cast.paid_order(cast.offer(lune), at=NOON))
    done = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), at=NOON)))
    due = NOON + timedelta(hours=48 - hours)

    assert acceptance.remind_due(due - HOUR) == 0
    assert acceptance.remind_due(due) == 1
    assert acceptance.remind_due(due + HOUR) == 0
    assert acceptance.remind_due(NOON + timedelta(hours=49)) == 0
    assert [
        fact.data["seller_order_id"] for fact in Fact.objects.filter(name="orders.AnswerDue")
    ] == [part.pk]
    assert AnswerDue in FLOWS

    for one in (part, done):
        send_answer_due.run(seller_order_id=one.pk)
    assert [part.number in letter.subject for letter in mail.outbox] == [True]
    assert "sera annulée sans réponse" in mail.outbox[0].subject, "it is not cancelled yet"
    assert mail.outbox[0].to == [lune.email]


def test_the_welcome_leads_to_where_articles_are_added(lune):
    letters.send(emails.opened(lune))

    assert reverse("seller-product-new") in mail.outbox[-1].body
