"""The console's pages about each seller's part of an order and its parcels."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.admin import Because, Verb, Within, euros, present, register
from marketplace.shared.readable import row_number
from marketplace.shared.templatetags.ui import when
from orders import contested, parts, sections
from orders.fulfilment import cancellations
from orders.fulfilment.forms import PointForm
from orders.models import (
    Lateness,
    SellerOrder,
)
from orders.money import gestures, refunds, stakes
from orders.money.forms import GiveBackForm
from orders.points import closings
from orders.sections import barred_above, naming, part_badge, say_done, within_ceiling
from orders.states import UNSHIPPED, SellerOrderState
from sellers.models import Seller

S = SellerOrderState
OF_AN_ORDER = ("self", "seller_orders__seller")
OF_A_PART = ("seller_order__order", "seller_order__seller")


class Late(admin.SimpleListFilter):
    """Parts whose seller missed a deadline."""

    title = _("retard")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        """The two deadlines of a seller, to accept and to ship, and the day promised to buyers."""
        return [
            ("accept", _("à accepter, en retard")),
            ("ship", _("à expédier, en retard")),
            ("promise", _("date promise passée")),
        ]

    def queryset(self, request, queryset):
        """The parts past the chosen deadline."""
        at = clock.now()
        if self.value() == "accept":
            return queryset.filter(state=S.TO_ACCEPT, accept_by__lt=at)
        if self.value() == "ship":
            late = queryset.filter(state=S.TO_SHIP, ship_by__lt=at, relay_closed_at=None)
            return late.exclude(contested.given_back())  # its seller cancels it
        if self.value() == "promise":
            return queryset.filter(pk__in=Lateness.objects.open().values("part"))
        return queryset


class SoldLately(admin.SimpleListFilter):
    """What one shop sold in ninety days, as its file counts it: only its file leads here."""

    title, parameter_name = _("ventes en 90 jours"), parts.SOLD
    column = "pk"

    def lookups(self, request, model_admin):
        """The shop that the address names; nothing to choose where it names none."""
        pk = row_number(request.GET.get(self.parameter_name, ""))
        return list(Seller.objects.filter(pk=pk).values_list("pk", "name")) if pk else []

    def queryset(self, request, queryset):
        """What is about these sales."""
        pk = row_number(self.value() or "")
        if not pk:
            return queryset
        return queryset.filter(**{f"{self.column}__in": parts.sold_lately(pk).values("pk")})


class AboutSoldLately(SoldLately):
    """The same of what is about an order."""

    column = "seller_order"


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


def _cancel(part, request, data):
    who = present(request)
    cancellations.cancel(part, because=data["because"], **who)
    return say_done(request, _("Ce qui restait à expédier est annulé."), part.order_id, who["at"])


def _give_back(part, request, data):
    who = present(request)
    gestures.give_back(
        part,
        lines=data["lines"],
        amounts=data["amounts"],
        shipping_cents=data.get("shipping") or 0,
        borne_by=data["borne_by"],
        because=data["because"],
        seen_cents=data["seen"],
        **who,
    )
    return say_done(request, _("Le remboursement est accordé."), part.order_id, who["at"])


_cancelling = naming(_("Annuler et rembourser {sum}"), stakes.of_cancelling)


def _words_of_cancelling(part) -> str:
    """With the sum that goes back; a bank that gave all of it back leaves nothing to refund."""
    if contested.is_given_back(part.order.payment.disputes.all()):
        return gettext("Annuler sans rembourser : la banque l'a fait")
    return _cancelling(part)


def _choose_point(part, request, data):
    closings.choose(part, data["point"], **present(request))


def _given_back(part, data) -> int:
    goods = refunds.worth(part, lines=data["lines"], amounts=data["amounts"])
    return goods + (data.get("shipping") or 0)


@register(SellerOrder)
class SellerOrderAdmin(Within):
    """One seller's part of an order: lines, parcels, returns, refunds and facts on one page."""

    role, readers = "support", ("finance",)  # above what support refunds alone, finance acts
    concerns = ("order", "seller")
    list_display = (
        "number",
        "seller",
        "shown_state",
        "paid_at",
        "accepting",
        "shipping",
        "promise",
        "shown_total",
        "shown_refunded",
    )
    list_filter = (SoldLately, Late, "state", "paid_at")
    list_select_related = ("seller", "lateness")
    search_fields = (
        "number",
        "order__recipient",
        "order__email",
        "seller__name",
        "shipments__tracking",
    )
    ordering = ("-pk",)
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
            named=_words_of_cancelling,
            barred=barred_above(stakes.of_cancelling),
            sentence=within_ceiling(
                _("Ce qui n'est pas expédié est annulé, le stock rendu, l'acheteur remboursé."),
                stakes.cancelling_waits,
            ),
        ),
        Verb(
            "rembourser",
            _("Rembourser sans retour"),
            _give_back,
            form=GiveBackForm,
            initial=lambda row: {"part": row},
            role="support",
            also=("finance",),
            sensitive=True,
            when=gestures.may_be_given,
            named=naming(_("Rembourser sans retour, {sum} au plus"), stakes.of_giving),
            sentence=within_ceiling(
                _("L'acheteur garde les articles : il est remboursé de ce que vous indiquez."),
                stakes.giving_waits,
            ),
            counted=_given_back,
            seen=lambda row: row.refunded_cents,
        ),
        Verb(
            "point",
            _("Choisir un autre point relais"),
            _choose_point,
            form=PointForm,
            initial=lambda row: {"part": row},
            role="support",
            when=lambda row: row.relay_closed_at is not None and row.state in UNSHIPPED,
            sentence=_(
                "À la demande de l'acheteur, qui n'a plus à choisir. Le choix vaut pour les colis"
                " de la commande que ce transporteur portait au même point ; le vendeur est"
                " prévenu, et le temps perdu s'ajoute à son délai."
            ),
            done=_("Le point relais est changé."),
        ),
    )

    @admin.display(description=_("État"), ordering="state")
    def shown_state(self, row):
        """As a coloured word; what left in part says so."""
        return part_badge(row)

    @admin.display(description=_("à accepter avant le"), ordering="accept_by")
    def accepting(self, row):
        """Until when the seller must answer; nothing once they did."""
        return when(row.accept_by) if row.state == S.TO_ACCEPT else ""

    @admin.display(description=_("à expédier avant le"), ordering="ship_by")
    def shipping(self, row):
        """Until when the seller must ship, from their answer on; nothing once they did."""
        return when(row.ship_by) if row.state == S.TO_SHIP else ""

    @admin.display(description=_("date promise passée"), ordering="promised_until")
    def promise(self, row):
        """Who waits of a late part, and until when; nothing of the others."""
        return sections.lateness(row)

    def get_queryset(self, request):
        """With the lines, which say what left in part."""
        return super().get_queryset(request).prefetch_related("lines")

    shown_total = euros("total_cents", _("Total TTC"))
    shown_refunded = euros("refunded_cents", _("Rendu ou à rendre"))

    def file_of(self, row):
        """The file of the whole order says everything of its parts."""
        return row.order, row.number
