"""What the pages of a complaint show: words, photos, parcels, money, and what comes next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.shared.templatetags.ui import money, percent, when
from orders import carriers
from orders.incidents.pieces import still_claimed
from orders.models import (
    Arrangement,
    Incident,
    IncidentLine,
    IncidentPhoto,
    IncidentWord,
    Refund,
    Return,
    SellerOrder,
    Shipment,
)
from orders.money import left, stakes
from orders.states import INCIDENT_OPEN, IncidentState, SellerOrderState
from sellers.models import Seller

N, Side = IncidentState, IncidentWord.Side
DESK_VIEWS = {
    "answer": (gettext_lazy("À répondre"), (N.WAITING_SELLER,)),
    "open": (gettext_lazy("En cours"), (N.WAITING_BUYER, N.TO_DECIDE, N.TO_APPROVE)),
    "over": (gettext_lazy("Closes"), (N.DECIDED, N.WITHDRAWN)),
}

HOWS = {
    "buyer": gettext_lazy("dit par l'acheteur"),
    "carrier": gettext_lazy("dit par le transporteur"),
    "operator": gettext_lazy("constaté par le service client"),
    "presumed": gettext_lazy("présumé, sans preuve"),
}


@dataclass(frozen=True)
class History:
    """How often somebody bought or sold, complained or was complained of."""

    orders: int
    incidents: int
    granted: int
    returns: int

    @property
    def claimed(self) -> str:
        """The share of the orders that were complained of."""
        return percent(self.incidents * 10_000 // self.orders) if self.orders else ""

    @property
    def lost(self) -> str:
        """The share of the complaints that gave money back."""
        return percent(self.granted * 10_000 // self.incidents) if self.incidents else ""


def rows() -> QuerySet[Incident]:
    """Complaints, with what a list shows of each, in a fixed number of queries."""
    return Incident.objects.select_related(
        "seller_order__order", "seller_order__seller"
    ).prefetch_related(
        Prefetch("lines", IncidentLine.objects.select_related("line").order_by("line_id"))
    )


def whole() -> QuerySet[Incident]:
    """Complaints with all that their page shows."""
    words = (
        IncidentWord.objects.select_related("by")
        .order_by("pk")
        .prefetch_related(Prefetch("photos", IncidentPhoto.objects.order_by("pk")))
    )
    return (
        rows()
        .select_related("shipment", "origin", "proposed_by", "decided_by", "resumes", "resumed_by")
        .prefetch_related(
            Prefetch("words", words),
            Prefetch("refunds", Refund.objects.order_by("pk")),
            Prefetch("arrangements", Arrangement.objects.select_related("word").order_by("pk")),
        )
    )


def with_money() -> QuerySet[Incident]:
    """The same, with what the operator's verbs ask of the money."""
    return (
        whole()
        .select_related("seller_order__order__payment")
        .prefetch_related("seller_order__order__payment__disputes", "seller_order__lines")
    )


def one(**which) -> Incident | None:
    """A complaint with all that its page shows."""
    return whole().filter(**which).first()


def photo(incident: Incident, pk: int) -> IncidentPhoto | None:
    """A photo of this complaint and of no other; None when it belongs elsewhere."""
    return IncidentPhoto.objects.filter(word__incident=incident, pk=pk).first()


def of_seller(seller: Seller, view: str) -> QuerySet[Incident]:
    """The complaints of a seller's queue, the most urgent first."""
    order = ("answer_by", "pk") if view == "answer" else ("-pk",)
    return (
        rows().filter(seller_order__seller=seller, state__in=DESK_VIEWS[view][1]).order_by(*order)
    )


def counts(seller: Seller) -> dict[str, int]:
    """How many complaints each queue of a seller holds."""
    by_state = dict(
        Incident.objects.filter(seller_order__seller=seller)
        .values_list("state")
        .annotate(Count("pk"))
    )
    return {
        key: sum(by_state.get(state, 0) for state in states)
        for key, (_name, states) in DESK_VIEWS.items()
    }


def next_for_buyer(incident: Incident) -> str:
    """What happens next and until when, said to the buyer."""
    if incident.state == N.WAITING_BUYER:
        return _("Répondez avant le {until} ; le service client tranche ensuite.").format(
            until=when(incident.answer_by)
        )
    if incident.state == N.WITHDRAWN:
        return _("Vous avez clos cette réclamation.")
    if incident.outcome == Incident.Outcome.SETTLED:
        return _("Tout ce que vous réclamiez est remboursé : votre réclamation est close.")
    if incident.outcome == Incident.Outcome.REJECTED:
        return _("Le service client n'a pas retenu votre réclamation.")
    if incident.outcome == Incident.Outcome.GOODWILL:
        return _("Le service client vous a accordé un geste commercial.")
    return next_step(incident)


