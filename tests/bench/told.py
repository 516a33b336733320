"""The facts that a shop furnished without its verbs lacks, so that `verify` may compare."""

from __future__ import annotations

from dataclasses import asdict

from marketplace.shared import witness
from marketplace.shared.clock import now
from marketplace.shared.models import Fact


def tell() -> int:
    """Record each row that no fact tells of; returns how many."""
    at, records = now(), []
    for one in witness.witnesses():
        told = witness.told(one)
        records += [
            Fact(
                name=witness.RECORDED,
                subject=f"{one.label}:{row.pk}",
                data=asdict(witness.Recorded(values=row.values)),
                happened_at=at,
            )
            for row in one.rows(told)
            if row.pk not in told
        ]
    return len(Fact.objects.bulk_create(records))
