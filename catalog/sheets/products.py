"""The life of a sheet, as its seller drives it: drafted, proposed, withdrawn, put back.

What the public sees only changes when a proposed content is approved (`catalog/moderation`), at
once for trusted sellers when the rules find nothing. Prices and stocks never wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.attributes import lacks, makers
from catalog.events import (
    OfferLeft,
    ProductPublished,
    ProductRetired,
    ProductsSaved,
    ProductSubmitted,
)
from catalog.models import Offer, Product, Submission
from catalog.offers import visibility
from catalog.sheets import batches, doubles, lists, quality, rating, shelf, skus
from catalog.sheets.drafts import TITLE, Draft, Piece, Saved
from catalog.sheets.shelf import UNSEEN, Shelf
from catalog.states import PRODUCT, ProductState
from marketplace.shared import events, numbers
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

__all__ = [
    "Draft",
    "Piece",
    "Saved",
    "compare_many",
    "create",
    "duplicate",
    "edit",
    "is_shared",
    "leave",
    "propose",
    "reprice",
    "restore",
    "retire",
    "save_many",
    "submit",
]


class DraftRefused(Refusal):
    """A draft cannot be kept as it is; `problems` names each field."""

    def __init__(self, problems: Sequence[tuple[str, str]]):
        super().__init__(" ".join(str(sentence) for _field, sentence in problems))
        self.problems = list(problems)


class Incomplete(Refusal):
    """A draft lacks what the operator could not approve it without."""

    sentence = _("Pour proposer cette fiche, complétez : {names}.")


class TakenDown(Refusal):
    """A sheet the operator took down waits for the operator."""

    sentence = _(
        "Cette fiche a été retirée par l'opérateur : corrigez-la et enregistrez, la version"
        " corrigée est relue ; ou contestez cette décision."
    )


def compare_many(
    seller: Seller, drafts: Sequence[Draft], *, at: datetime, there: Shelf | None = None
) -> Saved:
    """What `save_many` would answer, without writing: outcomes, problems, what is asked for.

    `there` is what the caller has already read of the seller's rows.
    """
    return batches.look(seller, drafts, there=there)


def save_many(  # noqa: PLR0913
    seller: Seller,
    drafts: Sequence[Draft],
    *,
    by: User | None,
    at: datetime,
    there: Shelf | None = None,
) -> Saved:
    """Create, change and screen many sheets, inside the caller's transaction.

    A sheet is found by `ref`, an offer by `sku`, both within the seller; None leaves as is. Drafts
    that change nothing write nothing. Drafts with problems are left out whole, and reported. A
    sheet nobody has seen that lacks what is obligatory stays a draft: see Saved.lacking.
    `there` is what the caller has already read of the seller's rows.
    """
    saved = batches.save(seller, drafts, by=by, at=at, submit=True, whole=True, there=there)
    lacks.answered(saved.queued)
    changed = [pk for ref, pk in saved.products.items() if saved.states.get(ref)]
    if any(outcome in ("new", "updated") for outcome in saved.outcomes.values()):
        events.publish(
            ProductsSaved(seller_id=seller.pk, product_ids=changed, published_ids=saved.published),
            about=seller,
            by=by,
            at=at,
        )
    return saved


@transaction.atomic(durable=True)
def create(
    seller: Seller,
    content: dict,
    pieces: Sequence[Piece] = (),
    *,
    by: User | None,
    at: datetime,
    unfinished: Sequence[dict] = (),
    stamp: str = "",
) -> Product:
    """Begin a sheet: a draft only its seller sees. A title is enough. Raises DraftRefused.

    `unfinished` are rows of its form without a price yet, kept as they were typed; `stamp` is that
    of the form, which begins one sheet alone.
    """
    draft = _new_draft(seller, {**content, "stamp": stamp}, pieces)
    product = _save_one(seller, draft, by=by, at=at, submit=False)
    return _keep_unfinished(product, unfinished)


@transaction.atomic(durable=True)
def edit(
    product: Product,
    content: dict,
    *,
    by: User | None,
    at: datetime,
    pieces: Sequence[Piece] = (),
    unfinished: Sequence[dict] | None = None,
) -> Product:
    """Change a sheet: a draft is rewritten; one online stays as it is until the change passes."""
    product = Product.objects.select_related("owner").get(pk=product.pk)
    draft = _draft_of(product, content, pieces)
    # a proposal that waits must follow the draft: the operator decides on the newest content
    waiting = Submission.objects.filter(product=product, state="queued").exists()
    submits = waiting or product.state not in UNSEEN
    product = _save_one(product.owner, draft, by=by, at=at, submit=submits)
    return product if unfinished is None else _keep_unfinished(product, unfinished)


@transaction.atomic(durable=True)
def propose(
    seller: Seller,
    content: dict,
    pieces: Sequence[Piece],
    *,
    by: User | None,
    at: datetime,
    product: Product | None = None,
    stamp: str = "",
) -> Product:
    """Save a sheet, begun before or not, and propose it in one act. Raises DraftRefused."""
    if product is None:
        draft = _new_draft(seller, {**content, "stamp": stamp}, pieces)
    else:
        product = Product.objects.select_related("owner").get(pk=product.pk)
        draft = _draft_of(product, content, pieces)
    _refuse_doubles(seller, content, product)
    saved = _save_one(seller, draft, by=by, at=at, submit=True)
    return _keep_unfinished(saved, ())


@transaction.atomic(durable=True)
def duplicate(product: Product, *, by: User | None, at: datetime) -> Product:
    """Begin a sheet from another one: its words, photos, prices and stocks, as a draft.

    References are made anew; barcodes stay behind, since each names one article alone.
    """
    product = Product.objects.select_related("owner", "brand").get(pk=product.pk)
    content = shelf.of_products([product]).content(product)
    title = str(_("{title} (copie)")).format(title=content["title"])[:TITLE].strip()
    pieces = [replace(piece, sku="", gtin="") for piece in lists.pieces(product, content)]
    given = {name: content.get(name) for name in (*shelf.CONTENT, *shelf.ENGLISH)}
    photos = {
        "photos": content["photo_ids"],
        "alts": {int(pk): text for pk, text in content["photo_alts"].items()},
    }
    if content.get("title_en"):
        given["title_en"] = f"{content['title_en']} (copy)"[:TITLE].strip()
    draft = _new_draft(product.owner, {**given, **photos, "title": title}, pieces)
    copy = _save_one(product.owner, draft, by=by, at=at, submit=False)
    return _keep_unfinished(copy, [{**row, "sku": "", "gtin": ""} for row in product.unfinished])


@transaction.atomic(durable=True)
def reprice(
    seller: Seller, levels: Sequence[tuple[Offer, int, int]], *, by: User | None, at: datetime
) -> int:
    """Set prices and stocks of many offers, as (offer, cents, pieces); how many changed."""
    by_ref: dict[str, list[Piece]] = {}
    for offer, cents, pieces in levels:
        by_ref.setdefault(offer.product.ref, []).append(
            Piece(offer.sku, price_cents=cents, stock=pieces)
        )
    saved = batches.save(
        seller,
        [Draft(ref, of_sheet) for ref, of_sheet in by_ref.items()],
        by=by,
        at=at,
        submit=False,
    )
    return sum(outcome == "updated" for outcome in saved.outcomes.values())


@transaction.atomic(durable=True)
def submit(product: Product, *, by: User | None, at: datetime) -> Product:
    """Propose a draft; a trusted seller's is published at once when the rules find nothing.

    Raises Incomplete, naming all that is missing, and DraftRefused for an unchanged copy.
    """
    product = Product.objects.select_related("owner", "brand").get(pk=product.pk)
    lacks = quality.lacks(
        lists.newest(product),
        prices=[offer.price_cents for offer in product.offers.all()],
        unfinished=len(product.unfinished),
        inherited=makers.of(product.owner),
    )
    if lacks:
        raise Incomplete(names=", ".join(lack.name for lack in lacks))
    if product.state in UNSEEN:
        _refuse_doubles(product.owner, {}, product)
    draft = Draft(ref=product.ref, pieces=())
    return _save_one(product.owner, draft, by=by, at=at, submit=True)


@transaction.atomic(durable=True)
def retire(product: Product, *, by: User | None, at: datetime) -> None:
    """Withdraw a sheet from sale, at once; one that others sell too stays online for them."""
    if product.state == ProductState.TAKEN_DOWN:
        raise TakenDown
    if product.state == ProductState.PUBLISHED and leave(product, product.owner, by=by, at=at):
        return
    PRODUCT.move(product, ProductState.RETIRED, changed_at=at)
    visibility.refresh([product.pk], at=at)
    events.publish(
        ProductRetired(product_id=product.pk, seller_id=product.owner_id),
        about=product,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def restore(product: Product, *, by: User | None, at: datetime) -> None:
    """Put a withdrawn sheet back: online as it was, or a draft when it never was online."""
    seen = product.published_at is not None
    PRODUCT.move(product, ProductState.PUBLISHED if seen else ProductState.DRAFT, changed_at=at)
    visibility.refresh([product.pk], at=at)
    if seen:
        events.publish(
            ProductPublished(product_id=product.pk, seller_id=product.owner_id),
            about=product,
            by=by,
            at=at,
        )


def reword(product: Product, lines: dict, *, by: User | None, at: datetime) -> Product:
    """Change the lines of a sheet as `edit` does, inside the caller's transaction."""
    product = Product.objects.select_related("owner").get(pk=product.pk)
    waiting = Submission.objects.filter(product=product, state="queued").exists()
    submits = waiting or product.state not in (ProductState.DRAFT, ProductState.REFUSED)
    draft = Draft(ref=product.ref, attributes=lines)
    return _save_one(product.owner, draft, by=by, at=at, submit=submits)


