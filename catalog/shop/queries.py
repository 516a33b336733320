"""What the shop's pages read: narrow rows, few statements."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.attributes import quantities
from catalog.badges import shown as badges
from catalog.badges.kinds import Sheet
from catalog.labels import labels
from catalog.models import Category, Offer, Photo, Product, Review, Word
from catalog.search import (
    lookup,  # noqa: F401 - registers `found`
    own,
)
from catalog.search.offers import Wish
from catalog.search.question import Question
from catalog.search.words import fold, forms
from catalog.shop import answering
from catalog.states import ProductState, ReviewState
from catalog.tree import Place, Tree, tree
from marketplace.shared import kept
from marketplace.shared.clock import paris_day
from marketplace.shared.language import local
from marketplace.shared.prepared import Prepared
from marketplace.shared.templatetags.ui import money
from sellers.models import Seller, ShippingMethod, Zone
from sellers.shop import shipping

Chosen = TypeVar("Chosen")

STOREFRONT = 120
HELD = 30  # seconds
A_SAMPLE = 200
LAST_SIGN = "\U0010ffff"

# What the most visited pages ask: their SQL is prepared once for each process.
CARDS = Prepared(
    lambda pks, today: (
        Product.objects.shown_on(today)
        .filter(pk__in=pks)
        .values_list(
            "pk",
            "slug",
            "title",
            "title_en",
            "axes",
            "offers_count",
            "least_cents",
            "most_cents",
            "from_cents",
            "prior_cents",
            "in_stock",
            *Sheet._fields,
            "labels",
            "cover__file",
            "cover__stem",
            "cover__sized_at",
            "cover__alt",
            "best_offer__seller",
            "best_offer__seller__name",
            "best_offer__variant__net_thousandths",
            "best_offer__variant__net_unit",
        )
    )
)
SHEET = Prepared(
    lambda slug: Product.objects.public().filter(slug=slug).select_related("brand", "owner")
)
OFFERS = Prepared(
    lambda product, today: (
        Offer.objects.sellable_on(today)
        .filter(product=product)
        .annotate(
            prior_cents=Subquery(answering.PRIOR.values("prior_cents")[:1]),
            reduced_until=Subquery(answering.PRIOR.values("until")[:1]),
        )
        .select_related("seller", "variant")
        .order_by("variant__position", "variant_id", "price_cents", "pk")
    )
)
GALLERY = Prepared(
    lambda product: (
        Photo.objects.filter(product=product, is_approved=True)
        .order_by("position", "pk")
        .values_list("file", "stem", "sized_at", "alt", "variant")
    )
)
NAMED = Prepared(  # at the beginnings of words, behind whichever sign
    lambda text, inner, elided, curled, joined, today: (
        Seller.objects.selling_on(today)
        .filter(
            Q(name__istartswith=text)
            | Q(name__icontains=inner)
            | Q(name__icontains=elided)
            | Q(name__icontains=curled)
            | Q(name__icontains=joined)
        )
        .only("slug", "name", "city")[:30]
    )
)


@dataclass(slots=True, kw_only=True)
class Card:
    """A product as a list shows it."""

    pk: int
    url: str
    title: str
    lang: str  # of the title, where it is not the reader's
    seller: str
    seller_id: int | None
    price_cents: int
    prior_cents: int | None
    rating: float
    reviews_count: int
    in_stock: bool
    image: str
    image_alt: str
    srcset: str
    measure_price: str = ""
    hint: str = ""
    tag: str = ""
    # what a press puts into the basket, where nothing is to be chosen: the best offer of a slug,
    # or one offer
    adds: str = ""
    offer: int | None = None
    # the labels and badges it bears today: drawing and name of each
    labels: tuple[tuple[str, str], ...] = ()
    badges: tuple[tuple[str, str], ...] = ()
    is_alone: bool = False  # one shop sells it, at one price, and there is nothing to choose

    @property
    def wording(self) -> tuple:
        """All that the rendered card depends on, besides the language."""
        return _WORDING(self)


_WORDING = attrgetter(*(field.name for field in fields(Card)))


def cards(
    ids: Iterable[int], *, at: datetime, delivery: bool = True, wish: Wish | None = None
) -> list[Card]:
    """The cards of these products that the public may see, in this order: two statements.

    With a wish, one more where a sheet has several offers: each card is then of the one that
    answers. In a shop that is its own, even when another seller asks for less.
    """
    wanted = list(ids)
    day = paris_day(at)
    bearing = badges.bearing(day)
    by_pk = {row[0]: _card(row, bearing, day) for row in CARDS(pks=wanted, today=day)}
    shown = [by_pk[pk] for pk in wanted if pk in by_pk]
    if wish:
        shown = answering.show(shown, wish, at=at)
    if delivery:
        _add_delivery(shown)
    return shown


def photo_urls(file: str, stem: str, sized: object) -> tuple[str, str]:
    """The address of a photo for a card, and its `srcset`; the original until sizes are cut."""
    return _urls(file, stem, is_sized=bool(sized)) if file else ("", "")


@lru_cache(maxsize=20_000)
def _urls(file: str, stem: str, *, is_sized: bool) -> tuple[str, str]:
    if not is_sized:
        return default_storage.url(file), ""
    small, large = (default_storage.url(f"{stem}-{size}.webp") for size in Photo.SIZES[:2])
    return small, f"{small} 320w, {large} 640w"


def remembered(key: str, choose: Callable[[], Chosen], *, seconds: int) -> Chosen:
    """What was chosen for everybody, by one process; each holds it for half a minute more."""

    def read() -> Chosen:
        chosen = cache.get(key)
        if chosen is None:
            chosen = choose()
            cache.set(key, chosen, seconds)
        return chosen

    return kept.kept(f"{key}:held", read, fresh=HELD)


def presented(*, at: datetime) -> list[int]:
    """Which shops to present, in this order; whether they sell is asked when they are shown."""
    return remembered("catalog:makers", lambda: _best_makers(at), seconds=STOREFRONT)


def _best_makers(at: datetime, most: int = 8) -> list[int]:
    goods = Product.objects.public().values_list("owner", flat=True).distinct()
    best = Seller.objects.selling(at).filter(pk__in=goods).order_by("-rating_hundredths", "pk")
    return list(best.values_list("pk", flat=True)[:most])


def best_of(shop: Seller, most: int = 3) -> list[int]:
    """A few sheets with pictures of what a shop makes; remembered for a minute."""
    key = f"catalog:best:{shop.pk}"
    chosen = cache.get(key)
    if chosen is None:
        best = Product.objects.public().filter(owner=shop, in_stock=True).exclude(cover=None)
        ordered = best.order_by("-sales_count", "-rating_hundredths", "-pk")
        chosen = list(ordered.values_list("pk", flat=True)[:most])
        cache.set(key, chosen, STOREFRONT // 2)
    return chosen


def covers_by_root() -> dict[str, str]:
    """A photo for each root category that has no image of its own: path → address."""
    return remembered("catalog:covers", _newest_covers, seconds=STOREFRONT)


def _newest_covers() -> dict[str, str]:
    newest = Product.objects.public().exclude(cover=None).order_by("published_at", "pk")
    rows = newest.values_list("category_path", "cover__file", "cover__stem", "cover__sized_at")
    return {path[:4]: photo_urls(*photo)[0] for path, *photo in rows[:2000]}


def figures() -> dict[str, int]:
    """How many sheets and shops are on sale, remembered two minutes."""
    return remembered("catalog:figures", _counted, seconds=STOREFRONT)


def _counted() -> dict[str, int]:
    public = Product.objects.public()
    return public.aggregate(products=Count("pk"), sellers=Count("owner", distinct=True))


def reviews_told() -> int:
    """How many reviews of buyers everybody may read, remembered two minutes."""
    told = Review.objects.filter(state=ReviewState.PUBLISHED)
    return remembered("catalog:reviews", told.count, seconds=STOREFRONT)


def product_page(slug: str) -> Product | None:
    """A public sheet with its category and brand, or None."""
    return next(iter(SHEET(slug=slug)), None)


def former_page(slug: str) -> Product | None:
    """A sheet that nobody may buy now, whatever the reason, or None."""
    return Product.objects.select_related("brand", "category", "owner").filter(slug=slug).first()


def kept_page(product: Product) -> Product | None:
    """The sheet that a sheet became part of, however many times; None for one on its own."""
    kept = None
    while product.state == ProductState.MERGED and product.merged_into_id:
        kept = product = Product.objects.get(pk=product.merged_into_id)
    return kept


def offers_of(product: Product, *, at: datetime) -> list[Offer]:
    """What may be bought now, cheapest first, each with seller, variant and lawful prior price."""
    return OFFERS(product=product.pk, today=paris_day(at))


def gallery(product: Product) -> list[dict]:
    """The approved photos of a sheet, as the gallery shows them."""
    return [_in_gallery(row, product.heading.text) for row in GALLERY(product=product.pk)]


def _in_gallery(row: tuple, title: str) -> dict:
    file, stem, sized, alt, variant = row
    small, middle, large = (
        default_storage.url(f"{stem}-{size}.webp" if sized else file) for size in Photo.SIZES
    )
    return {"url": middle, "large": large, "thumb": small, "alt": alt or title, "variant": variant}


def _labels(borne: str, day: date) -> tuple[tuple[str, str], ...]:
    return tuple((each.mark, each.label) for each in labels.labels().of_sheet(borne, day))


def _badges(borne: list[badges.Known]) -> tuple[tuple[str, str], ...]:
    return tuple((each.mark, each.label) for each in borne[: badges.ON_A_CARD])


def _card(row: tuple, bearing: badges.Bearing, day: date) -> Card:
    (
        pk,
        slug,
        title,
        english,
        axes,
        sellers,
        least,
        most,
        cents,
        prior,
        in_stock,
        *figures,
        borne,
        file,
        stem,
        sized,
        alt,
        seller,
        name,
        held,
        unit,
    ) = row
    facts = Sheet(*figures)
    reviews = facts.rating_count
    image, srcset = photo_urls(file, stem, sized)
    heading = local(title, english)
    return Card(
        pk=pk,
        url=_address(slug),
        title=heading.text,
        lang=heading.lang,
        seller=name or "",
        seller_id=seller,
        price_cents=cents,
        prior_cents=prior if prior and prior > cents else None,
        rating=facts.rating_hundredths / 100 if reviews else 0,
        reviews_count=reviews,
        in_stock=in_stock,
        image=image,
        image_alt=alt or "",
        srcset=srcset,
        measure_price=quantities.price(cents, held, unit),
        tag="" if in_stock else _("Épuisé"),
        adds=slug if in_stock and not axes else "",
        labels=_labels(borne, day) if borne else (),
        badges=_badges(bearing(facts)) if in_stock else (),
        is_alone=sellers == 1 and not axes and least is most is None,
    )


def _address(slug: str) -> str:
    before, after = _around_slug()
    return f"{before}{slug}{after}"


@lru_cache(maxsize=1)
def _around_slug() -> tuple[str, str]:
    """What stands before and after the slug in a product's address; a slug needs no escaping."""
    before, _mark, after = reverse("shop-product", args=["SLUG"]).partition("SLUG")
    return before, after


