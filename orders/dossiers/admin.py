"""The console's pages about orders: one file for all that follows an order."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import Exported, Filed, euros, register
from marketplace.shared.columns import stated
from orders import contested
from orders.dossiers import dispute as dispute_file
from orders.dossiers import order as order_file
from orders.dossiers import whole
from orders.models import Dispute, Order
from orders.sections import link_to


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

    @admin.display(description=_("Paiement"), ordering="payment__state")
    def shown_payment(self, order):
        """As a coloured word; what went back whole is no longer said to be paid."""
        return order_file.paid_badge(order.payment)

    def get_object(self, request, object_id, from_field=None):
        """With all that its file reads."""
        row = super().get_object(request, object_id, from_field)
        if row is None or hasattr(row, "is_whole"):
            return row
        row = whole.orders().get(pk=row.pk)
        row.is_whole = True
        request._row = (object_id, row)
        return row

    def dossier(self, request, row):
        """Each seller's part, the money, the buyer, and what everybody said."""
        return order_file.dossier(row)


@register(Dispute)
class DisputeAdmin(Filed):
    """Chargebacks: answered here with evidence, decided by banks."""

    role, readers = "support", ("finance",)  # the money that a bank took back is in their book
    concerns = ("payment__order", "payment__order__seller_orders__seller")
    list_display = (
        "ref",
        "order",
        "shown_state",
        "shown_amount",
        "motive",
        "opened_at",
        "closed_at",
    )
    list_filter = ("state", "opened_at")
    list_select_related = ("payment__order",)
    search_fields = (
        "ref",
        "payment__ref",
        "payment__order__number",
        "payment__order__email",
        "payment__order__recipient",
    )
    ordering = ("-pk",)

    shown_state = stated("state", _("État"))

    @admin.display(description=_("Commande"))
    def order(self, row):
        """The way to the order."""
        return link_to("order", row.payment.order_id, row.payment.order.number)

    @admin.display(description=_("Motif"), ordering="reason")
    def motive(self, row):
        """Why the cardholder contests, as they told their bank."""
        return contested.reason_of(row)

    shown_amount = euros("amount_cents", _("Montant"))

    def dossier(self, request, row):
        """What is at stake, until when, and what may be sent to the bank."""
        return dispute_file.of_dispute(row)
