"""Photos by buyers: given with their agreement, read before they appear, taken back by one press.

A photo is judged for itself: it stays when the review beside it goes, and goes when its author says
so (docs/adr/0060). Its public copies are made before the transaction that shows it, and deleted
after the one that hides it; the worker deletes them once more, whatever happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalog import freshness
from catalog.events import (
    ProductsMerged,
    ProductUnmerged,
    SnapshotPublished,
    SnapshotRefused,
    SnapshotSent,
    SnapshotWithdrawn,
)
from catalog.models import Product, Snapshot
from catalog.states import SNAPSHOT, SnapshotState
from marketplace.shared import copies, events, files, limits, stamps
from marketplace.shared.models import Fact, User
from marketplace.shared.states import IllegalMove, Refusal
from sellers.models import Seller

MOST = 4  # of a purchase, those taken back apart
LEAST = 200  # pixels of the shorter side
FOLDER = "snapshots"
KEY = "catalog:snapshots"  # the stamp of all that may be seen anywhere
CONTESTED = timedelta(days=190)  # a refused photo is kept while its refusal may be contested
SHOWN, OVER = SnapshotState.PUBLISHED, (SnapshotState.REFUSED, SnapshotState.WITHDRAWN)
BEFORE = (SnapshotState.QUEUED, SHOWN, SnapshotState.REFUSED)
SOME = 200


class TooMany(Refusal):
    """A purchase has only so many photos."""

    sentence = _("{most} photos au plus par article : retirez-en une, ou choisissez-en moins.")


class MoreThanLeft(TooMany):
    """Some of the photos would find no room: none is kept, so that the buyer chooses which."""

    sentence = _(
        "Place restante pour cet article : {left}, photos nouvelles : {sent}. Rien n'est envoyé"
        " encore : retirez-en, ou retirez une photo déjà donnée."
    )


class NothingSent(Refusal):
    """No photo was chosen."""

    sentence = _("Choisissez au moins une photo.")


class Refused(Refusal):
    """The very same photo was refused."""

    sentence = _(
        "L'une de ces photos a déjà été refusée : sur cette page, vous pouvez contester ce refus."
    )


class NoConsent(Refusal):
    """Nothing is kept or shown that nobody agreed to."""

    sentence = _("Cochez la case : sans votre accord, nous ne gardons ni ne montrons ces photos.")


class NoReason(Refusal):
    """A photo is never refused without a reason."""

    sentence = _("Dites pourquoi cette photo est refusée : son auteur lira cette raison.")


def read(contents: Iterable[bytes]) -> list[files.Picture]:
    """Decode photos and make them ours, without what cameras write into them (place, device).

    Raises a Refusal that says what to mend.
    """
    pictures: dict[str, files.Picture] = {}
    for content in contents:
        if len(pictures) == MOST:
            raise TooMany(most=MOST)
        picture = files.read_picture(content, least=LEAST, most=copies.ROOM)
        pictures[picture.sha256] = picture  # the same file chosen twice is one
    if not pictures:
        raise NothingSent
    return [*pictures.values()]


def add(
    product: Product,
    pictures: Sequence[files.Picture],
    *,
    seller: Seller,
    purchase: int,
    author: str,
    alt: str,
    consent: str,
    at: datetime,
    by: User | None,
) -> list[Snapshot]:
    """Take a buyer's photos of a delivered line, in the words they agreed to; they are read first.

    Only new ones are kept, and returned: what was sent already is left as it is. Raises NoConsent,
    TooMany, Refused; then none is kept.
    """
    if not consent.strip():
        raise NoConsent
    rows = [
        Snapshot(
            product=product,
            seller=seller,
            purchase=purchase,
            author=author.strip()[:60],
            alt=alt.strip()[:160],
            sha256=picture.sha256,
            consent=consent,
            consented_at=at,
        )
        for picture in pictures
    ]
    try:
        for row, picture in zip(rows, pictures, strict=True):
            row.file.name = copies.keep(picture, FOLDER)
        new = _insert(purchase, rows, by=by, at=at)
    except Exception:
        files.drop_unnamed(row.file for row in rows)
        raise
    files.drop_unnamed(row.file for row in rows if row not in new)
    return new


@transaction.atomic(durable=True)
def _insert(
    purchase: int, rows: list[Snapshot], *, by: User | None, at: datetime
) -> list[Snapshot]:
    # two requests at once take turns, so that both count what is there
    limits.queue_up([limits.print_of("snapshots", str(purchase))])
    known = dict(of_purchase(purchase).values_list("sha256", "state"))
    new = [row for row in rows if row.sha256 not in known]
    if any(known.get(row.sha256) == SnapshotState.REFUSED for row in rows):
        raise Refused
    if len(known) + len(new) > MOST:
        raise (
            MoreThanLeft(left=MOST - len(known), sent=len(new))
            if len(known) < MOST
            else (TooMany(most=MOST))
        )
    for row in new:
        row.save(force_insert=True)
        events.publish(SnapshotSent(snapshot_id=row.pk), about=row, by=by, at=at)
    return new


def of_purchase(purchase: int):
    """The photos of a purchase, those taken back apart, as they came."""
    rows = Snapshot.objects.filter(purchase=purchase).exclude(state=SnapshotState.WITHDRAWN)
    return rows.order_by("pk")


def counted(purchases: Iterable[int]) -> dict[int, int]:
    """How many photos each of these purchases has, those taken back apart."""
    rows = Snapshot.objects.filter(purchase__in=list(purchases)).order_by()
    there = rows.exclude(state=SnapshotState.WITHDRAWN)
    return dict(there.values_list("purchase").annotate(n=Count("pk")))


def is_first(snapshot: Snapshot) -> bool:
    """Whether a photo is online, and is the first of its purchase that ever was."""
    pks = Snapshot.objects.filter(purchase=snapshot.purchase).values_list("pk", flat=True)
    subjects = [events.subject_of(Snapshot(pk=pk)) for pk in pks]
    told = Fact.objects.filter(name="catalog.SnapshotPublished", subject__in=subjects)
    first = told.order_by("pk").values_list("subject", flat=True).first()
    return snapshot.state == SHOWN and first == events.subject_of(snapshot)


def publish(snapshot: Snapshot, *, by: User | None, at: datetime) -> None:
    """Show a photo that waited, or one refused by mistake. Raises IllegalMove."""
    if not SNAPSHOT.allows(snapshot.state, SHOWN) or not snapshot.file:
        raise IllegalMove
    stem = copies.show(snapshot.file.name)
    try:
        _publish(snapshot, stem=stem, by=by, at=at)
    except Exception:
        if not Snapshot.objects.filter(stem=stem).exists():
            copies.hide(stem)
        raise


@transaction.atomic(durable=True)
def _publish(snapshot: Snapshot, *, stem: str, by: User | None, at: datetime) -> None:
    former = snapshot.stem
    SNAPSHOT.move(snapshot, SHOWN, stem=stem, decided_by=by, decided_at=at)
    _changed(snapshot)
    transaction.on_commit(partial(copies.hide, former), robust=True)
    events.publish(
        SnapshotPublished(snapshot_id=snapshot.pk, purchase=snapshot.purchase),
        about=snapshot,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def refuse(snapshot: Snapshot, *, because: str, by: User | None, at: datetime) -> None:
    """Refuse a photo or take it down, with the reason its author will read."""
    because = because.strip()
    if not because:
        raise NoReason
    SNAPSHOT.move(snapshot, SnapshotState.REFUSED, decided_by=by, decided_at=at)
    _changed(snapshot)
    transaction.on_commit(partial(clear, snapshot.pk), robust=True)
    events.publish(
        SnapshotRefused(snapshot_id=snapshot.pk, purchase=snapshot.purchase, reason=because),
        about=snapshot,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def withdraw(snapshot: Snapshot, *, by: User | None, at: datetime) -> None:
    """Take a photo back for its author: gone at once, everywhere; what they agreed to stays known.

    Pressed twice, it is as pressed once; whatever somebody decides meanwhile, its author wins.
    """
    rows = Snapshot.objects.filter(pk=snapshot.pk)
    gone = {"withdrawn_at": at, "author": "", "alt": ""}
    if not SNAPSHOT.move_where(rows, SnapshotState.WITHDRAWN, old=BEFORE, **gone):
        return
    snapshot.refresh_from_db()
    _changed(snapshot)
    transaction.on_commit(partial(clear, snapshot.pk), robust=True)
    events.publish(SnapshotWithdrawn(snapshot_id=snapshot.pk), about=snapshot, by=by, at=at)


def clear(pk: int) -> None:
    """Delete the public copies of a photo that is not shown, and the whole of one taken back.

    Safe to run twice.
    """
    row = Snapshot.objects.filter(pk=pk, state__in=OVER).first()
    if row is None:
        return
    copies.hide(row.stem)
    is_back = row.state == SnapshotState.WITHDRAWN
    if is_back:
        copies.drop(row.file.name)
    # the state is asked again: one that is shown anew meanwhile has another stem
    same = Snapshot.objects.filter(pk=pk, state=row.state, stem=row.stem)
    same.update(stem="", **({"file": "", "sha256": ""} if is_back else {}))


def sweep(*, at: datetime) -> int:
    """Delete what a broken deletion left, and refused photos that nobody may contest any more."""
    left = Q(state__in=OVER) & ~Q(stem="") | Q(state=SnapshotState.WITHDRAWN) & ~Q(file="")
    pks = Snapshot.objects.filter(left).order_by("pk").values_list("pk", flat=True)[:SOME]
    for pk in pks:
        clear(pk)
    old = Snapshot.objects.filter(state=SnapshotState.REFUSED, decided_at__lt=at - CONTESTED)
    gone = list(old.exclude(file="").order_by("pk")[:SOME])
    for row in gone:
        copies.drop(row.file.name)
        Snapshot.objects.filter(pk=row.pk, state=SnapshotState.REFUSED).update(file="")
    return len(pks) + len(gone)


def count_again(product_ids: Iterable[int]) -> None:
    """Work out how many photos the pages of these sheets show; in the caller's transaction."""
    pks = list(product_ids)
    shown = Snapshot.objects.filter(product=OuterRef("pk"), state=SHOWN).order_by()
    count = shown.values("product").annotate(n=Count("pk")).values("n")
    figure = Coalesce(Subquery(count, output_field=IntegerField()), Value(0))
    Product.objects.filter(pk__in=pks).update(snapshots_count=figure)
    freshness.sheets_changed(pks)
    stamps.end([KEY])


def on_merged(event: ProductsMerged) -> None:
    """Two sheets became one: its page shows the photos of both."""
    count_again([event.product_id, event.merged_id])


def on_unmerged(event: ProductUnmerged) -> None:
    """One sheet became two again: each page shows its own photos."""
    count_again([event.product_id, event.kept_id])


def follow(product_id: int, *, purchases: Iterable[int]) -> None:
    """Photos of these purchases are of another sheet now; in the caller's transaction."""
    moved = Snapshot.objects.filter(purchase__in=list(purchases)).exclude(product=product_id)
    left = set(moved.values_list("product", flat=True))
    if left:
        moved.update(product=product_id)
        count_again([product_id, *left])


def _changed(snapshot: Snapshot) -> None:
    count_again([snapshot.product_id])
