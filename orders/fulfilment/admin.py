"""The console's pages about each seller's part of an order and its parcels."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, places
from marketplace.shared.admin import Because, House, Reading, Verb, euros, present, register
from marketplace.shared.columns import stated
from marketplace.shared.templatetags.ui import day
from marketplace.shared.typed import MotiveField
from orders import carriers, contested
from orders.fulfilment import cancellations, shipping
from orders.models import (
    Incident,
    OrderLine,
    Refund,
    Return,
    SellerOrder,
    Shipment,
)
from orders.sections import link_to, say_done, within_ceiling
from orders.states import UNSHIPPED, SellerOrderState, ShipmentState

S = SellerOrderState
OF_AN_ORDER = ("self", "seller_orders__seller")
OF_A_PART = ("seller_order__order", "seller_order__seller")


class Late(admin.SimpleListFilter):
    """Parts whose seller missed a deadline."""

    title = _("retard")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        """The two deadlines of a seller: to accept, to ship."""
        return [("accept", _("à accepter, en retard")), ("ship", _("à expédier, en retard"))]

    def queryset(self, request, queryset):
        """The parts past the chosen deadline."""
        at = clock.now()
        if self.value() == "accept":
            return queryset.filter(state=S.TO_ACCEPT, accept_by__lt=at)
        if self.value() == "ship":
            late = queryset.filter(state=S.TO_SHIP, ship_by__lt=at)
            return late.exclude(contested.given_back())  # its seller cancels it
        return queryset


class Waiting(admin.SimpleListFilter):
    """Whether somebody still has to follow up."""

    title = _("suite")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        """Still to be followed up, or done."""
        return [("yes", _("à traiter")), ("no", _("traitées"))]

    def queryset(self, request, queryset):
        """By whether an outcome was written."""
        if self.value() in ("yes", "no"):
            return queryset.filter(handled_at__isnull=self.value() == "yes")
        return queryset


class Carrier(admin.SimpleListFilter):
    """Who carries the parcel."""

    title = _("transporteur")
    parameter_name = "carrier"

    def lookups(self, request, model_admin):
        """The carriers that sellers may choose, by name."""
        return carriers.CARRIERS

    def queryset(self, request, queryset):
        """The parcels of one carrier."""
        return queryset.filter(carrier=self.value()) if self.value() else queryset


def _by(_page, row) -> str:
    """The carrier's name."""
    return carriers.name_of(row.carrier)


class LineInline(Reading):
    """What was sold, and what became of it."""

    model = OrderLine
    fields = (
        "title",
        "variant",
        "sku",
        "quantity",
        "cancelled",
        "withdrawn",
        "shipped",
        "delivered",
        "returned",
        "came_back",
        "shown_unit",
        "shown_total",
        "shown_refunded",
    )
    readonly_fields = fields

    shown_unit = euros("unit_cents", _("Prix unitaire"))
    shown_total = euros("total_cents", _("Total TTC"))
    shown_refunded = euros("refunded_cents", _("Remboursé"))


class ParcelInline(Reading):
    """The parcels of a part."""

    model = Shipment
    fields = (
        "link",
        "state",
        "by",
        "tracking",
        "shipped_at",
        "presumed_at",
        "delivered_at",
        "delivered_how",
    )
    readonly_fields = fields

    @admin.display(description=_("Colis"))
    def link(self, row):
        """The way to the parcel's own page."""
        return link_to("shipment", row.pk, row.number)

    by = admin.display(description=_("transporteur"))(_by)


class ReturnInline(Reading):
    """The returns of a part."""

    model = Return
    fields = ("link", "state", "reason", "asked_at", "received_at", "refunded_at")
    readonly_fields = fields

    @admin.display(description=_("Retour"))
    def link(self, row):
        """The way to the return's own page."""
        return link_to("return", row.pk, row.number)


class RefundInline(Reading):
    """The refunds of a part."""

    model = Refund
    fields = ("link", "state", "cause", "shown_amount", "intended_at", "paid_at", "failure")
    readonly_fields = fields

    @admin.display(description=_("Remboursement"))
    def link(self, row):
        """The way to the refund's own page."""
        return link_to("refund", row.pk, row.uid[:8])

    shown_amount = euros("amount_cents", _("Montant"))


class IncidentInline(Reading):
    """The complaints about a part."""

    model = Incident
    fields = ("link", "kind", "state", "opened_at", "answer_by", "outcome")
    readonly_fields = fields

    @admin.display(description=_("Réclamation"))
    def link(self, row):
        """The way to the file."""
        return link_to("incident", row.pk, row.number)


def _cancel(part, request, data):
    who = present(request)
    cancellations.cancel(part, because=data["because"], **who)
    return say_done(request, _("Ce qui restait à expédier est annulé."), part.order_id, who["at"])


def _deliver(parcel, request, data):
    shipping.deliver(parcel, how="operator", because=data["because"], **present(request))


class ProofForm(forms.Form):
    """What proves that a parcel came."""

    because = MotiveField(
        label=_("Preuve de la réception"),
        help_text=_(
            "Ce que vous avez vu et où : page de suivi du transporteur, signature, message de"
            " l'acheteur."
        ),
    )


