"""« Vendre chez nous » is a page of blocks: what the house ships, then what an editor composed."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounting.commissions import commissions
from accounting.models import CommissionRule
from marketing.blocks import drawing, typed
from marketing.blocks.registry import KINDS
from marketing.models import Page, Version
from marketing.pages import checking, defaults, drafts, life
from marketplace.doors.blocks import sell_words
from marketplace.shared import clock, kept, voice
from orders.figures import first_sales
from orders.models import SellerOrder
from sellers.models import Seller
from tests import cast

GUEST = {"HTTP_SEC_FETCH_SITE": "none"}


def read(path="/vendre/", language="fr", **asked):
    answer = Client().get(path, asked, HTTP_ACCEPT_LANGUAGE=language, **GUEST)
    assert answer.status_code == 200
    return answer.content.decode()


def sums(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition('class="sums"')[2]).split())


@pytest.fixture
def grid(db):
    return cast.grid()


@pytest.fixture
def page(db):
    return Page.objects.get_or_create(kind=Page.Kind.SELL, slug="", defaults={"name": "Vendre"})[0]


def test_an_editor_begins_from_the_words_in_force_and_nothing_is_lost(
    grid, page, odile, django_capture_on_commit_callbacks
):
    cast.offer(cast.seller("Atelier Lune"))
    shipped = read()
    with django_capture_on_commit_callbacks(execute=True):
        version = drafts.begin(page, by=odile, at=clock.now())
        life.approve(
            version,
            starts_at=None,
            ends_at=None,
            revision=version.revision,
            by=odile,
            at=clock.now(),
        )
    composed = read()
    english = read(language="en")

    assert not [
        remark for remark in checking.remarks(version, at=clock.now()) if remark.is_blocking
    ]
    before, after = (" ".join(html.unescape(page).split()) for page in (shipped, composed))
    for name in sell_words.names():
        words = " ".join(html.unescape(voice.say(name)).split())
        assert (words in before) == (words in after), name
    assert shipped.count("<h2") == composed.count("<h2")
    assert voice.shipped("sell.title")[1] in english


def test_the_simulator_answers_on_any_page_and_keeps_what_was_typed(
    grid, odile, django_capture_on_commit_callbacks
):
    blocks = [
        typed.new("hero", {"title": "Essayez"}),
        typed.new("simulator", {"price": "30", "delivery": "0"}),
        typed.new("simulator"),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        version = drafts.create("landing", name="E", slug="e", by=odile, at=clock.now())
        content = {"title": "Essai", "blocks": blocks}
        drafts.save(version, content, revision=0, by=odile, at=clock.now())
        life.approve(version, starts_at=None, ends_at=None, revision=1, by=odile, at=clock.now())
    path = "/pages/e/"

    assert "Article, TTC 30,00 €" in sums(read(path))
    asked = read(path, price="49", delivery="5")
    assert "Vous recevez 46,94 €" in sums(asked)
    assert "Vous recevez 46,94 €" not in sums(read(path, price="50", delivery="5"))
    wrong = read(path, price="4 9x", delivery="<b>")
    assert 'value="4 9x"' in wrong
    assert 'class="errorlist"' in wrong
    assert "&lt;b&gt;" in wrong
    assert 'class="sums"' not in wrong
    nothing = read(path, price="0", delivery="0")
    assert "Écrivez un prix au-dessus de zéro." in nothing
    assert 'class="sums"' not in nothing
    assert asked.count('id="calcul"') == 1, "the second one is not shown"


def test_a_changed_grid_is_another_page_at_once(grid, django_capture_on_commit_callbacks):
    before = read()
    CommissionRule.objects.update(bps=1500, minimum_cents=100)
    commissions.forget()

    after = read()

    assert "12" in sums(before)[:200]
    assert "Commission HT (15 %)" in sums(after).replace("\u202f", " ").replace("\xa0", " ")
    assert "Au moins" in after
    assert "Au moins" not in before


def test_the_first_sale_is_told_of_twenty_shops_and_counts_those_that_wait(grid):
    now = clock.now()
    shops = [
        Seller.objects.create(
            code=f"S{number}",
            slug=f"s{number}",
            name=f"Boutique {number}",
            state="open",
            email="a@x.example",
            created_at=now - timedelta(days=200),
            opened_at=now - timedelta(days=100 if number else 10),
        )
        for number in range(21)
    ]
    sold = [cast.part_of(cast.paid_order(cast.offer(cast.seller("Lune"))))]
    part = sold[0]
    assert first_sales._read(now) is None, "twenty shops, none of which has sold"

    def sells(shop, days):
        twin = SellerOrder.objects.get(pk=part.pk)
        twin.pk, twin.seller, twin.number = None, shop, f"X-{shop.pk}"
        twin.paid_at = shop.opened_at + timedelta(days=days)
        SellerOrder.objects.bulk_create([twin])

    for number, shop in enumerate(shops[1:10], 1):
        sells(shop, number)
    assert first_sales._read(now) is None, "most still wait"
    sells(shops[10], 40)
    told = first_sales._read(now)
    assert (told.shops, told.days) == (20, 40)
    Seller.objects.filter(pk=shops[20].pk).update(opened_at=None)
    assert first_sales._read(now) is None, "nineteen"
    kept.forget(first_sales.KEY)


def test_brought_kinds_are_blocks_like_the_others(grid):
    for key in ("simulator", "commissions", "first_sale", "prospect"):
        block = typed.new(key)
        scene = drawing.scene_of([block, block], at=clock.now(), language="fr")
        assert len(drawing.drawn([block, block], scene)) <= 1, "one a page"
        assert not typed.form(block).errors
        list(
            KINDS[key].checks(*[(said, scene) for _k, said, _b in drawing.shown([block], "fr")][0])
        )
    assert {block["kind"] for block in defaults.shown("sell")} <= KINDS.keys()
    assert Version.objects.count() == 0
    assert reverse("shop-sell") == "/vendre/"


def test_numbers_are_read_as_the_pages_of_their_reader_write_them(grid):
    english = read(language="en", price="1,234.56", delivery="€1,000")
    assert "€1,234.56" in sums(english)
    assert "€1,000.00" in sums(english)
    assert "24.90" in read(language="en", price="24,90")
    for written, why in (
        ("1,234.56", "Écrivez un nombre comme"),
        ("-5", "Écrivez un nombre de zéro ou plus."),
        ("49,999", "Écrivez deux chiffres après la virgule au plus"),
    ):
        assert why in html.unescape(read(price=written)), written
    wrong = read(price="-5", delivery="x", category="x").partition('role="alert"')[2]
    said = [wrong.index(name) for name in ("id_price", "id_delivery", "id_category")]
    assert said == sorted(said), "in the order of the fields"
