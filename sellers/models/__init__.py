"""Who sells."""

from sellers.models.application import Acceptance, Document, Item
from sellers.models.identity import Identity
from sellers.models.seller import Member, Role, Seller
from sellers.models.shipping import ShippingMethod, Zone

__all__ = ["Acceptance", "Document", "Identity", "Item", "Member", "Role", "Seller", "ShippingMethod", "Zone"]
