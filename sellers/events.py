"""What the sellers app announces."""

from dataclasses import dataclass, field


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
class SellerRevived:
    """The operator opened a refused application again: the applicant may correct it."""

    seller_id: int
    note: str


@dataclass(frozen=True)
class SellerWithdrew:
    """An applicant took their application back."""

    seller_id: int


@dataclass(frozen=True)
class SellerResumed:
    """An applicant took up an application they had taken back."""

    seller_id: int


@dataclass(frozen=True)
class SellerAppliedAgain:
    """A refused applicant took the same file up again, to correct it and hand it in."""

    seller_id: int


@dataclass(frozen=True)
class SellerClosed:
    """The operator closed a shop: nothing of it is sold any more."""

    seller_id: int
    reason: str


@dataclass(frozen=True)
class SellerReopened:
    """The operator opened a closed shop again."""

    seller_id: int
    note: str


@dataclass(frozen=True)
class ItemsChecked:
    """The operator looked at what an open shop provided again, and accepts it."""

    seller_id: int
    kinds: list


@dataclass(frozen=True)
class IdentityAsked:
    """A shop asks for a change of identity that the operator checks first."""

    seller_id: int
    identity_id: int


@dataclass(frozen=True)
class IdentityScheduled:
    """A change of identity is accepted, and comes into force on its day."""

    seller_id: int
    identity_id: int


@dataclass(frozen=True)
class IdentityInForce:
    """A version of a shop's identity is what everybody reads from now on."""

    seller_id: int
    identity_id: int
    old_email: str


@dataclass(frozen=True)
class IdentityRefused:
    """The operator refused a change of identity."""

    seller_id: int
    identity_id: int
    reason: str


@dataclass(frozen=True)
class IdentityWithdrawn:
    """A change of identity was taken back, or replaced by another request."""

    seller_id: int
    identity_id: int


@dataclass(frozen=True)
class ShopMailboxAsked:
    """A shop wants another public e-mail address: a letter asks its reader to confirm, the old one
    is told.
    """

    seller_id: int
    identity_id: int


@dataclass(frozen=True)
class ShopMailboxAskedAgain:
    """The letter to the new public address leaves once more."""

    seller_id: int
    identity_id: int


@dataclass(frozen=True)
class IdentityConfirmed:
    """A shop confirms, as it was asked, that its identity is unchanged."""

    seller_id: int
    topic: str


@dataclass(frozen=True)
class ModerationSet:
    """The operator decided whether a seller's sheets are read before they are published."""

    seller_id: int
    level: str


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
class AccountUpdateAsked:
    """The payment provider must be told who and where a seller is."""

    seller_id: int
    update_id: int


@dataclass(frozen=True)
class AccountUpdated:
    """The payment provider knows a seller's new identity: from us, or from the seller on its own
    pages.
    """

    seller_id: int
    update_id: int


@dataclass(frozen=True)
class AccountUpdateRefused:
    """The payment provider does not take a seller's new identity from us."""

    seller_id: int
    update_id: int
    code: str


@dataclass(frozen=True)
class BankGiven:
    """A seller said where payouts go: the print and the end of the IBAN, and whether payouts
    pause.
    """

    seller_id: int
    values: dict


@dataclass(frozen=True)
class AccountOpened:
    """The provider opened the account to which a seller's payouts are transferred."""

    seller_id: int
    values: dict


@dataclass(frozen=True)
class TeamBegun:
    """Whoever opened an application is the first who answers for the shop."""

    seller_id: int
    values: dict


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
    member_id: int = 0
    values: dict = field(default_factory=dict)


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
