"""Changes of many rows at once: foreseen before they are written, lawful, taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalog.bulk import changes, exports, writing
from catalog.imports import mapping
from catalog.models import (
    BulkChange,
    BulkLine,
    ImportProfile,
    Offer,
    Price,
    Product,
    Submission,
    Variant,
)
from catalog.offers import prices
from catalog.sheets import products
from catalog.sheets.drafts import Piece
from catalog.sheets.filters import Filter
from marketplace.shared import clock
from marketplace.shared.models import Fact
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

LATER = NOON + timedelta(days=40)


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def ask(lune, act, *rows, listing="offers", filter_=None, **values) -> BulkChange:
    """A change of these rows, with its values said."""
    owner = cast.owner_of(lune)
    ids = [row.pk for row in rows]
    change = changes.begin(
        lune, listing=listing, act=act, ids=ids, filter_=filter_, by=owner, at=LATER
    )
    if values:
        changes.choose(change, **values)
    return change


def done(change, **how) -> BulkChange:
    """The change, confirmed and written."""
    changes.confirm(change, by=change.created_by, at=LATER, **how)
    change.refresh_from_db()
    return change


def test_nothing_changes_before_the_seller_has_read_what_would(lune):
    offer = cast.offer(lune, price_cents=2000)

    change = ask(lune, "price", offer, how="raise_percent", amount=1000)
    foresight = changes.foresee(change, at=LATER)

    assert (foresight.changed, foresight.examples[0].after) == (1, 2200)
    offer.refresh_from_db()
    assert (offer.price_cents, Price.objects.count()) == (2000, 1)


@pytest.mark.parametrize(
    ("how", "amount", "price"),
    [
        ("set", 1500, 1500),
        ("raise", 50, 2045),
        ("lower", 95, 1900),
        ("raise_percent", 1000, 2195),  # 2194.5: half a cent goes up, once
        ("lower_percent", 250, 1945),
    ],
)
def test_prices_change_and_leave_their_history(lune, how, amount, price):
    offer = cast.offer(lune, price_cents=1995)

    change = done(ask(lune, "price", offer, how=how, amount=amount))

    offer.refresh_from_db()
    assert (offer.price_cents, offer.product.from_cents, change.done) == (price, price, 1)
    old, new = offer.prices.order_by("starts_at")
    assert (old.ends_at, new.amount_cents) == (new.starts_at, price)


def test_an_announced_reduction_is_kept_where_it_is_one(lune):
    lowered, raised = cast.offer(lune, price_cents=3000), cast.offer(lune, price_cents=3000)
    prices.change(raised, 2000, by=None, at=LATER - timedelta(days=9))
    prices.change(raised, 3000, by=None, at=LATER - timedelta(days=5))

    values = {"how": "lower_percent", "amount": 1000, "announced": True}
    change = done(ask(lune, "price", lowered, raised, **values))

    lowered.refresh_from_db()
    raised.refresh_from_db()
    assert (lowered.price_cents, lowered.prices.get(ends_at=None).prior_cents) == (2700, 3000)
    # it cost 20,00 € nine days ago: 27,00 € is no reduction (L112-1-1)
    assert (raised.price_cents, change.left) == (3000, {"no_reduction": 1})


@pytest.mark.parametrize("said", [{}, {"announced": True}])
def test_a_reduction_that_goes_further_down_keeps_its_end(lune, said):
    offer = cast.offer(lune, price_cents=3000)
    end = LATER + timedelta(days=3)
    how = {"reason": prices.REDUCTION, "until": end}
    prices.change(offer, 2500, by=None, at=LATER - timedelta(days=1), **how)

    done(ask(lune, "price", offer, how="lower", amount=100, **said))

    now = offer.prices.get(ends_at=None)
    assert (now.amount_cents, now.prior_cents, now.until) == (2400, 3000, end)


def test_what_was_never_on_sale_has_no_price_to_strike(lune):
    """49,90 € that nobody could pay is no prior price, in the preview or once it is online."""
    offer = cast.offer(lune, price_cents=4990)
    Product.objects.filter(pk=offer.product_id).update(published_at=None, state="draft")
    values = {"how": "lower_percent", "amount": 1000, "announced": True}

    change = ask(lune, "price", offer, **values)

    foresight = changes.foresee(change, at=LATER)
    assert (foresight.examples, dict(foresight.left)) == ([], {"never_on_sale": 1})
    assert done(change).left == {"never_on_sale": 1}
    with pytest.raises(prices.NeverOnSale):
        prices.change(offer, 4000, by=None, at=LATER, reason=prices.REDUCTION)
    assert Price.objects.get().prior_cents is None


def test_unusual_prices_are_asked_about_once_for_all_and_left_without_an_answer(lune):
    usual, odd = cast.offer(lune, price_cents=1000), cast.offer(lune, price_cents=90_000)
    wanted = {"how": "set", "amount": 1200}

    foresight = changes.foresee(ask(lune, "price", usual, odd, **wanted), at=LATER)
    quiet = done(ask(lune, "price", usual, odd, **wanted))

    assert foresight.odd == 1
    assert (quiet.done, quiet.left) == (1, {"unusual": 1})
    assert done(ask(lune, "price", odd, **wanted), unusual=True).done == 1


def test_a_stock_that_cannot_be_is_left_and_the_others_are_counted(lune):
    many, few = cast.offer(lune, stock=8), cast.offer(lune, stock=2)

    change = done(ask(lune, "stock", many, few, how="take", amount=5))

    many.refresh_from_db()
    few.refresh_from_db()
    assert (many.stock, few.stock, change.left) == (3, 2, {"stock_range": 1})
    assert sum(many.stock_moves.values_list("delta", flat=True)) == 3


def test_a_pause_hides_and_a_resumption_shows(lune):
    offer = cast.offer(lune)

    done(ask(lune, "pause", offer))
    offer.product.refresh_from_db()
    assert not offer.product.is_sellable

    done(ask(lune, "resume", offer))
    offer.product.refresh_from_db()
    assert offer.product.is_sellable


def test_a_variant_that_waits_for_the_operator_is_not_put_on_sale(lune):
    offer = cast.offer(lune, is_active=False)
    Variant.objects.filter(pk=offer.variant_id).update(is_approved=False)

    change = done(ask(lune, "resume", offer))

    offer.refresh_from_db()
    assert not offer.is_active
    assert change.left == {"unapproved": 1}


def test_sheets_are_withdrawn_and_put_back(lune):
    shown, draft = cast.offer(lune).product, cast.offer(lune, state="draft").product
    taken = cast.offer(lune, state="taken_down").product

    change = done(ask(lune, "withdraw", shown, draft, taken, listing="sheets"))

    states = dict(Product.objects.values_list("pk", "state"))
    assert states == {shown.pk: "retired", draft.pk: "retired", taken.pk: "taken_down"}
    assert (change.done, change.left) == (2, {"taken_down": 1})
    done(ask(lune, "restore", shown, draft, listing="sheets"))
    states = dict(Product.objects.values_list("pk", "state"))
    assert (states[shown.pk], states[draft.pk]) == ("published", "draft")


def test_a_new_category_is_written_on_drafts_and_proposed_for_what_is_online(lune):
    Seller.objects.filter(pk=lune.pk).update(moderation=Seller.Moderation.BEFORE)
    lune.refresh_from_db()
    shown, draft = cast.offer(lune).product, cast.offer(lune, state="draft").product
    old, place = shown.category_id, cast.category("Vases")

    change = done(ask(lune, "category", shown, draft, listing="sheets", category=place.pk))

    shown.refresh_from_db()
    draft.refresh_from_db()
    assert (shown.category_id, draft.category_id, change.done) == (old, place.pk, 2)
    proposed = Submission.objects.get(product=shown, state="queued")
    assert proposed.content["category_id"] == place.pk
    assert not Submission.objects.filter(product=draft).exists()


def test_a_filter_stands_for_all_its_rows_and_for_no_others(lune):
    out = [cast.offer(lune, stock=0) for _ in range(3)]
    there, foreign = cast.offer(lune, stock=4), cast.offer(cast.seller("Autre"), stock=0)

    change = done(
        ask(lune, "stock", listing="offers", filter_=Filter(view="out"), how="set", amount=7)
    )

    assert change.done == 3
    assert {Offer.objects.get(pk=offer.pk).stock for offer in out} == {7}
    assert Offer.objects.get(pk=there.pk).stock == 4
    assert Offer.objects.get(pk=foreign.pk).stock == 0


def test_the_rows_of_another_shop_are_never_ticked(lune):
    foreign = cast.offer(cast.seller("Autre"))

    with pytest.raises(changes.NothingFound):
        ask(lune, "pause", foreign)

    assert not BulkChange.objects.exists()


def test_a_change_is_taken_back_except_what_changed_since(lune):
    kept, moved = cast.offer(lune, price_cents=2000), cast.offer(lune, price_cents=2000)
    change = done(ask(lune, "price", kept, moved, how="set", amount=2500))
    moved.refresh_from_db()
    prices.change(moved, 2600, by=None, at=LATER)

    back = done(changes.undo(change, by=change.created_by, at=LATER))

    kept.refresh_from_db()
    moved.refresh_from_db()
    assert (kept.price_cents, moved.price_cents, back.left) == (2000, 2600, {"changed": 1})
    with pytest.raises(changes.AlreadyUndone):
        changes.undo(change, by=change.created_by, at=LATER)


@pytest.mark.parametrize("act", ["category", "withdraw", "restore"])
def test_the_sheets_of_others_are_counted_among_those_left(lune, act):
    own, theirs = cast.offer(lune), cast.offer(cast.seller("Autre")).product
    if act == "restore":
        Product.objects.filter(pk=own.product_id).update(state="retired")
    Offer.objects.create(
        seller=lune,
        product=theirs,
        variant=theirs.variants.get(),
        sku="LEUR-BOL",
        price_cents=2000,
        created_at=NOON,
        changed_at=NOON,
    )
    values = {"category": cast.category("Vases").pk} if act == "category" else {}

    change = ask(lune, act, own.product, theirs, listing="sheets", **values)
    foresight = changes.foresee(change, at=LATER)
    written = done(change)

    assert (foresight.changed, foresight.left_count) == (1, 1)
    assert "autre vendeur" in str(foresight.reasons[0]["text"])
    assert (written.done, written.left) == (1, {"foreign": 1})
    theirs.refresh_from_db()
    assert theirs.state == "published"


@pytest.mark.parametrize("act", ["withdraw", "pause"])
def test_what_was_taken_off_sale_comes_back_as_it_was(lune, act):
    sheet = cast.offer(lune).product
    change = done(ask(lune, act, sheet, listing="sheets"))

    done(changes.undo(change, by=change.created_by, at=LATER))

    sheet.refresh_from_db()
    assert (sheet.state, sheet.is_sellable) == ("published", True)


def test_many_rows_go_to_the_worker_in_slices_and_each_is_written_once(lune, monkeypatch):
    monkeypatch.setattr("catalog.bulk.targets.SLICE", 2)
    monkeypatch.setattr("catalog.bulk.changes.AT_ONCE", 2)
    offers = [cast.offer(lune, stock=1) for _ in range(5)]

    change = ask(lune, "stock", *offers, how="add", amount=3)
    changes.confirm(change, by=change.created_by, at=LATER)
    assert writing.run(change.pk, at=LATER, seconds=-1)  # a slice, then the worker dies
    assert not writing.run(change.pk, at=LATER)
    assert not writing.run(change.pk, at=LATER)  # delivered twice

    change.refresh_from_db()
    assert (change.state, change.done, change.progress) == ("done", 5, 5)
    assert set(Offer.objects.values_list("stock", flat=True)) == {4}
    fact = Fact.objects.get(name="catalog.BulkDone")
    assert (fact.data["done"], fact.data["left"]) == (5, 0)


def test_a_stopped_change_writes_no_further_row(lune, monkeypatch):
    monkeypatch.setattr("catalog.bulk.targets.SLICE", 2)
    monkeypatch.setattr("catalog.bulk.changes.AT_ONCE", 0)
    offers = [cast.offer(lune, stock=1) for _ in range(4)]
    change = ask(lune, "stock", *offers, how="set", amount=9)
    changes.confirm(change, by=change.created_by, at=LATER)
    writing.run(change.pk, at=LATER, seconds=-1)
    change.refresh_from_db()

    changes.stop(change, by=change.created_by, at=LATER)
    writing.run(change.pk, at=LATER)

    change.refresh_from_db()
    assert (change.state, change.done) == ("stopped", 2)
    assert Offer.objects.filter(stock=9).count() == 2


def test_a_change_confirmed_twice_is_made_once(lune):
    offer = cast.offer(lune, stock=1)
    change = ask(lune, "stock", offer, how="add", amount=3)
    twin = BulkChange.objects.get(pk=change.pk)

    done(change)
    with pytest.raises(Exception, match="recharg"):
        changes.confirm(twin, by=change.created_by, at=LATER)

    offer.refresh_from_db()
    assert offer.stock == 4


@pytest.mark.parametrize("act", ["price", "stock", "pause", "withdraw", "category"])
def test_a_slice_asks_as_much_for_many_rows_as_for_few(lune, act):
    values = {
        "price": {"how": "lower", "amount": 100, "announced": True},
        "stock": {"how": "set", "amount": 99},
        "category": {"category": cast.category("Vases").pk},
    }.get(act, {})
    asked = []

    for rows in (3, 30):
        sheets = [cast.offer(lune).product for _ in range(rows)]
        change = ask(lune, act, *sheets, listing="sheets", **values)
        with CaptureQueriesContext(connection) as statements:
            done(change)
        change.refresh_from_db()
        assert change.done == rows
        asked.append(len(statements))

    assert asked[1] <= asked[0]


# --- Through the pages -----------------------------------------------------------------------


def post(desk, name, change=None, **values):
    where = reverse(name, args=[change.pk] if change else [])
    return desk.post(where, values)


def test_a_seller_lowers_the_prices_of_a_whole_filter_without_script(desk, lune):
    offers = [cast.offer(lune, title=f"Bol {n}", price_cents=2000) for n in range(3)]
    cast.offer(lune, title="Vase", price_cents=2000)

    answer = post(desk, "seller-bulks", listing="offers", act="price", scope="all", q="bol")
    change = BulkChange.objects.get()
    assert answer.url == reverse("seller-bulk", args=[change.pk])
    wrong = post(desk, "seller-bulk", change, how="lower_percent", amount="120")
    assert "Une baisse reste en dessous de 100" in wrong.content.decode()
    post(desk, "seller-bulk", change, how="lower_percent", amount="10 %")
    preview = desk.get(answer.url).content.decode()
    assert "Changer le prix de 3 déclinaisons" in preview
    assert "18,00" in preview
    post(desk, "seller-bulk-confirmation", change)

    result = desk.get(answer.url).content.decode()
    assert "Annuler cette modification" in result
    assert set(Offer.objects.filter(pk__in=[o.pk for o in offers]).values_list("price_cents")) == {
        (1800,)
    }
    assert Offer.objects.get(product__title="Vase").price_cents == 2000
    before = b"".join(desk.get(reverse("seller-bulk-before", args=[change.pk]))).decode()
    assert "20,00;18,00" in before


@pytest.mark.parametrize("act", ["price", "stock"])
def test_a_row_changed_since_the_preview_is_left_as_it_is(desk, lune, act):
    kept, moved = cast.offer(lune, price_cents=2000), cast.offer(lune, price_cents=2000)
    change = ask(lune, act, kept, moved, how="set", amount=2500)
    page = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]

    prices.change(moved, 2100, by=None, at=clock.now())
    post(desk, "seller-bulk-confirmation", change, seen=seen)

    moved.refresh_from_db()
    change.refresh_from_db()
    assert (moved.price_cents, moved.stock) == (2100, 10)
    assert (change.done, change.left) == (1, {"moved": 1})
    result = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()
    assert "modifiée depuis l&#x27;aperçu" in result


@pytest.mark.parametrize("seen", ["", "hier", "2026-13-40T10:00", "2026-01-01T10:00"])
def test_an_unreadable_instant_holds_nothing_up(desk, lune, seen):
    offer = cast.offer(lune, stock=1)
    change = ask(lune, "stock", offer, how="set", amount=5)

    post(desk, "seller-bulk-confirmation", change, seen=seen)

    offer.refresh_from_db()
    assert offer.stock == 5


def test_a_value_that_was_looked_at_is_changed_behind_a_fold(desk, lune):
    change = ask(lune, "price", cast.offer(lune))
    page = reverse("seller-bulk", args=[change.pk])
    assert "Changer la valeur" not in desk.get(page).content.decode()

    post(desk, "seller-bulk", change, how="set", amount="25")

    fold = desk.get(page).content.decode().partition("Changer la valeur")[2]
    assert 'name="amount"' in fold.partition("</details>")[0]


def test_a_change_taken_back_says_so(desk, lune):
    kept, moved = cast.offer(lune, price_cents=2000), cast.offer(lune, price_cents=2000)
    change = done(ask(lune, "price", kept, moved, how="set", amount=2500))
    moved.refresh_from_db()
    prices.change(moved, 2600, by=None, at=LATER)

    page = post(desk, "seller-bulk-undo", change)
    back = BulkChange.objects.latest("pk")
    preview = desk.get(page.url).content.decode()
    facts = re.findall(r"<dd>\s*(\d+)", preview)
    assert facts == ["1", "1"]
    assert "Annuler cette modification" in preview
    assert "Annulée" not in desk.get(reverse("seller-bulks")).content.decode()
    post(desk, "seller-bulk-confirmation", back)

    assert desk.get(reverse("seller-bulks")).content.decode().count("Annulée") == 1
    assert "Annulée" in desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"act": "price", "scope": "ticked"}, "Cochez au moins une ligne"),
        ({"act": "", "scope": "all"}, "Choisissez ce que vous voulez faire"),
        ({"act": "withdraw", "scope": "all"}, "Choisissez ce que vous voulez faire"),
        ({"act": "pause", "scope": "all", "q": "introuvable"}, "Aucune ligne ne correspond"),
        ({"act": "pause", "scope": "ticked", "ids": ["é", "-1", "9" * 30]}, "Cochez au moins"),
    ],
)
def test_what_cannot_be_begun_says_why_on_the_list(desk, lune, values, sentence):
    cast.offer(lune)

    answer = desk.post(reverse("seller-bulks"), {"listing": "offers", **values}, follow=True)

    assert sentence in answer.content.decode()
    assert not BulkChange.objects.exists()


def test_a_change_replaced_in_another_tab_says_so_and_is_prepared_again(desk, lune):
    offer = cast.offer(lune, price_cents=2000)
    first = ask(lune, "price", offer, how="set", amount=1900)
    ask(lune, "stock", offer, how="add", amount=1)

    answer = desk.post(reverse("seller-bulk-confirmation", args=[first.pk]), follow=True)

    page = answer.content.decode()
    assert "a remplacé celle-ci : rien n’a été écrit" in page
    assert "dans l'état actuel" not in page
    offer.refresh_from_db()
    assert (offer.price_cents, offer.stock) == (2000, 10)

    answer = post(desk, "seller-bulk-again", first)
    again = BulkChange.objects.get(state="prepared")
    assert answer.url == reverse("seller-bulk", args=[again.pk])
    post(desk, "seller-bulk-confirmation", again)
    offer.refresh_from_db()
    assert (offer.price_cents, offer.stock) == (1900, 10)
    post(desk, "seller-bulk-again", again)
    assert not BulkChange.objects.filter(state="prepared").exists(), "a finished one stays so"


def test_a_change_given_up_is_not_called_replaced(desk, lune):
    change = ask(lune, "pause", cast.offer(lune))
    post(desk, "seller-bulk-end", change)

    page = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()

    assert "Cette modification est abandonnée" in page
    assert "a remplacé celle-ci" not in page


def test_a_change_of_category_says_how_many_are_online_and_how_many_wait(desk, lune):
    Seller.objects.filter(pk=lune.pk).update(moderation=Seller.Moderation.BEFORE)
    lune.refresh_from_db()
    waits = [cast.offer(lune).product for _n in range(2)]
    draft, online = cast.offer(lune, state="draft").product, cast.offer(lune).product
    place = cast.category("Miels")
    change = done(ask(lune, "category", *waits, draft, online, listing="sheets", category=place.pk))
    Submission.objects.filter(product=online).update(state="approved")  # the operator read it since
    Product.objects.filter(pk=online.pk).update(category=place)

    page = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()

    said = re.sub(
        "<[^>]*>|\\s+", " ", page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    )
    assert " ".join(said.split()) == (
        "Fiches traitées 4 dont en ligne dans leur nouvelle catégorie 1"
        " dont en attente de relecture 2 Fiches laissées de côté 0"
    )
    table = page.partition("<h2>Modifiées</h2>")[2]
    assert table.count("En attente de relecture") == 2


def test_ticked_rows_are_exported_in_named_columns(desk, lune):
    one, _other = cast.offer(lune, title="=cmd()"), cast.offer(lune, title="Vase")

    answer = post(
        desk, "seller-bulks", listing="sheets", act="export", scope="ticked", ids=[one.product_id]
    )
    lines = b"".join(answer).decode().splitlines()

    # found again among other files: what, of which shop, of which day
    named = f"catalogue-{lune.slug}-{clock.today().isoformat()}.csv"
    assert named in answer["Content-Disposition"]
    assert len(lines) == 2
    assert lines[0].lstrip("\ufeff").startswith("référence de la fiche;Référence;titre;")
    assert ";'=cmd();" in lines[1]
    assert ";24,90;10;oui;En ligne" in lines[1]


@pytest.mark.parametrize("language", ["fr", "en", "as exported before"])
def test_what_is_exported_is_read_again_by_its_headings(lune, language):
    cast.offer(lune, title="Vase")
    if language in ("fr", "en"):
        with translation.override(language):
            head, row = exports.lines(Offer.objects.all())
    else:
        head, row = exports.lines(Offer.objects.all())
        head = head.replace("référence de la fiche;Référence", "référence;SKU")
    headers = head.strip("\ufeff\r\n").split(";")
    cells = row.strip().split(";")
    # what the seller decided about the headings of before does not stand in the way
    old = {"columns": {"référence": "ref", "SKU": "sku", "reference": "ref"}}
    ImportProfile.objects.create(seller=lune, signature="old", mapping=old, used_at=NOON)

    columns = mapping.propose(lune, {"headers": headers, "sample": [cells]})["columns"]

    assert (columns[headers[0]], columns[headers[1]]) == ("ref", "sku")
    assert ("SKU" in headers) == (language not in ("fr", "en"))


def test_a_new_category_says_which_sheets_lack_what_it_requires(desk, lune):
    plates = cast.category("Assiettes")
    cast.attribute("Matière", "Grès", where=plates, level="required")
    bare, told = (
        cast.offer(lune, title="Plat nu").product,
        cast.offer(lune, title="Plat dit").product,
    )
    Product.objects.filter(pk=told.pk).update(attributes={"Matière": "Grès"})
    change = ask(lune, "category", bare, told, listing="sheets", category=plates.pk)

    page = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()

    assert "x-pick" in page
    notice = page.partition("la nouvelle catégorie demande")[2].partition("</section>")[0]
    assert "Plat nu" in notice
    assert "Matière" in notice
    assert "Plat dit" not in notice


@pytest.mark.parametrize(
    ("act", "listing", "told"),
    [
        ("withdraw", "sheets", "Retirer 1 fiche de la vente"),
        ("price", "offers", "Changer le prix de 1 déclinaison"),
        ("pause", "offers", "Suspendre la vente de 1 déclinaison"),
    ],
)
def test_the_button_says_what_it_does(desk, lune, act, listing, told):
    offer = cast.offer(lune, price_cents=2000)
    row = offer.product if listing == "sheets" else offer
    values = {"how": "set", "amount": 1000} if act == "price" else {}

    change = ask(lune, act, row, listing=listing, **values)

    page = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()
    button = page.partition('<input type="hidden" name="seen"')[2].partition("</button>")[0]
    assert button.rpartition(">")[2].strip() == told


def test_a_sheet_that_waits_is_called_so_before_and_after_it_is_withdrawn(desk, lune):
    place = cast.category("Bols")
    content = {"title": "Bol", "category_id": place.pk}
    bowl = products.propose(lune, content, [Piece("B", price_cents=9)], by=None, at=NOON)
    assert (bowl.state, bowl.submissions.get().state) == ("draft", "queued")
    change = ask(lune, "withdraw", bowl, listing="sheets")
    url = reverse("seller-bulk", args=[change.pk])

    def before(page):
        cell = page.partition('<td data-label="Avant">')[2].partition("</td>")[0]
        return re.sub("<[^>]*>", "", cell).strip()

    assert before(desk.get(url).content.decode()) == "En attente de relecture"
    done(change)
    assert before(desk.get(url).content.decode()) == "En attente de relecture"
    file = b"".join(desk.get(reverse("seller-bulk-before", args=[change.pk]))).decode()
    assert "En attente de relecture;Retiré par le vendeur" in file


def test_the_result_lists_what_changed_and_what_did_not(desk, lune):
    cheap, dear = (cast.offer(lune, title=f"Bol {n}", price_cents=n) for n in (2000, 1000))
    change = done(ask(lune, "price", cheap, dear, how="set", amount=1000))

    page = desk.get(reverse("seller-bulk", args=[change.pk])).content.decode()

    changed = page.partition("<h2>Modifiées</h2>")[2]
    assert "Bol 2000" in changed
    assert "20,00" in changed
    assert "10,00" in changed
    left = page.partition("<h2>Modifiées</h2>")[0]
    assert "Bol 1000" in left
    assert "déjà ainsi" in left


def test_a_reader_looks_and_changes_nothing(client, lune):
    offer, reader = cast.offer(lune), cast.user("lecteur@example.test")
    lune.members.create(user=reader, role="reader", joined_at=NOON)
    client.force_login(reader)

    page = client.get(reverse("seller-offers")).content.decode()
    answer = post(client, "seller-bulks", listing="offers", act="pause", scope="all")

    assert 'name="ids"' not in page
    assert f'name="o{offer.pk}-price"' not in page
    assert "24,90" in page
    assert answer.status_code == 403
    assert not BulkChange.objects.exists()
    assert Offer.objects.get(pk=offer.pk).is_active


def test_the_change_of_another_shop_does_not_exist(desk, lune):
    other = cast.seller("Autre")
    change = ask(other, "pause", cast.offer(other))

    for name in ("seller-bulk", "seller-bulk-before"):
        assert desk.get(reverse(name, args=[change.pk])).status_code == 404
    for name in ("seller-bulk-confirmation", "seller-bulk-end", "seller-bulk-undo"):
        assert post(desk, name, change).status_code == 404
    assert not BulkLine.objects.exists()
