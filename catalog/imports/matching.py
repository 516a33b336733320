"""Assembled sheets beside what the seller has: which sheet each one is, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from catalog.imports import photos_zip
from catalog.imports.assembly import Assembled, assemble, is_refused
from catalog.imports.photos_zip import Photos
from catalog.imports.problems import ERROR, INCOMPLETE, SHOWN, problem
from catalog.imports.reading import Line
from catalog.judging import screening
from catalog.judging.rules import BLOCK, missing_attributes
from catalog.models import Category, Import, ImportRow, Offer, Product
from catalog.sheets import alike, alterations, lists, shelf
from catalog.sheets.drafts import Draft, Piece, Saved
from marketplace.shared import files
from marketplace.shared.bulk import among
from sellers.models import Seller

Outcome = ImportRow.Outcome


@dataclass(slots=True)
class Wanted:
    """A photo to receive for a sheet: its name in the archive, and the line that names it."""

    name: str
    sha256: str
    line: Line
    skus: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Hand:
    """One draft to hand in, made of one or several assembled sheets of the file."""

    draft: Draft
    sheets: list[Assembled]
    product: Product | None = None
    photos: list[Wanted] = field(default_factory=list)
    held: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Matched:
    """The drafts of a chunk, by reference."""

    hands: dict[str, Hand] = field(default_factory=dict)
    there: shelf.Shelf | None = None

    @property
    def drafts(self) -> list[Draft]:
        """What is handed in."""
        return [hand.draft for hand in self.hands.values()]

    def tell(self, saved: Saved, *, photos_change: bool) -> dict[int, str]:
        """The outcome of each line; problems of refused drafts are added to their lines."""
        outcomes: dict[int, str] = {}
        for ref, hand in self.hands.items():
            for line in (line for sheet in hand.sheets for line in sheet.lines):
                line.draft.pop("altered", None)
            if ref in saved.problems:
                why = [sentence.parts() for _field, sentence in saved.problems[ref]]
                for sheet in hand.sheets:
                    sheet.refuse("NOT_SAVED", sheet.lines[0], said={"value": why})
                continue
            fresh = photos_change and bool(hand.photos)
            for sheet in hand.sheets:
                outcomes |= _outcomes(sheet, saved.outcomes, fresh=fresh)
            _say_altered(hand, saved, outcomes, fresh=fresh)
            _say_missing(hand, saved)
        return outcomes


def _say_altered(hand: Hand, saved: Saved, outcomes: Mapping[int, str], *, fresh: bool) -> None:
    """Keep with each updated line what it alters; of the sheet itself, the first one tells."""
    lines = [line for sheet in hand.sheets for line in sheet.lines]
    if not any(outcomes.get(line.number) == Outcome.UPDATED for line in lines):
        return
    reworded = list(saved.reworded.get(hand.draft.ref, ()))
    if fresh:
        reworded.append(["photos", len(hand.held), len(hand.held) + len(hand.photos)])
    first = 0
    for sheet in hand.sheets:
        own = {line.number: sku for sku, lines in sheet.pieces.items() for line in lines}
        for line in sheet.lines:
            if outcomes.get(line.number) != Outcome.UPDATED or is_refused(line):
                continue
            altered = list(saved.altered.get(own.get(line.number, ""), ()))
            if reworded and first:
                altered.append(["sheet", None, first])
            elif reworded:
                altered, first = [*altered, *reworded], line.number
            if altered:
                line.draft["altered"] = alterations.bounded(altered)


def _say_missing(hand: Hand, saved: Saved) -> None:
    """Remark on the first line of a sheet what its category asks for and the file does not say: a
    sheet nobody has seen stays a draft for it, one that was online waits for its reader.
    """
    ref, line = hand.draft.ref, hand.sheets[0].lines[0]
    # it is judged anew when it is applied: the shop may have named its maker meanwhile
    line.problems = [each for each in line.problems if each["code"] not in INCOMPLETE]
    blocked = [
        finding["values"]["name"]
        for finding in saved.findings.get(ref, ())
        if finding["rule"] == missing_attributes.RULE and finding["severity"] == BLOCK
    ]
    if names := saved.lacking.get(ref):
        line.problems.append(problem("ATTRIBUTE_MISSING", "", ", ".join(names)))
    elif blocked:
        line.problems.append(problem("ATTRIBUTE_MISSING_SEEN", "", ", ".join(blocked)))
    if ref in saved.unfinished:
        line.problems.append(problem("ROWS_UNFINISHED"))


def match(
    source: Import,
    sheets: Iterable[list[Line]],
    photos: Photos,
    barred: Mapping[int, str],
    sold: Mapping[str, str] | None = None,
) -> Matched:
    """Join the lines of a chunk and find the sheets they concern, in a fixed number of queries.

    `barred` are the categories where nothing may be sold (`forbidden`); `sold` says of each
    reference that the seller offers which sheet it is on, when somebody has looked.
    """
    seller = source.seller
    joined = [assemble(lines, source.mapping, barred) for lines in sheets]
    good = [sheet for sheet in joined if sheet.draft]
    by_sku = _sold(seller, joined) if sold is None else sold
    for sheet in joined:
        _say_all(sheet, by_sku, source.mapping)
    matched = Matched()
    for sheet in good:
        _place(matched, sheet, by_sku)
    there = matched.there = shelf.read(seller, matched.drafts, lock=False, sold=by_sku.keys())
    for ref, hand in list(matched.hands.items()):
        hand.product = there.products.get(ref)
        if source.detected.get("photos_only"):
            _keep_photos(hand, there)
        else:
            _complete(hand, there)
        if any(sheet.draft is None for sheet in hand.sheets):
            del matched.hands[ref]
    _name_photos(matched, there, photos)
    _say_known_codes(matched, there, seller)
    return matched


def _sold(seller: Seller, joined: Iterable[Assembled]) -> dict[str, str]:
    """Of the references of these sheets that the seller offers, which sheet each one is on."""
    skus = {line.sku for sheet in joined for line in sheet.lines if line.sku}
    offers = Offer.objects.filter(among("sku", skus), seller=seller)
    return dict(offers.values_list("sku", "product__ref"))


def _say_all(sheet: Assembled, by_sku: Mapping[str, str], chosen: Mapping) -> None:
    """Say of refused lines what else a new sheet would lack: one round of corrections is enough."""
    if not any(line.problems for line in sheet.lines):
        return
    lines = [line for line in sheet.lines if "head" not in line.draft]
    wrong = [line for line in lines if line.sku and is_refused(line) and line.sku not in by_sku]
    wrong = [line for line in wrong if not _has(line, "SKU_")]
    for line in wrong:
        same = [other for other in lines if other.sku == line.sku]
        if not any("price" in other.draft or _has(other, "PRICE_") for other in same):
            _note(line, problem("PRICE_MISSING"))
    # of a sheet that keeps a good line, its own judgement tells the rest
    if sheet.draft or not wrong or any(line.sku in by_sku for line in lines):
        return
    if not any("title" in line.draft or _has(line, "TITLE_") for line in sheet.lines):
        _note(wrong[0], problem("TITLE_MISSING"))
    texts = [line.draft["category"] for line in sheet.lines if "category" in line.draft]
    linked = chosen.get("categories", {}).get(texts[0]) if texts else None
    if not linked and not chosen.get("defaults", {}).get("category"):
        code = "CATEGORY_UNKNOWN" if texts else "CATEGORY_MISSING"
        _note(wrong[0], problem(code, "", texts[0] if texts else ""))


def _has(line: Line, prefix: str) -> bool:
    return any(
        entry["code"].startswith(prefix) and entry["level"] == ERROR for entry in line.problems
    )


def forbidden(source: Import) -> dict[int, str]:
    """The categories of this file's choices where nothing may be sold, with their names."""
    chosen = set(source.mapping.get("categories", {}).values())
    chosen.add(source.mapping.get("defaults", {}).get("category"))
    categories = list(Category.objects.filter(pk__in=[pk for pk in chosen if pk]))
    policies = screening.policies(categories)
    return {
        category.pk: category.name
        for category in categories
        if policies[category.pk][0] == Category.Policy.FORBIDDEN
    }


