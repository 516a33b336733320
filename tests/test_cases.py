"""Cases that are not an order's, each ended from one page of the console: the verb is there, it is
pressed, and the thing is done. Those of orders are in tests/orders/test_twenty_cases.py.
"""

import re
from html import unescape

import pytest
from django.db import transaction
from django.urls import reverse

from accounting.models import Payout
from accounting.payouts import payouts
from catalog.models import Product, Reason, Submission
from catalog.moderation import merging, moderation
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from marketplace.shared import clock
from marketplace.shared.models import SandboxSettings
from sellers.admission import admission
from sellers.application import suspension
from sellers.models import Item, Seller
from tests import cast
from tests.accounting import builders
from tests.cast import NOON

pytestmark = pytest.mark.django_db
WHY = {"because": "Vu avec les deux parties ce matin."}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


# --- Shops ----------------------------------------------------------------------------------------


def candidate():
    row = cast.seller("Ferme des Hauts", state="applied", opened_at=None)
    for kind in Item.Kind.values:
        Item.objects.update_or_create(seller=row, kind=kind, defaults={"state": "provided"})
    return row


def refused():
    row = candidate()
    admission.refuse(row, because="Kbis illisible.", by=None, at=NOON)
    return row


def suspended():
    row = cast.seller()
    suspension.suspend(row, because="Trois retards.", by=None, at=NOON)
    return row


def closed():
    row = cast.seller()
    suspension.close(row, because="À sa demande.", by=None, at=NOON)
    return row


def moved(row):
    """What is typed to correct a shop's address."""
    return {
        "phone": "06 12 34 56 78",
        "line1": "12 rue Neuve",
        "postcode": "69002",
        "city": "Lyon",
        "day": NOON.date().isoformat(),
        **WHY,
    }


# --- Sheets ---------------------------------------------------------------------------------------


def proposed():
    draft = Draft(
        "BOL",
        title="Bol de grès",
        description="Un bol tourné à la main, en grès émaillé, pour le petit déjeuner." * 2,
        category_id=cast.category("Bols").pk,
        pieces=[Piece("BOL-1", price_cents=2400, stock=3)],
    )
    with transaction.atomic():
        products.save_many(cast.seller(), [draft], by=None, at=NOON)
    return Submission.objects.get(state="queued")


def online():
    return cast.offer(cast.seller()).product


def taken_down():
    row = online()
    moderation.take_down(row, reason=motive(), note="Plainte.", by=None, at=NOON)
    return row


def motive():
    return Reason.objects.get_or_create(
        code="photo",
        defaults={"label": "Photo floue", "remedy": "Refaites-la.", "ground": "Charte"},
    )[0]


def merged():
    place = cast.category("Bols")
    kept, gone = (
        cast.offer(cast.seller(), category=place),
        cast.offer(cast.seller(), category=place),
    )
    merging.merge(gone.product, into=kept.product, because="Le même bol.", by=None, at=NOON)
    return Product.objects.get(pk=gone.product_id)


def sent_back():
    row = proposed()
    moderation.refuse(row, reason=motive(), note="Trop sombre.", by=None, at=NOON)
    return row.product


def because(_row):
    return {"reason": motive().pk, "note": "La photo est floue."}


# --- Money ----------------------------------------------------------------------------------------


def run():
    builders.rule()
    builders.delivered(cast.seller(), [(9000, 1, 2000)])
    return payouts.prepare(NOON, by=cast.operator("finance"), at=NOON)


def payout_refused():
    SandboxSettings.objects.create(fail_transfers=True)
    payouts.approve(run(), by=None, at=NOON)
    row = Payout.objects.get()
    payouts.send(row.pk, at=NOON)
    SandboxSettings.objects.update(fail_transfers=False)
    return row


def state(row):
    return type(row).objects.get(pk=row.pk).state


def shop(row):
    return Seller.objects.get(pk=row.pk)


CASES = {
    "a shop is admitted": (candidate, "admit", {}, lambda r: state(r) == "open"),
    "a piece is asked again": (
        candidate,
        "ask",
        {"kind": "id_card", "note": "Le recto est coupé, refaites la photo."},
        lambda r: r.items.get(kind="id_card").state == "rejected",
    ),
    "an application is refused": (candidate, "refuse", WHY, lambda r: state(r) == "refused"),
    "an application is opened again": (refused, "revive", WHY, lambda r: state(r) == "to_complete"),
    "a shop is suspended": (
        cast.seller,
        "suspend",
        WHY,
        lambda r: shop(r).suspended_at is not None,
    ),
    "a suspension ends": (suspended, "reinstate", {}, lambda r: shop(r).suspended_at is None),
    "a shop is closed": (cast.seller, "close", WHY, lambda r: state(r) == "closed"),
    "a shop is opened again": (closed, "reopen", WHY, lambda r: state(r) == "open"),
    "an address is corrected": (
        cast.seller,
        "correct-contact",
        moved,
        lambda r: shop(r).line1 == "12 rue Neuve",
    ),
    "a seller ends the mandate": (
        cast.seller,
        "revoke",
        WHY,
        lambda r: shop(r).mandate_revoked_at is not None,
    ),
    "a sheet is withdrawn": (online, "take-down", because, lambda r: state(r) == "taken_down"),
    "a sheet comes back": (taken_down, "restore", WHY, lambda r: state(r) == "published"),
    "a merge is undone": (merged, "unmerge", WHY, lambda r: state(r) == "published"),
    "a decision on a sheet is undone": (
        sent_back,
        "take-up",
        WHY,
        lambda r: Submission.objects.get().state == "queued",
    ),
    "payouts leave": (run, "approve", {}, lambda r: state(r) == "approved"),
    "a payout is sent again": (
        payout_refused,
        "retry",
        {},
        lambda r: state(r) in ("approved", "sending", "paid"),
    ),
    "a payout is given up": (payout_refused, "drop", WHY, lambda r: state(r) == "dropped"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_ended_from_its_file(client, texts, odile, case):
    made, verb, typed, is_ended = CASES[case]
    row = made()
    file = page_of(row)
    cast.proven(client, odile)

    link = pressed(client, file, row, verb)
    answer = client.post(link, typed(row) if callable(typed) else typed)

    assert is_ended(row), answer.content.decode()[:4000]
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("decision", "ends"),
    [("approve", "approved"), ("changes", "to_change"), ("refuse", "refused")],
)
def test_a_sheet_is_decided_from_its_page(client, odile, decision, ends):
    row = proposed()
    page = page_of(row)
    text = cast.proven(client, odile).get(page).content.decode()
    assert f'value="{decision}"' in text

    client.post(page, {"decision": decision, **because(row)})

    assert state(row) == ends


def test_two_sheets_become_one_from_the_file_of_either(client, odile):
    place = cast.category("Bols")
    kept, gone = (cast.offer(cast.seller(), category=place).product for _ in range(2))
    cast.proven(client, odile)

    link = pressed(client, page_of(gone), gone, "merge")
    chosen = f"{link}?avec={kept.pk}"
    assert client.get(chosen).status_code == 200
    client.post(chosen, WHY)

    assert state(gone) == "merged"


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def pressed(client, file, row, verb):
    """The address of a verb, as the file of a row links it."""
    asked = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{verb}", args=[row.pk])
    text = client.get(file).content.decode()
    link = unescape(next(u for u in re.findall(r'href="([^"]+)"', text) if u.startswith(asked)))
    assert client.get(link).status_code == 200
    return link
