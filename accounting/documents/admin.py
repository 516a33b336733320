"""Documents as they were issued, to read and to download."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.documents import contests, facturx, rendering
from accounting.documents import file as invoice_file
from accounting.documents.forms import AnswerForm
from accounting.documents.views.files import hand_out
from accounting.models import Invoice
from marketplace.shared import clock
from marketplace.shared.admin import Exported, Filed, Page, Verb, euros, present, register
from marketplace.shared.quotes import bare
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day


class CannotRender(Refusal):
    """This machine cannot make PDFs."""

    sentence = _(
        "Le moteur PDF (Pango) manque sur ce serveur : la commande `make doctor` dit comment"
        " l'installer."
    )


def _render(row, request, data):
    if not rendering.render(row.pk, at=clock.now()):
        raise CannotRender


def _what_is_contested(invoice: Invoice) -> str:
    """The seller's own words, and what an answer does."""
    said = contests.told([invoice])[invoice.pk]
    return gettext(
        "Le vendeur écrit, le {day} : « {words} ». Votre réponse lui est envoyée ; le document émis"
        " ne change pas."
    ).format(day=day(said.happened_at), words=bare(said.because))


class Contested(admin.SimpleListFilter):
    """Documents that their sellers contest."""

    title, parameter_name = _("contestation"), "contest"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("waiting", _("à répondre"))]

    def queryset(self, request, queryset):
        """The documents whose contest nobody answered."""
        if self.value() != "waiting":
            return queryset
        return queryset.filter(pk__in=contests.waiting().values("pk"))


@register(Invoice)
class InvoiceAdmin(Filed, Exported):
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
    list_filter = ("kind", "issued_on", Contested)
    search_fields = ("number", "seller__name", "seller__code", "seller_order__number")
    ordering = ("-pk",)
    list_select_related = ("seller",)
    net = euros("net_cents", _("HT"))
    vat = euros("vat_cents", _("TVA"))
    gross = euros("gross_cents", _("TTC"))
    pages = (
        Page("<int:pk>/file/", "file", "file", role="finance", also=("support",)),
        Page("<int:pk>/xml/", "xml", "xml", role="finance", also=("support",)),
    )
    verbs = (
        Verb(
            "render",
            _("Fabriquer le PDF"),
            _render,
            role="finance",
            when=lambda row: row.rendered_at is None,
            sentence=_("Le document est déjà émis ; seul son fichier manque."),
            done=_("Le PDF est fabriqué."),
        ),
        Verb(
            "answer",
            _("Répondre à la contestation"),
            lambda row, request, data: contests.answer(row, **data, **present(request)),
            form=AnswerForm,
            role="finance",
            when=contests.waits,
            tone="positive",
            sentence=_what_is_contested,
            done=_("La réponse est partie."),
        ),
    )

    def get_queryset(self, request):
        """With what its file says of the order and of what it corrects."""
        match = request.resolver_match
        rows = super().get_queryset(request)
        if match is None or match.url_name != self.url_name("change"):
            return rows
        return rows.select_related("seller", "seller_order__order", "refund__payment", "corrects")

    def dossier(self, request, row):
        """From whom to whom, for what, its VAT, its files, and who contests it."""
        return invoice_file.of_invoice(row)

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

    def xml(self, request, row):
        """The data of a document, as they are inside its PDF."""
        answer = HttpResponse(facturx.xml_of(row), content_type="application/xml")
        answer["Content-Disposition"] = f'attachment; filename="{row.number}.xml"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer
