"""Two sheets become one and part again; offers leave a sheet for one of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import search
from catalog.alerts import alerts
from catalog.models import Alert, Offer, Photo, Product, Review, Submission, Variant
from catalog.moderation import merging, splitting
from catalog.moderation.merging import CannotMerge
from catalog.states import ProductState, ReviewState, SubmissionState
from marketplace.proof import verify
from marketplace.shared.models import Fact
from tests import cast
from tests.cast import NOON

CODE = "3760123456789"
WHY = "C'est le même bol."


@pytest.fixture
def place(db):
    return cast.category("Bols")


@pytest.fixture
def kept(lune, place):
    return cast.offer(lune, category=place, title="Bol bleu")


@pytest.fixture
def dropped(brun, place):
    return cast.offer(brun, category=place, title="Bol bleu en grès", price_cents=1990)


def merge(dropped, kept):
    return merging.merge(dropped.product, into=kept.product, because=WHY, by=None, at=NOON)


def fresh(*rows):
    for row in rows:
        row.refresh_from_db()
    return rows


def review(offer, rating, purchase):
    return Review.objects.create(
        product=offer.product,
        seller=offer.seller,
        purchase=purchase,
        state=ReviewState.PUBLISHED,
        author="Alice",
        rating=rating,
        bought_on=NOON.date(),
        written_at=NOON,
    )


def test_offers_reviews_alerts_and_carts_are_on_the_sheet_that_stays(kept, dropped, client):
    review(kept, 5, 1)
    review(dropped, 2, 2)
    for email in ("a@example.test", "b@example.test"):
        alerts.ask(dropped.product, email, language="fr", reader=None, at=NOON)
    alerts.ask(kept.product, "a@example.test", language="fr", reader=None, at=NOON)
    full = cast.cart_with(dropped)

    merge(dropped, kept)

    fresh(dropped, kept.product, dropped.product)
    assert (dropped.product_id, dropped.variant_id) == (kept.product_id, kept.variant_id)
    assert kept.product.offers_count == 2
    assert kept.product.best_offer_id == dropped.pk
    assert (kept.product.rating_count, kept.product.rating_hundredths) == (2, 350)
    assert Alert.objects.filter(product=kept.product).count() == 2
    assert full.lines.get().offer.product == kept.product
    assert list(verify.violations()) == []
    old = Product.objects.get(title="Bol bleu en grès")
    assert old.state == ProductState.MERGED
    answer = client.get(reverse("shop-product", args=[old.slug]))
    assert (answer.status_code, answer.url) == (
        301,
        reverse("shop-product", args=[kept.product.slug]),
    )
    assert not search.find(search.Query(text="grès"), at=NOON).total


def test_variants_are_paired_by_bar_code_then_by_choice_and_the_rest_comes_along(kept, dropped):
    Variant.objects.filter(pk=kept.variant_id).update(label="Bleu", gtin=CODE)
    Variant.objects.filter(pk=dropped.variant_id).update(label="Azur", gtin=f"0{CODE}")
    red = Variant.objects.create(product=dropped.product, label="Rouge", position=1)
    photo = Photo.objects.create(
        seller=dropped.seller,
        product=dropped.product,
        variant=red,
        sha256="1" * 64,
        is_approved=True,
        created_at=NOON,
    )

    merge(dropped, kept)

    fresh(red, photo, dropped)
    assert dropped.variant_id == kept.variant_id
    assert (red.product_id, photo.product_id) == (kept.product_id, kept.product_id)


@pytest.mark.parametrize("what", ["same", "waiting", "codes", "both", "offline"])
def test_what_stands_in_the_way_is_said_and_nothing_moves(kept, dropped, what):
    into = kept.product
    if what == "same":
        into = dropped.product
    elif what == "waiting":
        Submission.objects.create(
            product=kept.product,
            content={},
            state=SubmissionState.QUEUED,
            submitted_at=NOON,
        )
    elif what == "codes":
        Variant.objects.filter(pk=kept.variant_id).update(gtin=CODE)
        Variant.objects.filter(pk=dropped.variant_id).update(gtin="3760999999999")
    elif what == "both":
        Offer.objects.filter(pk=dropped.pk).update(seller=kept.seller)
    else:
        Product.objects.filter(pk=kept.product_id).update(state=ProductState.RETIRED)

    with pytest.raises(CannotMerge) as refusal:
        merging.merge(dropped.product, into=into, because=WHY, by=None, at=NOON)

    assert str(refusal.value)
    product, variant = dropped.product_id, dropped.variant_id
    fresh(dropped)
    assert (dropped.product_id, dropped.variant_id) == (product, variant)
    assert not Fact.objects.filter(name="catalog.ProductsMerged").exists()


def test_a_merge_is_undone_with_what_was_said_meanwhile(kept, dropped, client):
    mine = review(dropped, 2, 90_001)
    old = dropped.product
    before = dropped.variant_id
    merge(dropped, kept)
    part = cast.sold(Offer.objects.get(pk=dropped.pk), at=NOON + timedelta(hours=1))
    later = review(Offer.objects.get(pk=dropped.pk), 4, part.lines.get().pk)

    merging.unmerge(Product.objects.get(pk=old.pk), because="Ce sont deux bols.", by=None, at=NOON)

    fresh(dropped, mine, later, kept.product)
    old.refresh_from_db()
    assert (old.state, old.merged_into) == (ProductState.PUBLISHED, None)
    assert (dropped.product_id, dropped.variant_id) == (old.pk, before)
    assert (mine.product_id, later.product_id) == (old.pk, old.pk)
    assert (old.rating_count, kept.product.rating_count) == (2, 0)
    assert client.get(reverse("shop-product", args=[old.slug])).status_code == 200
    with pytest.raises(merging.NotMerged):
        merging.unmerge(old, because=WHY, by=None, at=NOON)


def test_offers_that_leave_have_a_sheet_with_the_same_words_and_their_reviews(kept, dropped):
    merge(dropped, kept)
    part = cast.sold(Offer.objects.get(pk=dropped.pk))
    said = review(Offer.objects.get(pk=dropped.pk), 4, part.lines.get().pk)

    new = splitting.split(
        kept.product, [dropped.pk], title="Bol vert", because=WHY, by=None, at=NOON
    )

    fresh(dropped, said, kept.product, new)
    assert dropped.product == new
    assert dropped.variant.product == new
    assert (new.owner, new.state, new.is_sellable) == (
        dropped.seller,
        ProductState.PUBLISHED,
        True,
    )
    assert (said.product_id, new.rating_count) == (new.pk, 1)
    assert kept.product.offers_count == 1
    assert list(verify.violations()) == []
    for chosen, refusal in (
        ([], splitting.NothingLeaves),
        ([kept.pk], splitting.NothingStays),
    ):
        with pytest.raises(refusal):
            splitting.split(kept.product, chosen, title="Bol", because=WHY, by=None, at=NOON)


def test_an_operator_compares_and_merges_and_the_sellers_are_told_why(client, odile, kept, dropped):
    client.force_login(odile)
    page = reverse("admin:catalog_product_merge", args=[dropped.product_id])
    assert "Bol bleu" in client.get(page, {"q": kept.product.ref}).content.decode()
    url = f"{page}?avec={kept.product_id}"
    assert "même choix" in client.get(url).content.decode()

    nothing = client.post(url, {"because": "?"})
    assert nothing.status_code == 200
    done = client.post(url, {"because": WHY})

    assert done.url == reverse("admin:catalog_product_change", args=[kept.product_id])
    assert Fact.objects.get(name="catalog.ProductMergedAway").because == WHY
    old = reverse("admin:catalog_product_change", args=[dropped.product_id])
    assert "Défaire la réunion" in client.get(old).content.decode()


def test_an_operator_splits_offers_on_a_page(client, odile, kept, dropped):
    merge(dropped, kept)
    client.force_login(odile)
    page = reverse("admin:catalog_product_split", args=[kept.product_id])
    assert "Maison Brun" in client.get(page).content.decode()
    assert "Cochez au moins une offre" in client.post(page, {"title": "Bol"}).content.decode()

    client.post(page, {"title": "Bol vert", "because": WHY, "offers": [dropped.pk]})

    assert Offer.objects.get(pk=dropped.pk).product.title == "Bol vert"


def test_variants_that_mean_the_same_are_paired_though_they_are_written_otherwise(kept, dropped):
    cast.attribute("Matière", "Grès|Stoneware", "Lin|Linen")
    for offer, one, two in ((kept, "Grès", "Lin"), (dropped, "Stoneware", "coton")):
        Product.objects.filter(pk=offer.product_id).update(axes=["Matière"])
        Variant.objects.filter(pk=offer.variant_id).update(values=[one], label=one, gtin="")
        Variant.objects.create(product=offer.product, values=[two], label=two, position=1)

    plan = merging.plan(
        Product.objects.get(pk=dropped.product_id), Product.objects.get(pk=kept.product_id)
    )

    twins = {pair.variant.label: pair.twin and pair.twin.label for pair in plan.pairs}
    assert twins == {"Stoneware": "Grès", "coton": None}


def coloured(offer, *colours):
    """The sheet of this offer in these colours."""
    Product.objects.filter(pk=offer.product_id).update(axes=["Couleur"])
    Variant.objects.filter(pk=offer.variant_id).update(values=[colours[0]], label=colours[0])
    for place, colour in enumerate(colours[1:], 1):
        Variant.objects.create(product=offer.product, values=[colour], label=colour, position=place)


def test_a_variant_that_comes_has_its_own_sheets_word_on_the_axis_and_gives_it_back(
    kept, dropped, client
):
    cast.attribute("Couleur", "Terracotta|Terracotta", "Sable|Sand", "Ocre|Ochre")
    coloured(kept, "Terracotta", "Sable")
    Product.objects.filter(pk=dropped.product_id).update(attributes={"Couleur": "Ocre"})

    merge(*map(online, (dropped, kept)))

    fresh(dropped, dropped.variant)
    assert dropped.product_id == kept.product_id
    assert (dropped.variant.values, dropped.variant.label) == (["Ocre"], "Ocre")
    page = client.get(reverse("shop-product", args=[kept.product.slug])).content.decode()
    assert "Modèle" not in page
    old = Product.objects.get(title="Bol bleu en grès")
    merging.unmerge(old, because=WHY, by=None, at=NOON)
    fresh(dropped, dropped.variant)
    assert (dropped.product_id, dropped.variant.values, dropped.variant.label) == (old.pk, [], "")


def online(offer):
    """The offer with its sheet as it stands now."""
    return Offer.objects.select_related("product").get(pk=offer.pk)


def test_a_sheet_that_says_which_colour_it_is_joins_that_variant(kept, dropped):
    coloured(kept, "Terracotta", "Sable")
    Product.objects.filter(pk=dropped.product_id).update(attributes={"Couleur": "terracotta"})

    merge(*map(online, (dropped, kept)))

    fresh(dropped)
    assert dropped.variant_id == kept.variant_id


def test_the_operator_says_what_a_sheet_does_not(client, odile, kept, dropped):
    coloured(kept, "Terracotta", "Sable")
    client.force_login(odile)
    url = reverse("admin:catalog_product_merge", args=[dropped.product_id])
    url += f"?avec={kept.product_id}"
    field = f"v{dropped.variant_id}-0"
    assert f'name="{field}"' in client.get(url).content.decode()

    for typed, said in (("", "dites sa valeur"), ("sable", "a déjà une déclinaison « Sable »")):
        page = client.post(url, {"because": WHY, field: typed})
        assert page.status_code == 200
        assert said in page.content.decode()
    fresh(dropped)
    assert dropped.product_id != kept.product_id

    client.post(url, {"because": WHY, field: "Ocre"})

    fresh(dropped, dropped.variant)
    assert (dropped.product_id, dropped.variant.label) == (kept.product_id, "Ocre")


def test_a_sheet_without_choices_takes_in_none(kept, dropped):
    coloured(dropped, "Terracotta", "Sable")

    plan = merging.plan(online(dropped).product, kept.product)

    assert "gardez l'autre fiche" in plan.problems[0]
