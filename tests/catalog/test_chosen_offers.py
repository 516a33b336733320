"""Lists speak of offers: one must be all that was chosen, and its card sells that very one."""

import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from catalog import search
from catalog.models import Offer, Product, Variant
from catalog.offers import prices, stock, visibility
from catalog.search import Query, answers
from catalog.search.engine import filling, health
from catalog.shop import filters, queries
from marketplace.shared import clock
from orders.models import CartLine
from tests import cast
from tests.cast import NOON
from tests.catalog.engine_double import serving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def sold(seller, title, place, axes, *choices, price_cents=1000, stock=5):
    """A sheet whose variants are sold as (values, price, pieces); its offers in this order."""
    first = cast.offer(seller, title=title, category=place, price_cents=price_cents, stock=stock)
    if axes:
        Product.objects.filter(pk=first.product_id).update(axes=axes)
    made = [first]
    for number, (values, cents, pieces) in enumerate(choices):
        told = {"values": list(values), "label": " / ".join(values), "position": number}
        if number == 0:
            Variant.objects.filter(pk=first.variant_id).update(**told)
            Offer.objects.filter(pk=first.pk).update(price_cents=cents, stock=pieces)
        else:
            variant = first.product.variants.create(**told)
            made.append(also(seller, variant, cents, pieces))
    visibility.refresh([first.product_id], at=NOON)
    return [Offer.objects.get(pk=offer.pk) for offer in made]


def also(seller, variant, cents, pieces):
    """One more offer of a variant."""
    return Offer.objects.create(
        seller=seller,
        product=variant.product,
        variant=variant,
        sku=f"AUSSI-{variant.pk}-{seller.pk}",
        price_cents=cents,
        stock=pieces,
        created_at=NOON,
        changed_at=NOON,
    )


@pytest.fixture
def shoes(lune, brun):
    """Shoes of several sizes: what is left of 37, and what it costs, differs from the cheapest."""
    place = cast.category("Mode", slug="mode")
    cast.attribute("Pointure", "36", "37", "38", kind="choice", is_axis=True)
    cast.attribute("Couleur", "Noir", "Rouge", is_axis=True)
    axes = ["Pointure"]
    made = {
        "gone": sold(
            lune, "Derby", place, axes, (["36"], 4000, 2), (["37"], 4000, 0), (["38"], 4000, 3)
        ),
        "dear": sold(lune, "Botte", place, axes, (["36"], 3000, 4), (["37"], 9000, 1)),
        "there": sold(brun, "Mule", place, axes, (["37"], 5000, 1), (["38"], 5000, 0)),
        "twice": sold(
            brun,
            "Sandale",
            place,
            ["Pointure", "Couleur"],
            (["37", "Noir"], 2000, 0),
            (["37", "Rouge"], 2500, 3),
            (["38", "Noir"], 2200, 3),
        ),
    }
    search.index([offers[0].product_id for offers in made.values()])
    return made


@pytest.fixture
def bowl(lune, brun):
    """A bowl that both shops sell, Brun for less, and another of each."""
    place = cast.category("Vaisselle", slug="vaisselle")
    [shared] = sold(brun, "Bol commun", place, [], price_cents=1500)
    dearer = also(lune, shared.variant, 2600, 3)
    [own] = sold(lune, "Bol de Lune", place, [], price_cents=2000)
    [other] = sold(brun, "Bol de Brun", place, [], price_cents=1800, stock=0)
    visibility.refresh([shared.product_id], at=NOON)
    search.index([shared.product_id, own.product_id, other.product_id])
    return {"shared": shared, "dearer": dearer, "own": own, "other": other}


def found(address="", **where):
    """What an address brings: titles with prices in their order, and the counts of its facets."""
    results = search.find(filters.read(QueryDict(address), **where), at=NOON)
    shown = queries.cards(results.ids, at=NOON, wish=results.wish)
    counts = {f.kind: {c.value: c.count for c in f.choices} for f in results.facets}
    return [(card.title, card.price_cents) for card in shown], counts, results


