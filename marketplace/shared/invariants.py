"""What must always be true of the kit's own rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from marketplace.shared.models import Pending, SandboxPayment


def violations() -> Iterator[str]:
    """A sentence for each row that is not as it must be."""
    for task in Pending.objects.filter(dead_at__isnull=False, done_at=None):
        yield f"pending {task.pk} ({task.task}) was given up: {task.last_error}"
    over = SandboxPayment.objects.filter(Q(refunded_cents__gt=F("amount_cents")))
    for payment in over:
        yield f"sandbox payment {payment.ref} is refunded beyond its amount"
