"""The menus of the audiences. They run no query until a layout reads them."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from catalog.shop import menu
from marketplace.doors.registry import DESKS
from marketplace.shared import policy
from marketplace.shared.desks import MenuEntry
from marketplace.shared.guests import THEMES
from sellers import access


class Menus:
    """The menus of one request, each computed when a layout reads it."""

    def __init__(self, request: HttpRequest):
        self.request = request

    @cached_property
    def categories(self) -> list[dict]:
        """The top of the tree, as the shop's bar shows it."""
        return menu.aisles()

    @cached_property
    def header(self) -> str:
        """A cache key of all that the shop's header depends on, apart from the visitor."""
        path = self.request.path
        here = [entry["url"] for entry in self.categories if path.startswith(entry["url"])]
        if path == reverse("shop-sell"):
            here.append(path)
        # a logo by night is another picture in the same place
        theme = self.request.COOKIES.get("theme") if policy.brand().logo_night else ""
        return f"{policy.stamp()} {menu.stamp()} {here} {theme if theme in THEMES else ''}"

    @cached_property
    def seller(self) -> list[dict]:
        """The seller's side menu, grouped."""
        entries = [entry for desk in DESKS for entry in desk.menu]
        entries.sort(key=lambda entry: entry.rank)
        return [
            {
                "name": group,
                "entries": [shown for entry in members if (shown := self._shown(entry))],
            }
            for group, members in groupby(entries, key=lambda entry: str(entry.group))
        ]

    def _shown(self, entry: MenuEntry) -> dict | None:
        """An entry as the layout draws it; nothing where this person may not go."""
        url = reverse(entry.page)
        return {"name": entry.name, "url": url, "icon": entry.icon} if self._opens(url) else None

    def _opens(self, url: str) -> bool:
        """Whether this person's role, and this shop's admission, open the page."""
        member = getattr(self.request, "member", None)
        return member is None or access.opens(member, url)
