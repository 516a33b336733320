"""Hygiene and recordings keep their withdrawal as long as the seal does (L221-28, 5° and 9°)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog import withdrawal
from marketplace.proof import verify
from marketplace.shared import clock, files
from orders import tasks
from orders.incidents import incidents
from orders.models import Refund, Return, ReturnPhoto
from orders.money import refunds
from orders.returns import returns, withdrawals
from orders.states import ReturnState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def _two_days_later():
    with clock.at(LATER):
        yield


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def part(lune):
    return cast.sold((cast.offer(lune, withdrawal_exception="hygiene", price_cents=2000), 2))


def asked(part, *, count=2, unsealed=False):
    line = part.lines.get()
    taken = withdrawals.withdraw(
        part, pieces={line.pk: count}, unsealed={line.pk: unsealed}, by=None, at=LATER
    )
    back = taken.returns[0]
    returns.accept(back, by=None, at=LATER)
    return back


@pytest.mark.parametrize("code", sorted(withdrawal.SEALED))
def test_a_sealed_article_is_withdrawn_from_and_others_are_not(lune, code):
    sealed = cast.sold(cast.offer(lune, withdrawal_exception=code))
    back = returns.ask(
        sealed, pieces={sealed.lines.get().pk: 1}, reason="withdrawal", by=None, at=LATER
    )
    firm = cast.sold(cast.offer(lune, withdrawal_exception="perishable"))

    with pytest.raises(returns.NotReturnable):
        returns.ask(firm, pieces={firm.lines.get().pk: 1}, reason="withdrawal", by=None, at=LATER)
    assert back.state == ReturnState.ASKED


def test_the_buyer_is_asked_about_the_seal_of_what_was_received(client, part):
    line, order = part.lines.get(), part.order
    address = reverse("shop-return-new", args=[order.number, part.pk])
    chosen = {"t": order.token, f"q{line.pk}": 1, "reason": "withdrawal", "comment": ""}

    silent = client.post(address, chosen).content.decode()
    assert Return.objects.count() == 0
    client.post(address, chosen | {f"seal{line.pk}": "open"})

    assert "Dites si le sceau de cet article est intact" in silent
    assert Return.objects.get().lines.get().unsealed is True  # opened, and never refused outright


def test_an_intact_seal_is_refunded_whole(part):
    back = asked(part)

    refund = returns.receive(back, by=None, at=LATER)

    assert refund.amount_cents == part.total_cents


def test_a_broken_seal_is_deducted_with_a_finding_and_a_photo_that_the_buyer_sees(client, part):
    back, line = asked(part, unsealed=True), part.lines.get()
    owner = cast.owner_of(part.seller)
    client.force_login(owner)
    fields = {"act": "receive", f"v-q{line.pk}": 2, f"v-less{line.pk}": "15,00"}
    address = reverse("seller-return", args=[back.number])
    bare = client.post(address, fields).content.decode()
    assert Refund.objects.count() == 0

    photo = SimpleUploadedFile("sceau.jpg", picture(), "image/jpeg")
    client.post(address, fields | {"v-finding": "Un des deux films est déchiré.", "v-photo": photo})

    refund, shot = Refund.objects.get(), ReturnPhoto.objects.get()
    back.refresh_from_db()
    assert "Joignez une photo" in bare
    assert (refund.goods_cents, back.state) == (2500, ReturnState.RECEIVED)
    assert back.lines.get().deducted_cents == 1500
    client.logout()
    page = client.get(
        reverse("shop-order", args=[part.order.number]), {"t": part.order.token}
    ).content.decode()
    seen = reverse("shop-return-photo", args=[part.order.number, shot.pk])
    assert "Un des deux films est déchiré." in page
    assert client.get(seen, {"t": part.order.token}).status_code == 200
    assert client.get(seen).status_code == 404
    cast.sent(refund, at=LATER)
    assert list(verify.violations()) == []


def test_keeping_the_whole_price_refuses_the_return_and_the_goods_stay_the_buyer_s(part):
    back, line = asked(part), part.lines.get()
    seen = [files.read_picture(picture())]

    assert (
        returns.receive(
            back, deducted={line.pk: 4000}, finding="Ouverts.", photos=seen, by=None, at=LATER
        )
        is None
    )

    back.refresh_from_db()
    line.refresh_from_db()
    assert (back.state, back.finding, line.returned) == (ReturnState.REFUSED, "Ouverts.", 0)
    assert Refund.objects.count() == 0


def test_whose_the_goods_are_is_said_to_both_sides_with_the_way_to_disagree(client, alice, lune):
    part = cast.sold(
        (cast.offer(lune, withdrawal_exception="hygiene", price_cents=2000), 2), buyer=alice
    )
    back, line, order = asked(part), part.lines.get(), part.order
    seen = [files.read_picture(picture())]
    returns.receive(
        back, deducted={line.pk: 4000}, finding="Ouverts.", photos=seen, by=None, at=LATER
    )
    tasks.send_refused_on_receipt(return_id=back.pk)
    door = f"{reverse('shop-incident-new', args=[order.number, part.pk])}?retour={back.number}"
    client.force_login(alice)

    page = client.get(reverse("shop-order", args=[order.number])).content.decode()
    listed = client.get(reverse("shop-my-returns")).content.decode()
    letter = mail.outbox[-1]
    client.force_login(cast.owner_of(lune))
    desk = client.get(reverse("seller-return", args=[back.number])).content.decode()

    kept = f"2 × {line.title} : rien ne vous est remboursé, l&#x27;article reste donc à vous."
    for text in (page, listed, letter.alternatives[0][0]):
        text = (
            text.replace("\u202f", " ")
            .replace("\xa0", " ")
            .replace("’", "&#x27;")
            .replace("'", "&#x27;")
        )
        assert kept in text
        assert "le garde à votre disposition, sans pouvoir le vendre ni le jeter" in text
        assert "Le port de ce renvoi est à votre charge" in text
    assert door in page
    assert f"{door}&amp;t={order.token}" in letter.alternatives[0][0]
    assert lune.email in letter.alternatives[0][0]
    assert "ils restent à l" in desk
    assert "Gardez-les à sa disposition" in desk
    assert client.get(reverse("shop-order", args=[order.number])).status_code == 404, (
        "only the buyer reads it"
    )

    assert "Renoncer à un article" not in page, (
        "they are at the seller's: a second withdrawal has nothing to send"
    )
    with pytest.raises(withdrawals.NothingLeft):
        withdrawals.withdraw(part, by=None, at=LATER)
    row = incidents.open_(
        part, kind="return_refused", text="Scellés.", back=back, by=None, at=LATER
    )
    incidents.concede(row, by=cast.owner_of(lune), at=LATER)
    client.force_login(alice)
    page = client.get(reverse("shop-order", args=[order.number])).content.decode()
    assert "rien ne vous est remboursé" not in page, (
        "refunded after all, the goods are the buyer's no more"
    )


def test_nothing_is_kept_without_evidence_nor_of_other_articles(lune, part):
    back, line = asked(part), part.lines.get()
    seen = [files.read_picture(picture())]
    with pytest.raises(returns.FindingMissing):
        returns.receive(back, deducted={line.pk: 100}, finding="Ouvert", by=None, at=LATER)
    with pytest.raises(returns.NothingToDeduct):
        returns.receive(
            back, deducted={line.pk: 4001}, finding="Ouvert", photos=seen, by=None, at=LATER
        )
    plain = cast.sold(cast.offer(lune))
    other = asked(plain, count=1)
    with pytest.raises(returns.NothingToDeduct):
        returns.receive(
            other,
            deducted={plain.lines.get().pk: 100},
            finding="Usé",
            photos=seen,
            by=None,
            at=LATER,
        )

    assert Refund.objects.count() == 0


def test_what_was_kept_of_a_piece_does_not_go_back_with_the_next_one(part):
    line, seen = part.lines.get(), [files.read_picture(picture())]
    first = asked(part, count=1)
    returns.receive(
        first, deducted={line.pk: 500}, finding="Ouvert", photos=seen, by=None, at=LATER
    )

    part.refresh_from_db()
    second = returns.receive(asked(part, count=1), by=None, at=LATER)

    assert second.goods_cents == 2000
    assert refunds.refundable(part) == {line.pk: 0}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("hygiene", "Rétractation possible tant que le sceau est intact"),
        ("perishable", "Sans droit de rétractation"),
    ],
)
def test_sheet_cart_and_letter_say_which(client, lune, code, words):
    offer = cast.offer(lune, withdrawal_exception=code)
    client.post(reverse("shop-cart-add"), {"offer": offer.pk, "quantity": 1})

    sheet = client.get(reverse("shop-product", args=[offer.product.slug])).content.decode()
    cart = client.get(reverse("shop-cart")).content.decode()

    assert words in cart
    assert ("tant que le sceau est intact" in sheet) == (code == "hygiene")
    assert ("pour changer d'avis après réception" in sheet) == (code == "hygiene")
