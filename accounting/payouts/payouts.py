"""Paying the sellers: prepare a run, approve it, send each transfer once, settle its outcome.

The lines of the book that a payout pays are stamped when it is prepared; a line is stamped once.
The transfer's key is stored before the call: whatever dies, asking again pays once.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.book import ledger
from accounting.events import (
    PayoutApproved,
    PayoutDropped,
    PayoutFailed,
    PayoutPaid,
    PayoutRetried,
    PayoutShrunk,
    PayoutsPrepared,
    PayoutsVouched,
    RunApproved,
)
from accounting.models import AccountingRules, Payout, PayoutItem, PayoutRun, Unsettled
from accounting.payouts import payable
from accounting.states import PAYOUT, RUN, PayoutState, RunState
from marketplace.shared import bulk, events, gateway, numbers, policy
from marketplace.shared.clock import paris_day
from marketplace.shared.gateway.protocol import GatewayDown, GatewayRefused, TransferView
from marketplace.shared.language import kept
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from sellers.models import Seller

MONDAY = 0
AT_ONCE = 100  # payouts whose calls are made between two transactions: some seconds
PATIENCE = timedelta(minutes=5)
WEEK = timedelta(days=7)
# What leaves of these is computed again when they leave: the page may show less than their amount.
WAITING = (PayoutState.PREPARED, PayoutState.APPROVED, PayoutState.FAILED)
ALIVE = (PayoutState.PREPARED, PayoutState.APPROVED, PayoutState.SENDING, PayoutState.FAILED)


class NothingDue(Refusal):
    """No seller can be paid now."""

    sentence = gettext_lazy("Rien à verser : aucune somme due ne peut partir aujourd'hui.")


class AnotherRun(Refusal):
    """Two runs were prepared at once."""

    sentence = gettext_lazy("Une autre campagne vient de prendre ces sommes : rechargez la page.")


class NeedsSecondPerson(Refusal):
    """Above the threshold, whoever prepared a run does not approve it."""

    sentence = gettext_lazy(
        "Au-delà du seuil de double validation, une autre personne que celle qui a préparé "
        "la campagne doit l'approuver."
    )


def next_run(after: date) -> date:
    """The Monday on which the next run is prepared."""
    return after + timedelta(days=(MONDAY - after.weekday() - 1) % 7 + 1)


@transaction.atomic(durable=True)
def prepare(until: datetime, *, by: User | None, at: datetime) -> PayoutRun:
    """Gather what is due to every seller at an instant into a run to approve."""
    sums = payable.due_by_seller(until)
    sellers = Seller.objects.in_bulk(sums)
    paid_now, left_out = [], []
    for pk, cents in sums.items():
        why = payable.hindrance(sellers[pk], cents, at)
        if why:
            left_out.append(
                {
                    "seller_id": pk,
                    "name": str(sellers[pk]),
                    "amount_cents": cents,
                    "reason": kept(why),
                }
            )
        else:
            paid_now.append((sellers[pk], cents))
    if not paid_now:
        raise NothingDue
    taken = numbers.take(f"payout-run-{paris_day(at).year}", on=paris_day(at))
    run = PayoutRun.objects.create(
        number=f"VR-{taken.on.year}-{taken.number:04d}",
        until=until,
        prepared_by=by,
        prepared_at=at,
        left_out=left_out,
    )
    _fill(run, paid_now, at)
    events.publish(PayoutsPrepared(run_id=run.pk), about=run, by=by, at=at)
    return run


def prepare_weekly(at: datetime) -> PayoutRun | None:
    """The run the clock prepares; None when nothing is due, or one still waits for approval."""
    # People decide about the run that waits first; what came due since leaves with the next one.
    if PayoutRun.objects.filter(state=RunState.PREPARED).exists():
        return None
    try:
        return prepare(at, by=None, at=at)
    except NothingDue:
        return None


@transaction.atomic(durable=True)
def approve(run: PayoutRun, *, by: User | None, at: datetime) -> None:
    """Let the payouts of a run be sent; above the threshold by another person.

    A run the clock prepared is nobody's yet: above the threshold the first person answers for it,
    as if they had prepared it, and a second one lets it go.
    """
    if by is not None:  # two runs of one person are weighed one after the other
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if is_for_another(run, by):
        raise NeedsSecondPerson
    if by is not None and asks_for_two(run):
        unvouched = PayoutRun.objects.filter(pk=run.pk, state=RunState.PREPARED, prepared_by=None)
        # Compare and set: of two persons at once, only one becomes the first to answer for it.
        if not unvouched.update(prepared_by=by):
            raise MovedMeanwhile
        run.prepared_by = by
        events.publish(PayoutsVouched(run_id=run.pk), about=run, by=by, at=at)
        return
    RUN.move(run, RunState.APPROVED, approved_by=by, approved_at=at)
    allowed = RunApproved(
        run_id=run.pk,
        total_cents=run.total_cents,
        threshold_cents=policy.rules(AccountingRules).payout_four_eyes_cents,
    )
    events.publish(allowed, about=run, by=by, at=at)
    prepared = run.payouts.filter(state=PayoutState.PREPARED)
    # Locked: a payout that somebody drops at the same moment gets no fact of its approval.
    payouts = list(prepared.select_for_update().order_by("pk"))
    PAYOUT.move_all(payouts, PayoutState.APPROVED)
    approved = [(PayoutApproved(payout_id=payout.pk), payout) for payout in payouts]
    events.publish_each(approved, within=run, by=by, at=at)


def is_for_another(run: PayoutRun, by: User | None) -> bool:
    """Whether this author may not approve: the run, or theirs of a week, reach the threshold."""
    if by is None or run.prepared_by_id != by.pk:
        return False
    alone = PayoutRun.objects.filter(
        prepared_by=by, approved_by=by, approved_at__gte=run.prepared_at - WEEK
    ).exclude(pk=run.pk)
    cents = alone.aggregate(cents=Sum("total_cents", default=0))["cents"]
    return run.total_cents + cents >= policy.rules(AccountingRules).payout_four_eyes_cents


def asks_for_two(run: PayoutRun) -> bool:
    """Whether a run the clock prepared still waits for a first person to answer for it."""
    return (
        run.prepared_by_id is None
        and run.total_cents >= policy.rules(AccountingRules).payout_four_eyes_cents
    )


def send(payout_id: int, *, at: datetime) -> None:
    """Have the provider transfer an approved payout, of what may leave now."""
    _send([payout_id], at=at)


def send_some(run_id: int, *, at: datetime) -> bool:
    """Send some of a run's payouts that were not sent yet; whether more of them wait."""
    waiting = Payout.objects.filter(run=run_id, state=PayoutState.APPROVED).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[: AT_ONCE + 1])
    _send(ids[:AT_ONCE], at=at)
    return len(ids) > AT_ONCE


