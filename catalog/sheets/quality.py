"""Why a sheet is not in front of the public, the first obstacle first, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.judging import screening
from catalog.models import Category, Product, Submission
from catalog.states import ProductState, SubmissionState
from sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps a sheet from buyers; `url` leads to where it is mended."""

    text: str
    url: str = ""
    label: str = ""


def obstacles(product: Product, at: datetime) -> list[Obstacle]:
    """What keeps this sheet off the site, or from being bought."""
    reasons = [*_of_the_seller(product.owner, at), *_of_the_sheet(product)]
    if product.state == ProductState.PUBLISHED:
        reasons += _of_the_offers(product)
    return reasons


def _of_the_seller(seller: Seller, at: datetime) -> list[Obstacle]:
    if seller.opened_at is None:
        return [
            Obstacle(
                _(
                    "Votre boutique n'est pas encore ouverte : ce que vous proposez est relu dès"
                    " qu'elle est admise."
                ),
                reverse("seller-file"),
                _("Voir mon dossier"),
            )
        ]
    if seller.suspended_at is not None:
        return [Obstacle(_("Vos ventes sont suspendues : aucune fiche n'est visible."))]
    if not seller.is_selling(at):
        return [
            Obstacle(
                _("Votre boutique est en congé ou fermée : vos fiches reviennent à votre retour."),
                reverse("seller-shop"),
                _("Voir mes congés"),
            )
        ]
    return []


def _of_the_sheet(product: Product) -> list[Obstacle]:
    waits = Submission.objects.filter(product=product, state=SubmissionState.QUEUED).exists()
    if product.state == ProductState.DRAFT and not waits:
        return [Obstacle(_("La fiche est un brouillon : proposez-la quand elle est prête."))]
    if product.state == ProductState.RETIRED:
        return [Obstacle(_("Vous avez retiré la fiche de la vente."))]
    category: Category | None = product.category
    if category is not None and screening.policy_of(category) == Category.Policy.FORBIDDEN:
        return [
            Obstacle(_("La catégorie de la fiche est fermée à la vente : choisissez-en une autre."))
        ]
    return []


def _of_the_offers(product: Product) -> list[Obstacle]:
    offered = Q(is_active=True)
    counts = product.offers.filter(seller=product.owner_id).aggregate(
        offered=Count("pk", filter=offered), there=Count("pk", filter=offered & Q(stock__gt=0))
    )
    if not counts["offered"]:
        return [
            Obstacle(_("Aucune variante n'est proposée : cochez « Proposée » sur l'une d'elles."))
        ]
    if not counts["there"]:
        text = _("Tout est épuisé : la fiche se voit, mais ne s'achète pas.")
        return [Obstacle(text, reverse("seller-offers"), _("Prix et stocks"))]
    return []