def _new_draft(seller: Seller, content: dict, pieces: Sequence[Piece]) -> Draft:
    pieces = skus.give(seller, content["title"], pieces)
    ref = (pieces[0].sku if pieces else "") or numbers.code(10)
    if Product.objects.filter(owner=seller, ref=ref).exists():
        ref = f"{ref}-{numbers.code(5)}"
    return Draft(**{**content, "ref": ref, "pieces": pieces})


def _draft_of(product: Product, content: dict, pieces: Sequence[Piece]) -> Draft:
    title = content.get("title") or product.title
    pieces = skus.give(product.owner, title, pieces)
    return Draft(**{**content, "ref": product.ref, "pieces": pieces})


def _refuse_doubles(seller: Seller, content: dict, product: Product | None) -> None:
    kept = lists.newest(product) if product else {}
    photo_ids = content.get("photos")
    told = {**kept, **{name: value for name, value in content.items() if value is not None}}
    told["photo_ids"] = kept.get("photo_ids", []) if photo_ids is None else photo_ids
    if problems := doubles.problems(seller, told, product=product):
        raise DraftRefused(problems)


def _keep_unfinished(product: Product, rows: Sequence[dict]) -> Product:
    if product.unfinished != list(rows):
        product.unfinished = list(rows)
        Product.objects.filter(pk=product.pk).update(unfinished=product.unfinished)
        rating.keep([product.pk])
    return product


