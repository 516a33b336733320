"""Write many drafts at once: rows inserted and updated by the thousand, never one by one.

Runs inside the caller's transaction. Offers are locked first, in the order of their keys, then
sheets; content goes through the rules and is published or queued; prices and stocks pass at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from catalog.attributes import lacks, makers, reading
from catalog.attributes.vocabulary import vocabulary
from catalog.judging import screening
from catalog.judging.rules import ASKING, LOOK, WEIGHT, Context, severity
from catalog.models import Offer, Photo, Product, StockMove, Submission, Variant
from catalog.offers import prices, rows, stock, visibility
from catalog.recycling import schemes
from catalog.sheets import alterations, publication, rating, shelf, traces
from catalog.sheets.comparison import Line, Work, compare
from catalog.sheets.drafts import Draft, Saved
from catalog.sheets.shelf import unseen
from catalog.sheets.traits import Level
from catalog.states import PRODUCT, SUBMISSION, ProductState, SubmissionState
from marketplace.shared import bulk
from marketplace.shared.models import User
from sellers.models import Seller


@dataclass(slots=True, kw_only=True)
class Batch:
    """Many drafts being written together: by whom, when, and what came of it."""

    seller: Seller
    by: User | None
    at: datetime
    shelf: shelf.Shelf
    works: list[Work]
    touched: set[int] = field(default_factory=set)
    saved: Saved = field(default_factory=Saved)


def look(
    seller: Seller,
    drafts: Sequence[Draft],
    *,
    submit: bool = True,
    there: shelf.Shelf | None = None,
) -> Saved:
    """What saving these drafts would do, with what their author is to be told. Writes nothing.

    The rules that are for the operator look at them once, when they are written.
    """
    there = there or shelf.read(seller, drafts, lock=False)
    works = compare(there, drafts, submit=submit)
    _keep_back(there, works, seller)
    saved = _outcomes(works)
    within = screening.asking(
        rating.paths_of(work.proposed["category_id"] for work in works if work.submits)
    )
    sizes, inherited = _sizes(there), makers.of(seller)
    for work in works:
        if work.submits and not work.problems:
            if work.shas is not None:
                work.proposed["photo_ids"] = list(work.draft.photos or ())
            findings = screening.look(
                work.proposed,
                within,
                prices=_prices(there, work),
                sizes=sizes,
                inherited=inherited,
                among=ASKING,
            )
            saved.findings[work.draft.ref] = [finding.kept() for finding in findings]
    return saved


def save(  # noqa: PLR0913
    seller: Seller,
    drafts: Sequence[Draft],
    *,
    by: User | None,
    at: datetime,
    submit: bool,
    whole: bool = False,
    there: shelf.Shelf | None = None,
) -> Saved:
    """Write these drafts; those with a problem are left out whole. `whole`: only what lacks nothing
    obligatory is proposed, the rest stays a draft.

    New sheets are made in memory with everything that becomes of them, and inserted once. What was
    there before is told in the traces. `there` is what the caller has read of it just now: where
    that was nothing, there is nothing to lock, and what somebody begins meanwhile under the same
    reference is refused by the database.
    """
    if there is None or not there.is_bare or _names_photos(drafts):
        there = shelf.read(seller, drafts, lock=True)
    works = compare(there, drafts, submit=submit)
    waiting = {work.draft.ref for work in works if work.submits}
    if whole:
        _keep_back(there, works, seller)
    else:
        _weigh(there, works, seller)
    batch = Batch(
        seller=seller,
        by=by,
        at=at,
        shelf=there,
        works=[work for work in works if not work.problems],
    )
    batch.saved = _outcomes(works)
    traced = traces.begin(there, batch.works)
    new = _write_sheets(batch)
    _write_lines(batch)
    copies = _attach_photos(batch)
    # whole, and once: foreign keys are checked at the commit, so that children may come first
    proposals: dict[int, int] = {}
    bulk.insert(_screen(batch, proposals))
    _recall(batch, waiting)
    _note_lacks(batch)
    approved = set(batch.saved.published)
    _show_new(
        batch, [work for work in new if work.product.id in approved], {photo.pk for photo in copies}
    )
    bulk.insert(_rate(batch))
    bulk.insert(copies)
    batch.saved.traces = traces.finish(traced, there, batch.works, proposals)
    fresh = {work.product.id for work in new}
    publication.apply(
        [(w.product, w.proposed) for w in batch.works if w.product.id in approved - fresh], at=at
    )
    live = {w.product.id for w in batch.works if w.product.state == ProductState.PUBLISHED}
    # the approved ones are up to date: `publication.apply` and `_show_new` saw to their cards
    visibility.refresh((batch.touched & live) - approved, at=at)
    for work in batch.works:
        batch.saved.products[work.draft.ref] = work.product.id
        batch.saved.states.setdefault(work.draft.ref, work.product.state)
    return batch.saved


def _weigh(there: shelf.Shelf, works: Sequence[Work], seller: Seller) -> None:
    """Say of each sheet that buyers have not seen what its category requires of it yet."""
    drafts = [work for work in works if not work.problems and _is_draft(work)]
    if not drafts:
        return
    on, inherited = rating.ground(), makers.of(seller)
    for work in drafts:
        path = there.place(work.proposed, work.product)
        work.untold = on.untold(work.proposed, path, inherited)
        work.lacks = work.untold[Level.REQUIRED]


def _keep_back(there: shelf.Shelf, works: Sequence[Work], seller: Seller) -> None:
    """Leave what its form would not propose a draft: the operator could only send it back.

    A sheet that was online is left alone: what its change may lack, the moderation decides.
    """
    _weigh(there, works, seller)
    for work in works:
        if work.lacks or _has_rows_left(work):
            work.submits = False


def _is_draft(work: Work) -> bool:
    return work.product is None or unseen(work.product)


def _has_rows_left(work: Work) -> bool:
    return work.product is not None and unseen(work.product) and bool(work.product.unfinished)


def _recall(batch: Batch, waiting: Set[str]) -> None:
    """Take back the proposals that wait for drafts that are no longer proposed as they are now."""
    back = [
        work.product.id
        for work in batch.works
        if work.draft.ref in waiting and not work.submits and work.current is not None
    ]
    if back:
        queued = Submission.objects.filter(bulk.among("product_id", back))
        SUBMISSION.move_where(queued, SubmissionState.SUPERSEDED, old=[SubmissionState.QUEUED])


def _note_lacks(batch: Batch) -> None:
    """Keep what drafts lack, so that their seller finds those that are to be completed."""
    asked = vocabulary().asked
    lacking: dict[int, lacks.Due] = {}
    for work in batch.works:
        if work.product.state not in shelf.UNSEEN:
            continue
        if work.lacks and not work.submits:
            days = asked(batch.shelf.place(work.proposed, work.product))
            lacking[work.product.id] = {each.pk: days.get(each.key) for each in work.lacks}
        elif work.current is not None:
            lacking[work.product.id] = {}
    if lacking:
        lacks.note(lacking)


def _names_photos(drafts: Sequence[Draft]) -> bool:
    return any(draft.photos or any(piece.photos for piece in draft.pieces) for draft in drafts)


def _outcomes(works: Sequence[Work]) -> Saved:
    saved = Saved()
    for work in works:
        if work.problems:
            saved.problems[work.draft.ref] = work.problems
        saved.reworded[work.draft.ref] = alterations.of_sheet(work)
        if work.lacks and not work.submits:
            saved.lacking[work.draft.ref] = [attribute.fr for attribute in work.lacks]
        if not work.submits and _has_rows_left(work):
            saved.unfinished.add(work.draft.ref)
        for line in work.lines:
            saved.altered[line.piece.sku] = alterations.of_line(line)
            if saved.outcomes.get(line.piece.sku) != "refused":
                saved.outcomes[line.piece.sku] = work.outcome(line)
    return saved


def _write_sheets(batch: Batch) -> list[Work]:
    """Make new sheets, to be inserted at the end; rewrite the drafts of unseen ones."""
    new, seller_id = [work for work in batch.works if work.is_new], batch.seller.pk
    for work, key in zip(new, bulk.reserve(Product, len(new)), strict=True):
        work.product = bulk.row(
            Product,
            id=key,
            owner_id=seller_id,
            ref=work.draft.ref,
            stamp=work.draft.stamp or None,
            created_at=batch.at,
        )
    redrafted = [
        w for w in batch.works if w.current is not None and w.differs and unseen(w.product)
    ]
    publication.fill([(work.product, work.proposed) for work in new + redrafted], at=batch.at)
    rows.write([work.product for work in redrafted], publication.COLUMNS)
    refused = [
        w.product for w in batch.works if w.submits and w.product.state == ProductState.REFUSED
    ]
    PRODUCT.move_all(refused, ProductState.DRAFT)
    return new


def _write_lines(batch: Batch) -> None:
    lines = [(work, line) for work in batch.works for line in work.lines]
    _insert_lines(batch, [(work, line) for work, line in lines if line.offer is None])
    existing = [(work, line) for work, line in lines if line.offer is not None and line.changed]
    offers = {line.offer.id: line.offer for _work, line in existing}
    by_offer = {line.offer.id: line for _work, line in existing}
    asked = {
        pk: line.piece.price_cents for pk, line in by_offer.items() if "price_cents" in line.changed
    }
    counted = {pk: line.piece.stock for pk, line in by_offer.items() if "stock" in line.changed}
    changed = prices.set_prices(offers.values(), asked, at=batch.at)
    crossed = stock.set_levels(offers.values(), counted, at=batch.at)
    switched = [line.offer for line in by_offer.values() if "active" in line.changed]
    for offer in switched:
        offer.is_active, offer.changed_at = by_offer[offer.id].piece.active, batch.at
    rows.write(switched, ["is_active", "changed_at"])
    batch.touched |= crossed | {offer.product_id for offer in (*changed, *switched)}
    _write_variants(batch, existing)


def _write_variants(batch: Batch, lines: Sequence[tuple[Work, Line]]) -> None:
    facts, labels = [], []
    for work, line in lines:
        variant, piece = line.variant, line.piece
        if line.changed & {"gtin", "weight_g"}:
            variant.gtin = piece.gtin if piece.gtin is not None else variant.gtin
            variant.weight_g = piece.weight_g if piece.weight_g is not None else variant.weight_g
            facts.append(variant)
        if "label" in line.changed and unseen(work.product):
            variant.label, variant.values = piece.name, list(piece.values) or variant.values
            labels.append(variant)
    rows.write(facts, ["gtin", "weight_g"])
    publication.relabel(labels)


def _insert_lines(batch: Batch, lines: Sequence[tuple[Work, Line]]) -> None:
    """Insert the variants and offers of new lines, with their first price and stock."""
    # keys are reserved first: rows refer to one another before any is inserted
    places: dict[int, int] = {}
    seller_id = batch.seller.pk
    keys = zip(bulk.reserve(Variant, len(lines)), bulk.reserve(Offer, len(lines)), strict=True)
    for (work, line), (variant_id, offer_id) in zip(lines, keys, strict=True):
        pk, piece = work.product.id, line.piece
        place = places[pk] = places.get(pk, len(batch.shelf.variants.get(pk, ())) - 1) + 1
        line.variant = bulk.row(
            Variant,
            id=variant_id,
            product_id=pk,
            values=list(piece.values),
            label=piece.name,
            gtin=piece.gtin or "",
            weight_g=piece.weight_g,
            position=place,
            is_approved=unseen(work.product),
        )
        line.offer = bulk.row(
            Offer,
            id=offer_id,
            seller_id=seller_id,
            variant_id=variant_id,
            product_id=pk,
            sku=piece.sku,
            price_cents=piece.price_cents,
            stock=piece.stock or 0,
            created_at=batch.at,
            changed_at=batch.at,
            is_active=line.variant.is_approved and piece.active is not False,
        )
        line.changed.add("new")
    bulk.insert(line.variant for _work, line in lines)
    put_on_sale([line.offer for _work, line in lines], batch.at)


def put_on_sale(offers: list[Offer], at: datetime) -> None:
    """Insert new offers with their first price and stock, in the caller's transaction."""
    bulk.insert(offers)
    prices.begin(offers, at=at)
    # the stock is the sum of its moves: the first one brings what there is
    reason = StockMove.Reason.SET.value
    bulk.insert(
        bulk.row(StockMove, offer_id=offer.id, delta=offer.stock, reason=reason, moved_at=at)
        for offer in offers
        if offer.stock
    )


