"""What the sellers app announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SellerApplied:
    """An application is ready to be examined."""

    seller_id: int


@dataclass(frozen=True)
class SellerOpened:
    """The operator admitted a seller: their shop is open."""

    seller_id: int


@dataclass(frozen=True)
class SellerRefused:
    """The operator refused an application."""

    seller_id: int
    reason: str


@dataclass(frozen=True)
class ItemAskedAgain:
    """The operator sent one item of the file back."""

    seller_id: int
    kind: str
    note: str


@dataclass(frozen=True)
class ItemProvided:
    """A seller provided an item of the file."""

    seller_id: int
    kind: str


@dataclass(frozen=True)
class SellerSuspended:
    """Nothing of this seller can be bought any more."""

    seller_id: int
    reason: str


@dataclass(frozen=True)
class SellerReinstated:
    """A suspension ended."""

    seller_id: int


@dataclass(frozen=True)
class SellerChanged:
    """Something changed that decides whether a seller's offers may be seen (holidays, closing)."""

    seller_id: int


@dataclass(frozen=True)
class KycChanged:
    """The payment provider changed its mind about a seller's account."""

    seller_id: int
    state: str


@dataclass(frozen=True)
class BankChanged:
    """A seller's IBAN changed: payouts pause, the old address is told."""

    seller_id: int
    old_email: str


@dataclass(frozen=True)
class MandateRevoked:
    """A seller took back the mandate to invoice in their name."""

    seller_id: int


@dataclass(frozen=True)
class MandateGiven:
    """A seller gave the mandate again: what waited for it is invoiced."""

    seller_id: int


@dataclass(frozen=True)
class DocumentRead:
    """An operator opened a private document."""

    seller_id: int
    document_id: int


@dataclass(frozen=True)
class MemberInvited:
    """A letter invites somebody into a seller's team (again, when it was sent before)."""

    invitation_id: int


@dataclass(frozen=True)
class InvitationWithdrawn:
    """The shop no longer invites this person."""

    invitation_id: int


@dataclass(frozen=True)
class InvitationDeclined:
    """The person does not want to join the team."""

    invitation_id: int


@dataclass(frozen=True)
class MemberJoined:
    """The reader of the invited mailbox is in the team."""

    invitation_id: int


@dataclass(frozen=True)
class MemberAppointed:
    """A member has another role."""

    seller_id: int
    user_id: int
    role: str


@dataclass(frozen=True)
class MemberLeft:
    """A person is no longer in the team: they left, or an owner took them out."""

    seller_id: int
    user_id: int
    removed: bool
