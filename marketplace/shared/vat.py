"""VAT arithmetic on whole cents, and the dated rates of the law.

Prices are shown and charged all taxes included: VAT is extracted from them, per
document and per rate, never per line (regulation: CGI 278 and following).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from marketplace.shared.money import FULL_BPS, round_half_up, split_cents

STANDARD, FOOD, FOOD_NOW, BOOK, EXEMPT = "standard", "food", "food_now", "book", "exempt"
CLASSES = [
    (STANDARD, _("Taux normal")),
    (FOOD, _("Produit alimentaire")),
    (FOOD_NOW, _("Consommation immédiate")),
    (BOOK, _("Livre")),
]


class NoRate(LookupError):
    """No rate of the law covers this class of goods on this day."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One line of the law: a rate for a class of goods in a country between two days."""

    country: str
    vat_class: str
    bps: int
    valid_from: date
    valid_to: date | None
    source: str


LAW = (
    Rate("FR", STANDARD, 2000, date(2014, 1, 1), None, "CGI art. 278"),
    Rate("FR", STANDARD, 1960, date(2000, 4, 1), date(2013, 12, 31), "CGI art. 278"),
    Rate("FR", FOOD, 550, date(1982, 7, 1), None, "CGI art. 278-0 bis A"),
    Rate("FR", FOOD_NOW, 1000, date(2014, 1, 1), None, "CGI art. 279 m"),
    Rate("FR", BOOK, 550, date(2013, 1, 1), None, "CGI art. 278-0 bis A 3°"),
)


@dataclass(frozen=True, slots=True)
class FranchiseLimit:
    """The turnover of a year, sales of goods, up to which a small business charges no VAT.

    Above `base_cents`, VAT is due from the 1st of January that follows; above `raised_cents`, from
    the day it is crossed (CGI 293 B).
    """

    base_cents: int
    raised_cents: int
    valid_from: date
    valid_to: date | None
    source: str


FRANCHISE_LIMITS = (
    FranchiseLimit(85_000_00, 93_500_00, date(2025, 1, 1), None, "CGI art. 293 B, loi 2025-1044"),
    FranchiseLimit(91_900_00, 101_000_00, date(2023, 1, 1), date(2024, 12, 31), "CGI art. 293 B"),
)


def franchise_limit(day: date) -> FranchiseLimit:
    """The limits of the franchise for goods that the law sets on a day."""
    for limit in FRANCHISE_LIMITS:
        if limit.valid_from <= day and (limit.valid_to is None or day <= limit.valid_to):
            return limit
    raise NoRate(f"franchise on {day}")


def rate_on(day: date, vat_class: str, country: str = "FR") -> int:
    """The rate in basis points that the law sets for a class of goods on a day."""
    for rate in LAW:
        holds = rate.valid_from <= day and (rate.valid_to is None or day <= rate.valid_to)
        if holds and (rate.country, rate.vat_class) == (country, vat_class):
            return rate.bps
    raise NoRate(f"{vat_class} in {country} on {day}")


def extract(gross_cents: int, bps: int) -> tuple[int, int]:
    """Net and VAT held in an amount with VAT included; they always add up to it."""
    vat = round_half_up(gross_cents * bps, FULL_BPS + bps)
    return gross_cents - vat, vat


def add(net_cents: int, bps: int) -> tuple[int, int]:
    """VAT on a net amount, and the amount with VAT."""
    vat = round_half_up(net_cents * bps, FULL_BPS)
    return vat, net_cents + vat


def by_rate(amounts: Iterable[tuple[int, int]]) -> list[dict]:
    """Sum (gross cents, rate in bps) pairs per rate, then extract VAT once per rate.

    Returns rows {"bps", "gross_cents", "net_cents", "vat_cents"}, highest rate first.
    """
    totals: dict[int, int] = {}
    for gross, bps in amounts:
        totals[bps] = totals.get(bps, 0) + gross
    lines = []
    # each sum is rounded once: rounded line by line, VAT would differ by some cents
    for bps in sorted(totals, reverse=True):
        net, vat = extract(totals[bps], bps)
        lines.append({"bps": bps, "gross_cents": totals[bps], "net_cents": net, "vat_cents": vat})
    return lines


def shipping_by_rate(
    shipping_cents: int, goods: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Share shipping over the rates of the goods it carries: the accessory follows the goods.

    `goods` are (gross cents, bps); returns (share in cents, bps), highest rate first.
    """
    totals: dict[int, int] = {}
    for gross, bps in goods:
        totals[bps] = totals.get(bps, 0) + gross
    rates = sorted(totals, reverse=True)
    if not rates:
        return []
    return list(
        zip(split_cents(shipping_cents, [totals[bps] for bps in rates]), rates, strict=True)
    )