def _attach_photos(batch: Batch) -> list[Photo]:
    """Give each sheet its photos: its own, loose ones, or copies of rows that serve elsewhere."""
    copies: list[Photo] = []
    taken: list[Photo] = []
    wanted = [
        (w, [batch.shelf.loose[pk] for pk in w.draft.photos])
        for w in batch.works
        if w.shas is not None
    ]
    used: set[int] = set()
    for work, asked in wanted:
        by_sha = {photo.sha256: photo for photo in batch.shelf.photos.get(work.product.id, ())}
        for photo in asked:
            if photo.sha256 in by_sha:
                continue
            if photo.product_id is None and photo.pk not in used:
                used.add(photo.pk)
                photo.product_id = work.product.id
                taken.append(photo)
                by_sha[photo.sha256] = photo
            else:
                by_sha[photo.sha256] = copy = _copy(photo, work.product.id, batch.at)
                copies.append(copy)
        batch.shelf.photos[work.product.id] = list(by_sha.values())
    for copy, key in zip(copies, bulk.reserve(Photo, len(copies)), strict=True):
        copy.pk = key
    rows.write(taken, ["product"])
    new = {photo.pk for photo in copies}
    placed = [
        photo for work, _asked in wanted for photo in _place(batch, work) if photo.pk not in new
    ]
    rows.write(placed, ["product", "position"])
    rows.write([photo for photo in _share_photos(batch) if photo.pk not in new], ["variant"])
    rows.write([photo for photo in _caption(batch) if photo.pk not in new], ["alt"])
    return copies


