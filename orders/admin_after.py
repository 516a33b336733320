"""The operator's pages about what follows a sale: parts, parcels, returns, disputes,
withdrawals.
"""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, parties
from marketplace.shared.admin import Because, House, Reading, Verb, euros, present, register
from marketplace.shared.templatetags.ui import badge, day
from orders import (
    authority,
    cancellations,
    carriers,
    contested,
    moneyback,
    refund_clock,
    returns,
    shipping,
    withdrawals,
    withdrawn,
)
from orders.forms_after import LinkForm, MeantForm
from orders.models import (
    Dispute,
    Incident,
    Order,
    OrderLine,
    Refund,
    Return,
    ReturnLine,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.states import ReturnState, SellerOrderState, ShipmentState

S = SellerOrderState
OF_AN_ORDER = ("self", "seller_orders__seller")
OF_A_PART = ("seller_order__order", "seller_order__seller")


class Late(admin.SimpleListFilter):
    """What sellers should have done before."""

    title = _("retard")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("accept", _("à accepter, en retard")), ("ship", _("à expédier, en retard"))]

    def queryset(self, request, queryset):
        """The rows past their deadline."""
        now = clock.now()
        if self.value() == "accept":
            return queryset.filter(state=S.TO_ACCEPT, accept_by__lt=now)
        if self.value() == "ship":
            return queryset.filter(state=S.TO_SHIP, ship_by__lt=now)
        return queryset


class Waiting(admin.SimpleListFilter):
    """Whether somebody still has to follow up."""

    title = _("suite")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        """Two choices."""
        return [("yes", _("à traiter")), ("no", _("traitées"))]

    def queryset(self, request, queryset):
        """By whether an outcome was written."""
        if self.value() in ("yes", "no"):
            return queryset.filter(handled_at__isnull=self.value() == "yes")
        return queryset


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
    """Its parcels."""

    model = Shipment
    fields = (
        "link",
        "state",
        "carrier",
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
        return _to("shipment", row.pk, row.number)


class ReturnInline(Reading):
    """Its returns."""

    model = Return
    fields = ("link", "state", "reason", "asked_at", "received_at", "refunded_at")
    readonly_fields = fields

    @admin.display(description=_("Retour"))
    def link(self, row):
        """The way to the return's own page."""
        return _to("return", row.pk, row.number)


class RefundInline(Reading):
    """Its refunds."""

    model = Refund
    fields = ("link", "state", "cause", "shown_amount", "intended_at", "paid_at", "failure")
    readonly_fields = fields

    @admin.display(description=_("Remboursement"))
    def link(self, row):
        """The way to the refund's own page."""
        return _to("refund", row.pk, row.uid[:8])

    shown_amount = euros("amount_cents", _("Montant"))


class IncidentInline(Reading):
    """Its complaints."""

    model = Incident
    fields = ("link", "kind", "state", "opened_at", "answer_by", "outcome")
    readonly_fields = fields

    @admin.display(description=_("Réclamation"))
    def link(self, row):
        """The way to the file."""
        return _to("incident", row.pk, row.number)


def _to(model: str, pk: int, text) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse(f"admin:orders_{model}_change", args=[pk]), text
    )


def _say(request, done, order_id: int | None, now):
    """Back to the row's page, saying what was done and what becomes of the money."""
    back = moneyback.decided(order_id, at=now) if order_id is not None else ""
    messages.success(request, f"{done} {back}".strip())
    return redirect(request.path.rsplit("/", 2)[0] + "/change/")


def _cancel(row, request, data):
    who = present(request)
    cancellations.cancel(row, because=data["because"], **who)
    return _say(request, _("Ce qui restait à expédier est annulé."), row.order_id, who["now"])


def _deliver(row, request, data):
    shipping.deliver(row, how="operator", because=data["because"], **present(request))


def _accept_return(row, request, data):
    returns.accept(row, **present(request))


def _receive_return(row, request, data):
    who = present(request)
    returns.receive(row, **who)
    return _say(request, _("La réception est constatée."), row.seller_order.order_id, who["now"])


def _link(row, request, data):
    meant = Order.objects.filter(number=withdrawn.written(data["order_number"])).first()
    if meant is not None:
        parties.demand(request.user, meant, OF_AN_ORDER)
    who = present(request)
    withdrawals.link(row, order_number=data["order_number"], **who)
    row.refresh_from_db()
    return _say(request, _("La déclaration est rattachée à la commande."), row.order_id, who["now"])


def _follow(row, request, data):
    pieces = {
        int(name[1:]): count for name, count in data.items() if name.startswith("q") and count
    }
    who = present(request)
    withdrawals.follow_by_hand(row, pieces=pieces, **who)
    return _say(
        request, _("La rétractation de ces articles a pris effet."), row.order_id, who["now"]
    )


