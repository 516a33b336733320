"""Put sheets back as a trace says they were, but for what changed since.

`judge` reads and says; `restore` writes what was judged, inside the caller's transaction, and both
in a fixed number of statements. Offers are locked first, then sheets, in the order of their keys.
History is never rewritten: a price taken back is a new entry, and sheets that must go are withdrawn
under another name, so that their references are free again.

Batches may be taken back in any order. What a later batch wrote and gave back since is no change of
the sheet (`Present.passing`); what an earlier one had to leave to a later one is judged once more
when that one has given it back (`given`, `judge_again`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.dateparse import parse_datetime

from catalog.models import (
    Brand,
    ImportChange,
    Offer,
    Photo,
    Price,
    Product,
    StockMove,
    Submission,
    Variant,
)
from catalog.offers import prices, rows, stock, visibility
from catalog.sheets import publication, shelf
from catalog.sheets.shelf import CONTENT, ENGLISH, Shelf
from catalog.states import PRODUCT, SUBMISSION, ProductState, SubmissionState
from marketplace.shared import bulk

End = ImportChange.End
P, Reason = ProductState, StockMove.Reason
Left = str | list  # a part of a sheet, or [part, variant]
Given = Mapping[int, Set[tuple[str, int]]]  # by sheet
CONTENT_GIVEN = ("content", 0)


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What becomes of one sheet, and what must be written for it."""

    change: ImportChange
    product: Product
    end: End = End.RESTORED
    left: list[Left] = field(default_factory=list)
    withdraws: bool = False
    ours: Submission | None = None
    gone: list[Offer] = field(default_factory=list)
    prices: list[tuple[Offer, int, Price | None]] = field(default_factory=list)
    stocks: list[tuple[Offer, int]] = field(default_factory=list)
    facts: list[tuple[Variant, str, object]] = field(default_factory=list)
    content: bool = False
    photos: list[Photo] = field(default_factory=list)

    def leave(self, what: str, end: End = End.CHANGED, *, variant: int | None = None) -> None:
        """Leave something as it is: changed since, or ordered, which says more."""
        self.left.append(what if variant is None else [what, variant])
        if self.end != End.ORDERED:
            self.end = end

    @property
    def given(self) -> set[tuple[str, int]]:
        """What is given back of the sheet: what an earlier batch put there may stand again."""
        parts = {("price", offer.variant_id) for offer, _cents, _before in self.prices}
        parts |= {("stock", offer.variant_id) for offer, _level in self.stocks}
        parts |= {(name, variant.pk) for variant, name, _value in self.facts}
        return parts | ({CONTENT_GIVEN} if self.content else set())


@dataclass(slots=True, kw_only=True)
class Present:
    """What is stored now of the sheets of a chunk."""

    shelf: Shelf
    products: dict[int, Product]
    offers: dict[int, Offer]
    by_product: dict[int, list[Offer]]
    variants: dict[int, Variant]
    ours: dict[int, Submission]
    asked: dict[int, Price]
    before: dict[tuple[int, datetime], Price]
    moves: dict[int, list[StockMove]]
    prices: dict[int, list[datetime]]
    passing: dict[int, set[datetime]]

    def sold(self, offer: Offer, since: datetime) -> bool:
        """Whether somebody ordered this offer since."""
        return any(
            move.reason == Reason.SOLD and move.moved_at >= since
            for move in self.moves.get(offer.pk, ())
        )

    def counted(self, offer: Offer, since: datetime) -> bool:
        """Whether the stock was set since, other than by batches that were taken back, or pieces
        set aside.
        """
        passing = self.passing.get(offer.product_id, set())
        return any(
            move.reason in (Reason.SET, Reason.ASIDE)
            and move.moved_at > since
            and move.moved_at not in passing
            for move in self.moves.get(offer.pk, ())
        )

    def repriced(self, offer: Offer, since: datetime) -> bool:
        """Whether another price was asked since, other than by batches that were taken back."""
        passing = self.passing.get(offer.product_id, set())
        later = self.prices.get(offer.pk, ())
        return offer.pk not in self.asked or any(at > since and at not in passing for at in later)


def judge(changes: Sequence[ImportChange], *, lock: bool) -> list[Verdict]:
    """What of these changes still stands as it was made, and may be taken back."""
    return _judged(changes, {}, lock=lock)


