"""What is bought."""

from orders.models.after import (
    Dispute,
    Refund,
    RefundLine,
    Return,
    ReturnLine,
    ReturnPhoto,
    Shipment,
    ShipmentLine,
    WithdrawalDeclaration,
)
from orders.models.cart import Cart, CartLine
from orders.models.hold import Hold
from orders.models.incident import Incident, IncidentLine, IncidentPhoto, IncidentWord
from orders.models.order import Order, OrderLine, Payment, SellerOrder

__all__ = [
    "Cart",
    "CartLine",
    "Dispute",
    "Hold",
    "Incident",
    "IncidentLine",
    "IncidentPhoto",
    "IncidentWord",
    "Order",
    "OrderLine",
    "Payment",
    "Refund",
    "RefundLine",
    "Return",
    "ReturnLine",
    "ReturnPhoto",
    "SellerOrder",
    "Shipment",
    "ShipmentLine",
    "WithdrawalDeclaration",
]
