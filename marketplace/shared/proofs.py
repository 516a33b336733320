"""The dated proofs: what `verify` found each night, and where every chain ended then.

If the end of a chain is cut off, or a number series set back, an earlier proof contradicts it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from marketplace.shared import chain
from marketplace.shared.models import Chain, Proof, Sequence

EVERY = timedelta(hours=36)  # a night, and half a day to notice
KEPT = 200


def last() -> Proof | None:
    """The latest proof."""
    return Proof.objects.order_by("-rank").defer("heads").first()


def is_worrying(proof: Proof | None, at: datetime) -> bool:
    """Whether an operator must look: something was found, or nothing was proven for too long."""
    return proof is None or bool(proof.found) or proof.ran_at < at - EVERY


def anchors() -> tuple[dict[str, list], dict[str, int]]:
    """Where proofs saw each chain end, {name: [rank, hash]}, and each series, {name: last}."""
    chains: dict[str, list] = {}
    series: dict[str, int] = {}
    for heads in (
        Proof.objects.order_by("rank").values_list("heads", flat=True).iterator(chunk_size=100)
    ):
        chains.update(heads.get("chains", {}))
        series.update(heads.get("series", {}))
    return chains, series


@transaction.atomic(durable=True)
def keep(findings: list[str], *, began: datetime, at: datetime) -> Proof:
    """Store what was found, and what moved since the proof before."""
    heads = chain.lock(["proof"])
    chains, series = anchors()
    ends = {
        name: [rank, last]
        for name, rank, last in (
            Chain.objects.exclude(name="proof").values_list("name", "rank", "hash").iterator()
        )
    }
    given = dict(Sequence.objects.values_list("series", "last").iterator())
    moved = {
        "chains": {name: end for name, end in ends.items() if chains.get(name) != end},
        "series": {name: number for name, number in given.items() if series.get(name) != number},
    }
    proof = Proof(
        ran_at=began,
        seconds=max(int((at - began).total_seconds()), 0),
        found=len(findings),
        findings=findings[:KEPT],
        heads=moved,
    )
    chain.seal([proof], heads)
    proof.save(force_insert=True)
    return proof
