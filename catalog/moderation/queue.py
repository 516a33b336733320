"""The moderation queue: what waits, in which order, and what an operator must know to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.judging import remarks
from catalog.models import Category, Offer, Photo, Product, Submission
from catalog.sheets import filters, shelf
from catalog.states import ProductState, SubmissionState
from marketplace.shared.readable import row_number
from sellers.models import Seller
from sellers.states import PREPARING

S = SubmissionState
LEVELS = {"3": _("Bloquant"), "2": _("À regarder"), "1": _("Conseil"), "0": _("Rien à signaler")}
PENDING = "pending"
KINDS = {
    "new": _("Nouvelles fiches"),
    "edit": _("Fiches en ligne"),
    PENDING: _("Boutiques en attente d'admission"),
}
HISTORY = timedelta(days=90)
GOAL = timedelta(days=2)  # the team means to read a proposal within; nobody is promised
CANDIDATES = 8


def waiting(given: Mapping[str, str]) -> QuerySet:
    """What waits, worst first then oldest, within the filters of the page.

    What applicants propose is apart: it is decided once their shop is admitted.
    """
    submissions = of_applicants() if given.get("kind") == PENDING else to_decide()
    if given.get("level") in LEVELS:
        submissions = submissions.filter(severity=int(given["level"]))
    if given.get("kind") in KINDS and given["kind"] != PENDING:
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


def to_decide() -> QuerySet:
    """What may be decided now: proposals of shops that were admitted."""
    return Submission.objects.filter(state=S.QUEUED, product__owner__opened_at__isnull=False)


def of_applicants() -> QuerySet:
    """What shops propose that are not admitted yet, as long as their application is under way."""
    return Submission.objects.filter(
        state=S.QUEUED, product__owner__opened_at=None, product__owner__state__in=PREPARING
    )


def decided() -> QuerySet:
    """What was decided, newest first."""
    submissions = Submission.objects.filter(decided_at__isnull=False)
    return submissions.select_related("product", "product__owner", "decided_by", "reason").order_by(
        "-decided_at", "-pk"
    )


def after(submission: Submission) -> Submission | None:
    """The proposal to read after this one: the next in the queue, else the first."""
    rest = to_decide().exclude(pk=submission.pk)
    worst = submission.severity
    here = Q(severity__lt=worst) | Q(severity=worst, submitted_at__gt=submission.submitted_at)
    ordered = rest.order_by("-severity", "submitted_at", "pk")
    return ordered.filter(here).first() or ordered.first()


def counts() -> dict[str, int]:
    """How many wait at each level."""
    by_severity = to_decide().values("severity").annotate(n=Count("pk"))
    counted = {str(severity): n for severity, n in by_severity.values_list("severity", "n")}
    return {level: counted.get(level, 0) for level in LEVELS}


def sellers() -> QuerySet:
    """The sellers who have something waiting."""
    owners = to_decide().values("product__owner")
    return Seller.objects.filter(pk__in=owners).order_by("name", "pk")


def merge_candidates(product: Product, text: str) -> list[Product]:
    """The online sheets one may be brought together with: those that words, a reference or a bar
    code name; without any, those that bear the same bar code, then those with a like title.
    """
    others = Product.objects.filter(state=ProductState.PUBLISHED).exclude(pk=product.pk)
    others = others.select_related("owner", "category", "cover")
    if text:
        named = Q(ref=text) | Q(slug=text) | Q(variants__gtin=text) | Q(offers__sku=text)
        if pk := row_number(text):
            named |= Q(pk=pk)
        words = Q()
        for word in text.split()[:6]:
            words &= Q(title__icontains=word)
        return list(others.filter(named | words).distinct().order_by("title", "pk")[:CANDIDATES])
    codes = product.variants.exclude(gtin="").values("gtin")
    same = list(others.filter(variants__gtin__in=codes).distinct().order_by("pk")[:CANDIDATES])
    like = Q()
    for word in sorted(product.title.split(), key=len, reverse=True)[:2]:
        like &= Q(title__icontains=word)
    near = others.filter(like, category=product.category_id).exclude(pk__in=[p.pk for p in same])
    return same + list(near.order_by("title", "pk")[: CANDIDATES - len(same)])


def side(product: Product) -> dict:
    """A sheet as it stands beside another: words, photos, how many offers, reviews and pieces
    sold.
    """
    offers = Offer.objects.filter(product=product).select_related("seller", "product", "variant")
    return {
        "product": product,
        "photos": list(product.photos.filter(is_approved=True).order_by("position", "pk")[:6]),
        "offers": list(offers.order_by("variant__position", "price_cents", "pk")),
        "reviews": product.reviews.count(),
    }


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
    marks = {pk: "" if live is None or pk in shown else "new" for pk in proposed}
    marks |= {pk: "gone" for pk in shown if pk not in proposed}
    return [
        {
            "photo": by_id[pk],
            "mark": mark,
            "place": f"{remarks.PHOTO}{pk}",
            "name": _now("Photo {rank}").format(rank=rank),
        }
        for rank, (pk, mark) in enumerate(marks.items(), 1)
        if pk in by_id
    ]


def offers(submission: Submission) -> QuerySet:
    """Prices and stocks of the sheet."""
    sheet_offers = Offer.objects.filter(product=submission.product_id)
    return sheet_offers.select_related("product", "variant").order_by("variant__position", "pk")


def history(seller: Seller, at: datetime) -> dict[str, int]:
    """How a seller's proposals fared lately, and how many sheets are online: those that the tab
    of their own list counts, sold with others included.
    """
    recent = Q(decided_at__gte=at - HISTORY)
    figures = Submission.objects.filter(product__owner=seller).aggregate(
        approved=Count("pk", filter=recent & Q(state=S.APPROVED)),
        sent_back=Count("pk", filter=recent & Q(reason__isnull=False)),
        waiting=Count("pk", filter=Q(state=S.QUEUED)),
    )
    online = filters.SHEETS.found(seller, filters.Filter(view="online")).count()
    return {**figures, "online": online}
