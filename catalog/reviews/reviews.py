"""What buyers say of what they received: written once, shown whole, answered by the seller."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalog import freshness
from catalog.events import (
    ProductsMerged,
    ProductUnmerged,
    ReviewAnswered,
    ReviewPublished,
    ReviewRefused,
    ReviewWritten,
)
from catalog.models import Product, Review
from catalog.reviews import doubts
from catalog.states import REVIEW, ReviewState
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

LONGEST = 3000
LONGEST_REPLY = 2000


class AlreadyReviewed(Refusal):
    """One review a purchase."""

    sentence = _("Vous avez déjà donné votre avis sur cet achat.")


class NotARating(Refusal):
    """A rating is a whole number from 1 to 5."""

    sentence = _("Choisissez une note de 1 à 5 étoiles.")


class TooLong(Refusal):
    """A review or an answer is longer than its page can hold."""

    sentence = _("Ce texte dépasse {most} caractères : raccourcissez-le.")


class NothingSaid(Refusal):
    """An answer without text."""

    sentence = _("Écrivez votre réponse.")


class NoReason(Refusal):
    """A review is never refused without a reason (C. conso L111-7-2)."""

    sentence = _("Dites pourquoi cet avis est écarté : son auteur lira cette raison.")


class NotPublic(Refusal):
    """Only a published review may be answered."""

    sentence = _("Cet avis n'est pas publié : il ne peut pas recevoir de réponse.")


class AlreadyAnswered(Refusal):
    """An answer is given once."""

    sentence = _("Vous avez déjà répondu à cet avis.")


@transaction.atomic(durable=True)
def write(
    product: Product,
    *,
    seller: Seller,
    purchase: int,
    author: str,
    rating: int,
    title: str,
    body: str,
    bought_on: date,
    at: datetime,
) -> Review:
    """Take a buyer's review of a delivered line: published at once, or read by us first."""
    if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= 5:
        raise NotARating
    if len(body) > LONGEST or len(title) > 100:
        raise TooLong(most=LONGEST if len(body) > LONGEST else 100)
    doubtful = must_be_read(doubts.written(title, body, author))
    try:
        with transaction.atomic():
            review = Review.objects.create(
                product=product,
                seller=seller,
                purchase=purchase,
                author=author.strip()[:60],
                rating=rating,
                title=title.strip(),
                body=body.strip(),
                bought_on=bought_on,
                written_at=at,
                state=ReviewState.QUEUED if doubtful else ReviewState.PUBLISHED,
            )
    except IntegrityError as error:
        raise AlreadyReviewed from error
    events.publish(ReviewWritten(review_id=review.pk), about=review, at=at)
    if not doubtful:
        _announce(review, at=at)
    return review


@transaction.atomic(durable=True)
def publish(review: Review, *, by: User | None, at: datetime) -> None:
    """Show a review that was waiting, or one hidden by mistake."""
    REVIEW.move(review, ReviewState.PUBLISHED)
    _announce(review, by=by, at=at)


@transaction.atomic(durable=True)
def hide(review: Review, *, because: str, by: User | None, at: datetime) -> None:
    """Refuse or take away a review, with the reason its author will read."""
    if not because.strip():
        raise NoReason
    REVIEW.move(review, ReviewState.REFUSED)
    because = because.strip()
    _count_again([review])
    events.publish(
        ReviewRefused(review_id=review.pk, purchase=review.purchase, reason=because),
        about=review,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def reply(review: Review, *, text: str, by: User | None, at: datetime) -> None:
    """Answer a review in public, once, in the seller's name."""
    text = text.strip()
    if not text:
        raise NothingSaid
    if len(text) > LONGEST_REPLY:
        raise TooLong(most=LONGEST_REPLY)
    if review.state != ReviewState.PUBLISHED:
        raise NotPublic
    unanswered = Review.objects.filter(pk=review.pk, replied_at=None, state=ReviewState.PUBLISHED)
    # one UPDATE asks and writes: of two answers at once the second is refused
    if not unanswered.update(reply=text, replied_at=at):
        raise AlreadyAnswered
    freshness.sheets_changed([review.product_id])
    review.reply, review.replied_at = text, at
    events.publish(ReviewAnswered(review_id=review.pk), about=review, by=by, at=at)


def must_be_read(text: str) -> bool:
    """Whether a text holds contact data, an insult or a watched word."""
    return next(doubts.within(text), None) is not None


def count_again(product_ids: Iterable[int], seller_ids: Iterable[int]) -> None:
    """Work out the ratings of sheets and shops from their published reviews, three statements."""
    published = Review.objects.filter(state=ReviewState.PUBLISHED)
    for rated, key in (
        (Product.objects.filter(pk__in=list(product_ids)), "product"),
        (Seller.objects.filter(pk__in=list(seller_ids)), "seller"),
    ):
        own = published.filter(**{key: OuterRef("pk")}).order_by().values(key)
        rated.update(
            rating_count=_figure(own, Count("pk")), rating_hundredths=_figure(own, _average())
        )
    rows = Product.objects.filter(pk__in=list(product_ids)).values_list("category_path", "pk")
    freshness.changed({path for path, _pk in rows}, {pk for _path, pk in rows})


def on_merged(event: ProductsMerged) -> None:
    """Two sheets became one: its rating is that of all their reviews."""
    count_again([event.product_id, event.merged_id], [])


def on_unmerged(event: ProductUnmerged) -> None:
    """One sheet became two again: each has its own rating."""
    count_again([event.product_id, event.kept_id], [])


def follow(product_id: int, *, purchases: Iterable[int]) -> None:
    """Reviews of these purchases are about another sheet now; in the caller's transaction."""
    moved = Review.objects.filter(purchase__in=list(purchases)).exclude(product=product_id)
    left = set(moved.values_list("product", flat=True))
    moved.update(product=product_id)
    count_again([product_id, *left], [])


def _average():
    """The mean rating in hundredths, rounded; whole numbers divide whole on both databases."""
    count = Count("pk")
    return (Sum("rating") * Value(200) + count) / (count * Value(2))


def _figure(published: QuerySet, figure) -> Coalesce:
    return Coalesce(
        Subquery(published.annotate(n=figure).values("n"), output_field=IntegerField()), Value(0)
    )


def _announce(review: Review, *, at: datetime, by: User | None = None) -> None:
    _count_again([review])
    events.publish(ReviewPublished(review_id=review.pk), about=review, by=by, at=at)


def _count_again(reviews: list[Review]) -> None:
    count_again({review.product_id for review in reviews}, {review.seller_id for review in reviews})
