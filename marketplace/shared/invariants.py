"""What must always be true of the kit's own rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from marketplace.shared import append_only, chain, proofs, sealing, witness
from marketplace.shared.chain import Link
from marketplace.shared.models import (
    Brand,
    Look,
    LookState,
    Pending,
    Proof,
    SandboxPayment,
    Sequence,
)
from marketplace.shared.proofs import Since


def violations() -> Iterator[str]:
    """A sentence for each row that is not as it must be."""
    for check in (*GROWING, *CHECKS):
        yield from check()


def _guards():
    yield from append_only.wrong()


def _given_up():
    for task in Pending.objects.filter(dead_at__isnull=False, done_at=None):
        yield f"pending {task.pk} ({task.task}) was given up: {task.last_error}"


def _looks():
    """Every page draws the brand's row: it must be the version that is said to be in force."""
    standing, brand = Look.objects.filter(state=LookState.IN_FORCE).first(), Brand.objects.first()
    if standing is not None and (brand is None or brand.worn != standing.worn):
        yield f"the brand does not look like look {standing.number}, which is in force"


def _sandbox():
    over = SandboxPayment.objects.filter(Q(refunded_cents__gt=F("amount_cents")))
    for payment in over:
        yield f"sandbox payment {payment.ref} is refunded beyond its amount"


def _proofs():
    """Each proof is the one that was written, and follows the one before."""
    every = Proof.objects.order_by("rank").iterator(chunk_size=100)
    links = (
        Link(
            label=f"proof {proof.rank}",
            chain="proof",
            rank=proof.rank,
            previous=proof.previous,
            hash=proof.hash,
            content=proof.content(),
        )
        for proof in every
    )
    yield from chain.broken(links, heads=chain.heads_of("proof"), anchors={})


def _seals(since: Since | None = None):
    """Facts, prices, commissions and the like are what was sealed."""
    yield from sealing.violations(since)


def _witnessed():
    """Rules, rights, texts, the grid and where sellers are paid say what facts said last."""
    yield from witness.violations()


def _series():
    """Numbers only go forward."""
    proven = proofs.anchors()[1]
    given = dict(Sequence.objects.values_list("series", "last"))
    for series, last in proven.items():
        if given.get(series, 0) < last:
            yield f"series {series} went back from {last} to {given.get(series, 0)}"


GROWING = (_seals,)
CHECKS = (_guards, _given_up, _looks, _sandbox, _proofs, _series, _witnessed)