def _send(ids: list[int], *, at: datetime) -> None:
    """Store what is about to leave, ask the provider for each, store what it said.

    Should the process die between, `settle` asks what became of each key.
    """
    answers, refusals = [], []
    for payout in _begin(ids, at=at):
        try:
            view = gateway.current().transfer(
                key=payout.uid,
                account_ref=payout.account_ref,
                currency=payout.currency,
                amount_cents=payout.amount_cents,
                group=payout.number,
            )
        except GatewayRefused as refusal:
            refusals.append((payout, refusal.code))
        except GatewayDown:
            continue  # the outcome is unknown: `settle` asks the provider what became of this key
        else:
            answers.append((payout, view))
    if answers or refusals:
        _store(answers, refusals, at=at)


def confirm(payout: Payout, view: TransferView, *, at: datetime) -> None:
    """Settle a transfer as the provider says it went."""
    _store([(payout, view)], [], at=at)


@transaction.atomic(durable=True)
def _store(
    answers: list[tuple[Payout, TransferView]],
    refusals: list[tuple[Payout, str]],
    *,
    at: datetime,
) -> None:
    """What became of transfers: paid, booked and told in one go, or refused."""
    # A webhook and the sweep may bring one outcome: the first one counts.
    sending = Payout.objects.filter(
        pk__in=[payout.pk for payout, _answer in (*answers, *refusals)], state=PayoutState.SENDING
    )
    locked = sending.select_for_update(of=("self",)).select_related("run")
    rows = {row.pk: row for row in locked.order_by("pk")}
    paid = []
    for payout, view in answers:
        row = rows.get(payout.pk)
        if row is None:
            continue
        if view.state != "paid" or view.amount_cents != row.amount_cents:
            _failed(row, view.failure or view.state, at)
        else:
            row.ref = view.ref
            paid.append(row)
    for payout, because in refusals:
        if payout.pk in rows:
            _failed(rows[payout.pk], because, at)
    bulk.write(paid, ["ref"])
    PAYOUT.move_all(paid, PayoutState.PAID, paid_at=at, failure="")
    for run, own in groupby(paid, lambda row: row.run):
        events.publish_each(
            [(PayoutPaid(payout_id=row.pk, seller_id=row.seller_id), row) for row in own],
            within=run,
            at=at,
        )
        _finish(run)