def _settle(row, request, data):
    withdrawals.settle(row, because=data["because"], **present(request))


class ProofForm(forms.Form):
    """What proves that a parcel came."""

    because = forms.CharField(
        label=_("Preuve de la réception"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Ce que vous avez vu et où : page de suivi du transporteur, signature, message de"
            " l'acheteur."
        ),
    )


def _within(sentence):
    """A verb's sentence, with how much support refunds by itself."""
    return lambda row: f"{sentence} {authority.in_words()}"


class Stated(House):
    """Rows with a state, shown as a coloured word."""

    @admin.display(description=_("État"), ordering="state")
    def shown_state(self, row):
        """As a coloured word."""
        return badge(row.state, row.get_state_display())


@register(SellerOrder)
class SellerOrderAdmin(Stated):
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
            sentence=_within(
                _("Ce qui n'est pas expédié est annulé : l'acheteur est remboursé, le stock rendu.")
            ),
        ),
    )

    @admin.display(description=_("Commande"))
    def whole(self, row):
        """The way to the buyer's whole order."""
        return _to("order", row.order_id, row.order.number)

    @admin.display(description=_("Acheteur"))
    def buyer(self, row):
        """Who, and where it goes."""
        return f"{', '.join(row.order.postal_lines())} · {row.order.email}"

    @admin.display(description=_("Point relais"))
    def point(self, row):
        """Where the buyer collects the parcel."""
        return ", ".join(row.relay_lines()) or "–"

    shown_goods = euros("goods_cents", _("Articles"))
    shown_shipping = euros("shipping_cents", _("Livraison"))
    shown_total = euros("total_cents", _("Total TTC"))
    shown_refunded = euros("refunded_cents", _("Remboursé"))


@register(Shipment)
class ShipmentAdmin(Stated):
    """Parcels."""

    role, concerns = "support", OF_A_PART
    list_display = (
        "__str__",
        "shown_state",
        "carrier",
        "tracking",
        "shipped_at",
        "presumed_at",
        "delivered_at",
        "delivered_how",
    )
    list_filter = ("state", "carrier", "shipped_at")
    list_select_related = ("seller_order",)
    search_fields = ("tracking", "seller_order__number")
    ordering = ("-pk",)
    fields = (
        "part",
        "shown_state",
        "carrier",
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

    @admin.display(description=_("Commande vendeur"))
    def part(self, row):
        """The way to the part."""
        return _to("sellerorder", row.seller_order_id, row.seller_order)

    @admin.display(description=_("Suivi"))
    def page(self, row):
        """Where the parcel is followed."""
        url = carriers.page_of(row.carrier, row.tracking)
        return (
            format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, row.tracking)
            if url
            else "–"
        )


class ReturnLineInline(Reading):
    """What comes back."""

    model = ReturnLine
    fields = ("line", "quantity", "unsealed", "received", "restocked", "shown_deducted")
    readonly_fields = fields

    shown_deducted = euros("deducted_cents", _("Retenu"))


class MotiveFilter(admin.SimpleListFilter):
    """Why goods come back."""

    title = _("motif")
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        """The reasons a buyer may choose."""
        return returns.REASONS

    def queryset(self, request, queryset):
        """Returns asked for the chosen reason."""
        return queryset.filter(reason=self.value()) if self.value() else queryset


class Silent(admin.SimpleListFilter):
    """What sellers should have answered before."""

    title = _("retard")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("answer", _("sans réponse depuis 48 h"))]

    def queryset(self, request, queryset):
        """The returns nobody answered in time."""
        if self.value() == "answer":
            return queryset.filter(
                state=ReturnState.ASKED, asked_at__lt=clock.now() - returns.ANSWER_WITHIN
            )
        return queryset


class RefundDue(admin.SimpleListFilter):
    """Withdrawals by what is left of the fourteen days."""

    title = _("remboursement dû")
    parameter_name = "refund"

    def lookups(self, request, model_admin):
        """The three alarms."""
        return [
            ("soon", _("depuis 7 jours, encore à temps")),
            ("urgent", _("depuis 12 jours, encore à temps")),
            ("late", _("14 jours dépassés")),
        ]

    def queryset(self, request, queryset):
        """The rows of an alarm."""
        now = clock.now()
        asked = {
            "soon": lambda: refund_clock.soon(now),
            "urgent": lambda: refund_clock.soon(now, after=refund_clock.SECOND_ALARM),
            "late": lambda: refund_clock.late(now),
        }.get(self.value())
        return queryset.filter(pk__in=asked().values("pk")) if asked else queryset


