"""A shop's own page: composed by its team, read by a moderator, shown, found; and its news."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from catalog import search
from catalog.judging import charter
from catalog.models import CharterWord
from marketing.blocks import typed
from marketing.follows import follows
from marketing.invariants import violations
from marketing.models import Follow, ShopNews, ShopPicture, ShopVersion
from marketing.pages import presence
from marketing.shopfronts import checking, drafts, life, pictures, showing
from marketing.shopfronts import news as notes
from marketing.tasks import tell_followers
from marketplace.shared import clock, outbox
from marketplace.shared.models import Fact
from sellers.models import Member, Role
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Nous tournons chaque pièce à la main. " * 10
BY = {"by": None, "at": cast.NOON}
PAGE, EDITOR, ACT = "/seller/ma-page/", "/seller/ma-page/edition/", "/seller/ma-page/demarche/"


def member(shop, email: str, role: str = Role.OWNER):
    person = cast.user(email)
    Member.objects.create(seller=shop, user=person, role=role, joined_at=cast.NOON)
    return person


@pytest.fixture
def owner(lune):
    return member(lune, "camille@lune.example")


@pytest.fixture(autouse=True)
def noon():
    with clock.at(cast.NOON):
        yield


def photo(colour: str = "#a0b0c0") -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 700), colour).save(out, "JPEG")
    return out.getvalue()


def picture(shop, colour: str = "#a0b0c0") -> ShopPicture:
    return pictures.add(shop, photo(colour), alt=f"Un four de {shop.name}", **BY)


def whole(shop, **more) -> list:
    """Blocks that say all that is asked."""
    answers = [{"question": f"Question {n} ?", "answer": "Oui."} for n in range(3)]
    return [
        typed.new("own_portrait", {"title": "L'atelier", "text": LONG, **more}),
        typed.new("own_image", {"picture": str(picture(shop).pk), "caption": "Le four"}),
        typed.new("questions", {"items": answers}),
    ]


def proposed(shop, blocks: list) -> ShopVersion:
    version = drafts.begin(shop, **BY)
    assert drafts.save(version, blocks, revision=version.revision, **BY)
    life.propose(version, **BY)
    return version


def online(shop, blocks: list) -> ShopVersion:
    version = proposed(shop, blocks)
    life.publish(version, revision=version.revision, **BY)
    return version


def said(version: ShopVersion, **more) -> dict:
    """The editor's form as it is read, with what is changed in it."""
    sent = {"revision": version.revision, "order": " ".join(b["id"] for b in version.blocks)}
    for block in version.blocks:
        start, kind = typed.prefix(block), typed.KINDS[block["kind"]]
        sent[f"{start}-there"] = block["kind"]
        for name, value in typed.flat(kind, block["data"]).items():
            sent[f"{start}-{name}"] = value
    return {**sent, **more}


def read(client, path: str) -> str:
    return client.get(path).content.decode().replace("&#x27;", "'")


def letters() -> list[str]:
    outbox.sweep(at=clock.now())
    subjects = [letter.subject for letter in mail.outbox]
    mail.outbox.clear()
    return subjects


