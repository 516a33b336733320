"""Composed pages: what is approved is shown from its day to its end, to whom it is for."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalog.models import Product
from catalog.sheets import products
from marketing import invariants
from marketing.blocks import drawing, typed
from marketing.blocks.block import Said
from marketing.blocks.registry import KINDS
from marketing.models import Contact, Page, Picture, Version
from marketing.pages import (
    checking,
    comparing,
    drafts,
    life,
    merging,
    presence,
    previews,
    seals,
)
from marketing.states import VersionState
from marketplace.shared import clock, guests
from marketplace.shared.models import Fact
from tests import cast

pytestmark = pytest.mark.django_db
SITE = {"HTTP_SEC_FETCH_SITE": "none"}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield
    guests.clear()


def landing(title="Noël", slug="noel", **extra):
    """A draft of a landing page that may go live."""
    version = drafts.create("landing", name=title, slug=slug, by=None, at=cast.NOON)
    content = {"title": title, "blocks": [typed.new("hero", {"title": title})], **extra}
    drafts.save(version, content, revision=0, by=None, at=cast.NOON)
    return version


def approve(version, *, starts_at=None, ends_at=None, by=None, at=cast.NOON):
    life.approve(
        version,
        starts_at=starts_at,
        ends_at=ends_at,
        revision=version.revision,
        by=by,
        at=at,
    )


def read(client, path, *, at=cast.NOON, **headers):
    """What a guest reads at an instant, kept pages included."""
    with clock.at(at):
        answer = client.get(path, **SITE, **headers)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_a_version_begins_and_ends_to_the_second_though_the_page_is_kept(client):
    start, end = cast.NOON + timedelta(seconds=10), cast.NOON + timedelta(seconds=20)
    approve(landing(), starts_at=start, ends_at=end)

    before = read(client, "/pages/noel/", at=start - timedelta(seconds=1))
    shown = [read(client, "/pages/noel/", at=start + timedelta(seconds=i)) for i in (0, 9)]
    after = read(client, "/pages/noel/", at=end)

    with clock.at(start):
        assert "/pages/noel/" in client.get("/sitemap/pages/1.xml").content.decode()
    assert before == 404
    assert all("Noël" in page for page in shown)
    assert after == 404


def test_when_a_season_ends_the_home_page_is_what_it_was(client):
    home = Page.objects.create(kind=Page.Kind.HOME, name="Accueil")
    usual = drafts.begin(home, by=None, at=cast.NOON)
    drafts.save(
        usual,
        {"blocks": [typed.new("hero", {"title": "Toute l'année"})]},
        revision=0,
        by=None,
        at=cast.NOON,
    )
    approve(usual)
    season = drafts.begin(home, like=usual, by=None, at=cast.NOON)
    drafts.save(
        season,
        {"blocks": [typed.new("hero", {"title": "Les soldes"})]},
        revision=0,
        by=None,
        at=cast.NOON,
    )
    day = timedelta(days=1)
    approve(season, starts_at=cast.NOON + day, ends_at=cast.NOON + 2 * day)

    told = [read(client, "/", at=cast.NOON + i * day) for i in (0, 1, 2)]

    assert ["Toute l&#x27;année" in page or "Toute l’année" in page for page in told] == [
        True,
        False,
        True,
    ]
    assert "Les soldes" in told[1]
    assert life.turn(at=cast.NOON + 2 * day) == 1
    season.refresh_from_db()
    assert season.state == VersionState.ENDED
    assert list(invariants.violations()) == []


def test_who_never_composed_a_home_page_has_the_one_the_house_ships(client, lune):
    cast.offer(lune, title="Bol Rivage")
    page = read(client, "/")
    assert "Des objets bien faits" in page
    assert "Bol Rivage" in page
    client.cookies["language"] = "en"
    assert "Just in" in read(client, "/")


def test_a_version_without_an_end_takes_the_place_of_the_one_before(client):
    first = landing()
    approve(first)
    second = drafts.begin(first.page, like=first, by=None, at=cast.NOON)
    drafts.save(
        second,
        {"blocks": [typed.new("hero", {"title": "Autre"})]},
        revision=0,
        by=None,
        at=cast.NOON,
    )
    later = cast.NOON + timedelta(hours=1)
    approve(second, at=later)

    first.refresh_from_db()
    assert first.state == VersionState.ENDED
    assert "Autre" in read(client, "/pages/noel/", at=later)

    again = life.bring_back(first, by=None, at=later + timedelta(minutes=1))
    assert (again.blocks, again.approved_by) == (first.blocks, first.approved_by)
    assert "Noël" in read(client, "/pages/noel/", at=later + timedelta(minutes=2))
    assert list(invariants.violations()) == []


def test_where_two_must_read_nobody_publishes_alone():
    writer, reader = cast.operator("editorial"), cast.operator("editorial", email="b@h.example")
    cast.rules(page_review="two")
    version = landing()
    Version.objects.filter(pk=version.pk).update(written_by=writer)
    version.refresh_from_db()

    with pytest.raises(life.OwnWords):
        approve(version, by=reader)  # not sent to review
    life.send(version, by=writer, at=cast.NOON)
    with pytest.raises(life.OwnWords):
        approve(version, by=writer)
    approve(version, by=reader)

    assert version.state == VersionState.LIVE
    assert version.by_two
    assert list(invariants.violations()) == []
    names = Fact.objects.filter(subject=f"marketing.version:{version.pk}").values_list(
        "name", flat=True
    )
    assert [name.split(".")[-1] for name in names] == [
        "PageSentToReview",
        "PageApproved",
        "PageWentLive",
    ]


def test_what_was_approved_is_not_rewritten():
    version = landing()
    approve(version)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(blocks=[])
    with pytest.raises(drafts.NotADraft):
        drafts.save(version, {"title": "Autre"}, revision=version.revision, by=None, at=cast.NOON)
    assert seals.seal(version) == version.seal


def test_who_saves_over_somebody_else_loses_nothing():
    version = landing()
    mine = Version.objects.get(pk=version.pk)
    drafts.save(version, {"title": "À elle"}, revision=1, by=None, at=cast.NOON)

    with pytest.raises(drafts.EditedMeanwhile):
        drafts.save(mine, {"title": "À moi"}, revision=1, by=None, at=cast.NOON)
    apart = drafts.keep_apart(mine, {"title": "À moi"}, by=None, at=cast.NOON)

    version.refresh_from_db()
    assert (version.title, apart.title) == ("À elle", "À moi")
    assert apart.number == version.number + 1


def test_one_s_own_quiet_save_is_no_conflict_with_one_s_own_button(client):
    mine = cast.proven(client, cast.operator("editorial"))
    version = landing()
    page = reverse("admin:marketing_version_editor", args=[version.pk])
    typed_in = {"title": "À moi", "revision": version.revision, "do": "quiet"}

    # the answer of the quiet save is still on its way when the button is pressed
    assert mine.post(page, typed_in).status_code == 200
    assert mine.post(page, {**typed_in, "do": "save"}).status_code == 302
    assert mine.post(page, {**typed_in, "do": "approve"}).status_code == 302

    version.refresh_from_db()
    assert (version.title, version.revision) == ("À moi", 2)
    # another text from an older reading is a conflict, even one's own: it may be another tab
    assert mine.post(page, {**typed_in, "title": "Autre"}).status_code == 409
    # and so are the same words, where somebody else wrote last
    drafts.save(version, {"title": "À elle"}, revision=2, by=cast.operator("admin"), at=cast.NOON)
    assert mine.post(page, {**typed_in, "title": "À elle"}).status_code == 409
    version.refresh_from_db()
    assert (version.title, version.revision) == ("À elle", 3)


def opened(client, page):
    """A tab of the editor: what its form sends back as it was read."""
    text = client.get(page).content.decode()
    names = ("tab", "seen", "revision")
    found = {n: re.search(rf'name="{n}" value="([^"]*)"', text)[1] for n in names}
    return {name: unescape(value) for name, value in found.items()}


def test_two_tabs_of_one_person_are_kept_together(client):
    mine = cast.proven(client, cast.operator("editorial"))
    version = landing()
    page = reverse("admin:marketing_version_editor", args=[version.pk])
    heads = {"title": version.title, "description": version.description}
    first, second = opened(mine, page), opened(mine, page)

    kept = mine.post(page, {**first, **heads, "title": "Premier onglet"})
    quiet = mine.post(page, {**second, **heads, "description": "Second onglet", "do": "quiet"})
    # its form still shows the old title: the next text does not bring it back
    seen = unescape(re.search(r'name="seen" value="([^"]*)"', quiet.content.decode())[1])
    again = {**second, **heads, "seen": seen, "description": "Second onglet, suite"}
    saved = mine.post(page, again)

    assert (kept.status_code, quiet.status_code, saved.status_code) == (302, 200, 302)
    version.refresh_from_db()
    assert (version.title, version.description) == ("Premier onglet", "Second onglet, suite")

    clash = mine.post(page, {**second, **heads, "title": "Autre titre"})
    assert clash.status_code == 409
    told = unescape(clash.content.decode())
    assert "dans un autre onglet, et il y diffère : titre." in told
    assert "Autre titre" in told
    version.refresh_from_db()
    assert version.title == "Premier onglet"


def test_what_somebody_else_wrote_is_not_merged(client):
    mine = cast.proven(client, cast.operator("editorial"))
    version = landing()
    page = reverse("admin:marketing_version_editor", args=[version.pk])
    tab = opened(mine, page)
    other = cast.operator("admin")
    drafts.save(version, {"description": "À elle"}, revision=1, by=other, at=cast.NOON)

    assert mine.post(page, {**tab, "title": "À moi"}).status_code == 409
    version.refresh_from_db()
    assert version.title != "À moi"


def test_a_block_rewritten_in_one_tab_and_removed_in_the_other_is_named():
    hero, text = typed.new("hero", {"title": "Noël"}), typed.new("text", {"text": "Un"})
    version = landing(blocks=[hero, text])
    seen = merging.marks(version)
    rewritten = {**text, "data": {**text["data"], "text": "Deux"}}
    quote = typed.new("quote", {"text": "Voilà", "who": "Inès"})

    version.blocks = [hero]
    lost = merging.merge(version, {"blocks": [hero, rewritten]}, seen)
    version.blocks = [hero, text, quote]
    both = merging.merge(version, {"blocks": [hero, rewritten, quote]}, seen)

    assert len(lost.clashes) == 1
    assert not both.clashes
    assert both.content["blocks"] == [hero, rewritten, quote]


def test_whoever_left_a_draft_is_told_of_no_longer():
    version, inez, luc = landing(), cast.user(first_name="Inès"), cast.user(first_name="Luc")
    later = cast.NOON + timedelta(seconds=80)

    presence.note(version, luc, tab="b", at=cast.NOON)
    told = presence.note(version, inez, tab="a", at=cast.NOON)
    own = presence.note(version, inez, tab="c", at=cast.NOON)
    # she goes on writing: his own silence counts, not hers
    for seconds in (40, 80):
        presence.note(version, inez, tab="a", at=cast.NOON + timedelta(seconds=seconds))
    silent = presence.note(version, inez, tab="a", at=cast.NOON + timedelta(seconds=95))
    presence.note(version, luc, tab="d", at=later)
    presence.leave(version, luc, tab="d", at=later)
    left = presence.note(version, inez, tab="a", at=later)

    assert (told.name, told.is_own_tab) == (str(luc), False)
    assert own.is_own_tab
    assert (silent.name, silent.is_own_tab) == ("", False)
    assert left.name == ""


def test_approving_what_changed_since_it_was_read_is_refused():
    version = landing()
    drafts.save(version, {"title": "Autre"}, revision=1, by=None, at=cast.NOON)
    with pytest.raises(life.MovedMeanwhile):
        life.approve(version, starts_at=None, ends_at=None, revision=1, by=None, at=cast.NOON)
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


def test_each_audience_has_its_version(client):
    for_all = landing()
    approve(for_all)
    for_customers = drafts.begin(for_all.page, like=for_all, by=None, at=cast.NOON)
    content = {
        "audience": Version.Audience.CUSTOMERS.value,
        "blocks": [typed.new("hero", {"title": "Merci de revenir"})],
    }
    drafts.save(for_customers, content, revision=0, by=None, at=cast.NOON)
    approve(for_customers)

    for_all.refresh_from_db()
    assert for_all.state == VersionState.LIVE  # another audience: not replaced
    assert "Merci" not in read(client, "/pages/noel/")
    buyer = cast.user("alice@courriel.example")
    client.force_login(buyer)
    assert "Merci" not in read(client, "/pages/noel/")
    Contact.objects.create(email=buyer.email, orders_count=1)
    assert "Merci" in read(client, "/pages/noel/")


def test_a_product_that_left_shows_in_no_block_and_holds_the_next_version(client, lune):
    bowl = cast.offer(lune, title="Bol Rivage").product
    mug = cast.offer(lune, title="Tasse Nacre").product
    grid = typed.new(
        "grid", {"source": "hand", "products": f"#{bowl.pk} Bol\n#{mug.pk} Tasse", "title": "Choix"}
    )
    spotlight = typed.new("spotlight", {"product": f"#{bowl.pk} Bol"})
    version = landing(blocks=[typed.new("hero", {"title": "Noël"}), grid, spotlight])
    approve(version)
    assert read(client, "/pages/noel/").count("Bol Rivage") >= 2

    products.retire(bowl, by=None, at=cast.NOON)

    page = read(client, "/pages/noel/")
    assert "Bol Rivage" not in page
    assert "Tasse Nacre" in page
    told = [remark for remark in checking.remarks(version, at=cast.NOON) if remark.is_blocking]
    assert {remark.block for remark in told} == {grid["id"], spotlight["id"]}


def test_hostile_text_is_text(client):
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) ![x](http://a/b.png)"
    blocks = [
        typed.new("hero", {"title": bad, "action": "x", "action_link": "javascript:alert(1)"}),
        typed.new("text", {"text": bad}),
        typed.new("quote", {"text": bad, "who": bad}),
        typed.new("questions", {"items": [{"question": bad, "answer": bad}]}),
    ]
    version = landing(blocks=blocks)
    told = {
        remark.block for remark in checking.remarks(version, at=cast.NOON) if remark.is_blocking
    }
    assert blocks[0]["id"] in told

    token = previews.of_version(version, previews.Sight())
    page = client.get(f"/apercu/{token}/").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "<img" not in page.split('class="section block-text')[1].split("</section>")[0]


def test_a_preview_is_for_whoever_has_the_link_and_for_a_week(client):
    version = landing()
    sight = previews.Sight(at=cast.NOON + timedelta(days=3), language="en")
    token = previews.of_version(version, sight)
    answer = client.get(f"/apercu/{token}/")
    assert "Noël" in answer.content.decode()
    assert "noindex" in answer.content.decode()
    assert "'self'" in answer.headers["Content-Security-Policy"].split("frame-ancestors")[1]
    assert client.get(f"/apercu/{token[:-2]}xx/").status_code == 404
    approve(version, starts_at=cast.NOON + timedelta(days=2))
    of_page = previews.of_page(version.page, sight)
    assert "Noël" in client.get(f"/apercu/{of_page}/").content.decode()
    now = previews.of_page(version.page, previews.Sight())
    assert "aucune version" in client.get(f"/apercu/{now}/").content.decode()


def test_a_moment_out_of_our_times_is_refused_with_a_sentence(client):
    version = landing()
    client.force_login(cast.operator("editorial"))
    sight = reverse("admin:marketing_page_sight", args=[version.page_id])
    for asked in ("at=0001-01-01T00:00", "at=9999-12-31T23:59", "at=abc", "audience=personne"):
        answer = client.get(f"{sight}?{asked}")
        assert answer.status_code == 422, asked
        assert "errorlist" in answer.content.decode(), asked
    shown = client.get(f"{sight}?at=2027-01-01T10:00&audience=customers", follow=True)
    assert "Vue comme un client qui a déjà commandé." in shown.content.decode()
    far = previews.Sight(at=datetime(9999, 12, 31, tzinfo=UTC))
    token = previews.of_version(version, far)
    assert client.get(f"/apercu/{token}/").status_code == 404
    with pytest.raises(life.TooFar):
        approve(version, ends_at=cast.NOON + timedelta(days=5000))


def test_what_stops_a_page_is_told_from_advice_and_takes_the_button_away(client):
    client.force_login(cast.operator("editorial"))
    version = landing()
    verb = reverse("admin:marketing_version_approve", args=[version.pk])
    page = client.get(verb).content.decode()
    assert "<strong>Conseil</strong>" in page
    assert 'name="starts_at"' in page
    drafts.save(
        version, {"blocks": [typed.new("hero")]}, revision=version.revision, by=None, at=cast.NOON
    )
    page = client.get(verb).content.decode()
    assert "<strong>Empêche la mise en ligne</strong>" in page
    assert "corrigez d&#x27;abord" in page
    assert 'name="starts_at"' not in page
    send = reverse("admin:marketing_version_send", args=[version.pk])
    assert "vous laisse aussi" in client.get(send).content.decode()
    cast.rules(page_review="two")
    assert "Une autre personne la lit" in client.get(send).content.decode()


def test_a_difference_is_told_word_by_word():
    block = typed.new("text", {"text": "Le grand four"})
    old = Version(page=Page(), blocks=[block], title="Noël")
    new = Version(
        page=Page(),
        title="Noël",
        blocks=[
            {**block, "data": {"text": "Le petit four"}},
            typed.new("quote", {"text": "Voilà", "who": ""}),
        ],
    )
    changed, added = comparing.changes(old, new)
    assert changed.pieces == [
        ("same", "Le "),
        ("old", "grand"),
        ("new", "petit"),
        ("same", " four"),
    ]
    assert [kind for kind, _words in added.pieces] == ["new"]
    assert added.pieces[0][1].endswith(" : Voilà")


def test_a_dead_link_and_a_missing_word_are_named_with_their_block():
    blocks = [
        typed.new("hero", {"title": ""}),
        typed.new("banner", {"title": "Soldes", "action": "Voir", "link": "/c/nulle-part/"}),
        typed.new("text", {"text": "Il y a {truc} et [ici](/produit/rien/)"}),
    ]
    told = checking.remarks(landing(blocks=blocks), at=cast.NOON)
    blocking = {(remark.block, remark.sentence) for remark in told if remark.is_blocking}
    assert {block for block, _ in blocking} == {block["id"] for block in blocks}
    said = " ".join(sentence for _block, sentence in blocking)
    assert "/c/nulle-part/" in said
    assert "/produit/rien/" in said
    assert "truc" in said


def test_twelve_blocks_cost_few_statements(client, lune, django_assert_max_num_queries):
    for i in range(6):
        cast.offer(lune, title=f"Bol {i}")
    picture = Picture.objects.create(
        file="library/x.jpg", width=1280, height=1024, alt="x", alt_en="x"
    )
    kinds = [
        ("hero", {"title": "Noël", "beside": "picture", "picture": f"#{picture.pk} x"}),
        ("grid", {"title": "Neuf", "source": "fresh"}),
        ("grid", {"title": "Choix", "source": "sold"}),
        ("spotlight", {"product": f"#{Product.objects.first().pk} Bol"}),
        ("tiles", {}),
        ("sellers", {"shops": f"#{lune.pk} Lune"}),
        ("portrait", {"shop": f"#{lune.pk} Lune"}),
        ("stories", {}),
        ("reviews", {"title": "Avis"}),
        ("image", {"picture": f"#{picture.pk} x"}),
        ("numbers", {"products": True}),
        ("text", {"text": "Du **texte**"}),
    ]
    approve(landing(blocks=[typed.new(kind, data) for kind, data in kinds]))
    read(client, "/pages/noel/")  # what is remembered for everybody
    guests.clear()
    with django_assert_max_num_queries(12):
        page = read(client, "/pages/noel/")
    assert "Bol 5" in page
    assert "<strong>texte</strong>" in page


def test_a_shops_own_story_is_said_to_be_french_to_an_english_reader(client, lune):
    type(lune).objects.filter(pk=lune.pk).update(story="Camille tourne son grès.")
    cast.offer(lune, title="Bol")
    own = typed.new("portrait", {"shop": f"#{lune.pk} Lune"})
    told = typed.new(
        "portrait",
        {"shop": f"#{lune.pk} Lune", "text": "Une voix.", "text_en": "A voice."},
    )
    approve(landing(blocks=[own, told]))

    def page(language):
        headers = {"Accept-Language": language}
        return client.get("/pages/noel/", headers=headers).content.decode()

    assert '<p lang="fr">Camille tourne' in page("en")
    assert "<p>A voice.</p>" in page("en")
    assert "<p>Camille tourne" in page("fr")
    shop = client.get(f"/boutique/{lune.slug}/", headers={"Accept-Language": "en"})
    assert 'preline" lang="fr">Camille' in shop.content.decode()


def test_every_kind_draws_with_nothing_and_with_something():
    blocks = [typed.new(kind) for kind in KINDS]
    scene = drawing.scene_of(blocks, at=cast.NOON, language="fr")
    drawing.drawn(blocks, scene)  # an empty block never breaks a page
    for block in blocks:
        form = typed.form(block)
        assert not form.errors, (block["kind"], form.errors)


def test_a_guests_browser_is_not_sent_twice_what_did_not_change(
    client, lune, django_assert_num_queries
):
    sheet = cast.offer(lune, title="Bol Rivage").product
    grid = typed.new("grid", {"source": "hand", "products": f"#{sheet.pk} Bol", "title": "Choix"})
    version = landing(blocks=[typed.new("hero", {"title": "Noël"}), grid])
    approve(version, ends_at=cast.NOON + timedelta(hours=1))
    first = client.get("/pages/noel/", **SITE)
    known = {**SITE, "HTTP_IF_NONE_MATCH": first["ETag"]}

    with django_assert_num_queries(0):
        again = client.get("/pages/noel/", **known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])

    products.retire(sheet, by=None, at=cast.NOON)
    other = client.get("/pages/noel/", **known)
    assert other.status_code == 200
    assert "Bol Rivage" not in other.content.decode()
    with clock.at(cast.NOON + timedelta(hours=1)):
        assert client.get("/pages/noel/", **known).status_code == 404
    # whoever has a session is answered for themselves
    client.force_login(cast.user())
    assert client.get("/pages/noel/", **known).status_code == 200


def test_no_field_of_a_block_has_the_name_of_what_every_block_has(client):
    """The opening's « À côté du texte » does not put it beside the block before."""
    for kind in KINDS.values():
        names = typed.form_of(kind).base_fields
        assert "there" not in names, kind.key
        assert not any("." in name for name in names), kind.key
    client.force_login(cast.operator("editorial"))
    version = landing(blocks=[typed.new("text", {"text": "x"}), typed.new("hero")])
    text, hero = (f"b-{block['id']}" for block in version.blocks)
    editor = reverse("admin:marketing_version_editor", args=[version.pk])
    sent = {"revision": version.revision, "title": "Noël", "audience": "", "do": "save"}
    sent |= {f"{text}-there": "text", f"{text}.hidden": "on", f"{hero}-there": "hero"}
    order = {"order": " ".join(block["id"] for block in version.blocks)}
    page = client.post(editor, {**sent, **order, f"{hero}-beside": "shops"}, follow=True)
    assert f'name="{hero}.beside"' in page.content.decode()
    version.refresh_from_db()
    text, hero = version.blocks
    assert (text["hidden"], hero["beside"], hero["data"]["beside"]) == (True, False, "shops")


def test_a_figure_is_of_the_day_in_every_text_of_a_block():
    """Whatever the kind, the operator's words reach the page filled."""
    text = "Voici. Dès {commission_min} %."
    said = Said({"text": text, "rows": [{"a": text}]}, "fr")
    assert said.text("text").startswith("Voici.")
    assert "{" not in said.text("text")
    assert "{" not in said.items("rows", ["a"])[0]["a"]
    bar = typed.new("bar", {"text": text, "action": "Oui", "link": "/vendre/"})
    scene = drawing.scene_of([bar], at=cast.NOON, language="fr")
    assert "{" not in drawing.drawn([bar], scene)[0][0].values["text"]
