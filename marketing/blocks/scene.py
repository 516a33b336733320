"""What the blocks of a page show of the shop, read together: a statement for each kind of thing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog import freshness
from catalog.directory import plan
from catalog.directory import shops as directory
from catalog.models import Review
from catalog.reviews import queries as reviews
from catalog.search.offers import Wish
from catalog.shop import collections, reductions, selecting
from catalog.shop import queries as catalogue
from catalog.shop.queries import Card
from catalog.shop.reductions import Reduced, Reductions
from catalog.shop.selecting import Choice
from catalog.snapshots import queries as snapshots
from catalog.snapshots import snapshots as photos
from catalog.snapshots.queries import Shown as Snapped
from marketing.blocks import selling
from marketing.blocks.selling import Selling
from marketing.editorial import queries as stories
from marketing.featuring import showing as featured
from marketing.gatherings import shown as agenda
from marketing.models import Article, Gathering, Picture, Repost, ShopNews, ShopPicture
from marketing.reposts import shown as wall
from marketing.states import PictureState
from marketplace.shared.clock import paris_day
from marketplace.shared.prepared import Prepared
from sellers import standing
from sellers.models import Seller

SAID = 6  # reviews that a block may show
PICTURED = 12  # photos of buyers
PICTURES = Prepared(lambda pks: Picture.objects.filter(pk__in=pks))
SHOPS = Prepared(
    lambda pks, today: (
        Seller.objects.selling_on(today)
        .filter(pk__in=pks)
        .only("slug", "name", "story", "logo", "city")
    )
)


@dataclass(frozen=True, kw_only=True)
class Own:
    """What the page of a shop may show: of this shop alone, whatever its blocks name."""

    shop: int
    pictures: Mapping[int, ShopPicture]
    news: Sequence[ShopNews] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The own text of the article that a page is about, as its kind's template reads it."""

    template: str
    values: Mapping[str, Any]
    wording: Hashable  # all of it, so that what was drawn is kept as long as it stands
    has_text: bool


@dataclass
class Wants:
    """What the blocks of a page ask for, before anything is read."""

    shop: int = 0  # whose page it is; of the house, none
    asked: Mapping[str, str] = field(default_factory=dict)  # by the address: a form without script
    own_choices: list[Choice] = field(default_factory=list)  # of its goods
    own_products: set[int] = field(default_factory=set)

    products: set[int] = field(default_factory=set)
    choices: list[Choice] = field(default_factory=list)
    shops: set[int] = field(default_factory=set)
    pictures: set[int] = field(default_factory=set)
    stories: set[int] = field(default_factory=set)
    latest: int = 0  # of the newest stories
    of_shops: int = 0  # of the newest stories about a shop
    sellers: int = 0  # of the shops that sell now, with their goods
    gatherings: bool = False  # what is to come in the agenda
    map: bool = False  # where all shops are
    makers: bool = False  # the shops the house presents
    featured: bool = False  # those put forward for a time
    of_day: bool = False  # one of them, another each day, with its goods
    best: list[int] = field(default_factory=list)  # shops of which the best goods are shown
    reviews: list[tuple[int, ...]] = field(default_factory=list)  # of these products, () of all
    snapshots: list[tuple[int, ...]] = field(default_factory=list)  # the same
    reposts: int = 0  # of the newest posts of others
    reductions: list[Reductions] = field(default_factory=list)  # that end by themselves