@register(Return)
class ReturnAdmin(Stated):
    """Returns: answered by sellers, or by the operator in their place."""

    role, readers = "support", ("finance",)  # above what support refunds alone, finance acts
    concerns = OF_A_PART
    list_display = (
        "number",
        "seller_order",
        "shown_state",
        "motive",
        "asked_at",
        "due",
        "received_at",
        "refunded_at",
    )
    list_filter = (Silent, RefundDue, "state", MotiveFilter, "asked_at")
    list_select_related = ("seller_order",)
    search_fields = ("number", "seller_order__number", "seller_order__order__email")
    ordering = ("-pk",)
    inlines = (ReturnLineInline,)
    fields = (
        "number",
        "part",
        "shown_state",
        "motive",
        "comment",
        "answer",
        "finding",
        "asked_at",
        "due",
        "answered_at",
        "received_at",
        "refunded_at",
    )
    readonly_fields = fields
    verbs = (
        Verb(
            "accepter",
            _("Accepter à la place du vendeur"),
            _accept_return,
            tone="positive",
            role="support",
            sensitive=True,
            when=lambda row: row.state == ReturnState.ASKED,
            sentence=_("L'acheteur reçoit l'adresse du vendeur pour renvoyer les articles."),
        ),
        Verb(
            "recevoir",
            _("Constater la réception et rembourser"),
            _receive_return,
            role="support",
            also=("finance",),
            sensitive=True,
            when=lambda row: row.state in returns.AWAITED,
            sentence=_within(
                _(
                    "Toutes les pièces annoncées sont réputées revenues au vendeur, ou leur envoi"
                    " prouvé ; rien n'est remis en stock."
                )
            ),
        ),
    )

    @admin.display(description=_("Commande vendeur"))
    def part(self, row):
        """The way to the part."""
        return _to("sellerorder", row.seller_order_id, row.seller_order)

    @admin.display(description=_("Motif"), ordering="reason")
    def motive(self, row):
        """Why, as the buyer chose it."""
        return dict(returns.REASONS).get(row.reason, row.reason)

    @admin.display(description=_("À rembourser au plus tard le"), ordering="asked_at")
    def due(self, row):
        """The last day of a withdrawal that is still owed."""
        last = refund_clock.due_on(row)
        return day(last) if last else "–"


@register(Dispute)
class DisputeAdmin(Stated):
    """Chargebacks: decided by banks, watched here."""

    role, concerns = "support", ("payment__order", "payment__order__seller_orders__seller")
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

    @admin.display(description=_("Commande"))
    def order(self, row):
        """The way to the order."""
        return _to("order", row.payment.order_id, row.payment.order.number)

    @admin.display(description=_("Motif"), ordering="reason")
    def motive(self, row):
        """What the cardholder told the bank."""
        return contested.reason_of(row)

    shown_amount = euros("amount_cents", _("Montant"))
    shown_fee = euros("fee_cents", _("Frais"))


@register(WithdrawalDeclaration)
class WithdrawalAdmin(House):
    """Withdrawals declared on the public page: those that had no effect, or not all of it, wait for
    someone.
    """

    role, readers = "support", ("finance",)  # above what support refunds alone, finance acts
    concerns = ("self", "order", "order__seller_orders__seller")
    list_display = (
        "declared_at",
        "name",
        "order_number",
        "email",
        "order",
        "acknowledged_at",
        "handled_at",
    )
    list_filter = (Waiting, "declared_at")
    list_select_related = ("order",)
    search_fields = ("name", "email", "order_number")
    ordering = ("-pk",)
    exclude = ("key", "pieces", "unsealed")
    verbs = (
        Verb(
            "rattacher",
            _("Rattacher à une commande"),
            _link,
            form=LinkForm,
            tone="positive",
            role="support",
            also=("finance",),
            initial=lambda row: {"declaration": row},
            sensitive=True,
            when=lambda row: row.handled_at is None and row.order_id is None,
            sentence=_within(
                _(
                    "La déclaration prend effet depuis son instant : ce qui n'est pas parti est"
                    " annulé et remboursé, le reste fait l'objet d'un retour. Vérifiez l'identité"
                    " du déclarant."
                )
            ),
        ),
        Verb(
            "suite",
            _("Choisir les articles visés"),
            _follow,
            form=MeantForm,
            tone="positive",
            role="support",
            also=("finance",),
            sensitive=True,
            initial=lambda row: {"declaration": row},
            when=lambda row: (
                row.handled_at is None and row.order_id is not None and withdrawn.has_words(row)
            ),
            sentence=lambda row: row.goods,
        ),
        Verb(
            "traiter",
            _("Marquer comme traitée"),
            _settle,
            form=Because,
            role="support",
            sensitive=True,
            when=lambda row: row.handled_at is None,
            sentence=_(
                "Dites quelle suite a été donnée : retour ouvert, commande annulée, commande"
                " introuvable."
            ),
        ),
    )