def priced(address="", **where):
    return found(address, **where)[0]


def test_a_size_that_is_sold_out_is_not_in_stock(shoes):
    assert {title for title, _cents in priced("pointure=37")} == {
        *("Derby", "Botte", "Mule", "Sandale")
    }

    cards, counts, results = found("pointure=37&stock=1&tri=prix")

    assert cards == [("Sandale", 2500), ("Mule", 5000), ("Botte", 9000)]
    assert results.in_stock == results.total == 3
    assert (results.lowest_cents, results.highest_cents) == (2500, 9000)
    assert counts["pointure"] == {"36": 2, "37": 3, "38": 2}


def test_one_offer_is_the_size_the_colour_and_the_price(shoes):
    assert priced("pointure=37&prix_max=40") == [("Sandale", 2500), ("Derby", 4000)]
    assert priced("pointure=37&prix_max=40&stock=1") == [("Sandale", 2500)]
    assert priced("pointure=37&couleur=noir&prix_max=21") == [("Sandale", 2000)]
    assert priced("pointure=37&couleur=noir&stock=1") == []
    assert priced("prix_min=80") == [("Botte", 9000)], "its cheapest size costs less"
    assert priced("prix_min=21&prix_max=24") == [("Sandale", 2200)]
    assert priced("stock=1&prix_max=21") == [], "what costs so little is sold out"


@pytest.mark.parametrize(
    "address",
    [
        "stock=1",
        "prix_max=45",
        "prix_min=25&stock=1",
        "pointure=37&stock=1",
        "vendeur=lune-boutique",
    ],
)
def test_each_value_counts_what_a_click_on_it_brings(shoes, address):
    chosen = set(QueryDict(address))
    _cards, counts, _results = found(address)

    assert counts["pointure"]
    for kind, values in counts.items():
        if kind not in chosen:  # those of a kind that is chosen are added to it
            told = {value: len(priced(f"{address}&{kind}={value}")) for value in values}
            assert told == values, kind


def test_a_price_is_that_of_the_quantity_asked_for(lune, client):
    place = cast.category("Épicerie", slug="epicerie")
    volume = {"kind": "number", "unit": "ml", "buckets": [500, 750, 1000], "is_axis": True}
    cast.attribute("Volume net", **volume)
    oil = sold(*(lune, "Huile", place, ["Volume net"]), (["25 cl"], 450, 5), (["75 cl"], 1190, 5))
    search.index([oil[0].product_id])

    assert "Huile" not in client.get("/c/epicerie/?volume-net=750-1000&prix_max=5").content.decode()
    page = client.get("/c/epicerie/?volume-net=750-1000&prix_max=12").content.decode()
    assert "11,90" in page
    assert "4,50" not in page
    assert f'href="/produit/{oil[0].product.slug}/?v={oil[1].variant_id}"' in page


def test_a_card_opens_the_sheet_with_what_was_chosen(shoes, client):
    page = client.get("/c/mode/?pointure=37&stock=1").content.decode()
    boot = shoes["dear"][1]
    assert "90,00" in page
    [link] = re.findall(rf'href="(/produit/{boot.product.slug}/[^"]*)"', page)

    opened = client.get(link).content.decode()

    assert re.search(r'value="37"\s+required\s+data-pick\s+checked', opened)
    assert "90,00" in opened
    [canonical] = re.findall(r'rel="canonical" href="([^"]*)"', opened)
    assert canonical.endswith(f"/produit/{boot.product.slug}/")
    gone = client.get("/c/mode/?pointure=37&tri=prix").content.decode()
    assert f"/produit/{shoes['gone'][0].product.slug}/?v={shoes['gone'][1].variant_id}" in gone
    assert gone.count("Épuisé") == 1
    assert f'href="/produit/{boot.product.slug}/"' in client.get("/c/mode/").content.decode()