def test_from_the_sellers_editor_to_the_shop(client, lune, owner, brun):
    """Composed with buttons, proposed, sent back by block, corrected, published, withdrawn."""
    cast.offer(lune)
    shop = f"/boutique/{lune.slug}/"
    client.force_login(owner)
    assert "Composer ma page" in read(client, "/seller/ma-page/")
    client.post(
        "/seller/ma-page/photos/", {"file": SimpleUploadedFile("a.jpg", photo()), "alt": ""}
    )
    assert not ShopPicture.objects.exists()
    client.post(
        "/seller/ma-page/photos/", {"file": SimpleUploadedFile("a.jpg", photo()), "alt": "Un four"}
    )
    own = ShopPicture.objects.get()
    client.post(ACT, {"do": "begin"})
    version = ShopVersion.objects.get()
    first, second = version.blocks
    client.post(EDITOR, said(version, do="add:own_image", after=first["id"]))
    client.post(EDITOR, said(version, do="add:video"))  # no kind of a shop's
    version.refresh_from_db()
    assert [b["kind"] for b in version.blocks] == ["own_portrait", "own_image", "questions"]
    image = version.blocks[1]
    start = typed.prefix(first)
    text = {
        f"{start}-title": "L'atelier",
        f"{start}-text": LONG + "[Ailleurs](https://ailleurs.example/)",
        f"{typed.prefix(image)}-picture": own.pk,
        f"{typed.prefix(second)}-items-0-question": "Vos jours ?",
        f"{typed.prefix(second)}-items-0-answer": "Le mardi.",
    }
    answer = client.post(EDITOR, said(version, do="propose", **text), follow=True)
    assert "mène hors du site" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == "draft"
    text[f"{start}-text"] = LONG
    client.post(EDITOR, said(version, do="propose", **text))
    version.refresh_from_db()
    assert (version.state, version.proposed_by) == ("proposed", owner)
    assert "L'atelier" not in read(client, shop)
    assert client.get(EDITOR).status_code == 302  # what waits is not rewritten
    client.post(EDITOR, said(version, do="save", **{f"{start}-title": "Autre"}))
    version.refresh_from_db()
    assert version.blocks[0]["data"]["title"] == "L'atelier"

    judge = cast.operator("moderation")
    client.force_login(judge)
    assert "Pages de boutique à relire" in read(client, reverse("admin:index"))
    file = reverse("admin:marketing_shopversion_change", args=[version.pk])
    assert "Nous tournons chaque pièce" in read(client, file)
    assert "1 sur 3 au moins" in read(client, file), "how much is missing"
    back = reverse("admin:marketing_shopversion_back", args=[version.pk])
    motive = {f"motive-{first['id']}": "Dites où est l'atelier."}
    assert "Dites où est" in client.post(back, {"because": "", **motive}).content.decode()
    client.post(back, {"because": "Presque.", **motive})
    version.refresh_from_db()
    assert (version.state, version.motives) == (
        "sent_back",
        {first["id"]: motive[f"motive-{first['id']}"]},
    )
    [letter] = letters()
    assert "À corriger" in letter

    client.force_login(owner)
    page = read(client, "/seller/ma-page/")
    assert "Dites où est l'atelier." in page
    assert "Contester cette décision" in page
    assert "Dites où est l'atelier." in read(client, EDITOR)
    client.post(EDITOR, said(version, do="propose", **{f"{start}-title": "À Vallauris"}))
    version.refresh_from_db()
    assert (version.state, version.motives) == ("proposed", {})
    client.force_login(judge)
    publish = reverse("admin:marketing_shopversion_publier", args=[version.pk])
    client.post(publish, {"revision": version.revision - 1})
    assert "À Vallauris" not in read(client, shop)  # that is not what was read
    client.post(publish, {"revision": version.revision})
    seen = read(client, shop)
    assert "À Vallauris" in seen
    assert 'alt="Un four"' in seen
    assert "Le mardi." in seen
    assert "À Vallauris" not in read(client, f"{shop}?q=bol")
    assert letters() == ["Votre page de boutique est en ligne"]
    assert "À Vallauris" not in read(client, f"/boutique/{brun.slug}/")

    client.force_login(owner)
    client.post(ACT, {"do": "begin"})
    waiting = ShopVersion.objects.get(state="draft")
    client.post(EDITOR, said(waiting, do="propose", **{f"{start}-title": "À Nice"}))
    assert "À Vallauris" in read(client, shop)  # what is online stays while another waits
    client.force_login(judge)
    assert "Vallauris" in read(
        client, reverse("admin:marketing_shopversion_change", args=[waiting.pk])
    )
    client.force_login(owner)
    client.post(ACT, {"do": "withdraw"})
    assert "À Vallauris" not in read(client, shop)
    client.post(ACT, {"do": "put_back"})
    assert "À Vallauris" in read(client, shop)
    assert not list(violations())


def test_a_shop_is_led_to_only_once_it_says_what_visitors_need(client, lune, owner):
    """Each criterion alone keeps engines away; the seller reads which."""
    shop, places = f"/boutique/{lune.slug}/", "/sitemap/boutiques/1.xml"
    blocks = whole(lune)
    client.force_login(owner)
    for lacking in range(3):
        online(lune, [b for n, b in enumerate(blocks) if n != lacking])
        assert "noindex" in read(client, shop), lacking
    online(lune, blocks)
    assert "noindex" in read(client, shop)  # nothing is for sale
    assert "Les moteurs de recherche n'y sont pas encore conduits" in read(client, PAGE)
    assert shop not in read(client, places)
    sold = cast.offer(lune)
    search.index([sold.product_id])
    cache.delete("sitemap:boutiques:1")
    assert "noindex" not in read(client, shop)
    assert "Votre boutique est proposée aux moteurs" in read(client, PAGE)
    assert shop in read(client, places)


