"""Money never loses a cent, VAT always adds up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.shared import vat
from marketplace.shared.money import CurrencyMismatch, Money, split_cents

cents = st.integers(-(10**11), 10**11)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20)


@given(cents, weights)
def test_a_split_adds_up_and_is_fair(amount, shares):
    parts = split_cents(amount, shares)

    assert sum(parts) == amount
    total = sum(shares)
    if total:
        for part, weight in zip(parts, shares, strict=True):
            assert abs(part * total - amount * weight) < total


@given(st.integers(0, 10**9), weights)
def test_a_split_of_a_positive_amount_has_no_negative_part(amount, shares):
    assert min(split_cents(amount, shares)) >= 0


def test_a_half_cent_goes_away_from_zero():
    assert Money(5).at(5000) == Money(3)
    assert Money(-5).at(5000) == Money(-3)


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money(1) + Money(1, "USD")


@pytest.mark.parametrize(
    ("gross", "bps", "net", "tax"),
    [
        (12000, 2000, 10000, 2000),
        (1999, 2000, 1666, 333),
        (999, 550, 947, 52),
        (1250, 1000, 1136, 114),
        (499, 210, 489, 10),
        (10000, 2550, 7968, 2032),
        (5, 2000, 4, 1),
        (5990, 850, 5521, 469),
    ],
)
def test_vat_is_extracted_to_the_cent(gross, bps, net, tax):
    assert vat.extract(gross, bps) == (net, tax)


@given(cents, st.integers(0, 3000))
def test_net_and_vat_always_add_up(gross, bps):
    net, tax = vat.extract(gross, bps)

    assert net + tax == gross
    assert abs(tax * (10_000 + bps) - gross * bps) <= (10_000 + bps)


def test_vat_is_counted_per_document_not_per_line():
    rows = vat.by_rate([(333, 2000), (333, 2000), (333, 2000)])

    assert rows == [{"bps": 2000, "gross_cents": 999, "net_cents": 832, "vat_cents": 167}]


def test_shipping_follows_the_goods():
    assert vat.shipping_by_rate(600, [(6000, 2000), (2110, 550)]) == [(444, 2000), (156, 550)]


@pytest.mark.parametrize(
    ("day", "vat_class", "bps"),
    [
        ("2013-12-31", "standard", 1960),
        ("2014-01-01", "standard", 2000),
        ("2026-11-23", "food", 550),
        ("2026-11-23", "food_now", 1000),
        ("2026-11-23", "book", 550),
    ],
)
def test_a_rate_holds_from_its_day(day, vat_class, bps):
    assert vat.rate_on(date.fromisoformat(day), vat_class) == bps


def test_no_law_no_rate():
    for day, vat_class, country in (
        ("1999-12-31", "standard", "FR"),
        ("2026-11-23", "standard", "DE"),
    ):
        with pytest.raises(vat.NoRate):
            vat.rate_on(date.fromisoformat(day), vat_class, country)


def test_the_limits_of_the_franchise_hold_from_their_day():
    limits = [vat.franchise_limit(date.fromisoformat(day)) for day in ("2024-12-31", "2025-01-01")]
    assert [(one.base_cents, one.raised_cents) for one in limits] == [
        (9190000, 10100000),
        (8500000, 9350000),
    ]