def test_a_shop_stands_in_the_order_of_its_own_prices(bowl, lune, brun):
    lunes = [("Bol de Lune", 2000), ("Bol commun", 2600)]
    assert priced("tri=prix", seller_id=lune.pk) == lunes
    assert priced("tri=prix-desc", seller_id=lune.pk) == lunes[::-1]
    assert priced("prix_max=22", seller_id=lune.pk) == lunes[:1]
    assert priced("prix_min=22&stock=1", seller_id=lune.pk) == lunes[1:]
    assert priced("vendeur=lune-boutique&tri=prix") == lunes
    assert priced("vendeur=lune-boutique&prix_max=22") == lunes[:1]
    assert priced("tri=prix", seller_id=brun.pk) == [("Bol commun", 1500), ("Bol de Brun", 1800)]
    results = found("", seller_id=lune.pk)[2]
    assert (results.lowest_cents, results.highest_cents, results.in_stock) == (2000, 2600, 2)

    stock.set_level(bowl["dearer"], 0, by=None, at=NOON)

    assert priced("stock=1", seller_id=lune.pk) == lunes[:1]
    assert priced("prix_min=22", seller_id=lune.pk) == lunes[1:], "sold out, as its shop shows it"
    assert priced("vendeur=lune-boutique&stock=1") == lunes[:1]
    assert found("", seller_id=lune.pk)[2].in_stock == 1
    assert ("Bol commun", 1500) in priced("stock=1")


def test_shops_are_counted_by_what_they_have(bowl):
    counts = found("stock=1")[1]
    assert counts["vendeur"] == {"lune-boutique": 2, "brun-boutique": 1}
    counts = found("prix_max=21")[1]
    assert counts["vendeur"] == {"brun-boutique": 2, "lune-boutique": 1}
    counts = found("vendeur=lune-boutique&prix_max=21")[1]
    assert counts["vendeur"] == {"lune-boutique": 1, "brun-boutique": 2}


def test_a_card_in_a_shop_opens_and_sells_the_offer_of_that_shop(bowl, client, lune, brun):
    shared, own = bowl["shared"].product, bowl["own"].product
    page = client.get(reverse("shop-seller", args=[lune.slug])).content.decode()
    link = f"/produit/{shared.slug}/?vendeur={lune.slug}"
    assert f'href="{link}"' in page
    assert f'href="/produit/{own.slug}/"' in page, "nobody else sells it"
    assert re.search(rf'name="offer"\s+value="{bowl["dearer"].pk}"', page)

    opened = client.get(link).content.decode()
    here = reverse("shop-category", args=["vaisselle"])
    pressed = {"offer": bowl["dearer"].pk, "next": here}
    answer = client.post(reverse("shop-cart-add"), pressed)

    assert f'name="offer" value="{bowl["dearer"].pk}"' in opened
    assert opened.index("26,00") < opened.index("15,00"), "Brun's stands among the other offers"
    assert f"/boutique/{lune.slug}/" in opened
    assert answer["Location"] == here
    assert CartLine.objects.get().offer == bowl["dearer"]
    for odd in ("personne", "%00", "x" * 999):
        assert client.get(f"/produit/{shared.slug}/?vendeur={odd}").status_code == 200


