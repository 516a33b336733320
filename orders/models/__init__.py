"""What is bought."""

from orders.models.business import Business, KeptCompany
from orders.models.buyer import Buyer, Guest
from orders.models.cart import Cart, CartLine
from orders.models.dispute import Dispute, DisputeAnswer
from orders.models.hold import Hold
from orders.models.incident import (
    Arrangement,
    Incident,
    IncidentLine,
    IncidentPhoto,
    IncidentWord,
)
from orders.models.lateness import Lateness
from orders.models.order import Order, OrderLine, Payment, SellerOrder
from orders.models.points import PointsRehearsal
from orders.models.quality import QualityFigure, QualityReport
from orders.models.refund import Refund, RefundLine
from orders.models.returns import Return, ReturnLine, ReturnPhoto
from orders.models.rules import OrderRules
from orders.models.shipment import Shipment, ShipmentLine
from orders.models.tracking import Milestone, RehearsedScan
from orders.models.withdrawal import WithdrawalDeclaration

__all__ = [
    "Arrangement",
    "Business",
    "Buyer",
    "Cart",
    "CartLine",
    "Dispute",
    "DisputeAnswer",
    "Guest",
    "Hold",
    "Incident",
    "IncidentLine",
    "IncidentPhoto",
    "IncidentWord",
    "KeptCompany",
    "Milestone",
    "Lateness",
    "Order",
    "OrderLine",
    "OrderRules",
    "Payment",
    "PointsRehearsal",
    "QualityFigure",
    "QualityReport",
    "Refund",
    "RefundLine",
    "RehearsedScan",
    "Return",
    "ReturnLine",
    "ReturnPhoto",
    "SellerOrder",
    "Shipment",
    "ShipmentLine",
    "WithdrawalDeclaration",
]
