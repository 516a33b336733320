"""A box of reductions shows what is true: until when, how many, nothing once nothing is left."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import tree
from catalog.models import Offer, Price
from catalog.offers import prices, reductions, stock
from marketing.blocks import drawing, typed
from marketing.pages import checking, drafts, life
from marketplace.shared import clock, guests
from tests import cast

pytestmark = pytest.mark.django_db
SITE = {"HTTP_SEC_FETCH_SITE": "none"}
NOON, HOUR = cast.NOON, timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield
    guests.clear()


def reduced(of, title, *, until, cents=2000, at=NOON - HOUR, **more):
    """Something that cost 24,90 € for a month, lowered until an instant."""
    row = cast.offer(of, title=title, **more)
    prices.change(
        row, cents, by=None, at=at + timedelta(days=31), reason=prices.REDUCTION, until=until
    )
    return Offer.objects.get(pk=row.pk)


def box(**data):
    return {**typed.new("sale", {"title": "Ventes flash", **data})}


def drawn(block, *, at):
    scene = drawing.scene_of([block], at=at, language="fr")
    rows = drawing.drawn([block], scene)
    return [card.title for card, _one in rows[0][0].values["goods"]] if rows else []


def test_a_reduction_ends_at_its_instant_and_the_former_price_comes_back(lune):
    now = NOON + timedelta(days=31)
    end = now + 2 * HOUR
    row = reduced(lune, "Bol", until=end)
    assert row.price_cents == 2000
    prices.change(row, 1800, by=None, at=now, reason=prices.REDUCTION, until=end)  # further down

    assert reductions.end(at=end - timedelta(seconds=1)) == 0
    assert reductions.end(at=end) == 1
    assert reductions.end(at=end) == 0
    row.refresh_from_db()
    row.product.refresh_from_db()
    assert (row.price_cents, row.product.from_cents, row.product.prior_cents) == (2490, 2490, None)
    last = Price.objects.get(offer=row, ends_at=None)
    assert (last.amount_cents, last.reason, last.until) == (2490, "", None)


def test_an_end_is_told_only_of_an_announced_reduction_and_within_a_year(lune):
    at = NOON + timedelta(days=31)
    row = cast.offer(lune)
    for why, refused in (
        ({"until": at + HOUR}, prices.EndsUnannounced),
        ({"until": at, "reason": prices.REDUCTION}, prices.EndsBefore),
        ({"until": at + timedelta(days=400), "reason": prices.REDUCTION}, prices.EndsFar),
    ):
        with pytest.raises(refused):
            prices.change(row, 2000, by=None, at=at, **why)
    with pytest.raises(prices.NotAReduction):  # nothing is lowered
        prices.change(row, 2490, by=None, at=at, until=at + HOUR, reason=prices.REDUCTION)
    assert row.prices.count() == 1
    prices.change(row, 2000, by=None, at=at, reason=prices.REDUCTION)
    prices.change(row, 2000, by=None, at=at + HOUR, reason=prices.REDUCTION, until=at + 3 * HOUR)
    now = row.prices.get(ends_at=None)
    assert (now.amount_cents, now.prior_cents, now.until) == (2000, 2490, at + 3 * HOUR)


def test_what_ended_or_sold_out_leaves_the_box_and_the_box_with_the_last(client, lune, brun):
    now = NOON + timedelta(days=31)
    table = cast.category("Table")
    inside = cast.category("Bols", parent=table)
    tree.forget()
    soon = reduced(lune, "Bol", until=now + HOUR, category=inside, stock=3)
    later = reduced(brun, "Tasse", until=now + timedelta(days=3))
    endless = cast.offer(lune, title="Vase")
    prices.change(endless, 2000, by=None, at=now, reason=prices.REDUCTION)
    by_hand = box(source="hand", products=f"#{later.product_id}\n#{endless.product_id}\n#999999")

    assert drawn(box(), at=now) == ["Bol", "Tasse"]
    assert drawn(box(category=table.slug), at=now) == ["Bol"]
    assert drawn(box(shop=f"#{brun.pk}"), at=now) == ["Tasse"]
    assert drawn(box(days="1"), at=now) == ["Bol"]
    assert drawn(box(category="nulle-part"), at=now) == []
    assert drawn(by_hand, at=now) == ["Tasse"]
    assert drawn(box(most="1"), at=now) == ["Bol"]

    with clock.at(now):
        version = drafts.create("landing", name="Flash", slug="flash", by=None, at=now)
        content = {"title": "Flash", "blocks": [typed.new("hero", {"title": "Flash"}), box()]}
        drafts.save(version, content, revision=0, by=None, at=now)
        life.approve(version, starts_at=None, ends_at=None, revision=1, by=None, at=now)

    def page(at):
        with clock.at(at):
            return client.get("/pages/flash/", **SITE).content.decode()

    first = page(now)
    assert "Bol" in first
    assert "Il en reste 3" in first
    assert "x-countdown" not in first  # they end on different days
    with clock.at(now):
        stock.take({soon.pk: 1}, ref="", at=now)
    assert "Il en reste 2" in page(now)
    after = page(now + HOUR)  # the kept page ended at the instant, no job ran
    assert "Bol" not in after.partition("block-sale")[2]
    assert "x-countdown" in after
    with clock.at(now + HOUR):
        stock.set_level(later, 0, by=None, at=now + HOUR)
    assert "block-sale" not in page(now + HOUR)
    told = [one.sentence for one in checking.remarks(version, at=now + HOUR)]
    assert any("aucune réduction ne court à cette date" in one for one in told)
    assert not any("aucune réduction" in r.sentence for r in checking.remarks(version, at=now))


def test_a_seller_sets_the_end_beside_the_price(client, lune):
    row = cast.offer(lune)
    at = NOON + timedelta(days=31)
    with clock.at(at):
        client.force_login(cast.owner_of(lune))
        path = f"/seller/offres/{row.pk}/"
        shown = client.get(path)
        assert 'name="until"' in shown.content.decode()
        sent = {"price": "20,00", "initial-price": "24,90", "stock": "10", "initial-stock": "10"}
        past = client.post(path, {**sent, "announced": "on", "until": "2020-01-01T10:00"})
        assert "déjà passée" in past.content.decode()
        end = f"{at + timedelta(days=2):%Y-%m-%dT%H:%M}"
        assert client.post(path, {**sent, "until": end}).status_code == 200  # not announced
        assert client.post(path, {**sent, "announced": "on", "until": end}).status_code == 302
        until = row.prices.get(ends_at=None).until
        assert until is not None

        again = client.get(path)
        words = again.content.decode()
        assert "Baisse en cours" in words
        assert f'value="{end}"' in words
        assert again.context["form"]["announced"].value() is True
        sent |= {"price": "19,00", "initial-price": "20,00", "initial-announced": "True"}
        kept = client.post(path, {**sent, "announced": "on", "until": end}, follow=True)
        assert "24,90" in "".join(map(str, kept.context["messages"]))
        now = row.prices.get(ends_at=None)
        assert (now.amount_cents, now.prior_cents, now.until) == (1900, 2490, until)

        sent |= {"price": "19,00", "initial-price": "19,00"}
        over = client.post(path, {**sent, "until": end}, follow=True)  # the box is unticked
        assert "a pris fin" in "".join(map(str, over.context["messages"]))
        now = row.prices.get(ends_at=None)
        assert (now.amount_cents, now.prior_cents, now.until) == (1900, None, None)


def test_the_page_of_a_product_tells_the_end_until_it_comes(client, lune):
    now = NOON + timedelta(days=31)
    row = reduced(lune, "Bol", until=now + HOUR)
    path = reverse("shop-product", args=[row.product.slug])

    def page(at, **more):
        with clock.at(at):
            return client.get(path, **SITE, **more).content.decode()

    told = page(now)
    assert "baisse jusqu'au" in told
    assert "priceValidUntil" in told
    kept = page(now + HOUR)  # it is not kept beyond, no job ran
    assert "baisse jusqu'au" not in kept
    assert "priceValidUntil" not in kept


def test_a_rule_shows_nothing_that_a_box_above_it_shows(lune):
    now = NOON + timedelta(days=31)
    reduced(lune, "Bol", until=now + HOUR)
    reduced(lune, "Tasse", until=now + timedelta(days=3))
    blocks = [box(days="1"), box()]
    scene = drawing.scene_of(blocks, at=now, language="fr")
    rows = drawing.drawn(blocks, scene)
    shown = [[card.title for card, _one in part.values["goods"]] for [part] in rows]
    assert shown == [["Bol"], ["Tasse"]]


def test_many_reductions_cost_one_statement_and_hostile_values_nothing(
    lune, django_assert_num_queries
):
    now = NOON + timedelta(days=31)
    for number in range(5):
        reduced(lune, f"Bol {number}", until=now + HOUR)
    hostile = box(
        source="<script>", category="'; --", shop="#9999999999999", days="x", most="-4",
        products="#1 <script>",
    )  # fmt: skip
    assert drawn(hostile, at=now) is not None
    blocks = [box(), box(days="2")]
    drawing.scene_of(blocks, at=now, language="fr")
    with django_assert_num_queries(3):  # a statement each, and one for all the cards
        drawing.scene_of(blocks, at=now, language="fr")
