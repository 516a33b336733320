"""What must always be true of sellers: only its versions change an identity; a message reaches who
takes part, and nobody owes an answer in an exchange that is over.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from sellers.models import AnswerDue, Identity, Message, Seller, Side
from sellers.states import IdentityState, ThreadState

SHOWN = 200


def violations() -> Iterator[str]:
    """A sentence for each row that is not as it must be."""
    for check in CHECKS:
        yield from check()


def _identities() -> Iterator[str]:
    in_force = Identity.objects.filter(state=IdentityState.IN_FORCE).select_related("seller")
    for version in in_force.iterator():
        other = [
            column
            for column, value in version.values.items()
            if getattr(version.seller, column) != value
        ]
        if other:
            yield (
                f"I1 seller {version.seller_id} is not as its identity in force says:"
                f" {', '.join(other)}"
            )


def _regimes_to_come() -> Iterator[str]:
    scheduled = Identity.objects.filter(state=IdentityState.SCHEDULED, topic=Identity.Topic.VAT)
    coming = dict(scheduled.values_list("seller", "effective_on"))
    announced = dict(
        Seller.objects.filter(vat_next_on__isnull=False).values_list("pk", "vat_next_on")
    )
    for pk in sorted({*coming, *announced})[:SHOWN]:
        if coming.get(pk) != announced.get(pk):
            yield (
                f"I2 seller {pk} has a VAT regime to come on {announced.get(pk)}, its versions say"
                f" {coming.get(pk)}"
            )


def _answers() -> Iterator[str]:
    over = Q(thread__state=ThreadState.CLOSED) | Q(thread__erased_at__isnull=False)
    for thread in AnswerDue.objects.filter(over).values_list("thread", flat=True)[:SHOWN]:
        yield f"C1 exchange {thread} is over, and an answer is still awaited in it"


def _recipients() -> Iterator[str]:
    for side in Side.values:
        away = {f"to_{side}": True, f"thread__with_{side}": False}
        for pk in Message.objects.filter(**away).values_list("pk", flat=True)[:SHOWN]:
            yield f"C2 message {pk} was said to the {side}, who takes no part in its exchange"


def _masked() -> Iterator[str]:
    hidden = Message.objects.filter(thread__erased_at=None).exclude(masked=[])
    lost = hidden.filter(Q(whole="") | Q(text="")).values_list("pk", flat=True)
    for pk in lost[:SHOWN]:
        yield f"C3 message {pk} hides something, and what was typed is not kept"


CHECKS = (_identities, _regimes_to_come, _answers, _recipients, _masked)
