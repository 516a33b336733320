"""What is shared elsewhere: cards that are true now, and heads of pages that name them."""

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver, reverse
from PIL import Image

from catalog.models import Photo, Product
from marketing.models import Article, Gathering
from marketing.social import drawing, faces, letters
from marketing.social.views import shop as views
from marketplace.seed_texts import TEXTS
from marketplace.shared import clock, limits
from marketplace.shared.models import Brand, LegalText
from marketplace.shared.palette.choices import HOUSE
from marketplace.shared.templatetags.ui import stamped
from tests import cast, doors

pytestmark = pytest.mark.django_db
TAGS = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"')


@pytest.fixture(autouse=True)
def _noon(db):
    Brand.objects.get_or_create(pk=1)
    with clock.at(cast.NOON):
        yield


@pytest.fixture
def bowl(lune):
    return cast.offer(lune, title="Bol d'été", title_en="Summer bowl").product


def address(product, size="1200x630", language="fr"):
    return reverse("shop-card", args=[language, "produit", product.slug, size])


def tags(page) -> dict[str, str]:
    head = page.content.decode().partition("</head>")[0]
    return {name: html.unescape(content) for name, content in TAGS.findall(head)}


def pictured(product):
    """Give a sheet a photo, in the colour of which nothing else is."""
    out = BytesIO()
    Image.new("RGB", (900, 700), (255, 0, 255)).save(out, "PNG")
    photo = Photo(
        product=product, seller=product.owner, sha256="0" * 64, created_at=cast.NOON,
        is_approved=True,
    )  # fmt: skip
    photo.file.save("bol.png", ContentFile(out.getvalue()), save=False)
    photo.width, photo.height = 900, 700
    photo.save()
    Product.objects.filter(pk=product.pk).update(cover=photo)


