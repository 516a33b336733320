"""Nobody decides their own case: an operator who bought, or who has a shop, leaves it to somebody
else.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.template.backends.django import Template
from django.urls import reverse

from marketplace.console.registry import CONSOLES
from marketplace.shared import clock
from marketplace.shared.models import Fact, User
from orders.incidents import incidents
from orders.models import Incident, Order, Refund, WithdrawalDeclaration
from sellers.models import Member, Role
from tests import cast, doors, walkers

pytestmark = pytest.mark.django_db
NOON = cast.NOON


@pytest.fixture(autouse=True)
def _noon(texts):
    with clock.at(NOON):
        yield


def complained(
    lune, *, price_cents: int = 4000, quantity: int = 1, buyer: User | None = None
) -> Incident:
    """A complaint made a moment ago: the seller's delay runs."""
    part = cast.sold((cast.offer(lune, price_cents=price_cents), quantity), buyer=buyer)
    line = part.lines.get()
    return incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={line.pk: quantity}, by=buyer, at=NOON
    )


def refunded_by(client, row: Incident, **changes):
    """The decision to refund all pieces complained of, sent as its form."""
    pieces = {f"q{line.line_id}": line.quantity for line in row.lines.all()}
    return client.post(
        reverse("admin:orders_incident_rembourser", args=[row.pk]),
        {**pieces, "borne_by": "seller", "because": "Photos à l'appui", "shipping": "", **changes},
        follow=True,
    )


def test_every_section_says_whose_case_its_rows_are():
    silent = {
        model._meta.label_lower
        for model, house in site._registry.items()
        if not house.concerns and type(house).tie is doors.HOUSE_TIE
    }

    assert silent == doors.NOBODYS_CASE


def tied(side: str) -> tuple[doors.World, User]:
    """One row of everything, and an operator who bought it all or belongs to the shop."""
    world = doors.World()
    world.furnish()
    person = cast.operator()
    if side == "buyer":
        Order.objects.update(buyer=person)
        WithdrawalDeclaration.objects.create(
            key="k2",
            name="Odile",
            order_number="H2",
            email=person.email,
            declared_at=NOON,
            sha256="0" * 64,
        )
    else:
        Member.objects.create(seller=world.seller, user=person, role=Role.READER, joined_at=NOON)
    return world, person


@pytest.mark.parametrize("side", ["buyer", "team"])
def test_a_party_runs_no_verb_of_the_console(client, side, monkeypatch):
    """Every verb and every sent page about a row, by somebody who holds every right."""
    world, person = tied(side)
    cast.proven(client, person)
    client.get(reverse("admin:index"))
    monkeypatch.setattr(Template, "render", lambda page, context=None, request=None: "")
    tried = set()

    for name, view, pattern in walkers.console_addresses():
        section, page = walkers.console_rule(name, view)
        if getattr(view, "said", None) is None or "pk" not in pattern.converters:
            continue
        row = world.row(view.house.model)
        if not view.house.tie(person, row) or not view.house.may(
            type("R", (), {"user": person}), view.said, row
        ):
            continue
        with walkers.kept_clean() as written:
            answer = client.post(
                reverse(f"admin:{name}", kwargs=world.console_arguments(view, pattern))
            )
        assert (answer.status_code, written) == (302, []), name
        tried.add(f"{section}:{page}")

    wanted = {"orders.incident:rembourser", "orders.return:recevoir", "orders.sellerorder:annuler"}
    if side == "buyer":
        wanted |= {"orders.refund:reessayer", "orders.withdrawaldeclaration:rattacher"}
    else:
        wanted |= {
            "sellers.seller:admit",
            "sellers.seller:moderation",
            "sellers.identity:approve",
            "catalog.product:restore",
            "accounting.payout:drop",
            "accounting.payoutrun:approve",
            "catalog.review:hide",
        }
    assert wanted <= tried


@pytest.mark.parametrize("side", ["buyer", "team"])
def test_nothing_is_counted_for_whoever_is_a_party_to_it(side):
    """The rows that a party leaves to others are the same, asked one by one or all at once."""
    _world, person = tied(side)
    seen = set()

    for model, house in site._registry.items():
        rows = model._base_manager.all()
        one_by_one = {row.pk for row in rows if house.tie(person, row)}
        assert set(house.own(person, rows).values_list("pk", flat=True)) == one_by_one, model
        stranger = cast.operator()
        others = rows.exclude(pk=stranger.pk) if issubclass(model, User) else rows
        assert not house.own(stranger, others).exists(), model
        seen |= {model._meta.label} if one_by_one else set()
    waiting = {(q.page, q.query): q for console in CONSOLES for q in console.queues}
    asked = waiting["catalog_submission", "state__exact=queued"]

    assert asked.count_for(cast.operator(), NOON) == 1
    assert asked.count_for(person, NOON) == (1 if side == "buyer" else 0)
    assert {"orders.Order", "orders.Return", "orders.Refund", "orders.Dispute"} <= seen


