"""An address asks to be told when what it wants is for sale again: once, then it is forgotten.

Nothing but one question leaves before the mailbox has said yes. No seller sees who waits.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog import search
from catalog.events import AlertAsked, AlertDue
from catalog.models import Alert, Offer, Product, Variant
from catalog.states import ProductState
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

ASKED, LEAVES = "catalog.alert.asked", "catalog.alert.leaves"
AGAIN, GOOD_FOR, KEPT = timedelta(days=1), timedelta(days=7), timedelta(days=365)
LOOKS = timedelta(hours=1)  # between two searches for the same words
A_TIME = 200


class LapsedAlert(Refusal):
    """The link of an alert is forged, too old, or the alert is over."""

    sentence = _(
        "Ce lien n'est plus valable : l'alerte est terminée, ou trop ancienne. Votre adresse n'est"
        " plus gardée pour elle."
    )


@transaction.atomic(durable=True)
def ask(
    product: Product,
    email: str,
    *,
    language: str,
    reader: User | None,
    at: datetime,
    variant: Variant | None = None,
) -> Alert:
    """Note that somebody waits for a sheet, or for one variant; a mailbox that is not the reader's
    own is asked first, at most once a day.
    """
    alert, is_new = Alert.objects.get_or_create(
        product=product,
        variant=variant,
        email=email,
        defaults={"language": language, "asked_at": at},
    )
    _note(alert, language=language, reader=reader, is_new=is_new, at=at)
    return alert


@transaction.atomic(durable=True)
def ask_words(words: str, email: str, *, language: str, reader: User | None, at: datetime) -> Alert:
    """Note that somebody waits for anything that answers these words."""
    alert, is_new = Alert.objects.get_or_create(
        product=None,
        words=words,
        email=email,
        defaults={"language": language, "asked_at": at},
    )
    _note(alert, language=language, reader=reader, is_new=is_new, at=at)
    return alert


def _note(alert: Alert, *, language: str, reader: User | None, is_new: bool, at: datetime) -> None:
    """Confirm at once for the reader's own mailbox; ask any other one, at most once a day."""
    if alert.confirmed_at is not None:
        return
    if reader is not None and reader.is_proven and reader.email == alert.email:
        Alert.objects.filter(pk=alert.pk).update(confirmed_at=at, language=language)
        alert.confirmed_at = at
        return
    # one UPDATE asks and writes: two requests at once send one letter
    rested = Alert.objects.filter(pk=alert.pk, asked_at__lte=at - AGAIN)
    if is_new or rested.update(asked_at=at, language=language):
        events.publish(AlertAsked(alert_id=alert.pk), about=alert, at=at)


@transaction.atomic(durable=True)
def confirm(token: str, *, at: datetime) -> Alert:
    """Whoever reads the mailbox says yes. Raises LapsedAlert."""
    alert = asked_by(token)
    Alert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=at)
    alert.refresh_from_db()
    return alert


@transaction.atomic(durable=True)
def leave(token: str) -> None:
    """Forget an alert, by the link in its letter. Raises LapsedAlert."""
    holder_of(token).delete()


@transaction.atomic(durable=True)
def call(*, at: datetime) -> int:
    """Have those told whose sheet is for sale again, so many at a time; how many."""
    due = _back(at).filter(confirmed_at__isnull=False, told_at=None)
    waiting = list(due.order_by("pk")[:A_TIME])
    called = [
        alert
        for alert in waiting
        if Alert.objects.filter(pk=alert.pk, told_at=None).update(told_at=at)
    ]
    for alert in called:
        events.publish(AlertDue(alert_id=alert.pk), about=alert, at=at)
    return len(called)


@transaction.atomic(durable=True)
def look(*, at: datetime) -> int:
    """Search anew for the words that somebody waits for, those not looked for longest first; how
    many were looked for. Whoever is answered is told once.
    """
    due = Alert.objects.filter(product=None, confirmed_at__isnull=False, told_at=None)
    due = due.filter(Q(looked_at=None) | Q(looked_at__lte=at - LOOKS))
    waiting = list(due.order_by(F("looked_at").asc(nulls_first=True), "pk")[:A_TIME])
    Alert.objects.filter(pk__in=[alert.pk for alert in waiting]).update(looked_at=at)
    answered: dict[tuple[str, str], bool] = {}  # what many wait for is searched for once
    for alert in waiting:
        asked = (alert.words, alert.language)
        if asked not in answered:
            answered[asked] = _answers(alert)
        is_ours = Alert.objects.filter(pk=alert.pk, told_at=None)
        if answered[asked] and is_ours.update(told_at=at):
            events.publish(AlertDue(alert_id=alert.pk), about=alert, at=at)
    return len(waiting)


