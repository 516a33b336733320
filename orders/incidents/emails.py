"""The letters of a complaint: the side concerned by a move reads it, with what comes next."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from marketplace.shared import appeals, mail, policy
from marketplace.shared.mail import Email
from orders import carriers, contested, moneyback
from orders.incidents import arrangements
from orders.models import Arrangement, Incident, IncidentWord, Refund, Shipment

Side = IncidentWord.Side


def opened(incident: Incident, *, until: datetime | None) -> list[Email]:
    """The seller must answer; the buyer reads what comes next; the operator knows.

    `until`: the end of the seller's time, None when they are not waited for any more.
    """
    letters = [
        _to_seller(incident, "incident_opened_seller", "opened", until=until),
        _to_buyer(incident, "incident_opened", "opened", until=until),
    ]
    house = policy.entity().email
    if house:
        page = f"{settings.BASE_URL}{reverse('admin:orders_incident_change', args=[incident.pk])}"
        letters.append(
            Email(
                to=house,
                template="orders/incident_opened_operator",
                values={**_about(incident), "page_url": page, "until": until},
                key=f"incident-{incident.number}-opened-operator",
            )
        )
    return letters


def said(incident: Incident, word_id: int) -> Email:
    """What a side added, for the other one."""
    word = incident.words.get(pk=word_id)
    write = _to_buyer if word.side == Side.SELLER else _to_seller
    return write(incident, "incident_said", f"said-{word.pk}", word=word)


def asked(incident: Incident, word: IncidentWord, *, until: datetime | None) -> Email:
    """The operator's question to one side; `until`: the end of their time, None once it is over."""
    write = _to_buyer if word.asks == Side.BUYER else _to_seller
    return write(incident, "incident_asked", f"asked-{word.pk}", word=word, until=until)


def unanswered(incident: Incident, side: str) -> Email:
    """Nobody answered: the operator decides with what there is."""
    return _to_buyer(
        incident, "incident_unanswered", f"unanswered-{side}-{incident.words.count()}", side=side
    )


def _mediator(incident: Incident) -> str:
    """Whom a consumer may go to; a company has no consumer mediator."""
    part = incident.seller_order
    return "" if part.order.business else part.seller.competent_mediator


def decided(incident: Incident) -> list[Email]:
    """The decision and its reasons, the same words to both sides."""
    values = {
        "mediator": _mediator(incident),
        "refund": incident.refunds.order_by("pk").first(),
        "given": moneyback.of(incident.refunds.all()),
        "contested": contested.warning(incident.seller_order) is not None,
        "agreed": arrangements.accepted(incident),
        "contest_url": appeals.link("orders.IncidentDecided", incident)
        if incident.outcome == Incident.Outcome.REJECTED
        else "",
    }
    to_seller = _to_seller(incident, "incident_decided_seller", "decided", **values)
    if values["agreed"] and incident.outcome == Incident.Outcome.RETURN:
        return [to_seller]  # the buyer reads where to send the goods, by the letter of the return
    return [_to_buyer(incident, "incident_decided", "decided", **values), to_seller]


def arrangement_proposed(incident: Incident, row: Arrangement) -> Email:
    """What a side offers, until when the other one answers, and what an answer does."""
    write = _to_buyer if row.to == Side.BUYER else _to_seller
    return write(incident, "arrangement_proposed", f"offered-{row.pk}", row=row)


def arrangement_refused(incident: Incident, row: Arrangement, *, is_last: bool) -> list[Email]:
    """To its author, that it was refused; after the last one, to both, that we decide."""
    step, values = f"offer-refused-{row.pk}", {"row": row, "is_last": is_last}
    writes = {Side.BUYER: _to_buyer, Side.SELLER: _to_seller}
    readers = [row.side, row.to] if is_last else [row.side]
    return [
        writes[Side(side)](incident, "arrangement_refused", step, reader=side, **values)
        for side in readers
    ]


