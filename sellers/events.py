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
