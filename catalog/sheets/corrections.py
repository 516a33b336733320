"""Corrections of a shared sheet, proposed by those who sell on it.

The sheet stays its author's: nothing is written into it. The operator says whether the correction
holds; the author reads it beside the form, and makes it there.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.events import CorrectionDecided, CorrectionProposed
from catalog.models import Correction, Offer, Product
from catalog.sheets import emails
from catalog.states import CORRECTION, CorrectionState, ProductState
from marketplace.shared import events
from marketplace.shared.mail import Email
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller


class NotSoldHere(Refusal):
    """Whoever sells nothing on a sheet corrects nothing of it."""

    sentence = _("Vendez d'abord ce produit : une correction se propose depuis une fiche partagée.")


class AlreadyProposed(Refusal):
    """One correction of each kind at a time."""

    sentence = _(
        "Vous avez déjà proposé une correction de cela : elle est à examiner. Attendez la réponse"
        " avant d'en proposer une autre."
    )


@transaction.atomic(durable=True)
def propose(
    product: Product, seller: Seller, *, about: str, text: str, by: User | None, at: datetime
) -> Correction:
    """Tell the operator and the author what is wrong. Raises NotSoldHere or AlreadyProposed."""
    sold = Offer.objects.filter(product=product, seller=seller, is_active=True).exists()
    if not sold or product.owner_id == seller.pk or product.state != ProductState.PUBLISHED:
        raise NotSoldHere
    correction = Correction(
        product=product, seller=seller, about=about, text=text, proposed_by=by, proposed_at=at
    )
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyProposed from error
    events.publish(
        CorrectionProposed(product_id=product.pk, correction_id=correction.pk, seller_id=seller.pk),
        about=product,
        by=by,
        at=at,
    )
    return correction


@transaction.atomic(durable=True)
def keep(correction: Correction, *, answer: str, by: User, at: datetime) -> None:
    """The correction holds: its author is asked to make it."""
    _decide(correction, CorrectionState.KEPT, answer=answer, by=by, at=at)


@transaction.atomic(durable=True)
def refuse(correction: Correction, *, because: str, by: User, at: datetime) -> None:
    """The sheet is right as it is; who proposed the correction reads why."""
    _decide(correction, CorrectionState.REFUSED, answer=because, by=by, at=at)


def _decide(
    correction: Correction, state: CorrectionState, *, answer: str, by: User, at: datetime
) -> None:
    CORRECTION.move(correction, state, answer=answer, decided_by=by, decided_at=at)
    events.publish(
        CorrectionDecided(
            product_id=correction.product_id,
            correction_id=correction.pk,
            seller_id=correction.seller_id,
            kept=state == CorrectionState.KEPT,
        ),
        about=correction.product,
        by=by,
        at=at,
        because=answer,
    )


def letters(correction_id: int) -> list[Email]:
    """What a decision says: to who proposed the correction; to the author, when it holds."""
    correction = Correction.objects.select_related("product__owner", "seller").get(pk=correction_id)
    told = [emails.correction_answered(correction)]
    if correction.state == CorrectionState.KEPT and correction.product.owner is not None:
        told.append(emails.correction_kept(correction))
    return told


def to_decide() -> QuerySet[Correction]:
    """What waits for the operator."""
    return Correction.objects.filter(state=CorrectionState.WAITING)


def of_author(product: Product) -> list[Correction]:
    """What the author of a sheet has to read: what waits, and what holds and is not made yet."""
    last = product.submissions.order_by("-submitted_at").values_list("submitted_at", flat=True)
    since = last.first()
    held = Q(state=CorrectionState.KEPT)
    if since is not None:
        held &= Q(decided_at__gt=since)
    told = product.corrections.filter(Q(state=CorrectionState.WAITING) | held)
    return list(told.select_related("seller").order_by("pk"))


def of_seller(product: Product, seller: Seller) -> list[Correction]:
    """What a shop proposed about a sheet, the latest first."""
    return list(product.corrections.filter(seller=seller).order_by("-pk")[:5])
