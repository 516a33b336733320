"""The letters to the operator's own people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace.console import colleagues
from marketplace.console import digest as digests
from marketplace.shared import appeals, mail, proposals
from marketplace.shared.mail import Email
from marketplace.shared.models import Appeal, ProposedChange, TeamInvitation, User
from marketplace.shared.models.invitation import CallState
from marketplace.shared.models.proposal import ChangeState


def change_proposed(change_id: int) -> list[Email]:
    """A rule or rights shall change: what, why, from when, to everybody else who may stop it."""
    change = ProposedChange.objects.select_related("proposed_by").get(pk=change_id)
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(
        pk=change.proposed_by_id
    )
    return [
        Email(
            to=person.email,
            template="operator/change_proposed",
            values=_of_change(change, person.language),
            language=person.language,
            key=f"change-{change.pk}-{person.pk}",
        )
        for person in others.order_by("pk")
    ]


def change_decided(change_id: int) -> Email | None:
    """What became of a proposal, to its author; none where they saw it themselves."""
    change = ProposedChange.objects.select_related("proposed_by", "decided_by").get(pk=change_id)
    author = change.proposed_by
    at_once = change.decided_at == change.proposed_at  # nobody's money was at stake yet
    if change.state == ChangeState.WITHDRAWN or at_once or not author.is_active:
        return None
    return Email(
        to=author.email,
        template="operator/change_decided",
        values=_of_change(change, author.language),
        language=author.language,
        key=f"change-{change.pk}-{change.state}",
    )


def _of_change(change: ProposedChange, language: str) -> dict:
    with translation.override(language):
        changes = proposals.changes_in_words(change)
        decided = change.decided_at or change.takes_effect_at or change.proposed_at
        first = proposals.first_day(change, decided=decided)
    what = proposals.kind_of(change).label
    return {"change": change, "what": what, "changes": changes, "first": first}


def appeal_received(appeal: Appeal) -> Email:
    """A contested decision is noted, and will be looked at."""
    return _about(appeal, "appeal_received")


def appeal_decided(appeal: Appeal) -> Email:
    """What came of a contested decision, why, and whether somebody else looked at it."""
    other = appeal.decided_by_id != appeal.fact.actor_id
    return _about(appeal, "appeal_decided", other=other)


def _about(appeal: Appeal, what: str, **values) -> Email:
    return Email(
        to=appeal.email,
        template=f"operator/{what}",
        values={
            "appeal": appeal,
            "what": mail.spoken(appeals.in_words, appeal.fact),
            "url": f"{settings.BASE_URL}{appeals.page(appeal.fact)}",
            **values,
        },
        language=appeal.language,
        key=f"{what}-{appeal.pk}",
    )


def digest(user_id: int, new: Mapping[str, int], *, at: datetime) -> Email | None:
    """What waits for a person of the team, with the pages where it is treated."""
    found = digests.still(user_id, new, at=at)
    if found is None:
        return None
    person, lines = found
    lines.sort(key=lambda line: (line["subject"].tone != "danger", line["subject"].rank))
    return Email(
        to=person.email,
        template="operator/digest",
        values={
            "lines": lines,
            "first": lines[0],
            "more": len(lines) - 1,
            "choose_url": f"{settings.BASE_URL}{reverse('account-letters')}",
        },
        language=person.language,
    )


def team_invitation(invitation: TeamInvitation, *, token: str) -> Email:
    """The letter that invites into the team; whoever reads it may join, decline, or do nothing."""
    url = f"{settings.BASE_URL}{reverse('team-invitation', args=[token])}"
    return Email(
        to=invitation.email,
        template="operator/invitation",
        values={
            "invitation": invitation,
            "roles": colleagues.roles_in_words(invitation),
            "opens_in": colleagues.opens_in,
            "url": url,
        },
        language=invitation.invited_by.language,
    )


def team_invitation_over(invitation: TeamInvitation) -> Email:
    """What became of an invitation: told to the invited when withdrawn, else to who invited."""
    withdrawn = invitation.state == CallState.WITHDRAWN
    accepted = invitation.state == CallState.ACCEPTED
    return Email(
        to=invitation.email if withdrawn else invitation.invited_by.email,
        template="operator/invitation_over",
        values={
            "invitation": invitation,
            "withdrawn": withdrawn,
            "change": colleagues.proposed_by(invitation) if accepted else None,
            "is_alone": proposals.alone(),
        },
        language=invitation.invited_by.language,
    )
