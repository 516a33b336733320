"""The form of a sheet without script: a title at first, then a grid, what is missing, the score."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from PIL import Image

from catalog import seeds
from catalog.models import CharterWord, Offer, Product, Reason
from catalog.moderation import moderation
from catalog.offers import stock
from catalog.sheets import lists, photos, products
from catalog.sheets.drafts import Piece
from catalog.sheets.grid import generate, named
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

NEW = "/seller/produits/nouveau/"


@pytest.fixture
def bowls(db):
    return cast.category("Bols")


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def sent(*rows, **typed):
    rows = rows or ({},)
    values = {"title": "Bol en grès", "v-TOTAL_FORMS": len(rows), "v-INITIAL_FORMS": 0, **typed}
    for number, row in enumerate(rows):
        values |= {f"v-{number}-{name}": text for name, text in {"active": "on", **row}.items()}
    return values


def table(page):
    """The rows of the page: what each of their fields holds."""
    rows: dict[str, dict] = {}
    for tag in re.findall(r'<input[^>]*name="v-\d+-[^>]*>', page, re.DOTALL):
        number, name = re.search(r'name="v-(\d+)-(\w+)"', tag).groups()
        value = re.search(r'value="([^"]*)"', tag)
        if name == "active":
            rows.setdefault(number, {})[name] = " checked" in tag
        elif value:
            rows.setdefault(number, {})[name] = value[1]
    return list(rows.values())


def seen(page):
    """The stamp of the sheet that a page shows."""
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_a_title_is_enough_for_a_draft(desk):
    answer = desk.post(NEW, sent())

    product = Product.objects.get()
    assert answer.url == reverse("seller-product", args=[product.pk])
    page = desk.get(answer.url).content.decode()
    assert "Enregistrer le brouillon" in page
    assert "Qualité de la fiche" in page
    assert "Ajoutez une photo." in page


def test_all_that_is_missing_is_named_at_once_when_it_is_proposed(desk, bowls):
    cast.attribute("Matière", "Grès", where=bowls, level="required")

    page = desk.post(NEW, sent({"sku": "B"}, category=bowls.pk, proposer="1")).content.decode()

    summary = page.partition('class="form-errors"')[2].partition("</ul>")[0]
    for field in ("id_trait-matiere", "id_v-0-price", "id_v-0-stock"):
        assert f'href="#{field}"' in summary
    assert not Product.objects.exists()
    page = desk.post(NEW, sent(proposer="1")).content.decode()
    assert 'href="#id_category"' in page
    assert "Indiquez un prix." in page


def test_one_press_saves_and_proposes(desk, bowls):
    row = {"price": "24,90", "stock": "3"}

    answer = desk.post(NEW, sent(row, category=bowls.pk, proposer="1"), follow=True)

    product = Product.objects.get()
    assert product.submissions.get().state == "queued"
    assert product.offers.get().sku == "BOL-GRES"
    assert "attend la relecture" in answer.content.decode()


def test_a_grid_is_made_filled_and_kept_while_it_grows(desk, bowls):
    axes = {"axis_one": "Couleur", "values_one": "Bleu, Noir", "category": bowls.pk}
    page = desk.post(NEW, sent(**axes, grille="1")).content.decode()
    made = table(page)
    assert [(row["first"], row["sku"]) for row in made] == [
        ("Bleu", "BOL-GRES-BLEU"),
        ("Noir", "BOL-GRES-NOIR"),
    ]
    assert not Product.objects.exists()

    rows = [{**row, "active": "on"} for row in made]
    several = {"remplir": "1", "all-price": "24,90", "all-stock": "5"}
    filled = table(desk.post(NEW, sent(*rows, **axes, **several)).content.decode())
    assert [(row["price"], row["stock"]) for row in filled] == [("24,90", "5")] * 2
    filled[0] = {**filled[0], "sku": "MON-SKU"}
    desk.post(NEW, sent(*({**row, "active": "on"} for row in filled), **axes))
    product = Product.objects.get()
    url = reverse("seller-product", args=[product.pk])

    shown = [{**row, "active": "on"} for row in table(desk.get(url).content.decode())]
    wider = axes | {"axis_two": "Taille", "values_two": "S, M", "grille": "1"}
    grown = table(desk.post(url, sent(*shown, **wider)).content.decode())
    assert [(row["first"], row["second"], row["sku"], row.get("price")) for row in grown] == [
        ("Bleu", "S", "MON-SKU", "24,90"),
        ("Bleu", "M", "BOL-GRES-BLEU-M", None),
        ("Noir", "S", "BOL-GRES-NOIR", "24,90"),
        ("Noir", "M", "BOL-GRES-NOIR-M", None),
    ]
    desk.post(url, sent(*({**row, "active": "on"} for row in grown), **axes, axis_two="Taille"))
    product.refresh_from_db()
    assert [row["sku"] for row in product.unfinished] == ["BOL-GRES-BLEU-M", "BOL-GRES-NOIR-M"]
    assert product.offers.count() == 2
    assert len(table(desk.get(url).content.decode())) == 4


def test_a_row_that_was_offered_is_taken_off_sale_and_another_one_goes(desk, lune, bowls):
    pieces = [Piece(f"B-{v}", values=[v], price_cents=900, stock=1) for v in ("Bleu", "Noir")]
    content = {"title": "Bol en grès", "category_id": bowls.pk, "axes": ["Couleur"]}
    bowl = products.create(lune, content, pieces, by=None, at=NOON)
    url = reverse("seller-product", args=[bowl.pk])
    shown = [{**row, "active": "on"} for row in table(desk.get(url).content.decode())]
    third = {"first": "Vert", "active": "on"}

    page = desk.post(url, sent(*shown, third, retirer="2")).content.decode()
    assert [(row["first"], row["active"]) for row in table(page)] == [
        ("Bleu", True),
        ("Noir", False),
        ("Vert", True),
    ]
    page = desk.post(url, sent(*shown, third, retirer="3")).content.decode()
    assert [row["first"] for row in table(page)] == ["Bleu", "Noir"]
    assert Offer.objects.filter(is_active=True).count() == 2, "nothing is saved yet"


def test_an_older_tab_does_not_erase_what_another_one_saved(desk, lune, bowls):
    content = {"title": "Bol en grès", "category_id": bowls.pk}
    piece = Piece("B-1", price_cents=900, stock=1)
    bowl = products.create(lune, content, [piece], by=None, at=NOON)
    url, row = reverse("seller-product", args=[bowl.pk]), {"sku": "B-1", "stock": "1"}
    first = desk.get(url).content.decode()
    opened = seen(first)
    desk.post(url, sent({**row, "price": "12"}, category=bowls.pk, seen=opened, description="Tab"))

    marks = unescape(re.search(r'name="marks" value="([^"]*)"', first)[1])
    mine = {"category": bowls.pk, "brand": "La mienne", "marks": marks}
    step = desk.post(url, sent({**row, "price": "9"}, **mine, seen=opened, champs="1"))
    assert seen(step.content.decode()) == opened, "a step is no fresh look"
    page = desk.post(url, sent({**row, "price": "9"}, **mine, seen=opened)).content.decode()

    assert "modifiée entre-temps" in page
    assert 'value="La mienne"' in page
    # what the other tab changed is named with both values, and nothing else is
    told = " ".join(page.partition('id="conflits"')[2].partition("</section>")[0].split())
    assert re.findall(r"<dt>([^<]*)</dt>", told) == ["Description", "Prix (B-1)"]
    assert re.findall(r"<strong>([^<]*)</strong>", told)[-2:] == ["12,00 €", "9,00 €"]
    bowl.refresh_from_db()
    assert (bowl.description, bowl.offers.get().price_cents) == ("Tab", 1200)
    answer = desk.post(url, sent({**row, "price": "9"}, **mine, seen=seen(page)))
    assert answer.status_code == 302
    assert bowl.offers.get().price_cents == 900


def test_a_sale_does_not_overtake_the_form(desk, lune, bowls):
    content = {"title": "Bol en grès", "category_id": bowls.pk}
    bowl = products.create(
        lune, content, [Piece("B-1", price_cents=900, stock=5)], by=None, at=NOON
    )
    url = reverse("seller-product", args=[bowl.pk])
    opened = seen(desk.get(url).content.decode())

    with transaction.atomic():
        stock.take({bowl.offers.get().pk: 1}, ref="C-1", at=NOON)

    assert seen(desk.get(url).content.decode()) == opened


def test_pieces_sold_while_the_form_is_open_do_not_come_back(desk, lune, bowls):
    offer = cast.offer(lune, title="Bol", category=bowls, stock=13)
    url = reverse("seller-product", args=[offer.product_id])
    page = desk.get(url).content.decode()
    assert 'name="v-0-had" value="13"' in page
    row = {"sku": offer.sku, "price": "20", "stock": "13", "had": "13", "active": "on"}
    mine = {"category": bowls.pk, "title": "Bol du soir", "seen": seen(page)}
    type(offer).objects.filter(pk=offer.pk).update(stock=8)

    desk.post(url, sent(row, **mine))
    offer.refresh_from_db()
    assert offer.stock == 8

    again = {**mine, "seen": seen(desk.get(url).content.decode())}
    desk.post(url, sent({**row, "stock": "20"}, **again))
    offer.refresh_from_db()
    assert offer.stock == 20


def test_what_is_asked_is_not_called_optional_and_yes_or_no_is_chosen(desk, lune, bowls):
    cast.attribute("Matière", "Grès", where=bowls, level="required")
    cast.attribute("Fait main", where=bowls, kind="flag")
    content = {
        "title": "Bol en grès",
        "category_id": bowls.pk,
        "attributes": {"Fait main": "plutôt"},
    }
    bowl = products.create(lune, content, [], by=None, at=NOON)

    page = desk.get(reverse("seller-product", args=[bowl.pk])).content.decode()

    legend = page.partition('id="id_trait-matiere"')[0].rpartition("<legend>")[2]
    assert "Matière" in legend
    assert "facultatif" not in legend
    chosen = page.partition('name="trait-fait-main"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"', chosen) == ["", "Oui", "Non", "plutôt"]
    assert 'value="plutôt" selected' in chosen


@pytest.mark.parametrize("told", ["Oui", "oui", "OUI"])
def test_yes_stays_as_it_was_written(desk, lune, bowls, told):
    cast.attribute("Fait main", where=bowls, kind="flag")
    content = {"title": "Bol", "category_id": bowls.pk, "attributes": {"Fait main": told}}
    bowl = products.create(lune, content, [], by=None, at=NOON)

    page = desk.get(reverse("seller-product", args=[bowl.pk])).content.decode()

    chosen = page.partition('name="trait-fait-main"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"', chosen) == ["", told, "Non"]
    assert f'value="{told}" selected>Oui<' in chosen


def test_one_price_for_all_is_no_least_price(desk, bowls):
    axes = {"axis_one": "Couleur", "category": bowls.pk}
    rows = [{"first": v, "price": "9", "stock": "1"} for v in ("Bleu", "Noir")]

    same = desk.post(NEW, sent(*rows, **axes, regard="1")).content.decode()
    rows[1]["price"] = "12"
    several = desk.post(NEW, sent(*rows, **axes, regard="1")).content.decode()

    assert "à partir de" not in same
    assert "à partir de" in several


def test_what_is_wrong_in_a_row_names_the_row(desk, bowls):
    axes = {"axis_one": "Couleur", "axis_two": "Taille", "category": bowls.pk}
    rows = [
        {"first": "Bleu", "second": "M", "price": "neuf", "stock": "1"},
        {"first": "Noir", "second": "M", "price": "9", "stock": "1"},
    ]

    page = desk.post(NEW, sent(*rows, **axes)).content.decode()

    summary = page.partition('class="form-errors"')[2].partition("</ul>")[0]
    assert "Bleu / M, Prix TTC" in summary
    assert "Écrivez un prix comme 24,90" in summary or "écrivez un prix comme 24,90" in summary
    assert "Noir" not in summary


@pytest.mark.parametrize(
    ("rows", "first", "second", "made"),
    [
        ([], ["Bleu"], [], [("Bleu", "", None)]),
        ([{"price": 9}], ["Bleu", "Noir"], [], [("Bleu", "", 9), ("Noir", "", None)]),
        (
            [{"first": "Noir", "price": 9}],
            ["Bleu", "noir"],
            [],
            [("Bleu", "", None), ("noir", "", 9)],
        ),
        ([{"first": "Vert", "price": 9}], ["Bleu"], [], [("Bleu", "", None)]),
        (
            [{"first": "Vert", "price": 9, "is_offer": True}],
            ["Bleu"],
            [],
            [("Bleu", "", None), ("Vert", None, 9)],
        ),
    ],
)
def test_rows_keep_what_they_hold(rows, first, second, made):
    found = generate(rows, first, second)
    assert [(row["first"], row.get("second"), row.get("price")) for row in found] == made


def test_too_many_combinations_are_refused_in_words(desk, bowls):
    many = ", ".join(f"v{n}" for n in range(20))
    typed = {"axis_one": "Couleur", "values_one": many, "values_two": many, "grille": "1"}

    page = desk.post(NEW, sent({"price": "9"}, **typed)).content.decode()

    assert "plus de 200 déclinaisons" in page
    assert table(page)[0]["price"] == "9"
    assert named("Bleu,  bleu ; Noir,,") == ["Bleu", "Noir"]


def test_what_stands_beside_the_form_is_read_without_saving(desk, bowls):
    typed = sent({"price": "24,90", "stock": "3"}, category=bowls.pk, regard="1")

    page = desk.post(NEW, typed).content.decode()

    assert "<form" not in page
    for words in ("Bol en grès", "24,90", "0/100", "Ajoutez une photo."):
        assert words in page
    assert f"price=24%2C90&amp;category={bowls.pk}" in page
    assert not Product.objects.exists()


def test_a_sheet_is_duplicated_from_its_page(desk, lune, bowls):
    content = {"title": "Bol en grès", "category_id": bowls.pk}
    bowl = products.create(
        lune, content, [Piece("B-1", price_cents=900, stock=1)], by=None, at=NOON
    )

    answer = desk.post(reverse("seller-product-copy", args=[bowl.pk]), follow=True)

    assert 'value="Bol en grès (copie)"' in answer.content.decode()
    assert Product.objects.count() == 2


def test_a_copy_that_nobody_changed_is_not_proposed(desk, lune, bowls):
    Seller.objects.filter(pk=lune.pk).update(moderation="after")
    row, shots = {"price": "9", "stock": "3"}, [picture(lune, "teal")]
    form = {"category": bowls.pk, "photos-shown": "1", "photos": shots}
    desk.post(NEW, sent(row, **form, proposer="1"))
    copy = products.duplicate(Product.objects.get(), by=None, at=NOON)
    url = reverse("seller-product", args=[copy.pk])
    row["sku"] = copy.offers.get().sku

    for title, refusal in (
        ("Bol en grès (copie)", "Ce titre dit encore « copie »"),
        ("Bol en grès", "Une autre de vos fiches porte ce titre et ces photos"),
    ):
        typed = {**form, "title": title, "photos": lists.newest(copy)["photo_ids"]}
        page = desk.post(
            url, sent(row, **typed, seen=seen(desk.get(url).content.decode()), proposer="1")
        )
        assert refusal in unescape(page.content.decode())
    desk.post(reverse("seller-product-proposal", args=[copy.pk]))
    copy.refresh_from_db()
    assert (copy.state, copy.submissions.count()) == ("draft", 0)
    typed["title"] = "Bol en grès bleu"
    desk.post(url, sent(row, **typed, seen=seen(desk.get(url).content.decode()), proposer="1"))

    copy.refresh_from_db()
    assert copy.submissions.count() == 1


def test_a_sheet_sent_back_is_not_proposed_again_unchanged(desk, lune, bowls, odile):
    content = {"title": "Bol en grès", "category_id": bowls.pk}
    bowl = products.propose(lune, content, [Piece("B", price_cents=900, stock=1)], by=None, at=NOON)
    seeds.plant()
    reason = Reason.objects.get(code="photo-rights")
    moderation.ask_changes(bowl.submissions.get(), reason=reason, note="", by=odile, at=NOON)
    url, row = reverse("seller-product", args=[bowl.pk]), {"sku": "B", "price": "9", "stock": "1"}

    def propose(title):
        now = seen(desk.get(url).content.decode())
        typed = sent(row, title=title, category=bowls.pk, seen=now, proposer="1")
        return unescape(desk.post(url, typed, follow=True).content.decode())

    page = propose("Bol en grès")
    assert "Rien n'a changé depuis la demande de correction" in page
    assert "Le brouillon est enregistré" not in page
    assert bowl.submissions.count() == 1
    assert "attend la relecture" in propose("Bol en grès bleu")


def test_the_form_costs_few_queries(desk, lune, bowls, django_assert_max_num_queries):
    cast.attribute("Matière", "Grès", where=bowls, level="required")
    Seller.objects.filter(pk=lune.pk).update(moderation="after")
    pieces = [Piece(f"B-{n}", values=[f"v{n}"], price_cents=900, stock=1) for n in range(40)]
    content = {"title": "Bol en grès", "category_id": bowls.pk, "axes": ["Couleur"]}
    bowl = products.create(lune, content, pieces, by=None, at=NOON)
    url = reverse("seller-product", args=[bowl.pk])
    desk.get(url)

    with django_assert_max_num_queries(32):
        page = desk.get(url).content.decode()
    assert len(table(page)) == 40
    with django_assert_max_num_queries(16):
        desk.get(NEW)


# --- Chips ---------------------------------------------------------------------------------------


def ticked(page, name):
    """The chips of an attribute that are ticked, and what stands in the field beside them."""
    chips = re.findall(rf'<input type="\w+" name="{name}"[^>]*value="([^"]*)"( checked)?', page)
    other = re.search(rf'name="{name}-autre"[^>]*?value="([^"]*)"', page)[1]
    return [value for value, is_on in chips if is_on], other


def test_a_few_values_are_chips_and_what_none_says_has_its_field(desk, bowls):
    cast.attribute("Matière", "Grès", "Lin", where=bowls)
    cast.attribute("Finition", "Mat", "Brillant", where=bowls, kind="choice")
    place = {"category": bowls.pk}

    desk.post(NEW, sent(**place, **{"trait-matiere": ["Grès", "Lin"], "trait-finition": "Mat"}))
    bowl = Product.objects.get()
    assert bowl.attributes == {"Matière": "Grès, Lin", "Finition": "Mat"}
    url = reverse("seller-product", args=[bowl.pk])
    page = desk.get(url).content.decode()
    assert ticked(page, "trait-matiere") == (["Grès", "Lin"], "")
    assert ticked(page, "trait-finition") == (["Mat"], "")

    typed = {"trait-finition": "", "trait-finition-autre": "Craquelé", "trait-matiere": ["Grès"]}
    desk.post(url, sent(**place, **typed, **{"trait-matiere-autre": "corne", "seen": seen(page)}))
    bowl.refresh_from_db()
    assert bowl.attributes == {"Matière": "Grès, corne", "Finition": "Craquelé"}
    page = desk.get(url).content.decode()
    assert ticked(page, "trait-finition") == ([], "Craquelé")
    assert ticked(page, "trait-matiere") == (["Grès"], "corne")


def test_ticking_what_is_said_leaves_the_words_it_was_said_in(desk, lune, bowls):
    cast.attribute("Matière", "Grès|Stoneware|gres emaille", "Lin", where=bowls)
    lines = {"Matière": "lin et gres emaille"}
    content = {"title": "Bol", "category_id": bowls.pk, "attributes": lines}
    bowl = products.create(lune, content, [], by=None, at=NOON)
    url = reverse("seller-product", args=[bowl.pk])
    page = desk.get(url).content.decode()
    assert ticked(page, "trait-matiere") == (["Grès", "Lin"], "")

    again = {"category": bowls.pk, "trait-matiere": ["Grès", "Lin"], "seen": seen(page)}
    desk.post(url, sent(**again))

    bowl.refresh_from_db()
    assert bowl.attributes == lines


def test_several_chips_survive_a_change_of_category(desk, bowls):
    cast.attribute("Matière", "Grès", "Lin", where=bowls)
    elsewhere = cast.category("Bougies")
    typed = {"trait-matiere": ["Grès", "Lin"], "trait-matiere-autre": "corne"}

    desk.post(NEW, sent(category=elsewhere.pk, **typed))

    assert Product.objects.get().attributes == {"Matière": "Grès, Lin, corne"}


# --- The form that begins a sheet, sent twice ----------------------------------------------------


def stamp(page):
    """The stamp of a form that begins a sheet."""
    return re.search(r'name="stamp" value="([^"]+)"', page)[1]


def test_a_draft_sent_again_through_back_stays_one_and_takes_what_was_typed(desk, bowls):
    first = desk.get(NEW)
    assert "no-store" not in first.get("Cache-Control", ""), "« Back » shows the very same form"
    form = {"stamp": stamp(first.content.decode()), "seen": "", "category": bowls.pk}
    rows = ({"first": "Bleu", "price": "9", "stock": "3"}, {"first": "Noir", "price": "9"})
    desk.post(NEW, sent(*rows, axis_one="Couleur", **form))

    answer = desk.post(
        NEW, sent(*rows, **{**form, "title": "Bol en grès bleu"}, axis_one="Couleur")
    )

    bowl = Product.objects.get()
    assert answer.url == reverse("seller-product", args=[bowl.pk])
    assert bowl.title == "Bol en grès bleu"
    assert Offer.objects.count() == 1
    assert len(bowl.unfinished) == 1


def picture(seller, colour):
    """The key of a photo that a seller has sent."""
    out = BytesIO()
    Image.new("RGB", (600, 600), colour).save(out, "PNG")
    return photos.receive(seller, None, out.getvalue(), f"{colour}.png", at=NOON).pk


def test_a_form_sent_again_drops_neither_photos_nor_what_its_category_asked(desk, lune, bowls):
    cast.attribute("Matière", "Grès", where=bowls, level="recommended")
    shots = [picture(lune, colour) for colour in ("teal", "navy")]
    form = {"stamp": stamp(desk.get(NEW).content.decode()), "seen": "", "category": bowls.pk}
    form |= {"photos-shown": "1"}
    told = {"photos": shots, f"alt-{shots[0]}": "Un bol vu de haut", "trait-matiere": "Grès"}
    row = {"price": "9", "stock": "3"}
    desk.post(NEW, sent(row, **form, **told))

    # what scripts had put into the page is gone after « Back »
    desk.post(NEW, sent(row, **form, proposer="1"))

    bowl = Product.objects.get()
    content = lists.newest(bowl)
    assert content["photo_ids"] == shots
    assert bowl.photos.get(pk=shots[0]).alt == "Un bol vu de haut"
    assert content["attributes"] == {"Matière": "Grès"}
    page = desk.post(NEW, sent(row, **form, champs="1")).content.decode()
    assert f'id="photo-{shots[1]}"' in page, "the page asks for what the sheet holds"


def test_a_form_sent_again_without_its_grid_keeps_the_variants(desk, bowls):
    form = {"stamp": stamp(desk.get(NEW).content.decode()), "seen": "", "category": bowls.pk}
    form |= {"axis_one": "Couleur"}
    rows = [{"first": name, "price": "9", "stock": "3"} for name in ("Bleu", "Noir")]
    desk.post(NEW, sent(*rows, **form))
    before = list(Offer.objects.order_by("pk").values("sku", "price_cents", "stock", "is_active"))

    answer = desk.post(NEW, sent({}, **form, proposer="1"))

    bowl = Product.objects.get()
    assert answer.url == reverse("seller-product", args=[bowl.pk])
    assert bowl.submissions.count() == 1
    after = list(Offer.objects.order_by("pk").values("sku", "price_cents", "stock", "is_active"))
    assert after == before


def test_a_form_sent_again_after_somebody_changed_the_sheet_asks_first(desk, bowls):
    form = {"stamp": stamp(desk.get(NEW).content.decode()), "seen": "", "category": bowls.pk}
    desk.post(NEW, sent(**form))
    bowl = Product.objects.get()
    products.edit(bowl, {"title": "Bol d'un collègue"}, by=None, at=NOON.replace(year=2100))

    page = desk.post(NEW, sent(**{**form, "title": "Bol ancien"})).content.decode()
    bowl.refresh_from_db()
    assert "modifiée entre-temps" in page
    assert bowl.title == "Bol d'un collègue"
    assert stamp(page) == form["stamp"]
    desk.post(NEW, sent(**{**form, "title": "Bol ancien", "seen": seen(page)}))

    bowl.refresh_from_db()
    assert bowl.title == "Bol ancien"
    assert Product.objects.count() == 1


def test_the_documents_have_a_button_where_some_are_asked(desk, lune, bowls):
    content = {"title": "Bol", "category_id": bowls.pk}
    bowl = products.create(lune, content, [], by=None, at=NOON)
    url, papers = (reverse(f"seller-{name}", args=[bowl.pk]) for name in ("product", "papers"))
    assert papers not in desk.get(url).content.decode()

    cast.attribute("Notice", kind="document", where=bowls)

    assert papers in desk.get(url).content.decode()


# --- Nothing typed goes away silently ------------------------------------------------------------


def post_lines(desk, bowls, lines, **typed):
    answer = desk.post(NEW, sent(category=bowls.pk, attributes=lines, **typed), follow=True)
    return answer.content.decode()


def test_a_line_that_means_a_field_is_said_to_and_stands_in_it(desk, bowls):
    cast.attribute("Couleur", "Bleu", "Vert", where=bowls)

    page = post_lines(desk, bowls, "Couleur : vert\nSérie : 12")

    assert "« Couleur : vert » est compris comme Couleur" in page
    assert ticked(page, "trait-couleur") == (["Vert"], "")
    assert Product.objects.get().attributes == {"Couleur": "vert", "Série": "12"}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("Couleur : vert", "le champ Couleur dit déjà « Bleu »"),
        ("Série : 12\nSérie : 13", "Ligne 2 : « Série » est déjà plus haut"),
        (f"Série : {'x' * 301}", "Ligne 1 : 60 signes au plus pour le nom, 300 pour la valeur"),
    ],
)
def test_a_line_that_would_be_dropped_is_refused_and_kept(desk, bowls, lines, told):
    cast.attribute("Couleur", "Bleu", "Vert", where=bowls)

    page = post_lines(desk, bowls, lines, **{"trait-couleur": ["Bleu"]})

    assert told in page
    assert lines in page.replace("\r\n", "\n")
    assert not Product.objects.exists()


def test_of_one_choice_the_field_says_that_it_wins(desk, bowls):
    cast.attribute("Finition", "Mat", "Brillant", where=bowls, kind="choice")
    cast.attribute("Matière", "Grès", "Lin", where=bowls)

    page = desk.post(NEW, sent(category=bowls.pk, champs="1")).content.decode()

    assert page.count("Ce que vous écrivez ici remplace le choix.</span>") == 1
    beside = page.partition('name="trait-finition-autre"')[2]
    assert "remplace le choix" in beside.partition("</div>")[0]


def test_a_yes_or_no_that_may_be_left_says_so(desk, bowls):
    cast.attribute("Fait main", where=bowls, kind="flag", level="optional")
    cast.attribute("Lavable", where=bowls, kind="flag", level="required")

    page = desk.post(NEW, sent(category=bowls.pk, champs="1")).content.decode()

    def label(name):
        return page.partition(f'<label for="id_trait-{name}">')[2].partition("</label>")[0]

    assert "(facultatif)" in label("fait-main")
    assert "(facultatif)" not in label("lavable")


def test_an_odd_value_is_remarked_while_one_types_and_when_it_is_saved(desk, bowls):
    cast.attribute("Composition textile", where=bowls, kind="text")
    odd = {"trait-composition-textile": "80 % lin, 50 % soie"}
    told = "Ces parts font 130 %"

    beside = desk.post(NEW, sent(category=bowls.pk, regard="1", **odd)).content.decode()
    assert told in beside
    assert 'data-of="id_trait-composition-textile"' in beside
    page = desk.post(NEW, sent(category=bowls.pk, **odd), follow=True).content.decode()
    assert f"À vérifier. Composition textile : {told}" in page
    url = reverse("seller-product", args=[Product.objects.get().pk])
    mended = {"trait-composition-textile": "80 % lin, 20 % soie", "seen": seen(page)}
    assert (
        told not in desk.post(url, sent(category=bowls.pk, **mended, regard="1")).content.decode()
    )


def test_what_is_to_be_verified_stands_before_the_first_field(desk, bowls):
    cast.attribute("Composition textile", where=bowls, kind="text")
    odd = {"trait-composition-textile": "80 % lin, 50 % soie"}

    page = desk.post(NEW, sent(category=bowls.pk, champs="1", **odd)).content.decode()

    assert page.index("Ces parts font 130 %") < page.index('name="title"')
    assert "Ces parts font 130 %" not in page[page.index("<aside") :]


def test_examples_are_those_of_the_category(desk, bowls):
    cast.attribute("Parfum", "Figuier", "Rose", where=bowls, is_axis=True)
    cast.attribute("Matière", where=None, kind="text", example="Grès émaillé")
    cast.attribute("Émail", where=bowls, kind="text", example="Céladon")

    page = desk.post(NEW, sent(category=bowls.pk, champs="1")).content.decode()

    assert 'placeholder="Figuier, Rose"' in page
    assert "Par exemple Parfum." in page
    assert 'placeholder="Céladon"' in page
    assert "Grès émaillé" not in page


# --- What is given twice, and what buyers would read as it stands --------------------------------


def test_a_sku_given_twice_is_said_at_both_cells(desk, bowls):
    rows = [{"first": name, "sku": "B-1", "price": "9", "stock": "3"} for name in ("Bleu", "Noir")]

    page = unescape(desk.post(NEW, sent(*rows, axis_one="Couleur")).content.decode())

    for number, other in ((0, 2), (1, 1)):
        said = page.partition(f'id="id_v-{number}-sku_error"')[2].partition("</p>")[0]
        assert f"La ligne {other} porte aussi cette référence" in said
    assert not Product.objects.exists()


def test_a_sku_of_another_sheet_is_said_at_its_cell(desk, lune, bowls):
    taken = cast.offer(lune).sku
    row = {"sku": taken, "price": "9", "stock": "3"}

    page = unescape(desk.post(NEW, sent(row, category=bowls.pk)).content.decode())

    said = page.partition('id="id_v-0-sku_error"')[2].partition("</p>")[0]
    assert f"« {taken} » appartient déjà à une autre fiche" in said
    assert Product.objects.count() == 1


def test_two_rows_or_two_axes_of_one_name_are_refused_beside_them(desk, bowls):
    rows = [{"first": name, "price": "9", "stock": "3"} for name in ("Bleu", "bleu ")]
    page = unescape(desk.post(NEW, sent(*rows, axis_one="Couleur")).content.decode())
    for number, other in ((0, 2), (1, 1)):
        said = page.partition(f'id="id_v-{number}-first_error"')[2].partition("</p>")[0]
        assert f"La ligne {other} porte le même nom" in said

    row = {"first": "Bleu", "second": "M", "price": "9", "stock": "3"}
    twice = {"axis_one": "Couleur", "axis_two": "couleur"}
    page = unescape(desk.post(NEW, sent(row, **twice)).content.decode())
    assert "« couleur » est déjà la première déclinaison" in page
    assert not Product.objects.exists()


def test_markup_is_told_and_the_plain_text_is_proposed(desk, bowls):
    typed = {
        "title": "Bol <b>tourné</b> en grès",
        "description": "<p>Émail <i>mat</i></p><p>Moins de 5 cm, a < b</p>",
    }

    page = unescape(desk.post(NEW, sent(**typed)).content.decode())

    assert page.count("Les acheteurs liraient vos balises HTML telles quelles") >= 2
    assert 'value="Bol tourné en grès"' in page
    assert "Émail mat\nMoins de 5 cm, a < b</textarea>" in page
    assert not Product.objects.exists()
    # a step within the form finds no fault, and takes nothing away
    again = unescape(desk.post(NEW, sent(**typed, champs="1")).content.decode())
    assert 'value="Bol <b>tourné</b> en grès"' in again
    plain = {"title": "Bol tourné en grès", "description": "Un cœur <3, et 2 < 3"}
    desk.post(NEW, sent(**plain))
    assert Product.objects.get().description == "Un cœur <3, et 2 < 3"


def test_the_charter_is_remarked_while_one_types_and_when_it_is_saved(desk, bowls):
    CharterWord.objects.create(
        expression="écologique",
        kind="forbidden",
        reason="Le mot ne prouve rien.",
        remedy="Dites le fait et sa mesure.",
        starts_on="2020-01-01",
    )
    said = {"description": "Un bol écologique, tourné à la main."}
    told = "« écologique » : Le mot ne prouve rien. Dites le fait et sa mesure."

    beside = desk.post(NEW, sent(category=bowls.pk, regard="1", **said)).content.decode()
    assert told in unescape(beside)
    page = desk.post(NEW, sent(category=bowls.pk, **said), follow=True).content.decode()
    assert f"À vérifier. Description : {told}" in unescape(page)
