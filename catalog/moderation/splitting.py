"""Offers that are not of the same product leave a sheet, for one of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import ProductSplit
from catalog.models import Offer, Photo, Product, Submission, Variant
from catalog.offers import rows, visibility
from catalog.sheets import publication
from catalog.states import ProductState, SubmissionState
from marketplace.shared import events, numbers
from marketplace.shared.models import User
from marketplace.shared.states import Refusal


class NothingLeaves(Refusal):
    """No offer was chosen."""

    sentence = _("Cochez au moins une offre à mettre sur une fiche à part.")


class NothingStays(Refusal):
    """Every offer was chosen."""

    sentence = _("Laissez au moins une offre sur cette fiche : sinon, corrigez la fiche elle-même.")


class NotOnline(Refusal):
    """Only an online sheet is split."""

    sentence = _("Cette fiche n'est pas en ligne : elle ne se sépare pas.")


class ProposalWaits(Refusal):
    """A new version of the sheet waits for a decision."""

    sentence = _("Une version de cette fiche attend votre relecture : décidez-la d'abord.")


@transaction.atomic(durable=True)
def split(
    product: Product,
    offer_ids: Iterable[int],
    *,
    title: str,
    because: str,
    by: User | None,
    at: datetime,
) -> Product:
    """Put these offers on a new sheet with the same content under another title.

    A variant all of whose offers leave goes itself, with its bar code; else the new sheet has a
    copy without one. Reviews of what was bought from these offers follow them.
    """
    wanted = set(offer_ids)
    offers = list(Offer.objects.select_for_update().filter(product=product).order_by("pk"))
    source = Product.objects.select_for_update().get(pk=product.pk)
    leaving = [offer for offer in offers if offer.pk in wanted]
    _check(source, offers, leaving)
    staying = {offer.variant_id for offer in offers if offer.pk not in wanted}
    new = _new_sheet(source, leaving, title, at)
    variants = list(
        Variant.objects.filter(pk__in={o.variant_id for o in leaving}).order_by("position", "pk")
    )
    whole = [variant for variant in variants if variant.pk not in staying]
    copies = {v.pk: _copy_of(v, new) for v in variants if v.pk in staying}
    Variant.objects.bulk_create(copies.values())
    Variant.objects.filter(pk__in=[variant.pk for variant in whole]).update(product=new)
    for offer in leaving:
        offer.product_id, offer.changed_at = new.pk, at
        if offer.variant_id in copies:
            offer.variant_id = copies[offer.variant_id].pk
    rows.write(leaving, ["product", "variant", "changed_at"])
    _copy_photos(
        source, new, {**{v.pk: v.pk for v in whole}, **{k: v.pk for k, v in copies.items()}}
    )
    visibility.refresh([source.pk, new.pk], at=at)
    events.publish(
        ProductSplit(
            product_id=source.pk,
            new_id=new.pk,
            seller_ids=sorted({offer.seller_id for offer in leaving}),
            offer_ids=[offer.pk for offer in leaving],
        ),
        about=source,
        by=by,
        because=because[:500],
        at=at,
    )
    return new


def _check(source: Product, offers: list[Offer], leaving: list[Offer]) -> None:
    if source.state != ProductState.PUBLISHED:
        raise NotOnline
    if not leaving:
        raise NothingLeaves
    if len(leaving) == len(offers):
        raise NothingStays
    if Submission.objects.filter(product=source, state=SubmissionState.QUEUED).exists():
        raise ProposalWaits


def _new_sheet(source: Product, leaving: list[Offer], title: str, at: datetime) -> Product:
    sellers = [offer.seller_id for offer in leaving]
    # its words have an author: who wrote them, or whoever sells the goods they now describe
    owner = source.owner_id if source.owner_id in sellers else sellers[0]
    new = Product(
        owner_id=owner,
        state=ProductState.PUBLISHED,
        ref=f"{source.ref[:90]}-{numbers.code(5)}",
        title=title,
        description=source.description,
        description_en=source.description_en,
        category_id=source.category_id,
        category_path=source.category_path,
        brand_id=source.brand_id,
        attributes=source.attributes,
        axes=source.axes,
        vat_class=source.vat_class,
        withdrawal_exception=source.withdrawal_exception,
        created_at=at,
        published_at=at,
        changed_at=at,
    )
    new.slug = publication.slug_for(new)
    new.save()
    return new


def _copy_of(variant: Variant, new: Product) -> Variant:
    return Variant(
        product=new,
        values=variant.values,
        label=variant.label,
        weight_g=variant.weight_g,
        position=variant.position,
        is_approved=variant.is_approved,
    )


def _copy_photos(source: Product, new: Product, twins: dict[int, int]) -> None:
    """The same photos on both sheets; those of a variant that left show it there alone."""
    shown = Photo.objects.filter(product=source, is_approved=True).order_by("position", "pk")
    copies = []
    for photo in shown:
        if photo.variant_id is not None and photo.variant_id not in twins:
            continue
        photo.pk, photo._state.adding = None, True
        photo.product_id = new.pk
        photo.variant_id = twins.get(photo.variant_id) if photo.variant_id else None
        copies.append(photo)
    # plain insert: saving would open the files to measure them again
    Photo.objects.bulk_create(copies)
    Photo.objects.filter(product=source, variant__product=new).update(variant=None)
