"""The badges that are shown, and which of them a sheet or a shop bears on a day.

Nothing bears a badge by itself: it follows from figures that are on the sheet already, or known of
the shop, so that a list asks nothing more for it. Every process remembers what the operator said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from catalog.badges.kinds import KINDS, Kind, Sheet, Shop
from catalog.models import Badge, Product
from catalog.models.badge import FIGURE
from marketplace.shared import kept
from marketplace.shared.clock import paris_day
from marketplace.shared.language import Local, local
from sellers.models import Seller
from sellers.shop import figures

KEY = "catalog:badges"
FRESH = 300
ON_A_CARD = 2
Bearing = Callable[[Sheet], "list[Known]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A badge as pages show it."""

    slug: str
    fr: str
    en: str
    words: str
    words_en: str
    mark: str
    kind: Kind
    said: Mapping[str, int]

    @property
    def label(self) -> str:
        """Its name, in the reader's language."""
        return local(self.fr, self.en).text

    @property
    def criterion(self) -> Local:
        """What it asks, in the reader's language, with the thresholds in force."""
        asked = local(self.words, self.words_en)
        return Local(filled(asked.text, self.kind, self.said), asked.lang)

    @property
    def url(self) -> str:
        """Where its criterion is read."""
        return f"{reverse('shop-badges')}#{self.slug}"


@dataclass(frozen=True, slots=True)
class Badges:
    """Those of sheets and those of shops, in the operator's order."""

    of_goods: tuple[Known, ...] = field(default=())
    of_shops: tuple[Known, ...] = field(default=())


def filled(text: str, kind: Kind, said: Mapping[str, int]) -> str:
    """A criterion with its figures; nothing but the figures of its kind is put in."""
    told = kind.told(said)
    return FIGURE.sub(lambda found: told.get(found[1], found[0]), text)


def both(french: str, english: str, kind: Kind, said: Mapping[str, int]) -> dict[str, str]:
    """A criterion in both languages, each with its figures as it writes them."""
    told = {}
    for language, text in (("fr", french), ("en", english)):
        with translation.override(language):
            told[language] = filled(text, kind, said)
    return told


def badges() -> Badges:
    """The badges that are switched on, as this process remembers them."""
    return kept.kept(KEY, _read, fresh=FRESH)


def forget() -> None:
    """Have every process read them again, once the transaction is committed."""
    transaction.on_commit(lambda: kept.forget(KEY))


def bearing(day: date) -> Bearing:
    """What tells which badges a sheet bears on a day; made once for many sheets."""
    tests = [(each, each.kind.test(each.said, day)) for each in badges().of_goods]
    return lambda sheet: [each for each, holds in tests if holds(sheet)]


def of_sheet(product: Product, day: date) -> list[Known]:
    """The badges that a sheet bears on a day; none where nothing is left to sell."""
    return bearing(day)(facts_of(product)) if product.in_stock else []


def of_shop(shop: Seller | None, *, at: datetime) -> list[Known]:
    """The badges that a shop bears at an instant, by its public figures."""
    known = badges().of_shops
    if shop is None or not known:
        return []
    day, facts = paris_day(at), Shop(shop.opened_at, figures.shown(shop.pk, at=at))
    return [each for each in known if each.kind.test(each.said, day)(facts)]


def facts_of(product: Product) -> Sheet:
    """What badges look at of a sheet."""
    return Sheet(*(getattr(product, name) for name in Sheet._fields))


def known_of(row: Badge) -> Known:
    """A badge with its thresholds, as it is or would be kept."""
    kind = KINDS[row.kind]
    return Known(
        slug=row.slug,
        fr=row.name,
        en=row.name_en,
        words=row.criterion,
        words_en=row.criterion_en,
        mark=row.mark,
        kind=kind,
        said=kind.said(row.thresholds),
    )


def _read() -> Badges:
    rows: Iterable[Badge] = Badge.objects.filter(is_on=True).order_by("position", "pk")
    # of a kind that this version does not know, nothing can be said
    known = [known_of(row) for row in rows if row.kind in KINDS]
    return Badges(
        tuple(each for each in known if not each.kind.is_of_shops),
        tuple(each for each in known if each.kind.is_of_shops),
    )