@pytest.mark.parametrize("size", faces.SIZES)
def test_a_card_has_its_size_and_its_photo(client, bowl, size):
    pictured(bowl)

    answer = client.get(address(bowl, size))

    card = Image.open(BytesIO(answer.content))
    assert answer["Content-Type"] == "image/jpeg"
    assert card.size == faces.measures(size)
    box = drawing.PLANS[size].photo
    red, green, blue = card.getpixel(((box[0] + box[2]) // 2, (box[1] + box[3]) // 2))
    assert (red, blue) > (240, 240)
    assert green < 20


@pytest.mark.parametrize(
    "change",
    [
        {"in_stock": False},
        {"is_sellable": False},
        {"state": "taken_down"},
    ],
)
def test_what_is_not_on_sale_has_no_card(client, bowl, change):
    assert client.get(address(bowl)).status_code == 200

    Product.objects.filter(pk=bowl.pk).update(**change)

    assert client.get(address(bowl)).status_code == 404


def test_a_shop_away_an_article_unpublished_and_unknown_names_have_no_card(client, bowl, lune):
    story = Article.objects.create(
        slug="four", title="Le four", standfirst="x", body="x",
        published_at=cast.NOON + timedelta(days=1),
    )  # fmt: skip
    lune.suspended_at = cast.NOON
    lune.save(update_fields=["suspended_at"])
    found = [
        address(bowl),
        reverse("shop-card", args=["fr", "boutique", lune.slug, "1200x630"]),
        reverse("shop-card", args=["fr", "article", story.slug, "1200x630"]),
        reverse("shop-card", args=["fr", "rien", "accueil", "1200x630"]),
        reverse("shop-card", args=["de", "accueil", "accueil", "1200x630"]),
        reverse("shop-card", args=["fr", "accueil", "accueil", "9000x9000"]),
    ]
    assert [client.get(path).status_code for path in found] == [404] * len(found)


def test_another_price_is_another_card_at_another_address(client, bowl):
    page = reverse("shop-product", args=[bowl.slug])
    named = tags(client.get(page))["og:image"].removeprefix(settings.BASE_URL)
    first = client.get(named)
    assert "max-age=86400" in first["Cache-Control"]
    same = client.get(named, headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304

    bowl.refresh_from_db()
    Product.objects.filter(pk=bowl.pk).update(from_cents=999)

    again = client.get(named)
    assert again["ETag"] != first["ETag"]
    assert again.content != first.content
    assert "no-cache" in again["Cache-Control"], "the old address promises nothing any more"
    row = Product.objects.get(pk=bowl.pk)
    face = faces.of(row, at=cast.NOON)
    assert face.price == "9,99\u00a0€"
    assert face.card("1200x630") != named


def test_a_card_speaks_the_language_of_its_address(client, bowl):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    french, english = (client.get(address(bowl, language=code)) for code in ("fr", "en"))
    assert french["ETag"] != english["ETag"]
    named = tags(client.get(reverse("shop-product", args=[bowl.slug])))
    assert "/partage/en/" in named["og:image"]
    assert named["og:image:alt"] == "Summer bowl – Halles"


def test_a_date_has_a_card_with_its_day_and_its_place_and_another_hour_is_another_card(client):
    begins = cast.NOON + timedelta(days=40)
    row = Gathering.objects.create(
        slug="marche", kind="market", state="published", title="Marché de printemps",
        title_en="Spring market", lead="x", place="Halle Tony-Garnier", starts_at=begins,
        ends_at=begins + timedelta(hours=2), created_at=cast.NOON, changed_at=cast.NOON,
        published_at=cast.NOON,
    )  # fmt: skip
    page = reverse("shop-gathering", args=[row.slug])
    named = tags(client.get(page))["og:image"].removeprefix(settings.BASE_URL)
    first = client.get(named)
    assert "/rendez-vous/marche/" in named
    assert first["Content-Type"] == "image/jpeg"
    face = faces.of(row, at=cast.NOON)
    assert (face.title, face.above, face.foot) == (row.title, "Marché", "Halle Tony-Garnier")
    assert face.price == stamped(begins)

    Gathering.objects.update(starts_at=begins + timedelta(hours=1))

    row.refresh_from_db()
    assert faces.image(row).url.endswith(faces.of(row, at=cast.NOON).card(faces.WIDE))
    assert not faces.image(row).url.endswith(named)
    assert client.get(named)["ETag"] != first["ETag"]
    Gathering.objects.update(state="draft")
    assert client.get(named).status_code == 404


@pytest.mark.parametrize("size", faces.SIZES)
def test_a_date_stays_on_its_card(size):
    plan = drawing.PLANS[size]
    for words in ("24 septembre 2026 à 14\u00a0h\u00a030", "24 September 2026 at 14:30"):
        room = plan.words[2] - plan.words[0] - plan.price
        font, (line,) = drawing.fitted(
            words, letters.bold(HOUSE), width=room, height=plan.price * 2,
            largest=plan.price, least=plan.small - 6, most=1,
        )  # fmt: skip
        assert line == drawing.clean(words, letters.bold(HOUSE)), "nothing of it is cut"


def test_a_card_costs_few_statements(client, bowl, django_assert_max_num_queries):
    client.get(address(bowl))
    with django_assert_max_num_queries(2):
        client.get(address(bowl))


@pytest.mark.parametrize(
    "title",
    [
        "B",
        "Grand saladier en grès bleu d'Œuvre, tourné à la main à Dieulefit pour douze " * 4,
        "Anticonstitutionnellement" * 12,
        "<script>alert('é')</script>",
        "\u202e\u200b\n\t\x00 🎁🎁🎁",
        "e\u0301te\u0301 " * 30,
        "العربية 漢字",
    ],
)
@pytest.mark.parametrize("size", faces.SIZES)
def test_no_title_leaves_its_room(title, size):
    plan = drawing.PLANS[size]
    width, height = plan.words[2] - plan.words[0], 260
    font, lines = drawing.fitted(
        title, letters.title(HOUSE), width=width, height=height,
        largest=plan.largest, least=plan.least, most=plan.lines,
    )  # fmt: skip
    assert 1 <= len(lines) <= plan.lines
    assert all(font.getlength(line) <= width for line in lines)
    assert len(lines) * font.size * 1.16 <= height
    assert not re.search("[\u202e\u200b\x00🎁\u0301]", "".join(lines))


def test_letters_are_cut_only_where_nothing_else_helps():
    room = {"width": 500, "height": 300, "largest": 60, "least": 30, "most": 5}
    font, lines = drawing.fitted("Bol d'été à Noël", letters.title(HOUSE), **room)
    assert (font.size, " ".join(lines)) == (60, "Bol d'été à Noël")
    _font, lines = drawing.fitted("saladier " * 60, letters.title(HOUSE), **room)
    assert lines[-1].endswith("…")


def test_a_photo_that_cannot_be_read_leaves_a_card_without(client, bowl):
    pictured(bowl)
    photo = Photo.objects.get()
    photo.file.storage.delete(photo.file.name)
    assert client.get(address(bowl)).status_code == 200


# --- The heads of pages -----------------------------------------------------------------------


def _addresses(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name in doors.OPEN:
                yield pattern.name, pattern.pattern
        elif getattr(pattern, "namespace", None) is None:
            yield from _addresses(pattern.url_patterns)


def test_every_public_page_says_what_a_shared_link_shows(client):
    for kind, (title, title_en, body, body_en) in TEXTS.items():
        LegalText.objects.create(
            kind=kind, title=title, title_en=title_en, body=body, body_en=body_en,
            published_at=cast.NOON,
        )  # fmt: skip
    world = doors.World()
    world.furnish()
    Article.objects.filter(slug="four").update(published_at=cast.NOON)
    own = {
        "shop-category": [[world.offer.product.category.slug]],
        "shop-seller": [[world.seller.slug]],
        "shop-article": [["four"]],
        "shop-text": [[kind] for kind in TEXTS],
    }
    seen, wrong = set(), []
    for name, pattern in _addresses(get_resolver().url_patterns):
        for values in own.get(name) or [world.arguments(name, pattern)]:
            path = reverse(name, args=values)
            answer = client.get(path)
            is_page = answer.status_code == 200 and "text/html" in answer["Content-Type"]
            if not is_page or b"<html" not in answer.content:
                continue
            said = tags(answer)
            # a shop that tells little of itself is not for engines, and is shared all the same
            if "noindex" in said.get("robots", "") and name != "shop-seller":
                continue
            seen.add(name)
            wrong += [(path, fault) for fault in _faults(said, path)]
            card = said["og:image"].removeprefix(settings.BASE_URL)
            drawn = client.get(card)
            if drawn.status_code != 200:
                wrong.append((path, card, drawn.status_code))
    assert wrong == []
    assert seen >= {
        *("shop-home", "shop-product", "shop-category", "shop-seller", "shop-article"),
        *("shop-articles", "shop-text", "shop-directory", "shop-collections", "shop-ranking"),
        *("shop-help", "shop-sell", "shop-newsletter", "shop-withdrawal"),
    }


def _faults(said: dict[str, str], path: str):
    for name in ("og:title", "og:description", "description", "og:image:alt", "og:site_name"):
        if not said.get(name, "").strip():
            yield f"no {name}"
    if not said.get("og:url", "").startswith(settings.BASE_URL + "/"):
        yield "no absolute address"
    if not said.get("og:image", "").startswith(settings.BASE_URL + "/partage/"):
        yield "no picture"
    if (said.get("og:image:width"), said.get("og:image:height")) != ("1200", "630"):
        yield "no measures"
    if said.get("og:locale") != "fr_FR" or said.get("twitter:card") != "summary_large_image":
        yield "no language"


def test_a_caption_ends_with_a_sentence_or_at_least_with_a_word():
    whole = "Un bol tourné à la main. " * 12
    assert faces._short(whole) == " ".join(["Un bol tourné à la main."] * 8)
    long = faces._short("un bol, " * 40)
    assert long.endswith((" un…", "un bol…"))
    assert len(long) <= faces.LONGEST_SAID


def test_an_address_has_so_many_cards_drawn_an_hour_and_what_is_kept_is_free(client, bowl):
    for _n in range(views.DRAWN - 2):
        limits.take("card", "127.0.0.1", views.DRAWN, limits.HOUR)
    way = [reverse("shop-card", args=["fr", "produit", bowl.slug, size]) for size in faces.SIZES]
    drawing._kept.clear()

    answers = [client.get(address).status_code for address in way]
    again = [client.get(address).status_code for address in way]
    elsewhere = client.get(way[2], REMOTE_ADDR="203.0.113.9").status_code

    assert answers == again == [200, 200, 429]
    assert elsewhere == 200
    assert client.get(way[2]).status_code == 200  # somebody else had it drawn
