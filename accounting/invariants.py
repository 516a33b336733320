"""What must always be true of the book, the documents and the payouts; proven by `verify`."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, TruncMonth

from accounting import chains
from accounting.billing import billing
from accounting.book import months, sources
from accounting.book.ledger import COMMISSIONS
from accounting.commissions import commissions, grid
from accounting.documents import documents
from accounting.models import (
    Account,
    AccountingRules,
    BilledCommission,
    Commission,
    CommissionMonth,
    CommissionReversal,
    Entry,
    Invoice,
    Line,
    MonthBalance,
    Payout,
    PayoutItem,
    PayoutRun,
    Unsettled,
)
from accounting.payouts import payouts, statements
from accounting.payouts.payouts import ALIVE
from accounting.states import PayoutState, RunState
from marketplace.shared import rules, sums, vat, witness
from marketplace.shared.clock import PARIS, today
from marketplace.shared.models import Fact, SandboxMove, Sequence
from marketplace.shared.money import round_half_up
from marketplace.shared.proofs import Since
from marketplace.shared.templatetags.ui import money
from orders.models import Dispute, OrderLine, Refund, RefundLine, SellerOrder
from orders.states import DisputeState, RefundState
from sellers.application import onboarding

NEVER_INVOICED = (Refund.Cause.REFUSED, Refund.Cause.CANCELLED)
REMEMBERED = timedelta(minutes=2)  # how long a process may go on with rules that were changed
UNSEEN = timedelta(hours=1)  # how long the transaction that makes a file may take
SIGNED = F("debit_cents") - F("credit_cents")


def violations() -> Iterator[str]:
    """A sentence for each thing that is not as it must be."""
    for check in (*GROWING, *CHECKS):
        yield from check()


def _balanced():
    """M1: the two sides of every entry are equal, and there are two at least."""
    of_entries = Line.objects.order_by().values("entry_id")
    sides = of_entries.annotate(gap=Sum(SIGNED), sides=Count("pk"))
    for pk, gap, count in sides.filter(~Q(gap=0) | Q(sides__lt=2)).values_list(
        "entry_id", "gap", "sides"
    ):
        source = Entry.objects.filter(pk=pk).values_list("source", flat=True).first() or pk
        yield f"entry {source} is not balanced: {gap} cents over {count} sides"
    without = Entry.objects.exclude(Exists(Line.objects.filter(entry=OuterRef("pk"))))
    for source in without.values_list("source", flat=True):
        yield f"entry {source} is not balanced: None cents over 0 sides"


def _lines_of_nothing():
    entry = Entry.objects.filter(pk=OuterRef("entry_id"))
    for pk in Line.objects.exclude(Exists(entry)).values_list("pk", flat=True):
        yield f"line {pk} of the book belongs to no entry"


def _booked_once():
    """M4: whatever moved money is in the book."""
    events = (
        ("sale", SellerOrder.objects.filter(paid_at__isnull=False)),
        ("refund", Refund.objects.filter(state=RefundState.PAID)),
        ("dispute", Dispute.objects.filter(amount_cents__gt=0)),
        ("disputeend", Dispute.objects.exclude(state=DisputeState.OPEN).filter(amount_cents__gt=0)),
        ("payout", Payout.objects.filter(state=PayoutState.PAID)),
    )
    for kind, movements in events:
        source = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
        for pk in movements.exclude(Exists(Entry.objects.filter(source=source))).values_list(
            "pk", flat=True
        ):
            yield f"{kind}:{pk} is not in the book"


def _orders_in_the_book():
    """M6: what the provider holds of a part is what was paid less what went back."""
    paid = SellerOrder.objects.filter(paid_at__isnull=False)
    back = Refund.objects.filter(seller_order__paid_at__isnull=False, state=RefundState.PAID)
    for part, left, held in sums.apart(
        SellerOrder,
        (paid, "pk", "total_cents"),
        (back, "seller_order_id", -F("amount_cents")),
        made=(_of_parts(Account.PSP), "seller_order_id", SIGNED),
    ):
        yield f"part {part.number}: the book holds {held}, paid less refunded is {left}"


def _of_parts(account):
    """The lines of an account that are about a seller's part of an order."""
    return Line.objects.filter(account=account, seller_order__isnull=False)


