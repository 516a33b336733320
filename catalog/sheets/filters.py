"""A seller's two lists, the sheets and the offers: the filter an address asks for, its rows.

Sheets are counted as sheets and offers as variants, everywhere: on the first page, on tabs, in
lists. Counts stop at a cap, so that a list of a hundred thousand opens as fast as a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.attributes import lacks
from catalog.models import Category, Offer, Photo, Product, Submission, Variant
from catalog.sheets.quality import BAR
from catalog.states import UNSEEN, ProductState, SubmissionState
from catalog.tree import tree
from marketplace.shared.english import missing
from sellers.models import Seller

S = ProductState
MOST = 10_000  # rows that a list counts and pages through
LOW = 3  # pieces: below, a variant is nearly sold out
WORDS = 6
LONGEST = 100  # signs of a search
SENT_BACK = (SubmissionState.TO_CHANGE, SubmissionState.REFUSED)


class Counted(Subquery):
    """How many rows a query finds, worked out by the database beside others."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # what the database need not be asked


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a seller asked of a list: a tab, words, a category, an order."""

    view: str = ""
    text: str = ""
    category: int | None = None
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.view or self.text or self.category)

    @property
    def address(self) -> str:
        """The filter as the parameters of an address."""
        named: dict[str, str | int | None] = {
            "vue": self.view,
            "q": self.text,
            "categorie": self.category,
            "tri": self.sort,
        }
        return urlencode([(name, value) for name, value in named.items() if value])

    def kept(self) -> dict[str, Any]:
        """The filter as it is stored."""
        return {"view": self.view, "text": self.text, "category": self.category}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list: its tabs, its orders, and how its rows are found."""

    name: str
    views: Mapping[str, Any]
    sorts: Mapping[str, tuple[Any, tuple]]  # by name: the words, and the columns
    all_of: Callable[[Seller], QuerySet]
    in_view: Callable[[str, Seller], Q]
    with_words: Callable[[QuerySet, Seller, str], QuerySet]
    place: str  # the column of the category's path
    figures: Mapping[str, Callable[[Seller], Any]] = field(default_factory=dict)  # of some orders

    def read(self, asked: Mapping[str, str]) -> Filter:
        """The filter that an address asks for; what no list knows is left out."""
        view, sort, place = asked.get("vue", ""), asked.get("tri", ""), asked.get("categorie", "")
        text = " ".join(asked.get("q", "").replace("\x00", "")[:LONGEST].split())
        is_key = place.isascii() and place.isdigit() and len(place) < 10
        return Filter(
            view=view if view in self.views else "",
            text=text,
            category=int(place) if is_key else None,
            sort=sort if sort in self.sorts else "",
        )

    def found(self, seller: Seller, asked: Filter) -> QuerySet:
        """The rows of a filter, in no order."""
        rows = self.all_of(seller).filter(self.in_view(asked.view, seller))
        if asked.text:
            rows = self.with_words(rows, seller, asked.text)
        if asked.category:
            place = Category.objects.filter(pk=asked.category).first()
            if place is None:
                return rows.none()
            rows = rows.filter(**{f"{self.place}__range": (place.path, place.path + "Z" * 40)})
        return rows

    def rows(self, seller: Seller, asked: Filter) -> QuerySet:
        """The rows of a filter, in the order asked for."""
        rows = self.found(seller, asked)
        if asked.sort in self.figures:
            rows = rows.annotate(figure=self.figures[asked.sort](seller))
        return rows.order_by(*self.sorts[asked.sort][1])

    def counts(self, seller: Seller, asked: Iterable[Filter] = ()) -> tuple[dict[str, int], list]:
        """How many rows each tab holds, then how many each of these filters; one statement."""
        filters = [*(Filter(view=view) for view in self.views), *asked]
        found = count(seller, [self.found(seller, one) for one in filters])
        tabs = len(self.views)
        return dict(zip(self.views, found[:tabs], strict=True)), found[tabs:]

    def tabs(self, counts: Mapping[str, int], current: str) -> list[dict[str, Any]]:
        """The tabs of the list."""
        return [
            {
                "name": name,
                "url": f"?vue={view}" if view else "?",
                "count": counts[view],
                "more": counts[view] >= MOST,
                "current": view == current,
            }
            for view, name in self.views.items()
        ]

    def orders(self, current: str) -> list[dict[str, Any]]:
        """The orders in which the list may be read."""
        return [
            {"value": value, "name": name, "current": value == current}
            for value, (name, _columns) in self.sorts.items()
        ]


