"""What payment providers tell us: stored once, answered at once, handled afterwards.

A notice is a hint that something changed, never a proof of how: each is handled by asking the
provider again, so that repeated, disordered and late notices all end in the same state.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from accounting.payouts import payouts
from marketplace.shared import outbox
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import GatewayRefused, Notice
from marketplace.shared.models import GatewayNotice
from marketplace.shared.readable import is_readable
from orders.money import disputes, payments, refunds
from sellers.application import kyc

NOT_OURS = (payments.PaymentUnknown, refunds.RefundUnknown, disputes.DisputeUnknown, GatewayRefused)
# characters, as the columns of GatewayNotice hold
ROOM = {"uid": 100, "kind": 60, "subject_ref": 100}
log = logging.getLogger("halles.notices")


def can_be_kept(notice: Notice) -> bool:
    """Whether a notice has an id, a kind and a subject that our columns can store.

    Unknown kinds are stored and ignored, with or without a subject.
    """
    texts = {"uid": notice.uid, "kind": notice.kind, "subject_ref": notice.subject_ref}
    fits = all(
        isinstance(text, str) and len(text) <= ROOM[name] and is_readable(text)
        for name, text in texts.items()
    )
    return (
        fits
        and bool(notice.uid and notice.kind)
        and bool(notice.subject_ref or notice.kind not in HANDLERS)
    )


def keep(gateway: str, notice: Notice, *, then, at: datetime) -> GatewayNotice | None:
    """Store a notice and start the task `then`; None when it came before."""
    try:
        return _keep(gateway, notice, then=then, at=at)
    # the provider repeats a notice until it is answered: its unique id stops the second
    except IntegrityError:
        return None


@transaction.atomic(durable=True)
def _keep(gateway: str, notice: Notice, *, then, at: datetime) -> GatewayNotice:
    stored = GatewayNotice.objects.create(
        gateway=gateway,
        uid=notice.uid,
        kind=notice.kind,
        subject_ref=notice.subject_ref,
        payload=notice.payload,
        received_at=at,
    )
    outbox.hand_over(then, notice_id=stored.pk)
    return stored


def handle(notice_id: int, *, at: datetime) -> None:
    """Ask the provider what a notice is about, and settle it."""
    notice = GatewayNotice.objects.get(pk=notice_id)
    if notice.handled_at is not None:
        return
    # what the notice says is not believed: each handler asks the provider by reference
    act = HANDLERS.get(notice.kind)
    outcome = "settled" if act else "ignored"
    if act is not None:
        try:
            act(notice.subject_ref, at=at)
        except NOT_OURS as error:
            outcome = f"parked: {type(error).__name__}"
            log.warning("notice %s about %s: %s", notice.uid, notice.subject_ref, outcome)
    # only after the act: a worker that dies in between does it again, and every act is idempotent
    GatewayNotice.objects.filter(pk=notice.pk, handled_at=None).update(
        handled_at=at, outcome=outcome
    )


def _dispute(ref: str, *, at: datetime) -> None:
    """A dispute may be announced before its payment: that one is settled first."""
    payments.sync(current().dispute(ref).payment_ref, at=at)
    disputes.sync(ref, at=at)


HANDLERS = {
    "payment.changed": payments.sync,
    "refund.changed": refunds.sync,
    "dispute.changed": _dispute,
    "transfer.changed": payouts.sync,
    "account.changed": kyc.sync,
}
