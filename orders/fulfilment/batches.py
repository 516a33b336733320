"""Many parcels handed over at once: each row leaves, or is told why it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders import carriers, parts
from orders.fulfilment import shipping, withdrawn
from orders.fulfilment.shipping import Known, Packed
from orders.models import Dispute, SellerOrder, Shipment
from orders.points import closings
from orders.states import SellerOrderState
from sellers.application import mandates
from sellers.models import Seller
from sellers.shop.grid import CARRIERS

MOST = 500  # rows of one send
SLICE = 50  # parts of one transaction
NAMES = dict(CARRIERS)
NUMBERED = re.compile(r"[A-Za-z0-9 .-]*")
Labels = dict[tuple[str, str], dict[str, None]]  # carrier and number: the orders, the first first
POINTS = 20  # asked about before the parcels leave; the round of the timetable asks about the rest


class UnknownOrder(Refusal):
    """No order of this shop bears the number; another shop's is not known here either."""

    sentence = _("Aucune commande de votre boutique ne porte ce numéro : vérifiez-le.")


class TwiceInSend(Refusal):
    """Two orders of one send bear the same number: one of them is wrong."""

    sentence = _(
        "Ce numéro de suivi est aussi celui de la commande {other} dans cet envoi : chaque colis a"
        " le sien."
    )


class UsedNumber(Refusal):
    """Another parcel of the shop left under this number."""

    sentence = _(
        "Ce numéro de suivi est déjà celui de la commande {other}. Si les deux voyagent dans le"
        " même colis, enregistrez cette expédition depuis sa page."
    )


class TooManyRows(Refusal):
    """More parcels than one send takes."""

    sentence = _("Un envoi compte {most} colis au plus : envoyez-les en plusieurs fois.")


class UnknownCarrier(Refusal):
    """The house does not know this carrier."""

    sentence = _("Choisissez un transporteur de la liste, ou « Autre transporteur ».")


class BadNumber(Refusal):
    """A number holds signs that no carrier writes."""

    sentence = _("Un numéro ne comporte que des lettres, des chiffres et des tirets.")


@dataclass(frozen=True, slots=True)
class Row:
    """A parcel as it is asked for: whose, with whom, under which number.

    `pieces` are those of each line, by its key; None is all that waits.
    """

    number: str
    carrier: str
    tracking: str
    pieces: tuple[tuple[int, int], ...] | None = None

    @property
    def label(self) -> tuple[str, str]:
        """The carrier and the number, as it prints them."""
        return self.carrier, carriers.compact(self.tracking)


@dataclass(slots=True)
class Outcome:
    """What became of each row: it left, it had left under this number, or why it did not."""

    shipped: list[Row] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    refused: list[tuple[Row, Refusal]] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """What became of more rows."""
        self.shipped += other.shipped
        self.known += other.known
        self.refused += other.refused


def ship_many(seller: Seller, rows: Sequence[Row], *, by: User | None, at: datetime) -> Outcome:
    """Hand many parcels of a shop over: what may leave leaves, each refused row has its reason.

    By slices, each a transaction of its own: a machine that stops keeps the slices before it, and
    the same send again ships the rest, and nothing twice. Raises TooManyRows, NoMandate.
    """
    if len(rows) > MOST:
        raise TooManyRows(most=MOST)
    mandates.demand(seller)
    outcome = Outcome()
    going = _without_twins(dict.fromkeys(rows), outcome)
    _look(seller, going, at=at)
    for some in _slices(going):
        try:
            outcome.add(_ship_slice(seller, some, by=by, at=at))
        except Refusal:  # one that only the writing meets: each for itself, so that it alone stays
            for row in some:
                outcome.add(_ship_alone(seller, row, by=by, at=at))
    return outcome


def _without_twins(rows: Iterable[Row], outcome: Outcome) -> list[Row]:
    """The rows that may be looked at; two orders under one number stay, for one is wrong."""
    bearers: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.label[1]:
            bearers.setdefault(row.label, []).append(row.number)
    alone = []
    for row in rows:
        other = next((name for name in bearers.get(row.label, ()) if name != row.number), None)
        if other is None:
            alone.append(row)
        else:
            outcome.refused.append((row, TwiceInSend(other=other)))
    return alone


def _look(seller: Seller, rows: Iterable[Row], *, at: datetime) -> None:
    """Ask the registers about the points of these parcels, just before they leave."""
    waiting = SellerOrder.objects.of(seller).filter(
        number__in=[row.number for row in rows],
        state=SellerOrderState.TO_SHIP,
        relay_closed_at=None,
    )
    closings.look_each(
        waiting.exclude(relay={}).select_related("order").order_by("ship_by", "pk"),
        at=at,
        most=POINTS,
    )