def arrangement_lapsed(incident: Incident, row: Arrangement) -> list[Email]:
    """An offer does not hold any more: why, and that the operator goes on."""
    step = f"offer-lapsed-{row.pk}"
    return [
        write(incident, "arrangement_lapsed", step, row=row, reader=side)
        for side, write in ((Side.BUYER, _to_buyer), (Side.SELLER, _to_seller))
    ]


def settled(incident: Incident, refund: Refund) -> list[Email]:
    """All of it was refunded another way: which, and that nobody has anything left to do."""
    return [
        _to_buyer(incident, "incident_settled", "settled", refund=refund),
        _to_seller(incident, "incident_settled_seller", "settled", refund=refund),
    ]


def contradicted(incident: Incident) -> list[Email]:
    """A parcel refunded as missing came after all: seller and operator can ask the buyer."""
    letters = [_to_seller(incident, "incident_contradicted", "contradicted")]
    house = policy.entity().email
    if house:
        page = f"{settings.BASE_URL}{reverse('admin:orders_incident_change', args=[incident.pk])}"
        letters.append(
            Email(
                to=house,
                template="orders/incident_contradicted",
                values={**_about(incident), "page_url": page},
                key=f"incident-{incident.number}-contradicted-operator",
            )
        )
    return letters


def withdrawn(incident: Incident) -> list[Email]:
    """The buyer asks nothing more."""
    step = "withdrawn"
    return [
        _to_seller(incident, "incident_withdrawn_seller", step),
        _to_buyer(incident, "incident_withdrawn", step),
    ]


def lost(parcel: Shipment) -> list[Email]:
    """A parcel will not arrive: what that means for the order, with or without a complaint."""
    part = parcel.seller_order
    about = {
        "part": part,
        "order": part.order,
        "parcel": parcel,
        "carrier": mail.spoken(carriers.name_of, parcel.carrier),
        "is_open": parcel.incidents.open().exists(),
        # a carrier may say that it lost a parcel of which nobody complained
        "is_claimed": parcel.incidents.exists(),
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
            values={**about, "page_url": order_url, "reader": "buyer"},
            language=part.order.language,
            key=key,
        ),
        Email(
            to=part.seller.email,
            template="orders/parcel_lost",
            values={**about, "page_url": desk_url, "reader": "seller"},
            language=_seller_language(part),
            key=f"{key}-seller",
        ),
    ]


def page_of(incident: Incident) -> str:
    """The buyer's page of a complaint, that opens for a guest too."""
    order = incident.seller_order.order
    path = reverse("shop-incident", args=[order.number, incident.number])
    return f"{settings.BASE_URL}{path}?t={order.token}"


def _to_buyer(incident: Incident, what: str, step: str, **values) -> Email:
    order = incident.seller_order.order
    return Email(
        to=order.email,
        template=f"orders/{what}",
        values={**_about(incident), "page_url": page_of(incident), **values},
        language=order.language,
        key=f"incident-{incident.number}-{step}",
    )


def _to_seller(incident: Incident, what: str, step: str, **values) -> Email:
    part = incident.seller_order
    link = f"{settings.BASE_URL}{reverse('seller-incident', args=[incident.number])}"
    return Email(
        to=part.seller.email,
        template=f"orders/{what}",
        values={**_about(incident), "page_url": link, **values},
        language=_seller_language(part),
        key=f"incident-{incident.number}-{step}-seller",
    )


def _about(incident: Incident) -> dict:
    part = incident.seller_order
    first = incident.words.filter(side=Side.BUYER).order_by("pk").first()
    return {
        "incident": incident,
        "part": part,
        "order": part.order,
        "seller": part.seller_snapshot,
        "lines": incident.lines.all(),
        "claim": first,
    }


def _seller_language(part) -> str:
    owner = part.seller.members.filter(role="owner").select_related("user").order_by("pk").first()
    return owner.user.language if owner else "fr"
