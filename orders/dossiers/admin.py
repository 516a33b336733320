"""The console's pages about orders: one file for all that follows an order."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.admin import (
    Because,
    Exported,
    Filed,
    Verb,
    euros,
    present,
    register,
)
from marketplace.shared.columns import stated
from marketplace.shared.dossiers import quotes
from marketplace.shared.gateway.protocol import Evidence
from marketplace.shared.templatetags.ui import money, when
from orders import contested
from orders.buying import addresses
from orders.dossiers import dispute as dispute_file
from orders.dossiers import evidence, whole
from orders.dossiers import order as order_file
from orders.dossiers.forms import DestinationForm, EvidenceForm
from orders.fulfilment import destinations
from orders.models import Dispute, Order
from orders.money import disputes
from orders.sections import naming
from orders.states import DisputeState


def _correct_destination(order, request, data):
    address = {name: text for name, text in data.items() if name != "because"}
    destinations.correct(order, address, because=data["because"], **present(request))


def _is_unanswered(dispute: Dispute) -> bool:
    return dispute.state == DisputeState.OPEN and dispute.standing_answer is None


def _may_be_contested(dispute: Dispute) -> bool:
    late = dispute.answer_by is not None and dispute.answer_by < clock.now()
    return _is_unanswered(dispute) and not late


def _draft(dispute: Dispute) -> dict:
    everything = whole.of(whole.orders().get(pk=dispute.payment.order_id))
    return asdict(evidence.drafted(dispute, everything, quotes(dispute)))


def _contest(dispute, request, data):
    disputes.contest(dispute, Evidence(**data), **present(request))


def _what_contesting_does(dispute: Dispute) -> str:
    until = when(dispute.answer_by)
    said = gettext(
        "La banque de l'acheteur reçoit ces preuves, une seule fois, puis décide. {sum} sont en"
        " jeu, pour : {reason}."
    ).format(sum=money(dispute.amount_cents), reason=contested.reason_of(dispute).lower())
    if not until:
        return said
    return f"{said} " + gettext("Elle les attend jusqu'au {day}.").format(day=until)


def _what_accepting_does(dispute: Dispute) -> str:
    return gettext(
        "{sum} restent à l'acheteur, pour de bon : la perte est partagée entre les vendeurs de la"
        " commande, et la commission correspondante leur est rendue."
    ).format(sum=money(dispute.amount_cents))


@register(Order)
class OrderAdmin(Filed, Exported):
    """What a buyer ordered at once, and everything that followed."""

    role, readers = "support", ("finance",)  # who approves a complaint reads what was bought
    concerns = ("self", "seller_orders__seller")
    # who bought and where it went is read order by order, not taken away
    exported = (
        "number",
        "placed_at",
        "postcode",
        "country",
        "language",
        "goods_cents",
        "shipping_cents",
        "total_cents",
        "payment__state",
        "payment__paid_at",
        "payment__refunded_cents",
    )
    list_display = ("number", "placed_at", "recipient", "email", "shown_total", "shown_payment")
    list_filter = ("payment__state", "placed_at")
    list_select_related = ("payment",)
    search_fields = (
        "number",
        "email",
        "recipient",
        "businesses__name",
        "businesses__siren",
        "payment__ref",
        "seller_orders__number",
    )
    date_hierarchy = "placed_at"
    ordering = ("-placed_at", "-pk")
    shown_total = euros("total_cents", _("Total TTC"))

    verbs = (
        Verb(
            "adresse",
            _("Corriger l'adresse"),
            _correct_destination,
            form=DestinationForm,
            initial=addresses.as_filled_in,
            role="support",
            when=destinations.may_be_corrected,
            sentence=_(
                "À la demande de l'acheteur, pour ce qui n'est pas encore parti. Les points relais"
                " choisis ne changent pas. L'acheteur et les vendeurs qui ont accepté sont"
                " prévenus."
            ),
            done=_("L'adresse est corrigée."),
        ),
    )

    @admin.display(description=_("Paiement"), ordering="payment__state")
    def shown_payment(self, order):
        """As a coloured word; what went back whole is no longer said to be paid."""
        return order_file.paid_badge(order.payment)

    def get_queryset(self, request):
        """On the page of one order, with all that its file reads."""
        match = request.resolver_match
        one = match is not None and match.url_name == self.url_name("change")
        if one:
            return whole.orders()
        read = super().get_queryset(request)
        return read.prefetch_related("payment__refunds", "payment__disputes")

    def dossier(self, request, row):
        """Each seller's part, the money, the buyer, and what everybody said."""
        return order_file.dossier(row)