def _answers(alert: Alert) -> bool:
    """Whether something in stock answers the words of an alert."""
    with override(alert.language):
        return bool(search.ids(search.Query(text=alert.words, in_stock=True), most=1))


def told(alert_id: int, *, at: datetime) -> Alert | None:
    """The alert whose letter is due; one whose sheet left or sold out again goes on waiting."""
    alert = with_title().filter(pk=alert_id).first()
    if alert is None:
        return None
    if alert.product is None:
        is_due = _answers(alert)
    else:
        is_due = _back(at).filter(pk=alert_id).exists()
    alert = alert if is_due else None
    if alert is None:
        Alert.objects.filter(pk=alert_id).update(told_at=None)
    return alert


def _back(at: datetime) -> QuerySet[Alert]:
    """Those that wait for what may be bought now: a sheet in any variant, or the one they want."""
    stocked = Offer.objects.sellable(at).filter(stock__gt=0)
    there = stocked.filter(variant=OuterRef("variant"))
    any_ = stocked.filter(product=OuterRef("product"))
    public = with_title().filter(
        product__state=ProductState.PUBLISHED, product__is_sellable=True, product__in_stock=True
    )
    return public.filter(Q(Exists(any_), variant=None) | Exists(there))


def with_title() -> QuerySet[Alert]:
    """Alerts with what their letters and pages name."""
    return Alert.objects.select_related("product", "variant")


def of(reader: User) -> list[Alert]:
    """What somebody's own mailbox waits for, last first."""
    if not reader.is_proven:  # anybody may type anybody's address
        return []
    return list(with_title().filter(email=reader.email).order_by("-asked_at", "-pk"))


@transaction.atomic(durable=True)
def drop(reader: User, alert_id: int) -> bool:
    """Forget one of the alerts of somebody's own mailbox; False when it is not theirs, or over."""
    theirs = Alert.objects.filter(pk=alert_id, email=reader.email)
    return reader.is_proven and bool(theirs.delete()[0])


def forget(alert_id: int) -> None:
    """The letter is sent: the address is not kept."""
    Alert.objects.filter(pk=alert_id).delete()


@transaction.atomic(durable=True)
def forget_old(*, at: datetime) -> int:
    """Forget alerts nobody confirmed, those of a year ago, those of sheets taken down."""
    old = Alert.objects.filter(
        Q(confirmed_at=None, asked_at__lt=at - GOOD_FOR)
        | Q(asked_at__lt=at - KEPT)
        | Q(product__state__in=(ProductState.TAKEN_DOWN, ProductState.REFUSED))
    )
    return old.delete()[0]


def asked_token_of(alert: Alert) -> str:
    """What the link that confirms carries: it is good for this very request."""
    return signing.dumps([alert.pk, _instant(alert)], salt=ASKED)


def leave_token_of(alert: Alert) -> str:
    """What the link that ends an alert carries."""
    return signing.dumps(alert.pk, salt=LEAVES)


def asked_by(token: str) -> Alert:
    """The alert a question was about. Raises LapsedAlert."""
    try:
        pk, at = signing.loads(token, salt=ASKED, max_age=GOOD_FOR)
        alert = with_title().get(pk=pk)
    except (signing.BadSignature, Alert.DoesNotExist) as error:
        raise LapsedAlert from error
    if _instant(alert) != at:
        raise LapsedAlert
    return alert


def holder_of(token: str) -> Alert:
    """The alert a link ends. Raises LapsedAlert."""
    try:
        pk = signing.loads(token, salt=LEAVES)
        return with_title().get(pk=pk)
    except (signing.BadSignature, Alert.DoesNotExist) as error:
        raise LapsedAlert from error


def _instant(alert: Alert) -> str:
    # whatever the time zone it was given in: the database answers in another
    return alert.asked_at.astimezone(UTC).isoformat()