@register(SellerOrder)
class SellerOrderAdmin(House):
    """One seller's part of an order: lines, parcels, returns, refunds and facts on one page."""

    role, readers = "support", ("finance",)  # above what support refunds alone, finance acts
    concerns = ("order", "seller")
    list_display = (
        "number",
        "seller",
        "shown_state",
        "paid_at",
        "accept_by",
        "ship_by",
        "shown_total",
        "shown_refunded",
    )
    list_filter = (Late, "state", "paid_at")
    list_select_related = ("seller",)
    search_fields = (
        "number",
        "order__recipient",
        "order__email",
        "seller__name",
        "shipments__tracking",
    )
    ordering = ("-pk",)
    inlines = (LineInline, ParcelInline, ReturnInline, IncidentInline, RefundInline)
    fields = (
        "number",
        "whole",
        "seller",
        "shown_state",
        "buyer",
        "shipping_name",
        "point",
        "promised_from",
        "promised_until",
        "shown_dispute",
        "paid_at",
        "accept_by",
        "accepted_at",
        "ship_by",
        "shipped_at",
        "presumed_at",
        "delivered_at",
        "cancelled_at",
        "cancelled_because",
        "shown_goods",
        "shown_shipping",
        "shown_total",
        "shown_refunded",
    )
    readonly_fields = fields
    verbs = (
        Verb(
            "annuler",
            _("Annuler et rembourser"),
            _cancel,
            form=Because,
            tone="danger",
            role="support",
            also=("finance",),
            sensitive=True,
            when=lambda row: row.state in cancellations.OPEN,
            sentence=within_ceiling(
                _("Ce qui n'est pas expédié est annulé : l'acheteur est remboursé, le stock rendu.")
            ),
        ),
    )

    shown_state = stated("state", _("État"))

    @admin.display(description=_("Commande"))
    def whole(self, row):
        """The way to the buyer's whole order."""
        return link_to("order", row.order_id, row.order.number)

    @admin.display(description=_("Acheteur"))
    def buyer(self, row):
        """Who bought, where the parcel goes, and how to write to them."""
        return f"{', '.join(row.order.postal_lines())} · {row.order.email}"

    @admin.display(description=_("Contestation bancaire"))
    def shown_dispute(self, row):
        """What the buyer's bank decides or decided of the payment; meanwhile parcels may wait."""
        disputes = contested.disputes_of(row)
        dispute = contested.told(disputes)
        if dispute is None:
            return _("aucune")
        said = f"{dispute.get_state_display()} · {day(dispute.closed_at or dispute.opened_at)}"
        if row.state in UNSHIPPED and contested.warning(row, disputes) is not None:
            said += f" · {_('ce qui est promis et n’est pas parti peut attendre')}"
        return places.link(dispute, said)

    @admin.display(description=_("Point relais"))
    def point(self, row):
        """Where the buyer collects the parcel."""
        return ", ".join(row.relay_lines()) or "–"

    shown_goods = euros("goods_cents", _("Articles"))
    shown_shipping = euros("shipping_cents", _("Livraison"))
    shown_total = euros("total_cents", _("Total TTC"))
    shown_refunded = euros("refunded_cents", _("Remboursé"))


@register(Shipment)
class ShipmentAdmin(House):
    """Parcels: the operator may establish that one arrived, with proof."""

    role, readers = "support", ("finance",)  # who approves a complaint reads what was sent
    concerns = OF_A_PART
    list_display = (
        "__str__",
        "shown_state",
        "by",
        "tracking",
        "shipped_at",
        "presumed_at",
        "delivered_at",
        "delivered_how",
    )
    list_filter = ("state", Carrier, "shipped_at")
    list_select_related = ("seller_order",)
    search_fields = ("tracking", "seller_order__number")
    ordering = ("-pk",)
    fields = (
        "part",
        "shown_state",
        "by",
        "tracking",
        "page",
        "shipped_at",
        "presumed_at",
        "delivered_at",
        "delivered_how",
    )
    readonly_fields = fields
    verbs = (
        Verb(
            "livrer",
            _("Constater la réception"),
            _deliver,
            tone="positive",
            role="support",
            sensitive=True,
            form=ProofForm,
            when=lambda row: row.state == ShipmentState.SHIPPED,
            sentence=_(
                "Vous en avez la preuve : le délai de rétractation et celui du versement au vendeur"
                " partent de la réception du dernier colis. Une présomption ne les fait pas courir."
            ),
        ),
    )

    shown_state = stated("state", _("État"))

    @admin.display(description=_("Commande vendeur"))
    def part(self, row):
        """The way to the part."""
        return link_to("sellerorder", row.seller_order_id, row.seller_order)

    by = admin.display(description=_("transporteur"), ordering="carrier")(_by)

    @admin.display(description=_("Suivi"))
    def page(self, row):
        """Where the parcel is followed."""
        url = carriers.page_of(row.carrier, row.tracking)
        return (
            format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, row.tracking)
            if url
            else "–"
        )
