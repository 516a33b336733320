"""The letters of a complaint: each move is told to the side that it concerns, with what comes
next.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from marketplace.shared import policy
from marketplace.shared.mail import Email
from orders import carriers, contested, moneyback
from orders.models import Incident, IncidentWord, Refund, Shipment

Side = IncidentWord.Side


def opened(row: Incident, *, until: datetime | None) -> list[Email]:
    """The seller must answer; the buyer reads what comes next; the operator knows.

    `until`: the end of the seller's time, None when they are not waited for any more.
    """
    letters = [
        _to_seller(row, "incident_opened_seller", "opened", until=until),
        _to_buyer(row, "incident_opened", "opened", until=until),
    ]
    house = policy.entity().email
    if house:
        page = f"{settings.BASE_URL}{reverse('admin:orders_incident_change', args=[row.pk])}"
        letters.append(
            Email(
                to=house,
                template="orders/incident_opened_operator",
                values={**_about(row), "page_url": page, "until": until},
                key=f"incident-{row.number}-opened-operator",
            )
        )
    return letters


def said(row: Incident, word_id: int) -> Email:
    """What a side added, for the other one."""
    word = row.words.get(pk=word_id)
    write = _to_buyer if word.side == Side.SELLER else _to_seller
    return write(row, "incident_said", f"said-{word.pk}", word=word)


def asked(row: Incident, word: IncidentWord, *, until: datetime | None) -> Email:
    """The operator's question, for whom it is put to; `until`: the end of their time, None once it
    went by.
    """
    write = _to_buyer if word.asks == Side.BUYER else _to_seller
    return write(row, "incident_asked", f"asked-{word.pk}", word=word, until=until)


def unanswered(row: Incident, side: str) -> Email:
    """Nobody answered: the operator decides with what there is."""
    return _to_buyer(
        row, "incident_unanswered", f"unanswered-{side}-{row.words.count()}", side=side
    )


def decided(row: Incident) -> list[Email]:
    """The decision and its reasons, the same words to both sides."""
    values = {
        "mediator": policy.entity().mediator,
        "refund": row.refunds.order_by("pk").first(),
        "given": moneyback.of(row.refunds.all()),
        "contested": contested.warning(row.seller_order) is not None,
    }
    return [
        _to_buyer(row, "incident_decided", "decided", **values),
        _to_seller(row, "incident_decided_seller", "decided", **values),
    ]


def settled(row: Incident, refund: Refund) -> list[Email]:
    """All of it was refunded another way: which, and that nobody has anything left to do."""
    return [
        _to_buyer(row, "incident_settled", "settled", refund=refund),
        _to_seller(row, "incident_settled_seller", "settled", refund=refund),
    ]


def contradicted(row: Incident) -> list[Email]:
    """A parcel that was refunded as missing came after all: seller and operator can agree with the
    buyer.
    """
    letters = [_to_seller(row, "incident_contradicted", "contradicted")]
    house = policy.entity().email
    if house:
        page = f"{settings.BASE_URL}{reverse('admin:orders_incident_change', args=[row.pk])}"
        letters.append(
            Email(
                to=house,
                template="orders/incident_contradicted",
                values={**_about(row), "page_url": page},
                key=f"incident-{row.number}-contradicted-operator",
            )
        )
    return letters


def withdrawn(row: Incident) -> list[Email]:
    """The buyer asks nothing more."""
    step = "withdrawn"
    return [
        _to_seller(row, "incident_withdrawn_seller", step),
        _to_buyer(row, "incident_withdrawn", step),
    ]


def lost(parcel: Shipment) -> list[Email]:
    """A parcel will not arrive: the decision that says so has its own letter, an open complaint
    waits for it.
    """
    part = parcel.seller_order
    about = {
        "part": part,
        "order": part.order,
        "parcel": parcel,
        "carrier": carriers.name_of(parcel.carrier),
        "is_open": parcel.incidents.open().exists(),
    }
    key = f"lost-{part.number}-{parcel.number}"
    order_url = (
        f"{settings.BASE_URL}{reverse('shop-order', args=[part.order.number])}?t={part.order.token}"
    )
    desk_url = f"{settings.BASE_URL}{reverse('seller-order', args=[part.number])}"
    return [
        Email(
            to=part.order.email,
            template="orders/parcel_lost",
            values={**about, "page_url": order_url},
            language=part.order.language,
            key=key,
        ),
        Email(
            to=part.seller.email,
            template="orders/parcel_lost",
            values={**about, "page_url": desk_url},
            language=_seller_language(part),
            key=f"{key}-seller",
        ),
    ]


def page_of(row: Incident) -> str:
    """The buyer's page of a complaint, that opens for a guest too."""
    order = row.seller_order.order
    path = reverse("shop-incident", args=[order.number, row.number])
    return f"{settings.BASE_URL}{path}?t={order.token}"


def _to_buyer(row: Incident, what: str, step: str, **values) -> Email:
    order = row.seller_order.order
    return Email(
        to=order.email,
        template=f"orders/{what}",
        values={**_about(row), "page_url": page_of(row), **values},
        language=order.language,
        key=f"incident-{row.number}-{step}",
    )


def _to_seller(row: Incident, what: str, step: str, **values) -> Email:
    part = row.seller_order
    link = f"{settings.BASE_URL}{reverse('seller-incident', args=[row.number])}"
    return Email(
        to=part.seller.email,
        template=f"orders/{what}",
        values={**_about(row), "page_url": link, **values},
        language=_seller_language(part),
        key=f"incident-{row.number}-{step}-seller",
    )


def _about(row: Incident) -> dict:
    part = row.seller_order
    first = row.words.filter(side=Side.BUYER).order_by("pk").first()
    return {
        "incident": row,
        "part": part,
        "order": part.order,
        "seller": part.seller_snapshot,
        "lines": row.lines.all(),
        "claim": first,
    }


def _seller_language(part) -> str:
    owner = part.seller.members.filter(role="owner").select_related("user").order_by("pk").first()
    return owner.user.language if owner else "fr"