def judge_again(changes: Sequence[ImportChange], given: Given) -> list[Verdict]:
    """Of what was left of these changes, what stands again now that later ones gave it back.

    Only that is looked at: what a person changed since was left for good.
    """
    kept = {change.pk: list(change.left) for change in changes}
    verdicts = _judged(changes, given, lock=True)
    for verdict in verdicts:
        if not verdict.change.trace.get("new"):
            looked_at = _looked_at(verdict.change, given)
            verdict.left += [
                part for part in kept[verdict.change.pk] if _key(part) not in looked_at
            ]
            verdict.end = End.CHANGED if verdict.left else End.RESTORED
    return verdicts


def name_of(part: Left) -> str:
    """Which part of a sheet was left."""
    return part if isinstance(part, str) else part[0]


def _key(part: Left) -> tuple[str, int]:
    return (part, 0) if isinstance(part, str) else (part[0], part[1])


def _looked_at(change: ImportChange, given: Given) -> set[tuple[str, int]]:
    """The parts left of a change that are judged once more."""
    back = given[change.product_id]
    keys = {_key(part) for part in change.left}
    # a new variant is left for whatever was done to it
    return {key for key in keys if key in back or key[0] == "variants"}


def _judged(changes: Sequence[ImportChange], given: Given, *, lock: bool) -> list[Verdict]:
    there = _read(changes, lock=lock)
    verdicts = []
    for change in changes:
        product = there.products[change.product_id]
        verdict = Verdict(change=change, product=product)
        verdict.ours = there.ours.get(change.trace.get("ours", 0))
        if change.trace.get("new"):
            _judge_new(verdict, there)
        else:
            _judge_old(verdict, there, _looked_at(change, given) if given else None)
        verdicts.append(verdict)
    return verdicts


def restore(verdicts: Sequence[Verdict], *, at: datetime) -> list[int]:
    """Write what was judged; the sheets whose content or visibility changed."""
    _write_prices(verdicts, at)
    stocks = [pair for verdict in verdicts for pair in verdict.stocks]
    stock.set_levels(
        [offer for offer, _level in stocks], {offer.pk: level for offer, level in stocks}, at=at
    )
    _write_facts(verdicts)
    gone = [verdict for verdict in verdicts if verdict.withdraws]
    _withdraw(gone, at)
    _set_apart([verdict for verdict in verdicts if verdict.gone and not verdict.withdraws], at)
    changed = [verdict for verdict in verdicts if verdict.content]
    _write_contents(changed, at)
    visibility.refresh([verdict.product.pk for verdict in verdicts], at=at)
    return [v.product.pk for v in verdicts if v.content or v.withdraws or v.gone]


def _judge_new(verdict: Verdict, there: Present) -> None:
    change, product = verdict.change, verdict.product
    made = {offer: (gtin, weight) for _variant, offer, gtin, weight in change.trace["added"]}
    offers = there.by_product.get(product.pk, [])
    if any(there.sold(offer, change.made_at) for offer in offers):
        verdict.leave("sheet", End.ORDERED)
    elif (
        product.state == P.TAKEN_DOWN
        or not _is_content(there, verdict)
        or {offer.pk for offer in offers} != set(made)
        or any(_is_touched(there, offer, change.made_at, made[offer.pk]) for offer in offers)
    ):
        verdict.leave("sheet")
    else:
        verdict.withdraws, verdict.gone = True, offers


def _judge_old(verdict: Verdict, there: Present, only: Set[tuple[str, int]] | None) -> None:
    """Judge a sheet that was there; of it `only` these parts, if they are named."""
    trace, since = verdict.change.trace, verdict.change.made_at
    for pk, before, after in trace["prices"]:
        offer = there.offers.get(pk)
        if offer is None or offer.price_cents == before or _is_aside("price", offer, only):
            continue
        if offer.price_cents != after or there.repriced(offer, since):
            verdict.leave("price", variant=offer.variant_id)
        else:
            verdict.prices.append((offer, before, there.before.get((pk, since))))
    for pk, before, after in trace["stocks"]:
        offer = there.offers.get(pk)
        if offer is None or offer.stock == before or _is_aside("stock", offer, only):
            continue
        if offer.stock != after or there.counted(offer, since):
            verdict.leave("stock", variant=offer.variant_id)
        else:
            verdict.stocks.append((offer, before))
    _judge_facts(verdict, there, only)
    if "columns" in trace and (only is None or only & {CONTENT_GIVEN, ("variants", 0)}):
        _judge_content(verdict, there)


