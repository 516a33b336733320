"""The life of a sheet: drafted, proposed, published, changed, withdrawn; by hand and by the
thousand.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from catalog.models import Offer, Price, Product, Reason, StockMove, Submission
from catalog.moderation import moderation
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from catalog.sheets.products import DraftRefused
from catalog.states import ProductState, SubmissionState
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


@pytest.fixture
def reason(db):
    return Reason.objects.create(
        code="photo", label="Photo insuffisante", remedy="Ajoutez une photo nette."
    )


def draft(place, ref="BOL", **changes):
    values = {
        "ref": ref,
        "title": "Bol en grès",
        "description": LONG,
        "category_id": place.pk,
        "axes": ["Couleur"],
        "pieces": [
            Piece(f"{ref}-B", values=["Bleu"], price_cents=2400, stock=3),
            Piece(f"{ref}-N", values=["Noir"], price_cents=2600, stock=0),
        ],
    }
    return Draft(**{**values, **changes})


def content(place, **changes):
    return {"title": "Bol en grès", "description": LONG, "category_id": place.pk, **changes}


def save(seller, *drafts, at=NOON):
    with transaction.atomic():
        return products.save_many(seller, drafts, by=None, at=at)


def written():
    return [model.objects.count() for model in (Product, Offer, Price, StockMove, Submission, Fact)]


def test_a_new_sheet_waits_for_the_operator(lune, bowls):
    saved = save(lune, draft(bowls))

    product = Product.objects.get()
    assert saved.outcomes == {"BOL-B": "new", "BOL-N": "new"}
    assert saved.states == {"BOL": "queued"}
    assert (product.state, product.is_sellable) == (ProductState.DRAFT, False)
    assert product.submissions.get().content["variants"][1]["label"] == "Noir"
    assert not Product.objects.public().exists()


def test_the_same_file_again_writes_nothing(lune, bowls):
    save(lune, draft(bowls), draft(bowls, "VASE"))
    before = written(), list(Product.objects.values_list("changed_at", flat=True))

    saved = save(lune, draft(bowls), draft(bowls, "VASE"), at=NOON + timedelta(days=1))

    assert set(saved.outcomes.values()) == {"unchanged"}
    assert (written(), list(Product.objects.values_list("changed_at", flat=True))) == before


def test_the_same_file_again_writes_nothing_once_published(trusted, bowls):
    save(trusted, draft(bowls, photos=[_photo(trusted)]))
    assert Product.objects.public().count() == 1
    before = written()

    saved = save(trusted, draft(bowls, photos=[_photo(trusted)]), at=NOON + timedelta(days=1))

    assert set(saved.outcomes.values()) == {"unchanged"}
    assert written() == before


def test_a_trusted_seller_is_published_at_once(trusted, bowls):
    saved = save(trusted, draft(bowls, photos=[_photo(trusted)]))

    product = Product.objects.public().get()
    assert saved.published == [product.pk]
    assert (product.from_cents, product.in_stock, product.offers_count) == (2400, True, 1)
    assert product.cover.is_approved
    assert product.submissions.get().is_automatic


def test_a_sheet_with_findings_waits_even_from_a_trusted_seller(trusted, bowls):
    saved = save(trusted, draft(bowls, description=f"{LONG} Appelez le 06 12 34 56 78"))

    assert saved.states == {"BOL": "queued"}
    assert {finding["rule"] for finding in saved.findings["BOL"]} == {
        "contact_data",
        "missing_fields",
    }


def test_a_reviewed_category_is_never_approved_by_a_machine(trusted):
    knives = cast.category("Couteaux", policy="reviewed")
    blades = cast.category("Lames", parent=knives)

    saved = save(trusted, draft(blades, photos=[_photo(trusted)]))

    assert saved.states == {"BOL": "queued"}


def test_price_and_stock_pass_without_moderation(trusted, bowls):
    save(trusted, draft(bowls, photos=[_photo(trusted)]))

    saved = save(
        trusted,
        Draft("BOL", [Piece("BOL-B", price_cents=2000, stock=0)]),
        at=NOON + timedelta(days=1),
    )

    offer = Offer.objects.get(sku="BOL-B")
    assert saved.outcomes == {"BOL-B": "updated"}
    assert (offer.price_cents, offer.stock) == (2000, 0)
    assert list(offer.prices.order_by("pk").values_list("amount_cents", "ends_at")) == [
        (2400, NOON + timedelta(days=1)),
        (2000, None),
    ]
    assert sum(offer.stock_moves.values_list("delta", flat=True)) == 0
    assert Submission.objects.count() == 1
    assert Product.objects.get().in_stock is False


def test_an_edit_of_a_live_sheet_is_not_shown_until_approved(lune, bowls, odile):
    save(lune, draft(bowls))
    moderation.approve(Submission.objects.get(), by=odile, at=NOON)
    product = Product.objects.get()

    products.edit(product, {"title": "Bol SECRET"}, by=None, at=NOON)

    product.refresh_from_db()
    assert (product.title, product.state) == ("Bol en grès", ProductState.PUBLISHED)
    moderation.approve(product.submissions.get(state="queued"), by=odile, at=NOON)
    product.refresh_from_db()
    assert product.title == "Bol SECRET"
    assert "secret" not in product.slug


def test_a_variant_added_to_a_live_sheet_waits_too(lune, bowls, odile):
    save(lune, draft(bowls))
    moderation.approve(Submission.objects.get(), by=odile, at=NOON)

    products.edit(
        Product.objects.get(),
        {},
        pieces=[Piece("BOL-R", values=["Rouge"], price_cents=900, stock=5)],
        by=None,
        at=NOON,
    )

    red = Offer.objects.get(sku="BOL-R")
    assert (red.is_active, red.variant.is_approved) == (False, False)
    assert Product.objects.get().from_cents == 2400
    moderation.approve(Submission.objects.get(state="queued"), by=odile, at=NOON)
    red.refresh_from_db()
    assert (red.is_active, Product.objects.get().from_cents) == (True, 900)


def test_a_newer_version_replaces_the_one_that_waits(lune, bowls):
    save(lune, draft(bowls))
    save(lune, draft(bowls, title="Grand bol"))

    assert sorted(Submission.objects.values_list("state", "content__title")) == [
        ("queued", "Grand bol"),
        ("superseded", "Bol en grès"),
    ]


def test_a_sheet_sent_back_is_mended_and_proposed_again(trusted, bowls, odile, reason):
    save(trusted, draft(bowls, photos=[_photo(trusted)], description=""))
    first = Submission.objects.get()
    moderation.ask_changes(first, reason=reason, note="Décrivez le bol.", by=odile, at=NOON)
    assert (
        save(trusted, draft(bowls, photos=[_photo(trusted)], description="")).outcomes["BOL-B"]
        == "unchanged"
    )

    product = products.edit(first.product, {"description": LONG}, by=None, at=NOON)
    products.submit(product, by=None, at=NOON)

    # mended after a human sent it back: a human sees it again
    assert Submission.objects.get(state="queued").content["description"] == LONG
    first.refresh_from_db()
    assert first.state == SubmissionState.SUPERSEDED


def test_a_refused_sheet_comes_back_as_a_draft(lune, bowls, odile, reason):
    save(lune, draft(bowls))
    moderation.refuse(Submission.objects.get(), reason=reason, note="", by=odile, at=NOON)
    product = Product.objects.get()
    assert product.state == ProductState.REFUSED

    products.edit(product, {"title": "Bol corrigé"}, by=None, at=NOON)
    products.submit(product, by=None, at=NOON)

    product.refresh_from_db()
    assert (product.state, product.title) == (ProductState.DRAFT, "Bol corrigé")
    assert Submission.objects.filter(state="queued").count() == 1


def test_a_draft_made_by_hand_is_proposed_when_asked(lune, bowls):
    product = products.create(
        lune, content(bowls), [Piece("B1", price_cents=1000, stock=1)], by=None, at=NOON
    )
    assert (product.state, Submission.objects.count()) == (ProductState.DRAFT, 0)

    products.edit(product, {"title": "Bol bleu"}, by=None, at=NOON)
    products.submit(product, by=None, at=NOON)

    assert Submission.objects.get().content["title"] == "Bol bleu"
    assert Fact.objects.filter(name="catalog.ProductSubmitted").count() == 1


def test_a_seller_withdraws_and_puts_back(trusted, bowls):
    save(trusted, draft(bowls, photos=[_photo(trusted)]))
    product = Product.objects.get()

    products.retire(product, by=None, at=NOON)
    assert not Product.objects.public().exists()
    products.restore(product, by=None, at=NOON)
    assert Product.objects.public().exists()


def test_a_sheet_taken_down_cannot_be_smuggled_back(trusted, bowls, odile, reason):
    save(trusted, draft(bowls, photos=[_photo(trusted)]))
    product = Product.objects.get()
    moderation.take_down(product, reason=reason, note="Photo volée", by=odile, at=NOON)
    assert not Product.objects.public().exists()

    with pytest.raises(products.TakenDown):
        products.retire(product, by=None, at=NOON)
    save(trusted, draft(bowls, title="Autre titre"))

    product.refresh_from_db()
    assert (product.state, product.is_sellable) == (ProductState.TAKEN_DOWN, False)
    moderation.approve(Submission.objects.get(state="queued"), by=odile, at=NOON)
    assert Product.objects.public().get().title == "Autre titre"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"description": "d" * 20_001}, "description"),
        ({"category_id": 999_999}, "category_id"),
        ({"pieces": []}, "pieces"),
        ({"pieces": [Piece("A", price_cents=0)]}, "price_cents"),
        ({"pieces": [Piece("A", price_cents=-5)]}, "price_cents"),
        ({"pieces": [Piece("A", price_cents=10**12)]}, "price_cents"),
        ({"pieces": [Piece("A")]}, "price_cents"),
        ({"pieces": [Piece("A", price_cents=100, stock=-1)]}, "stock"),
        ({"pieces": [Piece("A", price_cents=100, stock=2**31)]}, "stock"),
        ({"pieces": [Piece("", price_cents=100)]}, "sku"),
        ({"pieces": [Piece("A", price_cents=100), Piece("A", price_cents=100)]}, "sku"),
        ({"pieces": [Piece("A", price_cents=100), Piece("B", price_cents=100)]}, "values"),
        ({"pieces": [Piece("A", price_cents=100, gtin="3,76E+12")]}, "gtin"),
        ({"photos": [424242]}, "photos"),
    ],
)
def test_a_bad_draft_is_left_out_whole_and_told(lune, bowls, changes, where):
    saved = save(lune, draft(bowls, **changes), draft(bowls, "GOOD"))

    assert where in [name for name, _sentence in saved.problems["BOL"]]
    assert list(Product.objects.values_list("ref", flat=True)) == ["GOOD"]


def test_the_same_reference_of_another_seller_is_just_another_one(lune, brun, bowls):
    save(lune, draft(bowls))
    save(brun, draft(bowls))

    assert Product.objects.count() == 2
    assert Product.objects.get(owner=brun).slug != Product.objects.get(owner=lune).slug


def test_a_reference_of_another_sheet_is_refused(lune, bowls):
    save(lune, draft(bowls))

    with pytest.raises(DraftRefused, match="appartient déjà"):
        products.create(lune, content(bowls), [Piece("BOL-B", price_cents=100)], by=None, at=NOON)
    assert Product.objects.count() == 1


def test_looking_tells_the_same_without_writing(lune, bowls):
    save(lune, draft(bowls))
    before = written()
    drafts = [draft(bowls, title="Grand bol"), draft(bowls, "NEW"), draft(bowls, "BAD", title="")]

    told = products.compare_many(lune, drafts, at=NOON)

    assert told.outcomes["BOL-B"] == "updated"
    assert told.outcomes["NEW-B"] == "new"
    assert told.outcomes["BAD-B"] == "refused"
    assert written() == before


def test_many_sheets_cost_few_statements(trusted, bowls, django_assert_max_num_queries):
    photos = [_photo(trusted)]
    save(
        trusted, draft(bowls, "R-1")
    )  # SQLite counts the keys of a table once a row of it was written
    # one of them asks what is lacking by now; SQLite inserts sixty sheets in three goes
    with django_assert_max_num_queries(48):
        save(trusted, *[draft(bowls, f"R{n}", photos=photos) for n in range(60)])
    assert Product.objects.public().count() == 60, "the first has no photo yet"
    with django_assert_max_num_queries(12):
        save(trusted, *[draft(bowls, f"R{n}", photos=photos) for n in range(60)])


def _photo(seller, sha="a" * 64):
    from catalog.models import Photo

    found = Photo.objects.filter(seller=seller, sha256=sha).order_by("product_id", "pk").first()
    if found:
        return found.pk
    photo = Photo(seller=seller, sha256=sha, width=900, height=900, name="bol.jpg", created_at=NOON)
    photo.file.name = "photos/originals/bol.jpg"
    Photo.objects.bulk_create([photo])
    return photo.pk
