"""The recycling schemes goods belong to: what their category presumes and what their sheet says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Count, Q

from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Vocabulary, vocabulary
from catalog.models import Offer, Product
from catalog.offers import rows
from catalog.states import ProductState
from sellers.models import Seller

ATTRIBUTE = "filiere-rep"  # the shipped attribute whose values are schemes
COLUMN = "schemes"


def of(lines: Iterable[Said], path: str, known: Vocabulary) -> str:
    """The schemes of a sheet as its column keeps them: keys in their order, between spaces."""
    if ATTRIBUTE not in known.by_key:
        return ""
    keys = {*known.presumed_at(path, ATTRIBUTE)}
    for line in lines:
        if line.attribute and line.attribute.key == ATTRIBUTE:
            keys.update(line.values)
    return f" {' '.join(sorted(keys))} " if keys else ""


def note(told: Mapping[int, tuple[str, str]]) -> None:
    """Write the schemes of sheets, by sheet as (stored, now), where they changed."""
    changed = [Product(pk=pk, schemes=new) for pk, (old, new) in told.items() if old != new]
    rows.write(changed, (COLUMN,))


def within(keys: Iterable[str], path: str = COLUMN) -> Q:
    """The sheets in any of these schemes, seen from the end of a path; none for no scheme."""
    wanted = Q(pk__in=())
    for key in keys:
        wanted |= Q(**{f"{path}__contains": f" {key} "})
    return wanted


def sold_by(shop: Seller) -> dict[str, int]:
    """The schemes of what a seller offers online, and how many sheets are in each."""
    own = Offer.objects.filter(
        seller=shop, is_active=True, product__state=ProductState.PUBLISHED
    ).order_by()
    counts = own.values_list("product__schemes").annotate(n=Count("product", distinct=True))
    sold: Counter[str] = Counter()
    for column, sheets in counts:
        for key in column.split():
            sold[key] += sheets
    return dict(sorted(sold.items(), key=lambda item: (-item[1], item[0])))


def named() -> dict[str, str]:
    """Every scheme the operator knows, by key, with its name in the reader's language."""
    attribute = vocabulary().by_key.get(ATTRIBUTE)
    return {key: value.label for key, value in attribute.values.items()} if attribute else {}
