"""A seller's lists as CSV, with named columns, written as they are read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.bulk.judging import WHY
from catalog.bulk.words import Words
from catalog.models import BulkChange, BulkLine, Offer
from catalog.sheets.filters import LISTINGS, Filter
from catalog.states import ProductState
from marketplace.shared.exports import harmless
from marketplace.shared.money import euros
from sellers.models import Seller

BATCH = 1000


class _Echo:
    """Hands each written line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def rows_of(
    seller: Seller, listing: str, *, ids: Sequence[int] | None, filter_: Filter | None
) -> QuerySet[Offer]:
    """The offers behind ticked rows, or behind all that a filter finds."""
    kind = LISTINGS[listing]
    if filter_ is None:
        found = kind.all_of(seller).filter(pk__in=list(ids or ()))
    else:
        found = kind.found(seller, filter_)
    column = "pk" if listing == "offers" else "product"
    return Offer.objects.filter(seller=seller, **{f"{column}__in": found.values("pk")})


def lines(offers: QuerySet[Offer]) -> Iterator[str]:
    """These offers as CSV: one line a variant, in columns that the import knows by their names.

    The French description stands beside the English one, under a name that no import reads: for
    whoever fills in the other.
    """
    yield _line(
        [
            _("référence de la fiche"),
            pgettext("article", "Référence"),
            _("titre"),
            _("déclinaison"),
            _("code-barres"),
            _("catégorie"),
            _("prix TTC"),
            _("stock"),
            _("en vente"),
            _("état"),
            _("titre (anglais)"),
            _("description (anglais)"),
            _("pour mémoire : la description en français"),
        ],
        first=True,
    )
    states = {state.value: str(state.label) for state in ProductState}
    related = offers.select_related("product__category", "variant")
    for batch in _batches(related):
        told: set[int] = set()
        for offer in batch:
            sheet = offer.product
            # long texts stand once among the variants of a sheet
            is_first = sheet.pk not in told
            told.add(sheet.pk)
            yield _line(
                [
                    sheet.ref,
                    offer.sku,
                    sheet.title,
                    offer.variant.label,
                    offer.variant.gtin,
                    sheet.category.label if sheet.category else "",
                    euros(offer.price_cents),
                    offer.stock,
                    _("oui") if offer.is_active else _("non"),
                    states.get(sheet.state, sheet.state),
                    sheet.title_en,
                    sheet.description_en if is_first else "",
                    sheet.description if is_first else "",
                ]
            )


def before(change: BulkChange) -> Iterator[str]:
    """What each row of a change was before it, what it became, and why some were left."""
    yield _line(
        [
            _("référence de la fiche"),
            pgettext("article", "Référence"),
            _("titre"),
            _("avant"),
            _("après"),
            _("laissée de côté"),
        ],
        first=True,
    )
    for batch in _batches(change.lines.select_related("product", "offer")):
        words = Words(change, batch)
        for line in batch:
            yield _line(
                [
                    line.product.ref,
                    line.offer.sku if line.offer else "",
                    line.product.title,
                    _value(change, line, line.before, words),
                    "" if line.why else _value(change, line, line.after, words),
                    str(WHY.get(line.why, "")),
                ]
            )


def _value(change: BulkChange, line: BulkLine, value: Any, words: Words) -> str:
    """A value of a change, as a spreadsheet reads it."""
    if change.act == "price":
        return euros(value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return str(words.of(change, line, value))


def _batches(found: QuerySet) -> Iterator[list[Any]]:
    """Rows in the order of their keys, a thousand at a time: nothing is held."""
    last = 0
    while batch := list(found.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _line(cells: Sequence[Any], *, first: bool = False) -> str:
    # a spreadsheet must not run what somebody typed into a title
    safe = [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    written = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n").writerow(safe)
    return f"\ufeff{written}" if first else written
