"""Selling what another's sheet describes: the words stay their author's, the offer is one's own.

No content is written, so nothing is read by the operator: the sheet was. The offers are bought as
soon as the shop that makes them sells. Hence only what bears a bar code is sold so, and nothing
that its author makes (ADR 42).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import OfferJoined
from catalog.judging import screening
from catalog.models import Category, Offer, Product, Variant
from catalog.offers import prices, stock, visibility
from catalog.sheets import batches, products, sharing
from catalog.states import ProductState
from catalog.templatetags.variants import told_of
from marketplace.shared import bulk, events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a seller asks for one variant of a sheet that is there already."""

    sku: str
    price_cents: int
    stock: int
    weight_g: int | None = None


class NotJoinable(Refusal):
    """The sheet cannot be sold by others now."""

    sentence = _("Cette fiche n'est plus en ligne : cherchez-en une autre, ou créez la vôtre.")


class OwnSheet(Refusal):
    """The sheet is the seller's own."""

    sentence = _("Cette fiche est la vôtre : ajoutez-y des déclinaisons depuis son formulaire.")


class CategoryClosed(Refusal):
    """Nothing of this category may be sold."""

    sentence = _("La catégorie « {category} » est fermée à la vente : ce produit ne s'y vend plus.")


class NothingOffered(Refusal):
    """No variant was filled in."""

    sentence = _("Remplissez au moins une ligne : prix et stock.")


class SkuTaken(Refusal):
    """The reference names another article of the seller's."""

    sentence = _(
        "La référence « {sku} » désigne déjà un autre de vos articles : choisissez-en une autre."
    )


class AlreadySold(Refusal):
    """The seller offers this variant already."""

    sentence = _("Vous vendez déjà « {variant} » : changez son prix ou son stock.")


class VariantGone(Refusal):
    """The variant left the sheet while the page was open."""

    sentence = _("Une des déclinaisons n'est plus sur cette fiche : rechargez la page.")


@transaction.atomic(durable=True)
def join(
    product: Product,
    asked: Mapping[int, Terms],
    *,
    seller: Seller,
    by: User | None,
    at: datetime,
) -> list[Offer]:
    """Offer variants of a sheet of another's, by the keys of the variants.

    Raises NotJoinable, OwnSheet, CategoryClosed, MakersSheet, NoCode, NothingOffered, SkuTaken,
    AlreadySold, VariantGone, and what is wrong with a price or a stock.
    """
    # locked: the operator may be bringing this very sheet together with another
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    _check_sheet(product, seller)
    if not asked:
        raise NothingOffered
    variants = _variants(product, asked)
    if wrong := sharing.why_not(product, list(variants.values())):
        raise wrong
    _check_terms(variants, asked, seller)
    offers = [
        Offer(
            pk=key,
            seller_id=seller.pk,
            variant_id=pk,
            product_id=product.pk,
            sku=terms.sku,
            price_cents=terms.price_cents,
            stock=terms.stock,
            created_at=at,
            changed_at=at,
        )
        for key, (pk, terms) in zip(bulk.reserve(Offer, len(asked)), asked.items(), strict=True)
    ]
    try:
        with transaction.atomic():
            batches.put_on_sale(offers, at)
    except IntegrityError as error:  # the button was pressed twice
        raise AlreadySold(variant=product.title) from error
    _weigh(variants, asked)
    visibility.refresh([product.pk], at=at)
    events.publish(
        OfferJoined(
            product_id=product.pk,
            seller_id=seller.pk,
            shop=seller.name,
            offer_ids=[offer.pk for offer in offers],
        ),
        about=product,
        by=by,
        at=at,
    )
    return offers


@transaction.atomic(durable=True)
def leave(product: Product, *, seller: Seller, by: User | None, at: datetime) -> None:
    """Stop offering what somebody else's sheet describes; the sheet stays."""
    products.leave(product, seller, by=by, at=at)


@transaction.atomic(durable=True)
def resume(product: Product, *, seller: Seller, by: User | None, at: datetime) -> None:
    """Offer again what one had stopped offering. Raises NotJoinable, CategoryClosed."""
    own = Offer.objects.filter(product=product, seller=seller, is_active=False).order_by("pk")
    stopped = list(own.select_for_update(no_key=True))
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    _check_sheet(product, seller)
    if not stopped:
        return
    Offer.objects.filter(pk__in=[o.pk for o in stopped]).update(is_active=True, changed_at=at)
    visibility.refresh([product.pk], at=at)
    events.publish(
        OfferJoined(
            product_id=product.pk,
            seller_id=seller.pk,
            shop=seller.name,
            offer_ids=[offer.pk for offer in stopped],
        ),
        about=product,
        by=by,
        at=at,
    )


def _check_sheet(product: Product, seller: Seller) -> None:
    if product.state != ProductState.PUBLISHED or product.undone_at is not None:
        raise NotJoinable
    if product.owner_id == seller.pk:
        raise OwnSheet
    category = product.category
    if category is not None and screening.policy_of(category) == Category.Policy.FORBIDDEN:
        raise CategoryClosed(category=category.label)


def _variants(product: Product, asked: Mapping[int, Terms]) -> dict[int, Variant]:
    shown = Variant.objects.filter(product=product, is_approved=True)
    variants = shown.in_bulk(list(asked))
    if len(variants) != len(asked):
        raise VariantGone
    return variants


def _check_terms(
    variants: Mapping[int, Variant], asked: Mapping[int, Terms], seller: Seller
) -> None:
    own = Offer.objects.filter(seller=seller)
    held = set(own.filter(variant__in=asked).values_list("variant", flat=True))
    for pk in held:
        told = told_of(variants[pk], variants[pk].product)
        raise AlreadySold(variant=told or variants[pk].product.title)
    skus = [terms.sku for terms in asked.values()]
    taken = set(own.filter(sku__in=skus).values_list("sku", flat=True))
    taken |= {sku for sku in skus if skus.count(sku) > 1}
    if taken:
        raise SkuTaken(sku=min(taken))
    for terms in asked.values():
        prices.check(terms.price_cents)
        stock.check(terms.stock)


def _weigh(variants: Mapping[int, Variant], asked: Mapping[int, Terms]) -> None:
    """Keep a weight that the sheet lacked; what its author said stands."""
    for pk, terms in asked.items():
        if terms.weight_g is not None and variants[pk].weight_g is None:
            Variant.objects.filter(pk=pk, weight_g=None).update(weight_g=terms.weight_g)
