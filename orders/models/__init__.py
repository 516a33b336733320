"""What is bought."""

from orders.models.after import (
    Dispute,
    Refund,
    RefundLine,
    Return,
    ReturnLine,
    Shipment,
    ShipmentLine,
    WithdrawalDeclaration,
)
from orders.models.cart import Cart, CartLine
from orders.models.incident import Incident, IncidentLine, IncidentPhoto, IncidentWord
from orders.models.order import Order, OrderLine, Payment, SellerOrder

__all__ = [
    "Cart",
    "CartLine",
    "Dispute",
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
    "SellerOrder",
    "Shipment",
    "ShipmentLine",
    "WithdrawalDeclaration",
]