def _commissions():
    """M7: every line has its commission, and the book what is left of it."""
    for line in OrderLine.objects.filter(commission=None):
        yield f"order line {line.pk} has no commission"
    paid = SellerOrder.objects.filter(paid_at__isnull=False)
    frozen = Commission.objects.filter(line__seller_order__paid_at__isnull=False)
    for account, gross, back in (
        (Account.COMMISSION, "net_cents", "reversed_cents"),
        (Account.VAT, "vat_cents", "reversed_vat_cents"),
    ):
        for part, said, booked in sums.apart(
            SellerOrder,
            (paid, "pk", Value(0)),
            (frozen, "line__seller_order_id", F(gross) - F(back)),
            made=(_of_parts(account), "seller_order_id", -SIGNED),
        ):
            yield f"part {part.number}: {account} holds {booked}, its commissions are {said}"


def _reversals():
    """A commission says what its reversals add up to; those of a lost dispute are booked."""
    for net, said in (("net_cents", "reversed_cents"), ("vat_cents", "reversed_vat_cents")):
        for commission, told, summed in sums.apart(
            Commission,
            (Commission.objects.all(), "pk", said),
            made=(CommissionReversal.objects.all(), "commission_id", net),
        ):
            yield f"commission {commission.pk}: its reversals are {summed}, it says {told}"
    yield from _not_given_back()
    source = Concat(
        Value(sources.TAKEN),
        Cast("dispute_id", CharField()),
        Value("-"),
        Cast("commission__line__seller_order_id", CharField()),
    )
    taken_back = CommissionReversal.objects.filter(dispute__isnull=False).exclude(
        net_cents=0, vat_cents=0
    )
    unbooked = taken_back.annotate(source=source).exclude(
        Exists(Entry.objects.filter(source=OuterRef("source")))
    )
    for name in unbooked.order_by("pk").values_list("source", flat=True):
        yield f"{name} is not in the book"


def _not_given_back():
    """Of a line that is wholly gone from its seller, the whole commission is given back."""
    refunded = RefundLine.objects.filter(
        line=OuterRef("line"), refund__state=RefundState.PAID, refund__borne_by=Refund.Bearer.SELLER
    ).order_by()
    taken = CommissionReversal.objects.filter(commission=OuterRef("pk")).order_by()
    lowered = Q(line__in=RefundLine.objects.values("line")) | Q(
        pk__in=CommissionReversal.objects.values("commission")
    )
    whole = Commission.objects.filter(lowered, base_cents__gt=0).annotate(
        gone=Coalesce(refunded.values("line").annotate(s=Sum("amount_cents")).values("s"), 0)
        + Coalesce(taken.values("commission").annotate(s=Sum("taken_cents")).values("s"), 0)
    )
    undone = whole.filter(gone__gte=F("base_cents")).exclude(
        reversed_cents=F("net_cents"), reversed_vat_cents=F("vat_cents")
    )
    for pk in undone.values_list("pk", flat=True):
        yield (
            f"commission {pk}: the line is wholly refunded or taken by a bank, the commission is"
            " not given back"
        )


def _clearing_accounts():
    """What stands on the two waiting accounts is what disputes and late payments still hold."""
    held = dict(Line.objects.values_list("account").annotate(s=Sum(SIGNED)).order_by())
    disputed = Dispute.objects.filter(state=DisputeState.OPEN).aggregate(
        s=Sum("amount_cents", default=0)
    )["s"]
    late = Refund.objects.filter(seller_order=None).exclude(
        state__in=(RefundState.PAID, RefundState.DROPPED)
    )
    owed = late.aggregate(s=Sum("amount_cents", default=0))["s"]
    for account, meant in ((Account.DISPUTES, disputed), (Account.BUYERS, -owed)):
        if held.get(account, 0) != meant:
            yield f"account {account} holds {held.get(account, 0)}, {meant} is open"


