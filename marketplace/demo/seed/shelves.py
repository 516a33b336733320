"""The catalogue: handed in by the sellers in several goes, read by moderation."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from catalog.alerts import alerts
from catalog.models import Offer, Product, Reason, Submission
from catalog.moderation import moderation
from catalog.offers import prices
from catalog.sheets import photos, products
from catalog.sheets.drafts import Draft, Piece
from catalog.states import SubmissionState
from marketplace.demo.accounts import SELLERS
from marketplace.demo.content import english
from marketplace.demo.content.goods import catalogue
from marketplace.demo.content.makers import Maker
from marketplace.demo.content.sheets import Goods
from marketplace.demo.seed import shops
from marketplace.demo.seed.calendar import at_work, morning
from marketplace.demo.seed.market import Good, Market
from marketplace.shared import files
from sellers.models import Seller

SMALL_SHELF = 10
REASONS = {
    "to_change": ("claim", "Une comparaison de prix doit être prouvée : retirez cette phrase."),
    "refused": (
        "forbidden",
        "Cette promesse relève du médicament ou de l'imitation : la fiche est refusée.",
    ),
}


def goods_of(market: Market, maker: Maker) -> list[Goods]:
    """What a maker sells, in the order of the workshop."""
    own = [g for g in catalogue() if g.seller == maker.slug]
    if market.small:
        whole = [g for g in own if g.fate == "published"]
        return (
            whole[: SMALL_SHELF - 1] + [g for g in own if g not in whole][:1] or whole[:SMALL_SHELF]
        )
    return own


def note_deliveries(market: Market) -> None:
    """Each maker hands in most sheets when the shop opens, some later, a few these days."""
    goes: list[tuple[datetime, Maker, list[Goods]]] = []
    for maker in shops.cast(market):
        if maker.state in shops.ADMITTED and maker.sells:
            goes += [(at, maker, sheets) for at, sheets in _goes(market, maker) if sheets]
    for at, maker, sheets in sorted(goes, key=lambda go: go[0]):
        for sheet in sheets:
            market.easel.ask("picture", sheet.pictures[0], market.easel.side)
        market.calendar.note(at, partial(hand_in, market, maker, sheets))


def _goes(market: Market, maker: Maker) -> list[tuple[datetime, list[Goods]]]:
    rng, own = market.dice("goes", maker.slug), goods_of(market, maker)
    normal = [g for g in own if g.fate == "published"]
    rng.shuffle(normal)
    first, second = round(len(normal) * 0.74), round(len(normal) * 0.9)
    opened = shops.opening(market, maker)
    halfway = opened + (market.now - opened) * rng.uniform(0.35, 0.75)
    lately = market.now - timedelta(days=rng.uniform(2, 12))
    waiting = [
        ([g], market.now - timedelta(days=rng.uniform(0.3, 4)))
        for g in own
        if g.fate != "published"
    ]
    return [
        (opened, normal[:first]),
        (at_work(rng, halfway, 0, 9), normal[first:second]),
        (at_work(rng, lately, 0, 9), normal[second:]),
        *((at, sheets) for sheets, at in waiting),
    ]


def hand_in(market: Market, maker: Maker, sheets: list[Goods], at: datetime) -> None:
    """Propose sheets with their first picture."""
    seller = Seller.objects.get(pk=market.shops[maker.slug].pk)
    owner, fate = market.owners[seller.pk], sheets[0].fate
    if fate != "published":
        # not saved: these sheets must be read by a person
        seller.moderation = Seller.Moderation.BEFORE
    shots = [(f"{g.ref}.jpg", shot(market, g)) for g in sheets]
    photo_ids = photos.keep_many(seller, shots, at=at)
    drafts = [draft_of(market, g, [photo_ids[f"{g.ref}.jpg"]]) for g in sheets]
    if fate == "draft":
        for draft in drafts:
            content = {
                name: getattr(draft, name)
                for name in (
                    "title",
                    "description",
                    "title_en",
                    "description_en",
                    "category_id",
                    "brand",
                    "attributes",
                    "axes",
                    "photos",
                )
            }
            products.create(seller, content, draft.pieces, by=owner, at=at)
        return
    with transaction.atomic(durable=True):
        saved = products.save_many(seller, drafts, by=owner, at=at)
    if saved.problems:
        raise ValueError(saved.problems)
    _stock_shelf(market, maker, sheets, saved.published)
    _note_readings(market, maker, sheets, saved.queued, at)


def shot(market: Market, sheet: Goods) -> files.Picture:
    """The main picture of a sheet: drawn by us, so there is nothing to clean."""
    content = market.easel.take("picture", sheet.pictures[0], market.easel.side)
    return files.Picture(
        content=content,
        width=market.easel.side,
        height=market.easel.side,
        sha256=files.sha256(content),
        extension="jpg",
    )


def draft_of(market: Market, sheet: Goods, photo_ids: list[int]) -> Draft:
    """A sheet as a seller hands it in."""
    title_en, description_en = english.of(sheet)
    return Draft(
        ref=sheet.ref,
        title=sheet.title,
        description=sheet.description,
        title_en=title_en or None,
        description_en=description_en or None,
        brand=sheet.brand,
        category_id=market.places[sheet.category],
        attributes=dict(sheet.attributes),
        axes=[sheet.axis] if sheet.axis else [],
        withdrawal_exception=sheet.withdrawal_exception,
        photos=photo_ids,
        pieces=[
            Piece(
                p.sku,
                values=[p.value] if p.value else [],
                gtin=p.gtin,
                weight_g=p.weight_g,
                price_cents=p.price_cents,
                stock=p.stock,
            )
            for p in sheet.pieces
        ],
    )


def _stock_shelf(market: Market, maker: Maker, sheets: list[Goods], published: list[int]) -> None:
    """Remember what may be bought from now on."""
    offers: dict[int, list[int]] = {}
    on_sale = Offer.objects.filter(product__in=published).order_by("pk")
    for pk, product in on_sale.values_list("pk", "product_id"):
        offers.setdefault(product, []).append(pk)
    by_ref = {sheet.ref: sheet for sheet in sheets}
    boost = 3.0 if maker.slug in SELLERS else 1.0
    for pk, ref in Product.objects.filter(pk__in=published).order_by("pk").values_list("pk", "ref"):
        sheet = by_ref[ref]
        market.shelf[pk] = Good(
            pk, maker.slug, sheet.kind, boost * (0.12 + sheet.score**4), tuple(offers.get(pk, ()))
        )


def _note_readings(
    market: Market, maker: Maker, sheets: list[Goods], queued: list[int], at: datetime
) -> None:
    fate, rng = sheets[0].fate, market.dice("reading", sheets[0].ref)
    if not queued or fate == "queued":
        return
    when = (
        at_work(rng, at, 2, 26) if fate == "published" else at + timedelta(hours=rng.uniform(1, 5))
    )
    market.calendar.note(when, partial(read, market, maker, sheets, queued, fate))


def read(
    market: Market, maker: Maker, sheets: list[Goods], pks: list[int], fate: str, at: datetime
) -> None:
    """Moderation decides on sheets that wait."""
    moderator = market.team["moderation"]
    waiting = Submission.objects.filter(
        product__in=pks, state=SubmissionState.QUEUED
    ).select_related("product")
    for submission in waiting.order_by("pk"):
        if fate == "published":
            moderation.approve(submission, by=moderator, at=at)
        else:
            code, note = REASONS[fate]
            verb = moderation.refuse if fate == "refused" else moderation.ask_changes
            verb(submission, reason=Reason.objects.get(code=code), note=note, by=moderator, at=at)
    if fate == "published":
        _stock_shelf(market, maker, sheets, pks)


def note_prices(market: Market) -> None:
    """Prices move: some reductions that are announced now, some quiet changes before."""
    market.calendar.note(market.now - timedelta(days=38), partial(_reprice, market, 0.06, "quiet"))
    market.calendar.note(
        market.now - timedelta(days=17), partial(_reprice, market, 0.03, prices.REDUCTION)
    )
    market.calendar.note(
        market.now - timedelta(days=8),
        partial(_reprice, market, 0.04, prices.REDUCTION),
    )
    market.calendar.note(
        market.now - timedelta(hours=30),
        partial(_reprice, market, 0.025, prices.REDUCTION, ends=(1, 2, 5)),
    )


def note_departures(market: Market) -> None:
    """Sheets leave in each way a page tells of, and somebody waits for those that may return."""
    market.calendar.note(market.now - timedelta(minutes=4), partial(_depart, market))


def _depart(market: Market, at: datetime) -> None:
    unsold = Product.objects.public().filter(sales_count=0, owner__slug__in=market.shops)
    leaving = list(unsold.select_related("owner").order_by("-pk")[:3])
    if len(leaving) < 3:
        return
    retired, paused, hidden = leaving
    products.retire(retired, by=market.owners[retired.owner_id], at=at)
    refs = Offer.objects.filter(product=paused).values_list("sku", flat=True)
    pieces = [Piece(sku, active=False) for sku in refs]
    with transaction.atomic(durable=True):
        products.save_many(
            paused.owner,
            [Draft(paused.ref, pieces)],
            by=market.owners[paused.owner_id],
            at=at,
        )
    moderation.take_down(
        hidden,
        reason=Reason.objects.get(code="claim"),
        note=REASONS["to_change"][1],
        by=market.team["moderation"],
        at=at,
    )
    away = Product.objects.filter(owner__holiday_until__gte=at.date()).order_by("pk").first()
    for product in filter(None, (retired, paused, away)):
        alert = alerts.ask(product, "camille@exemple.example", language="fr", reader=None, at=at)
        alerts.confirm(alerts.asked_token_of(alert), at=at)


def _reprice(
    market: Market, share: float, reason: str, at: datetime, ends: tuple[int, ...] = ()
) -> None:
    """Other prices for some; `ends` are the days from now on which reductions end by themselves."""
    rng = market.dice("prices", reason, share)
    pks = sorted(market.shelf)
    for place, pk in enumerate(rng.sample(pks, max(1, round(len(pks) * share)))):
        good = market.shelf[pk]
        end = morning(market.now + timedelta(days=ends[place % len(ends)]), 18, 0) if ends else None
        if reason == prices.REDUCTION and prices.never_on_sale(good.offers):
            continue
        owner = market.owners[market.shops[good.shop].pk]
        factor = (
            rng.choice((80, 85, 90, 75))
            if reason == prices.REDUCTION
            else rng.choice((94, 96, 104, 106))
        )
        for offer in Offer.objects.filter(pk__in=good.offers).order_by("pk"):
            cents = max(100, offer.price_cents * factor // 1000 * 10)
            prices.change(
                offer,
                cents,
                by=owner,
                at=at,
                reason=reason if reason == prices.REDUCTION else "",
                until=end,
            )
