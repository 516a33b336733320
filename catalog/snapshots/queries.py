"""Which photos of buyers a sheet and a composed page show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.models import Product, Snapshot
from catalog.states import SnapshotState
from marketplace.shared import copies, language
from marketplace.shared.language import Local, local
from marketplace.shared.prepared import Prepared

MOST = 24  # on the page of a sheet
COLUMNS = ("pk", "stem", "alt", "author", "consented_at")
OF_SHEET = Prepared(
    lambda product: (
        Snapshot.objects.filter(product=product, state=SnapshotState.PUBLISHED)
        .order_by("-pk")
        .values_list(*COLUMNS)[:MOST]
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo as the public sees it: its addresses, its words and their language, who took it."""

    pk: int
    url: str
    large: str
    alt: str
    lang: str
    author: str
    taken_at: datetime
    slug: str = ""  # of its sheet, where it stands elsewhere
    product: Local | None = None


def of_sheet(product: Product) -> list[Shown]:
    """The photos that buyers took of a sheet, latest first; where there is none, none is asked."""
    if not product.snapshots_count:
        return []
    return [_shown(row, product.heading) for row in OF_SHEET(product=product.pk)]


def latest(products: tuple[int, ...], *, most: int) -> list[Shown]:
    """The newest photos, of these products or of all that are on sale, one of each first."""
    rows = Snapshot.objects.filter(
        state=SnapshotState.PUBLISHED, product__in=Product.objects.public()
    )
    if products:
        rows = rows.filter(product__in=products)
    read = (*COLUMNS, "product", "product__slug", "product__title", "product__title_en")
    found = list(rows.order_by("-pk").values_list(*read)[: most * 4])
    seen: set[int] = set()
    first, again = [], []
    for row in found:
        (again if row[5] in seen else first).append(row)
        seen.add(row[5])
    return [_elsewhere(row) for row in [*first, *again][:most]]


def _elsewhere(row: tuple) -> Shown:
    *own, _product, slug, title, english = row
    return _shown(tuple(own), local(title, english), slug)


def _shown(row: tuple, heading: Local, slug: str = "") -> Shown:
    pk, stem, alt, author, at = row
    # nobody described it: what is known is said, and nothing is made up
    usual = _("{product}, photo prise par une personne qui l'a reçu").format(product=heading.text)
    return Shown(
        pk=pk,
        url=copies.url(stem, 320),
        large=copies.url(stem, 1280),
        alt=alt or usual,
        lang=language.other_than_read(alt) if alt else "",
        author=author,
        taken_at=at,
        slug=slug,
        product=heading if slug else None,
    )
