"""The house's own sections of the console: brand, rules, texts, people, machine room."""

from marketplace.console.admin import (
    appeals,
    buyers,
    changes,
    house,
    lanes,
    looks,
    machinery,
    notices,
    people,
    sayings,
)

__all__ = [
    "appeals",
    "buyers",
    "changes",
    "house",
    "lanes",
    "looks",
    "machinery",
    "notices",
    "people",
    "sayings",
]