def _place(matched: Matched, sheet: Assembled, by_sku: Mapping[str, str]) -> None:
    """Say which sheet of the seller this is: by its offers first, then by its reference."""
    refs = {piece.sku: by_sku[piece.sku] for piece in sheet.draft.pieces if piece.sku in by_sku}
    homes = set(refs.values())
    named = sheet.draft.ref
    ref = named if named in homes or not homes else next(iter(refs.values()))
    strays = [sku for sku, home in refs.items() if home != ref]
    for sku in strays:
        for line in sheet.pieces.pop(sku):
            line.problems.append(problem("SKU_ELSEWHERE", "", sku))
    ref = ref or sheet.lines[0].group[:100]
    sheet.draft.ref = ref
    if strays:
        sheet.draft.pieces = [piece for piece in sheet.draft.pieces if piece.sku not in strays]
    if ref in matched.hands:
        hand = matched.hands[ref]
        hand.draft = _joined(hand.draft, sheet.draft)
        hand.sheets.append(sheet)
    else:
        matched.hands[ref] = Hand(sheet.draft, [sheet])


def _joined(first: Draft, second: Draft) -> Draft:
    """Two drafts of one sheet: lines of a file that updates variants one by one."""
    values = {
        name: getattr(first, name) if getattr(first, name) is not None else getattr(second, name)
        for name in (
            *("title", "description", "title_en", "description_en"),
            *("category_id", "brand", "attributes", "axes"),
        )
    }
    return replace(first, pieces=[*first.pieces, *second.pieces], **values)