class Scene:
    """What was asked for, as the public may see it at one instant."""

    def __init__(
        self,
        wants: Wants,
        *,
        at: datetime,
        language: str,
        own: Own | None = None,
        written: Written | None = None,
    ):
        self.at, self.language, self.own, self.asked = at, language, own, wants.asked
        self.written = written
        self._told: list[Hashable] = []
        self._once: set[str] = set()
        self.moments: list[datetime] = []
        self._map_stamp = directory.stamp() if wants.map else ""
        self._presented = catalogue.presented(at=at) if wants.makers else []
        self._put_forward: list[int] = []
        if wants.featured:
            self._put_forward = [slot.seller_id for slot in featured.at_work(at=at)]
            self.moments += filter(None, [featured.next_change(at=at)])
        pks = sorted(wants.shops.union(self._presented, self._put_forward))
        self._shops = {shop.pk: shop for shop in SHOPS(pks=pks, today=paris_day(at))}
        self._latest = stories.latest(at=at, most=wants.latest) if wants.latest else []
        self._of_shops = stories.of_shops(at=at, most=wants.of_shops) if wants.of_shops else []
        self._sellers = selling.shops(at=at, most=wants.sellers) if wants.sellers else []
        self._met: set[int] = set()
        self._stories = {one.pk: one for one in stories.these(sorted(wants.stories), at=at)}
        self._pictures = {one.pk: one for one in PICTURES(pks=sorted(wants.pictures))}
        self._best = {pk: catalogue.best_of(self._shops[pk]) for pk in self._portrayed(wants)}
        self._reviews = {of: reviews.latest_good(of, most=SAID) for of in wants.reviews}
        if any(choice.collection for choice in wants.choices):
            self.moments += filter(None, [collections.next_change(at=at)])
        self._gatherings: list[Gathering] = []
        if wants.gatherings:
            self._gatherings = [*agenda.running(at=at), *agenda.to_come(at=at)]
            self.moments += filter(None, [agenda.next_change(self._gatherings, at=at)])
        self._snapshots = {of: snapshots.latest(of, most=PICTURED) for of in wants.snapshots}
        self._reposts: list[Repost] = []
        if wants.reposts:
            self._reposts = list(wall.at_work(at=at)[: wants.reposts])
            self.moments += filter(None, [wall.next_change(at=at)])
        self._own_keys = [
            *([photos.KEY] if wants.snapshots else []),
            *([wall.KEY] if wants.reposts else []),
            *([featured.KEY] if wants.featured else []),
        ]
        self._reduced = {asked: reductions.running(asked, at=at) for asked in wants.reductions}
        self._chosen = {choice: selecting.select(choice) for choice in wants.choices}
        self._cards = self._read_cards(wants.products)
        self._own_chosen = {choice: selecting.select(choice) for choice in wants.own_choices}
        self._own_cards = self._read_own_cards(wants)
        self._seen: set[int] = set()
        self._told_reduced: set[int] = set()

    def _portrayed(self, wants: Wants) -> set[int]:
        """The shops whose goods stand beside their portrait."""
        day = self.maker_of_the_day() if wants.of_day else None
        return {pk for pk in wants.best if pk in self._shops} | ({day.pk} if day else set())

    def _read_cards(self, products: set[int]) -> dict[int, Card]:
        reduced = [[one.pk for one in found] for found in self._reduced.values()]
        every = products.union(*self._chosen.values(), *self._best.values(), *reduced)
        return {card.pk: card for card in catalogue.cards(sorted(every), at=self.at)}

    def _read_own_cards(self, wants: Wants) -> dict[int, Card]:
        """Goods as this shop sells them, whoever else sells them for less; nobody else's."""
        every = wants.own_products.union(*self._own_chosen.values()) if wants.shop else set()
        if not every:
            return {}
        wish = Wish(seller_id=wants.shop)
        cards = catalogue.cards(sorted(every), at=self.at, delivery=False, wish=wish)
        return {card.pk: card for card in cards if card.seller_id == wants.shop}

    def own_goods(self, named: Choice | Iterable[int], most: int) -> list[Card]:
        """Goods of the shop whose page it is, by rule or named one by one."""
        pks = self._own_chosen.get(named, ()) if isinstance(named, Choice) else named
        return [self._own_cards[pk] for pk in pks if pk in self._own_cards][:most]

    def own_picture(self, typed: str) -> ShopPicture | None:
        """A picture of the shop whose page it is, by its number."""
        is_number = typed.isascii() and typed.isdecimal() and len(typed) < 12
        return self.own.pictures.get(int(typed)) if self.own and is_number else None

    def own_news(self) -> Sequence[ShopNews]:
        """The news of the shop whose page it is."""
        return self.own.news if self.own else ()

    def cards(self, pks: Iterable[int]) -> list[Card]:
        """The cards of these products that are on sale, in this order."""
        return [self._cards[pk] for pk in pks if pk in self._cards]

    def at_hand(self, choice: Choice, most: int) -> list[Card]:
        """Products in stock by rule, whatever the other blocks show."""
        found = self.cards(self._chosen.get(choice, ()))
        return [card for card in found if card.in_stock][:most]

    def chosen(self, choice: Choice, most: int) -> list[Card]:
        """Products by rule, none that an earlier block of the page shows by rule."""
        fresh = [pk for pk in self._chosen.get(choice, ()) if pk not in self._seen]
        shown = self.cards(fresh)[:most]
        self._seen.update(card.pk for card in shown)
        return shown

    def reduced(self, asked: Reductions, most: int) -> list[tuple[Card, Reduced]]:
        """Goods whose reduction runs until an instant, that which ends first before the others;
        none by rule that an earlier block of reductions shows. The page is another one when the
        first of those shown ends.
        """
        above = self._told_reduced if asked.products is None else ()
        fresh = [pair for pair in self.all_reduced(asked) if pair[0].pk not in above]
        shown = fresh[:most]
        self._told_reduced.update(card.pk for card, _one in shown)
        self.moments += [one.until for _card, one in shown]
        return shown

    def all_reduced(self, asked: Reductions) -> list[tuple[Card, Reduced]]:
        """Goods whose reduction runs until an instant, whatever the other blocks show."""
        told = [(one, card) for one in self._reduced[asked] for card in self.cards([one.pk])]
        # the card is read after the reduction: a price that changed meanwhile is not shown with it
        return [(card, one) for one, card in told if card.prior_cents and card.in_stock]

    def shop(self, pk: int) -> Seller | None:
        """A shop, if it sells."""
        return self._shops.get(pk)

    def makers(self) -> list[Seller]:
        """The shops the house presents."""
        return [self._shops[pk] for pk in self._presented if pk in self._shops]

    def put_forward(self) -> list[Seller]:
        """The shops put forward for a time, those that sell; the last to begin first."""
        return [self._shops[pk] for pk in self._put_forward if pk in self._shops]

    def map_of(self, region: str) -> plan.Plan:
        """Where the shops are that sell, or those of a region."""
        return plan.of_region(region, at=self.at)

    def maker_of_the_day(self) -> Seller | None:
        """One of them, another each day."""
        shops = self.makers()
        return shops[self.at.timetuple().tm_yday % len(shops)] if shops else None

    def goods(self, shop: Seller) -> list[Card]:
        """A few of the goods a shop sells best; what is sold out since they were chosen is not."""
        return [card for card in self.cards(self._best.get(shop.pk, ())) if card.in_stock]

    def reviews(self, products: tuple[int, ...], most: int) -> list[Review]:
        """The newest good reviews of these products, of all where none is named."""
        return self._reviews.get(products, [])[:most]

    def snapshots(self, products: tuple[int, ...], most: int) -> list[Snapped]:
        """The newest photos by buyers of these products, of all where none is named."""
        return self._snapshots.get(products, [])[:most]

    def reposts(self, most: int) -> list[Repost]:
        """The newest posts of others that may be shown."""
        return self._reposts[:most]

    def latest(self, most: int) -> list[Article]:
        """The newest stories."""
        return self._latest[:most]

    def of_shops(self, most: int) -> list[Article]:
        """The newest stories about a shop."""
        return self._of_shops[:most]

    def sellers(self, most: int) -> list[Selling]:
        """Shops that sell now, each with its goods: none that an earlier block of the page shows,
        unless it shows all.
        """
        fresh = [one for one in self._sellers if one.shop.pk not in self._met][:most]
        self._met.update(one.shop.pk for one in fresh)
        return fresh

    def story(self, pk: int) -> Article | None:
        """A story that everybody may read."""
        return self._stories.get(pk)

    def gatherings(self, where: str) -> list[tuple[Gathering, bool]]:
        """What runs or is to come, of all kinds or those on the spot or online; whether it runs."""
        return [
            (one, one.runs(self.at))
            for one in self._gatherings
            if not one.is_cancelled and (not where or one.is_online == (where == "online"))
        ]

    def picture(self, pk: int | None) -> Picture | None:
        """A picture of the library that can be shown."""
        picture = self.in_library(pk)
        return picture if picture and picture.state != PictureState.UNREADABLE else None

    def in_library(self, pk: int | None) -> Picture | None:
        """A picture of the library, though it may be unreadable."""
        return self._pictures.get(pk) if pk else None

    def tell(self, *values: Hashable) -> None:
        """What else a block shows: what is kept of the page is another once it changes."""
        self._told += values

    def is_first(self, kind: str) -> bool:
        """Whether no earlier block of the page is of a kind of which there is one a page."""
        if kind in self._once:
            return False
        self._once.add(kind)
        return True

    def is_past(self, moment: datetime) -> bool:
        """Whether an instant has come; a page that asks is another one from then on."""
        self.moments.append(moment)
        return moment <= self.at

    def next_moment(self) -> datetime | None:
        """When the page will be another one by itself."""
        return min((moment for moment in self.moments if moment > self.at), default=None)

    def pictures(self) -> list[Picture]:
        """Every picture of the library that the page shows."""
        return list(self._pictures.values())

    def rests_on(self) -> list[str]:
        """The stamps of what is shown: pages kept under them fall with any of it."""
        keys = [freshness.WHOLE, standing.SHOPS, collections.KEY, agenda.KEY]
        sheets = (*self._cards, *self._own_cards)
        return [*keys, *self._own_keys, *map(freshness.key_of_sheet, sheets)]

    def wording(self) -> tuple:
        """All that what is drawn depends on, besides the blocks themselves."""
        return (
            tuple(card.wording for card in (*self._cards.values(), *self._own_cards.values())),
            tuple((news.pk, news.seal) for news in self.own_news()),
            tuple(
                (shop.pk, shop.slug, shop.name, shop.city, shop.story, shop.logo.name)
                for shop in self._shops.values()
            ),
            tuple(
                (one.slug, one.local_title, one.local_standfirst, one.image.name)
                for one in (*self._latest, *self._of_shops, *self._stories.values())
            ),
            tuple(
                (one.file.name, one.alt, one.alt_en, one.crop, one.credit, one.cut_at, one.state)
                for one in self._pictures.values()
            ),
            tuple(
                (one.pk, one.product.title, one.product.title_en)
                for told in self._reviews.values()
                for one in told
            ),
            tuple(
                (one.pk, one.changed_at, one.left, one.runs(self.at)) for one in self._gatherings
            ),
            tuple(told for shown in self._snapshots.values() for told in shown),
            tuple((one.pk, one.revision, one.stem) for one in self._reposts),
            tuple(one.wording for one in self._sellers),
            tuple(self._told),
            tuple(told for found in self._reduced.values() for told in found),
            tuple(catalogue.figures().values()),
            self._map_stamp,
            tuple(self._put_forward),
            self.written.wording if self.written else "",
            paris_day(self.at),
            tuple(moment <= self.at for moment in self.moments),
        )
