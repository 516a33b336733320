"""The shop's menu: the first level of the tree, in the visitor's language."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language

from catalog.models import Category
from marketplace.shared import kept, voice

AISLES = 10
FRESH = 300


def aisles() -> list[dict]:
    """The aisles as the shop's bar shows them, remembered for a few minutes."""
    return kept.kept(_key(), _aisles, fresh=FRESH)


def stamp() -> str:
    """A word that changes with the aisles and the language."""
    return kept.stamp(_key())


def forget() -> None:
    """Drop the remembered aisles after the tree changed."""
    kept.forget("aisles:fr", "aisles:en")
    voice.forget()


def _key() -> str:
    return f"aisles:{get_language()}"


def _aisles() -> list[dict]:
    roots = Category.objects.filter(depth=1).exclude(policy=Category.Policy.FORBIDDEN)
    return [
        {
            "name": category.label,
            "url": reverse("shop-category", args=[category.slug]),
            "icon": category.icon,
        }
        for category in roots.order_by("path")[:AISLES]
    ]
