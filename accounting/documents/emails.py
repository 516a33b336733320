"""The letters about documents."""

from __future__ import annotations

from accounting.models import Invoice
from marketplace.shared.mail import Email


def contest_answered(invoice: Invoice, answer: str) -> Email:
    """What finance answers to a seller who contested a document in their name."""
    return Email(
        to=invoice.seller.email,
        template="accounting/contest_answered",
        values={"document": invoice, "seller": invoice.seller, "answer": answer},
        key=f"contest_answered-{invoice.pk}",
    )
