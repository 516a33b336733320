"""Who made a product: said once for a shop, inherited by its sheets, compulsory from a day on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from catalog import rounds, search
from catalog.attributes import makers, shipped, vocabulary
from catalog.judging import rules, screening
from catalog.models import AttributeLack, AttributePlace, Product
from catalog.sheets import products, rating
from catalog.sheets.drafts import Piece
from catalog.sheets.forms.words import ProductForm
from marketplace.shared import clock
from marketplace.shared.models import Fact
from sellers.models import ShopRound
from sellers.shop import shops
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
AFTER = datetime(2027, 3, 3, 12, tzinfo=ZoneInfo("Europe/Paris"))
TOLD = "Usine du Nord, 2 rue Haute, 59000 Lille, contact@usine.example"


@pytest.fixture
def asked():
    """The manufacturer, as an installation begins: compulsory from a day on."""
    shipped.plant()
    made = AttributePlace.objects.get(attribute__key=makers.MAKER, category=None)
    assert (made.level, made.required_since) == ("required", date(2027, 2, 1))
    vocabulary.forget()


def blocked(offer):
    within = screening.context([offer.product.category_id])
    found = screening.look(
        {"category_id": offer.product.category_id, "attributes": offer.product.attributes},
        within,
        prices=[500],
        sizes={},
        inherited=makers.of(offer.seller),
    )
    return [each for each in found if each.severity == rules.BLOCK and "name" in each.values]


def test_a_shop_that_makes_what_it_sells_has_nothing_else_to_say(asked, lune, client):
    offer = cast.offer(lune)
    search.index([offer.product_id])
    assert AttributeLack.objects.filter(product=offer.product).count() == 1
    with clock.at(AFTER):
        [lack] = blocked(offer)
        assert "Ma boutique" in rules.sentence(lack.kept()), "mended in one place for all"

    shops.present(lune, makes_own=True, by=None, at=NOON)
    rounds.run(lune.pk)

    assert not AttributeLack.objects.filter(product=offer.product).exists()
    assert ShopRound.objects.get(seller=lune).finished_at
    assert Fact.objects.filter(name="sellers.MakerDeclared").count() == 1
    offer.seller.refresh_from_db()
    with clock.at(AFTER):
        assert blocked(offer) == []
    page = client.get(reverse("shop-product", args=[offer.product.slug])).content.decode()
    safety = page.partition("Fabricant et sécurité</h2>")[2].partition("</dl>")[0]
    assert lune.email in safety
    assert lune.line1 in safety


def test_a_sheet_that_names_somebody_else_stands(asked, lune, client):
    shops.present(lune, maker=TOLD, by=None, at=NOON)
    own = cast.offer(lune, attributes={"Fabricant": "Verrerie, 1 rue B, 57000 Metz, v@v.example"})
    search.index([own.product_id])

    page = client.get(reverse("shop-product", args=[own.product.slug])).content.decode()

    assert "Verrerie, 1 rue B" in page
    assert "Usine du Nord" not in page


def test_an_import_inherits_it_or_waits_and_old_sheets_stay_online(asked, lune):
    bowls = cast.category()
    old = cast.offer(lune, category=bowls)
    Product.objects.filter(pk=old.product_id).update(is_sellable=True)

    def made(ref):
        return products.create(
            lune,
            {"title": f"Bol {ref}", "description": "", "category_id": bowls.pk},
            [Piece(ref, price_cents=900, stock=1)],
            by=None,
            at=AFTER,
        )

    with clock.at(AFTER):
        first = made("A")
        with pytest.raises(products.Incomplete) as refused:
            products.submit(first, by=None, at=AFTER)
        assert "Fabricant" in str(refused.value)
        shops.present(lune, maker=TOLD, by=None, at=AFTER)
        products.submit(made("B"), by=None, at=AFTER)

    old.product.refresh_from_db()
    assert old.product.state == "published"


def test_the_form_tells_what_is_obligatory_what_is_advised_and_what_the_shop_says(asked, lune):
    place = cast.category()
    form = ProductForm(initial={"category": place.pk}, seller=lune)
    assert form["title"].field.mark == "obligatoire"
    assert form["description"].field.mark == "conseillé, +15 points"
    assert form["trait-fabricant"].field.mark == "obligatoire à partir du 1er février 2027"
    assert reverse("seller-shop") in form["trait-fabricant"].help_text
    closed = ProductForm(initial={"category": place.pk}, seller=lune, tells_shop=False)
    assert reverse("seller-shop") not in closed["trait-fabricant"].help_text
    assert form["trait-fabrique-en"].field.mark == "conseillé"

    shops.present(lune, maker=TOLD, by=None, at=NOON)
    form = ProductForm(initial={"category": place.pk}, seller=lune)

    assert form["trait-fabricant"].field.mark == "déjà dit par votre boutique"
    assert TOLD in form["trait-fabricant"].help_text


def test_what_a_shop_says_counts_for_the_points_of_its_sheets(asked, lune):
    offer = cast.offer(lune, attributes={"Fabriqué en": "France"})
    rating.keep([offer.product_id])
    before = Product.objects.get(pk=offer.product_id).quality

    shops.present(lune, maker=TOLD, by=None, at=NOON)
    rating.keep([offer.product_id])

    assert Product.objects.get(pk=offer.product_id).quality == before + 5


def test_who_made_it_has_a_postal_and_an_electronic_address(client, lune):
    client.force_login(cast.owner_of(lune))
    fields = {"name": lune.name, "handling_days": "2"}

    refused = client.post(reverse("seller-shop"), {**fields, "maker": "Usine du Nord"})
    kept = client.post(reverse("seller-shop"), {**fields, "maker": TOLD, "makes_own": "on"})

    assert "adresse électronique" in refused.content.decode()
    assert kept.status_code == 302
    lune.refresh_from_db()
    assert (lune.maker_told, lune.makes_own) == (TOLD, True)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("brand", "<b>Lune</b>"),
        ("attributes", "Style : <i>brut</i>"),
        ("axis_one", "<u>Taille</u>"),
    ],
)
def test_tags_are_refused_wherever_a_sheet_is_typed(lune, field, text):
    form = ProductForm({"title": "Bol bleu", field: text}, seller=lune)

    assert not form.is_valid()
    assert "balises HTML" in form.errors[field][0]


def test_two_options_that_mean_one_choice_are_refused(lune):
    cast.attribute("Couleur", "Bleu", names="Coloris", is_axis=True)

    form = ProductForm({"title": "Bol", "axis_one": "Couleur", "axis_two": "Coloris"}, seller=lune)

    assert "axis_two" in form.errors