@transaction.atomic(durable=True)
def fail(payout: Payout, *, because: str, at: datetime) -> None:
    """The provider refused: the sums stay with this payout until it is retried or dropped."""
    _failed(payout, because, at)


@transaction.atomic(durable=True)
def retry(payout: Payout, *, by: User | None, at: datetime) -> None:
    """Send a refused payout again, as a new transfer of what may still leave."""
    # A new key: asked under the old one, the provider would answer with the same refusal.
    PAYOUT.move(payout, PayoutState.APPROVED, uid=uuid4().hex, failure="")
    _retried(payout, by=by, at=at)


@transaction.atomic(durable=True)
def retry_all(rows: QuerySet[Payout], *, by: User | None, at: datetime) -> int:
    """Send the refused payouts of a set again, as `retry` does each; returns how many."""
    refused = rows.filter(state=PayoutState.FAILED).select_related("run")
    # Locked: what somebody else retries or drops at the same moment is left to them.
    payouts = list(refused.select_for_update(of=("self",)).order_by("pk"))
    for payout in payouts:
        payout.uid = uuid4().hex
    bulk.write(payouts, ["uid"])
    PAYOUT.move_all(payouts, PayoutState.APPROVED, failure="")
    for payout in payouts:
        _retried(payout, by=by, at=at)
    return len(payouts)


@transaction.atomic(durable=True)
def drop(payout: Payout, *, by: User | None, because: str, at: datetime) -> None:
    """Give a payout up before it leaves: what it had taken is due again."""
    _drop(payout, by=by, because=because, at=at)
    _finish(payout.run)


@transaction.atomic(durable=True)
def drop_run(run: PayoutRun, *, by: User | None, because: str, at: datetime) -> None:
    """Give up a run that was not approved."""
    RUN.move(run, RunState.DROPPED)
    for payout in run.payouts.filter(state=PayoutState.PREPARED).select_related("run"):
        _drop(payout, by=by, because=because, at=at)


def settle(at: datetime) -> int:
    """Ask again about transfers whose outcome is unknown, and close the runs that are over."""
    asked = Payout.objects.filter(state=PayoutState.SENDING, sent_at__lte=at - PATIENCE)
    late = Payout.objects.filter(state=PayoutState.APPROVED, run__approved_at__lte=at - PATIENCE)
    # Bounded, so that a provider that is slow to answer does not hold the worker: more next time.
    ids = [*asked.values_list("pk", flat=True)[:500], *late.values_list("pk", flat=True)[:500]]
    for pk in ids:
        ask_again(pk, at=at)
    for start in range(0, len(ids), AT_ONCE):
        _send(ids[start : start + AT_ONCE], at=at)
    for run in PayoutRun.objects.filter(state=RunState.APPROVED).exclude(payouts__state__in=ALIVE):
        _finish(run)
    return len(ids)


