"""Who sells."""

from sellers.models.account import AccountUpdate
from sellers.models.application import Acceptance, Document, Item
from sellers.models.figures import ShopFigures
from sellers.models.filter import SavedFilter
from sellers.models.identity import Identity
from sellers.models.round import ShopRound
from sellers.models.seller import Member, Role, Seller
from sellers.models.shipping import ShippingMethod, Zone
from sellers.models.team import Invitation

__all__ = [
    "Acceptance",
    "AccountUpdate",
    "Document",
    "Identity",
    "Invitation",
    "Item",
    "Member",
    "Role",
    "SavedFilter",
    "Seller",
    "ShippingMethod",
    "ShopFigures",
    "ShopRound",
    "Zone",
]
