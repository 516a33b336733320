"""The menus of the audiences. They run no query until a layout reads them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from catalog.shop import menu
from marketplace import menus
from marketplace.doors.registry import DESKS
from marketplace.shared import policy, voice
from marketplace.shared.desks import MenuEntry
from marketplace.shared.guests import THEMES
from marketplace.shared.voice import FOOTER, HEADER
from sellers import access


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the shop's bar."""

    name: str
    url: str
    is_elsewhere: bool = False

    @property
    def is_apart(self) -> bool:
        """Whether it speaks to sellers: it stands apart, and not for who sells already."""
        return self.url == reverse("shop-sell")

    @property
    def is_deep(self) -> bool:
        """Whether the pages beneath are its own too: all lie beneath the home page."""
        return self.url != "/"


class Menus:
    """The menus of one request, each computed when a layout reads it."""

    def __init__(self, request: HttpRequest):
        self.request = request

    @cached_property
    def bar(self) -> list[Entry]:
        """The entries of the shop's bar: the aisles, where the menu has them, and its own links."""
        entries: list[Entry] = []
        for link in menus.drawn(HEADER).links:
            if link.to == menus.AISLES:
                entries += [Entry(aisle["name"], aisle["url"]) for aisle in menu.aisles()]
            else:
                entries.append(Entry(link.said, link.to, link.is_elsewhere))
        return entries

    @cached_property
    def header(self) -> str:
        """A cache key of all that the shop's header depends on, apart from the visitor."""
        path = self.request.path
        here = [entry.url for entry in self.bar if entry.url and path.startswith(entry.url)]
        # a logo by night is another picture in the same place
        theme = self.request.COOKIES.get("theme") if policy.brand().logo_night else ""
        told = f"{policy.stamp()} {menu.stamp()} {menus.stamp(HEADER)} {voice.stamp()}"
        return f"{told} {here} {theme if theme in THEMES else ''}"

    @cached_property
    def footer(self) -> str:
        """A cache key of all that the links of the shop's footer depend on."""
        return menus.stamp(FOOTER)

    @cached_property
    def footer_columns(self) -> tuple[menus.Column, ...]:
        """The links of the shop's footer."""
        return menus.drawn(FOOTER).columns

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
