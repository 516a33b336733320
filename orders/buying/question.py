"""What a visitor asks of the checkout: read once from the request, then only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language

from marketplace.shared import visitor
from marketplace.shared.models import User
from marketplace.shared.readable import row_number
from orders.buying import addresses, companies
from orders.buying.cart import chosen_in
from orders.models import Cart
from sellers.shop import shipping

DETAILS = ("email", *addresses.COLUMNS, "phone_meant", "town_kept")
DELIVERY = "delivery-"
GATHER = "gather:"  # what the button begins with that sends several parcels to one carrier's point
LONGEST = 254  # signs of a detail that are remembered, however long what was typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Who orders, where it goes, how each seller delivers, what was shown, under which key.

    `posted` is what was sent, as the forms will judge it; None when the page is only opened.
    `details` are the words of it that are shown and remembered as they are, right or wrong.
    """

    cart: Cart | None
    user: User | None
    network: str
    language: str
    posted: QueryDict | None
    details: dict[str, str]
    ways: dict[int, int]
    shown: str
    key: str

    @classmethod
    def read(cls, request: HttpRequest, *, cart: Cart | None) -> Question:
        """What this request asks; a page that is only opened starts from what is remembered."""
        posted = addresses.completed(request.POST) if request.method == "POST" else None
        sent = QueryDict() if posted is None else posted
        user = request.user if request.user.is_authenticated else None
        return cls(
            cart=cart,
            user=user,
            network=visitor.address(request),
            language=get_language() or "fr",
            posted=posted,
            details=_remembered(user, cart) if posted is None else _typed(sent),
            ways=ways_in(sent),
            shown=sent.get("shown", ""),
            key=sent.get("key", ""),
        )

    @property
    def recounts(self) -> bool:
        """Whether only the total is asked for, nothing ordered yet."""
        return self.posted is not None and "refresh" in self.posted

    @property
    def gathers(self) -> str:
        """The carrier to whose points all parcels go that may; none while it is not pressed."""
        pressed = self.posted.get("refresh", "") if self.posted is not None else ""
        return pressed.removeprefix(GATHER) if pressed.startswith(GATHER) else ""

    @property
    def draft(self) -> dict[str, str]:
        """What is remembered of the details, for the back button and the next day."""
        return {name: self.details.get(name, "")[:LONGEST] for name in DETAILS}

    @property
    def country(self) -> str:
        """Where the parcels go, as far as typed."""
        return self.details.get("country") or "FR"

    @property
    def zone(self) -> str | None:
        """The zone of the delivery grids; none where nobody delivers."""
        return shipping.zone_of(self.country, self.details.get("postcode", "").strip())

    @property
    def chosen(self) -> dict[int, int]:
        """The delivery of each seller: as just chosen, or as remembered."""
        return self.ways or chosen_in(self.cart)

    @property
    def points(self) -> dict[str, dict]:
        """What was said of each carrier's point before."""
        points = self.cart.checkout.get("relay", {}) if self.cart else {}
        return {carrier: said for carrier, said in points.items() if isinstance(said, dict)}

    @property
    def gifts(self) -> dict[str, dict]:
        """What was said of each shop's parcel as a gift before, by the shop's key."""
        gifts = self.cart.checkout.get("gift", {}) if self.cart else {}
        return {shop: said for shop, said in gifts.items() if isinstance(said, dict)}

    @property
    def company(self) -> dict[str, str]:
        """The company that was typed before; nothing while its part was left empty."""
        typed = self.cart.checkout.get("company", {}) if self.cart else {}
        return typed if any(typed[name] for name in typed.keys() - {"country"}) else {}

    @property
    def proposed_company(self) -> dict[str, str]:
        """The company that this buyer keeps, or bought for last."""
        return companies.proposed_to(self.user, self.details)


def ways_in(posted: Mapping[str, str]) -> dict[int, int]:
    """The delivery method chosen for each seller; what is not a number is not a choice."""
    ways = {}
    for name, value in posted.items():
        seller, method = row_number(name.removeprefix(DELIVERY)), row_number(str(value))
        if name.startswith(DELIVERY) and seller and method:
            ways[seller] = method
    return ways


def _typed(posted: QueryDict) -> dict[str, str]:
    return {name: posted.get(name, "") for name in DETAILS}


def _remembered(user: User | None, cart: Cart | None) -> dict[str, str]:
    draft = cart.checkout if cart else {}
    remembered = {name: draft[name] for name in DETAILS if draft.get(name)}
    if remembered or user is None:
        return remembered
    return {"email": user.email, **addresses.first_proposed(user)}