def is_shared(product: Product) -> bool:
    """Whether somebody else than its owner offers what a sheet describes."""
    others = product.offers.filter(is_active=True).exclude(seller=product.owner_id)
    return product.owner_id is not None and others.exists()


def leave(product: Product, seller: Seller, *, by: User | None, at: datetime) -> bool:
    """Withdraw a seller's own offers of a shared sheet; False when nobody else offers it.

    Runs inside the caller's transaction.
    """
    own = Offer.objects.filter(product=product, seller=seller).order_by("pk")
    locked = list(own.select_for_update(no_key=True))
    if product.owner_id == seller.pk and not is_shared(product):
        return False
    own.filter(pk__in=[offer.pk for offer in locked]).update(is_active=False, changed_at=at)
    visibility.refresh([product.pk], at=at)
    events.publish(
        OfferLeft(product_id=product.pk, seller_id=seller.pk, shop=seller.name),
        about=product,
        by=by,
        at=at,
    )
    return True


def _save_one(
    seller: Seller, draft: Draft, *, by: User | None, at: datetime, submit: bool
) -> Product:
    try:
        saved = batches.save(seller, [draft], by=by, at=at, submit=submit)
    except IntegrityError as error:  # a double click: the other request wrote it first
        sentence = str(_("Cette fiche vient d'être enregistrée : rechargez la page."))
        raise DraftRefused([("ref", sentence)]) from error
    if saved.problems:
        raise DraftRefused(saved.problems[draft.ref])
    lacks.answered(saved.queued)
    product = Product.objects.get(owner=seller, ref=draft.ref)
    proposed = (
        product.submissions.order_by("-pk").first()
        if product.pk in (*saved.published, *saved.queued)
        else None
    )
    if proposed is not None:
        events.publish(
            ProductSubmitted(product_id=product.pk, submission_id=proposed.pk),
            about=product,
            # whoever reads the file of an applicant sees what waits for its admission
            within=seller if seller.opened_at is None else None,
            by=by,
            at=at,
        )
    if saved.published:
        events.publish(
            ProductPublished(product_id=product.pk, seller_id=seller.pk),
            about=product,
            by=by,
            at=at,
        )
    return product
