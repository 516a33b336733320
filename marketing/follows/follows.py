"""Somebody follows a shop: by consent from the mailbox, one letter a week at most, one press to
stop. Nothing but one question leaves before the mailbox has said yes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketing.events import FollowAsked
from marketing.follows import news
from marketing.models import Follow
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller
from sellers.states import SellerState

ASKED, LEAVES = "marketing.follow.asked", "marketing.follow.leaves"
AGAIN, GOOD_FOR, PACE = timedelta(days=1), timedelta(days=7), timedelta(days=7)
AT_ONCE = 200


class LapsedFollow(Refusal):
    """The link that confirms is forged, too old or was replaced by another."""

    sentence = _(
        "Ce lien n'est plus valable : il a plus de sept jours, ou la demande est déjà retirée."
        " Demandez-en un autre sur la page de la boutique."
    )


class FollowedNoMore(LapsedFollow):
    """The link that ends it is forged, or nothing is followed any more."""

    sentence = _("Ce lien ne mène plus à rien : vous ne suivez plus cette boutique.")


@transaction.atomic(durable=True)
def ask(
    shop: Seller, email: str, *, language: str, text: str, reader: User | None, at: datetime
) -> Follow:
    """Note that somebody wants to hear of a shop, under the words they were shown.

    Their own proven mailbox follows at once; any other one is asked first, at most once a day.
    """
    follow, is_new = Follow.objects.get_or_create(
        seller=shop,
        email=email,
        defaults={
            "language": language,
            "asked_at": at,
            "text": text[:300],
            "hears_news": True,
        },
    )
    is_theirs = reader is not None and reader.is_proven and reader.email == email
    if follow.confirmed_at is not None:
        if is_theirs and not follow.hears_news:
            Follow.objects.filter(pk=follow.pk).update(hears_news=True, text=text[:300])
        return follow
    own = Follow.objects.filter(pk=follow.pk, confirmed_at=None)
    said = {"language": language, "text": text[:300], "hears_news": True}
    if is_theirs:
        own.update(confirmed_at=at, told_until=at, **said)
        follow.refresh_from_db()
        return follow
    # one UPDATE asks and writes: two requests at once send one letter
    rested = own.filter(asked_at__lte=at - AGAIN)
    if is_new or rested.update(asked_at=at, **said):
        events.publish(FollowAsked(follow_id=follow.pk), about=follow, at=at)
    return follow


@transaction.atomic(durable=True)
def confirm(token: str, *, at: datetime) -> Follow:
    """Whoever reads the mailbox says yes. Raises LapsedFollow."""
    follow = asked_by(token)
    Follow.objects.filter(pk=follow.pk, confirmed_at=None).update(confirmed_at=at, told_until=at)
    follow.refresh_from_db()
    return follow


@transaction.atomic(durable=True)
def leave(token: str) -> None:
    """Follow a shop, or any shop, no more, by the link in a letter. Raises FollowedNoMore."""
    left_by(token).delete()


@transaction.atomic(durable=True)
def drop(reader: User, follow_id: int) -> bool:
    """Somebody signed in follows a shop no more; False when it is not theirs, or over."""
    theirs = Follow.objects.filter(pk=follow_id, email=reader.email)
    return reader.is_proven and bool(theirs.delete()[0])


def take_due(*, at: datetime) -> list[int]:
    """Mark the mailboxes to write to now, so many at a time; a follow of each.

    Those whose shops have something new, and that got no letter for a week. Within the transaction
    of the caller, who hands the letters over.
    """
    written = Follow.objects.filter(email=OuterRef("email"), written_at__gt=at - PACE)
    due = _confirmed().filter(news.there_is(at)).exclude(Exists(written))
    boxes = due.values("email").annotate(first=Min("pk")).order_by("first")[:AT_ONCE]
    taken = {row["email"]: row["first"] for row in boxes}
    Follow.objects.filter(email__in=taken).update(written_at=at)
    return list(taken.values())


def to_write(follow_id: int) -> list[Follow]:
    """All that the mailbox of a follow hears of; none when it left meanwhile."""
    boxes = Follow.objects.filter(pk=follow_id).values("email")
    rows = _confirmed().filter(email__in=boxes).select_related("seller")
    return list(rows.order_by("pk"))


@transaction.atomic(durable=True)
def remember_told(follows: list[Follow], *, until: datetime) -> None:
    """The letter left: what it told is not told again."""
    Follow.objects.filter(pk__in=[row.pk for row in follows]).update(told_until=until)


@transaction.atomic(durable=True)
def forget_old(*, at: datetime) -> int:
    """Forget what nobody confirmed in time, and whoever followed a shop that is closed."""
    old = Q(confirmed_at=None, asked_at__lt=at - GOOD_FOR) | Q(seller__state=SellerState.CLOSED)
    return Follow.objects.filter(old).delete()[0]


def of(reader: User) -> list[Follow]:
    """The shops that somebody's own mailbox follows, by name."""
    if not reader.is_proven:  # anybody may type anybody's address
        return []
    rows = Follow.objects.filter(email=reader.email).select_related("seller")
    return list(rows.order_by("seller__name", "pk"))


def count(shop: Seller) -> int:
    """How many mailboxes follow a shop."""
    return _confirmed().filter(seller=shop).count()


def follows(reader: User, shop: Seller) -> Follow | None:
    """What somebody's own mailbox asked of a shop."""
    if not reader.is_authenticated or not reader.is_proven:
        return None
    return Follow.objects.filter(seller=shop, email=reader.email).first()


def _confirmed() -> QuerySet[Follow]:
    return Follow.objects.filter(confirmed_at__isnull=False)


def asked_token_of(follow: Follow) -> str:
    """What the link that confirms carries: it is good for this very request."""
    return signing.dumps([follow.pk, _instant(follow)], salt=ASKED)


def leave_token_of(follow: Follow) -> str:
    """What the link that ends one follow carries."""
    return signing.dumps(["one", follow.pk], salt=LEAVES)


def leave_all_token_of(follow: Follow) -> str:
    """What the link that ends all follows of a mailbox carries."""
    return signing.dumps(["all", follow.email], salt=LEAVES)


def asked_by(token: str) -> Follow:
    """The follow a question was about. Raises LapsedFollow."""
    try:
        pk, at = signing.loads(token, salt=ASKED, max_age=GOOD_FOR)
        follow = Follow.objects.select_related("seller").get(pk=pk)
    except (signing.BadSignature, Follow.DoesNotExist) as error:
        raise LapsedFollow from error
    if _instant(follow) != at:
        raise LapsedFollow
    return follow


def left_by(token: str) -> QuerySet[Follow]:
    """What a link ends: one follow, or all of a mailbox. Raises FollowedNoMore."""
    try:
        reach, whose = signing.loads(token, salt=LEAVES)
    except signing.BadSignature as error:
        raise FollowedNoMore from error
    rows = Follow.objects.select_related("seller")
    rows = rows.filter(email=whose) if reach == "all" else rows.filter(pk=whose)
    if not rows.exists():
        raise FollowedNoMore
    return rows


def _instant(follow: Follow) -> str:
    # whatever the time zone it was given in: the database answers in another
    return follow.asked_at.astimezone(UTC).isoformat()
