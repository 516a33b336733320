"""What is probably the same product as a proposal: its bar codes, or its brand and its title."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.models import Brand, Product, Submission, Variant
from catalog.sheets import lists
from catalog.states import ProductState

MOST = 6
THERE = (ProductState.PUBLISHED, ProductState.TAKEN_DOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another sheet, and what it has in common with the proposal."""

    product: Product
    why: str


def of(submission: Submission) -> list[Alike]:
    """The other sheets that may be of the same product: the bar code first, which proves most."""
    product, content = submission.product, submission.content
    others = Product.objects.filter(state__in=THERE).exclude(pk=product.pk)
    others = others.select_related("owner", "category", "cover")
    gtins = product.variants.exclude(gtin="").values_list("gtin", flat=True)
    codes = {way for gtin in gtins for way in lists.ways_of(gtin)}
    coded = Variant.objects.filter(gtin__in=codes).values("product") if codes else ()
    found = list(others.filter(pk__in=coded).order_by("pk")[:MOST]) if codes else []
    alike = [Alike(product=each, why=_("Même code-barres")) for each in found]
    title, brand = content.get("title") or "", content.get("brand") or ""
    if title and brand:
        named = Brand.objects.filter(name__iexact=brand)
        same = others.filter(brand__in=named, title__iexact=title).exclude(
            pk__in=[each.pk for each in found]
        )
        told = _("Même marque et même titre")
        alike += [Alike(product=each, why=told) for each in same.order_by("pk")[:MOST]]
    return alike[:MOST]
