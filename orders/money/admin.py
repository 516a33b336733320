"""The console's pages about an order's money: payments, refunds, disputes."""

from __future__ import annotations

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import (
    Because,
    Exported,
    House,
    Reading,
    Verb,
    euros,
    present,
    register,
)
from marketplace.shared.columns import stated
from marketplace.shared.templatetags.ui import money
from orders import contested
from orders.models import (
    Dispute,
    Payment,
    Refund,
    RefundLine,
)
from orders.money import payments, refunds
from orders.sections import link_to
from orders.states import PaymentState, RefundState


@register(Dispute)
class DisputeAdmin(House):
    """Chargebacks: decided by banks, watched here."""

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
    search_fields = ("ref", "payment__ref", "payment__order__number")
    ordering = ("-pk",)
    fields = (
        "ref",
        "order",
        "shown_state",
        "shown_amount",
        "shown_fee",
        "motive",
        "opened_at",
        "closed_at",
    )
    readonly_fields = fields

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
    shown_fee = euros("fee_cents", _("Frais"))


def _ask_payment(payment, request, data):
    payments.sync(payment.ref, at=present(request)["at"])


def _retry_refund(refund, request, data):
    refunds.retry(refund, **present(request))
    return _say(refund, request)


def _ask_refund(refund, request, data):
    refunds.sync(refund.ref, at=present(request)["at"])
    return _say(refund, request)


def _say(refund, request):
    """Back to the refund, saying where it stands now."""
    refund.refresh_from_db()
    messages.success(
        request,
        gettext("Remboursement de {sum} : {state}.").format(
            sum=money(refund.amount_cents), state=refund.get_state_display().lower()
        ),
    )
    return redirect("admin:orders_refund_change", refund.pk)


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

    shown_state = stated("state", _("État"))

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

    shown_state = stated("state", _("État"))

    shown_amount = euros("amount_cents", _("Montant"))
    shown_goods = euros("goods_cents", _("Articles"))
    shown_shipping = euros("shipping_cents", _("Livraison"))