def _borne_by_the_operator():
    """What the operator gave buyers is booked part by part, and took nothing from the sellers."""
    borne = Refund.objects.filter(
        seller_order__isnull=False, state=RefundState.PAID, borne_by=Refund.Bearer.OPERATOR
    )
    for part, meant, booked in sums.apart(
        SellerOrder,
        (SellerOrder.objects.all(), "pk", Value(0)),
        (borne, "seller_order_id", "amount_cents"),
        made=(_of_parts(Account.GOODWILL), "seller_order_id", SIGNED),
    ):
        yield (f"part {part.number}: {Account.GOODWILL} holds {booked}, the operator bears {meant}")


def _payouts_add_up():
    """M9: a payout is the sum of its items, all of its own seller."""
    live = Payout.objects.exclude(state=PayoutState.DROPPED)
    for payout in live.annotate(items_cents=Coalesce(Sum("items__amount_cents"), 0)).exclude(
        amount_cents=F("items_cents")
    ):
        yield f"payout {payout.number}: {payout.amount_cents}, its items are {payout.items_cents}"
    wrong = PayoutItem.objects.filter(
        ~Q(line__seller=F("payout__seller"))
        | ~Q(line__account=Account.SELLERS)
        | Q(payout__state=PayoutState.DROPPED)
        | ~Q(amount_cents=F("line__credit_cents") - F("line__debit_cents"))
    )
    for item in wrong:
        yield f"payout item {item.pk} does not belong to payout {item.payout_id}"


def _payouts_booked():
    """M9: paid once, for its amount; runs total their live payouts at approval."""
    paid = Payout.objects.filter(state=PayoutState.PAID).annotate(
        source=Concat(Value("payout:"), Cast("pk", CharField()))
    )
    booked = Line.objects.filter(
        account=Account.SELLERS,
        entry__source=OuterRef("source"),
        seller=OuterRef("seller"),
        debit_cents=OuterRef("amount_cents"),
    )
    for payout in paid.exclude(Exists(booked)):
        yield f"payout {payout.number} is paid and not booked for its amount"
    for number in Payout.objects.filter(state=PayoutState.PAID, ref="").values_list(
        "number", flat=True
    ):
        yield f"payout {number} is paid without the provider's reference"
    for number in Payout.objects.filter(state__in=ALIVE, run__state="done").values_list(
        "number", flat=True
    ):
        yield f"payout {number} waits in a run that is done"


def _unsettled():
    """What waits for a payout is each line of a seller that is to be paid and that none took."""
    for pk in Unsettled.objects.filter(
        ~Q(line__account=Account.SELLERS)
        | ~Q(line__seller=F("seller"))
        | ~Q(amount_cents=F("line__credit_cents") - F("line__debit_cents"))
        | Q(line__seller_order__isnull=False) & ~Q(line__seller_order=F("seller_order"))
        | Q(line__payout_item__isnull=False)
    ).values_list("pk", flat=True):
        yield f"line {pk} waits for a payout and is not what the book says, or is in one"
    lost = Line.objects.filter(
        Q(seller_order__isnull=False) | Q(entry__journal=COMMISSIONS),
        account=Account.SELLERS,
        payout_item=None,
        unsettled=None,
    )
    for pk in lost.values_list("pk", flat=True):
        yield f"line {pk} of a seller is in no payout and waits for none"


