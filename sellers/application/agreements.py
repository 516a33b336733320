"""The texts between a shop and the operator: what was accepted when, and what is published since.

A new version is told to the owners of every shop that lives; what they accepted stays recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from marketplace.shared import outbox, policy
from marketplace.shared.mail import Email
from marketplace.shared.models import LegalText, User
from sellers.application import mandates
from sellers.letters import to_owners
from sellers.models import Acceptance, Member, Role, Seller
from sellers.states import LIVING

KINDS = (LegalText.Kind.SELLER_TERMS, LegalText.Kind.INVOICING_MANDATE)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What a shop last accepted of a text, if anything, and the version in force."""

    accepted: Acceptance | None
    current: LegalText | None

    @property
    def newer(self) -> LegalText | None:
        """The version in force, where it is not the one that was accepted."""
        accepted = self.accepted.text_id if self.accepted else None
        return self.current if self.current and self.current.pk != accepted else None


def of(seller: Seller, kind: str) -> Agreement:
    """Where a shop stands with a text; a revoked mandate is accepted no more."""
    if kind == LegalText.Kind.INVOICING_MANDATE:
        accepted = mandates.in_force(seller)
    else:
        given = seller.acceptances.filter(text__kind=kind).select_related("text")
        accepted = given.order_by("-text__version").first()
    try:
        current = policy.text(kind)
    except policy.NoSuchText:
        current = None
    return Agreement(accepted=accepted, current=current)


def concerned(kind: str) -> int:
    """How many shops a new version of a text is told to."""
    return Seller.objects.filter(state__in=LIVING).count() if kind in KINDS else 0


@transaction.atomic(durable=True)
def tell(text: LegalText, *, task) -> int:
    """Hand over a letter for each owner of each shop that a new version concerns; how many.

    `task` gets `seller_id`, `user_id` and `text_id`.
    """
    if text.kind not in KINDS:
        return 0
    owners = Member.objects.filter(role=Role.OWNER, seller__state__in=LIVING)
    return outbox.hand_over_each(
        task,
        [
            {"seller_id": shop, "user_id": owner, "text_id": text.pk}
            for shop, owner in owners.order_by("pk").values_list("seller_id", "user_id")
        ],
    )


def letter(seller: Seller, user: User, text: LegalText) -> Email | None:
    """A new version, to an owner; none once it is accepted, or another one was published."""
    agreement = of(seller, text.kind)
    if agreement.newer != text:
        return None
    letters = to_owners(seller, "text_published", text=text, accepted=agreement.accepted)
    return next((one for one in letters if one.to == user.email), None)
