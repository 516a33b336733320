"""Exact amounts of one currency. The only place where amounts are rounded or split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FULL_BPS = 10_000


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were combined."""


def round_half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction; a half goes away from zero."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


@dataclass(frozen=True, slots=True)
class Money:
    """Whole cents of one currency."""

    cents: int
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + self._same(other).cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - self._same(other).cents, self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.cents * quantity, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __bool__(self) -> bool:
        return self.cents != 0

    def at(self, bps: int) -> Money:
        """The part of this amount at a rate in basis points, half a cent away from zero."""
        return Money(round_half_up(self.cents * bps, FULL_BPS), self.currency)

    def per(self, measure: int, *, of: int) -> Money:
        """The price of a measure of something of which `of` costs this: a kilo, a litre."""
        return Money(round_half_up(self.cents * measure, of), self.currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share this amount by `weights`, to the last cent (largest remainder, ties to first)."""
        return [Money(share, self.currency) for share in split_cents(self.cents, weights)]

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} with {other.currency}")
        return other


def split_cents(cents: int, weights: Sequence[int]) -> list[int]:
    """Share whole cents by non-negative `weights`; the parts always add up to the whole.

    When every weight is zero the parts are as equal as can be.
    """
    if not weights:
        raise ValueError("nobody to share with")
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    total = sum(weights)
    if total == 0:
        weights, total = [1] * len(weights), len(weights)
    if cents < 0:
        return [-share for share in split_cents(-cents, weights)]
    shares = [cents * weight // total for weight in weights]
    owed = cents - sum(shares)
    neediest = sorted(range(len(weights)), key=lambda i: -(cents * weights[i] % total))
    for i in neediest[:owed]:
        shares[i] += 1
    return shares


class MoneyProperty:
    """Reads a `*_cents` column, with its row's currency, as Money."""

    def __init__(self, column: str):
        self.column = column

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return Money(getattr(row, self.column), row.currency)

    def __set__(self, row, amount: Money):
        setattr(row, self.column, amount.cents)
        row.currency = amount.currency


def euros(cents: int) -> str:
    """Cents as spreadsheets read them in French: 1234,50."""
    if not cents:
        return "0,00"
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"
