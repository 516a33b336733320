"""The moderation queue: what waits, in which order, and what an operator must know to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Offer, Photo, Product, Submission
from catalog.sheets import shelf
from catalog.states import ProductState, SubmissionState
from marketplace.shared.readable import row_number
from sellers.models import Seller

S = SubmissionState
LEVELS = {"3": _("Bloquant"), "2": _("À regarder"), "1": _("Conseil"), "0": _("Rien à signaler")}
KINDS = {"new": _("Nouvelles fiches"), "edit": _("Fiches en ligne")}
HISTORY = timedelta(days=90)


def waiting(given: Mapping[str, str]) -> QuerySet:
    """What waits, worst first then oldest, within the filters of the page."""
    submissions = Submission.objects.filter(state=S.QUEUED)
    if given.get("level") in LEVELS:
        submissions = submissions.filter(severity=int(given["level"]))
    if given.get("kind") in KINDS:
        live = Q(product__state__in=(ProductState.PUBLISHED, ProductState.TAKEN_DOWN))
        submissions = submissions.filter(live if given["kind"] == "edit" else ~live)
    if seller := row_number(given.get("seller", "")):
        submissions = submissions.filter(product__owner=seller)
    if place := row_number(given.get("category", "")):
        # the category on sale, or for a new sheet the one of its draft: columns hold both
        path = Category.objects.filter(pk=place).values_list("path", flat=True).first()
        submissions = (
            submissions.filter(product__category_path__startswith=path)
            if path
            else submissions.none()
        )
    text = given.get("q", "").replace("\x00", "").strip()[:100]
    if text:
        submissions = submissions.filter(
            Q(product__title__icontains=text) | Q(content__title__icontains=text)
        )
    submissions = submissions.select_related("product", "product__owner", "product__category")
    return submissions.order_by("-severity", "submitted_at", "pk")


def decided() -> QuerySet:
    """What was decided, newest first."""
    submissions = Submission.objects.filter(decided_at__isnull=False)
    return submissions.select_related("product", "product__owner", "decided_by", "reason").order_by(
        "-decided_at", "-pk"
    )


def after(submission: Submission) -> Submission | None:
    """The proposal to read after this one: the next in the queue, else the first."""
    rest = Submission.objects.filter(state=S.QUEUED).exclude(pk=submission.pk)
    worst = submission.severity
    here = Q(severity__lt=worst) | Q(severity=worst, submitted_at__gt=submission.submitted_at)
    ordered = rest.order_by("-severity", "submitted_at", "pk")
    return ordered.filter(here).first() or ordered.first()


def counts() -> dict[str, int]:
    """How many wait at each level."""
    by_severity = (
        Submission.objects.filter(state=S.QUEUED).values("severity").annotate(n=Count("pk"))
    )
    counted = {str(severity): n for severity, n in by_severity.values_list("severity", "n")}
    return {level: counted.get(level, 0) for level in LEVELS}


def sellers() -> QuerySet:
    """The sellers who have something waiting."""
    owners = Submission.objects.filter(state=S.QUEUED).values("product__owner")
    return Seller.objects.filter(pk__in=owners).order_by("name", "pk")


def live_content(product: Product) -> dict | None:
    """What the public sees of a sheet now, or saw last."""
    if product.state in shelf.UNSEEN:
        return None
    return shelf.of_products([product]).columns(product)


def photos(submission: Submission, live: dict | None) -> list[dict]:
    """The photos proposed, in order, then those that would go."""
    proposed = submission.content.get("photo_ids", [])
    shown = live["photo_ids"] if live else []
    by_id = Photo.objects.in_bulk([*proposed, *shown])
    marked = [
        {"photo": by_id[pk], "mark": "" if live is None or pk in shown else "new"}
        for pk in proposed
        if pk in by_id
    ]
    return marked + [
        {"photo": by_id[pk], "mark": "gone"} for pk in shown if pk in by_id and pk not in proposed
    ]


def offers(submission: Submission) -> QuerySet:
    """Prices and stocks of the sheet."""
    sheet_offers = Offer.objects.filter(product=submission.product_id).select_related("variant")
    return sheet_offers.order_by("variant__position", "pk")


def history(seller: Seller, at: datetime) -> dict[str, int]:
    """How a seller's proposals fared lately, and how many sheets are online."""
    recent = Q(decided_at__gte=at - HISTORY)
    figures = Submission.objects.filter(product__owner=seller).aggregate(
        approved=Count("pk", filter=recent & Q(state=S.APPROVED)),
        sent_back=Count("pk", filter=recent & Q(reason__isnull=False)),
        waiting=Count("pk", filter=Q(state=S.QUEUED)),
    )
    online = Product.objects.of(seller).filter(state=ProductState.PUBLISHED).count()
    return {**figures, "online": online}


def past(submission: Submission) -> QuerySet:
    """Earlier decisions on the same sheet."""
    submissions = Submission.objects.filter(
        product=submission.product_id, decided_at__isnull=False
    ).exclude(pk=submission.pk)
    return submissions.select_related("decided_by", "reason").order_by(
        F("decided_at").desc(), "-pk"
    )[:6]