def _months():
    """Months say what the lines that they count come to."""
    kept = MonthBalance.objects.values_list(
        "account", "seller", "month", *months.SUMS, "through"
    ).order_by()
    said = {tuple(row[:3]): months.Sums(*row[3:]) for row in kept}
    last = max((sums.through for sums in said.values()), default=0)
    meant = months.months_of(Line.objects.filter(pk__lte=last))
    for key in sorted({*said, *meant}, key=str):
        says, holds = said.get(key, months.NOTHING), meant.get(key, months.NOTHING)
        if says != holds:
            account, seller, month = key
            called = f"{account} of seller {seller}" if seller else account
            yield (
                f"month {month:%m/%Y} of account {called} says {says.debit_cents} and"
                f" {says.credit_cents}, the book {holds.debit_cents} and {holds.credit_cents}"
            )


def _runs():
    """Runs were prepared and approved by the persons of their facts: two above the threshold."""
    prepared = witness.last("accounting.PayoutsPrepared")
    vouched = witness.last("accounting.PayoutsVouched")
    approved = witness.last("accounting.RunApproved")
    levels, first = _thresholds(), _first_approvals()
    alone: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    runs = PayoutRun.objects.select_related("prepared_by", "approved_by").annotate(
        asked=Coalesce(Sum(F("payouts__amount_cents") + F("payouts__held_back_cents")), 0),
        left=Count("payouts", filter=Q(payouts__state__in=(PayoutState.SENDING, PayoutState.PAID))),
    )
    for run in runs.order_by("approved_at", "pk"):
        called = f"Campagne {run.number} de {money(run.total_cents)}"
        if run.asked != run.total_cents:
            yield f"{called} : ses versements font {money(run.asked)}"
        author = vouched.get(run.pk) or prepared.pop(run.pk, None)
        prepared.pop(run.pk, None)
        if author is None or author.actor_id != run.prepared_by_id:
            yield (
                f"{called} : préparée par {_email(run.prepared_by)}, le fait dit une autre personne"
            )
        fact = approved.pop(run.pk, None)
        if run.state not in (RunState.APPROVED, RunState.DONE):
            if run.left or fact or run.approved_by_id or run.approved_at:
                yield (
                    f"{called} : {run.left} versements partis ou approuvés, la campagne n'est pas"
                    " approuvée"
                )
            continue
        if fact is None:  # approved before runs had a fact of their own: its payouts have one
            fact = first.get(run.pk)
        yield from _approval(run, called, fact)
        yield from _two_persons(run, called, fact, levels, alone)
    for pk in sorted({*prepared, *approved}):
        yield f"Campagne n° {pk} : elle a été préparée et a disparu"


def _approval(run, called, fact):
    """A run bears the name and the instant of the fact of its approval."""
    if fact is None or (fact.actor_id, fact.happened_at) != (run.approved_by_id, run.approved_at):
        gap = "aucun fait ne le dit" if fact is None else "le fait dit autre chose"
        yield f"{called} : approuvée par {_email(run.approved_by)} le {run.approved_at}, {gap}"


def _two_persons(run, called, fact, levels, alone):
    """One person alone lets no run leave, nor runs of a week, that reach the threshold."""
    if fact is None or run.approved_at is None:
        return
    stood, said = witness.at(levels, run.approved_at), fact.data.get("threshold_cents")
    just_before = witness.at(levels, run.approved_at - REMEMBERED)
    if said is not None and stood is not None and said not in (stood, just_before):
        yield f"{called} : approuvée sous un seuil de {money(said)}, il était de {money(stood)}"
    threshold = said if stood is None or said == just_before else stood
    if threshold is None:
        return
    if run.prepared_by_id is None or run.approved_by_id is None:
        if run.total_cents >= threshold:
            yield f"{called} : partie sans deux personnes, le seuil était de {money(threshold)}"
    elif run.prepared_by_id == run.approved_by_id:
        approved_alone = alone[run.approved_by_id]
        before = sum(cents for at, cents in approved_alone if at >= run.prepared_at - payouts.WEEK)
        approved_alone.append((run.approved_at, run.total_cents))
        if run.total_cents + before >= threshold:
            yield (
                f"{called} : la même personne ({_email(run.approved_by)}) l'a préparée et"
                f" approuvée, le seuil était de {money(threshold)}"
            )


