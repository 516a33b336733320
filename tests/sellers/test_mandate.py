"""The mandate to invoice: without one in force nothing is issued, and nothing that waited is
lost.
"""

import html
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounting.invariants import violations
from accounting.models import Invoice
from accounting.payouts import payable
from catalog.models import Offer
from marketplace.console.texts import publish
from marketplace.shared import clock
from marketplace.shared.models import LegalText, Pending
from orders.fulfilment import cancellations
from orders.models import Refund
from orders.money import refunds
from orders.returns import returns
from orders.states import SellerOrderState
from sellers.application import mandates, onboarding, suspension
from sellers.models import Item, Member, Role
from sellers.tasks import (
    send_mandate_revoked,
    send_suspended,
    send_text_published,
    tell_of_text,
)
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER, LAST = NOON + timedelta(hours=1), NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _noon(texts):
    with clock.at(NOON):
        yield


def give_again(seller, at=LAST):
    onboarding.accept_text(seller, "mandate", by=cast.owner_of(seller), ip=None, at=at)
    seller.refresh_from_db()


def with_file(seller):
    Item.objects.bulk_create(
        Item(seller=seller, kind=kind, state="accepted") for kind in onboarding.REQUIRED
    )


def revoke(seller, at=LATER):
    mandates.revoke(seller, by=cast.owner_of(seller), at=at)
    seller.refresh_from_db()


def test_nothing_is_sold_nor_shipped_without_a_mandate(lune):
    offer = cast.offer(lune)
    part = cast.accepted(cast.part_of(cast.paid_order(offer)))

    revoke(lune)

    with pytest.raises(mandates.NoMandate):
        cast.shipped(cast.part_of(part.order))
    assert payable.hindrance(lune, 5000, LATER) == "", "what was earned before is paid"
    part.refresh_from_db()
    assert (part.state, part.shipments.count(), Invoice.objects.count()) == (
        SellerOrderState.TO_SHIP,
        0,
        0,
    )
    assert not Offer.objects.sellable(LATER).exists()
    with pytest.raises(mandates.NoMandate):
        suspension.reinstate(lune, by=None, at=LATER)
    with pytest.raises(mandates.NothingToRevoke):
        revoke(lune)

    give_again(lune)
    cast.shipped(cast.part_of(part.order), at=LAST)

    assert Invoice.objects.get().seller == lune
    assert Offer.objects.sellable(LAST).exists()
    assert [row.revoked_at for row in lune.acceptances.order_by("pk")] == [
        LATER,
        None,
    ], "the proof of both is kept"
    assert not list(violations())


def test_an_invoice_that_became_due_without_a_mandate_waits_for_the_next(lune):
    part = cast.part_of(cast.paid_order((cast.offer(lune), 2)))
    cast.shipped(part, pieces={part.lines.get().pk: 1})
    revoke(lune)
    cancellations.cancel(cast.part_of(part.order), because="Cassé", by=None, at=LATER)

    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    assert not Invoice.objects.exists()
    assert not list(violations())

    give_again(lune)

    invoice = Invoice.objects.get()
    assert (invoice.seller_order, invoice.issued_at) == (part, LAST)
    assert invoice.gross_cents == part.total_cents - Refund.objects.get().amount_cents
    assert not list(violations())


def test_a_refund_goes_on_and_its_credit_note_waits(lune):
    part = cast.sold(cast.offer(lune))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="withdrawal", by=None, at=NOON)
    revoke(lune)

    returns.accept(back, by=None, at=LATER)
    returns.receive(back, by=None, at=LATER)
    cast.sent(Refund.objects.get(), at=LATER)

    assert Refund.objects.get().paid_at
    assert [row.kind for row in Invoice.objects.all()] == ["sale"]
    assert not list(violations())
    give_again(lune)
    sale, note = Invoice.objects.order_by("pk")
    assert (note.corrects, note.gross_cents) == (sale, Refund.objects.get().amount_cents)
    assert not list(violations())
    refunds.sync(Refund.objects.get().ref, at=LAST)
    assert Invoice.objects.count() == 2


def test_a_newer_version_binds_once_it_is_accepted(client, lune):
    newer = LegalText.objects.create(
        kind=LegalText.Kind.INVOICING_MANDATE,
        version=2,
        title="Mandat",
        body="Autre.",
        published_at=NOON,
    )
    with_file(lune)
    client.force_login(cast.owner_of(lune))

    assert mandates.in_force(lune).text.version == 1
    cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))
    assert Invoice.objects.count() == 1
    assert (
        "La version 2 du mandat est publiée" in client.get(reverse("seller-file")).content.decode()
    )

    client.post(
        reverse("seller-file-step", args=["mandate"]),
        {"terms": "on", "mandate": "on", "shown": "1 2"},
    )

    assert mandates.in_force(lune).text == newer
    assert "La version 2 du mandat" not in client.get(reverse("seller-file")).content.decode()


