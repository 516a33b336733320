"""Shipping many orders on one screen, by a file and on paper: through the pages, as a shop does."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.shared import clock
from orders.fulfilment import cancellations, lists, slips, table_written
from orders.models import SellerOrder, Shipment
from orders.states import SellerOrderState
from sellers.models import Member, Role
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
SCREEN = "/seller/expeditions/"


@pytest.fixture(autouse=True)
def _noon():
    cast.grid()
    with clock.at(NOON):
        yield


@pytest.fixture
def owner(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def read(answer) -> str:
    text = html.unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", text)


def to_ship(lune, count=1, *, pieces=1):
    ware = cast.offer(lune, stock=100)
    found = []
    for _one in range(count):
        found.append(cast.accepted(cast.part_of(cast.paid_order((ware, pieces)))))
    return found


def numbered(rank: int) -> str:
    return f"6A{12345678901 + rank}"


def typed(some, **extra) -> dict:
    values = {"act": "ship"}
    for rank, part in enumerate(some):
        values[f"carrier-{part.number}"] = "colissimo"
        values[f"tracking-{part.number}"] = numbered(rank)
    return values | extra


# --- The screen -----------------------------------------------------------------------------------


def test_the_screen_asks_the_same_however_many_there_are(owner, lune, django_assert_num_queries):
    to_ship(lune, 2)
    owner.get(SCREEN)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        owner.get(SCREEN)
    to_ship(lune, 8)

    with django_assert_num_queries(len(few)):
        text = read(owner.get(SCREEN))

    assert len(few) <= 12
    assert text.count('name="row"') == 10


def test_the_most_urgent_come_first_with_what_is_left(owner, lune):
    later, sooner = to_ship(lune, 2)
    SellerOrder.objects.filter(pk=sooner.pk).update(ship_by=NOON.replace(hour=18))

    text = read(owner.get(SCREEN))

    assert text.index(sooner.number) < text.index(later.number)
    assert "il reste" in text


def test_what_has_a_number_or_a_tick_leaves_at_once(owner, lune):
    one, two, picked_up, stays = to_ship(lune, 4)
    form = typed([one, two], row=[picked_up.number])
    form |= {f"carrier-{picked_up.number}": "retrait", f"tracking-{picked_up.number}": ""}
    form |= {f"carrier-{stays.number}": "colissimo", f"tracking-{stays.number}": ""}

    answer = owner.post(SCREEN, form, follow=True)

    assert "3 colis sont enregistrés" in read(answer)
    states = {part.number: part.state for part in SellerOrder.objects.all()}
    assert states == {
        **dict.fromkeys((one.number, two.number, picked_up.number), SellerOrderState.SHIPPED),
        stays.number: SellerOrderState.TO_SHIP,
    }


def test_what_is_wrong_stays_typed_with_its_reason_and_the_rest_leaves(owner, lune):
    good, bad, cancelled = to_ship(lune, 3)
    cancellations.cancel(cancelled, because="Cassé", by=None, at=NOON)
    form = typed([good, bad, cancelled]) | {f"tracking-{bad.number}": "bonjour"}

    text = read(owner.post(SCREEN, form))

    assert "1 colis est enregistré" in text
    assert 'value="bonjour"' in text
    assert "Ce numéro ne ressemble pas à un numéro Colissimo" in text
    assert f"{cancelled.number} : Cette commande n'est pas à expédier" in text
    assert f"Vous aviez saisi {numbered(2)}" in text
    assert list(Shipment.objects.values_list("seller_order", flat=True)) == [good.pk]


def test_the_same_page_sent_twice_ships_nothing_twice(owner, lune):
    some = to_ship(lune, 2)
    owner.post(SCREEN, typed(some))

    text = read(owner.post(SCREEN, typed(some), follow=True))

    assert "2 colis étaient déjà enregistrés" in text
    assert Shipment.objects.count() == 2


def test_nothing_chosen_is_said(owner, lune):
    to_ship(lune)

    assert "Saisissez au moins un numéro" in read(owner.post(SCREEN, {"act": "ship"}))


def test_a_pasted_column_fills_the_rows_in_their_order(owner, lune):
    one, hole, two = to_ship(lune, 3)
    column = "6A12345678901\r\n\r\n6A12345678902\r\n\r\n"

    text = read(owner.post(SCREEN, {"act": "fill", "column": column}))

    assert "2 numéros sont répartis" in text
    assert re.search(rf'tracking-{one.number}" value="6A12345678901"', text)
    assert re.search(rf'tracking-{hole.number}" value=""', text)
    assert re.search(rf'tracking-{two.number}" value="6A12345678902"', text)
    assert Shipment.objects.count() == 0


def test_a_pasted_column_fills_the_ticked_rows_or_the_orders_it_names(owner, lune):
    one, two, three = to_ship(lune, 3)
    column = f"{one.number}\t6A12345678901\n6A12345678903"

    form = {"act": "fill", "column": column, "row": [three.number]}
    text = read(owner.post(SCREEN, form))

    assert re.search(rf'tracking-{one.number}" value="6A12345678901"', text)
    assert re.search(rf'tracking-{two.number}" value=""', text)
    assert re.search(rf'tracking-{three.number}" value="6A12345678903"', text)


@pytest.mark.parametrize("between", ["\t", ";", " ", "\t\t"])
def test_a_line_about_another_order_is_poured_into_none(owner, lune, between):
    one, two = to_ship(lune, 2)
    column = f"ZZZZZZZZ-1{between}6A12345678901\n{two.number.lower()}{between}6A12345678902"

    text = read(owner.post(SCREEN, {"act": "fill", "column": column}))

    assert "1 numéro est réparti" in text
    assert "Cette ligne n'est placée nulle part" in text
    assert "ZZZZZZZZ-1" in text
    assert re.search(rf'tracking-{one.number}" value=""', text)
    assert re.search(rf'tracking-{two.number}" value="6A12345678902"', text)


def test_two_numbers_for_one_order_are_left_to_whoever_pasted_them(owner, lune):
    one, two = to_ship(lune, 2)
    column = f"{one.number}\t6A12345678901\n{one.number}\t6A12345678902\n{two.number}\t"

    text = read(owner.post(SCREEN, {"act": "fill", "column": column}))

    assert "Ces lignes ne sont placées nulle part" in text
    assert "6A12345678901" in text
    assert "6A12345678902" in text
    assert "réparti :" not in text
    for part in (one, two):
        assert re.search(rf'tracking-{part.number}" value=""', text)


def test_too_many_pasted_numbers_fill_nothing(owner, lune):
    part = to_ship(lune)[0]

    text = read(owner.post(SCREEN, {"act": "fill", "column": "1\n2"}))

    assert "Vous avez collé 2 numéros pour 1 commandes" in text
    assert re.search(rf'tracking-{part.number}" value=""', text)


def test_all_or_none_are_ticked_without_script(owner, lune):
    to_ship(lune, 2)

    assert len(re.findall(r'name="row"[^>]*checked', read(owner.post(SCREEN, {"act": "all"})))) == 2
    assert "checked" not in read(owner.post(SCREEN, {"act": "none"}))


def test_another_shops_order_is_nowhere_and_is_not_shipped(owner, lune):
    theirs = to_ship(cast.seller("Autre"))[0]

    assert theirs.number not in read(owner.get(SCREEN))
    text = read(owner.post(SCREEN, typed([theirs])))

    assert "Aucune commande de votre boutique ne porte ce numéro" in text
    assert Shipment.objects.count() == 0


def test_a_reader_looks_and_ships_nothing(client, lune):
    part = to_ship(lune)[0]
    person = cast.user("lecteur@example.test")
    Member.objects.create(seller=lune, user=person, role=Role.READER, joined_at=NOON)
    client.force_login(person)

    assert 'value="ship"' not in read(client.get(SCREEN))
    assert client.post(SCREEN, typed([part])).status_code == 403
    assert Shipment.objects.count() == 0


def test_a_closed_point_and_a_contested_payment_have_no_field(owner, lune):
    closed = to_ship(lune)[0]
    SellerOrder.objects.filter(pk=closed.pk).update(relay={"code": "1"}, relay_closed_at=NOON)

    text = read(owner.get(SCREEN))

    assert "Le point relais de ce colis a fermé" in text
    assert f"tracking-{closed.number}" not in text


# --- Papers ---------------------------------------------------------------------------------------


def test_what_is_fetched_is_counted_by_article(lune):
    ware, other = cast.offer(lune, stock=50), cast.offer(lune, stock=50)
    one = cast.accepted(cast.part_of(cast.paid_order((ware, 2), other)))
    two = cast.accepted(cast.part_of(cast.paid_order((ware, 3))))

    rows = slips.fetched(lists.parts(lune, view="to_ship"))

    told = {row.sku: (row.count, row.orders) for row in rows}
    assert told == {
        one.lines.first().sku: (5, [(one.number, 2), (two.number, 3)]),
        one.lines.last().sku: (1, [(one.number, 1)]),
    }


def test_the_slips_of_a_send_and_its_list_are_documents(owner, lune):
    one, two = to_ship(lune, 2)

    slips_ = owner.post(reverse("seller-sending-slips"), {"row": [one.number, two.number]})
    picked = owner.get(reverse("seller-sending-list"))

    assert slips_.content.startswith(b"%PDF")
    assert picked.content.startswith(b"%PDF")


def test_a_gift_bears_no_price_and_its_message(lune):
    sold = cast.paid_order(cast.offer(lune), gift="Bon anniversaire !")
    cast.accepted(cast.part_of(sold))
    other = to_ship(lune)[0]
    made = slips.of_many(lists.parts(lune, view="to_ship"), with_prices=True)
    pages = [render_to_string("pdf/packing_slip.html", slip) for slip in made]

    assert [("24,90" in page, "Bon anniversaire" in page) for page in pages] == [
        (False, True),
        (True, False),
    ]
    assert ["la page de votre commande" in page for page in pages] == [False, True]
    assert "adressez-vous à qui vous les offre" in pages[0]
    whole = render_to_string("pdf/packing_slips.html", {"slips": made, "shop": lune.name})
    assert whole.count("24,90") == 1
    assert other.number in whole


def test_slips_of_what_may_not_leave_are_not_printed(lune):
    closed, open_ = to_ship(lune, 2)
    SellerOrder.objects.filter(pk=closed.pk).update(relay={"code": "1"}, relay_closed_at=NOON)

    made = slips.of_many(lists.parts(lune, view="to_ship"), with_prices=False)

    assert [slip["part"].pk for slip in made] == [open_.pk]


# --- The file -------------------------------------------------------------------------------------


def table(owner) -> tuple[list[str], list[list[str]]]:
    answer = owner.get(reverse("seller-sending-table"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text), delimiter=";")
    return headings, rows


def upload(owner, content: bytes | str, name="envois.csv"):
    content = content.encode() if isinstance(content, str) else content
    return owner.post(reverse("seller-sending-file"), {"file": SimpleUploadedFile(name, content)})


def kept(answer) -> str:
    return re.search(r'name="kept" value="([^"]+)"', answer.content.decode())[1]


def confirm(owner, answer, act="confirm"):
    return owner.post(reverse("seller-sending-file"), {"act": act, "kept": kept(answer)})


def test_the_file_goes_out_and_comes_back(owner, lune):
    one, two = to_ship(lune, 2, pieces=2)
    headings, rows = table(owner)
    assert headings[:2] == ["commande", "à expédier avant le"]
    assert [(row[0], row[12], row[13], row[14]) for row in rows] == [
        (one.number, "2", "Colissimo", ""),
        (two.number, "2", "Colissimo", ""),
    ]
    rows[0][14] = numbered(1)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([headings, *rows])

    foreseen = upload(owner, out.getvalue().encode("cp1252"))
    text = read(foreseen)
    assert "1 colis partira" in text
    assert "1 ligne sans numéro reste à expédier" in text
    assert Shipment.objects.count() == 0

    done = confirm(owner, foreseen)
    assert "1 colis est enregistré" in read(done)
    one.refresh_from_db()
    assert one.state == SellerOrderState.SHIPPED
    assert one.shipments.get().tracking == numbered(1)

    again = confirm(owner, foreseen)  # a double click
    assert "déjà enregistré" in read(again)
    assert "déjà enregistré" in read(upload(owner, out.getvalue()))
    assert Shipment.objects.count() == 1


def test_quantities_share_an_order_between_parcels(owner, lune):
    part = to_ship(lune, pieces=3)[0]
    sku = part.lines.get().sku
    lines = [
        "commande,référence,quantité,transporteur,numéro de suivi",
        f"{part.number},{sku},1,Colissimo,{numbered(1)}",
        f"{part.number},{sku},2,colissimo,{numbered(2)}",
        f"{part.number},{sku},1,colissimo,{numbered(3)}",
    ]

    foreseen = upload(owner, "\n".join(lines))
    assert "La quantité dépasse ce qui reste à expédier (0)" in read(foreseen)
    confirm(owner, foreseen)

    sent = part.shipments.order_by("number").values_list("tracking", "lines__quantity")
    assert list(sent) == [(numbered(1), 1), (numbered(2), 2)]


def test_each_line_says_what_is_wrong_with_it(owner, lune):
    theirs = to_ship(cast.seller("Autre"))[0]
    one, two, three, four = to_ship(lune, 4)
    lines = [
        "Order number;Carrier;Tracking number",
        f"{theirs.number};Colissimo;{numbered(1)}",
        f"{one.number};Colissimo;6,12E+12",
        f"{two.number};Pigeon;123",
        f"{three.number};UPS;123",
        f";Colissimo;{numbered(2)}",
        f"{four.number};;{numbered(3)}",
    ]

    foreseen = upload(owner, "\n".join(lines))

    text = read(foreseen)
    assert f"ne porte le numéro « {theirs.number} »" in text
    assert "Votre tableur a abîmé ce numéro (6,12E+12)" in text
    assert "« Pigeon » n'est pas un transporteur connu" in text
    assert "Ce numéro ne ressemble pas à un numéro UPS" in text
    assert "Indiquez le numéro de la commande" in text
    assert "1 colis partira" in text
    report = b"".join(confirm(owner, foreseen, act="report").streaming_content).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(report), delimiter=";"))
    assert len(back) == 6
    assert back[0] == ["Order number", "Carrier", "Tracking number", "problème"]
    assert back[2][2] == "6,12E+12"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("commande;transporteur\nA-1;x", "Il manque à ce fichier les colonnes"),
        ("commande;numéro de suivi\n", "ne contient aucune commande"),
        ("bonjour", "Il manque à ce fichier les colonnes"),
        (b"%PDF-1.7 rien", "Ce format n'est pas pris en charge (PDF)"),
        ("", "Ce fichier est vide"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(owner, lune, content, sentence):
    to_ship(lune)

    answer = upload(owner, content)

    assert answer.status_code == 200
    assert sentence in read(answer)
    assert Shipment.objects.count() == 0


def test_a_kept_file_of_another_shop_or_of_nobody_does_nothing(owner, lune):
    part = to_ship(lune)[0]
    answer = upload(owner, f"commande;numéro de suivi\n{part.number};{numbered(1)}")
    stranger = cast.seller("Autre")
    owner.force_login(cast.owner_of(stranger))

    refused = confirm(owner, answer)
    forged = owner.post(reverse("seller-sending-file"), {"act": "confirm", "kept": "x"})

    assert refused.status_code == forged.status_code == 302
    assert Shipment.objects.count() == 0


def test_what_a_buyer_typed_starts_no_formula(owner, lune):
    cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), recipient="=1+1")))

    _headings, rows = table(owner)

    assert rows[0][2] == "'=1+1"
    assert table_written.headings()[0] == "commande"


# --- A gift ---------------------------------------------------------------------------------------


def test_a_gift_is_frozen_on_its_part_and_told_to_both(client, lune, texts):
    from tests.orders.test_checkout_pages import add, order_now

    add(client, cast.offer(lune))
    message = "Bon anniversaire,\r\nMamie !"
    order_now(client, **{f"gift-{lune.pk}-is_gift": "on", f"gift-{lune.pk}-message": message})

    part = SellerOrder.objects.get()
    assert (part.is_gift, part.gift_message) == (True, "Bon anniversaire,\nMamie !")


def test_a_message_too_long_is_kept_and_refused(client, lune, texts):
    from tests.orders.test_checkout_pages import add, order_now

    add(client, cast.offer(lune))
    answer = order_now(client, **{f"gift-{lune.pk}-message": "é" * 301})

    assert answer.status_code == 422
    assert "301 signes : 300 tiennent sur le bon" in read(answer)
    assert "é" * 301 in read(answer)
    assert not SellerOrder.objects.exists()


def test_a_gift_that_was_ordered_does_not_make_the_next_order_one(client, lune, texts):
    from tests.orders.test_checkout_pages import add, order_now

    add(client, cast.offer(lune))
    said = {f"gift-{lune.pk}-is_gift": "on", f"gift-{lune.pk}-message": "Bravo !"}
    wrong = order_now(client, **said, email="rien")
    assert "Bravo !" in read(wrong)
    order_now(client, **said)
    add(client, cast.offer(lune))

    assert "Bravo !" not in read(client.get(reverse("shop-checkout")))


def test_a_parcel_that_is_no_gift_says_nothing(client, lune, texts):
    from tests.orders.test_checkout_pages import add, order_now

    add(client, cast.offer(lune))
    order_now(client)

    part = SellerOrder.objects.get()
    assert (part.is_gift, part.gift_message) == (False, "")


def test_the_seller_and_the_buyer_read_the_gift(client, lune, alice):
    order = cast.paid_order(cast.offer(lune), buyer=alice, gift="Bon anniversaire !")
    part = cast.accepted(cast.part_of(order))

    client.force_login(cast.owner_of(lune))
    shop = read(client.get(reverse("seller-order", args=[part.number])))
    screen = read(client.get(SCREEN))
    client.force_login(alice)
    bought = read(client.get(reverse("shop-order", args=[order.number])))

    assert "Bon anniversaire !" in shop
    assert "C’est un cadeau" in shop
    assert "Cadeau" in screen
    assert "Bon anniversaire !" in bought