def next_step(incident: Incident) -> str:
    """What happens next and until when, said to the seller and to the operator's team."""
    until = when(incident.answer_by)
    if incident.state == N.WAITING_SELLER:
        return _("Le vendeur répond avant le {until}, puis le service client tranche.").format(
            until=until
        )
    if incident.state == N.WAITING_BUYER:
        return _("L'acheteur répond avant le {until}, puis le service client tranche.").format(
            until=until
        )
    if incident.state == N.TO_APPROVE:
        return _(
            "Le service client propose une décision ; une seconde personne la relit avant qu'elle"
            " soit rendue."
        )
    if incident.state == N.TO_DECIDE:
        return _("Le service client lit le dossier et tranche, par écrit et avec ses motifs.")
    if incident.state == N.WITHDRAWN:
        return _("L'acheteur a clos la réclamation.")
    return {
        Incident.Outcome.REJECTED: _("Le service client n'a pas retenu la réclamation."),
        Incident.Outcome.RETURN: _("Le vendeur doit reprendre les articles."),
        Incident.Outcome.SETTLED: _(
            "Tout ce qui était réclamé est remboursé : la réclamation est close."
        ),
        Incident.Outcome.GOODWILL: _("Le service client a accordé un geste commercial."),
    }.get(Incident.Outcome(incident.outcome), _("La réclamation a donné lieu à un remboursement."))


@dataclass(frozen=True)
class Offered:
    """An offer as one side reads it: whose, of what, and whether they answer it."""

    row: Arrangement
    title: str
    lines: list[tuple[str, str]]
    mine: bool
    is_mine_to_answer: bool


def offered(incident: Incident, side: str, at: datetime) -> list[Offered]:
    """The offers of a complaint read by `whole`, as a side, or the operator, reads them."""
    names = {
        claim.line_id: str(claim.line.whole_told if side == Side.BUYER else claim.line.title)
        for claim in incident.lines.all()
    }
    return [
        Offered(
            row=row,
            title=_what(row, side),
            lines=_of_award(row, names),
            mine=row.side == side,
            is_mine_to_answer=row.waits
            and row.to == side
            and incident.is_open
            and at <= row.answer_by,
        )
        for row in incident.arrangements.all()
    ]


def _what(row: Arrangement, side: str) -> str:
    titles = {
        (True, False): _("Vous proposez un remboursement de {amount}"),
        (True, True): _("Vous proposez le retour des articles, contre {amount}"),
    }
    if row.side == Side.SELLER:
        titles |= {
            (False, False): _("Le vendeur propose un remboursement de {amount}"),
            (False, True): _("Le vendeur propose le retour des articles, contre {amount}"),
        }
    else:
        titles |= {
            (False, False): _("L'acheteur propose un remboursement de {amount}"),
            (False, True): _("L'acheteur propose le retour des articles, contre {amount}"),
        }
    return titles[row.side == side, row.is_return].format(amount=money(row.cents))


def _of_award(row: Arrangement, names: dict[int, str]) -> list[tuple[str, str]]:
    """What would go back, line by line: its words and its sum."""
    if row.is_return:  # its sum is the price of all of them
        return [(f"{count} × {names[pk]}", "") for pk, count in row.award["lines"]]
    units = {claim.line_id: claim.line.unit_cents for claim in row.incident.lines.all()}
    said = [
        (f"{count} × {names[pk]}", money(units[pk] * count)) for pk, count in row.award["lines"]
    ]
    said += [(names[pk], money(cents)) for pk, cents in row.award["amounts"]]
    if row.award["shipping_cents"]:
        said.append((_("Livraison"), money(row.award["shipping_cents"])))
    return said


def story(incident: Incident) -> list[dict]:
    """What became of the part that is complained of, from its order on, as its buyer reads it."""
    part = incident.seller_order
    told = [
        (_("Commande passée"), part.order.placed_at),
        (_("Paiement reçu"), part.paid_at),
        (_("Acceptée par le vendeur"), part.accepted_at),
    ]
    for parcel in part.shipments.order_by("pk"):
        told += [
            (_("Colis {number} expédié").format(number=parcel.number), parcel.shipped_at),
            (_("Colis {number} livré").format(number=parcel.number), parcel.delivered_at),
        ]
    told += [
        (_("Réclamation ouverte"), incident.opened_at),
        (_("Réclamation close"), incident.closed_at),
    ]
    dated = [{"title": title, "at": at, "state": "done"} for title, at in told if at]
    return sorted(dated, key=lambda fact: fact["at"])