def _add_delivery(shown: list[Card]) -> None:
    """Say on each card what delivery to mainland France costs at least."""
    grids = shipping.known_grids({card.seller_id for card in shown if card.seller_id})
    ways_of = {seller: _ways(methods) for seller, methods in grids.items()}
    for card in shown:
        ways = ways_of.get(card.seller_id) if card.seller_id is not None else None
        if ways:
            card.hint = _delivered(ways, card.price_cents)


def _delivered(ways: list[ShippingMethod], goods_cents: int) -> str:
    """What delivery costs at least; that it is to a point, where the door costs more: the cart
    begins with the door.
    """
    costs = [(shipping.cost(way, goods_cents=goods_cents, pieces=1), way) for way in ways]
    least = min(cents for cents, _way in costs)
    door = [cents for cents, way in costs if way.kind != ShippingMethod.Kind.RELAY]
    if door and min(door) > least:
        if least == 0:
            return _("Livraison offerte en point relais")
        return _("+ %(price)s en point relais") % {"price": money(least)}
    if least == 0:
        return _("Livraison offerte")
    return _("+ %(price)s de livraison") % {"price": money(least)}


def _ways(methods: list[ShippingMethod]) -> list[ShippingMethod]:
    """How a shop delivers to mainland France."""
    return [
        method
        for method in methods
        if method.zone == Zone.METROPOLE and method.kind != ShippingMethod.Kind.PICKUP
    ]