def test_support_does_not_refund_what_it_bought_itself(client, lune):
    person = cast.operator("support")
    row = cast.heard(complained(lune, buyer=person))
    cast.proven(client, person)

    page = client.get(reverse("admin:orders_incident_change", args=[row.pk])).content.decode()
    answer = refunded_by(client, row)

    assert "Vous êtes partie à ce dossier" in page
    assert "Vous êtes partie à ce dossier" in answer.content.decode()
    assert not Refund.objects.exists()
    cast.proven(client, cast.operator("support"))
    refunded_by(client, row)
    assert Refund.objects.get().amount_cents == 4000


def test_a_guest_s_order_under_one_s_own_address_is_one_s_own(client, lune):
    person = cast.operator("support", email="Guest@example.test")
    row = cast.heard(complained(lune))
    cast.proven(client, person)

    refunded_by(client, row)

    assert not Refund.objects.exists()


def test_moderation_does_not_pass_the_sheets_of_its_own_shop(client):
    world = doors.World()
    world.furnish()
    person = cast.operator("moderation")
    Member.objects.create(seller=world.seller, user=person, role=Role.CATALOGUE, joined_at=NOON)
    submission = world.row(
        next(model for model in site._registry if model._meta.label_lower == "catalog.submission")
    )
    cast.proven(client, person)

    alone = client.post(
        reverse("admin:catalog_submission_change", args=[submission.pk]),
        {"decision": "approve"},
        follow=True,
    )
    many = client.post(
        reverse("admin:catalog_submission_approve_many"), {"ids": [submission.pk]}, follow=True
    )

    for answer in (alone, many):
        assert "Vous êtes partie à ce dossier" in answer.content.decode()
    submission.refresh_from_db()
    assert submission.decided_by is None


def test_roles_for_somebody_who_sells_here_come_with_a_warning(client, lune):
    owner = cast.owner_of(lune)
    cast.proven(client, cast.operator())
    url = reverse("admin:shared_user_roles", args=[owner.pk])

    page = client.get(url).content.decode()
    client.post(url, {"roles": ["sellers"], "because": "Renfort"})
    cast.proven(client, cast.operator())
    change = Fact.objects.get(name="marketplace.ChangeProposed").data["change_id"]
    decided = client.get(
        reverse("admin:shared_proposedchange_approve", args=[change])
    ).content.decode()
    shown = client.get(
        reverse("admin:shared_proposedchange_change", args=[change])
    ).content.decode()

    for told in (page, decided, shown):
        assert "de la boutique Atelier Lune" in told


def test_nothing_is_put_at_the_seller_s_charge_before_their_delay_is_over(client, lune):
    row = complained(lune)
    cast.proven(client, cast.operator("support"))

    answer = refunded_by(client, row)

    assert "attendez sa réponse" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, Refund.objects.count()) == ("waiting_seller", 0)
    # a question to the buyer does not take the seller's delay away
    incidents.ask(row, side="buyer", question="Une photo ?", by=cast.operator("support"), at=NOON)
    refunded_by(client, row)
    assert not Refund.objects.exists()
    # at the house's own charge it goes at once
    refunded_by(client, row, borne_by="operator")
    assert Refund.objects.get().borne_by == "operator"


@pytest.mark.parametrize("how", ["answered", "late"])
def test_once_the_seller_was_heard_or_let_time_go_by_support_decides(client, lune, how):
    row = complained(lune)
    later = NOON + timedelta(hours=49)
    if how == "answered":
        cast.heard(row)
    cast.proven(client, cast.operator("support"))

    with clock.at(NOON if how == "answered" else later):
        refunded_by(client, row)

    assert Refund.objects.get().borne_by == "seller"


@pytest.mark.parametrize("roles", [("support", "finance"), ()])
def test_who_holds_two_roles_is_still_one_person(client, lune, roles):
    row = cast.heard(complained(lune, price_cents=13_500, quantity=2))
    cast.proven(client, cast.operator(*roles))

    refunded_by(client, row)
    row.refresh_from_db()
    assert (row.state, Refund.objects.count()) == ("to_approve", 0)
    client.post(reverse("admin:orders_incident_approuver", args=[row.pk]))
    assert not Refund.objects.exists()

    cast.proven(client, cast.operator("finance"))
    client.post(reverse("admin:orders_incident_approuver", args=[row.pk]))
    assert Refund.objects.get().amount_cents >= 27_000


def test_the_console_never_hands_out_the_buyer_s_link(client, lune):
    order = cast.sold(cast.offer(lune)).order
    cast.proven(client, cast.operator())

    for name, row in (
        ("order", order),
        ("payment", order.payment),
        ("sellerorder", order.seller_orders.get()),
    ):
        url = reverse(f"admin:orders_{name}_change", args=[row.pk])
        page = client.get(url, follow=True).content.decode()
        assert order.number in page
        assert order.token not in page
        assert reverse("shop-order", args=[order.number]) not in page


def test_a_receipt_is_noted_with_its_proof(client, lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))
    cast.proven(client, cast.operator("support"))
    url = reverse("admin:orders_shipment_livrer", args=[parcel.pk])

    client.post(url)
    parcel.refresh_from_db()
    assert parcel.state == "shipped"
    client.post(url, {"because": "Signature sur la page du transporteur"})

    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert (
        Fact.objects.get(name="orders.ParcelDelivered").because
        == "Signature sur la page du transporteur"
    )