def _first_approvals():
    """The first approved payout of each run whose own approval no fact records."""
    runs = PayoutRun.objects.exclude(approved_at=None).annotate(
        subject=Concat(Value(f"{PayoutRun._meta.label_lower}:"), Cast("pk", CharField()))
    )
    untold = runs.exclude(
        Exists(Fact.objects.filter(name="accounting.RunApproved", subject=OuterRef("subject")))
    )
    facts = Fact.objects.filter(
        name="accounting.PayoutApproved", within__in=untold.values("subject")
    ).order_by("-pk")
    return {int(fact.within.rpartition(":")[2]): fact for fact in facts.iterator()}


def _thresholds():
    """The threshold from which two persons are asked, with its changes, as facts give them."""
    return rules.history(AccountingRules, "payout_four_eyes_cents")


def _email(person):
    return person.email if person else "personne"


def _accounts():
    """Payouts went to their seller's own account, and none while a new IBAN froze them."""
    history: dict[int, list] = defaultdict(list)
    facts = Fact.objects.filter(
        Q(name="sellers.AccountOpened")
        | Q(name=witness.RECORDED, subject__startswith="sellers.seller:")
    ).order_by("pk")
    for subject, data, at in facts.values_list("subject", "data", "happened_at").iterator():
        if ref := data["values"].get("account_ref"):
            history[int(subject.rpartition(":")[2])].append((at, ref))
    moved: dict[int, list[datetime]] = defaultdict(list)
    changes = Fact.objects.filter(name="sellers.BankChanged").values_list("data", "happened_at")
    for data, at in changes.iterator():
        moved[data["seller_id"]].append(at)
    theirs = SandboxMove.objects.filter(kind="transfer", ref=OuterRef("ref")).values("target_ref")[
        :1
    ]
    sent = (
        Payout.objects.filter(sent_at__isnull=False)
        .exclude(account_ref="")
        .annotate(credited=Subquery(theirs))
    )
    columns = ("number", "amount_cents", "seller_id", "account_ref", "sent_at", "credited", "state")
    for number, cents, seller, ref, at, credited, state in (
        sent.order_by("pk").values_list(*columns).iterator()
    ):
        called = f"Versement {number} de {money(cents)}"
        right = witness.at(history[seller], at)
        if right is not None and right != ref:
            yield f"{called} : parti vers le compte {ref}, celui du vendeur était {right}"
        if credited is not None and credited != ref:
            yield f"{called} : le prestataire a crédité le compte {credited}, la ligne dit {ref}"
        gone = state in (PayoutState.SENDING, PayoutState.PAID)
        if gone and any(change <= at < change + onboarding.IBAN_FREEZE for change in moved[seller]):
            yield f"{called} : parti le {at}, moins de 72 heures après un changement d'IBAN"


def _disputes_booked():
    """The book shows how each dispute ended: won, the money came back; lost, it did not."""
    source = Concat(Value("disputeend:"), Cast(OuterRef("pk"), CharField()))
    back = Line.objects.filter(
        account=Account.PSP, entry__source=source, debit_cents=OuterRef("amount_cents")
    )
    ended = (
        Dispute.objects.exclude(state=DisputeState.OPEN)
        .filter(amount_cents__gt=0)
        .annotate(came_back=Exists(back), booked=Exists(Entry.objects.filter(source=source)))
    )
    for dispute in ended.filter(booked=True).exclude(
        Q(state=DisputeState.WON, came_back=True) | Q(state=DisputeState.LOST, came_back=False)
    ):
        book = "gagnée" if dispute.came_back else "perdue"
        yield (
            f"Contestation {dispute.ref} de {money(dispute.amount_cents)} : le livre la dit {book},"
            " la ligne dit autre chose"
        )