def test_nobody_shows_what_is_another_shops(client, lune, owner, brun):
    """Pictures, goods, versions and news of another shop stay out of reach, online or not."""
    theirs = picture(brun, "#ff0000")
    goods = cast.offer(brun).product
    secret = cast.offer(brun, title="Lampe secrète").product
    secret.state = "draft"
    type(secret).objects.filter(pk=secret.pk).update(state="draft")
    client.force_login(owner)
    client.post(ACT, {"do": "begin"})
    version = ShopVersion.objects.get()
    client.post(EDITOR, said(version, do="add:own_image"))
    version.refresh_from_db()
    client.post(EDITOR, said(version, do="add:own_goods"))
    version.refresh_from_db()
    image, own = version.blocks[2:]
    sent = {
        f"{typed.prefix(image)}-picture": f"0{theirs.pk}",
        f"{typed.prefix(own)}-source": "hand",
        f"{typed.prefix(own)}-products": f"#{goods.pk}\n#{secret.pk}\nLampe secrète",
    }
    client.post(EDITOR, said(version, **sent))
    version.refresh_from_db()
    assert version.blocks[2]["data"]["picture"] == ""
    assert "secrète" not in version.blocks[3]["data"]["products"].replace("Lampe secrète", "", 1)
    page = read(client, EDITOR)
    assert theirs.file.url not in page
    assert "pas en vente chez vous" in page
    assert client.get("/seller/ma-page/trouver/?q=Lampe").content.decode().count("data-line") == 0
    assert client.post(f"/seller/ma-page/photos/{theirs.pk}/retrait/").status_code == 404
    note = notes.write(brun, {"title": "Chez nous", "text": "Un mot."}, **BY)
    assert client.get(f"/seller/nouvelles/{note.pk}/").status_code == 404
    assert (
        client.post(f"/seller/nouvelles/{note.pk}/demarche/", {"do": "withdraw"}).status_code == 404
    )
    client.post(
        "/seller/nouvelles/ecrire/", {"title": "A", "text": "B", "picture": theirs.pk, "send": ""}
    )
    assert not ShopNews.objects.filter(seller=lune).exists()
    # even if it got into the row, it is not drawn
    lived = [
        typed.new("own_image", {"picture": str(theirs.pk)}),
        typed.new("text", {"text": "Ici."}),
    ]
    ShopVersion.objects.filter(pk=version.pk).update(blocks=lived)
    with pytest.raises(life.NotReady):
        life.propose(version, **BY)


def test_two_who_write_lose_nothing(client, lune, owner):
    """Different blocks are put together; the same block is told, and both texts can be kept."""
    other = member(lune, "lea@lune.example", Role.CATALOGUE)
    version = drafts.begin(lune, **BY)
    drafts.save(
        version,
        [typed.new("text", {"text": "Un"}), typed.new("quote", {"text": "Deux"})],
        revision=0,
        **BY,
    )
    one, two = map(typed.prefix, version.blocks)
    client.force_login(owner)
    form = client.get(EDITOR).context
    client.force_login(other)
    client.post(EDITOR, said(version, seen=form["seen"], **{f"{one}-text": "Un de Léa"}))
    client.force_login(owner)
    stale = said(version, seen=form["seen"])
    client.post(EDITOR, {**stale, f"{two}-text": "Deux de Camille"})
    version.refresh_from_db()
    assert [b["data"]["text"] for b in version.blocks] == ["Un de Léa", "Deux de Camille"]
    clash = client.post(
        EDITOR, {**stale, f"{one}-text": "Un de Camille", f"{two}-text": "Deux de Camille"}
    )
    assert clash.status_code == 409
    assert "Un de Camille" in clash.content.decode()
    client.post(
        EDITOR,
        {**stale, "do": "both", f"{one}-text": "Un de Camille", f"{two}-text": "Deux de Camille"},
    )
    version.refresh_from_db()
    told = [b["data"]["text"] for b in version.blocks]
    assert told == ["Un de Léa", "Un de Camille", "Deux de Camille"]


def test_only_who_keeps_the_catalogue_writes(client, lune, owner):
    """Readers look; those of the orders are told who may."""
    version = online(lune, whole(lune))
    for role, looks in ((Role.READER, 200), (Role.ORDERS, 403), (Role.CATALOGUE, 200)):
        client.force_login(member(lune, f"{role}@lune.example", role))
        assert client.get("/seller/ma-page/").status_code == looks
        assert client.get("/seller/nouvelles/").status_code == looks
        acts = client.post(ACT, {"do": "withdraw"}).status_code
        assert acts == (302 if role == Role.CATALOGUE else 403)
    version.refresh_from_db()
    assert version.state == "withdrawn"