def _is_aside(part: str, offer: Offer, only: Set[tuple[str, int]] | None) -> bool:
    return only is not None and (part, offer.variant_id) not in only


def _judge_facts(verdict: Verdict, there: Present, only: Set[tuple[str, int]] | None) -> None:
    for pk, name, before, after in verdict.change.trace["facts"]:
        variant = there.variants.get(pk)
        if variant is None or getattr(variant, name) == before:
            continue
        if only is not None and (name, pk) not in only:
            continue
        if getattr(variant, name) != after:
            verdict.leave(name, variant=pk)
        else:
            verdict.facts.append((variant, name, before))


def _judge_content(verdict: Verdict, there: Present) -> None:
    """The content, with its photos and its new variants, is taken back whole or not at all."""
    trace, product, since = verdict.change.trace, verdict.product, verdict.change.made_at
    added = [
        (there.offers[pk], (gtin, weight))
        for _variant, pk, gtin, weight in trace["added"]
        if pk in there.offers
    ]
    off = (P.TAKEN_DOWN, P.RETIRED, P.MERGED)
    moved = product.state != trace["state"] and (product.state in off or trace["state"] in off)
    if any(there.sold(offer, since) for offer, _made in added):
        verdict.leave("variants", End.ORDERED)
    elif moved or not _is_content(there, verdict):
        verdict.leave("content")
    elif any(_is_touched(there, offer, since, made) for offer, made in added) or _is_shared(
        there, product, {offer.variant_id for offer, _made in added}
    ):
        verdict.leave("variants")
    else:
        verdict.content, verdict.gone = True, [offer for offer, _made in added]
        known = set(trace["columns"]["photo_ids"])
        known |= set(verdict.ours.content["photo_ids"]) if verdict.ours else set()
        verdict.photos = [p for p in there.shelf.photos.get(product.pk, ()) if p.pk in known]


def _is_shared(there: Present, product: Product, variants: Set[int]) -> bool:
    """Whether other sellers joined these variants since."""
    offers = there.by_product.get(product.pk, [])
    return any(o.variant_id in variants and o.seller_id != product.owner_id for o in offers)


def _is_content(there: Present, verdict: Verdict) -> bool:
    """Whether the newest content of a sheet is still the one that was proposed."""
    made = verdict.ours.content if verdict.ours else _made(there, verdict)
    if made is None:
        return False
    now = there.shelf.content(verdict.product)
    alike = all(now.get(name) == made.get(name) for name in (*CONTENT, *ENGLISH) if name != "brand")
    # a brand is kept under the name it first came with
    brands = publication.slugged(now["brand"]) == publication.slugged(made["brand"])
    return alike and brands and sorted(now["photo_ids"]) == sorted(made["photo_ids"])


def _made(there: Present, verdict: Verdict) -> Mapping | None:
    """The content that was kept as a draft; None where there is none, or it was proposed since."""
    trace, product = verdict.change.trace, verdict.product
    proposed, before = there.shelf.open.get(product.pk), trace.get("open")
    is_later = proposed is not None and (before is None or proposed.pk != before[0])
    return None if is_later or product.state not in shelf.UNSEEN else trace.get("made")


def _is_touched(there: Present, offer: Offer, since: datetime, made: tuple) -> bool:
    variant = there.variants[offer.variant_id]
    return (
        there.repriced(offer, since)
        or there.counted(offer, since)
        or (variant.gtin, variant.weight_g) != made
    )


