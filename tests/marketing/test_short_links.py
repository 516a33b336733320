"""Short links: never out of the site, counted without anybody's name, those of a shop its own."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.models import Product
from marketing.events import ShortLinkEnded, ShortLinkMade, ShortLinkTakenUp
from marketing.models import Article, LinkDay, ShortLink
from marketing.social import kits, links
from marketplace.shared import clock
from marketplace.shared.facts import name_of
from marketplace.shared.models import Brand, Fact
from tests import cast

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _noon(db):
    Brand.objects.get_or_create(pk=1)
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def bowl(lune):
    return cast.offer(lune, title="Bol d'été").product


@pytest.fixture
def link(bowl):
    return made(f"/produit/{bowl.slug}/", source="instagram", campaign="noel-2026")


def made(path, **values) -> ShortLink:
    return links.make(path, name="Affiche", by=None, at=cast.NOON, **values)


def clicks(link) -> int:
    return links.with_clicks(ShortLink.objects.filter(pk=link.pk)).get().clicks


def test_a_link_leads_with_its_marks_and_is_counted(client, link, bowl):
    path = reverse("shop-link", args=[link.code])
    answer = client.get(path, headers={"User-Agent": BROWSER})
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "no-store"
    assert answer.url == (f"/produit/{bowl.slug}/?utm_source=instagram&utm_campaign=noel-2026")
    assert client.get(answer.url).status_code == 200
    client.get(path, headers={"User-Agent": BROWSER})
    with clock.at(cast.NOON + timedelta(days=1)):
        client.get(path, headers={"User-Agent": BROWSER})
    assert links.days_of(link) == [
        (clock.paris_day(cast.NOON), 2),
        (clock.paris_day(cast.NOON + timedelta(days=1)), 1),
    ]


@pytest.mark.parametrize(
    "browser",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "Slackbot-LinkExpanding 1.0",
        "curl/8.5.0",
        "Mozilla/5.0 (compatible; Bytespider)",
    ],
)
def test_who_is_no_person_is_led_and_not_counted(client, link, browser):
    path = reverse("shop-link", args=[link.code])
    assert client.get(path, headers={"User-Agent": browser}).status_code == 302
    assert client.head(path, headers={"User-Agent": BROWSER}).status_code == 302
    ahead = {"User-Agent": BROWSER, "Sec-Purpose": "prefetch"}
    assert client.get(path, headers=ahead).status_code == 302
    assert clicks(link) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:/evil.example",
        "/\t/evil.example",
        "/journal/\nhttps://evil.example",
        "evil.example",
        "/admin/",
        "/seller/",
        "/compte/login/?next=https://evil.example",
        "/langue/setlang/?next=https://evil.example",
        "/rien-de-tel/",
        "/produit/rien/",
        "/journal/" + "a" * 300,
        "",
        "http://[",
    ],
)
def test_a_link_never_leads_out_of_the_site_or_nowhere(typed):
    with pytest.raises((links.Elsewhere, links.LeadsNowhere)):
        made(typed)
    assert not ShortLink.objects.exists()


def test_an_address_of_the_house_is_taken_without_its_host_and_old_marks():
    link = made(f"{settings.BASE_URL}/journal/?utm_source=x&page=2#haut", source="lettre")
    assert link.path == "/journal/?page=2#haut"
    assert links.destination(link) == "/journal/?page=2&utm_source=lettre#haut"
    assert made(settings.BASE_URL).path == "/"


def test_a_row_that_was_tampered_with_leads_home(client, link):
    for path in ("/\\evil.example", "/\t/evil.example"):
        ShortLink.objects.filter(pk=link.pk).update(path=path)
        answer = client.get(reverse("shop-link", args=[link.code]))
        assert answer.url.startswith("/?utm_source=")
    with pytest.raises(IntegrityError):
        ShortLink.objects.filter(pk=link.pk).update(path="//evil.example")


def test_those_who_follow_at_once_are_all_counted(link):
    """Each was about to write the first visit of the day."""
    stale = LinkDay(link=link, day=clock.paris_day(cast.NOON), clicks=1)
    links.followed(link.code, at=cast.NOON, is_counted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        stale.save(force_insert=True)  # the control: read, then write
    links.followed(link.code, at=cast.NOON, is_counted=True)
    assert clicks(link) == 2


def test_a_link_that_is_over_leads_nowhere_and_counts_nothing(client, bowl):
    end = cast.NOON + timedelta(days=1)
    link = made("/journal/", ends_at=end)
    path = reverse("shop-link", args=[link.code])
    with clock.at(end):
        answer = client.get(path, headers={"User-Agent": BROWSER})
    assert answer.status_code == 410
    assert clicks(link) == 0
    assert client.get(path).status_code == 302
    links.end(link, by=None, at=cast.NOON)
    assert client.get(path).status_code == 410
    names = set(Fact.objects.values_list("name", flat=True))
    assert {name_of(ShortLinkMade), name_of(ShortLinkEnded)} <= names
    with pytest.raises(links.EndsBefore):
        made("/journal/", ends_at=cast.NOON)
    assert client.get(reverse("shop-link", args=["rien"])).status_code == 404


def test_following_a_link_costs_few_statements(client, link, django_assert_max_num_queries):
    path = reverse("shop-link", args=[link.code])
    with django_assert_max_num_queries(5):  # two are the savepoint of the test
        client.get(path, headers={"User-Agent": BROWSER})


def test_the_list_costs_the_same_for_many_links(client, odile, link, django_assert_max_num_queries):
    cast.proven(client, odile)
    page = reverse("admin:marketing_shortlink_changelist")
    client.get(page)
    with django_assert_max_num_queries(14):
        client.get(page)
    for number in range(12):
        made("/journal/", source=f"s{number}")
    with django_assert_max_num_queries(14):
        assert "noel-2026" in client.get(page).content.decode()


def test_marks_of_a_campaign_choose_nothing_on_a_page():
    from django.http import QueryDict

    from marketplace.shared import campaigns

    assert not campaigns.besides(QueryDict("utm_source=a&utm_campaign=b"))
    assert campaigns.besides(QueryDict("utm_source=a&page=2"))


# --- A shop's own links, and kits -------------------------------------------------------------


def test_a_shop_makes_links_to_itself_and_its_sheets_alone(client, lune, bowl):
    other = cast.offer(cast.seller("Maison Brun")).product
    client.force_login(cast.owner_of(lune))
    page = reverse("seller-sharing")
    own = {"path": f"/produit/{bowl.slug}/", "name": "Carte", "source": "Papier"}
    assert client.post(page, own).status_code == 302
    assert client.post(page, {**own, "path": f"/produit/{other.slug}/"}).status_code == 422
    assert client.post(page, {**own, "path": "/journal/"}).status_code == 422
    link = ShortLink.objects.get()
    assert (link.seller, link.source, link.medium) == (lune, "papier", "vendeur")
    for path in (f"/produit/{other.slug}/", "/journal/"):
        with pytest.raises(links.NotTheirs):
            links.make_for_shop(path, name="x", source="", seller=lune, by=None, at=cast.NOON)
    links.followed(link.code, at=cast.NOON, is_counted=True)
    shown = client.get(page).content.decode()
    assert link.url in shown
    svg = client.get(reverse("seller-sharing-qr", args=[link.pk, "svg"]))
    assert b"<svg" in svg.content
    client.post(reverse("seller-sharing-end", args=[link.pk]))
    assert links.is_over(ShortLink.objects.get(), clock.now())


def test_a_shop_takes_up_the_link_it_stopped_and_none_that_the_house_stopped(
    client, lune, bowl, odile
):
    client.force_login(cast.owner_of(lune))
    link = links.make_for_shop(
        f"/produit/{bowl.slug}/", name="Carte", source="", seller=lune, by=None, at=cast.NOON
    )
    page, path = reverse("seller-sharing"), reverse("shop-link", args=[link.code])
    asked = client.get(page).content.decode()
    assert "Le lien et son code QR" in asked, "told before it is stopped"
    client.post(reverse("seller-sharing-end", args=[link.pk]))
    gone = Client().get(path)
    assert gone.status_code == 410
    assert f"Aller chez {lune.name}" in gone.content.decode()
    assert "L'opération" not in gone.content.decode()

    again = reverse("seller-sharing-take-up", args=[link.pk])
    assert again in client.get(page).content.decode()
    client.post(again)
    listed = client.get(page).content.decode()
    assert f"mène de nouveau à sa page : {link.path}." in listed
    assert f">{link.path}</small>" in listed
    client.post(again)
    assert Client().get(path).status_code == 302
    assert Fact.objects.filter(name=name_of(ShortLinkTakenUp)).count() == 1

    links.end(link, by=odile, at=clock.now())
    client.post(again)
    assert Client().get(path).status_code == 410
    stranger = Client()
    stranger.force_login(cast.owner_of(cast.seller("Maison Brun")))
    assert stranger.post(again).status_code == 404


def test_another_shop_sees_and_ends_none_of_them(client, lune, bowl):
    link = links.make_for_shop(
        f"/produit/{bowl.slug}/", name="x", source="", seller=lune, by=None, at=cast.NOON
    )
    client.force_login(cast.owner_of(cast.seller("Maison Brun")))
    assert link.url not in client.get(reverse("seller-sharing")).content.decode()
    assert client.post(reverse("seller-sharing-end", args=[link.pk])).status_code == 404
    assert client.get(reverse("seller-sharing-qr", args=[link.pk, "png"])).status_code == 404
    assert client.get(reverse("seller-sharing-kit", args=[bowl.pk])).status_code == 404


def unpacked(answer) -> ZipFile:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    return ZipFile(BytesIO(answer.content))


def test_the_kit_of_a_sheet_has_cards_captions_and_one_link(client, lune, bowl):
    client.force_login(cast.owner_of(lune))
    page = reverse("seller-sharing-kit", args=[bowl.pk])
    assert "Bol d&#x27;été" in client.get(page).content.decode()
    file = unpacked(client.post(page))
    names = file.namelist()
    assert len([name for name in names if name.endswith(".jpg")]) == 6
    tall = Image.open(BytesIO(file.read(f"en/{bowl.slug}-1080x1920.jpg")))
    assert tall.size == (1080, 1920)
    link = ShortLink.objects.get()
    caption = file.read("fr/legende.txt").decode()
    assert caption.startswith("Bol d'été – 24,90\u00a0€")
    assert caption.endswith(link.url)
    assert "€24.90" in file.read("en/caption.txt").decode()
    assert {"qr.svg", "qr.png", "lien.txt"} <= set(names)
    unpacked(client.post(page))
    assert ShortLink.objects.count() == 1, "the link of before is the link of the next kit"


def test_a_caption_leads_to_the_page_in_its_language_and_is_copied_whole(client, lune, bowl):
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-sharing-kit", args=[bowl.pk])).content.decode()
    address = f"/produit/{bowl.slug}/"
    copied = re.findall(r'data-copy="([^"]+)"', page)
    assert [text.strip().rpartition(address)[2] for text in copied] == ["", "?lang=en"]
    assert "<textarea" not in page

    file = unpacked(client.post(reverse("seller-sharing-kit", args=[bowl.pk])))
    caption = file.read("en/caption.txt").decode()
    link = ShortLink.objects.get()
    assert caption.endswith(f"{link.url}?lang=en")

    client.logout()
    client.cookies.clear()
    followed = client.get(f"{reverse('shop-link', args=[link.code])}?lang=en")
    assert followed.url.endswith("lang=en")
    client.cookies.clear()
    assert 'lang="en"' in client.get(followed.url).content.decode()
    assert 'lang="en"' in client.get(address).content.decode(), "the next pages too"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    client.get(followed.url)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en", "no page flips back"


def test_what_is_not_on_sale_has_no_kit(client, lune, bowl):
    Product.objects.filter(pk=bowl.pk).update(in_stock=False)
    client.force_login(cast.owner_of(lune))
    assert client.post(reverse("seller-sharing-kit", args=[bowl.pk])).status_code == 302
    assert not ShortLink.objects.exists()
    for kind in ("produit", "collection", "article", "accueil"):
        with pytest.raises(kits.NothingToShare):
            kits.of(kind, bowl.slug, at=cast.NOON)


def test_the_kit_of_an_article_in_the_console(client, odile):
    story = Article.objects.create(
        slug="four", title="Le four", title_en="The kiln", standfirst="Trois jours de feu.",
        body="x", published_at=cast.NOON,
    )  # fmt: skip
    cast.proven(client, odile)
    page = reverse("admin:marketing_shortlink_kit")
    chosen = {"article": f"#{story.pk} Le four"}
    assert "The kiln" in client.get(page, chosen).content.decode()
    assert client.get(page).status_code == 200
    both = {**chosen, "product": "rien"}
    assert client.post(page, both).status_code == 422
    file = unpacked(client.post(page, chosen))
    assert "Trois jours de feu." in file.read("fr/legende.txt").decode()
    assert "The kiln" in file.read("en/caption.txt").decode()


def test_the_console_makes_a_link_and_refuses_another_site(client, odile):
    cast.proven(client, odile)
    page = reverse("admin:marketing_shortlink_add")
    values = {"name": "Affiche", "path": "/journal/", "source": "affiche", "campaign": "été"}
    assert client.post(page, values).status_code == 200, "a mark is plain letters"
    values["campaign"] = "ete"
    assert client.post(page, {**values, "path": "https://evil.example/"}).status_code == 409
    assert client.post(page, values).status_code == 302
    link = ShortLink.objects.get()
    file = client.get(reverse("admin:marketing_shortlink_change", args=[link.pk]))
    assert link.url in file.content.decode()
    png = client.get(reverse("admin:marketing_shortlink_qr", args=[link.pk, "png"]))
    assert Image.open(BytesIO(png.content)).size[0] > 300
    assert site.is_registered(ShortLink)


def test_whoever_reads_an_address_that_names_a_language_may_choose_the_other(client, db):
    page = client.get("/agenda/?page=1&lang=en").content.decode()
    assert 'lang="en"' in page
    assert 'name="next" value="/agenda/?page=1"' in page
    back = client.post(reverse("set_language"), {"language": "fr", "next": "/agenda/?page=1"})
    assert '<html lang="fr"' in client.get(back.url).content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_language_named_by_an_address_stays_whichever_it_is(client, db, language):
    other = {"fr": "en", "en": "fr"}[language]
    for named in (other, language):
        client.get(f"/agenda/?lang={named}", headers={"Accept-Language": other})
    page = client.get("/agenda/", headers={"Accept-Language": other}).content.decode()
    assert f'<html lang="{language}"' in page
