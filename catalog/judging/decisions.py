"""What the operator last decided on a sheet, as its seller must know it: a statement of reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.judging import emails, remarks
from catalog.models import Product, Reason
from catalog.states import ProductState, SubmissionState
from marketplace.shared import appeals
from marketplace.shared.events import subject_of
from marketplace.shared.mail import Email
from marketplace.shared.models import Fact
from sellers.models import Seller


@dataclass(slots=True, kw_only=True)
class Decision:
    """What was decided, why, and when."""

    state: str
    title: str
    reason: Reason | None
    note: str
    at: datetime
    fact: Fact | None = None  # what may be contested
    remarks: list[tuple[str, str, str]] = field(default_factory=list)  # place, its name, words


def last(product: Product) -> Decision | None:
    """The decision that the seller must answer: sent back, refused or taken down."""
    if product.state == ProductState.TAKEN_DOWN:
        fact = _taking_down(product.pk)
        title = _("L'opérateur a retiré cette fiche du site.")
        return (
            Decision(
                state="taken_down",
                title=title,
                reason=_reason(fact),
                note=fact.because,
                at=fact.happened_at,
                fact=fact,
            )
            if fact
            else None
        )
    sent = product.submissions.filter(
        state__in=(SubmissionState.TO_CHANGE, SubmissionState.REFUSED)
    )
    submission = sent.select_related("reason").order_by("-pk").first()
    if submission is None:
        return None
    asked = submission.state == SubmissionState.TO_CHANGE
    title = (
        _("L'opérateur demande une correction.")
        if asked
        else _("L'opérateur a refusé cette version.")
    )
    return Decision(
        state=submission.state,
        title=title,
        reason=submission.reason,
        note=submission.note,
        at=submission.decided_at,
        remarks=remarks.told(submission.remarks, submission.content),
        fact=appeals.last("catalog.ProductSentBack", product),
    )


def because(fact: Fact) -> str:
    """Why a sheet was sent back or taken down: the reason given, and the moderator's own words."""
    reason = _reason(fact)
    said = [str(reason)] if reason else []
    if fact.because and fact.because not in said:
        said.append(fact.because)
    return "\n".join(said)


def letter(product_id: int) -> Email:
    """The letter that tells a seller why a sheet left the site."""
    product = Product.objects.select_related("owner").get(pk=product_id)
    fact = _taking_down(product_id)
    return emails.taken_down(
        product, reason=_reason(fact), note=fact.because, key=f"taken-down-{fact.pk}"
    )


def letters_of_two(
    product_id: int, other_id: int, seller_ids: Iterable[int], *, what: str, name: str
) -> list[Email]:
    """The letters to those whose sheet, or whose offers, the operator moved from one to another."""
    product = Product.objects.select_related("owner").get(pk=product_id)
    other = Product.objects.get(pk=other_id)
    fact = appeals.last(name, product)
    shops = Seller.objects.filter(pk__in=list(seller_ids)).order_by("pk")
    return [
        emails.moved(
            shop, product, other, what=what, note=fact.because, key=f"{what}-{fact.pk}-{shop.pk}"
        )
        for shop in shops
    ]


def _taking_down(product_id: int) -> Fact | None:
    facts = Fact.objects.filter(
        subject=subject_of(Product(pk=product_id)), name="catalog.ProductTakenDown"
    )
    return facts.order_by("-pk").first()


def _reason(fact: Fact) -> Reason | None:
    return Reason.objects.filter(code=fact.data.get("reason", "")).first()
