"""The operator's pages about orders and their money: read, and asked again of the provider."""

from __future__ import annotations

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import Because, Exported, Reading, Verb, euros, present, register
from marketplace.shared.templatetags.ui import badge, money
from orders import (  # registers the pages of what follows a sale
    admin_after,  # noqa: F401
    admin_incidents,  # noqa: F401
    payments,
    refunds,
)
from orders.models import Order, Payment, Refund, RefundLine, SellerOrder
from orders.states import PaymentState, RefundState


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
    def part(self, row):
        """The way to the part's own page."""
        address = reverse("admin:orders_sellerorder_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, row.number)

    @admin.display(description=_("État"))
    def shown_state(self, row):
        """As a coloured word."""
        return badge(row.state, row.get_state_display())

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

    role, concerns = "support", ("self", "seller_orders__seller")
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
    search_fields = ("number", "email", "recipient", "payment__ref", "seller_orders__number")
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
        "shown_goods",
        "shown_shipping",
        "shown_total",
        "terms",
        "language",
    )
    readonly_fields = ("address", "shown_goods", "shown_shipping", "shown_total")

    shown_total = euros("total_cents", _("Total TTC"))
    shown_goods = euros("goods_cents", _("Articles"))
    shown_shipping = euros("shipping_cents", _("Livraison"))

    @admin.display(description=_("Paiement"), ordering="payment__state")
    def shown_payment(self, row):
        """As a coloured word."""
        return badge(row.payment.state, row.payment.get_state_display())

    @admin.display(description=_("Livrée à"))
    def address(self, row):
        """As on the parcel."""
        return ", ".join(row.postal_lines())


def _ask_payment(row, request, data):
    payments.sync(row.ref, now=present(request)["now"])


def _retry_refund(row, request, data):
    refunds.retry(row, **present(request))
    return _say(row, request)


def _ask_refund(row, request, data):
    refunds.sync(row.ref, now=present(request)["now"])
    return _say(row, request)


def _say(row, request):
    """Back to the refund, saying where it stands now."""
    row.refresh_from_db()
    messages.success(
        request,
        gettext("Remboursement de {sum} : {state}.").format(
            sum=money(row.amount_cents), state=row.get_state_display().lower()
        ),
    )
    return redirect("admin:orders_refund_change", row.pk)


@register(Payment)
class PaymentAdmin(Exported):
    """The one payment of each order."""

    role, concerns = "finance", ("order", "order__seller_orders__seller")
    exported = (
        "order__number",
        "created_at",
        "paid_at",
        "state",
        "gateway",
        "ref",
        "amount_cents",
        "refunded_cents",
        "fee_cents",
    )
    list_display = (
        "uid",
        "order",
        "shown_state",
        "shown_amount",
        "shown_refunded",
        "shown_fee",
        "ref",
        "paid_at",
    )
    list_filter = ("state", "gateway", "paid_at")
    list_select_related = ("order",)
    search_fields = ("uid", "ref", "order__number", "order__email")
    ordering = ("-pk",)
    fields = (
        "order",
        "shown_state",
        "shown_amount",
        "shown_refunded",
        "shown_fee",
        "paid_at",
        "failure",
        "attempts",
        "gateway",
        "ref",
        "uid",
        "created_at",
    )
    readonly_fields = ("shown_state", "shown_amount", "shown_refunded", "shown_fee")
    verbs = (
        Verb(
            "demander",
            _("Demander au prestataire"),
            _ask_payment,
            role="finance",
            when=lambda row: bool(row.ref) and row.state != PaymentState.PAID,
            sentence=_("Le prestataire dit où en est ce paiement ; la commande suit."),
        ),
    )

    @admin.display(description=_("État"), ordering="state")
    def shown_state(self, row):
        """As a coloured word."""
        return badge(row.state, row.get_state_display())

    shown_amount = euros("amount_cents", _("Montant"))
    shown_refunded = euros("refunded_cents", _("Remboursé"))
    shown_fee = euros("fee_cents", _("Frais"))


class RefundLineInline(Reading):
    """Which pieces are refunded."""

    model = RefundLine
    fields = ("line", "quantity", "shown_amount")
    readonly_fields = fields

    shown_amount = euros("amount_cents", _("Montant"))


@register(Refund)
class RefundAdmin(Exported):
    """Money on its way back to buyers: support reads it, finance moves it."""

    role, readers = "finance", ("support",)  # whoever answers the buyer must see what went back
    concerns = ("payment__order", "seller_order__seller")
    exported = (
        "payment__order__number",
        "seller_order__number",
        "seller_order__seller__code",
        "cause",
        "borne_by",
        "state",
        "failure",
        "ref",
        "intended_at",
        "paid_at",
        "goods_cents",
        "shipping_cents",
        "amount_cents",
    )
    list_display = (
        "uid",
        "seller_order",
        "cause",
        "borne_by",
        "shown_state",
        "shown_amount",
        "failure",
        "intended_at",
        "paid_at",
    )
    list_filter = ("state", "cause", "intended_at")
    list_select_related = ("seller_order",)
    search_fields = ("uid", "ref", "seller_order__number", "payment__order__number")
    ordering = ("-pk",)
    inlines = (RefundLineInline,)
    fields = (
        "seller_order",
        "payment",
        "origin",
        "incident",
        "cause",
        "borne_by",
        "shown_state",
        "failure",
        "shown_amount",
        "shown_goods",
        "shown_shipping",
        "asked_by",
        "intended_at",
        "paid_at",
        "ref",
        "uid",
    )
    readonly_fields = ("shown_state", "shown_amount", "shown_goods", "shown_shipping")
    verbs = (
        Verb(
            "reessayer",
            _("Réessayer"),
            _retry_refund,
            role="finance",
            sensitive=True,
            tone="positive",
            when=lambda row: row.state in (RefundState.FAILED, RefundState.WAITING),
            sentence=_("Le remboursement repart chez le prestataire sous une nouvelle référence."),
        ),
        Verb(
            "ecarter",
            _("Écarter : rendu par la banque"),
            lambda row, request, data: refunds.drop(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            when=lambda row: row.state == RefundState.WAITING,
            role="finance",
            sensitive=True,
            tone="danger",
            sentence=_(
                "La banque a pris cette somme pour la rendre à l'acheteur : elle n'est pas rendue"
                " deux fois."
            ),
        ),
        Verb(
            "demander",
            _("Demander au prestataire"),
            _ask_refund,
            role="finance",
            when=lambda row: row.state == RefundState.SENT and bool(row.ref),
            sentence=_("Le prestataire dit où en est ce remboursement."),
        ),
    )

    @admin.display(description=_("État"), ordering="state")
    def shown_state(self, row):
        """As a coloured word."""
        return badge(row.state, row.get_state_display())

    shown_amount = euros("amount_cents", _("Montant"))
    shown_goods = euros("goods_cents", _("Articles"))
    shown_shipping = euros("shipping_cents", _("Livraison"))