def test_a_decision_is_contested_and_undone(client, lune, owner):
    """Sent back, contested by the shop, put into the queue again by its verb."""
    judge = cast.operator("moderation")
    version = proposed(lune, whole(lune))
    life.send_back(version, because="Trop court.", motives={}, by=judge, at=cast.NOON)
    client.force_login(owner)
    appeal = client.get(f"/seller/contester/page/{version.pk}/", follow=True)
    assert "Trop court." in appeal.content.decode()
    client.post(appeal.request["PATH_INFO"], {"text": "Trois cents signes, pourtant."})
    fact = Fact.objects.get(name="marketing.ShopPageSentBack")
    assert fact.appeal.state == "open"
    client.force_login(judge)
    client.post(reverse("admin:marketing_shopversion_reprendre", args=[version.pk]))
    version.refresh_from_db()
    assert version.state == "proposed"


def test_a_moderator_reads_words_and_sees_pictures_not_codes(client, lune):
    """Labels of choices, names of sheets, the picture, text without signs; English said to be."""
    sheet, own = cast.offer(lune, title="Bol du matin").product, picture(lune)
    goods = {"source": "hand", "products": f"#{sheet.pk} Bol du matin", "layout": "grid"}
    portrait = {"title": "L'atelier", "title_en": "The workshop", "text": f"**Ici.** {LONG}"}
    blocks = [
        typed.new("own_portrait", portrait),
        typed.new("own_goods", goods),
        typed.new("own_image", {"picture": str(own.pk)}),
    ]
    version = proposed(lune, blocks)
    client.force_login(cast.operator("moderation"))
    file = reverse("admin:marketing_shopversion_change", args=[version.pk])
    page = read(client, file).partition('id="renvoyer"')[0]
    for words in (
        "Quels produits : Choisis un à un",
        "Produits choisis : Bol du matin",
        "Présentation : En grille",
        "Titre (anglais) : The workshop",
        "Ici. Nous tournons",
        f"{own.file.url}?l=320",
    ):
        assert words in page, words
    for code in ("**", f"#{sheet.pk} ", "hand ·", f">{own.pk}<"):
        assert code not in page, code


def test_why_a_page_was_sent_back_stays_to_be_read(client, lune, owner):
    """The shop takes it up again: the team reads what it judged and asked, not what is being
    written.
    """
    judge = cast.operator("moderation")
    version = proposed(lune, whole(lune))
    was = version.blocks[0]["data"]["text"]
    motives = {version.blocks[0]["id"]: "Dites où."}
    life.send_back(version, because="Trop court.", motives=motives, by=judge, at=cast.NOON)
    client.force_login(owner)
    start = typed.prefix(version.blocks[0])
    client.post(EDITOR, said(version, do="save", **{f"{start}-text": "Encore secret."}))
    version.refresh_from_db()
    assert version.state == "draft"
    client.force_login(judge)
    file = reverse("admin:marketing_shopversion_change", args=[version.pk])
    answer = client.get(file)
    page = answer.content.decode()
    assert (answer.status_code, answer.context["moves"]) == (200, [])
    for words in ("Trop court.", "Dites où.", "La boutique reprend cette page", was[:40]):
        assert words in page, words
    assert "Encore secret" not in page
    assert file in read(client, reverse("admin:marketing_shopversion_changelist"))
    fresh = drafts.begin(cast.seller("Neuve"), **BY)
    of_fresh = reverse("admin:marketing_shopversion_change", args=[fresh.pk])
    assert client.get(of_fresh).status_code in (302, 404)  # never proposed: the shop's alone


