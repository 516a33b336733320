"""What sells: counted on the sheets, one of the things the lists may be sorted by."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Case, F, IntegerField, Value, When

from catalog.models import Product


def count_sales(pieces: Mapping[int, int]) -> None:
    """Add pieces sold to the sheets they belong to, in the caller's transaction."""
    if not pieces:
        return
    whens = [When(pk=pk, then=Value(count)) for pk, count in sorted(pieces.items())]
    more = Case(*whens, default=Value(0), output_field=IntegerField())
    Product.objects.filter(pk__in=pieces).update(sales_count=F("sales_count") + more)
