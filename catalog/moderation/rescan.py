"""Sheets already online, read again after the operator tightened a rule.

What now breaks a changed rule goes to the moderation queue with its reason and stays online until
somebody decides; a forbidden category hides its sheets at once, here as everywhere. An
operator who approved a sheet with the same finding is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from catalog.attributes import makers
from catalog.events import OnlineReadAgain, RulesTightened
from catalog.judging import rules, screening
from catalog.judging.rules import (
    charter,
    forbidden_category,
    forbidden_words,
    price_outlier,
    small_image,
)
from catalog.models import Offer, Photo, Product, Submission
from catalog.sheets import shelf
from catalog.states import ProductState, SubmissionState
from marketplace.shared import events
from marketplace.shared.models import User

BATCH = 300
WORDS, PLACES = (forbidden_words.RULE,), (forbidden_category.RULE,)
CHARTER = (charter.RULE,)
FIGURES = {"image_min_pixels": small_image.RULE, "price_outlier_factor": price_outlier.RULE}
ASKED = _(
    "Les fiches en ligne sont relues : le résultat s'inscrit dans l'historique de cette page."
)


def ask(row: models.Model, changed: Iterable[str], *, by: User | None, at: datetime) -> None:
    """A rule was tightened, in the caller's transaction: what is online will be read again."""
    fact = RulesTightened(label=row._meta.label_lower, pk=row.pk, rules=list(changed))
    events.publish(fact, about=row, by=by, at=at)


@transaction.atomic(durable=True)
def read(*, changed: list[str], after: int, at: datetime) -> tuple[int, int, int | None]:
    """Read a batch of online sheets again: how many, how many to review, the last key if more."""
    online = Product.objects.filter(state=ProductState.PUBLISHED, pk__gt=after).order_by("pk")
    # locked: nobody withdraws or changes one of them while its content is copied to the queue
    products = list(
        online.select_for_update(no_key=True, of=("self",)).select_related("brand")[:BATCH]
    )
    if not products:
        return 0, 0, None
    findings = _new_findings(products, changed)
    waiting = set(
        Submission.objects.filter(product__in=findings, state=SubmissionState.QUEUED).values_list(
            "product_id", flat=True
        )
    )
    contents = shelf.of_products(products)
    Submission.objects.bulk_create(
        [
            Submission(
                product=product,
                content=contents.columns(product),
                submitted_at=at,
                findings=[finding.kept() for finding in findings[product.pk]],
                severity=rules.severity(findings[product.pk]),
            )
            for product in products
            if product.pk in findings and product.pk not in waiting
        ]
    )
    return len(products), len(findings), products[-1].pk if len(products) == BATCH else None


@transaction.atomic(durable=True)
def screen(*, after: int) -> int | None:
    """Run today's rules over the next proposals that wait, so that the queue ranks them by what is
    true now; the last key, None at the end.
    """
    queued = Submission.objects.filter(state=SubmissionState.QUEUED, pk__gt=after).order_by("pk")
    # locked: none of them is decided while its findings are written
    locked = queued.select_for_update(no_key=True, of=("self",)).select_related("product__owner")
    waiting = list(locked[:BATCH])
    pks = [submission.product_id for submission in waiting]
    within = screening.context(row.content.get("category_id") for row in waiting)
    prices, sizes = _prices(pks), _sizes(pks)
    changed = []
    for submission in waiting:
        found = screening.look(
            submission.content,
            within,
            inherited=makers.of(submission.product.owner),
            seller_id=submission.product.owner_id,
            borne=submission.product.labels,
            prices=prices.get(submission.product_id, []),
            sizes=sizes,
        )
        if _is_read_again(submission):
            noted = {finding["rule"] for finding in submission.findings}
            found = [finding for finding in found if finding.rule in noted]
        findings, severity = [finding.kept() for finding in found], rules.severity(found)
        if (findings, severity) != (submission.findings, submission.severity):
            submission.findings, submission.severity = findings, severity
            changed.append(submission)
    Submission.objects.bulk_update(changed, ["findings", "severity"], batch_size=100)
    return waiting[-1].pk if len(waiting) == BATCH else None


@transaction.atomic(durable=True)
def finish(*, label: str, pk: int, read: int, found: int, at: datetime) -> None:
    """Tell the operator, on the page of the rule, what came of it."""
    rule = apps.get_model(label)(pk=pk)
    # told by its values, to each reader in their language
    fact = OnlineReadAgain(label=label, pk=pk, read=read, found=found)
    events.publish(fact, about=rule, at=at)


def _is_read_again(submission: Submission) -> bool:
    """Whether a sheet waits because a rule changed: what else it bears was approved as it is."""
    return submission.submitted_by_id is None and submission.product.state == ProductState.PUBLISHED


def _new_findings(products: list[Product], changed: list[str]) -> dict[int, list[rules.Finding]]:
    """What the changed rules find in these sheets that nobody approved before."""
    pks = [product.pk for product in products]
    contents, approved = shelf.of_products(products), _approved(pks)
    within = screening.context(product.category_id for product in products)
    prices, sizes = _prices(pks, is_active=True), _sizes(pks)
    by_product = {}
    for product in products:
        findings = screening.look(
            contents.columns(product),
            within,
            prices=prices.get(product.pk, []),
            sizes=sizes,
            seller_id=product.owner_id,
            borne=product.labels,
        )
        new = [
            finding
            for finding in findings
            if finding.rule in changed
            and _key(finding.kept()) not in approved.get(product.pk, set())
        ]
        if rules.severity(new) >= rules.WEIGHT[rules.LOOK]:
            by_product[product.pk] = new
    return by_product


def _prices(pks: list[int], **which: bool) -> dict[int, list[int]]:
    prices: dict[int, list[int]] = {}
    offers = Offer.objects.filter(product__in=pks, **which)
    for pk, cents in offers.values_list("product_id", "price_cents"):
        prices.setdefault(pk, []).append(cents)
    return prices


def _sizes(pks: list[int]) -> dict[int, tuple[int, int]]:
    photos = Photo.objects.filter(product__in=pks).values_list("pk", "width", "height")
    return {pk: (width, height) for pk, width, height in photos}


def _approved(pks: list[int]) -> dict[int, set[tuple]]:
    """The findings with which each sheet was last approved."""
    submissions = Submission.objects.filter(
        product__in=pks, state=SubmissionState.APPROVED
    ).order_by("decided_at", "pk")
    return {
        pk: {_key(finding) for finding in findings}
        for pk, findings in submissions.values_list("product_id", "findings")
    }


def _key(finding: dict) -> tuple:
    return (
        finding["rule"],
        finding["severity"],
        finding["field"],
        (finding.get("values") or {}).get("word", ""),
    )
