"""The catalogue's sections of the console, each kept with its subject."""

from catalog.aisles import admin as aisles
from catalog.attributes import admin as attributes
from catalog.badges import admin as badges
from catalog.charter import admin as charter
from catalog.claims import admin as claims
from catalog.demand import admin as demand
from catalog.moderation import admin as moderation
from catalog.reviews import admin as reviews
from catalog.search import admin as search
from catalog.sheets import admin as sheets
from catalog.snapshots import admin as snapshots

__all__ = [
    "aisles",
    "attributes",
    "badges",
    "charter",
    "claims",
    "demand",
    "moderation",
    "reviews",
    "search",
    "sheets",
    "snapshots",
]