class Unanswered(admin.SimpleListFilter):
    """Whether the bank still waits for an answer."""

    title = _("à faire")
    parameter_name = "todo"

    def lookups(self, request, model_admin):
        """In time, or too late."""
        return [("answer", _("à répondre")), ("lapsed", _("délai de réponse passé"))]

    def queryset(self, request, queryset):
        """The open ones without an answer that stands."""
        if self.value() == "answer":
            return queryset.to_answer(clock.now())
        return queryset.lapsed(clock.now()) if self.value() == "lapsed" else queryset


@register(Dispute)
class DisputeAdmin(Filed):
    """Chargebacks: answered here with evidence, decided by banks."""

    role, readers = "support", ("finance",)  # the money that a bank took back is in their book
    concerns = ("payment__order", "payment__order__seller_orders__seller")
    list_display = (
        "number",
        "shown_state",
        "shown_answer",
        "shown_amount",
        "motive",
        "opened_at",
        "answer_by",
        "closed_at",
    )
    names = {"answer_by": _("à répondre avant le")}
    list_filter = (Unanswered, "state", "opened_at")
    list_select_related = ("payment__order",)
    search_fields = (
        "ref",
        "payment__ref",
        "payment__order__number",
        "payment__order__email",
        "payment__order__recipient",
    )
    ordering = ("-pk",)

    verbs = (
        Verb(
            "contester",
            _("Contester"),
            _contest,
            form=EvidenceForm,
            initial=_draft,
            role="support",
            sensitive=True,
            tone="positive",
            when=_may_be_contested,
            sentence=_what_contesting_does,
            done=_("La réponse est gardée et part à la banque."),
        ),
        Verb(
            "accepter",
            _("Accepter la perte"),
            lambda row, request, data: disputes.accept(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            role="finance",
            sensitive=True,
            tone="danger",
            when=_is_unanswered,
            named=naming(_("Accepter la perte de {sum}"), lambda row: row.amount_cents),
            sentence=_what_accepting_does,
            done=_("La perte est acceptée : la banque en est prévenue."),
        ),
        Verb(
            "demander",
            _("Demander au prestataire"),
            lambda row, request, data: disputes.sync(row.ref, at=present(request)["at"]),
            role="support",
            when=lambda row: row.state == DisputeState.OPEN,
            sentence=_("Le prestataire dit où en est cette contestation."),
            done=_("Le prestataire a répondu : la contestation est à jour."),
        ),
    )

    shown_state = stated("state", _("État"))

    def get_queryset(self, request):
        """With what was answered to each."""
        return super().get_queryset(request).prefetch_related("answers")

    @admin.display(description=_("Commande"), ordering="payment__order__number")
    def number(self, row):
        """The order that is contested."""
        return row.payment.order.number

    @admin.display(description=_("Réponse"))
    def shown_answer(self, row):
        """Whether the bank got an answer, or still waits for one."""
        return order_file.answered(row, clock.now())

    @admin.display(description=_("Motif"), ordering="reason")
    def motive(self, row):
        """Why the cardholder contests, as they told their bank."""
        return contested.reason_of(row)

    shown_amount = euros("amount_cents", _("Montant"))

    def dossier(self, request, row):
        """What is at stake, until when, and what may be sent to the bank."""
        return dispute_file.of_dispute(row, at=clock.now())
