"""A sheet made in one go in a browser: photos, category by its name, a grid, proposed."""

from __future__ import annotations

import pytest

from catalog.models import Product
from tests import cast
from tests.browser import looking
from tests.browser.goods import photo_of
from tests.browser.test_story import sign_in

pytestmark = pytest.mark.django_db


def test_a_sheet_is_filled_in_and_proposed_on_one_page(people):
    lune = cast.seller("Atelier Lune")
    table = cast.category("Vaisselle")
    bowls = cast.category("Bols et coquetiers", parent=table)
    cast.category("Lampes")
    cast.attribute("Essai au feu", "Grès", where=bowls, level="required")
    cast.grid()
    camille = people("camille")
    page = camille.page
    sign_in(camille, cast.owner_of(lune).email)
    camille.go("/seller/produits/nouveau/")

    page.locator("#id_files").set_input_files([photo_of("one.png"), photo_of("two.png")])
    page.locator("li[data-photo]").nth(1).wait_for()
    page.get_by_role("button", name="Placer two.png plus tôt").click()
    page.locator("li[data-photo]").first.get_by_label("Ce que l'on y voit").fill("Vu de haut")
    camille.fill(title="Bol du matin en grès")
    page.get_by_role("combobox", name="Catégorie").fill("bol")
    page.get_by_role("option", name="Vaisselle › Bols et coquetiers").click()
    page.locator("#id_trait-essai-au-feu").get_by_label("Grès").check()
    page.get_by_text("Plusieurs déclinaisons").click()
    camille.fill(axis_one="Couleur", values_one="Bleu, Noir")
    page.get_by_role("button", name="Générer les déclinaisons").click()
    page.locator("#all-price").fill("24,90")
    page.locator("#all-stock").fill("5")
    page.get_by_role("button", name="Remplir les lignes").click()
    page.locator("#id_v-1-price[value='24,90']").wait_for()
    # what she keeps and how good the sheet is stand beside it, by the house's own reckoning
    page.locator("#commission").wait_for()
    camille.sees("Bol du matin en grès", "24,90 €", "Écrivez une description.")
    assert looking.barriers(page) == []
    camille.shoot("fiche-remplie")
    assert not Product.objects.exists(), "nothing is saved before she says so"
    camille.press("Proposer la fiche").sees("attend la relecture")

    sheet = Product.objects.get()
    assert sheet.submissions.get().state == "queued"
    assert [offer.sku for offer in sheet.offers.order_by("pk")] == [
        "BOL-MATIN-GRES-BLEU",
        "BOL-MATIN-GRES-NOIR",
    ]
    assert [(photo.name, photo.alt) for photo in sheet.photos.order_by("position")] == [
        ("two.png", "Vu de haut"),
        ("one.png", ""),
    ]
    assert camille.troubles == []


def test_what_is_typed_is_not_left_without_a_word(people):
    lune = cast.seller("Atelier Lune")
    cast.category("Bols")
    camille = people("camille")
    sign_in(camille, cast.owner_of(lune).email)
    camille.go("/seller/produits/nouveau/").fill(title="Bol")
    asked = []
    camille.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    camille.page.get_by_role("link", name="Retour à la liste").click(no_wait_after=True)
    camille.page.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    assert camille.path == "/seller/produits/nouveau/"
    camille.press("Enregistrer le brouillon").sees("Le brouillon est enregistré.")


def test_an_optional_cell_is_mended_by_being_emptied(people):
    lune = cast.seller("Atelier Lune")
    cast.category("Bols")
    camille = people("camille")
    sign_in(camille, cast.owner_of(lune).email)
    camille.go("/seller/produits/nouveau/").fill(title="Bol")
    code = camille.page.locator("td[data-cell=gtin] input")
    code.fill("123")
    camille.press("Enregistrer le brouillon")
    assert camille.page.locator("td[data-cell=gtin] .error").count() == 1

    code.fill("")

    assert camille.page.locator("td[data-cell=gtin] .error").count() == 0
    assert camille.page.locator(".form-errors").count() == 0
    assert camille.page.locator("[data-cells-wrong]").count() == 0