def test_news_are_read_first_when_their_words_ask_for_it(client, lune, owner):
    """Clean ones are online at once; a watched word or a new picture waits for a person."""
    cast.offer(lune)
    CharterWord.objects.create(
        expression="le meilleur", kind="forbidden", reason="Invérifiable.", remedy="Dites quoi.",
        starts_on=cast.NOON.date() - timedelta(days=9),
    )  # fmt: skip
    shop = f"/boutique/{lune.slug}/"
    client.force_login(owner)
    write = "/seller/nouvelles/ecrire/"
    client.post(write, {"title": "Portes ouvertes", "text": "<script>Samedi</script>", "send": ""})
    clean = ShopNews.objects.get()
    assert clean.state == "live"
    assert "Portes ouvertes" in read(client, shop)
    assert "&lt;script&gt;Samedi" in read(client, shop)
    assert client.post(write, {"title": "", "text": "", "send": ""}).status_code == 422
    day = cast.NOON.date()
    past = {"title": "A", "text": "B", "ends_on": f"{day - timedelta(days=1)}", "send": ""}
    assert client.post(write, past).status_code == 422
    client.post(write, {"title": "Le meilleur bol", "text": "Il est là.", "send": ""})
    client.post(
        write, {"title": "En photo", "text": "Le four.", "picture": picture(lune).pk, "send": ""}
    )
    assert list(ShopNews.objects.order_by("pk").values_list("state", flat=True)) == [
        "live",
        "proposed",
        "proposed",
    ]
    assert "Le meilleur bol" not in read(client, shop)
    judge = cast.operator("moderation")
    client.force_login(judge)
    doubtful, pictured = ShopNews.objects.filter(state="proposed").order_by("pk")
    file = reverse("admin:marketing_shopnews_change", args=[doubtful.pk])
    assert "Invérifiable." in read(client, file)
    client.post(
        reverse("admin:marketing_shopnews_renvoyer", args=[doubtful.pk]), {"because": "Prouvez-le."}
    )
    client.post(reverse("admin:marketing_shopnews_publier", args=[pictured.pk]), {"revision": 0})
    assert sorted(letters()) == ["Publiée : En photo", "À corriger : Le meilleur bol"]
    assert "En photo" in read(client, shop)
    client.force_login(owner)
    assert "Prouvez-le." in read(client, f"/seller/nouvelles/{doubtful.pk}/")
    sent = {"title": "Un bol", "text": "Il est là.", "revision": 0, "send": ""}
    client.post(f"/seller/nouvelles/{doubtful.pk}/", sent)
    stale = client.post(
        f"/seller/nouvelles/{doubtful.pk}/", {**sent, "title": "Vieux"}, follow=True
    )
    assert "rien n'a été changé" in stale.content.decode().replace("&#x27;", "'")
    assert "Un bol" in read(client, shop)
    client.post(f"/seller/nouvelles/{clean.pk}/demarche/", {"do": "end", "ends_on": f"{day}"})
    with clock.at(cast.NOON + timedelta(days=1)):
        assert "Portes ouvertes" not in read(client, shop)
    assert not list(violations())


def test_who_follows_a_shop_reads_its_news(lune):
    """Once, in the weekly letter; not those who agreed to words that did not say so."""
    cast.offer(lune)
    for email, hears in (("ana@example.test", True), ("old@example.test", False)):
        Follow.objects.create(
            seller=lune, email=email, asked_at=cast.NOON, text="Oui", hears_news=hears,
            confirmed_at=cast.NOON, told_until=cast.NOON,
        )  # fmt: skip
    at = cast.NOON + timedelta(hours=1)
    note = notes.write(lune, {"title": "Portes ouvertes", "text": "Samedi."}, by=None, at=at)
    notes.send(note, by=None, at=at)
    with clock.at(at + timedelta(hours=1)):
        tell_followers()
        outbox.sweep(at=clock.now())
        [letter] = mail.outbox
        assert letter.to == ["ana@example.test"]
        assert "Portes ouvertes" in letter.body
        assert follows.count(lune) == 2


def test_the_page_costs_two_statements(client, lune):
    """However many blocks, pictures and news; the goods of a block are those of any list."""
    cast.offer(lune)
    shop = f"/boutique/{lune.slug}/"
    client.get(shop)
    with CaptureQueriesContext(
        connection,
    ) as bare:
        client.get(f"{shop}?tri=prix")
    online(
        lune,
        whole(lune)
        + [typed.new("own_news"), typed.new("own_places", {"items": [{"name": "Marché"}]})],
    )
    for number in range(3):
        note = notes.write(lune, {"title": f"Nouvelle {number}", "text": "Un mot."}, **BY)
        notes.send(note, **BY)
    client.get(shop)
    with CaptureQueriesContext(connection) as full:
        assert "Nouvelle 2" in read(client, shop)
    assert len(full) <= len(bare) + 2


def test_what_was_approved_is_frozen_and_proven(lune):
    """The database refuses another text; without its guard, `verify` says so."""
    version = online(lune, whole(lune))
    changed = [typed.new("text", {"text": "Autre chose."})]
    with pytest.raises(Exception, match="marketing_shopversion"):
        ShopVersion.objects.filter(pk=version.pk).update(blocks=changed)
    assert not list(violations())


