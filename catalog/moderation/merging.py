"""Two sheets of one product become one: offers, reviews and alerts move, the old address leads on.

The words that stay are those of the sheet that is kept. The other keeps its row, its photos and its
proposals: it is what the old address leads from, and what a change of mind goes back to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.events import ProductMergedAway, ProductsMerged, ProductUnmerged
from catalog.models import (
    Alert,
    Offer,
    Photo,
    Product,
    Review,
    Snapshot,
    Submission,
    Variant,
)
from catalog.moderation import added
from catalog.moderation.added import Pair
from catalog.offers import popularity, rows, visibility
from catalog.states import PRODUCT, SUBMISSION, ProductState, SubmissionState
from catalog.templatetags.variants import told_of
from marketplace.shared import events
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact, User
from marketplace.shared.quotes import bare
from marketplace.shared.states import Refusal

SENT_BACK = (SubmissionState.TO_CHANGE, SubmissionState.REFUSED)


class CannotMerge(Refusal):
    """Something stands in the way; the sentence says what, and how to clear it."""


class NotMerged(Refusal):
    """The sheet is not part of another."""

    sentence = _("Cette fiche n'est pas réunie avec une autre : rien à annuler.")


class KeptMoved(Refusal):
    """The sheet that was kept became part of a third one since."""

    sentence = _(
        "La fiche gardée a été réunie avec une autre depuis : annulez d'abord cette réunion."
    )


@dataclass(slots=True, kw_only=True)
class Plan:
    """What bringing two sheets together would do, and what stands in the way."""

    kept: Product
    dropped: Product
    pairs: list[Pair] = field(default_factory=list)
    moving: list[Offer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)  # what the operator's answers leave to mend

    @property
    def twins(self) -> dict[int, Variant]:
        """The variants that are there already, by those they take in."""
        return {pair.variant.pk: pair.twin for pair in self.pairs if pair.twin is not None}

    @property
    def coming(self) -> list[Variant]:
        """The variants that the kept sheet lacks, and gets."""
        return [pair.variant for pair in self.pairs if pair.twin is None]


def plan(
    dropped: Product, kept: Product, *, named: Mapping[int, Sequence[str]] | None = None
) -> Plan:
    """What a merge would do, without writing. `named` as for a merge."""
    sheets = [dropped.pk, kept.pk]
    offers = Offer.objects.filter(product__in=sheets).select_related("seller", "variant")
    return _plan(dropped, kept, list(offers.order_by("pk")), named or {})


@transaction.atomic(durable=True)
def merge(
    dropped: Product,
    *,
    into: Product,
    because: str,
    by: User | None,
    at: datetime,
    named: Mapping[int, Sequence[str]] | None = None,
) -> Product:
    """Make a sheet part of another. Raises CannotMerge with what to mend first.

    `named`: by variant that comes, its value on each axis of the sheet that stays, where its own
    sheet does not say it.
    """
    pks = [dropped.pk, into.pk]
    # offers by key, then sheets by key, as everywhere: an order that is placed now goes first or
    # finds its offer on the sheet that stays
    locked = Offer.objects.select_for_update().filter(product__in=pks).order_by("pk")
    keys = [offer.pk for offer in locked]
    popularity.settle(pks)
    sheets = {
        p.pk: p for p in Product.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    }
    offers = Offer.objects.filter(pk__in=keys).select_related("seller", "variant").order_by("pk")
    done = _plan(sheets[dropped.pk], sheets[into.pk], list(offers), named or {})
    if problems := done.problems + done.unsaid:
        raise CannotMerge(problems[0])
    dropped, kept = done.dropped, done.kept
    was = [[offer.pk, offer.variant_id] for offer in done.moving]
    called = [[v.pk, v.values, v.label] for v in done.coming]
    photos = _move_variants(done)
    _move_offers(done, at)
    reviews, snapshots = (_move(model, dropped, kept) for model in (Review, Snapshot))
    _move_alerts(done)
    SUBMISSION.move_where(
        Submission.objects.filter(product=dropped), SubmissionState.SUPERSEDED, old=SENT_BACK
    )
    PRODUCT.move(dropped, ProductState.MERGED, merged_into=kept, changed_at=at)
    Product.objects.filter(pk=kept.pk).update(
        sales_count=F("sales_count") + dropped.sales_count, changed_at=at
    )
    visibility.refresh(pks, at=at)
    events.publish(
        ProductsMerged(
            product_id=kept.pk,
            merged_id=dropped.pk,
            offers=was,
            variants=[variant.pk for variant in done.coming],
            called=called,
            photos=photos,
            reviews=reviews,
            snapshots=snapshots,
            sales=dropped.sales_count,
        ),
        about=kept,
        by=by,
        because=because[:500],
        at=at,
    )
    events.publish(
        ProductMergedAway(
            product_id=dropped.pk,
            kept_id=kept.pk,
            seller_id=dropped.owner_id,
            seller_ids=sorted(
                {offer.seller_id for offer in done.moving} | {dropped.owner_id} - {None}
            ),
        ),
        about=dropped,
        by=by,
        because=because[:500],
        at=at,
    )
    return kept


@transaction.atomic(durable=True)
def unmerge(dropped: Product, *, because: str, by: User | None, at: datetime) -> None:
    """Go back on a merge: what came to the kept sheet and is still there returns.

    What was written meanwhile about the offers that return goes with them. Alerts stay.
    """
    kept_id = dropped.merged_into_id
    fact = _merging(dropped)
    if dropped.state != ProductState.MERGED or fact is None:
        raise NotMerged
    pks = [dropped.pk, kept_id]
    offers = {
        offer.pk: offer
        for offer in Offer.objects.select_for_update().filter(product__in=pks).order_by("pk")
    }
    sheets = {
        p.pk: p for p in Product.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    }
    if sheets[kept_id].state == ProductState.MERGED:
        raise KeptMoved
    back = _offers_back(fact, offers, dropped.pk)
    rows.write(back, ["product", "variant"])
    Variant.objects.filter(pk__in=fact.data["variants"], product=kept_id).update(product=dropped.pk)
    # those that came before variants were told on the axes kept their names
    for pk, values, label in fact.data.get("called", []):
        Variant.objects.filter(pk=pk, product=dropped.pk).update(values=values, label=label)
    Photo.objects.filter(pk__in=fact.data["photos"], product=kept_id).update(product=dropped.pk)
    # those that came before buyers gave photos kept none
    for model, name in ((Review, "reviews"), (Snapshot, "snapshots")):
        came = model.objects.filter(pk__in=fact.data.get(name, []), product=kept_id)
        came.update(product=dropped.pk)
    Product.objects.filter(pk=kept_id).update(
        sales_count=F("sales_count") - fact.data["sales"], changed_at=at
    )
    PRODUCT.move(sheets[dropped.pk], ProductState.PUBLISHED, merged_into=None, changed_at=at)
    visibility.refresh(pks, at=at)
    events.publish(
        ProductUnmerged(
            product_id=dropped.pk,
            kept_id=kept_id,
            seller_id=dropped.owner_id,
            offer_ids=[offer.pk for offer in back],
        ),
        about=dropped,
        by=by,
        because=because[:500],
        at=at,
    )


def _merging(dropped: Product) -> Fact | None:
    if dropped.merged_into_id is None:
        return None
    told = Fact.objects.filter(
        name="catalog.ProductsMerged", subject=subject_of(Product(pk=dropped.merged_into_id))
    )
    return next((f for f in told.order_by("-pk") if f.data["merged_id"] == dropped.pk), None)


def _offers_back(fact: Fact, offers: dict[int, Offer], dropped_id: int) -> list[Offer]:
    came = set(fact.data["variants"])
    back = []
    for pk, variant_id in fact.data["offers"]:
        offer = offers.get(pk)
        if offer is not None and offer.product_id != dropped_id:
            offer.product_id, offer.variant_id = dropped_id, variant_id
            back.append(offer)
    # whoever joined a variant that came goes with it
    for offer in offers.values():
        if offer.variant_id in came and offer.product_id != dropped_id:
            offer.product_id = dropped_id
            back.append(offer)
    return back


def _plan(
    dropped: Product, kept: Product, offers: list[Offer], named: Mapping[int, Sequence[str]]
) -> Plan:
    made = Plan(kept=kept, dropped=dropped)
    made.problems += _about_sheets(dropped, kept)
    own = Variant.objects.filter(product__in=[dropped.pk, kept.pk]).order_by("position", "pk")
    by_sheet: dict[int, list[Variant]] = {dropped.pk: [], kept.pk: []}
    for variant in own:
        by_sheet[variant.product_id].append(variant)
    if dropped.pk != kept.pk:
        made.pairs, odd = _paired(dropped, by_sheet[dropped.pk], kept, by_sheet[kept.pk])
        made.problems += odd
        coming = [pair for pair in made.pairs if pair.twin is None]
        made.problems += added.problems(dropped, kept, coming, by_sheet[kept.pk])
        made.unsaid += added.tell(dropped, kept, coming, by_sheet[kept.pk], named)
    there = {(o.seller_id, o.variant_id): o for o in offers if o.product_id == kept.pk}
    for offer in offers:
        if offer.product_id != dropped.pk or dropped.pk == kept.pk:
            continue
        twin = made.twins.get(offer.variant_id)
        other = there.get((offer.seller_id, twin.pk)) if twin else None
        if other is None:
            made.moving.append(offer)
        elif offer.is_active:
            made.problems.append(
                _now(
                    "{shop} vend « {variant} » sur les deux fiches (références {one} et"
                    " {two}) : qu'elle arrête la vente de la première, ou gardez l'autre fiche."
                ).format(
                    shop=offer.seller.name,
                    variant=bare(twin.label or kept.title),
                    one=offer.sku,
                    two=other.sku,
                )
            )
        # one that is sold no more stays behind, for its orders
    return made


def _about_sheets(dropped: Product, kept: Product) -> Iterable[str]:
    if dropped.pk == kept.pk:
        yield _now("C'est la même fiche : choisissez-en une autre.")
        return
    for sheet in (dropped, kept):
        if sheet.state != ProductState.PUBLISHED:
            yield _now(
                "« {title} » n'est pas en ligne : seules deux fiches en ligne se réunissent."
            ).format(title=bare(sheet.title))
    waiting = Submission.objects.filter(
        product__in=[dropped.pk, kept.pk], state=SubmissionState.QUEUED
    )
    for title in waiting.values_list("product__title", flat=True):
        yield _now(
            "Une version de « {title} » attend votre relecture : décidez-la d'abord."
        ).format(title=bare(title))


def _paired(
    dropped: Product, going: list[Variant], kept: Product, staying: list[Variant]
) -> tuple[list[Pair], list[str]]:
    """Each variant that goes with its twin: by bar code, else by what it means."""
    by_code = {_code(v): v for v in staying if v.gtin}
    by_name = {_name(v, kept): v for v in staying}
    by_fact = added.meant(dropped, going, kept, staying)
    alone = len(going) == len(staying) == 1
    pairs, odd, taken = [], [], set()
    for variant in going:
        twin = by_code.get(_code(variant)) if variant.gtin else None
        coded = twin is not None
        if twin is None:
            twin = staying[0] if alone else by_name.get(_name(variant, dropped))
            twin = twin or by_fact.get(variant.pk)
            if twin is not None and twin.gtin and variant.gtin:
                odd.append(
                    _now(
                        "La déclinaison « {variant} » porte deux codes-barres différents ({one} et"
                        " {two}) : faites corriger l'un des deux, ou gardez deux fiches."
                    ).format(variant=variant.label or "–", one=variant.gtin, two=twin.gtin)
                )
        if twin is not None and twin.pk in taken:
            odd.append(
                _now(
                    "Deux déclinaisons correspondent à « {variant} » : faites-les distinguer"
                    " d'abord."
                ).format(variant=twin.label or "–")
            )
        if twin is not None:
            taken.add(twin.pk)
        pairs.append(Pair(variant=variant, twin=twin, by_code=coded))
    return pairs, odd


def _code(variant: Variant) -> str:
    return variant.gtin.zfill(14)


def _name(variant: Variant, sheet: Product) -> str:
    return " ".join(told_of(variant, sheet).casefold().split())


def _move_variants(done: Plan) -> list[int]:
    """Give the kept sheet the variants it lacks, with the photos that show them."""
    coming = done.coming
    last = Variant.objects.filter(product=done.kept).order_by("-position").first()
    for place, variant in enumerate(coming, (last.position if last else -1) + 1):
        variant.product_id, variant.position = done.kept.pk, place
    for pair in done.pairs:
        if pair.values:
            pair.variant.values, pair.variant.label = pair.values, " / ".join(pair.values)
    rows.write(coming, ["product", "position", "values", "label"])
    there = Photo.objects.filter(product=done.kept).values("sha256")
    shown = Photo.objects.filter(product=done.dropped, variant__in=[v.pk for v in coming])
    photos = list(shown.exclude(sha256__in=there).values_list("pk", flat=True))
    Photo.objects.filter(pk__in=photos).update(product=done.kept, position=F("position") + 20)
    return photos


def _move_offers(done: Plan, at: datetime) -> None:
    for offer in done.moving:
        twin = done.twins.get(offer.variant_id)
        offer.product_id, offer.changed_at = done.kept.pk, at
        if twin is not None:
            offer.variant_id = twin.pk
    rows.write(done.moving, ["product", "variant", "changed_at"])


def _move(model: type[Review] | type[Snapshot], dropped: Product, kept: Product) -> list[int]:
    """What buyers gave to the one sheet is on the other."""
    given = model.objects.filter(product=dropped)
    moved = list(given.order_by("pk").values_list("pk", flat=True))
    given.update(product=kept)
    return moved


def _move_alerts(done: Plan) -> None:
    """Whoever waited for the sheet that goes waits for the other; once an address."""
    waiting = Alert.objects.filter(product=done.dropped)
    there = Alert.objects.filter(product=done.kept)
    of_sheet = there.filter(variant=None).values("email")
    waiting.filter(variant=None, email__in=of_sheet).delete()
    waiting.filter(variant=None).update(product=done.kept)
    for pk, twin in done.twins.items():
        waiting.filter(variant=pk, email__in=there.filter(variant=twin).values("email")).delete()
        waiting.filter(variant=pk).update(variant=twin, product=done.kept)
    waiting.update(product=done.kept)
