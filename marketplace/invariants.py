"""Proposed changes are decided by two persons or after a delay, and their facts say the same."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Min

from marketplace import partitions
from marketplace.shared import witness
from marketplace.shared.models import ProposedChange
from marketplace.shared.models.proposal import ChangeState
from sellers.models import Seller

APPLIED, DROPPED = "marketplace.ChangeApplied", "marketplace.ChangeDropped"


def violations() -> Iterator[str]:
    """A sentence for each proposal that differs from its facts, and each table short of parts."""
    for check in CHECKS:
        yield from check()


def _proposals() -> Iterator[str]:
    asked, decided = witness.last("marketplace.ChangeProposed"), witness.last(APPLIED, DROPPED)
    began = Seller.objects.aggregate(first=Min("opened_at"))["first"]
    for change in (
        ProposedChange.objects.select_related("proposed_by", "decided_by").order_by("pk").iterator()
    ):
        called = f"Changement proposé n° {change.pk} ({change.kind})"
        fact, proposed = decided.pop(change.pk, None), asked.get(change.pk)
        if proposed is not None and proposed.actor_id != change.proposed_by_id:
            yield (
                f"{called} : proposé par {change.proposed_by.email}, le fait dit une autre personne"
            )
        if change.state == ChangeState.WAITING:
            if fact is not None or change.decided_by_id or change.decided_at:
                yield f"{called} : la ligne dit qu'il attend, il a pourtant été décidé"
        elif fact is None:
            yield f"{called} : {change.get_state_display()}, aucun fait ne le dit"
        else:
            yield from (f"{called} : {sentence}" for sentence in _differs(change, fact, began))
    for pk in sorted(decided):
        yield f"Changement proposé n° {pk} : décidé, il a disparu"


def _differs(change: ProposedChange, fact, began) -> Iterator[str]:
    applied = change.state == ChangeState.APPLIED
    if applied != (fact.name == APPLIED) or (not applied and fact.data["state"] != change.state):
        yield f"la ligne dit « {change.get_state_display()} », le fait dit autre chose"
        return
    meant = (change.decided_by_id or change.proposed_by_id) if applied else change.decided_by_id
    if fact.actor_id != meant:
        by = change.decided_by.email if change.decided_by else "personne"
        yield f"décidé par {by}, le fait dit une autre personne"
    if fact.happened_at != change.decided_at:
        yield f"décidé le {change.decided_at}, le fait dit {fact.happened_at}"
    if not applied:
        return
    if (fact.data["before"], fact.data["after"]) != (change.before, change.after):
        yield "ses valeurs ne sont pas celles qui sont entrées en vigueur"
    if change.decided_by_id == change.proposed_by_id:
        yield f"la même personne ({change.proposed_by.email}) l'a proposé et approuvé"
    early = change.takes_effect_at is None or (
        change.decided_at and change.decided_at < change.takes_effect_at
    )
    if change.decided_by_id is None and early and began and began <= change.decided_at:
        yield "en vigueur avant son délai, sans deuxième personne"


CHECKS = (partitions.wrong, _proposals)