def _place(batch: Batch, work: Work) -> list[Photo]:
    """Name the photos of a proposal; those of a sheet nobody saw take their places at once."""
    by_sha = {photo.sha256: photo for photo in batch.shelf.photos[work.product.id]}
    work.proposed["photo_ids"] = [by_sha[sha].pk for sha in work.shas or ()]
    work.name_alts({sha: by_sha[sha].pk for sha in work.shas or ()})
    if not unseen(work.product):
        return []
    shown = [
        _placed(by_sha[sha], work.product.id, place) for place, sha in enumerate(work.shas or ())
    ]
    return shown + [
        _placed(photo, None, 0) for sha, photo in by_sha.items() if sha not in (work.shas or ())
    ]


def _caption(batch: Batch) -> list[Photo]:
    """Say what the photos of sheets nobody saw show; those of others wait for the approval."""
    changed = []
    for work in batch.works:
        if not unseen(work.product):
            continue
        for photo in batch.shelf.photos.get(work.product.id, ()):
            text = work.proposed["photo_alts"].get(str(photo.pk), "")
            if photo.alt != text:
                photo.alt = text
                changed.append(photo)
    return changed


def _share_photos(batch: Batch) -> list[Photo]:
    shared = []
    for work in batch.works:
        by_sha = None
        for line in work.lines:
            if not line.piece.photos:
                continue
            by_sha = by_sha or {
                photo.sha256: photo for photo in batch.shelf.photos.get(work.product.id, ())
            }
            for pk in line.piece.photos:
                loose = batch.shelf.loose.get(pk)
                photo = by_sha.get(loose.sha256) if loose else None
                if photo is not None and photo.variant_id is None:
                    photo.variant_id = line.variant.id
                    shared.append(photo)
    return shared


