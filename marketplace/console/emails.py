"""The letters to the operator's own people."""

from __future__ import annotations

from marketplace.shared import proposals
from marketplace.shared.mail import Email
from marketplace.shared.models import ProposedChange, User


def change_proposed(change_id: int) -> list[Email]:
    """A rule or rights shall change: what, why, from when, to everybody else who may stop it."""
    change = ProposedChange.objects.select_related("proposed_by").get(pk=change_id)
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(
        pk=change.proposed_by_id
    )
    values = {
        "change": change,
        "what": proposals.kind_of(change).label,
        "changes": proposals.changes_in_words(change),
    }
    return [
        Email(
            to=person.email,
            template="operator/change_proposed",
            values=values,
            language=person.language,
            key=f"change-{change.pk}-{person.pk}",
        )
        for person in others.order_by("pk")
    ]