def ask_again(payout_id: int, *, at: datetime) -> None:
    """Ask the provider about a transfer without an answer: unknown there, it is sent anew."""
    payout = Payout.objects.select_related("seller", "run").get(pk=payout_id)
    if payout.state != PayoutState.SENDING:
        return
    try:
        view = gateway.current().find_transfer(key=payout.uid, group=payout.number)
    except (GatewayDown, GatewayRefused):
        return
    if view is not None:
        confirm(payout, view, at=at)
        return
    with transaction.atomic(durable=True), suppress(MovedMeanwhile):
        PAYOUT.move(payout, PayoutState.APPROVED, uid=uuid4().hex)


def sync(ref: str, *, at: datetime) -> None:
    """Hears of a transfer that changed: ask about it if its outcome is still unknown."""
    waiting = Payout.objects.filter(ref=ref, state=PayoutState.SENDING)
    for pk in waiting.values_list("pk", flat=True):
        ask_again(pk, at=at)


def _fill(run: PayoutRun, paid_now: list[tuple[Seller, int]], at: datetime) -> None:
    usual = payable.usual([seller.pk for seller, _cents in paid_now])
    bulk.insert(
        [
            Payout(
                run=run,
                seller=seller,
                number=f"{run.number}-{rank:05d}",
                uid=uuid4().hex,
                amount_cents=cents,
                warnings=payable.warnings(seller, cents, usual, at),
            )
            for rank, (seller, cents) in enumerate(paid_now, start=1)
        ]
    )
    _stamp(run)
    _agree(run)


def _stamp(run: PayoutRun) -> None:
    """Stamp the due lines of the run's sellers, in one statement."""
    due = payable.due_lines(run.until).order_by()
    lines, values = due.values_list("line_id", "seller_id", "amount_cents").query.sql_with_params()
    copy = (
        "INSERT INTO accounting_payoutitem (payout_id, line_id, amount_cents) "  # noqa: S608
        "SELECT p.id, due.line_id, due.amount_cents FROM accounting_payout p "
        f"JOIN ({lines}) due ON p.seller_id = due.seller_id WHERE p.run_id = %s"
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(copy, [*values, run.pk])
    # A line is in one payout at most: the database decides between two runs prepared at once.
    except IntegrityError as error:
        raise AnotherRun from error
    _settled(PayoutItem.objects.filter(payout__run=run))


def _settled(items: QuerySet[PayoutItem]) -> None:
    """What a payout took is no longer to be paid."""
    Unsettled.objects.filter(line__in=items.values("line")).delete()


def _give_back(items: QuerySet[PayoutItem]) -> None:
    """Take lines out of payouts: the next run takes them again."""
    columns = ("line", "line__seller", "line__seller_order", "amount_cents")
    lines, values = items.order_by().values_list(*columns).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounting_unsettled (line_id, seller_id, seller_order_id, amount_cents) "  # noqa: S608
            f"{lines}",
            values,
        )
    items.delete()


def _agree(run: PayoutRun) -> None:
    """Make amounts the sums of the stamped lines: the book may have moved since they were read."""
    stamped = run.payouts.annotate(stamped=Sum("items__amount_cents", default=0))
    for payout in stamped.exclude(amount_cents=F("stamped")):
        if payout.stamped > 0:
            Payout.objects.filter(pk=payout.pk).update(amount_cents=payout.stamped)
        else:
            _give_back(payout.items.all())
            Payout.objects.filter(pk=payout.pk).delete()
    total = run.payouts.aggregate(cents=Sum("amount_cents", default=0))["cents"]
    if not total:
        raise NothingDue
    PayoutRun.objects.filter(pk=run.pk).update(total_cents=total)
    run.total_cents = total


@transaction.atomic(durable=True)
def _begin(ids: list[int], *, at: datetime) -> list[Payout]:
    """The payouts to send, their intention stored; without those that must not leave (any more)."""
    approved = Payout.objects.filter(pk__in=ids, state=PayoutState.APPROVED)
    # Locked: what another worker sends or drops at the same moment is left to it.
    locked = approved.select_for_update(of=("self",)).select_related("seller", "run")
    leaving = []
    for run, own in groupby(locked.order_by("run", "pk"), lambda payout: payout.run):
        leaving += _what_leaves(run, list(own), at=at)
    # Committed before the calls: should this process die, `settle` asks what became of the keys.
    account = Seller.objects.filter(pk=OuterRef("seller")).values("account_ref")
    PAYOUT.move_all(leaving, PayoutState.SENDING, sent_at=at, account_ref=Subquery(account))
    for payout in leaving:
        payout.account_ref = payout.seller.account_ref
    return leaving


