"""What is held while the days are played, and what is left to the worker afterwards."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, QuerySet

from accounting.book import months
from catalog import rounds, search
from catalog.attributes import unread
from catalog.models import Product
from catalog.offers import popularity
from catalog.states import ProductState
from marketplace import flows
from marketplace.demo.tasks import draw_gallery
from marketplace.shared import clock, events, outbox
from marketplace.shared.lanes import Lane
from marketplace.shared.models import GatewayNotice, Pending, SandboxNotice, SandboxSettings
from orders.models import WithdrawalDeclaration
from orders.returns import withdrawals

GALLERY = draw_gallery.name
# files follow in the worker; of the letters only yesterday's are really sent
FILES = ("catalog.cut_photos", "accounting.render_invoice", "accounting.make_statement", GALLERY)
FRESH = timedelta(hours=20)
# words are indexed once, at the end
INDEXING = (
    search.on_saved,
    search.on_published,
    search.on_retired,
    search.on_taken_down,
    rounds.on_seller_changed,
)
CHUNK = 2  # sheets drawn in one go: a second or two


@contextmanager
def held(*, at: datetime) -> Iterator[None]:
    """Nothing leaves while the past is played: neither letters, nor files, nor webhooks."""
    eager = current_app.conf.task_always_eager
    current_app.conf.task_always_eager = True
    _hurry("OFF")
    SandboxSettings.objects.create(delay_seconds=60)  # a late webhook waits to be swept
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    events.connect(
        {
            fact: [step for step in steps if step not in INDEXING]
            for fact, steps in flows.FLOWS.items()
        }
    )
    try:
        with outbox.holding([*current_app.tasks, GALLERY]):
            yield
        _settle(at)
    finally:
        events.connect(flows.FLOWS)
        SandboxSettings.objects.update(delay_seconds=0)
        current_app.conf.task_always_eager = eager
        _hurry("NORMAL")
        cache.clear()


def start_worker_on_files(at: datetime) -> None:
    """Give the worker its first jobs: sizes of photos and documents."""
    if not current_app.conf.task_always_eager:
        outbox.sweep(at)


def count_unread(at: datetime) -> None:
    """Count what sellers write in words that no attribute knows, as every night does."""
    after: int | None = 0
    while after is not None:
        after = unread.count(after=after, run=at)


def add_up() -> None:
    """Add up what was sold and what was booked, as every hour does."""
    while popularity.add_up():
        pass
    while months.add_up():
        pass


def index_words() -> None:
    """Index what is online for the search."""
    search.index(Product.objects.filter(state=ProductState.PUBLISHED).values_list("pk", flat=True))


def hand_galleries_over(*, at: datetime) -> None:
    """Leave the other views of every sheet online to the worker."""
    online = list(
        Product.objects.filter(state=ProductState.PUBLISHED)
        .order_by("owner", "pk")
        .values_list("pk", flat=True)
    )
    with transaction.atomic(durable=True), clock.at(at):
        for start in range(0, len(online), CHUNK):
            outbox.hand_over(draw_gallery, product_ids=online[start : start + CHUNK])


def _settle(at: datetime) -> None:
    """Mark the work of the past as done: its old letters are not sent, its webhooks were heard."""
    past = Pending.objects.filter(done_at=None).exclude(task__in=FILES)
    letters = past.filter(due_at__gte=at - FRESH, task__regex=r"\.(send|tell|acknowledge)_")
    to_send = letters.exclude(
        task__in=("orders.send_refund", "accounting.send_run", "accounting.send_payout")
    )
    # yesterday's letters are sent, so that a fresh demo has some to read in var/mail; what people
    # do now has its letters first
    to_send.update(lane=Lane.FILES)
    sent = past.exclude(pk__in=to_send.values("pk"))
    _acknowledge(sent)
    sent.update(done_at=F("due_at"))
    Pending.objects.filter(done_at=None).update(due_at=at)  # it waits since now
    notices = list(SandboxNotice.objects.filter(delivered_at=None).order_by("pk"))
    GatewayNotice.objects.bulk_create(
        [
            GatewayNotice(
                gateway="sandbox",
                uid=notice.uid,
                kind=notice.kind,
                subject_ref=notice.subject_ref,
                payload={
                    "id": notice.uid,
                    "type": notice.kind,
                    "data": {"ref": notice.subject_ref},
                },
                received_at=notice.created_at,
                handled_at=notice.created_at,
                outcome="settled",
            )
            for notice in notices
        ],
        batch_size=500,
    )
    SandboxNotice.objects.filter(delivered_at=None).update(
        delivered_at=F("created_at"), attempts=1, last_answer="200"
    )


def _acknowledge(sent: QuerySet[Pending]) -> None:
    """Note on each declaration of the past when its acknowledgement left."""
    for pending in sent.filter(task="orders.acknowledge_withdrawal").order_by("pk"):
        declaration = WithdrawalDeclaration.objects.get(pk=pending.data["declaration_id"])
        if withdrawals.may_be_written_to(declaration):
            withdrawals.acknowledged(declaration, at=pending.due_at)


def _hurry(synchronous: str) -> None:
    """The database need not reach the disk at every step: a seed cut short is begun again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA synchronous={synchronous}")
            cursor.execute("PRAGMA cache_size=-120000")
        elif not connection.settings_dict.get("POOLED"):  # there it would be another's connection
            cursor.execute(f"SET synchronous_commit TO {'OFF' if synchronous == 'OFF' else 'ON'}")