def varied(pool: QuerySet, taken: set[int], *, most: int = 8, among: int = 60) -> list[int]:
    """The first of a pool, at most two a shop, none already shown."""
    picked: list[int] = []
    by_shop: dict[int | None, int] = {}
    for pk, shop in pool.exclude(pk__in=taken).values_list("pk", "owner")[:among]:
        if by_shop.get(shop, 0) < 2:
            by_shop[shop] = by_shop.get(shop, 0) + 1
            picked.append(pk)
        if len(picked) == most:
            break
    return picked


def delivery_of(seller: Seller) -> list[ShippingMethod]:
    """The shipping grid of a shop, as its page shows it."""
    methods = seller.shipping_methods.filter(is_active=True).order_by("position", "first_cents")
    return sorted(methods, key=lambda method: Zone.values.index(method.zone))


@dataclass(frozen=True, slots=True)
class Completions:
    """What a beginning may become: words, and the sheets that bear them."""

    words: list[str]
    product_ids: list[int]


def places_like(begun: list[str], *, most: int = 3) -> list[Place]:
    """Categories of which some words begin with each of these: first those that are called so, then
    those whose name begins so, the shortest first.
    """
    places = tree()
    by_language = places.kept_with(_words_by_language)
    language = get_language() or ""
    if language not in by_language:
        by_language[language] = sorted(
            (word, place.pk)
            for place in places.places.values()
            for word in fold(place.label).split()
        )
    found = [_beginning(by_language[language], prefix) for prefix in begun]
    like = [places.places[pk] for pk in set.intersection(*found)] if found else []
    typed = " ".join(begun)
    return sorted(
        like,
        key=lambda place: (
            fold(place.label) != typed,
            not fold(place.label).startswith(typed),
            len(place.label),
            place.path,
        ),
    )[:most]