def _statements():
    """M2: the last statement, and what came since, are what the book holds."""
    paid = Payout.objects.filter(seller=OuterRef("seller"), state=PayoutState.PAID)
    newest = paid.order_by(*statements.LATEST).values("pk")[:1]
    last = Payout.objects.filter(state=PayoutState.PAID, pk=Subquery(newest))
    after = Cast(KeyTextTransform("after_line", "statement_data"), BigIntegerField())
    lines = Line.objects.filter(account=Account.SELLERS, seller=OuterRef("seller")).order_by()
    newer = lines.filter(pk__gt=OuterRef("after"))
    held = last.annotate(after=after).annotate(
        owed=_minus(lines), opening=_minus(lines.filter(pk__lte=OuterRef("after")))
    )
    columns = ("pk", "number", "statement_data", "owed", "opening")
    told = held.annotate(later=_minus(newer.filter(stated=None))).values_list(*columns, "later")
    for pk, number, data, owed, opening, later in told.iterator(chunk_size=100):
        if not data:
            yield f"payout {number} has no statement"
            continue
        if "rows" in data:  # a statement of before its lines were rows
            own = newer.exclude(pk__in=[row["line_id"] for row in data["rows"]])
            later = held.filter(pk=pk).values_list(_minus(own), flat=True).get()
        if data["closing_cents"] + later != owed or opening != data["opening_cents"]:
            yield f"statement of {number}: {data['closing_cents']} + {later} is not {owed}"


def _minus(lines):
    """What these lines leave to be paid to the seller they are about, as part of another query."""
    cents = lines.values("seller").annotate(s=-Sum(SIGNED)).values("s")
    return Coalesce(Subquery(cents), 0, output_field=BigIntegerField())


def _series():
    """I1, I2: numbers without gap, days in the order of numbers."""
    by_series = Invoice.objects.values("series").annotate(
        n=Count("pk"), low=Min("rank"), high=Max("rank")
    )
    for series in by_series.order_by():
        if (series["low"], series["high"]) != (1, series["n"]):
            yield (
                f"series {series['series']}: {series['n']} documents from {series['low']} to"
                f" {series['high']}"
            )
    later = Invoice.objects.filter(
        series=OuterRef("series"), rank=OuterRef("rank") + 1, issued_on__lt=OuterRef("issued_on")
    )
    for number in Invoice.objects.filter(Exists(later)).values_list("number", flat=True):
        yield f"the document after {number} bears an earlier day"


def _sequences():
    last = dict(Invoice.objects.values_list("series").annotate(Max("rank")).order_by())
    given = dict(Sequence.objects.filter(series__in=last).values_list("series", "last"))
    for series, rank in last.items():
        if given.get(series) != rank:
            yield f"series {series}: {given.get(series)} numbers given, {rank} documents"


def _invoices_add_up(since: Since | None = None):
    """I4: lines, rates and totals agree to the cent, and what is printed multiplies."""
    columns = ("number", "net_cents", "vat_cents", "lines", "rates")
    for some in chains.documents(since):
        for number, net_cents, vat_cents, lines, rates in (
            some.order_by("pk").values_list(*columns).iterator()
        ):
            for line in lines:
                if not _multiplies(line):
                    yield f"document {number}: « {line['title']} » does not multiply"
            net = {
                sum(line["net_cents"] for line in lines),
                sum(rate["net_cents"] for rate in rates),
            }
            tax = sum(rate["vat_cents"] for rate in rates)
            if net != {net_cents} or tax != vat_cents:
                yield f"document {number}: its lines or rates are not its total"


def _multiplies(line: dict) -> bool:
    """Whether the price of a piece that is printed, times the pieces, is the line's net."""
    unit = int(documents.unit_price(line).scaleb(8))
    return bool(round_half_up(unit * line["quantity"], 10**6) == line["net_cents"])


