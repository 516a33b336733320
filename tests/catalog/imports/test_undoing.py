"""An applied file is taken back: what it put there becomes what was, what came later stays."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import transaction
from PIL import Image

from catalog import invariants
from catalog.imports import run, undoing
from catalog.models import ImportChange, Offer, Photo, Price, Product, StockMove, Submission
from catalog.moderation import moderation
from catalog.offers import prices, stock
from catalog.sheets import products, restoring
from catalog.states import ImportState
from sellers.models import Seller
from tests import cast
from tests.catalog.imports.conftest import applied, checked, pictures, table

HEAD = "sku;titre;catégorie;prix TTC;stock;description"
HOUR = timedelta(hours=1)
BEFORE = cast.NOON - HOUR
LATER = cast.NOON + HOUR
UNDO = cast.NOON + 2 * HOUR


@pytest.fixture(autouse=True)
def _sound(db):
    """Whatever was taken back, the catalogue stays as `verify` wants it."""
    yield
    assert [*invariants.violations()] == []


@pytest.fixture
def trusted(lune):
    lune.moderation = Seller.Moderation.AFTER
    lune.save()
    return lune


def image(color: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 600), (180, color, 40)).save(out, "PNG")
    return out.getvalue()


def shown(seller, *rows: str, at=cast.NOON):
    """A file of whole sheets, with a photo: those of a trusted seller go online at once."""
    lines = (f"{row};a.png" for row in rows)
    photos = pictures(**{"a.png": image()})
    return applied(seller, table(f"{HEAD};photo", *lines), photos=photos, at=at)


def undone(source, *, at=UNDO):
    """An import taken back by the worker; the figures of it."""
    undoing.ask(source, by=None, at=at)
    while undoing.run(source.pk, at=at):
        pass
    source.refresh_from_db()
    assert source.state == ImportState.UNDONE
    return {name: source.undone[name] for name in ("restored", "changed", "ordered")}


def figures(**more) -> dict:
    return {"restored": 0, "changed": 0, "ordered": 0} | more


def offer(sku: str) -> Offer:
    return Offer.objects.get(sku=sku)


def test_new_sheets_go_and_their_references_are_free_again(trusted, shelves):
    rows = [f"A{n};Bol en grès {n};Cuisine;12;3;Un bol." for n in range(3)]
    source = shown(trusted, *rows)
    assert Product.objects.public().count() == 3

    assert undoing.foresee(source).withdrawn == 3
    assert undone(source) == figures(restored=3)

    assert not Product.objects.public().exists()
    assert not Product.objects.of(trusted).exists()
    assert not Offer.objects.filter(sku__in=["A0", "A1", "A2"]).exists()
    again = shown(trusted, *rows, at=UNDO + HOUR)
    assert (again.new_count, again.refused_count) == (3, 0)
    assert Product.objects.public().count() == 3


def test_prices_stocks_and_texts_are_as_before_and_history_only_grows(trusted, shelves):
    shown(
        trusted, "A;Bol en grès;Cuisine;12;3;Un bol.", "B;Tasse;Cuisine;8;2;Une tasse.", at=BEFORE
    )
    online = applied(trusted, table(HEAD, "A;Bol bleu;Cuisine;9;30;Bleu.", "B;Tasse;Cuisine;8;;"))
    assert Product.objects.get(ref="A").title == "Bol bleu"
    memory = Price.objects.filter(offer=offer("A")).order_by("pk")
    past = list(memory.values_list("pk", "amount_cents"))

    assert undone(online) == figures(restored=1)

    sheet = Product.objects.get(ref="A")
    assert (sheet.title, sheet.description, sheet.state) == ("Bol en grès", "Un bol.", "published")
    assert (offer("A").price_cents, offer("A").stock, sheet.from_cents) == (1200, 3, 1200)
    now = list(memory.values_list("pk", "amount_cents"))
    assert now[: len(past)] == past
    assert [cents for _pk, cents in now] == [1200, 900, 1200]
    # what was asked for two hours counts among the thirty days
    assert prices.lowest_before([offer("A").pk], UNDO + HOUR) == {offer("A").pk: 900}


@pytest.mark.parametrize(("asked", "prior"), [("25", 2400), ("10", None)])
def test_a_reduction_goes_on_unless_the_file_asked_less(trusted, shelves, asked, prior):
    shown(trusted, "A;Bol en grès;Cuisine;24;3;Un bol.", at=BEFORE)
    prices.change(offer("A"), 1800, by=None, at=LATER, reason=prices.REDUCTION)
    source = applied(trusted, table("sku;prix", f"A;{asked}"), at=UNDO)

    undone(source, at=UNDO + HOUR)

    now = Price.objects.get(offer=offer("A"), ends_at=None)
    assert (now.amount_cents, now.prior_cents) == (1800, prior)
    assert Product.objects.get(ref="A").prior_cents == prior


def test_what_came_later_is_left_and_counted(trusted, shelves):
    names = "ABCDEF"
    shown(trusted, *(f"{n};Bol en grès {n};Cuisine;12;5;Un bol." for n in names), at=BEFORE)
    bowls = (f"{n};Bol tout bleu {n};Cuisine;10;9;Un bol." for n in names)
    source = shown(trusted, *bowls, "N;Vase;Cuisine;9;4;Un vase.")
    # by hand: a price, a stock, a text; by a sale; by another file
    prices.change(offer("A"), 1100, by=None, at=LATER)
    stock.set_level(offer("B"), 7, by=None, at=LATER)
    products.edit(Product.objects.get(ref="C"), {"title": "Bol vert"}, by=None, at=LATER)
    with_sale(offer("D"), offer("N"))
    applied(trusted, table("sku;prix", "E;9"), at=LATER)

    foreseen = undoing.foresee(source)
    assert undone(source) == figures(restored=1, changed=5, ordered=1)

    assert (foreseen.restored, foreseen.changed, foreseen.ordered) == (1, 5, 1)
    found = {o.sku: (o.price_cents, o.stock) for o in Offer.objects.all()}
    assert found == {
        "A": (1100, 5),
        "B": (1200, 7),
        "C": (1200, 5),
        "D": (1200, 7),
        "E": (900, 5),
        "F": (1200, 5),
        "N": (900, 2),
    }
    titles = dict(Product.objects.values_list("ref", "title"))
    assert titles["C"] == "Bol vert"
    assert {titles[n] for n in "ABDEF"} == {f"Bol en grès {n}" for n in "ABDEF"}
    assert Product.objects.public().filter(ref="N").exists()
    left = dict(source.changes.exclude(left=[]).values_list("product__ref", "left"))
    assert {ref: [restoring.name_of(part) for part in parts] for ref, parts in left.items()} == {
        "A": ["price"],
        "B": ["stock"],
        "C": ["content"],
        "D": ["stock"],
        "E": ["price"],
        "N": ["sheet"],
    }


def with_sale(*offers: Offer) -> None:
    with transaction.atomic():
        stock.take({offer.pk: 2 for offer in offers}, ref="C-1", at=LATER)


def test_what_waits_for_the_operator_is_withdrawn_and_what_it_replaced_waits_again(lune, shelves):
    lune.moderation = Seller.Moderation.BEFORE
    lune.save()
    applied(lune, table(HEAD, "A;Bol en grès;Cuisine;12;3;"), at=BEFORE)
    moderation.approve(Submission.objects.get(), by=None, at=BEFORE)
    products.edit(Product.objects.get(), {"title": "Bol de grès"}, by=None, at=BEFORE)
    mine = Submission.objects.get(state="queued")
    source = applied(lune, table(HEAD, "A;Bol bleu;Cuisine;12;3;", "B;Tasse;Cuisine;8;1;"))
    assert Submission.objects.filter(state="queued").count() == 2

    assert undone(source) == figures(restored=2)

    mine.refresh_from_db()
    assert mine.state == "queued"
    assert list(Submission.objects.filter(state="queued")) == [mine]
    assert Submission.objects.filter(state="withdrawn").count() == 2
    assert Product.objects.of(lune).get().title == "Bol en grès"


def test_new_variants_and_photos_leave_their_sheet(trusted, shelves):
    head = "parent;sku;titre;catégorie;prix;stock;option1 name;option1 value;photo;description"
    small = "P;P-S;Bol en grès;Cuisine;12;3;Taille;S;a.png;Un bol."
    applied(trusted, table(head, small), photos=pictures(**{"a.png": image()}), at=BEFORE)
    source = applied(
        trusted,
        table(head, small, "P;P-M;;;13;4;Taille;M;b.png;", "P;P-L;;;14;4;Taille;L;;"),
        photos=pictures(**{"a.png": image(), "b.png": image(10)}),
    )
    sheet = Product.objects.get(ref="P")
    assert (sheet.variants.count(), sheet.photos.count()) == (3, 2)

    assert undone(source) == figures(restored=1)

    assert [variant.label for variant in sheet.variants.all()] == ["S"]
    assert [photo.name for photo in sheet.photos.filter(is_approved=True)] == ["a.png"]
    assert Photo.objects.filter(product=None).count() == 1
    assert Product.objects.of(trusted).count() == 1
    again = applied(trusted, table(head, small, "P;P-M;;;13;4;Taille;M;;"), at=UNDO)
    assert (again.new_count, again.refused_count) == (1, 0)


def test_a_draft_that_the_file_put_online_is_a_draft_again(trusted, shelves):
    place = shelves["Cuisine"]
    content = {"title": "Bol en grès", "category_id": place.pk, "description": "Un bol."}
    piece = products.Piece("A", price_cents=1200, stock=3)
    sheet = products.create(trusted, content, [piece], by=None, at=BEFORE)
    source = shown(trusted, "A;Bol bleu;Cuisine;12;3;Bleu.")
    sheet.refresh_from_db()
    assert sheet.state == "published"

    assert undone(source) == figures(restored=1)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.title, sheet.published_at) == ("draft", "Bol en grès", None)


def test_too_late_busy_or_done_it_says_why(trusted, shelves):
    source = shown(trusted, "A;Bol en grès;Cuisine;12;3;Un bol.")
    with pytest.raises(undoing.TooLateToUndo, match="24"):
        undoing.ask(source, by=None, at=cast.NOON + 24 * HOUR)

    other = checked(trusted, table(HEAD, "B;Tasse;Cuisine;8;1;"), name="autre.csv")
    with pytest.raises(undoing.OtherImportOpen, match=r"autre\.csv"):
        undoing.ask(source, by=None, at=UNDO)
    run.cancel(other, by=None, at=UNDO)

    stale = type(source).objects.get(pk=source.pk)
    undoing.ask(source, by=None, at=UNDO)
    with pytest.raises(Exception, match="Quelqu'un d'autre|déjà annulé"):
        undoing.ask(stale, by=None, at=UNDO)
    with pytest.raises(run.ImportRunning):
        run.receive(trusted, table(HEAD, "C;Plat;Cuisine;8;1;"), "c.csv", by=None, at=UNDO)
    assert Product.objects.public().count() == 1


def test_it_goes_on_after_a_dead_worker_and_takes_nothing_back_twice(trusted, shelves, monkeypatch):
    rows = [f"A{n:02};Bol en grès {n};Cuisine;12;3;" for n in range(25)]
    applied(trusted, table(HEAD, *rows), at=BEFORE)
    source = applied(trusted, table("sku;prix;stock", *(f"A{n:02};15;8" for n in range(25))))
    monkeypatch.setattr(undoing, "TOGETHER", 10)
    undoing.ask(source, by=None, at=UNDO)

    turns = 1
    while undoing.run(source.pk, at=UNDO, seconds=-1):
        turns += 1

    assert turns > 2
    source.refresh_from_db()
    assert source.undone == {"sheets": 25, "restored": 25, "changed": 0, "ordered": 0}
    assert set(Offer.objects.values_list("price_cents", "stock")) == {(1200, 3)}
    assert StockMove.objects.filter(offer=offer("A00")).count() == 3


def test_many_sheets_cost_few_statements(trusted, shelves, django_assert_max_num_queries):
    rows = [f"A{n:03};Bol en grès {n};Cuisine;12;3;" for n in range(60)]
    applied(trusted, table(HEAD, *rows), at=BEFORE)
    source = applied(trusted, table(HEAD, *(row.replace("grès", "terre") for row in rows)))

    with django_assert_max_num_queries(14):
        undoing.foresee(source)
    undoing.ask(source, by=None, at=UNDO)
    with django_assert_max_num_queries(60):
        undoing.run(source.pk, at=UNDO)
    assert ImportChange.objects.filter(end="restored").count() == 60


@pytest.mark.parametrize(
    ("order", "moderated"),
    [("AB", False), ("AB", True), ("BA", True), ("ABC", False), ("CAB", False), ("BAC", True)],
)
def test_files_undone_in_any_order_end_at_what_was_before_them(lune, shelves, order, moderated):
    lune.moderation = Seller.Moderation.BEFORE if moderated else Seller.Moderation.AFTER
    lune.save()
    head = f"{HEAD};poids g;photo"
    image_of = {"a.png": image()}
    first = ("S;Bol en grès;Cuisine;12;3;Un bol.;300;a.png", "H;Tasse;Cuisine;8;2;;200;a.png")
    applied(lune, table(head, *first), photos=pictures(**image_of), at=BEFORE)
    for submission in Submission.objects.filter(state="queued"):
        moderation.approve(submission, by=None, at=BEFORE)
    before = state_of("S", "H")
    rows = {
        "A": (
            "S;Bol bleu;Cuisine;15;30;Bleu.;400;",
            "H;Tasse;Cuisine;9;;;;",
            "N;Vase;Cuisine;9;4;;;",
        ),
        "B": ("S;Bol vert;Cuisine;18;50;Vert.;500;", "H;Tasse;Cuisine;10;;;;", "N;;;11;6;;;"),
        "C": ("S;;;20;;;600;", "N;Grand vase;Cuisine;;7;;;"),
    }
    sources = {
        name: applied(lune, table(head, *rows[name]), at=cast.NOON + n * timedelta(minutes=1))
        for n, name in enumerate(sorted(order))
    }
    prices.change(offer("H"), 1100, by=None, at=LATER)

    for n, name in enumerate(order):
        undone(sources[name], at=UNDO + n * timedelta(minutes=1))

    now = state_of("S", "H")
    assert now.pop("H")[3:] == (1100, *before.pop("H")[4:]), "what a person asked later stays"
    assert now == before
    assert not Product.objects.of(lune).filter(ref="N").exists()
    assert not Submission.objects.filter(state="queued").exists()
    last = sources[min(order)]
    last.refresh_from_db()
    assert last.undone["restored"] == 2, "the figures of the first file follow"


def state_of(*skus: str) -> dict:
    return {
        sku: (
            sheet.title, sheet.description, sheet.state, o.price_cents, o.stock, o.variant.weight_g
        )
        for sku in skus
        for o in [Offer.objects.select_related("product", "variant").get(sku=sku)]
        for sheet in [o.product]
    }  # fmt: skip


def test_what_a_person_set_between_two_files_is_not_taken_for_a_file(trusted, shelves):
    applied(trusted, table(HEAD, "A;Bol en grès;Cuisine;12;3;"), at=BEFORE)
    first = applied(trusted, table("sku;prix;stock", "A;15;30"))
    prices.change(offer("A"), 1600, by=None, at=cast.NOON + timedelta(minutes=5))
    stock.set_level(offer("A"), 31, by=None, at=cast.NOON + timedelta(minutes=5))
    second = applied(trusted, table("sku;prix;stock", "A;18;50"), at=LATER)

    undone(first)
    undone(second, at=UNDO + HOUR)

    assert (offer("A").price_cents, offer("A").stock) == (1600, 31)


def test_what_is_left_names_the_variants(trusted, shelves):
    head = "parent;sku;titre;catégorie;prix;stock;option1 name;option1 value"
    rows = [f"P;P-{v};Bol;Cuisine;12;3;Taille;{v}" for v in "SML"]
    applied(trusted, table(head, *rows), at=BEFORE)
    source = applied(trusted, table("sku;prix;stock", *(f"P-{v};15;30" for v in "SML")))
    for size in "SM":
        stock.set_level(offer(f"P-{size}"), 7, by=None, at=LATER)
    prices.change(offer("P-L"), 1600, by=None, at=LATER)

    undone(source)

    assert [change.told for change in undoing.left(source)] == ["prix (L), stock (S ; M)"]
