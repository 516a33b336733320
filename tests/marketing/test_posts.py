"""Posts for other places: approved by somebody else, never lost, taken away as files."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from PIL import Image

from catalog.models import Product
from marketing import events, invariants, months
from marketing.models import Channel, Post, ShortLink
from marketing.social import posts, publishing, sealing, taking
from marketing.states import PostState
from marketplace.shared import clock
from marketplace.shared.facts import name_of
from marketplace.shared.models import Brand, Fact
from marketplace.shared.states import IllegalMove, MovedMeanwhile
from tests import cast

pytestmark = pytest.mark.django_db
NOON = cast.NOON
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def _noon(db):
    Brand.objects.get_or_create(pk=1)
    cast.rules()
    with clock.at(NOON):
        yield


@pytest.fixture
def channel():
    return Channel.objects.create(name="Instagram", longest=400)


@pytest.fixture
def bowl(lune):
    return cast.offer(lune, title="Bol d'été").product


def values(channel, **more):
    return {
        "channel": channel,
        "text": "Le bol de l'été.",
        "text_en": "The summer bowl.",
        "about": "",
        "slug": "",
        "size": "1080x1080",
        "picture": None,
        "planned_at": LATER,
        **more,
    }


def written(channel, by=None, leads="", **more) -> Post:
    return posts.write(values(channel, **more), leads=leads, by=by, at=NOON)


def told(post) -> list[str]:
    return list(
        Fact.objects.filter(data__post_id=post.pk).order_by("pk").values_list("name", flat=True)
    )


def test_the_life_of_a_post_is_told_move_by_move(channel, odile):
    by = {"by": odile, "at": NOON}
    post = written(channel)
    posts.send(post, **by)
    posts.send_back(post, because="Plus court", **by)
    posts.change(post, values(channel, text="Court."), leads="", revision=0, **by)
    posts.send(post, **by)
    posts.approve(post, revision=1, **by)
    posts.move(post, planned_at=LATER + timedelta(hours=1), **by)
    posts.mark_published(post, url=" https://www.instagram.com/p/1/ ", **by)
    posts.withdraw(post, because="Une faute", **by)
    post.refresh_from_db()
    assert (post.state, post.text) == (PostState.WITHDRAWN, "Court.")
    assert post.published_url == "https://www.instagram.com/p/1/"
    assert told(post) == [
        name_of(event)
        for event in (
            events.PostWritten, events.PostSentToReview, events.PostSentBack, events.PostChanged,
            events.PostSentToReview, events.PostApproved, events.PostMoved, events.PostPublished,
            events.PostWithdrawn,
        )
    ]  # fmt: skip


def test_only_a_draft_is_changed_and_only_as_it_was_read(channel):
    post = written(channel)
    change = {"leads": "", "by": None, "at": NOON}
    posts.change(post, values(channel, text="Un."), revision=0, **change)
    with pytest.raises(MovedMeanwhile):
        posts.change(post, values(channel, text="Deux."), revision=0, **change)
    stale = Post.objects.get()
    posts.send(post, by=None, at=NOON)
    with pytest.raises(MovedMeanwhile):
        posts.change(stale, values(channel, text="Trois."), revision=1, **change)
    with pytest.raises(IllegalMove):
        posts.change(post, values(channel, text="Trois."), revision=1, **change)
    with pytest.raises(MovedMeanwhile):
        posts.approve(post, revision=0, by=None, at=NOON)
    assert (Post.objects.get().text, Post.objects.get().state) == ("Un.", PostState.REVIEW)


def test_where_the_rule_asks_for_two_nobody_approves_their_own_words(channel, odile):
    cast.rules(page_review="two")
    writer = cast.operator("editorial")
    post = written(channel, by=writer)
    for person in (writer, odile):
        with pytest.raises(posts.OwnWords):
            posts.approve(post, revision=0, by=person, at=NOON)
    posts.send(post, by=writer, at=NOON)
    with pytest.raises(posts.OwnWords):
        posts.approve(post, revision=0, by=writer, at=NOON)
    posts.approve(post, revision=0, by=odile, at=NOON)
    assert Post.objects.get().approved_by == odile


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"text": " "}, "texte"),
        ({"planned_at": None}, "prévue"),
        ({"text": "a" * 401}, "400 signes"),
        ({"about": "produit", "slug": "rien"}, "en vente"),
    ],
)
def test_what_is_not_ready_is_not_approved(channel, change, word):
    post = written(channel, **change)
    with pytest.raises(posts.NotReady) as refusal:
        posts.approve(post, revision=0, by=None, at=NOON)
    assert word in str(refusal.value)
    assert Post.objects.get().state == PostState.DRAFT


def test_a_channel_that_is_closed_takes_nothing(channel):
    post = written(channel)
    Channel.objects.update(is_open=False)
    post = Post.objects.get()
    with pytest.raises(posts.NotReady):
        posts.send(post, by=None, at=NOON)


@pytest.mark.parametrize("url", ["", "http://x.example/", "javascript:alert(1)", "https://a b"])
def test_a_post_is_out_only_at_an_address(channel, url):
    post = written(channel)
    posts.approve(post, revision=0, by=None, at=NOON)
    with pytest.raises(publishing.NoAddress):
        posts.mark_published(post, url=url, by=None, at=NOON)
    assert Post.objects.get().state == PostState.APPROVED
    posts.reopen(post, by=None, at=NOON)
    with pytest.raises(IllegalMove):
        posts.mark_published(post, url="https://x.example/1", by=None, at=NOON)


def test_a_post_links_with_its_channels_mark_once(channel):
    first, second = (written(channel, leads="/journal/") for _ in range(2))
    link = ShortLink.objects.get()
    assert (first.link, second.link, link.source) == (link, link, "instagram")
    assert posts.wording(first).endswith(link.url)


def test_the_card_of_a_post_follows_the_price_and_goes_with_the_goods(client, odile, channel, bowl):
    post = written(channel, about="produit", slug=bowl.slug)
    before = posts.face_of(post, at=NOON)
    Product.objects.filter(pk=bowl.pk).update(from_cents=100)
    assert posts.face_of(post, at=NOON).print != before.print
    Product.objects.filter(pk=bowl.pk).update(in_stock=False)
    assert posts.face_of(post, at=NOON) is None
    cast.proven(client, odile)
    page = client.get(reverse("admin:marketing_post_change", args=[post.pk])).content.decode()
    assert "plus en vente" in page


# --- The console ------------------------------------------------------------------------------


def test_a_post_is_written_moved_and_found_in_the_calendar(client, odile, channel, bowl):
    cast.proven(client, odile)
    page = reverse("admin:marketing_post_add")
    sent = {
        "channel": channel.pk, "text": "Le bol <b>bleu</b>", "product": f"#{bowl.pk} Bol",
        "size": "1080x1920", "planned_at": "2026-08-14T18:30",
    }  # fmt: skip
    assert client.post(page, {**sent, "leads": "https://evil.example"}).status_code == 409
    assert client.post(page, sent).status_code == 302
    post = Post.objects.get()
    assert (post.about, post.slug, post.size) == ("produit", bowl.slug, "1080x1920")
    assert post.link.path == f"/produit/{bowl.slug}/"
    calendar = reverse("admin:marketing_post_calendar")
    shown = client.get(calendar, {"mois": "2026-08"}).content.decode()
    assert "18:30 Instagram" in shown
    assert "Le bol &lt;b&gt;" in shown
    assert "18:30 Instagram" not in client.get(calendar, {"mois": "2026-09"}).content.decode()
    for odd in ("2026-13", "x", "2026-08-01", "９999-01"):
        assert client.get(calendar, {"mois": odd}).status_code == 200
    move = reverse("admin:marketing_post_move", args=[post.pk])
    client.post(move, {"planned_at": "2026-09-01T09:00"})
    assert "09:00 Instagram" in client.get(calendar, {"mois": "2026-09"}).content.decode()
    own = client.get(reverse("admin:marketing_post_content", args=[post.pk])).content.decode()
    assert f"#{bowl.pk} " in own


def test_the_calendar_costs_the_same_for_many_posts(
    client, odile, channel, django_assert_max_num_queries
):
    cast.proven(client, odile)
    page = reverse("admin:marketing_post_calendar")
    client.get(page)
    for _ in range(15):
        written(channel, leads="/journal/")
    with django_assert_max_num_queries(8):
        shown = client.get(page, {"mois": f"{LATER:%Y-%m}"}).content.decode()
    assert shown.count("Le bol de l&#x27;été.") == 15


def test_a_month_begins_and_ends_in_paris():
    august = months.first_of("2026-08", today=clock.today())
    start, end = months.span(august)
    assert start.isoformat() == "2026-08-01T00:00:00+02:00"
    assert end.isoformat() == "2026-09-01T00:00:00+02:00"
    weeks = months.weeks(august, [], today=august)
    assert (weeks[0][0].day.isoweekday(), weeks[0][5].day, weeks[0][5].is_today) == (
        1,
        august,
        True,
    )


def test_the_queue_leaves_as_an_agenda_and_as_pictures(channel, bowl):
    post = written(
        channel, text="Bol, saladier ; « été »\n" + "é" * 200, about="produit", slug=bowl.slug
    )
    content = taking.agenda([post], name="Publications", at=NOON).decode()
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    whole = content.replace("\r\n ", "")
    assert "SUMMARY:Instagram · Bol\\, saladier \\; « été »" in whole
    assert "é" * 200 in whole
    file = ZipFile(BytesIO(taking.pictures([post], at=NOON)))
    names = file.namelist()
    assert len(names) == 4
    pictures = [name for name in names if name.endswith(".jpg")]
    assert {Image.open(BytesIO(file.read(name))).size for name in pictures} == {(1080, 1080)}


def test_only_what_is_approved_leaves_with_its_pictures(client, odile, channel, bowl):
    cast.proven(client, odile)
    written(channel, about="produit", slug=bowl.slug)
    ready = written(channel, about="produit", slug=bowl.slug)
    posts.approve(ready, revision=0, by=None, at=NOON)
    month = {"mois": f"{LATER:%Y-%m}"}
    answer = client.get(reverse("admin:marketing_post_images"), month)
    names = ZipFile(BytesIO(answer.content)).namelist()
    assert names
    assert all(f"-{ready.pk}" in name for name in names)
    agenda = client.get(reverse("admin:marketing_post_agenda"), month)
    assert agenda.content.count(b"BEGIN:VEVENT") == 2


def test_other_roles_see_nothing_of_it(client, channel):
    post = written(channel)
    cast.proven(client, cast.operator("finance"))
    for name, args in (("calendar", []), ("change", [post.pk]), ("approve", [post.pk])):
        page = reverse(f"admin:marketing_post_{name}", args=args)
        assert client.get(page).status_code == 404


def test_what_changed_after_it_was_approved_does_not_leave(channel, odile, client):
    post = written(channel, by=odile)
    posts.send(post, by=odile, at=NOON)
    posts.approve(post, revision=post.revision, by=cast.operator("editorial"), at=NOON)
    assert sealing.changed([post]) == set()
    assert not [*invariants.violations()]
    posts.move(post, planned_at=LATER + timedelta(days=1), by=odile, at=NOON)  # is no change
    assert sealing.changed([post]) == set()

    Post.objects.filter(pk=post.pk).update(text="Autre chose.")
    post.refresh_from_db()

    with pytest.raises(posts.NotApproved):
        posts.mark_published(post, url="https://social.example/1", by=odile, at=NOON)
    post.refresh_from_db()
    assert post.state == PostState.APPROVED
    assert any("is not what was approved" in said for said in invariants.violations())
    cast.proven(client, odile)
    page = client.get(reverse("admin:marketing_post_change", args=[post.pk])).content.decode()
    assert "approuvé" in page
    assert "changé" in page

    posts.reopen(post, by=odile, at=NOON)
    posts.approve(post, revision=post.revision, by=odile, at=NOON)
    posts.mark_published(post, url="https://social.example/1", by=odile, at=NOON)
    assert not [*invariants.violations()]
