"""The letters about labels: what became of a claim, and that a proof ends."""

from __future__ import annotations

from catalog.models import LabelClaim
from catalog.states import LabelState
from marketplace.shared import appeals
from marketplace.shared.mail import Email
from sellers.letters import tongue

CONTESTED = {
    LabelState.REFUSED: "catalog.LabelRefused",
    LabelState.SUSPENDED: "catalog.LabelSuspended",
}


def decided(claim: LabelClaim, *, key: str) -> Email:
    """A shop reads what the operator decided of its claim, why, and what it can do."""
    name = CONTESTED.get(LabelState(claim.state))
    link = appeals.link(name, claim) if name else ""
    return _to(claim, "label_decided", contest_url=link, key=key)


def ending(claim: LabelClaim, *, days: int) -> Email:
    """The proof of a label ends soon, or has ended."""
    return _to(claim, "label_ending", days=days, key=f"{claim.valid_until:%Y%m%d}-{days}")


def _to(claim: LabelClaim, what: str, *, key: str, **values) -> Email:
    seller = claim.seller
    return Email(
        to=seller.email,
        template=f"catalog/{what}",
        values={"seller": seller, "claim": claim, "label": claim.label, **values},
        language=tongue(seller),
        key=f"{what}-{claim.pk}-{key}",
    )
