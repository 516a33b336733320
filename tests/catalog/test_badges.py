"""Badges: borne by what meets the criterion, lost with it, and given by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import invariants
from catalog.badges import badges, bearers, counting, shown
from catalog.badges.kinds import KINDS, Shop, begins
from catalog.judging import charter, claims
from catalog.labels import shipped as labels_shipped
from catalog.models import Badge, Offer, Product, StockMove
from catalog.offers import stock, visibility
from catalog.shop import queries
from marketplace.shared import clock
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from sellers.models import ShopFigures
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = clock.paris_day(NOON)
Reason = StockMove.Reason


@pytest.fixture(autouse=True)
def _planted(db):
    badges.plant(NOON - 90 * DAY)


def names(product, at=NOON):
    product.refresh_from_db()
    return [each.slug for each in shown.of_sheet(product, clock.paris_day(at))]


def written(product, **figures):
    Product.objects.filter(pk=product.pk).update(**figures)


def moved(offer, delta, *, at, reason=Reason.SOLD):
    StockMove.objects.create(offer=offer, delta=delta, reason=reason, ref="X", moved_at=at)


@pytest.mark.parametrize(
    ("slug", "true", "false"),
    [
        (
            "nouveau",
            {"published_at": begins(TODAY - 29 * DAY)},
            {"published_at": begins(TODAY - 29 * DAY) - timedelta(microseconds=1)},
        ),
        (
            "meilleure-vente",
            {"top_rank": 3, "top_pieces": 10, "top_until": TODAY},
            {"top_rank": 4, "top_pieces": 10, "top_until": TODAY},
        ),
        ("meilleure-vente", {}, {"top_rank": 1, "top_pieces": 9, "top_until": TODAY}),
        ("meilleure-vente", {}, {"top_rank": 1, "top_pieces": 99, "top_until": TODAY - DAY}),
        (
            "bien-note",
            {"rating_hundredths": 450, "rating_count": 5},
            {"rating_hundredths": 449, "rating_count": 5},
        ),
        ("bien-note", {}, {"rating_hundredths": 500, "rating_count": 4}),
        ("dernieres-pieces", {"few_left": 3}, {"few_left": 4}),
        ("dernieres-pieces", {}, {"few_left": None}),
    ],
)
def test_each_badge_of_goods_holds_up_to_its_threshold(lune, slug, true, false):
    product = cast.offer(lune).product
    old = {"published_at": NOON - 300 * DAY}
    row = Badge.objects.get(slug=slug)
    for figures, holds in ((true, bool(true)), (false, False)):
        written(product, **{**old, **figures})

        assert (slug in names(product)) is holds
        assert bearers.counts([row], at=NOON)[row.pk] == holds
    written(product, **{**old, **(true or {"few_left": 1}), "in_stock": False})
    assert names(product) == []
    assert bearers.counts([row], at=NOON)[row.pk] == 0


def measured(**figures):
    row = {"on_time": 95, "orders": 100, "accept_minutes": 24 * 60, "accepted": 20}
    dated = {"since": TODAY - 90 * DAY, "until": TODAY, "shown_from": TODAY, "least": 20}
    return ShopFigures(**{**row, **dated, "sent": 0, "complaints": 0, **figures})


@pytest.mark.parametrize(
    ("kind", "facts", "holds"),
    [
        ("on_time", Shop(None, measured()), True),
        ("on_time", Shop(None, measured(on_time=94)), False),
        ("on_time", Shop(None, measured(on_time=19, orders=20)), True),
        ("on_time", Shop(None, measured(on_time=19, orders=19)), False),
        ("on_time", Shop(None, measured(on_time=None)), False),
        ("on_time", Shop(None, measured(until=TODAY - 29 * DAY)), False),
        ("on_time", Shop(None, None), False),
        ("answers", Shop(None, measured()), True),
        ("answers", Shop(None, measured(accept_minutes=24 * 60 + 1)), False),
        ("answers", Shop(None, measured(answer_minutes=24 * 60 + 1)), False),
        ("answers", Shop(None, measured(accepted=19)), False),
        ("answers", Shop(None, measured(accept_minutes=None)), False),
        ("opened", Shop(begins(TODAY - 59 * DAY), None), True),
        ("opened", Shop(begins(TODAY - 60 * DAY), None), False),
        ("opened", Shop(None, None), False),
    ],
)
def test_each_badge_of_shops_holds_up_to_its_threshold(kind, facts, holds):
    known = KINDS[kind]
    assert known.test(known.said({}), TODAY)(facts) is holds


def test_places_are_counted_by_department_from_orders_that_stand(lune):
    bowls, cloths = cast.category("Bols"), cast.category("Linge")
    first, second, third, alone, draft = (
        cast.offer(lune, category=place, title=f"Pièce {n}")
        for n, place in enumerate((bowls, bowls, bowls, cloths, bowls))
    )
    Product.objects.filter(pk=draft.product_id).update(state="draft")
    within, late = NOON - 10 * DAY, begins(TODAY) - DAY
    for offer, pieces in ((first, 20), (second, 12), (third, 12), (alone, 4), (draft, 50)):
        moved(offer, -pieces, at=within)
    moved(first, 6, at=late, reason=Reason.FREED)  # cancelled since
    moved(first, 1, at=late, reason=Reason.RETURNED)
    moved(second, -9, at=late)  # may not be paid yet
    moved(third, -9, at=late - 31 * DAY)  # too long ago
    moved(alone, 40, at=within, reason=Reason.SET)  # a seller's own count is no sale
    moved(alone, -40, at=within, reason=Reason.ASIDE)

    assert counting.ranks(TODAY) == {
        first.product_id: (1, 13),
        second.product_id: (2, 12),
        third.product_id: (2, 12),
        alone.product_id: (1, 4),
    }
    assert counting.rank_sales(at=NOON) == 4
    assert "meilleure-vente" in names(first.product)
    assert "meilleure-vente" not in names(alone.product)  # four pieces are few
    assert counting.rank_sales(at=NOON + timedelta(hours=3)) == 0
    # a night is missed: the day after is the last
    assert "meilleure-vente" in names(first.product, NOON + DAY)
    assert "meilleure-vente" not in names(first.product, NOON + 2 * DAY)

    Product.objects.update(changed_at=NOON - 9 * DAY)
    with clock.at(NOON):
        assert not list(invariants._badges())
        written(second.product, top_rank=1)
        written(third.product, top_until=None, top_rank=None, top_pieces=None)
        assert [line[:2] for line in invariants._badges()] == ["G1", "G2"]


def test_few_are_left_by_the_true_stock_of_all_that_is_visible(lune, brun):
    offer = cast.offer(lune, stock=2)
    product = offer.product
    other = Offer.objects.create(
        seller=brun,
        variant=offer.variant,
        product=product,
        sku="B-1",
        price_cents=3000,
        stock=9,
        created_at=NOON,
        changed_at=NOON,
    )
    refreshed = transaction.atomic(lambda: visibility.refresh([product.pk], at=NOON))
    refreshed()
    assert "dernieres-pieces" not in names(product)  # eleven, of two shops

    Offer.objects.filter(pk=other.pk).update(withheld_at=NOON)  # nobody may buy these
    refreshed()
    assert "dernieres-pieces" in names(product)
    stock.set_level(offer, 1, by=None, at=NOON)  # fewer: no lie meanwhile
    assert product.few_left == 2
    with clock.at(NOON):
        assert not [line for line in invariants._cards() if f"product {product.pk} " in line]
    assert counting.count_few(at=NOON) == 1
    assert "dernieres-pieces" in names(product)
    assert product.few_left == 1

    stock.set_level(offer, 4, by=None, at=NOON)  # more: taken back at once
    assert "dernieres-pieces" not in names(product)
    with transaction.atomic():
        stock.take({offer.pk: 2}, ref="A", at=NOON)
    counting.count_few(at=NOON)
    assert "dernieres-pieces" in names(product)
    with transaction.atomic():
        stock.give_back({offer.pk: 2}, reason=Reason.RETURNED, ref="A", at=NOON)
    assert "dernieres-pieces" not in names(product)

    written(product, few_left=1)
    with clock.at(NOON):
        assert [line for line in invariants._cards() if "few_left" in line]


def test_a_card_shows_two_in_the_operators_order_and_asks_nothing_more(
    lune, django_capture_on_commit_callbacks
):
    offers = [cast.offer(lune, title=f"Bol {n}") for n in range(6)]
    pks = [offer.product_id for offer in offers]
    queries.cards(pks, at=NOON)
    with CaptureQueriesContext(connection) as few:
        cards = queries.cards(pks, at=NOON)
    assert {card.badges for card in cards} == {(("sparkles", "Nouveau"),)}

    Product.objects.update(
        few_left=2, top_rank=1, top_pieces=50, top_until=TODAY, rating_hundredths=500
    )
    Product.objects.update(rating_count=90)
    with CaptureQueriesContext(connection) as many:
        cards = queries.cards(pks, at=NOON)
    assert len(many) == len(few)
    assert [name for _mark, name in cards[0].badges] == ["Dernières pièces", "Meilleure vente"]

    best = Badge.objects.get(slug="meilleure-vente")
    with django_capture_on_commit_callbacks(execute=True):
        badges.switch_off(best, by=None, at=NOON)
    assert [name for _mark, name in queries.cards(pks, at=NOON)[0].badges] == [
        "Dernières pièces",
        "Nouveau",
    ]
    # a month later no job has run: what is no longer new says so by its date
    Product.objects.update(few_left=None, rating_count=0)
    assert queries.cards(pks, at=NOON + 30 * DAY)[0].badges == ()


def test_the_pages_tell_badges_and_their_criteria(client, lune):
    offer = cast.offer(lune, title="Bol bleu")
    Badge.objects.filter(slug="nouvelle-boutique").update(thresholds={"jours": 365})
    now = clock.now()
    written(offer.product, published_at=now, few_left=2)
    type(lune).objects.filter(pk=lune.pk).update(opened_at=now)
    Badge.objects.filter(slug="repond-vite").update(is_on=False)

    sheet = client.get(reverse("shop-product", args=[offer.product.slug])).content.decode()
    assert f'{reverse("shop-badges")}#dernieres-pieces"' in sheet
    assert f'{reverse("shop-badges")}#nouvelle-boutique"' in sheet
    shop = client.get(reverse("shop-seller", args=[lune.slug])).content.decode()
    assert "#nouvelle-boutique" in shop

    page = client.get(reverse("shop-badges")).content.decode()
    assert "Il en reste 3 au plus" in page
    assert "Noté 4,5 sur 5" in page
    assert "Répond vite" not in page
    assert "{" not in page[page.index("<article") : page.index("</article")]
    english = client.get(reverse("shop-badges"), headers={"accept-language": "en"})
    assert "Rated 4.5 out of 5" in english.content.decode()


def test_the_operator_tries_a_threshold_and_pages_follow_at_once(
    client, lune, odile, django_capture_on_commit_callbacks
):
    cast.proven(client, odile)
    for count in (3, 4, 5):
        product = cast.offer(lune).product
        written(product, rating_hundredths=480, rating_count=count)
    row = Badge.objects.get(slug="bien-note")
    page = reverse("admin:catalog_badge_settle", args=[row.pk])
    typed = {
        "name": "Bien noté",
        "name_en": "Well rated",
        "criterion": row.criterion,
        "criterion_en": row.criterion_en,
        "mark": "star",
        "position": "40",
        "note": "4,8",
        "avis": "4",
        "revision": "1",
    }

    tried = client.post(page, {**typed, "try": "1"}).content.decode()
    assert "2 fiches le porteraient" in tried
    assert "Noté 4,8 sur 5" in tried
    row.refresh_from_db()
    assert row.thresholds == {"note": 450, "avis": 5}
    assert client.get(reverse("admin:catalog_badge_changelist")).content.decode().count("fiche")

    # what hides a threshold, names another or reaches into the machine is refused, and kept typed
    for wrong, said in (
        ({"criterion": "Très bien noté."}, "Écrivez aussi"),
        ({"criterion": "{note} {avis} {0.__class__}"}, "pas un chiffre"),
        ({"criterion_en": "{note} {avis} {"}, "pas un chiffre"),
        ({"note": "6"}, "entre 3"),
        ({"avis": "1"}, "avis"),
        ({"avis": "99999999999999999999"}, "avis"),
        ({"mark": "<svg>"}, "dessin"),
        ({"name": "x" * 25}, "nom"),
        ({"position": "-1"}, "ordre"),
    ):
        refused = client.post(page, {**typed, **wrong})
        assert refused.status_code == 200
        assert said in refused.content.decode().lower() or said in refused.content.decode()
    row.refresh_from_db()
    assert row.revision == 1

    four = Product.objects.get(rating_count=4)
    assert "bien-note" not in names(four)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, typed).status_code == 302
    row.refresh_from_db()
    assert (row.thresholds, row.revision) == ({"note": 480, "avis": 4}, 2)
    assert bearers.counts([row], at=NOON)[row.pk] == 2
    assert "bien-note" in names(four)
    fact = Fact.objects.get(name="catalog.BadgeChanged")
    assert fact.data["before"] == {"note": 450, "avis": 5}
    # read before somebody changed it: both are seen, and sent again it is meant
    other = {**typed, "name": "Très bien noté", "avis": "6"}
    late = client.post(page, other)
    told = late.content.decode()
    assert late.status_code == 409
    assert 'value="Très bien noté"' in told
    assert "enregistrée entre-temps" in told
    pairs = late.context["meanwhile"]["pairs"]
    assert [pair.label for pair in pairs] == ["Nom", "Avis vérifiés, au moins"]
    assert client.post(page, {**other, "revision": "2"}).status_code == 302

    # the charter holds for a badge too, with what to write instead
    charter.plant()
    for wrong in ({"name": "Le moins cher"}, {"criterion_en": "{note} {avis}, the cheapest"}):
        refused = client.post(page, {**other, **wrong, "revision": "3"})
        assert refused.status_code == 200
        assert "Dites le prix, ou ce qui le rend bas" in refused.content.decode()

    # of one that is off nothing is said to be borne or read
    badges.switch_off(row, by=None, at=NOON)
    told = client.get(reverse("admin:catalog_badge_change", args=[row.pk])).content.decode()
    assert "le remplirai" in told
    assert "Ce que les visiteurs liraient" in told


def test_a_badge_is_written_before_it_is_shown(
    client, lune, odile, django_capture_on_commit_callbacks
):
    cast.proven(client, odile)
    page = reverse("admin:catalog_badge_add")
    assert "critere=best" in client.get(page).content.decode()
    typed = {
        "name": "Top 10 <b>",
        "name_en": "Top 10",
        "slug": "top-10",
        "criterion": "{rang} {pieces} <script>",
        "criterion_en": "{rang} {pieces}",
        "mark": "award",
        "position": "90",
        "rang": "10",
        "pieces": "3",
    }
    added = client.post(f"{page}?critere=best", typed, follow=True)
    assert added.status_code == 200
    row = Badge.objects.get(slug="top-10")
    assert not row.is_on
    with django_capture_on_commit_callbacks(execute=True):
        badges.switch_on(row, by=odile, at=NOON)
    with pytest.raises(MovedMeanwhile):
        badges.switch_on(row, by=odile, at=NOON)
    shown_there = client.get(reverse("shop-badges")).content.decode()
    assert "10 3 &lt;script&gt;" in shown_there
    again = client.post(f"{page}?critere=best", typed)
    assert again.status_code == 409
    assert client.get(f"{page}?critere=zzz").status_code == 200
    with pytest.raises(badges.OutOfBounds):
        badges.add("last", {**typed, "thresholds": {"reste": 21}}, by=None, at=NOON)


def test_a_seller_reads_what_is_borne_and_what_is_missing(client, lune):
    now = clock.now()
    for count in (2, 5):
        written(
            cast.offer(lune, title=f"Bol {count}").product,
            rating_hundredths=480,
            rating_count=count,
        )
    written(
        cast.offer(lune, title="Plat").product,
        top_rank=7,
        top_pieces=9,
        top_until=clock.paris_day(now),
    )
    client.force_login(cast.owner_of(lune))
    page = reverse("seller-badges")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        told = client.get(page).content.decode()
    assert "encore 3 avis" in told
    assert "encore 1 pièce vendue ; 7e vente de son rayon" in told  # one more is not enough
    assert "Votre boutique n&#x27;a pas encore de chiffres publics." in told

    for number in range(12):
        cast.offer(lune, title=f"Tasse {number}")
    Product.objects.filter(title__startswith="Tasse").update(rating_hundredths=480, rating_count=1)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


RATED = {
    "criterion": "Noté {note} par {avis} avis.",
    "criterion_en": "Rated {note} by {avis} reviews.",
    "mark": "star",
    "position": "90",
    "note": "4,8",
    "avis": "4",
}


def test_criteria_are_offered_in_the_language_of_who_reads(client, odile):
    cast.proven(client, odile)
    page = reverse("admin:catalog_badge_add")
    assert "Noté 4,5 sur 5 ou mieux" in client.get(page).content.decode()
    client.cookies["language"] = "en"
    english = client.get(page).content.decode()
    assert "Rated 4.5 out of 5 or better" in english
    assert "Noté" not in english


def test_thresholds_are_tried_before_anything_is_named_and_kept_once_it_is(client, lune, odile):
    cast.proven(client, odile)
    written(cast.offer(lune).product, rating_hundredths=480, rating_count=4)
    page = f"{reverse('admin:catalog_badge_add')}?critere=rated"

    tried = client.post(page, {"note": "4,8", "avis": "4", "try": "1"})
    told = tried.content.decode()
    assert "1 fiche le porterait" in told
    assert "errorlist" not in told
    assert "entre 3" in client.post(page, {"note": "6", "avis": "4", "try": "1"}).content.decode()

    kept = client.post(page, {"note": "4,8", "avis": "4"})
    assert {"name", "name_en", "slug", "criterion"} <= set(kept.context["form"].errors)
    assert not Badge.objects.filter(thresholds__note=480).exists()


def test_no_two_badges_bear_one_name_and_none_that_of_a_label_or_an_origin(client, odile):
    labels_shipped.plant()
    cast.proven(client, odile)
    page = f"{reverse('admin:catalog_badge_add')}?critere=rated"
    typed = {**RATED, "name": "Adoré", "name_en": "Loved", "slug": "adore"}
    count = Badge.objects.count()

    for same in ({"name": "bien  NOTE"}, {"name_en": "Well rated"}):
        refused = client.post(page, {**typed, **same})
        assert refused.status_code == 409
        assert list(refused.context["form"].errors) == list(same)
        assert "« Bien noté » s&#x27;appelle déjà ainsi" in refused.content.decode()
    for claim in (
        {"name": "Certifié bio"},
        {"name_en": "Certified organic"},
        {"name": "Made in France"},
        {"name": "Fabriqué en Bretagne"},
        {"name_en": "Made in Italy"},
        {"name": "Label Rouge"},
        {"criterion": "Label Rouge, noté {note} par {avis} avis."},
    ):
        refused = client.post(page, {**typed, **claim})
        assert list(refused.context["form"].errors) == list(claim), claim
        assert "ce qui demande une preuve est un label" in refused.content.decode()
    assert Badge.objects.count() == count

    assert client.post(page, typed).status_code == 302
    row = Badge.objects.get(slug="adore")
    settle = reverse("admin:catalog_badge_settle", args=[row.pk])
    again = client.post(settle, {**typed, "name": "Bien noté", "revision": "1"})
    assert "s&#x27;appelle déjà ainsi" in again.content.decode()
    # its own name is no other's; and those that ship claim nothing
    assert client.post(settle, {**typed, "position": "91", "revision": "1"}).status_code == 302
    for each in badges.shipped():
        for name in ("name", "name_en", "criterion", "criterion_en"):
            assert not claims.look(each[name]), each[name]
