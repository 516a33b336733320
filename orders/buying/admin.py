"""The console's pages about orders: who bought what, read only."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.shared import places
from marketplace.shared.admin import Exported, Reading, euros, register
from marketplace.shared.columns import stated
from marketplace.shared.templatetags.ui import badge
from orders.models import Order, Payment, SellerOrder
from orders.states import PaymentState


class PartInline(Reading):
    """What each seller owes of the order."""

    model = SellerOrder
    fields = (
        "part",
        "seller",
        "shown_state",
        "shown_total",
        "shown_refunded",
        "shipping_name",
        "promised_until",
    )
    readonly_fields = fields

    @admin.display(description=_("Commande vendeur"))
    def part(self, part):
        """The way to the part's own page."""
        return places.link(part, part.number)

    shown_state = stated("state", _("État"))

    shown_total = euros("total_cents", _("Total TTC"))
    shown_refunded = euros("refunded_cents", _("Remboursé"))


class PaymentInline(Reading):
    """How the order is paid."""

    model = Payment
    fields = ("uid", "state", "gateway", "ref", "failure", "attempts", "paid_at")
    readonly_fields = fields


@register(Order)
class OrderAdmin(Exported):
    """What a buyer ordered at once."""

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
    inlines = (PartInline, PaymentInline)
    fields = (
        "number",
        "placed_at",
        "pay_by",
        "email",
        "buyer",
        "address",
        "phone",
        "bought_for",
        "shown_goods",
        "shown_shipping",
        "shown_total",
        "terms",
        "language",
    )
    readonly_fields = ("address", "bought_for", "shown_goods", "shown_shipping", "shown_total")

    shown_total = euros("total_cents", _("Total TTC"))
    shown_goods = euros("goods_cents", _("Articles"))
    shown_shipping = euros("shipping_cents", _("Livraison"))

    @admin.display(description=_("Paiement"), ordering="payment__state")
    def shown_payment(self, order):
        """As a coloured word; what went back whole is no longer said to be paid."""
        payment = order.payment
        if payment.state == PaymentState.PAID and payment.refunded_cents == payment.amount_cents:
            return badge("refunded", _("Payé, remboursé en entier"), "quiet")
        return badge(payment)

    @admin.display(description=_("Entreprise facturée"))
    def bought_for(self, order):
        """The company and its numbers, as they stand on the invoice."""
        business = order.business
        if business is None:
            return _("un particulier")
        reference = business.reference and _("réf. {text}").format(text=business.reference)
        number = business.siret or business.siren
        words = [*business.billing_lines(), number, business.vat_number, reference]
        return ", ".join(filter(None, words))

    @admin.display(description=_("Livrée à"))
    def address(self, order):
        """As on the parcel."""
        return ", ".join(order.postal_lines())
