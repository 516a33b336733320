"""What the operator decides on proposed sheets, and what follows.

A decision is taken once: the second of two operators learns who was first. Approving copies the
content to the sheet; sending back tells the seller why, by which rule and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.attributes import makers, vocabulary
from catalog.events import (
    ProductPublished,
    ProductPutBack,
    ProductSentBack,
    ProductTakenDown,
    SubmissionTakenUp,
)
from catalog.judging import rules, screening
from catalog.judging.rules import missing_attributes
from catalog.models import Category, Product, Reason, Submission
from catalog.offers import visibility
from catalog.sheets import publication
from catalog.states import PRODUCT, SUBMISSION, ProductState, SubmissionState
from marketplace.shared import events, quotes
from marketplace.shared.models import User
from marketplace.shared.states import IllegalMove, MovedMeanwhile, Refusal


class AlreadyDecided(Refusal):
    """Someone decided, or the seller proposed something newer, while this page was open."""


class ShopNotOpen(Refusal):
    """A sheet of an applicant is decided once the shop is admitted, never before."""

    sentence = gettext_lazy(
        "La boutique « {shop} » attend son admission : cette fiche se décide quand elle est"
        " ouverte."
    )


class CategoryForbidden(Refusal):
    """Nothing may be sold in this category, whoever approves it."""

    sentence = gettext_lazy(
        "La catégorie « {category} » est fermée à la vente : approbation impossible."
    )


class NoCategory(Refusal):
    """A sheet without a category has no place on the site."""

    sentence = gettext_lazy(
        "Cette fiche n'a pas de catégorie : demandez au vendeur de la compléter."
    )


class Untold(Refusal):
    """A sheet that does not tell what its category requires today is not put on sale."""

    sentence = gettext_lazy(
        "« {title} » ne dit pas ce qui est obligatoire dans sa catégorie : {names}. Choisissez"
        " « Demander une correction »."
    )


def findings(submission: Submission) -> list[dict]:
    """What the rules found when it was proposed; while it waits, what its category asks for is that
    of today, since an approval is judged by it.
    """
    if submission.state != SubmissionState.QUEUED:
        return submission.findings
    others = [each for each in submission.findings if each["rule"] != missing_attributes.RULE]
    found = [each.kept() for each in _asked(submission)] + others
    return sorted(found, key=lambda each: -rules.WEIGHT[each["severity"]])


@transaction.atomic(durable=True)
def approve(submission: Submission, *, by: User | None, at: datetime) -> None:
    """Publish the proposed content, if it tells all that its category requires on this day.

    A new requirement hides nothing: a change of a sheet online may lack what that sheet already
    lacks there, never what it told, nor what another category requires.
    Raises AlreadyDecided, CategoryForbidden, NoCategory, Untold.
    """
    _approve(submission, by=by, at=at)


def approve_all(
    submission_ids: Iterable[int], *, by: User | None, at: datetime
) -> tuple[int, dict[int, str]]:
    """Approve several proposals, each on its own; how many passed, and why others did not."""
    passed, refused = 0, {}
    asked = Submission.objects.filter(pk__in=list(submission_ids))
    for submission in asked.select_related("product__owner").order_by("pk"):
        try:
            approve(submission, by=by, at=at)
            passed += 1
        except Refusal as refusal:
            refused[submission.pk] = str(refusal)
    return passed, refused


@transaction.atomic(durable=True)
def ask_changes(
    submission: Submission,
    *,
    reason: Reason,
    note: str,
    remarks: Mapping[str, str] | None = None,
    by: User | None,
    at: datetime,
) -> None:
    """Send a proposal back to be mended, with what is asked of each field or piece; what is online
    stays online.
    """
    told = {"note": note, "remarks": dict(remarks or {})}
    _send_back(submission, SubmissionState.TO_CHANGE, reason, told, by=by, at=at)


@transaction.atomic(durable=True)
def refuse(
    submission: Submission,
    *,
    reason: Reason,
    note: str,
    remarks: Mapping[str, str] | None = None,
    by: User | None,
    at: datetime,
) -> None:
    """Refuse a proposal, with a statement of reasons; what is online stays online."""
    told = {"note": note, "remarks": dict(remarks or {})}
    _send_back(submission, SubmissionState.REFUSED, reason, told, by=by, at=at)
    product = submission.product
    if product.state == ProductState.DRAFT:
        PRODUCT.move(product, ProductState.REFUSED, changed_at=at)


@transaction.atomic(durable=True)
def take_down(
    product: Product, *, reason: Reason, note: str, by: User | None, at: datetime
) -> None:
    """Take a sheet off the site at once, with a statement of reasons."""
    PRODUCT.move(product, ProductState.TAKEN_DOWN, changed_at=at)
    visibility.refresh([product.pk], at=at)
    fact = ProductTakenDown(product_id=product.pk, seller_id=product.owner_id, reason=reason.code)
    events.publish(fact, about=product, by=by, because=note[:500], at=at)


@transaction.atomic(durable=True)
def restore(product: Product, *, by: User | None, at: datetime, because: str = "") -> None:
    """Put a sheet that was taken down back online, as it was."""
    if product.state != ProductState.TAKEN_DOWN:
        raise IllegalMove
    PRODUCT.move(product, ProductState.PUBLISHED, changed_at=at)
    visibility.refresh([product.pk], at=at)
    who = {"product_id": product.pk, "seller_id": product.owner_id}
    events.publish(ProductPutBack(**who), about=product, by=by, because=because[:500], at=at)
    events.publish(ProductPublished(**who), about=product, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(product: Product, *, by: User | None, at: datetime, because: str = "") -> None:
    """Go back on the last decision to send a proposal back: it waits in the queue as it was."""
    submission = sent_back(product)
    if submission is None:
        raise IllegalMove
    SUBMISSION.move(submission, SubmissionState.QUEUED)
    if product.state == ProductState.REFUSED:
        PRODUCT.move(product, ProductState.DRAFT, changed_at=at)
    fact = SubmissionTakenUp(
        product_id=product.pk, submission_id=submission.pk, seller_id=product.owner_id
    )
    events.publish(fact, about=product, by=by, because=because[:500], at=at)


def sent_back(product: Product) -> Submission | None:
    """The proposal that waits for its seller's correction; none when they withdrew the sheet."""
    if product.state == ProductState.RETIRED:
        return None
    states = (SubmissionState.TO_CHANGE, SubmissionState.REFUSED)
    return product.submissions.filter(state__in=states).order_by("-pk").first()


