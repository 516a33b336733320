"""The console's section of parcels: where they are, and what the operator may establish of them."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import Verb, Within, present, register
from marketplace.shared.columns import stated
from marketplace.shared.typed import MotiveField
from orders import carriers, milestones
from orders.fulfilment import shipping
from orders.models import Shipment
from orders.sections import barred_above, naming, say_done, within_ceiling
from orders.states import ShipmentState
from orders.tracking import coming_back

OF_A_PART = ("seller_order__order", "seller_order__seller")


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


class Followed(admin.SimpleListFilter):
    """What carriers say that somebody must see to."""

    title = _("suivi")
    parameter_name = "suivi"

    def lookups(self, request, model_admin):
        """Nothing said for long, or sent back."""
        return [("muet", _("sans nouvelles")), ("renvoye", _("renvoyé au vendeur"))]

    def queryset(self, request, queryset):
        """The parcels on their way of which that is true."""
        if self.value() == "muet":
            return queryset.filter(state=ShipmentState.SHIPPED, silent_since__isnull=False)
        if self.value() == "renvoye":
            return queryset.filter(milestones.sent_back(), state=ShipmentState.SHIPPED)
        return queryset


def _by(_page, row) -> str:
    """The carrier's name."""
    return carriers.name_of(row.carrier)


def _deliver(parcel, request, data):
    shipping.deliver(parcel, how="operator", because=data["because"], **present(request))


def _take_back(parcel, request, data):
    who = present(request)
    coming_back.take_back(parcel, restock=data["restock"], because=data["because"], **who)
    order_id = parcel.seller_order.order_id
    return say_done(request, _("Le retour du colis est constaté."), order_id, who["at"])


class ProofForm(forms.Form):
    """What proves that a parcel came."""

    because = MotiveField(
        label=_("Preuve de la réception"),
        help_text=_(
            "Ce que vous avez vu et où : page de suivi du transporteur, signature, message de"
            " l'acheteur."
        ),
    )


class BackForm(forms.Form):
    """What proves that a parcel is back, and whether its goods may be sold again."""

    restock = forms.BooleanField(
        label=_("Remettre son contenu en stock"), required=False, initial=True
    )
    because = MotiveField(
        label=_("Preuve du retour"),
        help_text=_("Ce que vous avez vu et où : message du vendeur, page du transporteur."),
    )


@register(Shipment)
class ShipmentAdmin(Within):
    """Parcels: the operator may establish that one arrived, with proof."""

    role, readers = "support", ("finance",)  # who approves a complaint reads what was sent
    concerns = OF_A_PART
    list_display = (
        "__str__",
        "shown_state",
        "by",
        "tracking",
        "shipped_at",
        "silent_since",
        "presumed_at",
        "delivered_at",
        "delivered_how",
    )
    list_filter = ("state", Followed, Carrier, "shipped_at")
    list_select_related = ("seller_order",)
    search_fields = ("tracking", "seller_order__number")
    ordering = ("-pk",)
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
            done=_("La réception est constatée."),
        ),
        Verb(
            "revenu",
            _("Constater le retour au vendeur"),
            _take_back,
            role="support",
            also=("finance",),
            sensitive=True,
            form=BackForm,
            when=milestones.is_sent_back,
            named=naming(_("Constater le retour au vendeur, {sum}"), coming_back.worth),
            barred=barred_above(coming_back.worth),
            sentence=within_ceiling(
                _(
                    "Le transporteur l’a renvoyé et le vendeur l’a, sans que personne l’ait reçu :"
                    " ce qu’il contenait est remboursé à l’acheteur."
                )
            ),
        ),
    )

    shown_state = stated("state", _("État"))

    by = admin.display(description=_("transporteur"), ordering="carrier")(_by)

    def file_of(self, row):
        """The file of the whole order says everything of its parcels."""
        return row.seller_order.order, row.seller_order.number
