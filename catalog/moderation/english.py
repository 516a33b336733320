"""What of the shop lacks English, subject by subject: each with the list that shows just this."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Attribute, AttributeValue, Category, Product
from catalog.states import ProductState
from marketplace.shared.english import MISSING, missing

MOST = 10_000  # beyond, nobody reads the number


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One kind of rows: how many lack English, of how many, and where they are mended."""

    name: str
    lacking: int
    of: int
    href: str

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.lacking > MOST

    @property
    def all_of(self) -> int:
        """How many rows, as far as they are counted."""
        return min(self.of, MOST)


def subjects() -> list[Subject]:
    """The goods' words that the house or a seller may still give in English; two counts each."""
    attributes = Attribute.objects.filter(is_private=False)
    values = AttributeValue.objects.filter(attribute__is_private=False)
    online = Product.objects.filter(state=ProductState.PUBLISHED)
    return [
        _subject(_("Caractéristiques"), attributes, Attribute, f"anglais={MISSING}"),
        _subject(_("Valeurs de caractéristiques"), values, Attribute, "anglais=valeurs"),
        _subject(_("Catégories"), Category.objects.all(), Category, f"anglais={MISSING}"),
        _subject(
            _("Fiches en ligne"), online, Product, f"state__exact=published&anglais={MISSING}"
        ),
    ]


def _subject(name: str, rows: QuerySet, listed: type[Model], query: str) -> Subject:
    page = reverse(f"admin:{listed._meta.label_lower.replace('.', '_')}_changelist")
    return Subject(
        name=name,
        lacking=_count(rows.filter(missing(rows.model))),
        of=_count(rows),
        href=f"{page}?{query}",
    )


def _count(rows: QuerySet) -> int:
    return rows.order_by().values("pk")[: MOST + 1].count()
