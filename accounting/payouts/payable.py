"""What is due to sellers, and why the rest is not yet: sums of the book, never stored truths.

A seller order is due when it was received, or presumed so, the holding time is over and nobody may
withdraw any more (L221-18, carried past closed days: day 15 to 17 or later), unless a return (or a
declaration of withdrawal nobody has read), a refund, a complaint or a dispute is open on it. A debt
(a refund after the payout, a lost dispute) is due at once; the cents by which a month's commission
invoice rounds its VAT leave with the next payout. What a payout has taken is no longer due;
`held_of` asks all this again of what it took when it leaves.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.book import ledger
from accounting.models import AccountingRules, Line, Payout, PayoutRun, Unsettled
from accounting.states import PayoutState
from catalog.withdrawal import SEALED
from marketplace.shared import policy
from marketplace.shared.clock import PARIS, paris_day, withdrawal_end
from marketplace.shared.templatetags.ui import day
from orders.fulfilment import withdrawn
from orders.models import (
    Business,
    Dispute,
    Incident,
    Order,
    OrderLine,
    Refund,
    Return,
    SellerOrder,
)
from orders.states import OPEN_RETURNS, DisputeState, RefundState, SellerOrderState
from sellers.application import mandates, onboarding
from sellers.models import Seller
from sellers.states import KycState, SellerState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# Nobody waits for a delivery any more: no withdrawal can follow, so nothing has to ripen.
NOT_COMING = (SellerOrderState.CANCELLED, SellerOrderState.LOST)
SIGNED = F("credit_cents") - F("debit_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the book holds for a seller on one order, due or not; no order: the VAT roundings.

    `reason` keeps it from any day; `wait` says which delay makes it due on its day.
    """

    seller_order_id: int | None
    number: str
    cents: int
    due_on: date | None
    reason: str
    wait: str = ""

    def is_due(self, on: date) -> bool:
        """Whether it may be paid on a day."""
        return not self.reason and self.due_on is not None and self.due_on <= on


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An order that a payout took and that would stay if it were sent now: how much, and why."""

    seller_order_id: int
    number: str
    cents: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What would leave of a payout sent now: its amount less what is held and what is owed back.

    `why`: nothing leaves at all, and `stopped_cents` of it would have.
    """

    cents: int
    held: list[Held]
    owed_cents: int
    why: str
    stopped_cents: int


def unsettled() -> QuerySet[Unsettled]:
    """The lines of the sellers' accounts that no payout has taken."""
    return Unsettled.objects.all()


def due_lines(until: datetime) -> QuerySet[Unsettled]:
    """The lines that may be paid at an instant."""
    return unsettled().filter(
        _ripe(unsettled(), until) | Q(seller_order__in=_debts(unsettled())), ~_is_held()
    )


def debts_of(*sellers: int) -> QuerySet[Unsettled]:
    """The lines by which sellers owe: of orders on which more went back than is still held."""
    theirs = unsettled().filter(seller__in=sellers)
    return theirs.filter(~_is_held(), seller_order__in=_debts(theirs))


def held_of(run: PayoutRun, payouts: Collection[Payout]) -> dict[int, list[Held]]:
    """The orders that payouts of a run took and that may not be paid (any more), each with its
    reason.

    What was due when the run was prepared is asked again before it leaves: a return, a dispute or
    a refund that came between keeps its order here. Debts stay: without them more would leave.
    """
    taken = Line.objects.filter(payout_item__payout__in=[payout.pk for payout in payouts])
    free = _ripe(taken, run.until) & ~_is_held()
    # A debt stays in its payout, whatever holds its order: without it more would leave. Such orders
    # are few; named one by one, they do not make PostgreSQL read the whole book.
    owing = list(_debts(taken, SIGNED).values_list("seller_order", flat=True))
    held = taken.exclude(seller_order__in=owing).filter(~free)
    sums = held.values_list("payout_item__payout", "seller_order").annotate(
        cents=Sum("payout_item__amount_cents")
    )
    amounts = list(sums.order_by("payout_item__payout", "seller_order"))
    parts = {
        part.pk: part
        for part in _with_obstacles(
            SellerOrder.objects.filter(pk__in=[pk for _payout, pk, _cents in amounts])
        )
    }
    by_payout: dict[int, list[Held]] = {payout.pk: [] for payout in payouts}
    for payout, pk, cents in amounts:
        reason = _reason(parts[pk], 0) or _("Délai de rétractation en cours")
        by_payout[payout].append(
            Held(seller_order_id=pk, number=parts[pk].number, cents=cents, reason=str(reason))
        )
    return by_payout