def test_who_chooses_a_size_in_a_shop_buys_it_there(shoes, client, lune, brun):
    boots = shoes["dear"]
    also(brun, boots[0].variant, 2800, 5)
    cheap = also(brun, boots[1].variant, 7000, 5)
    third = boots[0].product.variants.create(values=["38"], label="38", position=2)
    elsewhere = also(brun, third, 2700, 5)
    visibility.refresh([boots[0].product_id], at=NOON)
    search.index([boots[0].product_id])
    page = client.get(reverse("shop-seller", args=[lune.slug])).content.decode()
    link = f"/produit/{boots[0].product.slug}/?vendeur={lune.slug}"
    assert f'href="{link}"' in page

    opened = client.get(link).content.decode()
    assert "checked" not in opened, "no size is chosen for a buyer"
    assert re.search(r"à partir de</small>\s*30,00", opened)
    assert f'name="vendeur" value="{lune.slug}"' in opened
    form = {"product": boots[0].product.slug, "vendeur": lune.slug}
    missing = client.post(reverse("shop-cart-add"), form)
    assert f"vendeur={lune.slug}" in missing["Location"]
    client.post(reverse("shop-cart-add"), {**form, "axe0": "37"})
    client.post(reverse("shop-cart-add"), {**form, "axe0": "38"})
    del form["vendeur"]
    client.post(reverse("shop-cart-add"), {**form, "axe0": "37"})

    bought = [line.offer for line in CartLine.objects.order_by("pk")]
    assert bought == [boots[1], elsewhere, cheap]


CHANGES = {
    "the price of a dearer offer": lambda b: prices.change(
        b["dearer"], 1900, by=None, at=NOON, confirmed=True
    ),
    "the stock of a dearer offer": lambda b: stock.set_level(b["dearer"], 0, by=None, at=NOON),
    "the last piece of a dearer offer": lambda b: stock.take({b["dearer"].pk: 3}, ref="X", at=NOON),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_answer_falls_with_an_offer_that_is_not_the_cheapest(bowl, change, monkeypatch):
    query = Query(chosen={"vendeur": ("lune-boutique",)}, sort="prix", in_stock=True)
    before = search.answer(query, at=NOON)
    assert search.answer(query, at=NOON) is before

    change(bowl)

    after = search.answer(query, at=NOON)
    answers._answers.clear()
    anew = search.answer(query, at=NOON)
    assert after.ids == anew.ids != before.ids


QUESTIONS = [
    *("pointure=37&stock=1", "pointure=37&prix_max=40", "pointure=37&couleur=noir&prix_max=21"),
    *("prix_min=80", "prix_min=21&prix_max=24&tri=prix-desc", "pointure=37&tri=prix"),
    *("vendeur=lune-boutique&tri=prix", "vendeur=lune-boutique&stock=1", "stock=1&tri=notes"),
    *("q=botte&prix_min=80", "vendeur=brun-boutique&pointure=37&prix_max=22"),
]


def test_an_engine_finds_the_same_offers(shoes, bowl, lune, settings):
    with serving() as engine:
        settings.SEARCH_URL = engine.address
        health.forget()
        filling.fill()
        for address in QUESTIONS:
            before = len(engine.requests)
            told = found(address)
            assert len(engine.requests) > before, "it was asked"
            settings.SEARCH_URL = ""
            assert told == found(address), address
            settings.SEARCH_URL = engine.address
        own = [found(f"tri={sort}", seller_id=lune.pk)[0] for sort in ("prix", "pertinence")]
        assert own[0] == sorted(own[1], key=lambda card: card[1])
    health.forget()


def test_only_what_needs_them_looks_at_offers(shoes, bowl, django_assert_num_queries):
    """Each asks once more than the same question without offers, however many sheets answer."""
    budgets = {"": 1, "q=botte": 2, "tri=prix": 1, "pointure=37": 3, "note=4": 1}
    budgets |= {"stock=1": 2, "prix_max=40": 2, "pointure=37&stock=1": 4}
    for address in budgets:
        found(address)  # words and names are read once
    for address, statements in budgets.items():
        query = filters.read(QueryDict(address))
        with django_assert_num_queries(statements):
            search.find(query, at=NOON)


def test_an_entry_of_an_older_writing_answers_with_any_offer(shoes):
    entry = shoes["gone"][0].product.entry
    entry.variants = re.sub(r":[\d ]+", "", entry.variants)
    entry.save()
    wanted = ("Derby", 4000)
    assert wanted in priced("pointure=37&stock=1")

    search.index([entry.pk])

    assert wanted not in priced("pointure=37&stock=1")
