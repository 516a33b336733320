"""What the file of a document shows: from whom to whom, for what, its VAT, where its file is."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounting.documents import contests, reform
from accounting.models import CommissionMonth, Invoice
from marketplace.shared import clock, countries, letters, places, trail
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact, Letter, Pending
from marketplace.shared.quotes import bare
from marketplace.shared.templatetags.ui import badge, dated, day, figure, money, when

LAST = 5
RENDERING = "accounting.render_invoice"
ANSWER = "accounting/contest_answered"
BILLED = "accounting/commissions_billed"


def of_invoice(invoice: Invoice) -> Dossier:
    """The file of a document, read with its seller, its part of an order and what it corrects."""
    notes = list(invoice.credit_notes.order_by("pk"))
    contest = _contest(invoice)
    return Dossier(
        title=f"{invoice.get_kind_display()} {invoice.number}",
        who=_("{issuer} → {customer} · {day}").format(
            issuer=invoice.issuer["legal_name"],
            customer=invoice.customer["legal_name"],
            day=dated(invoice.issued_on),
        ),
        amount=money(invoice.gross_cents, invoice.currency),
        badges=_badges(invoice, contest, notes),
        main=[_body(invoice), *_contested(invoice, contest), _sent(invoice)],
        beside=[
            _files(invoice),
            _related(invoice, notes),
            _party(_("Émetteur"), invoice.issuer),
            _party(_("Client"), invoice.customer),
        ],
        history=[_others(invoice)],
        rows=[invoice],
        told=notes,
        lead=[invoice],
    )


def _badges(invoice: Invoice, contest: list[Fact], notes: list[Invoice]) -> list[str]:
    given_back = -sum(abs(note.gross_cents) for note in notes) + abs(invoice.gross_cents)
    badges = [badge("made", _("PDF prêt"), "positive")]
    if invoice.rendered_at is None:
        badges = [badge("making", _("PDF en préparation"), "active")]
    if notes:
        whole = _("Annulée par avoir") if given_back <= 0 else _("Corrigée en partie par avoir")
        badges.append(badge("credited", whole, "quiet"))
    if contest and contest[-1].name == contests.CONTESTED:
        badges.append(badge("contested", _("Contestée : à répondre"), "danger"))
    elif contest:
        badges.append(badge("answered", _("Contestation close"), "quiet"))
    return badges


def _contest(invoice: Invoice) -> list[Fact]:
    said = Fact.objects.filter(
        subject=subject_of(invoice), name__in=(contests.CONTESTED, contests.ANSWERED)
    )
    return list(said.select_related("actor").order_by("pk"))


def _body(invoice: Invoice) -> Panel:
    """Its lines, its VAT by rate, its totals: as they were issued."""
    return Panel(
        title=_("Ce qui est facturé"),
        anchor="lines",
        template="admin/accounting/_document.html",
        values={"document": invoice},
    )


def _contested(invoice: Invoice, contest: list[Fact]) -> list[Panel]:
    """What the seller says is wrong, and what was answered; or until when they may say it."""
    if invoice.kind not in contests.IN_THEIR_NAME:
        return []
    rows: list[tuple[str, str]] = []
    for fact in contest:
        is_answer = fact.name == contests.ANSWERED
        name = _("Notre réponse") if is_answer else _("Le vendeur écrit")
        rows.append(
            (
                name,
                format_html(
                    "« {} »<br><small>{} · {}</small>",
                    bare(fact.because),
                    when(fact.happened_at),
                    trail.person(fact.actor),
                ),
            )
        )
    if not rows:
        last = contests.until(invoice)
        open_ = contests.may_be_contested(invoice, clock.now())
        said = _("Le vendeur peut la contester jusqu'au {day}.") if open_ else ""
        said = said or _("Le vendeur ne l'a pas contestée ; il le pouvait jusqu'au {day}.")
        rows = [(_("Délai"), said.format(day=dated(last)))]
    waits = bool(contest) and contest[-1].name == contests.CONTESTED
    return [
        Panel(
            title=_("Contestation par le vendeur"),
            anchor="contest",
            tone="warning" if waits else "",
            rows=rows,
        )
    ]


def _sent(invoice: Invoice) -> Panel:
    """How often its file was tried and to whom it was announced, with what came of it."""
    rows: list[tuple[str, str]] = [
        (_("PDF fabriqué"), when(invoice.rendered_at)),
        *_tries(invoice),
    ]
    for letter in _letters(invoice):
        left = badge(letter) + format_html(" {}", letters.failure(letter))
        rows.append(
            (
                _("Lettre : {subject}").format(subject=letter.title),
                format_html("{} · {} · {}", letter.email, when(letter.written_at), left),
            )
        )
    rows.append((_("Réforme de la facturation"), reform.in_words(invoice)))
    return Panel(title=_("Fabrication et envois"), anchor="sent", rows=rows)


def _tries(invoice: Invoice) -> list[tuple[str, str]]:
    """While the PDF is missing: how often it was tried, and what stopped it."""
    if invoice.rendered_at is not None:
        return []
    tasks = Pending.objects.filter(task=RENDERING, data__invoice_id=invoice.pk).order_by("-pk")
    task = tasks.first()
    if task is None:
        return [(_("PDF"), _("à fabriquer : le prochain passage s'en charge"))]
    state = _("abandonnée") if task.dead_at else _("en attente")
    said = _("{state}, essais : {count}").format(state=state, count=figure(task.attempts))
    return [(_("Fabrication"), f"{said}. {task.last_error}".strip(". "))]


def _letters(invoice: Invoice) -> QuerySet[Letter]:
    """The letters that told its seller of it: by its number, or by the month it bills."""
    theirs = Letter.objects.filter(subject=subject_of(invoice.seller)).order_by("pk")
    if invoice.kind in contests.IN_THEIR_NAME:
        return theirs.filter(template=ANSWER, title__contains=invoice.number)[:LAST]
    return theirs.filter(
        template=BILLED,
        written_at__gte=invoice.issued_at,
        written_at__lt=invoice.issued_at + timedelta(days=1),
    )[:LAST]


def _files(invoice: Invoice) -> Panel:
    """The PDF as it was made, its data, and what proves that it is still the same."""
    pdf = reverse("admin:accounting_invoice_file", args=[invoice.pk])
    xml = reverse("admin:accounting_invoice_xml", args=[invoice.pk])
    return Panel(
        title=_("Fichiers"),
        anchor="files",
        rows=[
            (
                _("Document"),
                format_html('<a href="{}">PDF</a>', pdf)
                if invoice.rendered_at
                else _("en préparation"),
            ),
            (_("Données Factur-X"), format_html('<a href="{}">XML</a>', xml)),
            (_("Empreinte"), _grouped(invoice.sha256)),
            (_("Période"), _period(invoice)),
        ],
    )


def _grouped(seal: str) -> str:
    """In groups of eight, to be compared by eye."""
    return " ".join(seal[at : at + 8] for at in range(0, len(seal), 8))


def _period(invoice: Invoice) -> str:
    if invoice.period_from is None or invoice.period_until is None:
        return ""
    return _("du {first} au {last}").format(
        first=dated(invoice.period_from), last=dated(invoice.period_until)
    )


def _related(invoice: Invoice, notes: list[Invoice]) -> Panel:
    """The order it bills, what it corrects, what corrects it."""
    part, month = invoice.seller_order, _month(invoice)
    given = [
        format_html("{} · {} · {}", places.link(note), money(note.gross_cents), day(note.issued_on))
        for note in notes
    ]
    return Panel(
        title=_("Ce qui s'y rapporte"),
        rows=[
            (_("Vendeur"), places.link(invoice.seller)),
            (_("Commande"), places.link(part.order) if part else ""),
            (_("Commande vendeur"), places.link(part) if part else ""),
            (_("Remboursement"), places.link(invoice.refund) if invoice.refund else ""),
            (_("Corrige"), places.link(invoice.corrects) if invoice.corrects else ""),
            (_("Avoirs"), format_html_join(mark_safe("<br>"), "{}", ((one,) for one in given))),
            (_("Commissions du mois"), places.link(month) if month else ""),
        ],
    )


def _month(invoice: Invoice) -> CommissionMonth | None:
    if invoice.kind in contests.IN_THEIR_NAME:
        return None
    return CommissionMonth.objects.filter(billed__invoice=invoice).first()


def _party(title: str, party: dict) -> Panel:
    """Whoever issues or receives it, as frozen on the day it was issued."""
    place = (
        party.get("line1"),
        party.get("line2"),
        f"{party.get('postcode', '')} {party.get('city', '')}".strip(),
        countries.named(party.get("country", "")),
    )
    return Panel(
        title=title,
        rows=[
            (_("Nom"), party["legal_name"]),
            (_("À l'attention de"), party.get("contact", "")),
            (_("Adresse"), ", ".join(line for line in place if line)),
            (_("E-mail"), party.get("email", "")),
            (_("SIREN"), party.get("siren", "")),
            (_("Numéro de TVA"), party.get("vat_number", "")),
            (_("Référence de l'acheteur"), party.get("reference", "")),
        ],
    )


def _others(invoice: Invoice) -> Panel:
    """The seller's other documents of this kind, latest first."""
    same = Invoice.objects.filter(seller=invoice.seller, kind=invoice.kind)
    return Panel(
        title=_("Ses derniers documents"),
        rows=[
            (
                day(other.issued_on),
                format_html("{} · {}", places.link(other), money(other.gross_cents)),
            )
            for other in same.exclude(pk=invoice.pk).order_by("-pk")[:LAST]
        ],
    )