def _complete(hand: Hand, there: shelf.Shelf) -> None:
    """Refuse a new sheet that lacks something; an existing one keeps what the file leaves out."""
    first = hand.sheets[0]
    unknown = next((sheet for sheet in hand.sheets if sheet.unknown), None)
    # the default category is for new sheets: it must not move one that has its place
    if hand.product is not None and any(sheet.by_default for sheet in hand.sheets):
        chosen = (sheet.draft.category_id for sheet in hand.sheets if not sheet.by_default)
        hand.draft.category_id = next(filter(None, chosen), None)
    elif hand.product is None and unknown and not hand.draft.category_id:
        text, line = unknown.unknown
        unknown.refuse("CATEGORY_UNKNOWN", line, value=text)
        return
    if hand.product is None:
        for code, value in (
            ("TITLE_MISSING", hand.draft.title),
            ("CATEGORY_MISSING", hand.draft.category_id),
        ):
            if not value:
                for sheet in hand.sheets:
                    sheet.refuse(code, sheet.lines[0])
                return
    _say_alike(hand, there)
    pieces = [piece for piece in hand.draft.pieces if _is_whole(piece, hand, there)]
    if not pieces:
        first.give_up(first.lines[0])
        return
    hand.draft.pieces = pieces
    if hand.product is not None and hand.draft.attributes:
        before = there.content(hand.product)["attributes"]
        hand.draft.attributes = {**before, **hand.draft.attributes}


def _say_alike(hand: Hand, there: shelf.Shelf) -> None:
    """Refuse the variants that mean what another of the sheet means, each with the line or the
    reference of that one.
    """
    draft, product = hand.draft, hand.product
    axes = draft.axes or (there.content(product)["axes"] if product else ())
    category_id = draft.category_id or (product.category_id if product else None)
    repeated = alike.found(there, draft, product, axes=axes, category_id=category_id)
    for sku, (twin, first) in repeated.items():
        rows = _lines(hand, first)
        where = {"line": rows[0].number} if rows else {"sku": first}
        code = "VARIANT_ALIKE" if rows else "VARIANT_KNOWN"
        for line in _lines(hand, sku):
            line.problems.append(problem(code, "", twin.two, one=twin.one, **where))
        for sheet in hand.sheets:
            sheet.pieces.pop(sku, None)
    if repeated:
        pieces = [piece for piece in draft.pieces if piece.sku not in repeated]
        hand.draft = replace(draft, pieces=pieces)


def _lines(hand: Hand, sku: str) -> list[Line]:
    return [line for sheet in hand.sheets for line in sheet.pieces.get(sku, ())]


def _keep_photos(hand: Hand, there: shelf.Shelf) -> None:
    """Leave of a file applied before what its photos need: its sheets and its references.

    Prices, stocks and words may have changed since; what is no longer there is not made again.
    """
    if hand.product is None:
        for sheet in hand.sheets:
            sheet.draft = None
            for line in sheet.lines:
                _note(line, problem("PHOTOS_NOWHERE"))
        return
    pieces = [Piece(piece.sku) for piece in hand.draft.pieces if piece.sku in there.offers]
    hand.draft = Draft(hand.draft.ref, pieces)


