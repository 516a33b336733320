"""How a dispute is shared if it is lost: what each seller bears, what the operator took on itself.

One function, for what is announced while the bank decides and for what is booked once it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from marketplace.shared.money import split_cents
from orders.models import Dispute, Refund, SellerOrder
from orders.money import refunds
from orders.states import DisputeState, RefundState


@dataclass(frozen=True, slots=True)
class Share:
    """What a dispute takes of one seller's part, in cents, in all and for each of its lines.

    `offered_cents` is what the bank gives back in the place of refunds that the operator granted at
    its own charge: the operator bears it, the seller's sale and its commission stand.
    """

    part: SellerOrder
    cents: int
    lines: dict[int, int] = field(default_factory=dict)
    offered_cents: int = 0


def shares(dispute: Dispute) -> list[Share]:
    """How a dispute is shared among the paid parts, by the money left of each; the same before and
    after the bank decides.

    The operator bears the rest, and first of it what it granted at its own charge: a refund that
    the bank makes needless keeps its bearer. Within a part it is shared by what is left of its
    lines and of its delivery: what was refunded is not taken twice.
    """
    paid = SellerOrder.objects.filter(order_id=dispute.payment.order_id).exclude(paid_at=None)
    parts = list(paid.select_related("seller", "order").prefetch_related("lines").order_by("pk"))
    held = _Held(dispute)
    left = [sum(held.left(part)) for part in parts]
    cents = (
        split_cents(min(dispute.amount_cents, sum(left)), left) if sum(left) else [0] * len(left)
    )
    offered = _offered(dispute.amount_cents - sum(cents), [held.offered(part) for part in parts])
    return [
        Share(part, share, _by_line(part, share, held.left(part)), mine)
        for part, share, mine in zip(parts, cents, offered, strict=True)
        if sum(left) or mine
    ]


def at_stake(part: SellerOrder, dispute: Dispute) -> int:
    """What a part would bear of a dispute if it were lost now."""
    return next((share.cents for share in shares(dispute) if share.part.pk == part.pk), 0)


class _Held:
    """The refunds that a dispute holds or made needless, and what of each part they leave to it."""

    def __init__(self, dispute: Dispute):
        payment = dispute.payment
        # as a page that read the whole order has them already
        given, known = list(payment.refunds.all()), list(payment.disputes.all())
        fates = refunds.fates(payment, given=given, disputes=known, once_decided=dispute)
        self.fates = {refund.pk: fate for refund, fate in fates}
        held = (RefundState.WAITING, RefundState.DROPPED)
        self.needless = [
            refund for refund in given if self.fates.get(refund.pk, refund.state) in held
        ]
        prefetch_related_objects(self.needless, "lines")
        before = sorted(
            (row for row in known if _is_lost_before(row, dispute)), key=lambda row: row.pk
        )
        self.taken = [share for earlier in before for share in shares(earlier)]

    def left(self, part: SellerOrder) -> list[int]:
        """What the dispute may take of each line, by their keys, and last of the delivery.

        What the sellers' columns say refunded is off already: refunds that wait are counted there,
        dropped ones no more. A seller's own that will be dropped comes back to their part; the
        operator's stays off it, dropped or not. What an earlier dispute took is not there to take.
        """
        lines = sorted(part.lines.all(), key=lambda line: line.pk)
        rest = {line.pk: line.total_cents - line.refunded_cents for line in lines}
        postage = part.shipping_cents - part.shipping_refunded_cents
        for refund in self._of(part):
            sign = self._sign(refund)
            postage += sign * refund.shipping_cents
            for line in refund.lines.all():
                rest[line.line_id] += sign * line.amount_cents
        for share in self.taken:
            if share.part.pk == part.pk:
                postage -= share.cents - sum(share.lines.values())
                for pk, cents in share.lines.items():
                    rest[pk] -= cents
        return [max(0, cents) for cents in (*rest.values(), postage)]

    def offered(self, part: SellerOrder) -> int:
        """What the operator granted of a part and the bank may give back instead."""
        return sum(
            refund.amount_cents
            for refund in self._of(part)
            if refund.borne_by == Refund.Bearer.OPERATOR
        )

    def _of(self, part: SellerOrder) -> Iterable[Refund]:
        return (refund for refund in self.needless if refund.seller_order_id == part.pk)

    def _sign(self, refund: Refund) -> int:
        if refund.borne_by == Refund.Bearer.OPERATOR:
            return -1 if refund.state == RefundState.DROPPED else 0
        return 1 if self.fates.get(refund.pk) == RefundState.DROPPED else 0


def _is_lost_before(other: Dispute, dispute: Dispute) -> bool:
    """Whether another dispute of the payment was lost before one was, or while it is open."""
    if other == dispute or other.state != DisputeState.LOST or other.closed_at is None:
        return False
    if dispute.closed_at is None:
        return True
    return (other.closed_at, other.pk) < (dispute.closed_at, dispute.pk)


def _offered(rest: int, granted: list[int]) -> list[int]:
    """What the operator bears beyond the sellers' shares, up to what it granted of each part."""
    if not sum(granted):
        return [0] * len(granted)
    return split_cents(min(max(rest, 0), sum(granted)), granted)


def _by_line(part: SellerOrder, cents: int, left: list[int]) -> dict[int, int]:
    if not sum(left):
        return {}
    lines = sorted(part.lines.all(), key=lambda line: line.pk)
    # the last share is the delivery's, which no line bears
    return {line.pk: share for line, share in zip(lines, split_cents(cents, left), strict=False)}