def lines_left(incident: Incident) -> list[left.Left]:
    """Each line of the part: the pieces complained of, and what of it may still go back."""
    claimed = {claim.line_id: claim.quantity for claim in incident.lines.all()}
    return left.of_lines(
        incident.seller_order,
        still_claimed(incident) if incident.is_open else claimed,
        but=incident.origin_id,
        missed=incident.kind == Incident.Kind.NOT_RECEIVED,
    )


def left_cents(incident: Incident) -> int:
    """How much of the part may still go back: of its articles and of its delivery.

    What an open return holds goes back by its receipt.
    """
    part, missed = incident.seller_order, incident.kind == Incident.Kind.NOT_RECEIVED
    held: Counter[int] = Counter()
    for back in part.returns.all():  # read from memory where the page fetched them at once
        if back.pk != incident.origin_id and left.holds(back, missed=missed):
            held.update({row.line_id: row.quantity for row in back.lines.all()})
    goods = sum(
        max(0, line.total_cents - line.refunded_cents - line.unit_cents * held[line.pk])
        for line in part.lines.all()
    )
    return min(stakes.of_giving(part), goods + left.of_shipping(part))


def goods_left_cents(incident: Incident) -> int:
    """How much of the articles alone may still go back."""
    lines = incident.seller_order.lines.all()
    goods = sum(line.total_cents - line.refunded_cents for line in lines)
    return min(goods, stakes.of_giving(incident.seller_order))


def anything_left(incident: Incident) -> bool:
    """Whether some money of the part may still go back: for articles, or for delivery."""
    return left_cents(incident) > 0


def may_give(incident: Incident) -> bool:
    """Whether some money of the articles may still go back."""
    return goods_left_cents(incident) > 0


def parcels(part: SellerOrder) -> list[dict]:
    """The parcels of the part, with where each is followed."""
    shipments = (
        Shipment.objects.filter(seller_order=part)
        .order_by("number")
        .prefetch_related("lines__line")
    )
    return [
        {
            "row": shipment,
            "carrier": carriers.name_of(shipment.carrier),
            "url": carriers.page_of(shipment.carrier, shipment.tracking),
            "how": HOWS.get(
                "presumed"
                if shipment.presumed_at and not shipment.delivered_how
                else shipment.delivered_how,
                "",
            ),
        }
        for shipment in shipments
    ]


def returns_of(part: SellerOrder) -> QuerySet[Return]:
    """The returns of the part."""
    return part.returns.order_by("pk").prefetch_related("lines__line")


def histories(incident: Incident) -> tuple[History, History]:
    """What is known of the buyer and of the seller, in one statement.

    The buyer is known by the address of the order: a guest has one too.
    """
    part = incident.seller_order
    sides = {
        "buyer": Q(order__email__iexact=part.order.email),
        "seller": Q(seller=part.seller_id),
    }
    counts = {
        f"{side}_{name}": _number(found)
        for side, whose in sides.items()
        for name, found in _past(whose).items()
    }
    said = Incident.objects.filter(pk=incident.pk).annotate(**counts).values(*counts).get()
    buyer, seller = (
        History(**{name: said[f"{side}_{name}"] or 0 for name in _past(whose)})
        for side, whose in sides.items()
    )
    return buyer, seller


def _past(whose: Q) -> dict[str, QuerySet]:
    paid = SellerOrder.objects.filter(whose, paid_at__isnull=False).exclude(
        state=SellerOrderState.AWAITING_PAYMENT
    )
    incidents = Incident.objects.filter(seller_order__in=paid.values("pk"))
    return {
        "orders": paid,
        "returns": Return.objects.filter(seller_order__in=paid.values("pk")),
        "incidents": incidents,
        "granted": incidents.filter(awarded_cents__gt=0),
    }


def _number(found: QuerySet) -> Subquery:
    """How many there are, as a column."""
    return Subquery(found.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n"))


def is_late(incident: Incident, at: datetime) -> bool:
    """Whether the side whose turn it is missed its deadline."""
    return (
        incident.state in INCIDENT_OPEN
        and incident.answer_by is not None
        and incident.answer_by < at
    )
