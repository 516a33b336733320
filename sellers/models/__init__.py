"""Who sells."""

from sellers.models.account import AccountUpdate
from sellers.models.application import Acceptance, Document, Item
from sellers.models.conversation import AnswerDue, Enclosure, Message, Side, Thread
from sellers.models.figures import ShopFigures
from sellers.models.filter import SavedFilter
from sellers.models.identity import Identity
from sellers.models.prospect import Prospect
from sellers.models.round import ShopRound
from sellers.models.rules import SellerRules
from sellers.models.seller import Member, Role, Seller
from sellers.models.shipping import ShippingMethod, Zone
from sellers.models.team import Invitation

__all__ = [
    "Acceptance",
    "AccountUpdate",
    "AnswerDue",
    "Document",
    "Enclosure",
    "Identity",
    "Invitation",
    "Item",
    "Member",
    "Message",
    "Prospect",
    "Role",
    "SavedFilter",
    "Seller",
    "SellerRules",
    "ShippingMethod",
    "ShopFigures",
    "ShopRound",
    "Side",
    "Thread",
    "Zone",
]
