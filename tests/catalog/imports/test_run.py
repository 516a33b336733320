"""From lines to products: shapes of catalogues, refusals by line, updates that touch little."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.imports import applying, checking, correcting, mapping, report, run
from catalog.models import Brand, Import, Offer, Photo, Product, Submission
from catalog.states import ImportState
from marketplace.shared.states import IllegalMove
from tests import cast
from tests.catalog.imports.conftest import (
    applied,
    checked,
    codes,
    figures,
    pictures,
    read,
    received,
    table,
)

HEAD = "sku;titre;catégorie;prix TTC;stock"


def image(color: int = 90, side: int = 900) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (180, color, 40)).save(out, "PNG")
    return out.getvalue()


def test_each_bad_line_is_refused_alone_with_its_code(lune, shelves):
    source = checked(
        lune,
        table(
            HEAD,
            "A;Bol en grès;Cuisine;12,50;3",
            "B;Tasse;Cuisine;1,234;3",
            "C;Plat;Cuisine;12;-1",
            ";Vase;Cuisine;12;1",
            "E;;Cuisine;12;1",
            "F;Pichet;Cuisine;;1",
            "G;Carafe;Nulle part;12;1",
            "H;Coupe;;12;1",
            "I;Jatte;Cuisine;0;1",
            "J;Bol\0;Cuisine;3;1",
            "K;Bol bleu;Cuisine;3;1;trop",
        ),
    )

    assert codes(source) == {
        3: ["PRICE_AMBIGUOUS"],
        4: ["STOCK_NEGATIVE"],
        5: ["SKU_MISSING"],
        6: ["TITLE_MISSING"],
        7: ["PRICE_MISSING"],
        8: ["CATEGORY_UNKNOWN"],
        9: ["CATEGORY_MISSING"],
        10: ["PRICE_ZERO"],
        11: ["NUL_CHAR"],
        12: ["ROW_SHAPE"],
    }
    assert figures(source) == (1, 0, 0, 10)
    assert not Product.objects.exists()
    assert [cause["count"] for cause in source.detected["causes"]] == [1] * 10


def test_the_same_reference_twice_refuses_both(lune, shelves):
    source = checked(
        lune,
        table(
            HEAD, "A;Bol en grès;Cuisine;12;3", "B;Tasse;Cuisine;12;3", " A ;Bol bleu;Cuisine;13;3"
        ),
    )

    assert codes(source) == {2: ["SKU_DUPLICATE"], 4: ["SKU_DUPLICATE"]}
    assert source.rows.get(line=2).problems[0]["lines"] == "2, 4"
    assert figures(source) == (1, 0, 0, 2)


def test_the_same_reference_at_another_seller_is_just_another(lune, brun, shelves):
    applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3"))
    applied(brun, table(HEAD, "A;Tasse;Cuisine;20;1"))

    assert Offer.objects.get(seller=lune, sku="A").price_cents == 1200
    assert Offer.objects.get(seller=brun, sku="A").price_cents == 2000


def test_columns_that_decide_for_the_house_have_no_effect(lune, brun, shelves):
    source = applied(
        lune,
        table(
            f"{HEAD};seller_id;status;commission",
            f"A;Bol en grès;Cuisine;12;3;{brun.pk};approved;0",
        ),
    )

    assert [note["column"] for note in source.detected["notes"]] == [
        "seller_id",
        "status",
        "commission",
    ]
    offer = Offer.objects.get(sku="A")
    assert offer.seller == lune
    assert offer.product.attributes == {}


def test_a_forbidden_category_is_refused(lune, shelves):
    barred = cast.category("Armes", policy="forbidden")
    source = checked(lune, table(HEAD, "A;Couteau;Armes;12;3"), categories={"Armes": barred.pk})

    assert codes(source) == {2: ["CATEGORY_FORBIDDEN"]}


def test_a_file_of_prices_and_stocks_touches_nothing_else(lune, shelves):
    applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3", "B;Tasse;Cuisine;8;3"))
    before = Submission.objects.count()

    source = applied(lune, table("sku;prix;stock", "A;13,50;", "B;;9", "C;4;1"))

    assert figures(source) == (0, 2, 0, 1)
    assert codes(source) == {4: ["TITLE_MISSING"]}
    assert [(o.price_cents, o.stock) for o in Offer.objects.order_by("sku")] == [
        (1350, 3),
        (800, 9),
    ]
    assert Submission.objects.count() == before


def test_the_default_category_is_for_new_sheets_and_moves_none(lune, shelves):
    applied(lune, table(HEAD, "A;Bol en grès;Cafetières;12;3"))
    default = shelves["Informatique"]

    source = applied(
        lune, table(HEAD, "A;Bol en grès;;12;4", "B;Tasse;Ailleurs;9;3"), default=default
    )
    again = applied(lune, table(HEAD, "A;Bol en grès;Nulle part;12;5", "C;Plat;Nulle part;9;3"))

    assert figures(source) == (1, 1, 0, 0)
    assert figures(again) == (0, 1, 0, 1)
    assert codes(again) == {3: ["CATEGORY_UNKNOWN"]}
    assert Offer.objects.get(sku="A").stock == 5
    places = {
        s.product.ref: s.content["category_id"]
        for s in Submission.objects.select_related("product")
    }
    assert places == {"A": shelves["Cafetières"].pk, "B": default.pk}


def test_stocks_of_variants_are_updated_line_by_line(lune, shelves):
    applied(
        lune,
        table(
            "sku;ref;titre;catégorie;prix;stock;couleur",
            "A1;bol;Bol en grès;Cuisine;12;3;bleu",
            "A2;bol;Bol en grès;Cuisine;13;3;vert",
        ),
    )
    product = Product.objects.get()
    assert product.axes == ["Couleur"]
    assert sorted(product.variants.values_list("label", flat=True)) == ["bleu", "vert"]

    source = applied(lune, table("sku;stock", "A1;7", "A2;8"))

    assert figures(source) == (0, 2, 0, 0)
    assert Product.objects.count() == 1
    assert list(Offer.objects.order_by("sku").values_list("stock", flat=True)) == [7, 8]
    assert sorted(product.variants.values_list("label", flat=True)) == ["bleu", "vert"]


def test_characteristics_the_file_does_not_speak_of_stay(lune, shelves):
    applied(lune, table(f"{HEAD};matière", "A;Bol en grès;Cuisine;12;3;grès"))
    applied(lune, table(f"{HEAD};style", "A;Bol en grès;Cuisine;12;3;rustique"))

    content = Submission.objects.latest("pk").content
    assert content["attributes"] == {"Matière": "grès", "Style": "rustique"}


def test_a_shopify_export_becomes_sheets_with_variants(lune, shelves):
    source = applied(
        lune,
        table(
            "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant"
            " Grams,Variant Inventory Qty,Variant Price,Image Src,Status",
            "mug,Mug Lune,<p>Tourné à la"
            " main</p>,Lune,Cuisine,Couleur,Bleu,M-B,300,4,18.00,https://x.test/1.jpg,active",
            "mug,,,,,,Vert,M-V,300,2,18.00,https://x.test/2.jpg,",
            "mug,,,,,,,,,,,https://x.test/3.jpg,",
            "seul,Vase seul,,Lune,Cuisine,Title,Default Title,V-1,900,1,40.00,,active",
        ),
    )

    assert source.refused_count == 0, codes(source)
    mug = Product.objects.get(ref="mug")
    assert (mug.title, mug.axes, mug.offers.count()) == ("Mug Lune", ["Couleur"], 2)
    assert Product.objects.get(ref="seul").variants.get().label == ""
    assert Brand.objects.get().name == "Lune"


def test_a_woocommerce_export_hangs_variations_on_their_parent(lune, shelves):
    source = applied(
        lune,
        table(
            "SKU,Name,Categories,Regular price,Stock,Parent,Attribute 1 name,Attribute 1 value(s)",
            "TEE,Tablier,Cuisine,,,,Taille,",
            "TEE-S,Tablier - S,,25,3,TEE,Taille,S",
            "TEE-M,Tablier - M,,25,3,TEE,Taille,M",
        ),
    )

    assert source.refused_count == 0, codes(source)
    product = Product.objects.get()
    assert (product.title, product.axes) == ("Tablier", ["Taille"])
    assert set(product.offers.values_list("sku", flat=True)) == {"TEE-S", "TEE-M"}


def test_a_refused_variant_leaves_its_sisters(lune, shelves):
    source = applied(
        lune,
        table(
            "sku;ref;titre;catégorie;prix;stock;option 1 name;option 1 value",
            "A;bol;Bol en grès;Cuisine;12;3;Couleur;bleu",
            "B;bol;;;oups;3;Couleur;vert",
            "C;bol;;;14;3;Couleur;bleu",
        ),
    )

    assert codes(source) == {3: ["PRICE_FORMAT"], 4: ["VARIANT_DUPLICATE"]}
    assert list(Product.objects.get().offers.values_list("sku", flat=True)) == ["A"]


def test_a_broken_title_refuses_the_whole_sheet(lune, shelves):
    source = checked(
        lune,
        table(
            "sku;ref;titre;catégorie;prix;option 1 value",
            f"A;bol;{'x' * 200};Cuisine;12;bleu",
            "B;bol;;;13;vert",
        ),
    )

    assert codes(source) == {2: ["TITLE_TOO_LONG"], 3: ["SHEET_REFUSED"]}


def test_a_reference_that_lives_on_another_sheet_is_refused(lune, shelves):
    head = "sku;ref;titre;catégorie;prix;option 1 value"
    applied(
        lune,
        table(head, "A;bol;Bol en grès;Cuisine;12;bleu", "B;plat;Plat en grès;Cuisine;12;vert"),
    )

    source = checked(
        lune, table(head, "A;bol;Bol en grès;Cuisine;12;bleu", "B;bol;Bol en grès;Cuisine;12;vert")
    )

    assert codes(source) == {3: ["SKU_ELSEWHERE"]}


def test_the_price_in_euros_wins_and_another_currency_needs_a_rate(lune, shelves):
    head = "sku;titre;catégorie;prix;devise"
    both = applied(lune, table(head, "A;Bol en grès;Cuisine;20;USD", "A;;;18,50;EUR"))
    assert both.refused_count == 0, codes(both)
    assert Offer.objects.get(sku="A").price_cents == 1850

    with pytest.raises(run.RateMissing):
        checked(lune, table(head, "B;Tasse;Cuisine;10;USD"))
    applied(lune, table(head, "B;Tasse;Cuisine;10;USD"), rates={"USD": 925_000})
    assert Offer.objects.get(sku="B").price_cents == 925


def test_photos_come_from_the_archive_and_are_never_doubled(lune, shelves):
    head = f"{HEAD};photo"
    rows = (
        "A;Bol en grès;Cuisine;12;3;https://x.test/a.png",
        "B;Tasse;Cuisine;8;3;absente.png",
        "C;Plat;Cuisine;8;3;petit.png|fausse.png",
    )
    zipped = {"a.png": image(), "petit.png": image(side=40), "fausse.png": b"<html>"}

    source = applied(lune, table(head, *rows), photos=pictures(**zipped))

    assert codes(source) == {3: ["PHOTO_MISSING"], 4: ["PHOTO_REFUSED", "PHOTO_REFUSED"]}
    assert source.warning_count == 2
    assert Photo.objects.count() == 1
    again = applied(lune, table(head, *rows), photos=pictures(**zipped))
    assert figures(again) == (0, 0, 3, 0)
    without = checked(lune, table(head, *rows))
    assert 2 not in codes(without)
    assert Photo.objects.count() == 1


def test_photos_sent_afterwards_join_the_same_file(lune, shelves):
    source = applied(lune, table(f"{HEAD};photo", "A;Bol en grès;Cuisine;12;3;a.png"))
    by = cast.owner_of(lune)

    again = run.add_photos(
        source, pictures(**{"a.png": image()}), "photos.zip", by=by, at=cast.NOON
    )
    read(again)
    checking.run(again.pk, at=cast.NOON)
    again.refresh_from_db()

    assert again.pk != source.pk
    assert figures(again) == (0, 1, 0, 0)


def test_photos_of_a_finished_file_bring_none_of_its_old_values_back(lune, shelves, client):
    head, by = f"{HEAD};photo", cast.owner_of(lune)
    rows = ("A;Bol en grès;Cuisine;12;3;a.png", "B;Tasse;Cuisine;;4;b.png")
    old = checked(lune, table(head, *rows), name="hiver.csv")
    correcting.correct(old, {3: {3: "8"}}, by=by, at=cast.NOON)
    run.confirm(old, by=by, at=cast.NOON)
    applying.run(old.pk, at=cast.NOON)
    applied(lune, table(HEAD, "A;Grand bol en grès;Cuisine;15;7"))
    old.refresh_from_db()
    zipped = {"a.png": image(), "b.png": image(91)}

    again = run.add_photos(old, pictures(**zipped), "photos.zip", by=by, at=cast.NOON)
    read(again)
    checking.run(again.pk, at=cast.NOON)
    again.refresh_from_db()
    run.confirm(again, by=by, at=cast.NOON)
    applying.run(again.pk, at=cast.NOON)

    again.refresh_from_db()
    assert (again.state, figures(again), again.left_count) == (ImportState.DONE, (0, 2, 0, 0), 0)
    offer = Offer.objects.get(sku="A")
    assert (offer.price_cents, offer.stock) == (1500, 7)
    assert Submission.objects.filter(product=offer.product).latest("pk").content["title"] == (
        "Grand bol en grès"
    )
    assert Photo.objects.count() == 2
    client.force_login(by)
    page = client.get(reverse("seller-import", args=[again.pk])).content.decode()
    assert "Seules les photos de cette archive sont prises" in page


def test_photos_of_a_sheet_that_is_gone_make_no_new_one(lune, shelves):
    source = applied(lune, table(f"{HEAD};photo", "A;Bol en grès;Cuisine;12;3;a.png"))
    Offer.objects.update(sku="Z")
    Product.objects.update(ref="Z")
    photos = pictures(**{"a.png": image()})

    again = read(run.add_photos(source, photos, "p.zip", by=None, at=cast.NOON))
    checking.run(again.pk, at=cast.NOON)

    again.refresh_from_db()
    assert codes(again) == {2: ["PHOTOS_NOWHERE"]}
    assert (again.left_count, figures(again)) == (1, (0, 0, 0, 0))


def test_an_undone_file_takes_no_photos(lune, shelves, client):
    source = applied(lune, table(f"{HEAD};photo", "A;Bol en grès;Cuisine;12;3;a.png"))
    Import.objects.update(state=ImportState.UNDONE)
    source.refresh_from_db()

    with pytest.raises(run.UndoneHasNoPhotos):
        run.add_photos(source, pictures(a=image()), "p.zip", by=None, at=cast.NOON)

    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import", args=[source.pk])).content.decode()
    assert reverse("seller-import-photos", args=[source.pk]) not in page
    assert Import.objects.count() == 1


def test_photos_beside_a_file_that_waits_are_refused_with_what_can_be_done(lune, shelves):
    source = applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3"))
    checked(lune, table(HEAD, "B;Tasse;Cuisine;8;3"), name="ete.csv")

    with pytest.raises(run.PhotosWait) as refusal:
        run.add_photos(source, pictures(a=image()), "p.zip", by=None, at=cast.NOON)

    assert "ete.csv" in str(refusal.value)
    assert "remplace" not in str(refusal.value)


def test_a_refused_line_says_at_once_all_that_its_sheet_lacks(lune, shelves):
    applied(lune, table(HEAD, "D;Plat;Cuisine;12;3"))

    source = checked(
        lune,
        table(
            f"{HEAD};ean",
            "A;Savon olive;;;3;3760123456809",
            "B;;Nulle part;12;3;3760123456809",
            "C;Savon noir;Cuisine;x;3;3760123456809",
            "D;;;;4;3760123456809",
        ),
    )

    assert codes(source) == {
        2: ["GTIN_CHECK", "PRICE_MISSING", "CATEGORY_MISSING"],
        3: ["GTIN_CHECK", "TITLE_MISSING", "CATEGORY_UNKNOWN"],
        4: ["GTIN_CHECK", "PRICE_FORMAT"],
        5: ["GTIN_CHECK"],
    }


def test_a_barcode_of_two_references_is_remarked_on_both_until_it_is_corrected(lune, shelves):
    source = checked(
        lune,
        table(
            f"{HEAD};ean",
            "A;Bol en grès;Cuisine;12;3;4006381333931",
            "B;Tasse;Cuisine;8;3;4006381333931",
            "C;Plat;Cuisine;8;3;96385074",
        ),
    )
    assert codes(source) == {2: ["GTIN_TWICE"], 3: ["GTIN_TWICE"]}

    correcting.correct(source, {3: {1: "Tasse bleue"}}, by=None, at=cast.NOON)
    assert codes(source) == {2: ["GTIN_TWICE"], 3: ["GTIN_TWICE"]}
    correcting.correct(source, {3: {5: "96385074"}}, by=None, at=cast.NOON)

    assert codes(source) == {3: ["GTIN_TWICE"], 4: ["GTIN_TWICE"]}


def test_a_barcode_of_anothers_sheet_is_remarked_on_new_lines_and_on_changed_ones(
    lune, brun, shelves
):
    theirs = cast.offer(brun, title="Bol du voisin", category=shelves["Cuisine"])
    theirs.variant.gtin = "3012345678902"
    theirs.variant.save()
    applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3", "B;Tasse;Cuisine;8;3"))

    source = applied(
        lune,
        table(
            f"{HEAD};ean",
            "A;Bol en grès;Cuisine;12;3;3012345678902",
            "B;Tasse;Cuisine;8;3;",
            "C;Plat;Cuisine;9;3;3012345678902",
        ),
    )

    told = {line: found for line, found in codes(source).items() if "GTIN_KNOWN" in found}
    assert sorted(told) == [2, 4]
    assert source.refused_count == 0
    again = applied(lune, table(f"{HEAD};ean", "A;Bol en grès;Cuisine;13;3;3012345678902"))
    assert 2 not in codes(again), "it bears the code already"


def test_the_report_says_how_good_the_sheets_are(lune, shelves, client):
    source = applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3", "B;Tasse;Cuisine;8;3"))

    told = source.detected["quality"]
    assert told["sheets"] == told["low"] == 2
    assert 0 < told["average"] < 70
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import", args=[source.pk])).content.decode()
    assert f"{told['average']} sur 100" in page
    assert "2 sont à améliorer" in page


def test_the_seller_is_remembered_by_the_headings(lune, shelves):
    source = checked(
        lune,
        table(HEAD, "A;Bol en grès;Vaisselle;12;3"),
        categories={"Vaisselle": shelves["Cuisine"].pk},
    )
    run.cancel(source, by=None, at=cast.NOON)

    again = received(lune, table(HEAD, "B;Tasse;Vaisselle;8;3"))

    assert again.mapping["remembered"]
    assert again.mapping["categories"] == {"Vaisselle": shelves["Cuisine"].pk}


def test_an_old_page_of_a_file_given_up_is_told_so(lune, shelves):
    source = checked(lune, table(HEAD, "A;Bol en grès;Cuisine;12,50;3"))
    run.cancel(source, by=None, at=cast.NOON)

    with pytest.raises(IllegalMove):  # not that none of its lines were good
        run.confirm(Import.objects.get(pk=source.pk), by=None, at=cast.NOON)


def test_one_open_import_a_seller(lune, brun, shelves):
    rows = (HEAD, "A;Bol en grès;Cuisine;12;3")
    first = run.receive(lune, table(*rows), "x.csv", by=None, at=cast.NOON)
    assert run.receive(lune, table(*rows), "x.csv", by=None, at=cast.NOON) == first

    second = run.receive(lune, table(HEAD, "B;Tasse;Cuisine;8;3"), "y.csv", by=None, at=cast.NOON)
    first.refresh_from_db()
    assert first.state == ImportState.CANCELLED

    Import.objects.filter(pk=second.pk).update(state=ImportState.APPLYING)
    with pytest.raises(run.ImportRunning):
        run.receive(lune, table(*rows), "x.csv", by=None, at=cast.NOON)
    run.receive(brun, table(*rows), "x.csv", by=None, at=cast.NOON)


def test_a_checked_file_is_lost_only_by_the_sellers_word(lune, shelves, client):
    waiting = checked(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3"), name="hiver.csv")
    other = (table(HEAD, "B;Tasse;Cuisine;8;3"), "ete.csv")

    with pytest.raises(run.CheckedWaits, match=r"hiver\.csv"):
        run.receive(lune, *other, by=None, at=cast.NOON)
    again = table(HEAD, "A;Bol en grès;Cuisine;12;3")
    assert run.receive(lune, again, "hiver.csv", by=None, at=cast.NOON) == waiting
    client.force_login(cast.owner_of(lune))
    address = reverse("seller-imports")
    said = client.post(address, {"file": SimpleUploadedFile("ete.csv", other[0].getvalue())})
    assert f'value="{waiting.pk}"' in said.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows.count()) == (ImportState.CHECKED, 1)

    file = SimpleUploadedFile("ete.csv", other[0].getvalue())
    assert client.post(address, {"file": file, "replaces": waiting.pk}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == ImportState.CANCELLED


def test_a_file_that_awaits_its_sellers_answers_is_lost_only_by_their_word(lune, shelves, client):
    waiting = received(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3"), name="hiver.csv")
    other = table(HEAD, "B;Tasse;Cuisine;8;3").getvalue()
    client.force_login(cast.owner_of(lune))
    address = reverse("seller-imports")

    page = client.get(address).content.decode()
    said = client.post(address, {"file": SimpleUploadedFile("ete.csv", other)}).content.decode()

    for shown in (page, said):
        assert "Attend vos réponses" in shown
        assert f'value="{waiting.pk}"' in shown
    assert "ou dites que ce fichier le remplace" in said
    waiting.refresh_from_db()
    assert waiting.state == ImportState.RECEIVED
    assert "1 import attend vos réponses" in client.get(reverse("seller-home")).content.decode()
    file = SimpleUploadedFile("ete.csv", other)
    assert client.post(address, {"file": file, "replaces": waiting.pk}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == ImportState.CANCELLED


def test_a_corrected_file_being_applied_is_not_said_to_wait(lune, shelves, client):
    source = checked(lune, table(HEAD, "A;Bol en grès;Cuisine;x;3"), name="hiver.csv")
    correcting.correct(source, {2: {3: "12"}}, by=None, at=cast.NOON)
    Import.objects.filter(pk=source.pk).update(state=ImportState.APPLYING)
    client.force_login(cast.owner_of(lune))

    page = client.get(reverse("seller-imports")).content.decode()

    assert "application en cours. Attendez sa fin" in page
    assert "attend, avec ce que vous y avez corrigé" not in page
    assert 'name="replaces"' not in page


@pytest.mark.parametrize("step", ["photos", "reopened"])
def test_a_file_that_was_corrected_is_kept_while_it_is_checked_anew(lune, shelves, step):
    waiting = checked(lune, table(HEAD, "A;Bol en grès;Cuisine;x;3"), name="hiver.csv")
    correcting.correct(waiting, {2: {3: "12"}}, by=None, at=cast.NOON)
    if step == "photos":
        run.add_photos(waiting, pictures(**{"a.png": b"x"}), "p.zip", by=None, at=cast.NOON)
    else:
        run.reopen(waiting, by=None, at=cast.NOON)
    waiting.refresh_from_db()
    state, other = waiting.state, table(HEAD, "B;Tasse;Cuisine;8;3")

    with pytest.raises(run.WorkWaits, match=r"hiver\.csv"):
        run.receive(lune, other, "y.csv", by=None, at=cast.NOON)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.corrections.count()) == (state, 1)
    run.receive(lune, other, "y.csv", by=None, at=cast.NOON, replaces=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == ImportState.CANCELLED


def test_the_report_is_the_file_with_its_remedies_and_comes_back(lune, shelves):
    source = applied(
        lune,
        table(
            HEAD, "A;=cmd|' /C calc'!A0;Cuisine;12;3", "B;Tasse;Cuisine;-8;3", "-C;Plat;Cuisine;9;3"
        ),
    )

    text = "".join(report.lines(source))

    lines = text.splitlines()
    assert lines[0] == "\ufeff" + HEAD + ";statut;problème;remède;changements"
    assert lines[1].split(";")[1] == "'=cmd|' /C calc'!A0"
    assert lines[1].split(";")[5] == "nouvelle"
    assert lines[2].split(";")[3] == "-8"
    assert "négatif" in lines[2]
    assert lines[3].startswith("'-C;")
    again = checked(lune, io.BytesIO(text.encode()))
    assert figures(again) == (0, 0, 2, 1)


def test_a_sheet_of_hundreds_of_lines_is_a_wrong_column(lune, shelves):
    rows = [f"S{n};Bol n° {n};Cuisine;12;même" for n in range(checking.SHEET_LINES + 5)]

    source = checked(lune, table("sku;titre;catégorie;prix;ref", *rows, "Z;Tasse;Cuisine;8;autre"))

    assert figures(source) == (1, 0, 0, checking.SHEET_LINES + 5)
    assert codes(source)[2] == ["SHEET_TOO_LARGE"]


def test_a_sheet_is_judged_whole_wherever_its_lines_stand(lune, shelves, monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 3)
    monkeypatch.setattr(checking, "SHEET_LINES", 4)
    refs = ("a", "b", "a", "far", "large", "b", "large", *["a"] * 2, "b", *["large"] * 4, "last")
    rows = [f"S{n};Bol n° {n};Cuisine;12;{n};{ref}" for n, ref in enumerate(refs)]

    source = checked(lune, table("sku;titre;catégorie;prix;taille;ref", *rows))

    told = {}
    for row in source.rows.order_by("line"):
        told.setdefault(row.sheet, set()).add(row.outcome)
    assert figures(source) == (len(refs) - 6, 0, 0, 6)
    assert all(len(outcomes) == 1 for outcomes in told.values())


def test_moderation_is_as_the_seller_s_level_says(lune, shelves):
    lune.moderation = "before"
    lune.save(update_fields=["moderation"])

    applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3"))

    assert Product.objects.get().state == "draft"
    assert Submission.objects.get().state == "queued"


def test_categories_are_proposed_by_memory_or_likeness_and_never_by_the_level_above(
    lune, brun, shelves
):
    checked(
        brun,
        table(HEAD, "A;Bol en grès;Vaisselle d'art;12;3"),
        categories={"Vaisselle d'art": shelves["Cuisine"].pk},
    )

    proposed = mapping.propose_categories(
        lune,
        ["Kitchen > Coffee machine", "Kitchen > Air Fryers", "vaisselle d art", "Tout autre chose"],
        {},
    )

    assert proposed == {
        "Kitchen > Coffee machine": shelves["Cafetières"].pk,
        "vaisselle d art": shelves["Cuisine"].pk,
    }
