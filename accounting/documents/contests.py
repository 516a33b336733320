"""A seller contests a document that was issued in their name, within the delay of their mandate.

Such a document is theirs: they answer for what it says, and correct it (CGI 289 I-2; ann. II, 242
nonies I). What is said of it, and answered, are facts of the document; its words never change.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounting.events import InvoiceContestAnswered, InvoiceContested
from accounting.models import AccountingRules, Invoice
from marketplace.shared import clock, events, policy
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact, User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day

IN_THEIR_NAME = (Invoice.Kind.SALE, Invoice.Kind.SALE_CREDIT)
CONTESTED, ANSWERED = name_of(InvoiceContested), name_of(InvoiceContestAnswered)


class NotInYourName(Refusal):
    """The house's own bills are not issued in a seller's name."""

    sentence = _(
        "Seuls les factures et avoirs émis en votre nom se contestent ici : pour une facture de"
        " commission, écrivez-nous."
    )


class TooLate(Refusal):
    """The delay of the mandate is over."""

    sentence = _("Ce document pouvait être contesté jusqu'au {day} : le délai est passé.")


class AlreadyContested(Refusal):
    """A document is contested once."""

    sentence = _("Ce document est déjà contesté : nous vous répondons par écrit.")


class NothingToAnswer(Refusal):
    """Nobody contests the document, or it was answered."""

    sentence = _("Aucune contestation de ce document n'attend de réponse.")


def until(invoice: Invoice) -> date:
    """The last day on which a document may be contested."""
    days = policy.rules(AccountingRules).mandate_contest_days
    return invoice.issued_on + timedelta(days=days)


def may_be_contested(invoice: Invoice, at: datetime) -> bool:
    """Whether its delay still runs."""
    return invoice.kind in IN_THEIR_NAME and clock.paris_day(at) <= until(invoice)


def told(invoices: Collection[Invoice]) -> dict[int, Fact]:
    """The last word on each of some documents that are contested: the contest or its answer."""
    subjects = {subject_of(invoice): invoice.pk for invoice in invoices}
    if not subjects:
        return {}
    said = Fact.objects.filter(subject__in=subjects, name__in=(CONTESTED, ANSWERED))
    return {subjects[fact.subject]: fact for fact in said.order_by("pk")}


def marked(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Documents that say themselves whether they are contested: nothing is asked one by one."""
    key = Concat(Value(f"{Invoice._meta.label_lower}:"), Cast(OuterRef("pk"), CharField()))
    return rows.annotate(is_contested=Exists(Fact.objects.filter(name=CONTESTED, subject=key)))


def waits(invoice: Invoice) -> bool:
    """Whether somebody contests a document and has no answer."""
    if not getattr(invoice, "is_contested", True):  # said by `marked`
        return False
    last = told([invoice]).get(invoice.pk)
    return last is not None and last.name == CONTESTED


def waiting() -> QuerySet[Invoice]:
    """The documents whose contest nobody answered."""
    said = Fact.objects.filter(name__in=(CONTESTED, ANSWERED)).values_list("name", "data")
    names: dict[str, set[int]] = {CONTESTED: set(), ANSWERED: set()}
    for name, data in said:
        names[name].add(data["invoice_id"])
    return Invoice.objects.filter(pk__in=names[CONTESTED] - names[ANSWERED])


@transaction.atomic(durable=True)
def contest(invoice: Invoice, *, because: str, by: User, at: datetime) -> None:
    """A seller says what is wrong with a document issued in their name.

    Raises NotInYourName, TooLate, AlreadyContested.
    """
    if invoice.kind not in IN_THEIR_NAME:
        raise NotInYourName
    if not may_be_contested(invoice, at):
        raise TooLate(day=day(until(invoice)))
    # locked: of two members who contest at the same time, the second is told
    Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    if told([invoice]):
        raise AlreadyContested
    fact = InvoiceContested(invoice_id=invoice.pk, seller_id=invoice.seller_id)
    events.publish(fact, about=invoice, within=invoice.seller, by=by, because=because, at=at)


@transaction.atomic(durable=True)
def answer(invoice: Invoice, *, because: str, by: User, at: datetime) -> None:
    """Finance answers in writing: what is wrong is corrected, or why it stands.

    Raises NothingToAnswer.
    """
    Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    if not waits(invoice):
        raise NothingToAnswer
    fact = InvoiceContestAnswered(invoice_id=invoice.pk, seller_id=invoice.seller_id)
    events.publish(fact, about=invoice, within=invoice.seller, by=by, because=because, at=at)