class Pages(Paginator):
    """Pages of rows that were counted already, up to the cap."""

    def __init__(self, rows: QuerySet, size: int, *, total: int):
        super().__init__(rows, size)
        self.total = total

    @cached_property
    def count(self) -> int:
        """How many rows may be paged through."""
        return self.total


def count(seller: Seller, queries: Sequence[QuerySet]) -> list[int]:
    """How many rows each query finds, the cap at most; one statement for all."""
    columns = {
        f"n{number}": Counted(query.order_by().values("pk")[:MOST])
        for number, query in enumerate(queries)
    }
    if not columns:
        return []
    return list(Seller.objects.filter(pk=seller.pk).values_list(*columns.values()).get())


def categories(seller: Seller) -> list[Category]:
    """The places in which a shop has sheets, in the order of the tree."""
    used = Product.objects.of(seller).filter(category=OuterRef("pk"))
    return list(Category.objects.filter(Exists(used)).order_by("path"))


def shown(offers: QuerySet) -> QuerySet:
    """Offers with what a line of the list says."""
    return offers.select_related("product__cover", "variant")


def marked(products: QuerySet) -> QuerySet:
    """Sheets with what a line says: whether they wait for the operator, or were sent back."""
    products = products.select_related("category", "cover")
    return products.annotate(is_waiting=_submitted("queued"), is_sent_back=_submitted(*SENT_BACK))


def with_figures(products: Iterable[Product], seller: Seller) -> list[Product]:
    """The sheets with their photo, stock, lowest price and number of variants, and whether their
    category is closed: then nobody sees them, whatever their state.
    """
    listed = list(products)
    keys = [product.pk for product in listed]
    offers = Offer.objects.filter(product__in=keys, seller=seller).order_by().values("product_id")
    figures = offers.annotate(
        held=Sum("stock", filter=Q(is_active=True)), least=Min("price_cents"), pieces=Count("pk")
    )
    by_sheet = {figure["product_id"]: figure for figure in figures}
    places = tree()  # the open ones
    for product in listed:
        product.is_closed = bool(product.category_id) and places.get(product.category_id) is None
        figure = by_sheet.get(product.pk, {})
        product.stock, product.least = figure.get("held"), figure.get("least")
        product.pieces = figure.get("pieces", 0)
    return with_faces(listed)


def with_faces(products: Sequence[Product]) -> list[Product]:
    """The sheets with the photo that stands for each: the cover, else the first one waiting."""
    bare = [product.pk for product in products if product.cover_id is None]
    # the last of a sheet wins the key, hence the descending order
    first = {
        photo.product_id: photo
        for photo in Photo.objects.filter(product__in=bare).order_by("-position", "-pk")
    }
    for product in products:
        product.face = product.cover or first.get(product.pk)
    return list(products)


def _submitted(*states: str) -> Exists:
    return Exists(Submission.objects.filter(product=OuterRef("pk"), state__in=states))


def _offered(**how: Any) -> Exists:
    """Whether a sheet has variants on sale that are so."""
    return Exists(Offer.objects.filter(product=OuterRef("pk"), is_active=True, **how))


LACKING = Exists(lacks.asked().filter(product=OuterRef("pk")))


def _sheets_of(seller: Seller) -> QuerySet:
    """The sheets a seller owns or sells on; one that became part of another is that other."""
    own = Product.objects.of(seller).exclude(state=S.MERGED).values("pk")
    joined = Offer.objects.filter(seller=seller).exclude(product__owner=seller)
    joined = joined.exclude(product__state=S.MERGED)
    # a union, not an OR: each half has its index
    return Product.objects.filter(pk__in=own.union(joined.values("product")))


def _sheet_view(view: str, seller: Seller) -> Q:
    own = Q(owner=seller)
    return {
        "online": Q(state=S.PUBLISHED),
        "queued": own & Q(_submitted("queued")),
        "to_change": own & (Q(_submitted(*SENT_BACK)) | Q(state=S.REFUSED)),
        "draft": Q(state=S.DRAFT) & ~Q(_submitted("queued", *SENT_BACK)),
        "lacking": own & Q(state__in=(S.PUBLISHED, *UNSEEN)) & Q(LACKING),
        "improve": own & Q(quality__lt=BAR) & ~Q(state__in=(S.RETIRED, S.TAKEN_DOWN)),
        "french": own & missing(Product) & ~Q(state__in=(S.RETIRED, S.TAKEN_DOWN)),
        "empty": Q(state=S.PUBLISHED)
        & Q(_offered(seller=seller))
        & ~Q(_offered(seller=seller, stock__gt=0)),
        "off": Q(state__in=(S.RETIRED, S.TAKEN_DOWN)),
        "shared": ~own,
    }.get(view, Q())


