"""The file of an exchange in the console: all that was said, whole, and who owes an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.shared import contact_data, places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, span, when
from sellers.conversations import reading, subjects, working
from sellers.models import AnswerDue, Message, Side, Thread

TEMPLATE = "admin/sellers/_messages.html"
MOST = 200  # messages drawn in one file, the latest


def of_thread(row: Thread, *, at: datetime) -> Dossier:
    """All that is kept of an exchange."""
    dues = list(row.dues.order_by("pk"))
    return Dossier(
        title=subjects.title(row),
        who=row.name,
        amount=subjects.topic(row),
        badges=[badge(row), *_late(dues)],
        says=_says(row, dues, at),
        main=[Panel(title=_("Messages"), template=TEMPLATE, values=words(row))],
        beside=[_about(row)],
        rows=[row],
        lead=[row],
        instead_of=("sellers.MessageSaid", "sellers.MessagesDue"),
    )


def words(row: Thread) -> dict[str, Any]:
    """The messages as the operator reads them: to whom each was said, and what was hidden."""
    rows = Message.objects.filter(thread=row).select_related("by").prefetch_related("enclosures")
    last = list(rows.order_by("-pk")[: MOST + 1])
    return {
        "messages": [
            {
                "row": message,
                "who": reading.who(message.side, row, "") if message.side else _("La maison"),
                "note": _is_note(message),
                "reads": reading.reads(
                    {*message.recipients, message.side} - {""}, row, Side.OPERATOR
                ),
                "masked": ", ".join(str(contact_data.Kind(name).label) for name in message.masked),
            }
            for message in reversed(last[:MOST])
        ],
        "more": len(last) > MOST,
        "files_at": reverse("admin:sellers_thread_change", args=[row.pk]).replace(
            "/change/", "/piece/"
        ),
        "erased": row.erased_at,
    }


def _is_note(message: Message) -> bool:
    return message.side == Side.OPERATOR and message.recipients == [Side.OPERATOR]


def _late(dues: list[AnswerDue]) -> list[str]:
    is_late = any(due.escalated_at for due in dues)
    return [badge("late", _("Sans réponse"), "danger")] if is_late else []


def _says(row: Thread, dues: list[AnswerDue], at: datetime) -> list[str]:
    if row.erased_at:
        said = _("Ce qui était dit est effacé depuis le {day} ; que l'échange a eu lieu reste.")
        return [said.format(day=when(row.erased_at))]
    return [
        _("{who} doit répondre à {asker} depuis le {day} ({time} en jours ouvrés).").format(
            who=_capital(reading.who(due.side, row, "")),
            asker=reading.named(due.asker, row),
            day=when(due.since),
            time=span(working.between(due.counts_from, due.paused_at or at)),
        )
        for due in dues
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _about(row: Thread) -> Panel:
    subject = subjects.row_of(row)
    order = getattr(subject, "order", None)
    return Panel(
        title=_("De quoi il s'agit"),
        rows=[
            (_("Objet"), places.link(subject, subjects.title(row)) if subject is not None else ""),
            (_("Commande"), places.link(order) if order is not None else ""),
            (_("Sujet"), subjects.topic(row)),
            (_("Article"), row.detail),
            (_("Boutique"), places.link(row.seller) if row.seller else ""),
            (_("Acheteur"), row.name),
            (_("Son adresse"), row.buyer.email if row.buyer else row.email),
            (_("Adresse prouvée le"), when(row.proven_at) if row.proven_at else ""),
            (_("Numéro"), row.number),
            (_("Ouvert le"), when(row.opened_at)),
            (_("Remis au service client le"), when(row.escalated_at) if row.escalated_at else ""),
            (_("De côté jusqu'au"), when(row.snoozed_until) if row.snoozed_until else ""),
            (_("Clos le"), when(row.closed_at) if row.closed_at else ""),
        ],
    )
