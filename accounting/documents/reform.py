"""By which way of the e-invoicing reform a document is told to the tax office, and from when.

The ways and the calendar are those of CGI 289 bis and 290: each document belongs to its issuer,
whose size decides the day. Who sells here is a small company: the later day is the one shown.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice

RECEIVED_FROM = date(2026, 9, 1)  # every company receives electronic invoices
LARGE_FROM = date(2026, 9, 1)  # large and middle-sized companies issue and report
SMALL_FROM = date(2027, 9, 1)  # small companies and micro-enterprises issue and report
TRADER = ("business", "company")


class Flow(Enum):
    """A way, its note in the XML (BR-FR-20) and its flow at the tax office."""

    E_INVOICE = ("B2B", "1", _("Facture électronique entre assujettis"))
    REPORTED_ABROAD = ("B2BINT", "10.1", _("E-reporting, facture par facture : client étranger"))
    REPORTED = ("B2C", "10.3", _("E-reporting, cumul par jour : client particulier"))

    def __init__(self, bar: str, number: str, words):
        self.bar, self.number, self.words = bar, number, words


def flow_of(invoice: Invoice) -> Flow:
    """The way of a document: a trader with a SIREN is invoiced electronically, others reported."""
    customer = invoice.customer
    if customer["kind"] not in TRADER:
        return Flow.REPORTED
    return Flow.E_INVOICE if customer["siren"] else Flow.REPORTED_ABROAD


def due_from(invoice: Invoice) -> date | None:
    """From which day a small issuer transmits such a document; None when that day has come."""
    return SMALL_FROM if invoice.issued_on < SMALL_FROM else None


def in_words(invoice: Invoice) -> str:
    """The way of a document for whoever reads lists of them: its name, and when it begins."""
    words, day = str(flow_of(invoice).words), due_from(invoice)
    if day is None:
        return words
    begins = _("obligatoire pour une petite entreprise à compter du {day}")
    return f"{words} ({begins.format(day=date_format(day, 'd/m/Y'))})"
