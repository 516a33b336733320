"""Posts of others: copied, proven, shown to the second, gone when their author asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketing import invariants
from marketing.blocks import typed
from marketing.models import Repost
from marketing.pages import drafts, life
from marketing.reposts import reposts
from marketing.states import RepostState
from marketplace.shared import clock, copies, files, guests
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from tests import cast
from tests.cast import NOON
from tests.catalog.test_photos import picture

pytestmark = pytest.mark.django_db(transaction=True)
BROWSER = {"Sec-Fetch-Site": "none"}
WALL = "/mur/"
SAID = {
    "author": "@ines",
    "network": "Mastodon",
    "url": "https://social.example/p/1",
    "posted_on": NOON.date(),
    "text": "Le pichet est arrivé, et il a sa place.",
    "alt": "Un pichet",
    "alt_en": "A pitcher",
    "message": "Oui, avec plaisir.",
    "agreed_on": NOON.date(),
    "ends_at": None,
}


@pytest.fixture(autouse=True)
def _noon():
    guests.clear()
    with clock.at(NOON):
        yield


def written(*, pictured=True, proof=None, **other):
    drawn = files.read_picture(picture()) if pictured else None
    own = {"url": f"https://social.example/p/{Repost.objects.count() + 1}"}
    return reposts.write({**SAID, **own, **other}, picture=drawn, proof=proof, by=None, at=NOON)


def on(**other):
    row = written(**other)
    reposts.show(row, revision=0, by=None, at=NOON)
    row.refresh_from_db()
    return row


def as_guest(path):
    return Client().get(path, headers=BROWSER).content.decode()


def status(row):
    return [Client().get(copies.url(row.stem, size)).status_code for size in copies.SIZES]


def test_nothing_is_shown_without_a_proof_and_each_reason_is_told():
    lacking = {
        "accord de son auteur, en document": {"message": " ", "agreed_on": NOON.date()},
        "et sa date": {"agreed_on": None},
        "avant la publication": {"agreed_on": NOON.date() - timedelta(days=1)},
        "jour à venir": {"agreed_on": NOON.date() + timedelta(days=2)},
        "date de fin": {"ends_at": NOON},
        "un texte ou une image": {"text": " ", "pictured": False},
        "ce que montre": {"alt": ""},
    }
    for words, other in lacking.items():
        row = written(**other)
        with pytest.raises(reposts.NotReady) as refusal:
            reposts.show(row, revision=0, by=None, at=NOON)
        assert words in str(refusal.value)
        row.refresh_from_db()
        assert (row.state, row.stem) == ("draft", "")
    assert "@ines" not in as_guest(WALL)

    row = written(message="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Repost.objects.filter(pk=row.pk).update(state="shown", shown_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Repost.objects.filter(pk=row.pk).update(url="javascript:alert(1)")
    assert not [*invariants.violations()]


def test_a_copy_ends_to_the_second_and_its_files_go():
    ends = NOON + timedelta(seconds=90)
    row = on(ends_at=ends)
    assert status(row) == [200] * 3
    page = as_guest(WALL)
    assert 'rel="nofollow ugc noopener"' in page
    assert "@ines" in page
    assert "social.example" not in page.replace("https://social.example/p/1", "")

    with clock.at(ends - timedelta(seconds=1)):
        assert "@ines" in as_guest(WALL)
    with clock.at(ends):
        assert "@ines" not in as_guest(WALL)  # before any job noted it
        reposts.turn(at=ends)
    kept = row.stem
    row.refresh_from_db()
    assert (row.state, row.stem) == (RepostState.ENDED, "")
    assert row.file
    row.stem = kept
    assert status(row) == [404] * 3
    assert Fact.objects.filter(name="marketing.RepostEnded").count() == 1
    assert not [*invariants.violations()]


def test_its_author_takes_it_off_with_the_link_they_were_sent(client):
    row = on()
    at = row.stem
    assert "@ines" in as_guest(WALL)
    way = reposts.way_out(row).removeprefix("http://localhost:8000")
    way = "/" + way.split("/", 3)[-1] if way.startswith("http") else way

    assert "Retirer ma publication" in client.get(way).content.decode()
    assert client.get(f"{way[:-3]}xx/").status_code == 404
    assert client.post(way).status_code == 302
    assert client.post(way).status_code == 302

    assert "@ines" not in as_guest(WALL)
    row.refresh_from_db()
    assert (row.state, row.text, row.file.name, row.stem) == ("withdrawn", "", "", "")
    assert row.message
    row.stem = at
    assert status(row) == [404] * 3
    assert "plus sur" in client.get(way).content.decode()
    assert Fact.objects.filter(name="marketing.RepostWithdrawn").count() == 1
    with pytest.raises(MovedMeanwhile):
        reposts.end(Repost(pk=row.pk, state="shown"), by=None, at=NOON)
    assert not [*invariants.violations()]
    Repost.objects.filter(pk=row.pk).update(state="draft")
    assert any("is back" in said for said in invariants.violations())


def test_the_editorial_role_copies_shows_and_withdraws(client):
    odile = cast.operator("editorial")
    cast.proven(client, odile)
    add = reverse("admin:marketing_repost_add")
    typed_ = {
        **{name: str(value) for name, value in SAID.items() if value is not None},
        "posted_on": "2026-11-20",
        "agreed_on": "2026-11-21",
        "text": "Le moins cher, <script>alert(1)</script>",
    }
    wrong = [
        client.post(add, {**typed_, "url": "http://social.example/1"}),
        client.post(add, {**typed_, "url": "javascript:alert(1)"}),
        client.post(add, {**typed_, "picture": SimpleUploadedFile("a.jpg", b"<svg onload=x>")}),
        client.post(add, {**typed_, "paper": SimpleUploadedFile("a.pdf", b"MZ\x90")}),
        client.post(add, {**typed_, "ends_at": "2026-11-01T10:00"}),
        client.post(add, {"author": ""}),
        client.post(add, {**typed_, "agreed_on": "2026-11-19"}),
        client.post(add, {**typed_, "posted_on": "2030-01-01"}),
    ]
    assert [answer.status_code for answer in wrong] == [422, 422, 422, 422, 409, 422, 422, 422]
    assert "plus ancien que la publication" in wrong[-2].text
    assert "datée d&#x27;un jour à venir" in wrong[-1].text
    assert not Repost.objects.exists()

    sent = {
        **typed_,
        "picture": SimpleUploadedFile("a.jpg", picture()),
        "paper": SimpleUploadedFile("accord.pdf", cast.paper()),
    }
    answer = client.post(add, sent)
    row = Repost.objects.get()
    file = reverse("admin:marketing_repost_change", args=[row.pk])
    assert answer.url == file
    page = client.get(file).content.decode()
    assert "<script>alert" not in page
    paper = client.get(reverse("admin:marketing_repost_proof", args=[row.pk]))
    assert paper["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("admin:marketing_repost_image", args=[row.pk])).status_code == 200

    # changed in another tab after it was read
    reposts.change(
        row, {**SAID, "text": "Autre"}, picture=None, proof=None, revision=0, by=None, at=NOON
    )
    show = reverse("admin:marketing_repost_show", args=[row.pk])
    client.post(show, {"revision": 0})
    row.refresh_from_db()
    assert row.state == RepostState.DRAFT
    client.post(show, {"revision": 1})
    row.refresh_from_db()
    assert (row.state, row.shown_by) == (RepostState.SHOWN, odile)
    assert "Autre" in as_guest(WALL)

    client.post(reverse("admin:marketing_repost_withdraw", args=[row.pk]))
    assert "Autre" not in as_guest(WALL)
    assert Client().get(reverse("admin:marketing_repost_proof", args=[row.pk])).status_code != 200


def test_a_composed_page_shows_wall_and_photos_and_changes_at_once():
    content = {
        "title": "Noël",
        "title_en": "Noel",
        "description": "Une page.",
        "description_en": "A page.",
        "blocks": [
            typed.new("text", {"text": "Bonjour", "text_en": "Hello"}),
            typed.new("wall", {"title": "Mur", "title_en": "Wall", "most": "3"}),
            typed.new("snapshots", {"title": "Chez vous", "title_en": "At yours", "most": "3"}),
        ],
    }
    version = drafts.create("landing", name="Noël", slug="noel", by=None, at=NOON)
    drafts.save(version, content, revision=version.revision, by=None, at=NOON)
    version.refresh_from_db()
    life.approve(version, starts_at=None, ends_at=None, revision=version.revision, by=None, at=NOON)
    page = reverse("shop-landing", args=["noel"])
    assert "block-wall" not in as_guest(page)

    ends = NOON + timedelta(hours=1)
    row = on(ends_at=ends)
    assert "Le pichet est arrivé" in as_guest(page)
    with clock.at(ends):
        assert "Le pichet est arrivé" not in as_guest(page)
    on(text="Encore un.")
    assert "Encore un." in as_guest(page)
    reposts.withdraw(row, by=None, at=NOON)
    assert "Le pichet est arrivé" not in as_guest(page)


def test_what_its_author_withdrew_comes_back_only_with_a_later_agreement():
    row = on(url="https://www.social.example/p/1/?utm_source=x#top")
    draft = written(url="https://social.example/p/1", text="Encore.")
    reposts.withdraw(row, by=None, at=NOON)
    with pytest.raises(reposts.NotReady, match="nouvel accord"):
        written(url="https://m.Social.example/p/1/?igsh=abc")
    with pytest.raises(reposts.NotReady, match="nouvel accord"):
        reposts.show(draft, revision=0, by=None, at=NOON)
    assert "Encore." not in as_guest(WALL)
    assert written(url="https://social.example/p/1?page=2").pk  # another post

    later = NOON + timedelta(days=1)
    with clock.at(later):
        again = written(url="https://social.example/p/1", agreed_on=later.date(), text="De retour.")
        reposts.show(again, revision=0, by=None, at=later)
        assert "De retour." in as_guest(WALL)
        # the link that was sent for one copy takes the post off, whichever copy shows it
        other = Repost.objects.get(pk=draft.pk)
        reposts.withdraw(other, by=None, at=later)
        assert "De retour." not in as_guest(WALL)
    assert not [*invariants.violations()]


def test_the_same_post_is_shown_once_at_a_time():
    first = on(url="https://social.example/p/1")
    second = written(url="https://www.social.example/p/1/")
    with pytest.raises(reposts.NotReady, match=f"copie n° {first.pk}, « @ines · Mastodon »"):
        reposts.show(second, revision=0, by=None, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Repost.objects.filter(pk=second.pk).update(state="shown", shown_at=NOON)
    reposts.end(first, by=None, at=NOON)
    reposts.show(second, revision=0, by=None, at=NOON)
    reposts.take_up(first, by=None, at=NOON)
    with pytest.raises(reposts.NotReady):
        reposts.show(first, revision=0, by=None, at=NOON)


def test_a_draft_is_given_up_without_telling_a_withdrawal(client):
    cast.proven(client, cast.operator("editorial"))
    row = written()
    own = reverse("admin:marketing_repost_change", args=[row.pk])
    discard = reverse("admin:marketing_repost_discard", args=[row.pk])
    assert discard in client.get(own).text
    for _twice in range(2):
        client.post(discard)
    row.refresh_from_db()
    assert (row.state, row.text, row.file.name) == ("discarded", "", "")
    assert "Abandonnée" in client.get(own).text
    told = Fact.objects.filter(name__startswith="marketing.Repost").values_list("name", flat=True)
    assert sorted(told) == ["marketing.RepostDiscarded", "marketing.RepostWritten"]
    assert written(url=row.url).pk  # nothing was withdrawn: it may be copied again
    shown = on()
    client.post(reverse("admin:marketing_repost_discard", args=[shown.pk]))
    shown.refresh_from_db()
    assert shown.state == RepostState.SHOWN
    assert not [*invariants.violations()]


def test_the_wall_asks_the_same_for_one_and_for_many():
    counts = []
    for number in range(3):
        on(text=f"Texte {number}", pictured=number == 0)
        Client().get(WALL)
        with CaptureQueriesContext(connection) as asked:
            Client().get(WALL)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 4
