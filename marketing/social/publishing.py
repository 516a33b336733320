"""How a post leaves: the seam behind which the programs of other places would stand.

Today a person posts it and tells where it is. What speaks to another place keeps the rule of all
that is outside: the intention with its key first, then the call, then the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from marketing.models import Channel, Post
from marketplace.shared.states import Refusal


class NoAddress(Refusal):
    """A post that is out has an address."""

    sentence = _("Collez l'adresse de la publication : elle commence par « https:// ».")


@dataclass(frozen=True, slots=True)
class Published:
    """That a post is out: where, and since when."""

    url: str
    at: datetime


class Publisher(Protocol):
    """Whoever brings posts to a channel."""

    def publish(self, post: Post, *, told: str, at: datetime) -> Published:
        """Bring a post out; `told` is what a person said of it. Raises a Refusal."""
        ...


class ByHand:
    """A person posted it, and says where."""

    def publish(self, post: Post, *, told: str, at: datetime) -> Published:
        """Believe them, if what they tell is an address. Raises NoAddress."""
        url = told.strip()
        if not url.startswith("https://") or len(url) > 200 or any(sign.isspace() for sign in url):
            raise NoAddress
        return Published(url, at)


def publisher_of(channel: Channel) -> Publisher:
    """Who brings posts to a channel."""
    return ByHand()