def _sheets_with_words(rows: QuerySet, seller: Seller, text: str) -> QuerySet:
    for word in text.split()[:WORDS]:
        # keys that one scan finds, rather than a question for each sheet
        sold_as = Offer.objects.filter(seller=seller, sku__icontains=word).values("product")
        found = Q(title__icontains=word) | Q(ref__icontains=word) | Q(pk__in=sold_as)
        if word.isascii() and word.isdigit():
            found |= Q(pk__in=Variant.objects.filter(gtin=word).values("product"))
        rows = rows.filter(found)
    return rows


def _offer_view(view: str, _seller: Seller) -> Q:
    # each offer is under one tab, and the tabs add up; what is nearly out is a part of the first
    on_sale = Q(is_active=True, product__state=S.PUBLISHED)
    return {
        "online": on_sale & Q(stock__gt=0),
        "low": on_sale & Q(stock__gt=0, stock__lte=LOW),
        "out": on_sale & Q(stock=0),
        "paused": Q(is_active=False),
        "hidden": Q(is_active=True) & ~Q(product__state=S.PUBLISHED),
    }.get(view, Q())


def _offers_with_words(rows: QuerySet, seller: Seller, text: str) -> QuerySet:
    for word in text.split()[:WORDS]:
        found = (
            Q(product__title__icontains=word)
            | Q(sku__icontains=word)
            | Q(variant__label__icontains=word)
        )
        if word.isascii() and word.isdigit():
            found |= Q(variant__gtin=word)
        rows = rows.filter(found)
    return rows


def _offers_of(seller: Seller) -> QuerySet:
    """The offers that may be priced and counted."""
    offers = Offer.objects.filter(seller=seller, product__undone_at=None)
    return offers.exclude(product__state__in=(S.RETIRED, S.MERGED))


def _least(seller: Seller) -> Min:
    return Min("offers__price_cents", filter=Q(offers__seller=seller))


def _held(seller: Seller) -> Sum:
    return Sum("offers__stock", filter=Q(offers__seller=seller, offers__is_active=True))


SHEETS = Listing(
    name="sheets",
    views={
        "": _("Toutes"),
        "online": _("En ligne"),
        "queued": _("En attente"),
        "to_change": _("À corriger"),
        "draft": _("Brouillons"),
        "lacking": _("À compléter"),
        "improve": _("À améliorer"),
        "french": _("Sans anglais"),
        "empty": _("Épuisées"),
        "off": _("Retirées"),
        "shared": _("Partagées"),
    },
    sorts={
        "": (_("Dernière modification"), ("-changed_at", "-pk")),
        "titre": (_("Titre"), ("title", "pk")),
        "prix": (_("Prix croissant"), (F("figure").asc(nulls_last=True), "pk")),
        "-prix": (_("Prix décroissant"), (F("figure").desc(nulls_last=True), "pk")),
        "stock": (_("Stock croissant"), (F("figure").asc(nulls_first=True), "pk")),
        "-stock": (_("Stock décroissant"), (F("figure").desc(nulls_last=True), "pk")),
        "qualite": (_("Qualité croissante"), (F("quality").asc(nulls_last=True), "pk")),
        "-qualite": (_("Qualité décroissante"), (F("quality").desc(nulls_last=True), "pk")),
    },
    all_of=_sheets_of,
    in_view=_sheet_view,
    with_words=_sheets_with_words,
    place="category_path",
    figures={"prix": _least, "-prix": _least, "stock": _held, "-stock": _held},
)
OFFERS = Listing(
    name="offers",
    views={
        "": _("Toutes"),
        "online": _("En vente"),
        "low": _("dont bientôt épuisées"),
        "out": _("Épuisées"),
        "paused": _("Suspendues"),
        "hidden": _("Fiche hors ligne"),
    },
    sorts={
        "": (_("Dernières fiches créées"), ("-product_id", "pk")),
        "titre": (_("Titre"), ("product__title", "product_id", "pk")),
        "sku": (pgettext_lazy("article", "Référence"), ("sku",)),
        "prix": (_("Prix croissant"), ("price_cents", "pk")),
        "-prix": (_("Prix décroissant"), ("-price_cents", "pk")),
        "stock": (_("Stock croissant"), ("stock", "pk")),
        "-stock": (_("Stock décroissant"), ("-stock", "pk")),
    },
    all_of=_offers_of,
    in_view=_offer_view,
    with_words=_offers_with_words,
    place="product__category_path",
)
LISTINGS = {listing.name: listing for listing in (SHEETS, OFFERS)}
