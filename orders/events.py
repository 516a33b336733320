"""What the orders app announces. Ids and plain values only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderPlaced:
    """A buyer committed to an order; stock is kept until it is paid or given up."""

    order_id: int


@dataclass(frozen=True)
class PaymentIntended:
    """The provider must be asked to open a payment."""

    payment_id: int


@dataclass(frozen=True)
class OrderPaid:
    """The whole payment of an order arrived. Published once, after one SellerOrderPaid a part."""

    order_id: int
    payment_id: int
    amount_cents: int
    fee_cents: int


@dataclass(frozen=True)
class SellerOrderPaid:
    """A seller's part of an order is paid: the seller may work on it."""

    seller_order_id: int
    seller_id: int
    total_cents: int


@dataclass(frozen=True)
class PaymentFailed:
    """The buyer's bank said no; the buyer may try again until the order is given up."""

    order_id: int
    failure: str


@dataclass(frozen=True)
class OrderExpired:
    """Nobody paid in time: the order is given up and its stock given back."""

    order_id: int


@dataclass(frozen=True)
class PaidTooLate:
    """Money arrived for an order already given up: it goes back at once."""

    order_id: int
    refund_id: int
    amount_cents: int
    fee_cents: int


@dataclass(frozen=True)
class SellerOrderAccepted:
    """A seller accepted their part, whole or without some lines."""

    seller_order_id: int
    seller_id: int
    refused_count: int


@dataclass(frozen=True)
class SellerOrderCancelled:
    """A whole part will not be delivered."""

    seller_order_id: int
    seller_id: int
    reason: str


@dataclass(frozen=True)
class ParcelShipped:
    """A parcel left."""

    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True)
class ParcelDelivered:
    """A parcel arrived; `how` says who said so."""

    shipment_id: int
    seller_order_id: int
    how: str


@dataclass(frozen=True)
class ParcelPresumed:
    """A parcel should have arrived by now: a presumption for payouts, that starts no delay of the
    buyer's.
    """

    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True)
class ParcelLost:
    """A parcel will not arrive."""

    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True)
class ParcelCameBack:
    """A parcel is back at the seller's without having been received."""

    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True)
class SellerOrderCameBack:
    """Nothing of a part was received: every parcel is back at the seller's."""

    seller_order_id: int
    seller_id: int


@dataclass(frozen=True)
class SellerOrderShipped:
    """The last parcel of a part left: its invoice is due."""

    seller_order_id: int
    seller_id: int


@dataclass(frozen=True)
class SellerOrderDelivered:
    """Everything of a part arrived: the withdrawal clock starts."""

    seller_order_id: int
    seller_id: int


@dataclass(frozen=True)
class ReturnAsked:
    """A buyer asked to give goods back."""

    return_id: int
    seller_id: int


@dataclass(frozen=True)
class ReturnAnswered:
    """A seller accepted or refused a return."""

    return_id: int
    accepted: bool


@dataclass(frozen=True)
class ReturnArrived:
    """The parcel of a withdrawal declared while it travelled has come: the buyer now sends it
    back.
    """

    return_id: int


@dataclass(frozen=True)
class ReturnRefusedOnReceipt:
    """The seller found a broken seal: the withdrawal does not hold for these goods (L221-28)."""

    return_id: int


@dataclass(frozen=True)
class ReturnReceived:
    """The goods are back at the seller's."""

    return_id: int


@dataclass(frozen=True)
class ReturnGivenUp:
    """The buyer keeps the goods after all."""

    return_id: int


@dataclass(frozen=True)
class OrderLinkAsked:
    """Someone who knows an order's number and address asked for the way to its page."""

    order_id: int


@dataclass(frozen=True)
class WithdrawalDeclared:
    """Someone declared on the public page that they withdraw from a contract."""

    declaration_id: int


@dataclass(frozen=True)
class WithdrawalToRead:
    """A declaration names some articles in its own words: nothing leaves until a person has read
    it.
    """

    declaration_id: int
    seller_order_id: int


@dataclass(frozen=True)
class WithdrawalTaken:
    """A withdrawal has taken effect on a part: what was cancelled (its refund), what comes back."""

    seller_order_id: int
    seller_id: int
    refund_id: int | None
    return_ids: list[int]


@dataclass(frozen=True)
class WithdrawalSettled:
    """An operator found the order of a declaration, or said what became of it."""

    declaration_id: int


@dataclass(frozen=True)
class RefundIntended:
    """Money must go back to the buyer: the provider is asked after the commit."""

    refund_id: int


@dataclass(frozen=True)
class RefundPaid:
    """The provider sent the money back."""

    refund_id: int
    seller_order_id: int | None


@dataclass(frozen=True)
class RefundFailed:
    """The provider could not send the money back: someone must look."""

    refund_id: int


@dataclass(frozen=True)
class RefundHeld:
    """The buyer's bank holds the same money: the refund waits for what the bank decides."""

    refund_id: int


@dataclass(frozen=True)
class RefundDropped:
    """The buyer's bank already gave this money back: it is not given twice."""

    refund_id: int


@dataclass(frozen=True)
class DisputeOpened:
    """The buyer's bank took the money back."""

    dispute_id: int


@dataclass(frozen=True)
class DisputeClosed:
    """The bank decided."""

    dispute_id: int
    won: bool


@dataclass(frozen=True)
class IncidentOpened:
    """A buyer complains: the seller must answer, the payout of the part waits."""

    incident_id: int
    seller_id: int


@dataclass(frozen=True)
class IncidentSaid:
    """A side added its words to a file."""

    incident_id: int
    word_id: int
    side: str


@dataclass(frozen=True)
class IncidentAsked:
    """The operator asks a side."""

    incident_id: int
    word_id: int
    side: str


@dataclass(frozen=True)
class IncidentUnanswered:
    """The side whose move it was let its time go by."""

    incident_id: int
    side: str


@dataclass(frozen=True)
class IncidentProposed:
    """A decision is above what its author may grant alone."""

    incident_id: int
    amount_cents: int


@dataclass(frozen=True)
class IncidentSentBack:
    """The second person did not approve a decision."""

    incident_id: int


@dataclass(frozen=True)
class IncidentDecided:
    """A file is closed by a decision, with its reasons."""

    incident_id: int
    outcome: str
    awarded_cents: int = 0
    borne_by: str = ""


@dataclass(frozen=True)
class IncidentSettled:
    """All that was complained of was refunded another way: the file closes by itself."""

    incident_id: int
    refund_id: int


@dataclass(frozen=True)
class IncidentContradicted:
    """A parcel that was refunded as missing came after all: the seller and the operator are
    told.
    """

    incident_id: int


@dataclass(frozen=True)
class IncidentWithdrawn:
    """The buyer asks nothing more."""

    incident_id: int


@dataclass(frozen=True)
class PaymentMismatched:
    """The provider says something is paid that is not what the order asked for: someone must
    look.
    """

    payment_id: int
    ref: str
    amount_cents: int
    currency: str
    order_ref: str