def test_new_terms_are_told_to_the_owners_of_each_shop_and_the_file_says_what_was_accepted(
    client, lune, brun, mailoutbox
):
    kind = LegalText.Kind.SELLER_TERMS
    owner, partner = cast.owner_of(lune), cast.user("associe@example.test")
    Member.objects.create(seller=lune, user=partner, role=Role.OWNER, joined_at=NOON)
    Member.objects.create(
        seller=lune, user=cast.user("vue@example.test"), role=Role.READER, joined_at=NOON
    )
    with_file(lune)
    onboarding.accept_text(lune, "terms", by=owner, ip=None, at=NOON)
    draft = LegalText.objects.create(kind=kind, version=2, title="Conditions", body="Autres.")
    cast.proven(client, cast.operator("editorial"))
    publish = reverse("admin:shared_legaltext_publish", args=[draft.pk])

    assert "Elle concerne 2 boutiques" in client.get(publish).content.decode()
    with clock.at(LATER):
        client.post(publish)
    for name, task in (
        ("sellers.tell_of_text", tell_of_text),
        ("sellers.send_text_published", send_text_published),
    ):
        for pending in Pending.objects.filter(task=name).order_by("pk"):
            task.run(**pending.data)

    to = {letter.to[0]: letter for letter in mailoutbox}
    assert {*to} == {owner.email, partner.email, cast.owner_of(brun).email}
    assert len(mailoutbox) == 3
    words = " ".join(to[owner.email].body.split())
    assert "La version 2 des conditions des vendeurs est en vigueur depuis le lundi 23" in words
    assert "Vous avez accepté la version 1 le lundi 23 novembre" in words
    assert reverse("seller-file-step", args=["terms"]) in words
    client.force_login(owner)
    page = html.unescape(client.get(reverse("seller-file")).content.decode())
    part = " ".join(page.partition('id="conditions"')[2].partition("</section>")[0].split())
    assert "Vous avez accepté la version 1 le lundi 23 novembre." in part
    assert "La version 2 des conditions est en vigueur depuis le lundi 23 novembre" in part
    onboarding.accept_text(lune, "terms", by=owner, ip=None, at=LAST)
    page = html.unescape(client.get(reverse("seller-file")).content.decode())
    assert "Vous avez accepté la version 2" in page
    assert "C'est la version en vigueur" in page
    send_text_published.run(seller_id=lune.pk, user_id=owner.pk, text_id=draft.pk)
    assert len(mailoutbox) == 3, "accepted meanwhile"


def test_a_text_that_is_not_between_us_and_sellers_is_told_to_none(lune, odile):
    draft = LegalText.objects.create(
        kind=LegalText.Kind.SALE_TERMS, version=2, title="CGV", body="Autres."
    )
    publish(draft, by=odile, at=NOON)

    assert not Pending.objects.filter(task="sellers.tell_of_text").exists()
    tell_of_text.run(text_id=draft.pk)

    assert not Pending.objects.filter(task="sellers.send_text_published").exists()


