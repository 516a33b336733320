"""The dated proofs: what `verify` found each night, and where every chain ended then.

If the end of a chain is cut off, or a number series set back, an earlier proof contradicts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from marketplace.shared import chain
from marketplace.shared.models import Chain, Proof, Sequence

EVERY = timedelta(hours=36)  # a night, and half a day to notice
WHOLE = timedelta(days=8)  # a week, and a day to notice
KEPT = 200


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Where everything that grows ended at one moment: each chain, [rank, hash], each series.

    `marks` is what each app wants to find again, by its name.
    """

    chains: dict[str, list]
    series: dict[str, int]
    marks: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Since:
    """What the last proof has proven: when, where each chain ended, and the marks of each app."""

    at: datetime
    chains: dict[str, list]
    marks: dict[str, Any]

    def rank(self, chain_name: str) -> int:
        """The rank up to which a chain is proven."""
        return self.chains.get(chain_name, [0])[0]

    def moved(self, prefix: str) -> dict[str, int]:
        """The chains with a prefix that went on, and the rank up to which each is proven."""
        return {
            name: self.rank(name)
            for name, head in chain.heads_of(prefix).items()
            if list(head) != self.chains.get(name)
        }


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


def since_last(at: datetime) -> Since | None:
    """What may be built upon: nothing when all is to be proven again.

    That is when the last proof found something, or none proved the whole for a week.
    """
    latest = last()
    whole = Proof.objects.filter(extent=Proof.Extent.WHOLE).order_by("-rank").defer("heads").first()
    if latest is None or latest.found or not latest.extent:
        return None
    if whole is None or whole.ran_at < at - WHOLE:
        return None
    return Since(at=latest.ran_at, chains=anchors()[0], marks=latest.marks)


def ends(marks: dict[str, Any] | None = None) -> Ends:
    """Where chains and series end now."""
    return Ends(
        chains={
            name: [rank, last]
            for name, rank, last in (
                Chain.objects.exclude(name="proof").values_list("name", "rank", "hash").iterator()
            )
        },
        series=dict(Sequence.objects.values_list("series", "last").iterator()),
        marks=marks or {},
    )


@transaction.atomic(durable=True)
def keep(
    findings: list[str],
    *,
    began: datetime,
    at: datetime,
    proven: Ends | None = None,
    extent: str = "",
) -> Proof:
    """Store what was found, and what moved since the proof before.

    `proven` is where everything ended at the moment that was verified: only this may be built upon.
    """
    heads = chain.lock(["proof"])
    chains, series = anchors()
    proven = proven or ends()
    moved = {
        "chains": {name: end for name, end in proven.chains.items() if chains.get(name) != end},
        "series": {
            name: number for name, number in proven.series.items() if series.get(name) != number
        },
    }
    proof = Proof(
        ran_at=began,
        seconds=max(int((at - began).total_seconds()), 0),
        found=len(findings),
        findings=findings[:KEPT],
        heads=moved,
        extent=extent,
        marks=proven.marks,
    )
    chain.seal([proof], heads)
    proof.save(force_insert=True)
    return proof