def leaving(run: PayoutRun, payouts: Collection[Payout], at: datetime) -> dict[int, Leaving]:
    """What would leave of payouts of a run if they were sent now, by the rules of the sending."""
    held, sellers = held_of(run, payouts), [payout.seller_id for payout in payouts]
    stays = [order.seller_order_id for orders in held.values() for order in orders]
    owing = (
        debts_of(*sellers)
        .exclude(seller_order__in=stays)
        .values_list("seller")
        .annotate(cents=Sum("amount_cents"))
    )
    debts, owed = dict(owing.order_by()), ledger.owed_by(sellers)
    by_payout = {}
    for payout in payouts:
        less = sum(order.cents for order in held[payout.pk])
        cents = payout.amount_cents - less + debts.get(payout.seller_id, 0)
        why = stopped(payout.seller, cents, owed_cents=owed.get(payout.seller_id, 0), at=at)
        by_payout[payout.pk] = Leaving(
            cents=0 if why else cents,
            held=held[payout.pk],
            owed_cents=-debts.get(payout.seller_id, 0),
            why=why,
            stopped_cents=max(cents, 0) if why else 0,
        )
    return by_payout


def stopped(seller: Seller, cents: int, *, owed_cents: int, at: datetime) -> str:
    """Why nothing of a payout leaves, of which so much is left; nothing when it may."""
    if cents <= 0:
        return _("Tout ce que ce versement devait régler est retenu.")
    why = hindrance(seller, cents, at)
    if not why and owed_cents < cents:
        return _("Un remboursement est intervenu : le solde ne couvre plus ce versement.")
    return str(why)


def due_by_seller(until: datetime) -> dict[int, int]:
    """What each seller may be paid at an instant, in cents; debts are negative.

    The cents of a VAT rounding alone make no payout: they leave with the next one.
    """
    sums = (
        due_lines(until)
        .values_list("seller")
        .annotate(cents=Sum("amount_cents"), orders=Count("seller_order"))
    )
    return {seller: cents for seller, cents, orders in sums.order_by("seller") if cents and orders}


def shares(seller: Seller, until: datetime) -> list[Share]:
    """Each order on which something is held for a seller: how much, due when, or why not."""
    held = unsettled().filter(seller=seller).values_list("seller_order")
    sums = dict(held.annotate(cents=Sum("amount_cents")).order_by())
    orders = _orders(sums, until)
    orders.append(_rounding(sums.get(None, 0), until))
    return [share for share in orders if share.cents]


def shares_of(order: Order, until: datetime) -> list[Share]:
    """The same for the parts of one order, whoever sells them."""
    theirs = unsettled().filter(seller_order__order=order).values_list("seller_order")
    sums = dict(theirs.annotate(cents=Sum("amount_cents")).order_by())
    return [share for share in _orders(sums, until) if share.cents]


