"""What must always be true of orders, payments and refunds; proven by `manage.py verify`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from catalog.models import StockMove
from marketplace.shared import chain, proofs, sums, witness
from marketplace.shared.chain import Link
from marketplace.shared.models import Fact, SandboxMove, SandboxPayment
from marketplace.shared.proofs import Since
from marketplace.shared.templatetags.ui import money
from orders.models import (
    Arrangement,
    Dispute,
    Incident,
    Order,
    OrderLine,
    Payment,
    QualityReport,
    Refund,
    RefundLine,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.money import refunds
from orders.quality import counting
from orders.quality.quarters import Quarter
from orders.states import (
    INCIDENT_OPEN,
    ArrangementState,
    DisputeState,
    IncidentState,
    PaymentState,
    QualityState,
    RefundState,
    SellerOrderState,
    ShipmentState,
)

WAITING, CANCELLED = SellerOrderState.AWAITING_PAYMENT, SellerOrderState.CANCELLED
DROPPED, DROPPED_LINE = Q(state=RefundState.DROPPED), Q(refund__state=RefundState.DROPPED)


def violations() -> Iterator[str]:
    """A sentence for everything in orders that is not as it must be."""
    for check in (*GROWING, *CHECKS):
        yield from check()


def _totals() -> Iterator[str]:
    """Parts add up to the whole: lines to a seller's part, parts to the order."""
    for column, name in (("total_cents", "cents"), ("goods_cents", "cents of goods")):
        for order, said, made in sums.apart(
            Order,
            (Order.objects.all(), "pk", column),
            made=(SellerOrder.objects.all(), "order_id", column),
        ):
            yield f"order {order.number}: {said} {name}, its parts make {made}"
    for part, said, made in sums.apart(
        SellerOrder,
        (SellerOrder.objects.all(), "pk", "goods_cents"),
        made=(OrderLine.objects.all(), "seller_order_id", "total_cents"),
    ):
        yield f"part {part.number}: {said} cents of goods, its lines make {made}"


def _payments() -> Iterator[str]:
    """Each order has one payment, of exactly its total."""
    for order in Order.objects.filter(payment=None):
        yield f"order {order.number} has no payment"
    same = Q(amount_cents=F("order__total_cents"), currency=F("order__currency"))
    for payment in Payment.objects.exclude(same):
        yield f"payment {payment.uid}: {payment.amount_cents} cents are not its order's"
    for payment in Payment.objects.filter(state=PaymentState.PAID).filter(
        Q(paid_at=None) | Q(ref=None)
    ):
        yield f"payment {payment.uid} is paid without a day or a reference"


