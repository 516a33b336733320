"""The console's pages about what the payment provider told us, and what we did about it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.models import Payout
from marketplace.shared import columns, places
from marketplace.shared.admin import Filed, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.models import GatewayNotice
from marketplace.shared.templatetags.ui import badge, money, when
from orders.models import Dispute, Payment, Refund
from sellers.models import Seller

LAST = 5
# What a provider announces, and what became of it.
GATEWAYS = {"sandbox": _("Bac à sable"), "stripe": "Stripe"}
NOTICED = {
    "payment.changed": _("Un paiement a changé"),
    "refund.changed": _("Un remboursement a changé"),
    "transfer.changed": _("Un versement a changé"),
    "dispute.changed": _("Une contestation a changé"),
    "account.changed": _("Le compte d'un vendeur a changé"),
}
OUTCOMES = {"settled": _("pris en compte"), "ignored": _("sans effet")}
PARKED = _("mis de côté")
# What each of them is about: the rows by the provider's reference, with what their words need.
ABOUT: dict[str, tuple[type[models.Model], str, tuple[str, ...]]] = {
    "payment.changed": (Payment, "ref", ("order",)),
    "refund.changed": (Refund, "ref", ("payment__order",)),
    "transfer.changed": (Payout, "ref", ("seller",)),
    "dispute.changed": (Dispute, "ref", ("payment__order",)),
    "account.changed": (Seller, "account_ref", ()),
}


def about(notice: GatewayNotice) -> models.Model | None:
    """The payment, refund, payout, dispute or seller that a notice is about; None if unknown."""
    if notice.kind not in ABOUT or not notice.subject_ref:
        return None
    model, column, joined = ABOUT[notice.kind]
    rows = model._default_manager.select_related(*joined)
    return rows.filter(**{column: notice.subject_ref}).order_by("-pk").first()


def of_notice(notice: GatewayNotice) -> Dossier:
    """The file of a notice: what was told, about what, and what we did."""
    row = about(notice)
    return Dossier(
        title=said(notice),
        who=_link(row),
        amount=_amount(row),
        badges=[_badge(notice)],
        says=[_told(notice), _done(notice)],
        main=[
            Panel(
                title=gettext("Message reçu"),
                template="admin/house/_message.html",
                values={"raw": json.dumps(notice.payload, indent=2, ensure_ascii=False)},
            )
        ],
        beside=[_subject(notice, row), _others(notice)],
        rows=[notice],
        lead=[notice],
    )


def said(notice: GatewayNotice) -> str:
    """What the provider announced, in words."""
    return str(NOTICED.get(notice.kind) or gettext("Annonce d'un genre inconnu"))


def _provider(notice: GatewayNotice) -> str:
    return str(GATEWAYS.get(notice.gateway) or gettext("Prestataire"))


def outcome(notice: GatewayNotice) -> str:
    """What became of it, in words."""
    if notice.handled_at is None:
        return gettext("pas encore traité")
    return str(OUTCOMES.get(notice.outcome) or PARKED)


def _badge(notice: GatewayNotice) -> str:
    tones = {"settled": "positive", "ignored": "quiet"}
    tone = "active" if notice.handled_at is None else tones.get(notice.outcome, "warning")
    words = outcome(notice)
    return badge("notice", words[:1].upper() + words[1:], tone)


def _told(notice: GatewayNotice) -> str:
    return gettext("{provider} nous l'a dit le {day}.").format(
        provider=_provider(notice), day=when(notice.received_at)
    )


def _done(notice: GatewayNotice) -> str:
    """What was done of it, and when."""
    if notice.handled_at is None:
        return gettext("Nous ne l'avons pas encore traité : une tâche s'en charge.")
    day = when(notice.handled_at)
    if notice.outcome == "settled":
        words = gettext(
            "Le {day}, nous avons demandé au prestataire où cela en est et suivi sa réponse : une"
            " annonce n'est jamais crue sur parole."
        )
    elif notice.outcome == "ignored":
        words = gettext(
            "Le {day}, nous l'avons laissé : rien chez nous ne suit ce genre d'annonce."
        )
    else:
        words = gettext(
            "Le {day}, nous l'avons mis de côté : le prestataire parle de quelque chose qui n'est"
            " pas chez nous, ou n'a rien voulu en dire."
        )
    return words.format(day=day)


def _link(row: models.Model | None) -> Any:
    """What it is about as a link: of a payment, its order."""
    if row is None:
        return gettext("rien de connu chez nous")
    if isinstance(row, Payment):
        words = gettext("Paiement de la commande {number}").format(number=row.order.number)
        return places.link(row.order, words)
    if isinstance(row, Dispute):
        number = row.payment.order.number
        return places.link(
            row, gettext("Contestation de la commande {number}").format(number=number)
        )
    if isinstance(row, Refund):
        return places.link(row, gettext("Remboursement {number}").format(number=row.number))
    if isinstance(row, Payout):
        return places.link(row, gettext("Versement {number}").format(number=row.number))
    return places.link(row)


def _amount(row: models.Model | None) -> str:
    cents = getattr(row, "amount_cents", None)
    return "" if cents is None else money(cents)


def _subject(notice: GatewayNotice, row: models.Model | None) -> Panel:
    """What it is about, as it stands now."""
    order = getattr(row, "order", None) or getattr(getattr(row, "payment", None), "order", None)
    seller = getattr(row, "seller", None) if isinstance(row, Payout) else None
    state = ""
    if row is not None:
        column = "kyc_state" if isinstance(row, Seller) else "state"
        state = badge(row, column=column)
    return Panel(
        title=gettext("De quoi il s'agit"),
        rows=[
            (gettext("Objet"), _link(row)),
            (gettext("Où il en est"), state),
            (gettext("Commande"), places.link(order) if order else ""),
            (gettext("Vendeur"), places.link(seller) if seller else ""),
            (gettext("Prestataire"), _provider(notice)),
            (gettext("Référence du prestataire"), notice.subject_ref),
            (gettext("Numéro de l'annonce"), notice.uid),
            (gettext("Reçu le"), when(notice.received_at)),
            (gettext("Traité le"), when(notice.handled_at)),
        ],
    )


def _others(notice: GatewayNotice) -> Panel:
    """The other notices about the same thing, latest first."""
    rows = GatewayNotice.objects.filter(kind=notice.kind, subject_ref=notice.subject_ref)
    others = (
        rows.exclude(pk=notice.pk).order_by("-received_at", "-pk") if notice.subject_ref else ()
    )
    return Panel(
        title=gettext("Autres annonces à ce sujet"),
        rows=[
            (when(other.received_at), format_html("{}", places.link(other, outcome(other))))
            for other in others[:LAST]
        ],
    )


@register(GatewayNotice)
class NoticeAdmin(Filed):
    """What the payment provider told us."""

    role = "finance"
    list_display = (
        "received_at",
        "provider",
        "about",
        "subject_ref",
        "handled_at",
        "ended",
    )
    list_filter = (
        columns.by_word("gateway", _("prestataire"), GATEWAYS),
        columns.by_word("kind", _("événement"), NOTICED),
    )
    provider = columns.worded("gateway", _("prestataire"), GATEWAYS)
    about = columns.worded("kind", _("événement"), NOTICED)
    search_fields = ("uid", "subject_ref")
    ordering = ("-received_at", "-pk")

    @admin.display(description=_("suite"), ordering="outcome")
    def ended(self, notice):
        """What became of it, in words."""
        return outcome(notice)

    def heading(self, notice):
        """What the provider announced, in words."""
        return said(notice)

    def dossier(self, request, row):
        """What the provider told, about what, and what we did."""
        return of_notice(row)
