"""What an exchange may be about. Apps above bring their subjects (`marketplace/conversing.py`).

A subject is a kind and the number of a row: an order's part, an article, a payout. Its kind says
who its two sides are, where each of them reads it, and what may be asked in its state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models import User
from sellers.models import Seller, Side, Thread

Words = str | Promise
Topics = Mapping[str, Words]  # by their code
OTHER = {"other": _("Autre chose")}


def _nothing(_row: Any) -> list:
    return []


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A buyer: their account or, of a guest, the mailbox; and the name that the shop reads."""

    person: User | None = None
    email: str = ""
    name: str = ""
    language: str = "fr"


def nobody(_row: Any) -> Reader | None:
    """The buyer of a subject that is nobody's: whoever is signed in may ask about it."""
    return None


def no_shop(_row: Any) -> Any:
    """The shop of a subject that concerns none."""
    return None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of subject. Functions are asked of its row.

    `row` finds what may be asked about now, None else; `kept` the same of what is only read again.
    `title` names it with its `about`. `answers` says of each side that may ask first whom it may
    ask. `pages` are where each side reads the subject, `address` where a guest reads the exchange.
    `dispatched`: a parcel left, so that the carrier's telephone may be told. `shop_role` is the
    role in the shop's team that reads and answers, `desk` the operator's.
    """

    title: Words
    row: Callable[[int], Any]
    kept: Callable[[int], Any]
    about: Callable[[Any], str]
    seller: Callable[[Any], Seller | None]
    buyer: Callable[[Any], Reader | None] = nobody
    answers: Mapping[str, tuple[str, ...]]
    topics: Callable[[Any], Topics]
    details: Callable[[Any], Sequence[tuple[str, str]]] = _nothing
    pages: Mapping[str, Callable[[Any], str]]
    address: Callable[[Any], str] | None = None
    dispatched: Callable[[Any], bool] = lambda row: False
    has_address: bool = False  # both sides know where the parcel goes: addresses are told
    shop_role: str = ""
    desk: str = "support"

    @property
    def is_anybodys(self) -> bool:
        """Whether any buyer may ask about it, so that several exchanges are about one row."""
        return Side.BUYER in self.answers and self.buyer is nobody

    def page(self, side: str, row: Any) -> str:
        """Where a side reads the subject; nothing where it has no page, or is gone."""
        return self.pages[side](row) if row is not None and side in self.pages else ""


_kinds: dict[str, Kind] = {}
_topics: dict[str, Words] = {}


def connect(kinds: Mapping[str, Kind], topics: Topics) -> None:
    """Install the kinds that the wiring names, and the words of every topic."""
    _kinds.clear()
    _kinds.update(kinds)
    _topics.clear()
    _topics.update(topics)


def of(kind: str) -> Kind | None:
    """A kind by its name; None where it is none."""
    return _kinds.get(kind)


def names() -> list[tuple[str, Words]]:
    """Every kind, by its name, in words."""
    return [(name, kind.title) for name, kind in _kinds.items()]


def title(thread: Thread) -> str:
    """What an exchange is about, in the reader's words."""
    kind = _kinds.get(thread.kind)
    return str(kind.title).format(about=thread.about) if kind else thread.about


def topic(thread: Thread) -> str:
    """What was asked of it, in words."""
    return str(_topics.get(thread.topic, ""))


def row_of(thread: Thread) -> Any:
    """The row that an exchange is about, as it is now; None where it is gone, or was none."""
    kind = _kinds.get(thread.kind)
    return kind.kept(thread.subject) if kind is not None else None


def desk_of(thread: Thread) -> str:
    """The role of the operator's team that answers."""
    kind = _kinds.get(thread.kind)
    return kind.desk if kind else "support"


def kinds_of_desk(roles: Sequence[str]) -> list[str]:
    """The kinds that these roles of the operator's team answer."""
    return [name for name, kind in _kinds.items() if kind.desk in roles]


def shop_role(thread: Thread) -> str:
    """The role in the shop's team that reads and answers."""
    kind = _kinds.get(thread.kind)
    return kind.shop_role if kind else ""


def kinds_of_shop(may: Callable[[str], bool]) -> list[str]:
    """The kinds that a member reads, by what their role allows."""
    return [name for name, kind in _kinds.items() if may(kind.shop_role)]