def _read(changes: Sequence[ImportChange], *, lock: bool) -> Present:
    pks = {change.product_id for change in changes}
    offers = Offer.objects.filter(product__in=pks).order_by("pk")
    products = Product.objects.filter(pk__in=pks).order_by("pk")
    if lock:
        offers = offers.select_for_update(no_key=True)
        products = products.select_for_update(no_key=True)
    found = {offer.pk: offer for offer in offers}
    by_product: dict[int, list[Offer]] = {}
    for offer in found.values():
        by_product.setdefault(offer.product_id, []).append(offer)
    there = {product.pk: product for product in products}
    _name_brands(there.values())
    shelved = shelf.of_products(list(there.values()))
    ours = [change.trace["ours"] for change in changes if "ours" in change.trace]
    since = {change.made_at for change in changes}
    asked = Price.objects.filter(offer__in=found, ends_at=None)
    starts: dict[int, list[datetime]] = {}
    later = Price.objects.filter(offer__in=found, starts_at__gt=min(since))
    for offer_id, starts_at in later.values_list("offer_id", "starts_at"):
        starts.setdefault(offer_id, []).append(starts_at)
    before = Price.objects.filter(offer__in=found, ends_at__in=since)
    moves: dict[int, list[StockMove]] = {}
    for move in StockMove.objects.filter(offer__in=found, moved_at__gte=min(since)):
        moves.setdefault(move.offer_id, []).append(move)
    return Present(
        shelf=shelved,
        products=there,
        offers=found,
        by_product=by_product,
        variants={v.pk: v for of_sheet in shelved.variants.values() for v in of_sheet},
        ours=Submission.objects.in_bulk(ours),
        asked={price.offer_id: price for price in asked},
        before={(price.offer_id, price.ends_at): price for price in before},
        moves=moves,
        prices=starts,
        passing=_passing(pks),
    )


def _passing(product_pks: Set[int]) -> dict[int, set[datetime]]:
    """When batches that were taken back wrote to these sheets, and when they were taken back."""
    taken = ImportChange.objects.filter(product__in=product_pks).exclude(end="")
    times: dict[int, set[datetime]] = {}
    for pk, made_at, back in taken.values_list("product_id", "made_at", "trace__back"):
        moments = times.setdefault(pk, set())
        moments.add(made_at)
        moments.update(filter(None, map(parse_datetime, back or ())))
    return times


def _name_brands(products: Iterable[Product]) -> None:
    """Read the brands of sheets apart: a join would be locked with them."""
    named = [product for product in products if product.brand_id]
    brands = Brand.objects.in_bulk({product.brand_id for product in named})
    for product in named:
        product.brand = brands[product.brand_id]


