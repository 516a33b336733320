"""Documents as they were issued, to read and to download."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounting.documents import reform, rendering
from accounting.documents.views.files import hand_out
from accounting.models import Invoice
from marketplace.shared import clock
from marketplace.shared.admin import Exported, Page, Verb, euros, register
from marketplace.shared.states import Refusal


class CannotRender(Refusal):
    """This machine cannot make PDFs."""

    sentence = _(
        "Le moteur PDF (Pango) manque sur ce serveur : la commande `make doctor` dit comment"
        " l'installer."
    )


def _render(row, request, data):
    if not rendering.render(row.pk, at=clock.now()):
        raise CannotRender


@register(Invoice)
class InvoiceAdmin(Exported):
    """Every invoice and credit note, of sellers and of the house."""

    role, readers = "finance", ("support",)  # buyers and sellers ask support for theirs
    concerns = ("seller",)
    exported = (
        "number",
        "kind",
        "issued_on",
        "seller__code",
        "seller__name",
        "seller_order__number",
        "corrects__number",
        "currency",
        "net_cents",
        "vat_cents",
        "gross_cents",
    )
    list_display = ("number", "kind", "seller", "issued_on", "net", "vat", "gross", "download")
    list_filter = ("kind", "issued_on")
    search_fields = ("number", "seller__name", "seller__code", "seller_order__number")
    ordering = ("-pk",)
    list_select_related = ("seller",)
    fields = (
        "number",
        "kind",
        "download",
        "seller",
        "seller_order",
        "refund",
        "corrects",
        "issued_on",
        "period_from",
        "period_until",
        "net",
        "vat",
        "gross",
        "flow",
        "mentions",
        "sha256",
        "rendered_at",
    )
    readonly_fields = ("net", "vat", "gross", "flow", "download")
    net = euros("net_cents", _("HT"))
    vat = euros("vat_cents", _("TVA"))
    gross = euros("gross_cents", _("TTC"))
    pages = (Page("<int:pk>/file/", "file", "file", role="finance", also=("support",)),)
    verbs = (
        Verb(
            "render",
            _("Fabriquer le PDF"),
            _render,
            role="finance",
            when=lambda row: row.rendered_at is None,
            sentence=_("Le document est déjà émis ; seul son fichier manque."),
        ),
    )

    @admin.display(description=_("Réforme de la facturation"))
    def flow(self, document):
        """By which way the document is told to the tax office, and from when."""
        return reform.in_words(document)

    def download(self, document):
        """The link to the PDF, once it is made."""
        if document.rendered_at is None:
            return _("en préparation")
        return format_html(
            '<a href="{}">PDF</a>', reverse("admin:accounting_invoice_file", args=[document.pk])
        )

    download.short_description = _("Fichier")

    def file(self, request, row):
        """The PDF of a document."""
        if row.rendered_at is None:
            raise Http404
        return hand_out(row.file, f"{row.number}.pdf")
