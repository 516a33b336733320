"""The console's pages about an order's money: payments and refunds."""

from __future__ import annotations

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import facts
from marketplace.shared.admin import (
    Because,
    Exported,
    Filed,
    Verb,
    Within,
    euros,
    present,
    register,
)
from marketplace.shared.columns import stated
from marketplace.shared.templatetags.ui import money
from orders.models import Payment, Refund
from orders.money import file as refund_file
from orders.money import payments, refunds
from orders.sections import naming
from orders.states import PaymentState, RefundState


def _ask_payment(payment, request, data):
    payments.sync(payment.ref, at=present(request)["at"])


def _retry_refund(refund, request, data):
    refunds.retry(refund, **present(request))
    return _say(refund, request)


def _ask_refund(refund, request, data):
    refunds.sync(refund.ref, at=present(request)["at"])
    return _say(refund, request)


def _amount(refund) -> int:
    return refund.amount_cents


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


class ToSettle(admin.SimpleListFilter):
    """The refunds that somebody must do something about."""

    title = _("à faire")
    parameter_name = "todo"

    def lookups(self, request, model_admin):
        """One choice: while a bank decides, nobody can do anything."""
        return [("settle", _("suspendus, la banque ayant décidé"))]

    def queryset(self, request, queryset):
        """Those that still wait though no bank decides."""
        if self.value() != "settle":
            return queryset
        return queryset.filter(pk__in=refunds.to_settle().values("pk"))


@register(Payment)
class PaymentAdmin(Within, Exported):
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
        "number",
        "shown_state",
        "shown_amount",
        "shown_refunded",
        "shown_fee",
        "paid_at",
    )
    list_filter = ("state", "gateway", "paid_at")
    list_select_related = ("order",)
    search_fields = ("uid", "ref", "order__number", "order__email")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "demander",
            _("Demander au prestataire"),
            _ask_payment,
            role="finance",
            when=lambda row: bool(row.ref) and row.state != PaymentState.PAID,
            sentence=_("Le prestataire dit où en est ce paiement ; la commande suit."),
            done=_("Le prestataire a répondu : le paiement est à jour."),
        ),
    )

    shown_state = stated("state", _("État"))

    shown_amount = euros("amount_cents", _("Montant"))
    shown_refunded = euros("refunded_cents", _("Rendu ou à rendre"))
    shown_fee = euros("fee_cents", _("Frais"))

    @admin.display(description=_("Commande"), ordering="order__number")
    def number(self, row):
        """The order that it pays."""
        return row.order.number

    def file_of(self, row):
        """The file of the order says everything of its payment."""
        return row.order, "payment"


@register(Refund)
class RefundAdmin(Filed, Exported):
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
        "reference",
        "number",
        "cause",
        "borne_by",
        "shown_state",
        "shown_amount",
        "shown_failure",
        "intended_at",
        "paid_at",
    )
    list_filter = (ToSettle, "state", "cause", "intended_at")
    list_select_related = ("payment__order",)
    search_fields = (
        "uid",
        "ref",
        "payment__order__email",
        "payment__order__recipient",
        "seller_order__number",
        "payment__order__number",
    )
    ordering = ("-pk",)
    verbs = (
        Verb(
            "reessayer",
            _("Réessayer"),
            _retry_refund,
            role="finance",
            sensitive=True,
            tone="positive",
            when=refunds.may_be_retried,
            named=naming(_("Réessayer de rembourser {sum}"), _amount),
            sentence=_("Le remboursement repart chez le prestataire sous une nouvelle référence."),
        ),
        Verb(
            "ecarter",
            _("Écarter : rendu par la banque"),
            lambda row, request, data: refunds.drop(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            when=refunds.may_be_dropped,
            named=naming(_("Écarter {sum}, rendus par la banque"), _amount),
            role="finance",
            sensitive=True,
            tone="danger",
            sentence=_(
                "La banque a pris cette somme pour la rendre à l'acheteur : elle n'est pas rendue"
                " deux fois."
            ),
            done=_("Le remboursement est écarté."),
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

    @admin.display(description=_("Numéro"), ordering="pk")
    def reference(self, row):
        """Its own number, which the buyer reads too."""
        return row.number

    def get_search_results(self, request, queryset, search_term):
        """By its own number too, which no column holds."""
        key = Refund.key_of(search_term)
        if key is not None:
            return queryset.filter(pk=key), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("Commande"), ordering="payment__order__number")
    def number(self, row):
        """The order that it gives back."""
        return row.payment.order.number

    @admin.display(description=_("Raison de l'échec"), ordering="failure")
    def shown_failure(self, row):
        """Why the provider said no, in words."""
        return facts.reason(row.failure)

    def dossier(self, request, row):
        """For which pieces, at whose cost, and where it stands."""
        return refund_file.of_refund(row)
