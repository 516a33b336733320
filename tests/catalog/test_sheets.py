"""A sheet as it is begun: from a title, from another one, with photos in words and a score."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import transaction
from PIL import Image

from catalog.models import Offer, Price, Product, StockMove, Submission
from catalog.moderation import moderation
from catalog.sheets import photos, products, quality, scales
from catalog.sheets.drafts import Draft, Piece
from catalog.sheets.products import DraftRefused
from catalog.sheets.shelf import BLANK
from catalog.states import ProductState
from marketplace.shared.models import Fact
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."


@pytest.fixture
def bowls(db):
    return cast.category("Bols")


@pytest.fixture
def trusted(lune):
    Seller.objects.filter(pk=lune.pk).update(moderation=Seller.Moderation.AFTER)
    lune.moderation = Seller.Moderation.AFTER
    return lune


def picture(seller, width=1200):
    out = BytesIO()
    Image.new("RGB", (width, width), (90, 120, 160)).save(out, "PNG")
    return photos.receive(seller, None, out.getvalue(), "bol.png", at=NOON)


def content(place, **changes):
    return {"title": "Bol en grès", "description": LONG, "category_id": place.pk, **changes}


def draft(place, **changes):
    pieces = [
        Piece("BOL-B", values=["Bleu"], price_cents=2400, stock=3),
        Piece("BOL-N", values=["Noir"], price_cents=2600, stock=0),
    ]
    return Draft(
        **{**content(place), "ref": "BOL", "axes": ["Couleur"], "pieces": pieces, **changes}
    )


def save(seller, *drafts):
    with transaction.atomic():
        return products.save_many(seller, drafts, by=None, at=NOON)


def written():
    return [model.objects.count() for model in (Product, Offer, Price, StockMove, Submission, Fact)]


def test_a_title_is_enough_to_begin_and_what_is_missing_is_named_when_it_is_proposed(lune):
    bowl = products.create(lune, {"title": "Bol en grès"}, by=None, at=NOON)
    assert (bowl.state, bowl.category_id, bowl.offers.count()) == (ProductState.DRAFT, None, 0)
    before = written()

    with pytest.raises(products.Incomplete) as refused:
        products.submit(bowl, by=None, at=NOON)

    assert "la catégorie, un prix et un stock par ligne" in str(refused.value)
    assert written() == before


def test_a_sheet_without_a_price_is_no_proposal(lune, bowls):
    with pytest.raises(DraftRefused):
        products.propose(lune, content(bowls), [], by=None, at=NOON)
    assert not Product.objects.exists()


def test_saving_and_proposing_is_one_act(trusted, bowls):
    begun = products.create(
        trusted, {"title": "Bol"}, by=None, at=NOON, unfinished=[{"first": "Bleu"}]
    )

    bowl = products.propose(
        trusted,
        content(bowls, photos=[picture(trusted).pk]),
        [Piece("", values=["Bleu"], price_cents=2400, stock=3)],
        product=begun,
        by=None,
        at=NOON,
    )

    assert (bowl.pk, bowl.state, bowl.unfinished) == (begun.pk, ProductState.PUBLISHED, [])
    assert bowl.offers.get().sku == "BOL-GRES-BLEU"


def test_skus_of_our_own_never_meet_another(lune, bowls):
    pieces = [Piece("", values=[value], price_cents=900, stock=1) for value in ("Bleu", "bleu !")]
    products.create(lune, content(bowls), pieces, by=None, at=NOON)
    products.create(lune, content(bowls), pieces[:1], by=None, at=NOON)

    skus = Offer.objects.order_by("pk").values_list("sku", flat=True)
    assert list(skus) == ["BOL-GRES-BLEU", "BOL-GRES-BLEU-2", "BOL-GRES-BLEU-3"]


def test_a_duplicate_has_everything_but_references(trusted, bowls):
    save(trusted, draft(bowls, photos=[picture(trusted).pk]))
    bowl = Product.objects.get()
    bowl.variants.filter(label="Bleu").update(gtin="3760000000017")
    bowl.photos.update(alt="Un bol vu de haut")

    copy = products.duplicate(bowl, by=None, at=NOON)

    assert (copy.title, copy.state) == ("Bol en grès (copie)", ProductState.DRAFT)
    assert (copy.description, copy.category, copy.axes) == (LONG, bowls, ["Couleur"])
    offers = copy.offers.order_by("pk").values_list(
        "sku", "variant__label", "variant__gtin", "price_cents", "stock"
    )
    assert list(offers) == [
        ("BOL-GRES-COPIE-BLEU", "Bleu", "", 2400, 3),
        ("BOL-GRES-COPIE-NOIR", "Noir", "", 2600, 0),
    ]
    shown, source = copy.photos.get(), bowl.photos.get()
    assert (shown.file.name, shown.alt) == (source.file.name, "Un bol vu de haut")
    bowl.refresh_from_db()
    assert (bowl.state, bowl.title) == (ProductState.PUBLISHED, "Bol en grès")


def test_what_photos_show_in_words_waits_for_the_approval(lune, bowls, odile):
    save(lune, draft(bowls, photos=[picture(lune).pk]))
    bowl = Product.objects.get()
    shot = bowl.photos.get()
    products.edit(bowl, {"alts": {shot.pk: "Un bol bleu"}}, by=None, at=NOON)
    assert bowl.photos.get().alt == "Un bol bleu", "nobody sees a draft"
    moderation.approve(Submission.objects.get(state="queued"), by=odile, at=NOON)
    bowl.refresh_from_db()

    products.edit(bowl, {"alts": {shot.pk: "Un bol vu de haut"}}, by=None, at=NOON)

    assert bowl.photos.get().alt == "Un bol bleu"
    moderation.approve(Submission.objects.get(state="queued"), by=odile, at=NOON)
    assert bowl.photos.get().alt == "Un bol vu de haut"


def test_the_score_says_what_helps_most(bowls):
    matter = cast.attribute("Matière", "Grès", where=bowls, level="required")
    begun = {**BLANK, "title": "Bol", "category_id": bowls.pk}

    first = quality.score(begun, prices=[], sizes=[])
    assert (first.points, first.done, first.next.key) == (15 + 5, 2, "photo")
    told = {"description": LONG * 3, "attributes": {"Matière": "Grès"}, "axes": []}
    better = quality.score({**begun, **told}, prices=[900], sizes=[(1200, 1200)])
    assert (better.done, better.next.key) == (7, "title")
    assert sum(scales.USUAL.values()) == scales.WHOLE
    asked = [lack.field for lack in quality.lacks(begun, prices=[])]
    assert asked == [f"trait-{matter.key}", "price"]