class Shares:
    """The same, of a seller with any number of orders: a page of them is read at a time."""

    def __init__(self, seller: Seller, until: datetime):
        self.until = until
        self.held = (
            unsettled()
            .filter(seller=seller)
            .values_list("seller_order")
            .annotate(cents=Sum("amount_cents"))
            .exclude(cents=0)
        )

    def __len__(self) -> int:
        return self.held.order_by().count()

    def __getitem__(self, wanted: slice) -> list[Share]:
        last = F("seller_order__delivered_at").asc(nulls_last=True)
        sums = dict(self.held.order_by(last, "seller_order")[wanted])
        orders = _orders({pk: cents for pk, cents in sums.items() if pk}, self.until)
        # the roundings bear no order: they come last
        return [*orders, _rounding(sums[None], self.until)] if None in sums else orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a seller is held for a number of orders that are due on one day, for one reason."""

    cents: int
    due_on: date | None
    reason: str
    has_orders: bool

    def is_due(self, on: date) -> bool:
        """Whether it may be paid on a day."""
        return not self.reason and self.due_on is not None and self.due_on <= on


def parts(seller: Seller, until: datetime) -> list[Part]:
    """What is held for a seller, day by day: the same sums as `shares`, added up by the database.

    Orders that owe, and those that something holds, are few and are looked at one by one.
    """
    theirs = unsettled().filter(seller=seller)
    owing = theirs.filter(seller_order__in=_debts(theirs))
    apart = {
        pk
        for pk in owing.union(theirs.filter(_is_held()), all=True).values_list(
            "seller_order", flat=True
        )
        if pk
    }
    few = theirs.filter(seller_order__in=apart).values_list("seller_order")
    sums = dict(few.annotate(cents=Sum("amount_cents")).order_by()) if apart else {}
    alone = _orders(sums, until) if sums else []
    received = Coalesce("seller_order__delivered_at", "seller_order__presumed_at")
    by_day = (
        theirs.exclude(seller_order__in=apart)
        .annotate(
            day=TruncDate(received, tzinfo=PARIS),
            called_off=Case(When(seller_order__state__in=NOT_COMING, then=True), default=False),
        )
        .values_list("day", "called_off", "seller_order__withdrawal_days")
        .annotate(cents=Sum("amount_cents"))
    )
    return [
        Part(cents=share.cents, due_on=share.due_on, reason=share.reason, has_orders=True)
        for share in alone
    ] + [_part(row, until) for row in by_day.order_by() if row[-1]]


def _part(row: tuple, until: datetime) -> Part:
    day, called_off, days, cents = row
    if days is None:  # the roundings bear no order
        return Part(cents=cents, due_on=paris_day(until), reason="", has_orders=False)
    if called_off:
        return Part(cents=cents, due_on=paris_day(until), reason="", has_orders=True)
    if day is None:
        return Part(cents=cents, due_on=None, reason=_("En attente de livraison"), has_orders=True)
    return Part(cents=cents, due_on=_due_day(day, days), reason="", has_orders=True)


def _rounding(cents: int, until: datetime) -> Share:
    return Share(
        seller_order_id=None,
        number=_("Arrondis de TVA des factures de commission"),
        cents=cents,
        due_on=paris_day(until),
        reason="",
    )


def _orders(sums: dict[int, int], until: datetime) -> list[Share]:
    parts = _with_obstacles(SellerOrder.objects.filter(pk__in=sums))
    company = Business.objects.filter(order=OuterRef("order")).order_by("-pk")
    with_right = OrderLine.objects.filter(
        seller_order=OuterRef("pk"), withdrawal_exception__in=("", *SEALED)
    )
    parts = parts.annotate(
        company=Subquery(company.values("name")[:1]),
        company_may=Subquery(company.values("may_withdraw")[:1]),
        has_right=Exists(with_right),
    )
    return [_share(part, sums[part.pk], until) for part in parts.order_by("delivered_at", "pk")]


def hindrance(seller: Seller, cents: int, at: datetime) -> str | Promise:
    """Why a seller is not paid this time; nothing when they may be."""
    if is_withheld(seller):
        return gettext_lazy("Vendeur suspendu : versement retenu.")
    if cents < 0:
        return gettext_lazy("Solde négatif : reporté et compensé sur les prochaines ventes.")
    # Whoever left sells nothing more that would make up the minimum: the balance is paid to them.
    least = policy.rules(AccountingRules).payout_minimum_cents
    if cents < least and seller.state != SellerState.CLOSED:
        return gettext_lazy("Sous le minimum de versement : reporté.")
    if (
        not seller.account_ref
        or seller.kyc_state != KycState.VERIFIED
        or not seller.payouts_enabled
    ):
        return gettext_lazy(
            "Identité non vérifiée par le prestataire de paiement : versement bloqué."
        )
    # Who breaks into an account changes its IBAN first: its owner has three days to protest.
    if seller.iban_changed_at and at - seller.iban_changed_at < onboarding.IBAN_FREEZE:
        return gettext_lazy("IBAN modifié depuis moins de 72 heures : versement gelé.")
    return ""


def is_withheld(seller: Seller) -> bool:
    """Whether nothing is paid to a seller, whatever is due, until their suspension is over."""
    return seller.suspended_at is not None and not mandates.is_only_pause(seller)


def warnings(
    seller: Seller, cents: int, usual: dict[int, tuple[int, int]], at: datetime
) -> list[str]:
    """What the person who approves should look at: first, unusual, iban."""
    count, paid = usual.get(seller.pk, (0, 0))
    signs = []
    if not count:
        signs.append("first")
    # More than three times the mean, without dividing cents.
    elif cents * count > 3 * paid:
        signs.append("unusual")
    if seller.iban_changed_at and at - seller.iban_changed_at < timedelta(days=30):
        signs.append("iban")
    return signs


WARNINGS = {
    "first": gettext_lazy("Premier versement"),
    "unusual": gettext_lazy("Plus de trois fois le montant habituel"),
    "iban": gettext_lazy("IBAN modifié depuis moins de 30 jours"),
}


def usual(sellers) -> dict[int, tuple[int, int]]:
    """How many payouts sellers received, and how much in all."""
    paid = Payout.objects.filter(state=PayoutState.PAID, seller__in=sellers).values_list("seller")
    sums = paid.annotate(Count("pk"), Sum("amount_cents")).order_by()
    return {seller: (count, cents) for seller, count, cents in sums}


def due_day(delivered_at: datetime, withdrawal_days: int) -> date:
    """The day an order is due: after the holding time and the last day of withdrawal."""
    return _due_day(paris_day(delivered_at), withdrawal_days)


def _due_day(delivered: date, withdrawal_days: int) -> date:
    held = delivered + timedelta(days=policy.rules(AccountingRules).payout_hold_days)
    return max(held, withdrawal_end(delivered, withdrawal_days) + timedelta(days=1))


def _ripe(lines: QuerySet, until: datetime) -> Q:
    """The lines of orders that were called off, or delivered so long ago that they are due."""
    ripe = Q(seller_order__state__in=NOT_COMING) | Q(seller_order=None)
    parts = lines.exclude(seller_order=None)
    frozen = parts.values_list("seller_order__withdrawal_days", flat=True).order_by().distinct()
    for days in frozen:
        before = _delivered_before(until, days)
        received = Q(seller_order__delivered_at__lt=before)
        presumed = Q(seller_order__delivered_at=None, seller_order__presumed_at__lt=before)
        ripe |= Q(received | presumed, seller_order__withdrawal_days=days)
    return ripe


def _delivered_before(until: datetime, withdrawal_days: int) -> datetime:
    """Orders delivered before this instant are due; those delivered later are not yet."""
    today = paris_day(until)
    last = today - timedelta(
        days=max(policy.rules(AccountingRules).payout_hold_days, withdrawal_days + 1)
    )
    # A withdrawal that ends on a closed day is carried further: step back until the day is due.
    while _due_day(last, withdrawal_days) > today:
        last -= timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time(), PARIS)


def _debts(lines: QuerySet, amount: str | CombinedExpression = "amount_cents"):
    """The orders on which lines make a seller owe."""
    sums = (
        lines.exclude(seller_order=None)
        .values("seller_order")
        .annotate(net=Sum(amount))
        .filter(net__lt=0)
    )
    return sums.order_by().values("seller_order")


def _is_held() -> Q:
    """The lines of orders that something keeps from being paid.

    Asked from what is open, which is little, and not order by order.
    """
    returns, refunds, disputes, incidents = _obstacles()
    unread = withdrawn.waiting().exclude(order=None)
    contested = SellerOrder.objects.filter(order__in=disputes.values("payment__order"))
    withdrawn_from = SellerOrder.objects.filter(order__in=unread.values("order"))
    return (
        Q(seller_order__in=returns.values("seller_order"))
        | Q(seller_order__in=refunds.exclude(seller_order=None).values("seller_order"))
        | Q(seller_order__in=incidents.values("seller_order"))
        | Q(seller_order__in=contested.values("pk"))
        | Q(seller_order__in=withdrawn_from.values("pk"))
    )


def _obstacles():
    """What keeps orders from being paid: open returns, refunds, disputes and complaints."""
    return (
        Return.objects.filter(state__in=OPEN_RETURNS),
        Refund.objects.exclude(state__in=(RefundState.PAID, RefundState.DROPPED)),
        Dispute.objects.filter(state=DisputeState.OPEN),
        Incident.objects.open(),
    )


def _with_obstacles(parts: QuerySet[SellerOrder]):
    """Each part with whether a return, a refund, a dispute or a complaint holds it."""
    returns, refunds, disputes, incidents = _obstacles()
    part = {"seller_order": OuterRef("pk")}
    unread = withdrawn.unread(OuterRef("order"))
    return parts.annotate(
        has_return=Exists(returns.filter(**part)) | Exists(unread),
        has_refund=Exists(refunds.filter(**part)),
        has_dispute=Exists(disputes.filter(payment__order=OuterRef("order"))),
        has_incident=Exists(incidents.filter(**part)),
    )


class _Open(TypedDict):
    has_return: bool
    has_refund: bool
    has_dispute: bool
    has_incident: bool


class _Bought(_Open):
    company: str | None
    company_may: bool | None
    has_right: bool


def _share(part: WithAnnotations[SellerOrder, _Bought], cents: int, until: datetime) -> Share:
    return Share(
        seller_order_id=part.pk,
        number=part.number,
        cents=cents,
        due_on=_due_on(part, cents, until),
        reason=_reason(part, cents),
        wait=_wait(part),
    )


def _wait(part: WithAnnotations[SellerOrder, _Bought]) -> str:
    """The delay after which a sale is paid, in words: its buyer's to withdraw, or the house's."""
    if part.payable_from is None:
        return ""
    hold = policy.rules(AccountingRules).payout_hold_days
    if part.delivered_at is None:
        return _(
            "présumée livrée le {day}, sans preuve : elle attend aussi longtemps qu'une livraison"
            " prouvée"
        ).format(day=day(part.presumed_at))
    if due_day(part.delivered_at, part.withdrawal_days) == paris_day(part.delivered_at) + timedelta(
        days=hold
    ):
        return _("{days} jours après la livraison").format(days=hold)
    if part.company and not part.company_may:
        return _(
            "l'acheteur est une entreprise et ne peut pas se rétracter, mais toute vente attend"
            " aussi longtemps"
        )
    if not part.has_right:
        return _(
            "ces articles sont sans droit de rétractation, mais toute vente attend aussi longtemps"
        )
    return _("après le délai de rétractation de l'acheteur")


def _due_on(part: SellerOrder, cents: int, until: datetime) -> date | None:
    if cents < 0 or part.state in NOT_COMING:
        return paris_day(until)
    return due_day(part.payable_from, part.withdrawal_days) if part.payable_from else None


def _reason(part: WithAnnotations[SellerOrder, _Open], cents: int) -> str:
    if part.has_dispute:
        return _("Contestation bancaire en cours")
    if part.has_incident:
        return _("Réclamation en cours")
    if part.has_return:
        return _("Retour en cours")
    if part.has_refund:
        return _("Remboursement en cours")
    if cents < 0 or part.payable_from or part.state in NOT_COMING:
        return ""
    return _("En attente de livraison")
