"""What must always be true of sellers: only its versions change an identity."""

from __future__ import annotations

from collections.abc import Iterator

from sellers.models import Identity, Seller
from sellers.states import IdentityState

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


CHECKS = (_identities, _regimes_to_come)
