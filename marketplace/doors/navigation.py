"""The menus of the three audiences. Nothing is asked of the database until a layout reads it."""

from __future__ import annotations

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Category
from marketplace.shared import kept, policy
from sellers import access

AISLES = 10
FRESH = 300


class Menus:
    """Menus of one request."""

    def __init__(self, request):
        self.request = request

    @cached_property
    def categories(self) -> list[dict]:
        """The top of the tree, as the shop's bar shows it."""
        return aisles()

    @cached_property
    def header(self) -> str:
        """All that the shop's header depends on beside the visitor, in one word."""
        path = self.request.path
        here = [entry["url"] for entry in self.categories if path.startswith(entry["url"])]
        if path == reverse("shop-sell"):
            here.append(path)
        return f"{policy.stamp()} {kept.stamp(_key())} {here}"

    @cached_property
    def seller(self) -> list[dict]:
        """The seller's side menu, grouped."""
        groups = [
            ("", [("seller-home", _("Aujourd'hui"), "layout-dashboard")]),
            (
                _("Vendre"),
                [
                    ("seller-orders", _("Commandes"), "package"),
                    ("seller-returns", _("Retours"), "undo-2"),
                    ("seller-incidents", _("Réclamations"), "message-square-warning"),
                    ("seller-reviews", _("Avis"), "star"),
                ],
            ),
            (
                _("Catalogue"),
                [
                    ("seller-products", _("Fiches produits"), "shopping-bag"),
                    ("seller-imports", _("Importer un fichier"), "file-up"),
                ],
            ),
            (
                _("Argent"),
                [
                    ("seller-money", _("Solde et versements"), "wallet"),
                    ("seller-invoices", _("Factures"), "receipt-text"),
                ],
            ),
            (
                _("Boutique"),
                [
                    ("seller-shop", _("Présentation"), "store"),
                    ("seller-shipping", _("Livraison"), "truck"),
                    ("seller-file", _("Dossier"), "folder-check"),
                    ("seller-company", _("Identité de l'entreprise"), "landmark"),
                    ("seller-team", _("Équipe"), "users"),
                ],
            ),
        ]
        return [
            {
                "name": name,
                "entries": [
                    entry for entry in map(_entry, entries) if entry and self._opens(entry)
                ],
            }
            for name, entries in groups
        ]

    def _opens(self, entry: dict) -> bool:
        """Whether this person's role, and this shop's admission, open the page."""
        member = getattr(self.request, "member", None)
        if member is None:
            return True
        door = resolve(entry["url"]).func
        admitted = member.seller.opened_at is not None or getattr(door, "during_application", False)
        return admitted and access.may(member, getattr(door, "role", ""), reading=True)


def aisles() -> list[dict]:
    """The first level of the tree, remembered for a few minutes."""
    return kept.kept(_key(), _aisles, fresh=FRESH)


def forget() -> None:
    """Drop the remembered menus after the tree changed."""
    kept.forget("aisles:fr", "aisles:en")


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


def _entry(row: tuple[str, str, str]) -> dict | None:
    name, label, icon = row
    try:
        return {"name": label, "url": reverse(name), "icon": icon}
    except NoReverseMatch:
        return None