def _approve(submission: Submission, *, by: User | None, at: datetime) -> None:
    category = Category.objects.filter(pk=submission.content.get("category_id")).first()
    if category is None:
        raise NoCategory
    if screening.policy_of(category) == Category.Policy.FORBIDDEN:
        raise CategoryForbidden(category=category.label)
    if untold := _untold(submission):
        title = quotes.bare(submission.content.get("title", ""))
        raise Untold(title=title, names=", ".join(untold))
    # decided first: of two operators one is refused here, before anything is copied
    _decide(submission, SubmissionState.APPROVED, by=by, at=at)
    product = Product.objects.get(pk=submission.product_id)
    publication.apply([(product, submission.content)], at=at)
    events.publish(
        ProductPublished(product_id=product.pk, seller_id=product.owner_id),
        about=product,
        by=by,
        at=at,
    )


def _untold(submission: Submission) -> list[str]:
    """The characteristics for want of which a proposal is not approved, in the reader's words."""
    product = submission.product
    inherited = makers.of(product.owner)
    missing = _missing(submission.content, inherited)
    if missing and product.state == ProductState.PUBLISHED:
        online = {name: getattr(product, name) for name in ("category_id", "attributes", "axes")}
        shown = product.variants.filter(is_approved=True)
        online["variants"] = list(shown.values("label", "values"))
        missing -= _missing(online, inherited)
    return [_("« {name} »").format(name=vocabulary.said(name)) for name in sorted(missing)]


def _asked(submission: Submission) -> list[rules.Finding]:
    return screening.asked(submission.content, inherited=makers.of(submission.product.owner))


def _missing(content: Mapping, inherited: makers.Inherited) -> set[str]:
    """The characteristics that a content must tell today and does not."""
    asked = screening.asked(content, inherited=inherited)
    return {each.values["name"] for each in asked if each.severity == rules.BLOCK}


def _send_back(
    submission: Submission, state: str, reason: Reason, told: dict, *, by: User | None, at: datetime
) -> None:
    _decide(submission, state, by=by, at=at, reason=reason, **told)
    fact = ProductSentBack(
        product_id=submission.product_id,
        submission_id=submission.pk,
        seller_id=submission.product.owner_id,
        refused=state == SubmissionState.REFUSED,
        reason=reason.code,
    )
    events.publish(
        fact, about=submission.product, by=by, because=(told["note"] or str(reason))[:500], at=at
    )


def _decide(submission: Submission, state: str, *, by: User | None, at: datetime, **also) -> None:
    shop = submission.product.owner
    if shop is not None and shop.opened_at is None:
        raise ShopNotOpen(shop=shop.name)
    try:
        SUBMISSION.move(submission, state, decided_by=by, decided_at=at, **also)
    except (IllegalMove, MovedMeanwhile) as refusal:
        raise AlreadyDecided(_what_happened(submission)) from refusal


def _what_happened(submission: Submission) -> str:
    current = Submission.objects.select_related("decided_by").get(pk=submission.pk)
    if current.state == SubmissionState.SUPERSEDED:
        return _(
            "Le vendeur vient de proposer une version plus récente de cette fiche : ouvrez-la"
            " depuis la file."
        )
    who = (
        current.decided_by.get_full_name() or current.decided_by.email
        if current.decided_by
        else _("Une règle automatique")
    )
    return _("{who} a déjà décidé pour cette fiche : {state}.").format(
        who=who, state=current.get_state_display().lower()
    )
