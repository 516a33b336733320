"""What must always be true of the catalogue's rows: stock, prices, moderation, visibility."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from django.db.models import Count, Exists, F, OuterRef, Q

from catalog import rounds
from catalog.aisles import aisles
from catalog.badges import counting
from catalog.badges.kinds import begins
from catalog.events import SnapshotWithdrawn
from catalog.labels import labels
from catalog.models import (
    Category,
    Label,
    LabelClaim,
    LabelPaper,
    Offer,
    Photo,
    Price,
    Product,
    Snapshot,
    StockMove,
    Submission,
)
from catalog.offers import visibility
from catalog.states import LabelState, ProductState, SnapshotState, SubmissionState
from marketplace.shared import clock, sums
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact

SHOWN = 200
FEW = "few_left"
LEFT_BEHIND = timedelta(days=2)  # a sweep a night deletes what a worker could not


def violations() -> Iterator[str]:
    """A sentence for each row that is not as it must be."""
    for check in CHECKS:
        yield from check()


def _stock() -> Iterator[str]:
    for offer in Offer.objects.filter(stock__lt=0)[:SHOWN]:
        yield f"S1 offer {offer.pk} has a stock of {offer.stock}"
    moved = sums.apart(
        Offer,
        (Offer.objects.all(), "pk", "stock"),
        made=(StockMove.objects.all(), "offer_id", "delta"),
    )
    for offer, stock, made in islice(moved, SHOWN):
        yield f"S2 offer {offer.pk} has {stock} in stock, its moves add up to {made}"
    for move in StockMove.objects.filter(delta=0)[:SHOWN]:
        yield f"S2 stock move {move.pk} moves nothing"


def _prices() -> Iterator[str]:
    now = Count("prices", filter=Q(prices__ends_at=None))
    for offer in Offer.objects.annotate(now=now).exclude(now=1)[:SHOWN]:
        yield f"P1 offer {offer.pk} has {offer.now} present prices"
    differs = Price.objects.filter(ends_at=None).exclude(amount_cents=F("offer__price_cents"))
    for price in differs.select_related("offer")[:SHOWN]:
        yield (
            f"P2 offer {price.offer_id} asks {price.offer.price_cents}, its memory says"
            f" {price.amount_cents}"
        )
    for price in Price.objects.filter(ends_at__lt=F("starts_at"))[:SHOWN]:
        yield f"P3 price {price.pk} ends before it starts"
    false = Price.objects.filter(ends_at=None, prior_cents__lte=F("amount_cents"))
    for price in false[:SHOWN]:
        yield (
            f"P4 price {price.pk} announces a reduction from {price.prior_cents} to"
            f" {price.amount_cents}"
        )


def _moderation() -> Iterator[str]:
    approved = Submission.objects.filter(product=OuterRef("pk"), state=SubmissionState.APPROVED)
    online = Product.objects.filter(state=ProductState.PUBLISHED)
    for product in online.filter(published_at=None)[:SHOWN]:
        yield f"V1 product {product.pk} is online without a day of publication"
    proposed = online.filter(Exists(Submission.objects.filter(product=OuterRef("pk"))))
    for product in proposed.filter(~Exists(approved))[:SHOWN]:
        yield f"V2 product {product.pk} is online, none of its proposals was approved"
    automatic = Submission.objects.filter(is_automatic=True, state=SubmissionState.APPROVED)
    for submission in automatic.filter(severity__gte=2)[:SHOWN]:
        yield f"V5 submission {submission.pk} was approved by a machine in spite of findings"
    undecided = Submission.objects.filter(
        state__in=(SubmissionState.TO_CHANGE, SubmissionState.REFUSED), reason=None
    )
    for submission in undecided[:SHOWN]:
        yield f"V3 submission {submission.pk} was sent back without a reason"
    forbidden = Product.objects.public().filter(category__policy=Category.Policy.FORBIDDEN)
    following = tuple(aisles.unfinished())
    for product in forbidden[:SHOWN]:
        if product.category_path.startswith(following):
            continue
        yield f"V1 product {product.pk} is public in a forbidden category"
    strangers = Photo.objects.filter(is_approved=True, product=None)
    for photo in strangers[:SHOWN]:
        yield f"V2 photo {photo.pk} is approved and belongs to no sheet"


def _cards() -> Iterator[str]:
    at, following = clock.now(), tuple(aisles.unfinished())
    keys = Product.objects.order_by("pk").values_list("pk", flat=True)
    for pks in _by(keys.iterator(chunk_size=2000), 2000):
        cards = visibility.expected(pks, at)
        waiting = rounds.unfinished(pks)
        shown = Product.objects.filter(pk__in=pks).only("pk", "category_path", *visibility.SHOWN)
        for product in shown:
            wrong = [
                key
                for key, value in cards[product.pk].items()
                if key != FEW and getattr(product, key) != value
            ]
            if visibility.overstated(product.few_left, cards[product.pk][FEW]):
                wrong.append(FEW)
            if product.pk in waiting or product.category_path.startswith(following):
                continue  # its worker is on the way
            if wrong:
                yield f"V1 product {product.pk} shows a stale {', '.join(wrong)}"


def _labels() -> Iterator[str]:
    """Nothing bears a label but by an approved claim with its paper; none beyond its day."""
    bearing = Product.objects.exclude(labels="").order_by("pk").values_list("pk", flat=True)
    for pks in _by(bearing.iterator(chunk_size=500), 500):
        proven = labels.columns(pks)
        for pk, column in Product.objects.filter(pk__in=pks).values_list("pk", "labels"):
            if column != proven[pk]:
                yield f"L1 product {pk} bears {column.strip()}, proven is {proven[pk].strip()}"
    approved = LabelClaim.objects.filter(state=LabelState.APPROVED)
    unread = approved.filter(~Exists(LabelPaper.objects.filter(claim=OuterRef("pk"))))
    for claim in unread[:SHOWN]:
        yield f"L2 label claim {claim.pk} was approved without a paper"
    for claim in approved.filter(Q(approved_at=None) | Q(decided_at=None))[:SHOWN]:
        yield f"L3 label claim {claim.pk} was approved by nobody"
    borne = approved.filter(label__about=Label.About.PRODUCT).values("products")
    untold = Product.objects.filter(pk__in=borne, labels="")
    for product in untold[:SHOWN]:
        yield f"L4 product {product.pk} does not show a label that is proven"


def _badges() -> Iterator[str]:
    """The places in the sales that badges tell are those of their night; none is left out of the
    last one. Sheets that changed since may have another department: their night is to come.
    """
    today, one = clock.today(), timedelta(days=1)
    held = Product.objects.filter(top_until__gte=today)
    rows = held.values_list("pk", "top_until", "top_rank", "top_pieces", "changed_at")
    by_night: dict[date, dict[int, tuple]] = {}
    for pk, until, *figures, changed_at in rows:
        by_night.setdefault(until - one, {})[pk] = (*figures, changed_at)
    last = max(by_night, default=None)
    for night, told in sorted(by_night.items()):
        places = counting.ranks(night)
        moved = Product.objects.filter(pk__in=[*told, *places], changed_at__gte=begins(night))
        if moved.exists():
            continue
        for pk, (rank, pieces, _changed) in islice(told.items(), SHOWN):
            if places.get(pk) != (rank, pieces):
                yield f"G1 product {pk} tells place {rank} of {pieces} sold, not {places.get(pk)}"
        if night == last:
            for pk in islice((pk for pk in places if pk not in told), SHOWN):
                yield f"G2 product {pk} does not tell its place in the sales, {places[pk]}"
    ahead = Product.objects.filter(top_until__gt=today + one)
    for product in ahead[:SHOWN]:
        yield f"G3 product {product.pk} tells its place in the sales until {product.top_until}"


def _snapshots() -> Iterator[str]:
    """Buyers' photos are shown with an agreement that holds, and are nowhere once it ended."""
    shown = Snapshot.objects.filter(state=SnapshotState.PUBLISHED)
    for row in shown.filter(Q(consent="") | Q(stem="") | Q(withdrawn_at__isnull=False))[:SHOWN]:
        yield f"B1 photo {row.pk} of a buyer is online without an agreement in force"
    told = Fact.objects.filter(name=name_of(SnapshotWithdrawn)).values_list("subject", flat=True)
    back = {int(subject.rpartition(":")[2]) for subject in told.iterator(chunk_size=2000)}
    for pk in sorted(back.intersection(shown.values_list("pk", flat=True)))[:SHOWN]:
        yield f"B2 photo {pk} of a buyer is online, its author took it back"
    late = clock.now() - LEFT_BEHIND
    files = Q(state=SnapshotState.WITHDRAWN, withdrawn_at__lt=late) & (~Q(file="") | ~Q(stem=""))
    public = Q(state=SnapshotState.REFUSED, decided_at__lt=late) & ~Q(stem="")
    for row in Snapshot.objects.filter(files | public)[:SHOWN]:
        yield f"B3 photo {row.pk} of a buyer is shown no more, its files are still there"
    online = Count("snapshots", filter=Q(snapshots__state=SnapshotState.PUBLISHED))
    having = Product.objects.filter(Q(snapshots_count__gt=0) | Q(snapshots__isnull=False))
    for product in having.annotate(online=online).exclude(snapshots_count=F("online"))[:SHOWN]:
        yield (
            f"B4 product {product.pk} counts {product.snapshots_count} photos of buyers,"
            f" {product.online} are online"
        )


def _by(values: Iterable[int], size: int) -> Iterator[list[int]]:
    turn = iter(values)
    while batch := list(islice(turn, size)):
        yield batch


CHECKS = (_stock, _prices, _moderation, _cards, _labels, _badges, _snapshots)
