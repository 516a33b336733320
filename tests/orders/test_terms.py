"""The terms of sale: kept in the version that was shown, and handed over in the confirmation."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.models import LegalText
from orders.models import Order
from orders.tasks import send_confirmed
from tests import cast
from tests.orders.test_checkout_pages import DETAILS, add, hidden, order_now

pytestmark = pytest.mark.django_db
WORDS = "Article 1. Objet\nCes conditions régissent vos achats.\n\nArticle 2. Prix\nEn euros."


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield


def newer():
    return LegalText.objects.create(
        kind=LegalText.Kind.SALE_TERMS,
        version=2,
        title="Conditions nouvelles",
        body=WORDS,
        published_at=cast.NOON,
    )


def test_terms_that_changed_on_screen_are_shown_again_before_they_bind(client, lune):
    add(client, cast.offer(lune))
    page = client.get(reverse("shop-checkout"))
    fields = {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown")}
    text = newer()

    again = client.post(reverse("shop-checkout"), fields)

    assert not Order.objects.exists()
    assert "Les conditions générales de vente viennent de changer" in again.content.decode()
    box = re.search(r'<input[^>]*name="terms"[^>]*>', again.content.decode())[0]
    assert "checked" not in box, "what was agreed to was another text"
    assert 'value="Camille Durand"' in again.content.decode()

    client.post(reverse("shop-checkout"), {**fields, "shown": hidden(again, "shown")})

    assert Order.objects.get().terms == text


def test_the_confirmation_holds_the_words_that_were_accepted(client, lune):
    type(lune).objects.filter(pk=lune.pk).update(
        phone="+33 4 72 00 00 00", return_policy="RETOURS : sous trente jours."
    )
    text = newer()
    add(client, cast.offer(lune))
    order_now(client)
    order = cast.pay(Order.objects.get())
    type(lune).objects.filter(pk=lune.pk).update(return_policy="après")
    LegalText.objects.create(
        kind=text.kind, version=3, title="Encore", body="Tout autre chose.", published_at=cast.NOON
    )

    send_confirmed.run(order_id=order.pk)

    sent = mail.outbox[-1]
    letter, papers = sent.body, {name: text for name, text, _kind in sent.attachments}
    for words in (
        "version 2",
        "Ces conditions régissent vos achats.",
        "Article 2. Prix",
        "+33 4 72 00 00 00",
        lune.email,
        "Formulaire de rétractation",
        "Je vous notifie par la présente ma rétractation",
    ):
        assert words in letter
    assert "Tout autre chose" not in letter
    assert f"/retractation/?commande={order.number}" in letter
    assert WORDS in papers["conditions-acceptees.txt"]
    assert "RETOURS : sous trente jours." in papers["conditions-acceptees.txt"]
    assert "après" not in papers["conditions-acceptees.txt"], "as accepted, not as today"
    form = papers["formulaire-de-retractation.txt"]
    for words in (
        f"/retractation/?commande={order.number}",
        f"{lune.legal_name}\n{lune.line1}\n{lune.postcode} {lune.city}\n{lune.email}",
        "Je vous notifie par la présente ma rétractation",
        order.seller_orders.get().lines.get().title,
        "Camille Durand",
    ):
        assert words in form
    assert sum(map(len, papers.values())) < 20_000


def test_nothing_is_ticked_beforehand(client, lune):
    add(client, cast.offer(lune))
    page = client.get(reverse("shop-checkout")).content.decode()
    boxes = [
        part.partition(">")[0]
        for part in page.split("<input")[1:]
        if 'type="checkbox"' in part.partition(">")[0]
    ]
    assert len(boxes) >= 2
    assert [box for box in boxes if "checked" in box] == []