def with_goods(places: Iterable[Place]) -> list[Place]:
    """Those of these categories in which something is for sale: no other is worth a step."""
    known = list(places)
    if not known:
        return []
    within = (OuterRef("path"), Concat(OuterRef("path"), Value("Z" * 40)))
    goods = Product.objects.public().filter(category_path__range=within)
    having = Category.objects.filter(Exists(goods), pk__in=[place.pk for place in known])
    pks = set(having.values_list("pk", flat=True))
    return [place for place in known if place.pk in pks]


def _words_by_language(_places: Tree) -> dict[str, list[tuple[str, int]]]:
    """The words of the categories' names in their order, by the language of who reads."""
    return {}


def _beginning(known: list[tuple[str, int]], prefix: str) -> set[int]:
    """The categories of the words that begin so: they lie side by side."""
    first = bisect_left(known, (prefix,))
    last = bisect_left(known, (prefix + LAST_SIGN,))
    return {pk for _word, pk in known[first:last]}


def completed(question: Question, *, text: str = "", most: int = 4) -> Completions:
    """What may be meant by a beginning: words and products, from sheets on sale now.

    What is typed whole comes first, then titles that begin so, then titles of which a word does,
    and last what is found by its category or characteristics; sold out, all of it comes after what
    is on sale. A word is proposed once, whatever its endings.
    """
    newest = Product.objects.public().filter(entry__title__found=question).order_by("-pk")
    read = ("pk", "sales_count", "in_stock", "entry__starts", "title", "title_en")
    rows = list(newest.values_list(*read)[:A_SAMPLE])
    counted = Counter(
        word
        for _pk, _sales, _in_stock, starts, *_titles in rows
        for word in starts.split()
        if word.startswith(question.prefix)
    )
    titles = {pk: fold(local(*both).text) for pk, _sales, _in_stock, _starts, *both in rows}
    is_french = get_language() != "en"
    told = (french if is_french else english for *_sheet, french, english in rows)
    titled = {word for title in told for word in fold(title).split()}
    # the index also knows categories and values in the other language
    own_words = own.words_in(get_language() or "")
    ranked = sorted(
        (
            word
            for word in counted
            if word == question.prefix or word in titled or not own.is_foreign(word)
        ),
        key=lambda word: (
            word != question.prefix,
            word not in own_words and word not in titled,
            -counted[word],
            len(word),
            word,
        ),
    )
    of_each: dict[tuple[str, ...], str] = {}
    for word in ranked:
        of_each.setdefault(forms(word), word)
    folded = list(of_each.values())[:most]
    shown = dict(Word.objects.filter(folded__in=folded).values_list("folded", "shown"))
    typed = fold(text).strip() or question.prefix
    best = sorted(
        rows, key=lambda row: (not row[2], _looseness(titles[row[0]], typed, question), -row[1])
    )
    return Completions([shown.get(word, word) for word in folded], [pk for pk, *_ in best[:most]])


def _looseness(title: str, typed: str, question: Question) -> int:
    """How far a title is from what was typed: 0 is the very same."""
    if title == typed:
        return 0
    if title.startswith(typed):
        return 1
    begins = any(word.startswith(question.prefix) for word in re.split(r"[^a-z0-9]+", title))
    return 2 if begins else 3