def test_what_a_photo_is_said_to_show_is_read_like_any_text(lune):
    shown = pictures.add(lune, photo("#304050"), alt="Appelez le 06 12 34 56 78", **BY)
    blocks = [typed.new("own_image", {"picture": str(shown.pk), "caption": "Le four"})]
    scene = showing.scene_of(lune, blocks, at=clock.now())
    told = [one.sentence for one in checking.remarks(blocks, scene, seller_id=lune.pk)]
    assert any("téléphone" in sentence for sentence in told)


def test_a_moved_block_keeps_the_keyboard_and_one_taken_out_comes_back(client, lune, owner):
    client.force_login(owner)
    version = drafts.begin(lune, **BY)
    drafts.save(version, whole(lune), revision=version.revision, **BY)
    first, second, third = (block["id"] for block in version.blocks)

    def press(gesture: str, name: str) -> str:
        version.refresh_from_db()
        sent = said(version, do=f"{gesture}:{name}", tab="onglet1")
        sent[f"b-{first}-title"] = "Mots tapés"
        answer = client.post(EDITOR, sent, follow=True)
        version.refresh_from_db()
        return answer.content.decode()

    page = press("down", first)
    assert f'value="down:{first}" autofocus' in page
    page = press("down", first)  # the last one goes no further: the other button has the keyboard
    assert f'value="up:{first}" autofocus' in page

    page = press("remove", first)
    assert [block["id"] for block in version.blocks] == [second, third]
    assert f'value="back:{first}" autofocus' in page
    press("back", first)
    assert [block["id"] for block in version.blocks] == [second, third, first]
    assert version.blocks[2]["data"]["title"] == "Mots tapés"
    press("back", first)  # twice is once
    assert len(version.blocks) == 3

    page = press("add", "own_image")
    assert re.search(r"-picture\" id=\"[^\"]+\" autofocus", page)

    stranger = member(lune, "autre@lune.example")
    assert presence.note(version, owner, tab="onglet1", at=clock.now()).name == ""
    assert presence.note(version, stranger, tab="onglet1", at=clock.now()).name == str(owner)


def test_a_news_sent_from_two_tabs_is_written_once(client, lune, owner):
    client.force_login(owner)
    sent = {"title": "Samedi", "text": "L'atelier ouvre.", "send": "1"}
    for _tab in range(2):
        assert client.post("/seller/nouvelles/ecrire/", sent).status_code == 302
    assert ShopNews.objects.count() == 1
    client.post("/seller/nouvelles/ecrire/", {**sent, "title": "Dimanche"})
    assert ShopNews.objects.count() == 2


def test_a_photo_too_small_for_its_block_keeps_the_page_back(lune):
    blocks = whole(lune)
    scene = showing.scene_of(lune, blocks, at=cast.NOON)
    told = checking.remarks(blocks, scene, seller_id=lune.pk)
    assert not [one for one in told if "pixels" in one.sentence]

    out = BytesIO()
    Image.new("RGB", (620, 640), "#405060").save(out, "JPEG")
    small = pictures.add(lune, out.getvalue(), alt="Un bol", **BY)
    blocks = [typed.new("own_image", {"picture": str(small.pk)})]
    scene = showing.scene_of(lune, blocks, at=cast.NOON)
    told = checking.remarks(blocks, scene, seller_id=lune.pk)
    assert [one for one in told if one.is_blocking and "620 × 640" in one.sentence]


def test_what_the_charter_forbids_keeps_a_page_back_and_is_called_so(client, lune, owner):
    CharterWord.objects.create(
        expression="meilleur prix", kind=CharterWord.Kind.FORBIDDEN, reason="Invérifiable.",
        remedy="Dites le prix.", starts_on=cast.NOON.date() - timedelta(days=9),
    )  # fmt: skip
    charter.forget()
    version = drafts.begin(lune, by=owner, at=cast.NOON)
    text = "Le meilleur prix. Appelez le 06 12 34 56 78."
    blocks = whole(lune, text=f"{LONG}{text}")
    ShopVersion.objects.filter(pk=version.pk).update(blocks=blocks)
    version.refresh_from_db()

    with pytest.raises(life.NotReady, match="meilleur prix"):
        life.propose(version, by=owner, at=cast.NOON)
    client.force_login(owner)
    with clock.at(cast.NOON):
        page = client.get(reverse("seller-page-editor")).content.decode()
    assert "<strong>Empêche de proposer</strong>" in page
    assert "<strong>Conseil</strong>" in page