def _is_whole(piece: Piece, hand: Hand, there: shelf.Shelf) -> bool:
    if piece.sku in there.offers:
        return True
    lines = next(sheet.pieces[piece.sku] for sheet in hand.sheets if piece.sku in sheet.pieces)
    if piece.price_cents is None:
        for line in lines:
            line.problems.append(problem("PRICE_MISSING"))
        return False
    if piece.stock is None:
        _note(lines[0], problem("STOCK_EMPTY"))
    return True


def _name_photos(matched: Matched, there: shelf.Shelf, photos: Photos) -> None:
    """Find which photos of the archive each sheet lacks; say which ones are nowhere."""
    lines = 0
    for hand in matched.hands.values():
        if not any(sheet.photos or sheet.piece_photos for sheet in hand.sheets):
            continue
        present = there.photos.get(hand.product.pk, []) if hand.product else []
        held = {photo.sha256 for photo in present}
        names = {photos_zip.key(photo.name) for photo in present}
        wanted: dict[str, Wanted] = {}
        for sheet in hand.sheets:
            own = [
                (name, line, sku)
                for sku, named in sheet.piece_photos.items()
                for name, line in named
            ]
            for name, line, sku in [*((name, line, "") for name, line in sheet.photos), *own]:
                if name not in photos:
                    if photos_zip.key(files.clean_name(name)) not in names:
                        _note(line, problem("PHOTO_MISSING", "", name))
                    continue
                digest = photos.sum(name)
                if digest in held:
                    continue
                if fault := photos.fault(name):
                    _note(line, problem("PHOTO_REFUSED", "", name, said={"why": [fault.parts()]}))
                else:
                    photo = wanted.setdefault(digest, Wanted(name, digest, line))
                    photo.skus += [sku] if sku else []
        hand.photos = list(wanted.values())
        if hand.photos and hand.product:
            hand.held = list(there.content(hand.product)["photo_ids"])
        lines += sum(len(sheet.lines) for sheet in hand.sheets)
        photos.reach(lines)


def _say_known_codes(matched: Matched, there: shelf.Shelf, seller: Seller) -> None:
    """Remark on the lines that bring a bar code which another seller's sheet bears already.

    A remark alone: of a supplier's file, half may be in the catalogue.
    """
    fresh: dict[str, list[tuple[Hand, Piece]]] = {}
    for hand in matched.hands.values():
        kept = {
            variant.pk: variant.gtin
            for variant in (there.variants.get(hand.product.pk, ()) if hand.product else ())
        }
        for piece in hand.draft.pieces:
            offer = there.offers.get(piece.sku)
            if piece.gtin and (offer is None or kept.get(offer.variant_id) != piece.gtin):
                fresh.setdefault(piece.gtin, []).append((hand, piece))
    if not fresh:
        return
    bearers = {variant.gtin: variant.product for variant in lists.on_sale_under(fresh, seller)}
    for gtin, brought in fresh.items():
        known = next((bearers[code] for code in lists.ways_of(gtin) if code in bearers), None)
        for hand, piece in brought if known else ():
            category = hand.draft.category_id or (hand.product and hand.product.category_id)
            lines = _lines(hand, piece.sku)
            if known.category_id == category and lines:
                _note(lines[0], problem("GTIN_KNOWN", "", gtin, title=known.title[:SHOWN]))


def _outcomes(sheet: Assembled, by_sku: dict[str, str], *, fresh: bool) -> dict[int, str]:
    outcomes: dict[int, str] = {}
    for sku, lines in sheet.pieces.items():
        outcome = by_sku.get(sku, Outcome.UNCHANGED)
        if fresh and outcome == Outcome.UNCHANGED:
            outcome = Outcome.UPDATED
        outcomes |= {line.number: outcome for line in lines}
    whole = next(iter(outcomes.values()), Outcome.UNCHANGED)
    return {line.number: outcomes.get(line.number, whole) for line in sheet.lines}


def _note(line: Line, remark: dict) -> None:
    """Add a remark once: a line is matched again when it is applied."""
    if remark not in line.problems:
        line.problems.append(remark)
