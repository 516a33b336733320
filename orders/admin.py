"""The orders' sections of the console, each kept with its subject."""

from orders.dossiers import admin as dossiers
from orders.fulfilment import admin as fulfilment
from orders.incidents import admin as incidents
from orders.money import admin as money
from orders.quality import admin as quality
from orders.returns import admin as returns
from orders.tracking import admin as tracking

__all__ = ["dossiers", "fulfilment", "incidents", "money", "quality", "returns", "tracking"]