def _copy(photo: Photo, product_id: int, at: datetime) -> Photo:
    return Photo(
        seller_id=photo.seller_id,
        product_id=product_id,
        file=photo.file.name,
        stem=photo.stem,
        name=photo.name,
        sha256=photo.sha256,
        alt=photo.alt,
        width=photo.width,
        height=photo.height,
        sized_at=photo.sized_at,
        created_at=at,
    )


def _placed(photo: Photo, product_id: int | None, position: int) -> Photo:
    photo.product_id, photo.position = product_id, position
    return photo


def _screen(batch: Batch, proposals: dict[int, int]) -> Iterator[Submission]:
    """Judge what is proposed: what passes is approved, the rest queued; nothing is shown yet.

    Each proposal is made when it is inserted; `proposals` takes its key under its sheet's.
    """
    works = [work for work in batch.works if work.submits]
    if not works:
        return iter(())
    within = screening.context(work.proposed["category_id"] for work in works)
    pks = [work.product.id for work in works if work.current is not None]
    if pks:
        # a sheet has one proposal at a time: the newest replaces those not yet approved
        proposed = Submission.objects.filter(bulk.among("product_id", pks))
        SUBMISSION.move_where(proposed, SubmissionState.SUPERSEDED, old=shelf.OPEN)
    sizes = _sizes(batch.shelf)
    keys = bulk.reserve(Submission, len(works))
    proposals |= {work.product.id: key for work, key in zip(works, keys, strict=True)}
    return (_proposed(batch, work, proposals[work.product.id], within, sizes) for work in works)


