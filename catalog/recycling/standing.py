"""How a seller stands with the recycling schemes of what they sell: for their page and the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalog.models import Offer, RecyclingLack, RecyclingNumber
from catalog.recycling import numbers, schemes, watch
from marketplace.shared.templatetags.ui import day
from sellers.models import Seller


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One scheme: how many sheets online belong to it, and the seller's number in it."""

    scheme: str
    name: str
    sheets: int
    number: RecyclingNumber | None
    lack: RecyclingLack | None
    is_good: bool

    @property
    def is_lacking(self) -> bool:
        """Whether something is sold that needs a number, and none is good."""
        return bool(self.sheets) and not self.is_good

    def said(self, today: date) -> str:
        """How it stands, in words."""
        if self.number and self.is_good:
            until = numbers.good_until(self.number)
            return _("Confirmé le {day}, à confirmer de nouveau avant le {until}").format(
                day=day(self.number.confirmed_on), until=day(until)
            )
        if not self.sheets:
            return _("Rien en ligne dans cette filière")
        if self.lack and self.lack.due and self.lack.due <= today:
            return _("Manque : ces offres sont suspendues")
        if self.lack and self.lack.due:
            return _("Manque : ces offres seront suspendues le {day}").format(
                day=day(self.lack.due)
            )
        return _("À confirmer : il date de plus d'un an") if self.number else _("Manque")


def of(shop: Seller, *, today: date) -> list[Standing]:
    """Every scheme a seller sells in or has a number of; what is lacking comes first."""
    sold, held = schemes.sold_by(shop), numbers.of(shop)
    lacks = {row.scheme: row for row in RecyclingLack.objects.filter(seller=shop)}
    names = schemes.named()
    found = [
        Standing(
            scheme=key,
            name=names.get(key, key),
            sheets=sold.get(key, 0),
            number=(number := held.get(key)),
            lack=lacks.get(key),
            is_good=number is not None and numbers.good_until(number) >= today,
        )
        for key in dict.fromkeys([*sold, *held])
    ]
    return sorted(found, key=lambda each: not each.is_lacking)


def told(shop: Seller) -> list[tuple[str, str]]:
    """The numbers a shop publishes: each with the name of its scheme."""
    names = schemes.named()
    return [(names.get(key, key), row.number) for key, row in numbers.of(shop).items()]


def ending(shop: Seller, *, today: date) -> date | None:
    """The nearest day before which a number must be confirmed again, if it comes soon."""
    until = [numbers.good_until(number) for number in numbers.of(shop).values()]
    return min((last for last in until if today <= last <= today + watch.SOON), default=None)


def resting(shop: Seller) -> int:
    """How many offers rest for want of a number."""
    return Offer.objects.filter(seller=shop).exclude(withheld_at=None).count()