def _shipped_are_invoiced():
    """I4: each shipped part has one invoice, for what was sent; without a mandate, it waits."""
    shipped = SellerOrder.objects.filter(shipped_at__isnull=False)
    out = Refund.objects.filter(seller_order__shipped_at__isnull=False, cause__in=NEVER_INVOICED)
    sales = Invoice.objects.filter(kind=Invoice.Kind.SALE, seller_order__isnull=False)
    for part, _due, invoiced in sums.apart(
        SellerOrder,
        (shipped, "pk", "total_cents"),
        (out, "seller_order_id", -F("amount_cents")),
        made=(sales, "seller_order_id", "gross_cents"),
    ):
        if invoiced or part.seller.mandate_revoked_at is None:
            yield f"part {part.number} is shipped and invoiced for {invoiced}"
    early = Invoice.objects.filter(kind=Invoice.Kind.SALE, seller_order__shipped_at=None)
    for invoice in early:
        yield f"invoice {invoice.number} was issued before shipping"


def _credit_notes():
    """I3: what was invoiced and given back has its credit note, for its amount."""
    due = Refund.objects.filter(
        state=RefundState.PAID,
        seller_order__invoices__kind=Invoice.Kind.SALE,
        borne_by=Refund.Bearer.SELLER,
    ).exclude(cause__in=NEVER_INVOICED)
    waiting = Q(credit_note=None, seller_order__seller__mandate_revoked_at__isnull=False)
    # no credit note at all is zero, not unknown: an unknown amount would pass
    for refund in (
        due.annotate(credited=Coalesce("credit_note__gross_cents", 0))
        .exclude(amount_cents=F("credited"))
        .exclude(waiting)
    ):
        yield f"refund {refund.pk} has no credit note of its amount"
    for number in (
        Invoice.objects.exclude(refund=None)
        .filter(refund__borne_by=Refund.Bearer.OPERATOR)
        .values_list("number", flat=True)
    ):
        yield f"credit note {number} lowers a price for what the operator bears"
    over = (
        Invoice.objects.filter(kind=Invoice.Kind.SALE)
        .annotate(credited=Sum("credit_notes__gross_cents"))
        .filter(credited__gt=F("gross_cents"))
    )
    for invoice in over:
        yield f"invoice {invoice.number} is credited beyond its total"


def _commission_invoices():
    """The documents of a closed month bill what the book holds for it, net and VAT."""
    for entry in _unbilled():
        yield (
            f"{entry.source} was booked in a month whose commissions are invoiced, and is on no"
            " document"
        )
    yield from _closed_months()
    stray = (
        BilledCommission.objects.filter(closed_in__isnull=False)
        .annotate(
            month=TruncMonth("entry__posted_at", output_field=DateField(), tzinfo=PARIS),
        )
        .exclude(month=F("closed_in__month"))
    )
    for source, month in stray.values_list("entry__source", "closed_in__month"):
        yield f"{source} is billed in {month:%m/%Y} and was booked in another month"


def _closed_months():
    """What a month says, what is booked for it and what its documents bill are the same sums."""
    held = (
        Line.objects.filter(entry__billed__closed_in=OuterRef("pk"))
        .order_by()
        .values("entry__billed__closed_in")
    )
    booked = {
        account: Coalesce(held.filter(account=account).annotate(s=-Sum(SIGNED)).values("s"), 0)
        for account in (Account.COMMISSION, Account.VAT)
    }
    billed = defaultdict(lambda: [0, 0])
    documents_by_month = Invoice.objects.filter(billed__closed_in__isnull=False).values_list(
        "pk", "billed__closed_in", "kind", "net_cents", "vat_cents"
    )
    for _pk, closed, kind, net, tax in documents_by_month.order_by().distinct():
        sign = -1 if kind == Invoice.Kind.COMMISSION_CREDIT else 1
        billed[closed][0] += sign * net
        billed[closed][1] += sign * tax
    months = CommissionMonth.objects.annotate(
        net=booked[Account.COMMISSION], tax=booked[Account.VAT]
    ).select_related("seller")
    for closing in months.order_by("pk"):
        sums = {
            (closing.net_cents, closing.vat_cents),
            (closing.net, closing.tax),
            tuple(billed[closing.pk]),
        }
        if len(sums) > 1:
            yield (
                f"commissions of {closing}: {closing.net}+{closing.tax} are booked, "
                f"{billed[closing.pk][0]}+{billed[closing.pk][1]} billed"
            )