def _settled_once() -> Iterator[str]:
    """A payment is announced once."""
    twice = (
        Fact.objects.filter(name__in=("orders.OrderPaid", "orders.PaidTooLate"))
        .values("subject")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for row in twice:
        yield f"{row['subject']} was settled {row['n']} times"


def _paid_parts() -> Iterator[str]:
    """Paid in time, every part goes on; paid too late, every part stays given up, refunded."""
    paid = SellerOrder.objects.filter(order__payment__state=PaymentState.PAID)
    late = Q(order__payment__refunds__cause=Refund.Cause.LATE_PAYMENT)
    for part in paid.exclude(late).filter(Q(state=WAITING) | Q(paid_at=None)):
        yield f"part {part.number} waits though its order is paid"
    for part in paid.filter(late).exclude(state=CANCELLED):
        yield f"part {part.number} is {part.state} though its payment came too late"
    short = Payment.objects.filter(refunds__cause=Refund.Cause.LATE_PAYMENT)
    # what the bank gave back, we did not refund
    by_bank = Refund.objects.filter(payment=OuterRef("pk"), state=RefundState.DROPPED)
    for payment in short.exclude(refunded_cents=F("amount_cents")).exclude(Exists(by_bank)):
        yield f"payment {payment.uid} came too late and is not wholly given back"


def _unpaid_parts() -> Iterator[str]:
    """No seller works on an unpaid part; an order that is given up is given up whole."""
    unpaid = SellerOrder.objects.exclude(order__payment__state=PaymentState.PAID)
    for part in unpaid.exclude(state__in=(WAITING, CANCELLED)):
        yield f"part {part.number} is {part.state} though its order is not paid"
    given_up = SellerOrder.objects.filter(order__payment__state=PaymentState.CANCELLED)
    for part in given_up.exclude(state=CANCELLED):
        yield f"part {part.number} is {part.state} though its order was given up"
    lines = OrderLine.objects.filter(seller_order__order__payment__state=PaymentState.CANCELLED)
    for line in lines.exclude(cancelled=F("quantity")):
        yield f"line {line.pk} is not wholly cancelled though its order was given up"


def _refund_sums() -> Iterator[str]:
    """What is said to be refunded is the sum of the refunds, on all three levels."""
    refunded, lines = Refund.objects.exclude(DROPPED), RefundLine.objects.exclude(DROPPED_LINE)
    of_parts = refunded.filter(seller_order__isnull=False)
    levels: tuple[tuple[type[Model], str, sums.Amounts], ...] = (
        (Payment, "payment", (refunded, "payment_id", "amount_cents")),
        (SellerOrder, "part", (of_parts, "seller_order_id", "amount_cents")),
        (OrderLine, "line", (lines, "line_id", "amount_cents")),
    )
    for model, name, made in levels:
        own = (model._default_manager.all(), "pk", "refunded_cents")
        for row, said, back in sums.apart(model, own, made=made):
            yield f"{name} {row}: {said} cents said refunded, refunds make {back}"
    for part, said, back in sums.apart(
        SellerOrder,
        (SellerOrder.objects.all(), "pk", "shipping_refunded_cents"),
        made=(of_parts, "seller_order_id", "shipping_cents"),
    ):
        yield f"part {part.number}: delivery refunds make {back}, not {said}"


def _refund_parts() -> Iterator[str]:
    """A refund is its lines and its delivery; no piece goes back twice."""
    own = Refund.objects.exclude(seller_order=None)
    whole = own.annotate(lines_cents=_sum(RefundLine, "refund", "amount_cents"))
    adds_up = Q(goods_cents=F("lines_cents"), amount_cents=F("goods_cents") + F("shipping_cents"))
    for uid, cents in whole.exclude(adds_up).values_list("uid", "amount_cents"):
        yield f"refund {uid}: {cents} cents are not its lines and delivery"
    pieces = RefundLine.objects.exclude(DROPPED_LINE).order_by().values("line", "line__quantity")
    more = pieces.annotate(back=Sum("quantity")).filter(back__gt=F("line__quantity"))
    for line, quantity, back in more.values_list("line", "line__quantity", "back"):
        yield f"line {line}: {back} pieces refunded of {quantity}"
    for refund in Refund.objects.filter(state=RefundState.PAID).filter(Q(paid_at=None) | Q(ref="")):
        yield f"refund {refund.uid} is paid without a day or a reference"


def _incidents() -> Iterator[str]:
    """A complaint gives back what its decision said, borne by whom it said; an open one nothing."""
    incidents = Incident.objects.annotate(back=_sum(Refund, "incident", "amount_cents"))
    for incident in incidents.exclude(awarded_cents=F("back")):
        yield (
            f"complaint {incident.number}: {incident.awarded_cents} cents decided, its refunds make"
            f" {incident.back}"
        )
    paying = (Incident.Outcome.REFUNDED, Incident.Outcome.GOODWILL)
    gave = Incident.objects.filter(awarded_cents__gt=0)
    for number in gave.exclude(state=IncidentState.DECIDED, outcome__in=paying).values_list(
        "number", flat=True
    ):
        yield f"complaint {number} gave money without a decision to give it"
    causes = (Refund.Cause.INCIDENT, Refund.Cause.GOODWILL)
    # what was granted without a complaint is held to its own fact, below
    of_complaint = Q(incident__isnull=False) | Q(cause=Refund.Cause.INCIDENT)
    no_grant = Q(borne_by=Refund.Bearer.OPERATOR) & ~Q(cause=Refund.Cause.GOODWILL)
    ours = Refund.objects.filter(of_complaint | no_grant)
    by_seller = Q(borne_by=Refund.Bearer.SELLER, incident__borne_by=Incident.Bearer.SELLER)
    by_house = Q(borne_by=Refund.Bearer.OPERATOR) & Q(
        incident__borne_by__in=(Incident.Bearer.OPERATOR, Incident.Bearer.CARRIER)
    )
    same_part = Q(seller_order=F("incident__seller_order"), cause__in=causes)
    for uid in ours.exclude(same_part & (by_seller | by_house)).values_list("uid", flat=True):
        yield f"refund {uid} is not what its complaint decided"
    kept = Arrangement.objects.filter(state=ArrangementState.ACCEPTED)
    paid = Q(kind=Arrangement.Kind.REFUND, incident__outcome=Incident.Outcome.REFUNDED) & Q(
        cents=F("incident__awarded_cents")
    )
    taken_back = Q(kind=Arrangement.Kind.RETURN, incident__outcome=Incident.Outcome.RETURN)
    for number in kept.exclude(paid | taken_back).values_list("incident__number", flat=True):
        yield f"complaint {number} did not end as its arrangement says"
    idle = Arrangement.objects.filter(state=ArrangementState.PROPOSED)
    for number in idle.exclude(incident__state__in=INCIDENT_OPEN).values_list(
        "incident__number", flat=True
    ):
        yield f"complaint {number} is closed and an arrangement still waits"
    for number in Incident.objects.open().exclude(closed_at=None).values_list("number", flat=True):
        yield f"complaint {number} is open and closed"


def _grants() -> Iterator[str]:
    """What goes back without a complaint was granted by somebody: so much, borne by whom it says.

    Facts of before the bearer was written in them say nothing of it.
    """
    granted = witness.last("orders.RefundGranted")
    given = Refund.objects.filter(cause=Refund.Cause.GOODWILL, incident=None).order_by("pk")
    for refund in given.iterator(chunk_size=2000):
        fact = granted.pop(refund.pk, None)
        if fact is None:
            yield f"refund {refund.uid} was given without a complaint, and nobody granted it"
            continue
        said = fact.data["amount_cents"], fact.data.get("borne_by") or refund.borne_by
        if said != (refund.amount_cents, refund.borne_by):
            yield f"refund {refund.uid} is not what was granted without a complaint"
    for pk in sorted(granted):
        yield f"refund n° {pk} was granted without a complaint, and is no such refund any more"


def _stock_kept() -> Iterator[str]:
    """Each order took its pieces off the shelf, exactly once."""
    sold = StockMove.objects.filter(reason=StockMove.Reason.SOLD, ref__gt="")
    for order, pieces, taken in sums.apart(
        Order,
        (Order.objects.all(), "number", Value(0)),
        (OrderLine.objects.all(), "seller_order__order__number", "quantity"),
        made=(sold, "ref", -F("delta")),
        key="number",
    ):
        yield f"order {order.number}: {pieces} pieces ordered, {taken} taken from stock"


def _stock_given_back() -> Iterator[str]:
    """An order that was given up unpaid gave every piece back, and only once."""
    moves = _moves()
    given_up = Order.objects.filter(payment__state=PaymentState.CANCELLED).annotate(
        left=Coalesce(Subquery(_total(moves, "ref", "delta")), Value(0))
    )
    for order in given_up.exclude(left=0):
        yield f"order {order.number} was given up and its stock is off by {order.left}"


def _moves() -> QuerySet[StockMove]:
    """The moves of an order's stock; said to refer to something, as their index is."""
    return StockMove.objects.filter(ref=OuterRef("number"), ref__gt="")


def _gateway_payments() -> Iterator[str]:
    """What is paid here is paid at the sandbox too, to the cent."""
    ours = Payment.objects.filter(gateway="sandbox", state=PaymentState.PAID)
    theirs = SandboxPayment.objects.filter(
        ref=OuterRef("ref"), state="paid", order_ref=OuterRef("order__number")
    )
    same = theirs.filter(amount_cents=OuterRef("amount_cents"), fee_cents=OuterRef("fee_cents"))
    for payment in ours.exclude(Exists(same)).annotate(
        cents=Subquery(theirs.values("amount_cents")[:1]),
        fee=Subquery(theirs.values("fee_cents")[:1]),
    ):
        yield f"payment {payment.uid}: the sandbox says {payment.cents} cents, fee {payment.fee}"


def _given_twice() -> Iterator[str]:
    """What a buyer's bank took back is not refunded as well: not once the dispute is known."""
    late = Refund.objects.filter(
        state__in=(RefundState.SENT, RefundState.PAID),
        payment__disputes__state__in=refunds.TAKEN_BY_BANK,
        intended_at__gte=F("payment__disputes__opened_at"),
    )
    for refund in late.select_related("payment").distinct():
        if (left := refunds.room(refund.payment)) < 0:
            yield f"refund {refund.uid} gives {-left} cents back that the buyer's bank took already"


def _gateway_refunds() -> Iterator[str]:
    """What is refunded here was refunded by the sandbox too, to the cent."""
    theirs = SandboxMove.objects.filter(ref=OuterRef("ref"), kind="refund", state="paid")
    ours = Refund.objects.filter(payment__gateway="sandbox", state=RefundState.PAID).annotate(
        cents=Subquery(theirs.values("amount_cents")[:1])
    )
    for refund in ours.filter(Q(cents=None) | ~Q(cents=F("amount_cents"))):
        yield f"refund {refund.uid}: the sandbox says {refund.cents} cents"


def _receipts_proven() -> Iterator[str]:
    """What is said to be received was seen by somebody: a presumption is never a receipt."""
    seen = Q(delivered_at__isnull=False, delivered_how__in=Shipment.Proof.values)
    for parcel in Shipment.objects.filter(state=ShipmentState.DELIVERED).exclude(seen):
        yield f"parcel {parcel} is delivered and nobody said so"
    for part in SellerOrder.objects.filter(state=SellerOrderState.DELIVERED, delivered_at=None):
        yield f"part {part.number} is delivered without a day"
    early = SellerOrder.objects.filter(delivered_at__isnull=False).exclude(
        state=SellerOrderState.DELIVERED
    )
    for part in early:
        yield f"part {part.number} is {part.state} and has a day of receipt"


def _received_when_said() -> Iterator[str]:
    """The day of a receipt, from which delays and payouts count, is that of its fact."""
    subject = Concat(Value("orders.shipment:"), Cast(OuterRef("pk"), CharField()))
    said = Fact.objects.filter(
        name="orders.ParcelDelivered", subject=subject, happened_at=OuterRef("delivered_at")
    )
    received = Shipment.objects.filter(state=ShipmentState.DELIVERED, delivered_at__isnull=False)
    for parcel in received.exclude(Exists(said)).select_related("seller_order"):
        yield f"Colis {parcel} : reçu le {parcel.delivered_at}, aucun fait ne le dit"
    parts = SellerOrder.objects.filter(
        state=SellerOrderState.DELIVERED, delivered_at__isnull=False
    ).annotate(
        last=Max("shipments__delivered_at", filter=Q(shipments__state=ShipmentState.DELIVERED))
    )
    for part in parts.exclude(last=F("delivered_at")):
        yield (
            f"Commande {part.number} : reçue le {part.delivered_at}, son dernier colis le"
            f" {part.last}"
        )


def _disputes() -> Iterator[str]:
    """A dispute ended as the provider said when it did."""
    closed = witness.last("orders.DisputeClosed")
    # in chunks: these tables grow with every year of trade
    for dispute in (
        Dispute.objects.select_related("payment__order").order_by("pk").iterator(chunk_size=2000)
    ):
        called = (
            f"Contestation {dispute.ref} de {money(dispute.amount_cents)} (commande"
            f" {dispute.payment.order.number})"
        )
        fact = closed.pop(dispute.pk, None)
        if fact is None:
            if dispute.state != DisputeState.OPEN:
                yield f"{called} : {_ended(dispute.state)}, aucun fait ne le dit"
            continue
        witnessed = DisputeState.WON if fact.data["won"] else DisputeState.LOST
        if dispute.state != witnessed:
            yield f"{called} : {_ended(dispute.state)}, le fait dit {_ended(witnessed)}"
        if dispute.closed_at != fact.happened_at:
            yield f"{called} : close le {dispute.closed_at}, le fait dit {fact.happened_at}"
    for pk in sorted(closed):
        yield f"Contestation n° {pk} : close, elle a disparu"


def _ended(state: str) -> str:
    return {DisputeState.WON: "gagnée", DisputeState.LOST: "perdue"}.get(
        DisputeState(state), "ouverte"
    )


def _decisions() -> Iterator[str]:
    """A complaint was proposed and decided by whom its facts say, and for what they say."""
    decided, proposed = (
        witness.last("orders.IncidentDecided"),
        witness.last("orders.IncidentProposed"),
    )
    settled = witness.last("orders.IncidentSettled")
    incidents = Incident.objects.filter(
        Q(pk__in=decided)
        | Q(state=IncidentState.DECIDED)
        | Q(proposed_by__isnull=False)
        | Q(decided_by__isnull=False)
    )
    for incident in (
        incidents.select_related("decided_by", "proposed_by")
        .order_by("pk")
        .iterator(chunk_size=2000)
    ):
        called = f"Réclamation {incident.number}"
        fact, asked = decided.pop(incident.pk, None), proposed.get(incident.pk)
        if fact is None and incident.outcome == Incident.Outcome.SETTLED:
            fact = settled.get(incident.pk)
        if incident.proposed_by is not None and (
            asked is None or asked.actor_id != incident.proposed_by_id
        ):
            yield (
                f"{called} : proposée par {incident.proposed_by.email}, le fait dit une autre"
                " personne"
            )
        if fact is None or incident.state != IncidentState.DECIDED:
            is_decided = incident.state == IncidentState.DECIDED
            if (fact is None) == is_decided or incident.decided_by_id:
                yield f"{called} : la ligne et ses faits ne disent pas la même chose de sa décision"
            continue
        if incident.decided_by_id != fact.actor_id:
            by = incident.decided_by.email if incident.decided_by else "personne"
            yield f"{called} : tranchée par {by}, le fait dit une autre personne"
        if incident.decided_by_id and incident.decided_by_id == incident.proposed_by_id:
            yield (
                f"{called} : la même personne ({incident.proposed_by.email}) l'a proposée et"
                " tranchée"
            )
        stored = {
            "outcome": incident.outcome,
            "awarded_cents": incident.awarded_cents,
            "borne_by": incident.borne_by,
        }
        if incident.closed_at != fact.happened_at or any(
            fact.data.get(name, v) != v for name, v in stored.items()
        ):
            yield (
                f"{called} : {money(incident.awarded_cents)} accordés, le fait de la décision dit"
                " autre chose"
            )
    for pk in sorted(decided):
        yield f"Réclamation n° {pk} : tranchée, elle a disparu"


def _declarations(since: Since | None = None) -> Iterator[str]:
    """Withdrawals are what was declared, in the order in which they were."""
    name = "declaration"
    proven = (since.chains if since else proofs.anchors()[0]).get(name)
    anchors = {name: proven} if proven else {}
    declarations = WithdrawalDeclaration.objects.order_by("rank", "pk")
    if since is not None:
        declarations = declarations.filter(rank__gte=since.rank(name))
    links = (
        Link(
            label=f"declaration {declaration.pk}",
            chain=declaration.chain_name(),
            rank=declaration.rank,
            previous=declaration.previous,
            hash=declaration.hash,
            content=declaration.content(),
        )
        for declaration in declarations.iterator(chunk_size=2000)
    )
    yield from chain.broken(
        links,
        heads=chain.heads_of(name),
        anchors=anchors,
        since=anchors if since else None,
    )


def _quality() -> Iterator[str]:
    """A published report adds up, and says of what no later act changes what the rows say."""
    for report in QualityReport.objects.filter(state=QualityState.PUBLISHED).order_by("pk"):
        rows = report.figures.values_list("code", "key", "value", "cases")
        told = {(code, key): (value, cases) for code, key, value, cases in rows}
        for wrong in counting.wrong(told):
            yield f"rapport de qualité {report} : {wrong}"
        quarter = Quarter(report.year, report.quarter)
        for (code, key), value in counting.again(quarter.since, quarter.until).items():
            said = told.get((code, key), (0, 0))[0]
            if said != value:
                yield f"rapport de qualité {report} : {code} {key} dit {said}, les lignes {value}"


def _sum(model, key: str, column: str, only: Q | None = None):
    """The sum of a column of another table's rows that point here, as a subquery."""
    rows = model.objects.filter(only or Q(), **{key: OuterRef("pk")})
    return Coalesce(Subquery(_total(rows, key, column)), Value(0))


def _total(rows, key: str, column: str):
    return rows.order_by().values(key).annotate(total_=Sum(column)).values("total_")


GROWING = (_declarations,)
CHECKS = (
    _totals,
    _payments,
    _settled_once,
    _paid_parts,
    _unpaid_parts,
    _refund_sums,
    _refund_parts,
    _given_twice,
    _incidents,
    _grants,
    _stock_kept,
    _stock_given_back,
    _gateway_payments,
    _gateway_refunds,
    _receipts_proven,
    _received_when_said,
    _disputes,
    _decisions,
    _quality,
)
