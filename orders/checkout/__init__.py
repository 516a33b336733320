"""From a cart to an order that waits for its payment."""

from orders.checkout.place import Buyer, place

__all__ = ["Buyer", "place"]