def _proposed(
    batch: Batch, work: Work, key: int, within: Context, sizes: Mapping[int, tuple[int, int]]
) -> Submission:
    work.proposed["variants"] = _settled(work)
    findings = screening.look(
        work.proposed,
        within,
        prices=_prices(batch.shelf, work),
        sizes=sizes,
        inherited=makers.of(batch.seller),
        seller_id=batch.seller.pk,
        borne=work.product.labels,
    )
    worst = severity(findings)
    passes = _passes(batch, work, worst)
    kept = batch.saved.findings[work.draft.ref] = [finding.kept() for finding in findings]
    batch.saved.states[work.draft.ref] = "published" if passes else "queued"
    (batch.saved.published if passes else batch.saved.queued).append(work.product.id)
    return bulk.row(
        Submission,
        id=key,
        product_id=work.product.id,
        content=work.proposed,
        findings=kept,
        severity=worst,
        submitted_by_id=batch.by and batch.by.pk,
        submitted_at=batch.at,
        state=(SubmissionState.APPROVED if passes else SubmissionState.QUEUED).value,
        decided_at=batch.at if passes else None,
        is_automatic=passes,
    )


def _rate(batch: Batch) -> Iterator[Product]:
    """Count how good the sheets are that change: those that are there with a write, the new ones,
    which this gives back, as each is inserted.
    """
    works = [
        work
        for work in batch.works
        if work.differs or work.submits or any("new" in line.changed for line in work.lines)
    ]
    moved = [w for w in works if w.proposed["category_id"] != w.product.category_id]
    paths = rating.paths_of(work.proposed["category_id"] for work in moved)
    sizes, on, inherited = _sizes(batch.shelf), rating.ground(), makers.of(batch.seller)

    def rated(work: Work) -> Product:
        content, product = work.proposed, work.product
        path = product.category_path if content["category_id"] == product.category_id else ""
        product.quality = rating.points(
            content,
            path or paths.get(content["category_id"], ""),
            on,
            prices=_prices(batch.shelf, work),
            sizes=sizes,
            unfinished=len(product.unfinished),
            inherited=inherited,
            # of a new sheet `_weigh` has read the lines, which are still the same
            untold=work.untold if work.current is None else None,
        )
        return product

    there = [work for work in works if work.current is not None]
    before = {work.product.id: work.product.quality for work in there}
    again = [rated(work) for work in there]
    rows.write([sheet for sheet in again if sheet.quality != before[sheet.pk]], ["quality"])
    return (rated(work) for work in works if work.current is None)


def _show_new(batch: Batch, works: Sequence[Work], copies: set[int]) -> None:
    """Put new sheets in front of the public before they are inserted: state, photos, card, and the
    recycling schemes that the word index would write otherwise.
    """
    there, known = [], vocabulary()
    for work in works:
        product = work.product
        product.state, product.published_at = ProductState.PUBLISHED, batch.at
        lines = reading.read(product.attributes, product.category_path, known)
        product.schemes = schemes.of(lines, product.category_path, known)
        for photo in batch.shelf.photos.get(work.product.id, ()):
            photo.is_approved = True
            if photo.pk not in copies:
                there.append(photo)
    rows.write(there, ["is_approved"])
    visibility.foretell(
        [work.product for work in works],
        offers={work.product.id: [line.offer for line in work.lines] for work in works},
        covers={
            work.product.id: work.proposed["photo_ids"][0]
            for work in works
            if work.proposed["photo_ids"]
        },
        at=batch.at,
    )


def _passes(batch: Batch, work: Work, worst: int) -> bool:
    """Whether content may be published unread: trusted seller, no finding, no past trouble.

    What an applicant proposes waits until the shop is admitted, whatever the rules say.
    """
    return (
        batch.seller.opened_at is not None
        and batch.seller.moderation == Seller.Moderation.AFTER
        and worst < WEIGHT[LOOK]
        and work.product.state in (ProductState.DRAFT, ProductState.PUBLISHED)
        and work.product.id not in batch.shelf.troubled
    )


def _settled(work: Work) -> list[dict]:
    settled = [variant for variant in work.proposed["variants"] if variant["id"]]
    settled_ids = {variant["id"] for variant in settled}
    return settled + [
        shelf.kept(line.variant) for line in work.lines if line.variant.id not in settled_ids
    ]


def _prices(there: shelf.Shelf, work: Work) -> list[int]:
    proposed = [line.piece.price_cents for line in work.lines if line.piece.price_cents]
    current = [
        line.offer.price_cents for line in work.lines if line.offer and not line.piece.price_cents
    ]
    if work.lines or work.product is None:
        return proposed + current
    return [
        offer.price_cents for offer in there.offers.values() if offer.product_id == work.product.id
    ]


def _sizes(there: shelf.Shelf) -> dict[int, tuple[int, int]]:
    photos = [
        *there.loose.values(),
        *(photo for of_sheet in there.photos.values() for photo in of_sheet),
    ]
    return {photo.pk: (photo.width, photo.height) for photo in photos}