def _write_prices(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Ask the prices of before; an announced reduction goes on only if nothing lower was asked.

    A lower price was open to everybody, if only for an hour: the reduction of before would be
    struck from a price that is no longer the lowest of thirty days (L112-1-1).
    """
    plain: list[tuple[Offer, int]] = []
    announced: list[tuple[Offer, int, Price]] = []
    for verdict in verdicts:
        for offer, cents, before in verdict.prices:
            if before and _goes_on(before, at) and offer.price_cents > cents:
                announced.append((offer, cents, before))
            else:
                plain.append((offer, cents))
    prices.set_prices(
        [o for o, _c in plain], {o.pk: cents for o, cents in plain}, at=at, ending=True
    )
    prices.set_prices(
        [o for o, _c, _b in announced],
        {o.pk: cents for o, cents, _b in announced},
        at=at,
        reason=prices.REDUCTION,
        prior={o.pk: before.prior_cents for o, _c, before in announced},
        until={o.pk: before.until for o, _c, before in announced},
    )


def _goes_on(before: Price, at: datetime) -> bool:
    """Whether a price was an announced reduction whose end, if it has one, is to come."""
    is_one = before.reason == prices.REDUCTION and bool(before.prior_cents)
    return is_one and (before.until is None or before.until > at)


def _write_facts(verdicts: Sequence[Verdict]) -> None:
    changed = {}
    for verdict in verdicts:
        for variant, name, value in verdict.facts:
            setattr(variant, name, value)
            changed[variant.pk] = variant
    rows.write(list(changed.values()), ["gtin", "weight_g"])


def _withdraw(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Take sheets away that were not there before; their references and addresses are free."""
    if not verdicts:
        return
    products = [verdict.product for verdict in verdicts]
    pks = [product.pk for product in products]
    SUBMISSION.move_where(
        Submission.objects.filter(product__in=pks), SubmissionState.WITHDRAWN, old=shelf.OPEN
    )
    _free([offer for verdict in verdicts for offer in verdict.gone], at)
    for state in (P.DRAFT, P.PUBLISHED, P.REFUSED):
        PRODUCT.move_all([p for p in products if p.state == state], P.RETIRED, changed_at=at)
    for product in products:
        product.ref, product.slug = f"{product.ref[:80]}~{product.pk}", f"annule-{product.pk}"
        product.undone_at = at
    rows.write(products, ["ref", "slug", "undone_at"])


def _set_apart(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Move new variants off their sheet, to one that nobody sees: their prices stay on record."""
    apart = []
    for verdict, key in zip(verdicts, bulk.reserve(Product, len(verdicts)), strict=True):
        product = verdict.product
        home = Product(
            pk=key,
            owner_id=product.owner_id,
            ref=f"{product.ref[:80]}~{key}",
            slug=f"annule-{key}",
            title=product.title,
            created_at=at,
            changed_at=at,
            undone_at=at,
        )
        apart.append(home)
        for offer in verdict.gone:
            offer.product_id = key
    if not apart:
        return
    bulk.insert(apart)
    PRODUCT.move_all(apart, P.RETIRED)
    offers = [offer for verdict in verdicts for offer in verdict.gone]
    moved = [Variant(pk=offer.variant_id, product_id=offer.product_id) for offer in offers]
    Photo.objects.filter(variant__in=[variant.pk for variant in moved]).update(variant=None)
    rows.write(moved, ["product"])
    rows.write(offers, ["product"])
    _free(offers, at)


def _free(offers: Sequence[Offer], at: datetime) -> None:
    for offer in offers:
        offer.sku, offer.is_active, offer.changed_at = f"{offer.sku[:60]}~{offer.pk}", False, at
    rows.write(offers, ["sku", "is_active", "changed_at"])


def _write_contents(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Withdraw what was proposed, give back what it replaced, and show what was shown."""
    if not verdicts:
        return
    ours = [verdict.ours.pk for verdict in verdicts if verdict.ours]
    SUBMISSION.move_where(
        Submission.objects.filter(pk__in=ours), SubmissionState.WITHDRAWN, old=shelf.OPEN
    )
    traces = [verdict.change.trace for verdict in verdicts]
    replaced = [trace["open"] for trace in traces if trace["open"]]
    for state in shelf.OPEN:
        pks = [pk for pk, was in replaced if was == state]
        SUBMISSION.move_where(
            Submission.objects.filter(pk__in=pks), state, old=[SubmissionState.SUPERSEDED]
        )
    _hang_photos(verdicts)
    hidden = [v for v in verdicts if v.change.trace["state"] in shelf.UNSEEN]
    _hide(hidden, at)
    shown = [
        v
        for v in verdicts
        if v.product.state == P.PUBLISHED and v.ours and v.ours.state == SubmissionState.APPROVED
    ]
    publication.apply([(v.product, v.change.trace["columns"]) for v in shown], at=at)


def _hang_photos(verdicts: Sequence[Verdict]) -> None:
    """Take down the photos that came with the file; they stay with the seller, to be used again."""
    changed = []
    for verdict in verdicts:
        trace = verdict.change.trace
        kept = {pk: place for place, pk in enumerate(trace["columns"]["photo_ids"])}
        shared, draft = set(trace["shared"]), trace["state"] in shelf.UNSEEN
        for photo in verdict.photos:
            if photo.pk not in kept:
                photo.product_id = photo.variant_id = None
                photo.position, photo.is_approved = 0, False
            else:
                if photo.pk in shared:
                    photo.variant_id = None
                if draft:
                    photo.position, photo.is_approved = kept[photo.pk], False
            changed.append(photo)
    rows.write(changed, ["product", "variant", "position", "is_approved"])


def _hide(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Make drafts again of sheets that the public had never seen."""
    online = [v.product for v in verdicts if v.product.state == P.PUBLISHED]
    PRODUCT.move_all(online, P.RETIRED)
    PRODUCT.move_all(online, P.DRAFT)
    for verdict in verdicts:
        told = verdict.change.trace["published_at"]
        verdict.product.published_at = parse_datetime(told) if told else None
    publication.fill([(v.product, v.change.trace["columns"]) for v in verdicts], at=at)
    rows.write([v.product for v in verdicts], [*publication.COLUMNS, "published_at"])
    variants = [
        Variant(pk=kept["id"], label=kept["label"], values=kept["values"], is_approved=True)
        for verdict in verdicts
        for kept in verdict.change.trace["columns"]["variants"]
    ]
    publication.relabel(variants)
    for now, was in ((P.DRAFT, P.REFUSED), (P.REFUSED, P.DRAFT)):
        turned = [
            v.product for v in verdicts if v.product.state == now and v.change.trace["state"] == was
        ]
        PRODUCT.move_all(turned, was)