def test_the_owner_revokes_and_gives_again_through_the_pages(client, lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    with_file(lune)
    client.force_login(cast.owner_of(lune))
    order = reverse("seller-order", args=[part.number])
    parcel = {"act": "ship", "s-carrier": "colissimo", "s-tracking": "6A12345678901"}
    pieces = {f"s-q{part.lines.get().pk}": "1"}

    door = reverse("seller-mandate-revoke")
    told = client.get(door).content.decode()
    assert "ne peuvent plus être expédiées" in told
    assert client.post(door).status_code == 302
    assert mandates.in_force(lune) is not None, "an open session alone revokes nothing"
    cast.proven(client, cast.owner_of(lune))
    client.post(door)

    way = reverse("seller-file-step", args=["mandate"])
    for page in (reverse("seller-home"), order, reverse("seller-file")):
        assert way in client.get(page).content.decode()
    assert (
        "Le mandat de facturation est révoqué"
        in client.post(order, parcel | pieces, follow=True).content.decode()
    )
    assert not part.shipments.exists()

    client.post(way, {"terms": "on", "mandate": "on", "shown": "1 1"})

    assert way not in client.get(order).content.decode()
    client.post(order, parcel | pieces)
    assert part.shipments.count() == 1


def test_a_suspension_of_the_operator_outlives_the_mandate(lune):
    suspension.suspend(lune, because="Contrefaçon", by=None, at=NOON)
    revoke(lune)

    give_again(lune)

    assert (lune.suspended_because, lune.mandate_revoked_at) == ("Contrefaçon", None)


def test_the_operator_sees_who_has_no_mandate(client, lune, brun):
    cast.proven(client, cast.operator("sellers"))
    page = reverse("admin:sellers_seller_revoke", args=[lune.pk])

    client.post(page, {"because": "Lettre du 20 novembre"})

    index = client.get(reverse("admin:index")).content.decode()
    assert "Vendeurs sans mandat de facturation" in index
    listed = client.get(
        reverse("admin:sellers_seller_changelist"), {"mandate_revoked_at__isempty": "0"}
    )
    assert "Atelier Lune" in listed.content.decode()
    assert "Maison Brun" not in listed.content.decode().partition("<table")[2]


def test_a_suspended_shop_still_ships_what_was_paid_and_is_told_why(lune, mailoutbox):
    offer = cast.offer(lune)
    part = cast.accepted(cast.part_of(cast.paid_order(offer)))

    suspension.suspend(lune, because="Contrefaçon signalée le 20 novembre", by=None, at=LATER)
    send_suspended.run(seller_id=lune.pk, reason="Contrefaçon signalée le 20 novembre")

    assert not Offer.objects.sellable(LATER).exists()
    assert "Contrefaçon signalée le 20 novembre" in mailoutbox[-1].body
    cast.shipped(cast.part_of(part.order), at=LAST)
    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED


def test_who_revoked_reads_what_it_stops_and_not_that_they_may_contest(lune, mailoutbox):
    revoke(lune)

    send_suspended.run(seller_id=lune.pk, reason=mandates.PAUSED)
    send_mandate_revoked.run(seller_id=lune.pk)

    (letter,) = mailoutbox
    assert "mandat de facturation est révoqué" in letter.subject
    assert "ne peuvent pas être expédiées" in letter.body
    assert "ne retient aucun versement" in letter.body
    assert "contester" not in letter.body
    assert reverse("seller-file-step", args=["mandate"]) in letter.body
    give_again(lune)
    send_mandate_revoked.run(seller_id=lune.pk)
    assert len(mailoutbox) == 1


def test_a_suspension_without_a_mandate_does_not_ask_to_ship(client, lune, mailoutbox):
    suspension.suspend(lune, because="Contrefaçon.", by=None, at=NOON)
    revoke(lune)
    client.force_login(cast.owner_of(lune))

    page = client.get(reverse("seller-home")).content.decode()
    send_suspended.run(seller_id=lune.pk, reason="Contrefaçon.")

    assert "versements retenus" in page
    assert "restent à expédier" not in page + mailoutbox[-1].body
    assert "attendent un nouveau mandat" in mailoutbox[-1].body


def test_a_demand_for_another_identity_does_not_say_that_a_paused_shop_sells(client, lune):
    revoke(lune)
    cast.proven(client, cast.owner_of(lune))

    page = client.get(reverse("seller-company-change", args=["vat"])).content.decode()

    assert "continue de vendre" not in page
    assert "identité en vigueur ne change pas" in page


def test_dossier_and_console_say_what_stops_the_sales_since_when_and_the_way_back(client, lune):
    with_file(lune)
    revoke(lune)
    suspension.go_away(lune, start=date(2026, 11, 21), end=date(2026, 11, 30), by=None, at=NOON)
    client.force_login(cast.owner_of(lune))

    page = client.get(reverse("seller-file")).content.decode()

    assert "Depuis le lundi 23 novembre, rien ne se vend ni ne s" in page
    assert "vos versements retenus" not in page, "what was earned is paid out without a mandate too"
    assert "Depuis le samedi 21 novembre, vos offres sont hors du site" in page
    assert reverse("seller-file-step", args=["mandate"]) in page
    assert reverse("seller-shop") + "#absence" in page
    cast.proven(client, cast.operator("sellers"))
    console = client.get(reverse("admin:sellers_seller_change", args=[lune.pk])).content.decode()
    told = console.partition('id="pauses"')[2].partition("</section>")[0]
    told = told.replace("\u202f", " ").replace("\xa0", " ")
    assert "Mandat de facturation révoqué depuis le lundi 23 novembre à 13 h 00" in told
    assert "En congé depuis le 21 novembre 2026, jusqu'au 30 novembre 2026 compris" in told
    assert "Lever la suspension" not in told, "the mandate is the seller's to give"


def test_a_holiday_to_come_is_announced_and_one_that_is_over_is_not_said(client, lune):
    with_file(lune)
    suspension.go_away(lune, start=date(2026, 12, 1), end=date(2026, 12, 5), by=None, at=NOON)
    client.force_login(cast.owner_of(lune))

    assert (
        "Congé prévu du mardi 1er décembre au samedi 5 décembre"
        in client.get(reverse("seller-file")).content.decode()
    )
    with clock.at(NOON + timedelta(days=13)):
        assert suspension.pauses(lune, at=clock.now()) == []


def test_days_that_are_over_are_no_holiday(client, lune):
    client.force_login(cast.owner_of(lune))
    said = {"start": "2026-11-01", "end": "2026-11-20"}

    page = client.post(reverse("seller-holiday"), said).content.decode()

    assert "Le 20 novembre 2026 est passé" in page
    lune.refresh_from_db()
    assert lune.holiday_until is None