def _slices(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows by slices, none with two parcels of one part: the second finds what is left."""
    slices: list[list[Row]] = []
    met: dict[str, int] = {}  # of a part: the slice of its last parcel
    for row in rows:
        place = met.get(row.number, -1) + 1
        while place < len(slices) and len(slices[place]) >= SLICE:
            place += 1
        if place == len(slices):
            slices.append([])
        slices[place].append(row)
        met[row.number] = place
    yield from slices


def _ship_alone(seller: Seller, row: Row, *, by: User | None, at: datetime) -> Outcome:
    try:
        return _ship_slice(seller, [row], by=by, at=at)
    except Refusal as refusal:
        return Outcome(refused=[(row, refusal)])


def foresee(seller: Seller, rows: Sequence[Row]) -> Outcome:
    """What a send would do as things stand: nothing is held nor written."""
    outcome = Outcome()
    for some in _slices(_without_twins(dict.fromkeys(rows), outcome)):
        numbers = [row.number for row in some]
        seen = SellerOrder.objects.of(seller).filter(number__in=numbers).select_related("order")
        outcome.add(_judge(seller, list(seen.prefetch_related("lines")), some)[0])
    return outcome


@transaction.atomic(durable=True)
def _ship_slice(seller: Seller, rows: list[Row], *, by: User | None, at: datetime) -> Outcome:
    """What may leave of a slice, its parts locked in the order of their keys."""
    held = parts.hold_each(seller, [row.number for row in rows])
    mandates.demand(seller)  # shipping makes invoices due, which we issue in the shop's name
    outcome, packed = _judge(seller, held, rows)
    if packed:
        shipping.hand_over(sorted(packed, key=lambda one: one.part.pk), by=by, at=at)
    return outcome


def _judge(
    seller: Seller, held: list[SellerOrder], rows: list[Row]
) -> tuple[Outcome, list[Packed]]:
    """Which rows leave, and with what in them; each part at most once."""
    named = {part.number: part for part in held}
    known, labels = _known(held), _labels(seller, rows)
    outcome, packed = Outcome(), []
    for row in rows:
        part = named.get(row.number)
        try:
            if part is None:
                raise UnknownOrder
            if _has_left(part, row, labels):
                outcome.known.append(row)
                continue
            packed.append(_pack(part, row, known, labels))
            outcome.shipped.append(row)
        except Refusal as refusal:
            outcome.refused.append((row, refusal))
    return outcome, packed


def _pack(part: SellerOrder, row: Row, known: Known, labels: Labels) -> Packed:
    if row.carrier not in NAMES:
        raise UnknownCarrier
    if not NUMBERED.fullmatch(row.tracking):
        raise BadNumber
    packed = shipping.pack(
        part,
        pieces=dict(row.pieces) if row.pieces is not None else None,
        carrier=row.carrier,
        tracking=row.tracking,
        risk_read=False,
        known=known,
    )
    other = next((name for name in labels.get(row.label, {}) if name != part.number), None)
    if other is not None:
        raise UsedNumber(other=other)
    return packed


def _has_left(part: SellerOrder, row: Row, labels: Labels) -> bool:
    """Whether the parcel of a row left before: a second click, or the same file again."""
    return part.number in labels.get(row.label, {}) and (
        bool(row.label[1]) or part.state != SellerOrderState.TO_SHIP
    )


def _known(held: Sequence[SellerOrder]) -> Known:
    """What the checks of all these parts ask, in a statement each."""
    disputes: dict[int, list[Dispute]] = {}
    orders = [part.order for part in held]
    of_them = Dispute.objects.filter(payment__order__in=orders).select_related("payment")
    for dispute in of_them.order_by("-pk"):
        disputes.setdefault(dispute.payment.order_id, []).append(dispute)
    counted = Shipment.objects.filter(seller_order__in=held).values_list("seller_order")
    return Known(
        declared=withdrawn.pending_among(orders),
        disputes=disputes,
        parcels=dict(counted.annotate(Count("pk")).order_by()),
    )


def _labels(seller: Seller, rows: Iterable[Row]) -> Labels:
    """Under which labels of these rows parcels of the shop left, and of which orders."""
    left = Shipment.objects.filter(
        seller_order__seller=seller, tracking__in={row.label[1] for row in rows}
    )
    # without a number there is nothing to tell parcels by but their own order
    left = left.filter(~Q(tracking="") | Q(seller_order__number__in=[row.number for row in rows]))
    labels: Labels = {}
    for carrier, tracking, number in left.values_list(
        "carrier", "tracking", "seller_order__number"
    ).order_by("pk"):
        labels.setdefault((carrier, tracking), {})[number] = None
    return labels
