"""Photos by buyers: given with an agreement, read first, shown, reported, gone by one press."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from catalog import invariants
from catalog.models import Product, Snapshot, SnapshotNotice
from catalog.moderation import merging
from catalog.snapshots import notices, snapshots
from catalog.states import SnapshotNoticeState, SnapshotState
from marketplace.shared import appeals, copies, guests
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from orders.models import OrderLine
from tests import cast
from tests.cast import NOON
from tests.catalog.test_photos import huge_png, picture

pytestmark = pytest.mark.django_db(transaction=True)
BROWSER = {"Sec-Fetch-Site": "none"}
AGREED = {"author": "Inès", "alt": "Le bol, sur mon bureau", "agreed": "on"}


@pytest.fixture(autouse=True)
def _drawn_anew():
    guests.clear()


@pytest.fixture
def line(lune):
    part = cast.sold(cast.offer(lune, title="Bol bleu"))
    return part.lines.select_related("offer__product", "seller_order__order").get()


def upload(colour=(90, 120, 160), content=None):
    return SimpleUploadedFile("photo.jpg", content or picture(colour=colour), "image/jpeg")


def pages(line):
    """The addresses of a guest: their photos, and the sheet."""
    order = line.seller_order.order
    way = reverse("shop-photos", args=[order.number, line.pk]) + f"?t={order.token}"
    return way, reverse("shop-product", args=[line.offer.product.slug])


def give(client, line, *photos, **other):
    way, _sheet = pages(line)
    return client.post(way, {**AGREED, "photos": photos or [upload()], **other})


def given(line, *, alt="Le bol, sur mon bureau", **other):
    give(Client(), line, upload(**other), alt=alt)
    return Snapshot.objects.latest("pk")


def shown(line, odile, **other):
    row = given(line, **other)
    snapshots.publish(row, by=odile, at=NOON)
    row.refresh_from_db()
    return row


def as_guest(path):
    return Client().get(path, headers=BROWSER).content.decode()


def files_of(row):
    there = [copies.url(row.stem, size) for size in copies.SIZES] if row.stem else []
    return [path for path in there if Client().get(path).status_code == 200]


def test_a_guest_gives_photos_that_appear_once_somebody_looked_and_go_by_one_press(
    client, line, odile
):
    way, sheet = pages(line)
    before = as_guest(sheet)
    unasked = give(client, line, agreed="")
    nothing = Snapshot.objects.count()

    answer = give(client, line)

    assert "photos-acheteurs" not in before
    assert unasked.status_code == 422
    assert "sans votre accord" in unasked.content.decode()
    assert nothing == 0
    assert answer.status_code == 302
    row = Snapshot.objects.get()
    assert (row.state, row.purchase, row.consented_at is None) == ("queued", line.pk, False)
    assert "retirer chacune d'un clic" in row.consent
    assert "photos-acheteurs" not in as_guest(sheet)

    mail.outbox.clear()
    snapshots.publish(row, by=odile, at=NOON)
    row.refresh_from_db()
    page = as_guest(sheet)
    assert 'id="photos-acheteurs"' in page
    assert 'alt="Le bol, sur mon bureau"' in page
    assert len(files_of(row)) == 3
    [letter] = mail.outbox
    assert letter.to == [line.seller_order.order.email]
    assert "est en ligne" in letter.subject
    assert way.partition("?")[0] in letter.body

    at = files_of(row)
    assert Client().get(f"{at[0]}?l=160").status_code == 200
    order = line.seller_order.order
    press = reverse("shop-photo-withdrawal", args=[order.number, row.pk])
    assert client.post(press, {"t": order.token}).status_code == 302
    assert client.post(press, {"t": order.token}).status_code == 302  # a double click

    assert "photos-acheteurs" not in as_guest(sheet)
    assert [Client().get(path).status_code for path in (*at, f"{at[0]}?l=160")] == [404] * 4
    row.refresh_from_db()
    assert (row.state, row.stem, row.file.name, row.author, row.alt) == ("withdrawn", *[""] * 4)
    assert row.consent
    assert Fact.objects.filter(name="catalog.SnapshotWithdrawn").count() == 1
    assert not [*invariants.violations()]
    assert not default_storage.exists(f"resized/160/{at[0].removeprefix('/media/')}.webp")


def _listed(folder):
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_only_whoever_received_it_may_give_see_and_take_back(client, line, lune, odile):
    row = shown(line, odile)
    order = line.seller_order.order
    other = cast.sold(cast.offer(lune, title="Bol rouge")).lines.get()
    bought = cast.paid_order(cast.offer(lune, title="Bol vert"))
    waiting = OrderLine.objects.get(seller_order__order=bought)
    theirs = other.seller_order.order
    strangers = [
        client.get(reverse("shop-photos", args=[order.number, line.pk])),
        client.post(reverse("shop-photo-withdrawal", args=[order.number, row.pk])),
        client.get(reverse("shop-photo", args=[order.number, row.pk])),
        # somebody else's photo under one's own order, and what has not arrived
        client.post(
            reverse("shop-photo-withdrawal", args=[theirs.number, row.pk]), {"t": theirs.token}
        ),
        client.get(reverse("shop-photo", args=[theirs.number, row.pk]) + f"?t={theirs.token}"),
        client.get(reverse("shop-photos", args=[theirs.number, line.pk]) + f"?t={theirs.token}"),
        client.get(pages(waiting)[0]),
    ]

    assert [answer.status_code for answer in strangers] == [404] * 7
    row.refresh_from_db()
    assert row.state == SnapshotState.PUBLISHED
    own = client.get(reverse("shop-photo", args=[order.number, row.pk]) + f"?t={order.token}")
    assert own["Content-Type"] == "image/jpeg"
    assert own["Cache-Control"].startswith("private, no-store")


def test_hostile_files_are_refused_in_a_sentence_and_leave_nothing(client, line):
    located = Image.new("RGB", (400, 300), "navy")
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Un appareil"
    out = BytesIO()
    located.save(out, "JPEG", exif=exif)
    wrong = {
        "<svg onload=alert(1)>": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "empty": b"",
        "bomb": huge_png(40_000),
        "cut": picture()[:900],
        "small": picture(width=150, height=150),
        "PDF": cast.paper(),
    }
    for content in wrong.values():
        refused = give(client, line, SimpleUploadedFile("a.jpg", content, "image/jpeg"))
        assert refused.status_code == 422
        assert "errorlist" in refused.content.decode() or "Corrige" in refused.content.decode()
    five = give(client, line, *[upload(colour=(n * 60, 9, 9)) for n in range(5)])
    assert "4 photos au plus" in five.content.decode()
    many = give(client, line, alt="x" * 500, author="<script>a</script>")
    assert many.status_code == 422
    assert not Snapshot.objects.exists()

    give(client, line, upload(content=out.getvalue()), alt="<script>alert(1)</script>")

    row = Snapshot.objects.get()
    with row.file.open() as kept:
        image = Image.open(kept)
        assert not image.getexif()
        assert b"Un appareil" not in kept.read()


def test_a_purchase_has_four_photos_whatever_is_pressed_twice(client, line, odile):
    give(client, line, upload(), upload())  # the same file twice
    give(client, line, upload())
    assert Snapshot.objects.count() == 1

    give(client, line, *[upload(colour=(n * 60, 9, 9)) for n in range(3)])
    full = give(client, line, upload(colour=(200, 9, 9)))
    assert "4 photos au plus" in full.content.decode()
    assert Snapshot.objects.count() == 4

    first = Snapshot.objects.earliest("pk")
    snapshots.refuse(first, because="On y lit une adresse.", by=odile, at=NOON)
    page = client.get(pages(line)[0]).content.decode()
    assert "On y lit une adresse." in page
    assert appeals.page(Fact.objects.get(name="catalog.SnapshotRefused")) in page
    again = give(client, line, upload())
    assert "déjà été refusée" in again.content.decode()
    assert Snapshot.objects.count() == 4


def test_what_finds_no_room_or_is_there_already_is_said(client, line):
    def told(answer):
        return [str(message) for message in get_messages(answer.wsgi_request)]

    give(client, line, upload(), upload(colour=(1, 9, 9)))
    photos = [upload(colour=(n * 60, 200, 9)) for n in range(3)]
    full = give(client, line, *photos)

    assert full.status_code == 422
    assert "Place restante pour cet article : 2" in full.content.decode()
    assert full.content.decode().count('name="photos-kept"') == 3, "nothing is chosen again"
    assert Snapshot.objects.count() == 2

    some = give(client, line, upload(), upload(colour=(70, 200, 9)))
    assert [text[:25] for text in told(some)][-2:] == [
        "Merci ! Votre photo est r",
        "1 photo n'est pas ajoutée",
    ]
    none = give(Client(), line, upload(), upload(colour=(1, 9, 9)))
    assert [text[:32] for text in told(none)] == ["2 photos ne sont pas ajoutées : "]
    assert Snapshot.objects.count() == 3


def test_a_refusal_is_told_contested_and_undone_and_a_withdrawal_meanwhile_wins(line, odile):
    row = shown(line, odile)
    at = files_of(row)
    mail.outbox.clear()

    with pytest.raises(snapshots.NoReason):
        snapshots.refuse(row, because=" ", by=odile, at=NOON)
    snapshots.refuse(row, because="Une personne se reconnaît.", by=odile, at=NOON)

    [letter] = mail.outbox
    fact = Fact.objects.get(name="catalog.SnapshotRefused")
    assert "Une personne se reconnaît." in letter.body
    assert appeals.page(fact) in letter.body
    assert [Client().get(path).status_code for path in at] == [404] * 3
    appeals.ask(fact, text="Elle est d'accord.", by=None, at=NOON)
    row.refresh_from_db()
    snapshots.publish(row, by=odile, at=NOON)
    assert appeals.standing(fact) is appeals.Standing.UNDONE
    row.refresh_from_db()
    assert set(files_of(row)).isdisjoint(at)

    # the moderator's page was read before its author pressed
    late = Snapshot.objects.get(pk=row.pk)
    snapshots.refuse(row, because="Encore.", by=odile, at=NOON)
    seen = Snapshot.objects.get(pk=row.pk)
    snapshots.withdraw(Snapshot.objects.get(pk=row.pk), by=None, at=NOON)
    before = _listed("copies")
    with pytest.raises(MovedMeanwhile):
        snapshots.publish(seen, by=odile, at=NOON)
    with pytest.raises(MovedMeanwhile):
        snapshots.refuse(late, because="Trop tard.", by=odile, at=NOON)
    assert _listed("copies") == before
    assert not [*invariants.violations()]


def test_a_photo_is_reported_kept_with_a_reason_or_gone_with_an_answer(client, line, odile, lune):
    row, second = shown(line, odile), shown(line, odile, colour=(9, 9, 9))
    said = {
        "ground": "person",
        "text": "On y reconnaît ma fille.",
        "name": "Zoé",
        "email": "zoe@example.test",
    }
    way = reverse("shop-snapshot-report", args=[row.pk])
    assert way in as_guest(pages(line)[1])
    mail.outbox.clear()

    unsworn = client.post(way, said)
    answer = client.post(way, {**said, "honest": "on"})
    client.post(way, {**said, "honest": "on"})

    assert unsworn.status_code == 422
    assert answer.url == pages(line)[1]
    notice = SnapshotNotice.objects.get()
    assert [letter.to for letter in mail.outbox] == [["zoe@example.test"]]
    notices.keep(notice, answer="C'est une poupée.", by=odile, at=NOON)
    assert "C'est une poupée." in mail.outbox[-1].body
    fact = Fact.objects.get(name="catalog.SnapshotKept")
    assert appeals.page(fact) in mail.outbox[-1].body

    client.post(reverse("shop-snapshot-report", args=[second.pk]), {**said, "honest": "on"})
    snapshots.withdraw(second, by=None, at=NOON)
    gone = SnapshotNotice.objects.latest("pk")
    assert (gone.state, gone.decided_by) == (SnapshotNoticeState.UPHELD, None)
    assert "l'a retirée elle-même" in mail.outbox[-1].body
    assert client.get(reverse("shop-snapshot-report", args=[second.pk])).status_code == 404
    with pytest.raises(notices.NotShown):
        notices.send(second, **said, language="fr", by=None, at=NOON)


def test_the_console_looks_and_decides(client, line, odile):
    row = given(line, alt="Appelez-moi au 06 39 98 12 34")
    cast.proven(client, odile)
    home = client.get(reverse("admin:index")).content.decode()
    file = reverse("admin:catalog_snapshot_change", args=[row.pk])
    page = client.get(file).content.decode()
    image = client.get(reverse("admin:catalog_snapshot_image", args=[row.pk]))

    assert "Photos d&#x27;acheteurs à relire" in home or "Photos d'acheteurs à relire" in home
    assert "J&#x27;ai pris ces photos" in page
    assert reverse("admin:catalog_snapshot_image", args=[row.pk]) in page
    assert image["Content-Type"] == "image/jpeg"
    client.post(reverse("admin:catalog_snapshot_publish", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == SnapshotState.PUBLISHED
    client.post(
        reverse("admin:catalog_snapshot_refuse", args=[row.pk]), {"because": "Un numéro y est."}
    )
    row.refresh_from_db()
    assert row.state == SnapshotState.REFUSED
    assert row.decided_by == odile


def test_a_sheet_asks_nothing_without_photos_and_once_with_some(line, odile, lune):
    _way, sheet = pages(line)
    counts = []
    for number in range(3):
        Client().get(sheet)  # what is remembered of it is read
        with CaptureQueriesContext(connection) as asked:
            Client().get(sheet)
        counts.append(len(asked))
        shown(line, odile, colour=(number * 60, 9, 9))

    assert counts[1] == counts[0] + 1
    assert counts[2] == counts[1]


def test_photos_follow_their_sheet_and_nothing_is_shown_without_its_agreement(
    line, odile, lune, brun
):
    row = shown(line, odile)
    product = line.offer.product
    twin = cast.offer(brun, title="Bol bleu", category=product.category).product
    merging.merge(product, into=twin, because="La même.", by=odile, at=NOON)
    row.refresh_from_db()
    assert row.product_id == twin.pk
    assert Product.objects.get(pk=twin.pk).snapshots_count == 1
    product.refresh_from_db()
    merging.unmerge(product, because="Non.", by=odile, at=NOON)
    row.refresh_from_db()
    assert (row.product_id, Product.objects.get(pk=twin.pk).snapshots_count) == (product.pk, 0)
    assert not [*invariants.violations()]

    rows = Snapshot.objects.filter(pk=row.pk)
    for broken in ({"withdrawn_at": NOON}, {"stem": ""}, {"consent": ""}, {"consented_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)
    rows.update(state="refused", decided_at=NOON)
    assert any(said.startswith("B3") for said in invariants.violations())
    assert any(said.startswith("B4") for said in invariants.violations())
    snapshots.sweep(at=NOON)
    assert not any(said.startswith("B3") for said in invariants.violations())
