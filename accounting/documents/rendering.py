"""Making the files of documents: once, stored with their fingerprint, never made again."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _

from accounting.documents import facturx
from accounting.models import Invoice
from marketplace.shared import files, pdf

PRICED_TTC = (Invoice.Kind.SALE, Invoice.Kind.SALE_CREDIT)
CREDITS = (Invoice.Kind.SALE_CREDIT, Invoice.Kind.COMMISSION_CREDIT)


def render(invoice_id: int, *, at: datetime) -> bool:
    """Make and store the file of a document, once. False if this machine cannot make PDFs yet."""
    invoice = Invoice.objects.select_related("corrects", "seller_order__order").get(pk=invoice_id)
    if invoice.rendered_at is not None:
        return True
    try:
        content = file_of(invoice)
    except pdf.NoRenderer:
        return False
    fresh = Invoice.objects.filter(pk=invoice.pk, rendered_at=None)
    with files.bound([invoice.file]):
        invoice.file.save(f"{invoice.number}.pdf", ContentFile(content), save=False)
        stored = fresh.update(file=invoice.file.name, sha256=fingerprint(content), rendered_at=at)
    if not stored:  # another worker was faster: its file is the one
        invoice.file.storage.delete(invoice.file.name)
    return True


def render_waiting(*, at: datetime, at_most: int = 100) -> int:
    """Make the files that still miss, until this machine says that it cannot."""
    made = 0
    waiting = Invoice.objects.filter(rendered_at=None).order_by("pk").values_list("pk", flat=True)
    for invoice_id in waiting[:at_most]:
        if not render(invoice_id, at=at):
            break
        made += 1
    return made


def file_of(invoice: Invoice) -> bytes:
    """The document as PDF/A-3a with its Factur-X data inside."""
    page = pdf.render(
        "invoice",
        {
            "invoice": invoice,
            "title": title_of(invoice),
            "word": _word_of(invoice),
            "priced_ttc": invoice.kind in PRICED_TTC,
        },
        language=invoice.language,
    )
    return facturx.attach(page, invoice, title=title_of(invoice))


def title_of(invoice: Invoice) -> str:
    """What a document is called: Facture LUNE-2026-000001."""
    return f"{_word_of(invoice)} {invoice.number}"


def _word_of(invoice: Invoice) -> str:
    with translation.override(invoice.language):
        return _("Avoir") if invoice.kind in CREDITS else _("Facture")


def fingerprint(content: bytes) -> str:
    """What proves that a file is still the one that was made."""
    return hashlib.sha256(content).hexdigest()