def _what_leaves(run: PayoutRun, payouts: list[Payout], *, at: datetime) -> list[Payout]:
    """Those of a run's payouts of which something may leave, of their amount or of less."""
    sellers = [payout.seller_id for payout in payouts]
    held, debts = payable.held_of(run, payouts), defaultdict(list)
    for payout in payouts:
        if held[payout.pk]:
            stays = [order.seller_order_id for order in held[payout.pk]]
            _give_back(payout.items.filter(line__seller_order__in=stays))
    for debt in payable.debts_of(*sellers):
        debts[debt.seller_id].append(debt)
    for payout in payouts:
        if held[payout.pk] or debts[payout.seller_id]:
            _shrink(payout, held[payout.pk], debts[payout.seller_id], at=at)
    owed, leaving = ledger.owed_by(sellers), []
    for payout in payouts:
        cents = owed.get(payout.seller_id, 0)
        why = payable.stopped(payout.seller, payout.amount_cents, owed_cents=cents, at=at)
        if why:
            _drop(payout, by=None, because=str(why), at=at)
        else:
            leaving.append(payout)
    if len(leaving) < len(payouts):
        _finish(run)
    return leaving


def _shrink(
    payout: Payout, held: list[payable.Held], debts: list[Unsettled], *, at: datetime
) -> None:
    """What may not leave was given back, debts are taken off.

    A payout never grows after its approval. What is left may be nothing, or less: the caller looks.
    """
    taken = PayoutItem.objects.bulk_create(
        [
            PayoutItem(payout=payout, line_id=debt.line_id, amount_cents=debt.amount_cents)
            for debt in debts
        ]
    )
    _settled(PayoutItem.objects.filter(pk__in=[item.pk for item in taken]))
    left = payout.items.aggregate(cents=Sum("amount_cents", default=0))["cents"]
    less = payout.amount_cents - left
    if not less:
        return
    payout.amount_cents, payout.held_back_cents = left, payout.held_back_cents + less
    if left > 0:
        payout.save(update_fields=["amount_cents", "held_back_cents"])
    reasons = ", ".join(f"{order.number} ({order.reason})" for order in held)
    events.publish(
        PayoutShrunk(payout_id=payout.pk, seller_id=payout.seller_id, held_back_cents=less),
        about=payout,
        within=payout.run,
        at=at,
        because=(reasons or _("Des sommes rendues aux acheteurs ont été déduites."))[:500],
    )


def _retried(payout: Payout, *, by: User | None, at: datetime) -> None:
    events.publish(
        PayoutRetried(payout_id=payout.pk), about=payout, within=payout.run, by=by, at=at
    )


def _failed(payout: Payout, because: str, at: datetime) -> None:
    try:
        PAYOUT.move(payout, PayoutState.FAILED, failure=because[:160])
    except MovedMeanwhile:
        return
    events.publish(
        PayoutFailed(payout_id=payout.pk, seller_id=payout.seller_id),
        about=payout,
        within=payout.run,
        because=because,
        at=at,
    )


def _drop(payout: Payout, *, by: User | None, because: str, at: datetime) -> None:
    PAYOUT.move(payout, PayoutState.DROPPED, failure=because[:160])
    _give_back(payout.items.all())
    events.publish(
        PayoutDropped(payout_id=payout.pk, seller_id=payout.seller_id),
        about=payout,
        within=payout.run,
        by=by,
        because=because,
        at=at,
    )


def _finish(run: PayoutRun) -> None:
    """Close a run when none of its payouts waits for anything."""
    if run.payouts.filter(state__in=ALIVE).exists():
        return
    over = RunState.DROPPED if run.state == RunState.PREPARED else RunState.DONE
    if RUN.allows(run.state, over):
        try:
            RUN.move(run, over)
        except MovedMeanwhile:
            return