def _unbilled():
    """Entries of commissions on no document, though their month was invoiced.

    That is a month for which their seller was invoiced, or one before the last that anybody was.
    """
    last = dict(CommissionMonth.objects.values_list("seller").annotate(Max("month")).order_by())
    if not last:
        return
    house = billing.span(max(last.values()))[0]
    waiting = Line.objects.filter(
        account=Account.SELLERS,
        entry__journal=COMMISSIONS,
        entry__billed=None,
        entry__posted_at__lt=billing.span(max(last.values()))[1],
    )
    for line in waiting.select_related("entry").order_by("pk"):
        at = line.entry.posted_at
        if at < house or (line.seller_id in last and at < billing.span(last[line.seller_id])[1]):
            yield line.entry


def _commission_vat():
    """VAT once per document and rate; credit notes name their invoice and never exceed it."""
    ours = (
        Invoice.objects.filter(billed__closed_in__isnull=False)
        .select_related("corrects")
        .distinct()
    )
    notes = defaultdict(list)
    for document in ours.order_by("pk"):
        if document.kind == Invoice.Kind.COMMISSION:
            wrong = any(
                rate["vat_cents"] != vat.add(rate["net_cents"], rate["bps"])[0]
                for rate in document.rates
            )
            if wrong or any(line["net_cents"] <= 0 for line in document.lines):
                yield (
                    f"invoice {document.number}: its VAT is not base × rate, or a line is a"
                    " correction"
                )
        elif document.corrects is None:
            yield f"credit note {document.number} names no invoice"
        else:
            for rate in document.rates:
                net, tax = billing.left_to_credit(
                    document.corrects, notes[document.corrects_id], rate["bps"]
                )
                due = (
                    tax
                    if rate["net_cents"] == net
                    else min(vat.add(rate["net_cents"], rate["bps"])[0], tax)
                )
                if rate["net_cents"] > net or rate["vat_cents"] != due:
                    yield (
                        f"credit note {document.number} exceeds {document.corrects.number}, or its"
                        " VAT is not base × rate"
                    )
            notes[document.corrects_id].append(document)


def _files(since: Since | None = None):
    """I4: the file is the one that was made."""
    made = Invoice.objects.exclude(rendered_at=None)
    if since is not None:  # it was made in a transaction that the last proof may not have seen
        made = made.filter(rendered_at__gte=since.at - UNSEEN)
    for invoice in made.only("number", "file", "sha256").iterator():
        try:
            with invoice.file.open("rb") as file:
                same = hashlib.sha256(file.read()).hexdigest() == invoice.sha256
        except OSError:
            same = False
        if not same:
            yield f"the file of {invoice.number} is not the one that was made"


def marks() -> dict[str, dict]:
    """Where the next verification goes on: the last entry of each journal."""
    return {"book": chains.marks()}


def _grid():
    """From today on, no two rules of one place, seller and position: either could apply."""
    for first, second, day in grid.overlaps(commissions.read(), today()):
        yield (
            f"commission rules {first.pk} and {second.pk} hold both on {day}, of one position and"
            " for the same sales"
        )


GROWING = (chains.book, chains.issued, chains.closed, _invoices_add_up, _files)
CHECKS = (
    _balanced,
    _lines_of_nothing,
    _booked_once,
    _orders_in_the_book,
    _commissions,
    _reversals,
    _clearing_accounts,
    _borne_by_the_operator,
    _payouts_add_up,
    _payouts_booked,
    _unsettled,
    _months,
    _runs,
    _accounts,
    _disputes_booked,
    _statements,
    _series,
    _sequences,
    _shipped_are_invoiced,
    _credit_notes,
    _commission_invoices,
    _commission_vat,
    _grid,
)
