"""The console's pages about returns and declarations of withdrawal."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, parties
from marketplace.shared.admin import Because, Filed, Verb, present, register
from marketplace.shared.columns import stated
from marketplace.shared.templatetags.ui import day
from orders.fulfilment import withdrawn
from orders.fulfilment.admin import OF_A_PART, OF_AN_ORDER, AboutSoldLately, Waiting
from orders.models import (
    Order,
    Return,
    WithdrawalDeclaration,
)
from orders.returns import declared, owed, refund_clock, returns, withdrawals
from orders.returns import file as return_file
from orders.returns.forms import CameBackForm, LinkForm, MeantForm
from orders.sections import barred_above, naming, say_done, within_ceiling
from orders.states import ReturnState


def _accept_return(return_, request, data):
    returns.accept(return_, because=data["because"], **present(request))


def _receive_return(return_, request, data):
    who = present(request)
    returns.receive(
        return_,
        received=data["received"],
        restock=data["restock"],
        because=data["because"],
        **who,
    )
    return say_done(
        request, _("La réception est constatée."), return_.seller_order.order_id, who["at"]
    )


def _link(declaration, request, data):
    meant = Order.objects.filter(number=withdrawn.written(data["order_number"])).first()
    if meant is not None:
        parties.demand(request.user, meant, OF_AN_ORDER)
    who = present(request)
    withdrawals.link(declaration, order_number=data["order_number"], **who)
    declaration.refresh_from_db()
    return say_done(
        request, _("La déclaration est rattachée à la commande."), declaration.order_id, who["at"]
    )


def _follow(declaration, request, data):
    pieces = {
        int(name[1:]): count for name, count in data.items() if name.startswith("q") and count
    }
    who = present(request)
    withdrawals.follow_by_hand(declaration, pieces=pieces, **who)
    return say_done(
        request, _("La rétractation de ces articles a pris effet."), declaration.order_id, who["at"]
    )


def _take_up_again(declaration, request, data):
    withdrawals.take_up_again(declaration, because=data["because"], **present(request))


def _may_be_taken_up_again(declaration) -> bool:
    waits = declaration.order_id is None and declaration.handled_at is None
    return not waits and withdrawals.effect(declaration) is None


def _what_taking_up_does(declaration) -> str:
    if declaration.order_id is None:
        return gettext("Elle attend de nouveau une suite, parmi les rétractations à suivre.")
    return gettext(
        "Elle est détachée de la commande {number} et attend de nouveau une suite : rattachez-la"
        " ensuite à la bonne commande. Si un vendeur avait été prié de ne rien expédier, il lit"
        " que sa commande n'est pas concernée."
    ).format(number=declaration.order.number)


def _settle(declaration, request, data):
    withdrawals.settle(declaration, because=data["because"], **present(request))


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


class RefundDue(admin.SimpleListFilter):
    """Withdrawals by what is left of the fourteen days."""

    title = _("remboursement dû")
    parameter_name = "refund"

    def lookups(self, request, model_admin):
        """The alarms of the fourteen days, from early to overdue."""
        return [
            ("soon", _("depuis 7 jours, encore à temps")),
            ("urgent", _("depuis 12 jours, encore à temps")),
            ("late", _("14 jours dépassés")),
        ]

    def queryset(self, request, queryset):
        """The withdrawals of an alarm."""
        at = clock.now()
        asked = {
            "soon": lambda: refund_clock.soon(at),
            "urgent": lambda: refund_clock.soon(at, after=refund_clock.SECOND_ALARM),
            "late": lambda: refund_clock.late(at),
        }.get(self.value())
        return queryset.filter(pk__in=asked().values("pk")) if asked else queryset


class Acknowledged(admin.SimpleListFilter):
    """What should have been acknowledged before."""

    title = _("accusé de réception")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        """The one that matters: due, and not sent."""
        return [("letter", _("dû et pas parti"))]

    def queryset(self, request, queryset):
        """The declarations whose letter did not leave."""
        if self.value() == "letter":
            late = withdrawals.unacknowledged(clock.now())
            return queryset.filter(pk__in=late.values("pk"))
        return queryset


@register(Return)
class ReturnAdmin(Filed):
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
    list_filter = (AboutSoldLately, RefundDue, "state", MotiveFilter, "asked_at")
    list_select_related = ("seller_order",)
    search_fields = (
        "number",
        "seller_order__number",
        "seller_order__order__email",
        "seller_order__order__recipient",
        "seller_order__seller__name",
    )
    ordering = ("-pk",)
    verbs = (
        Verb(
            "accepter",
            _("Accepter à la place du vendeur"),
            _accept_return,
            tone="positive",
            role="support",
            sensitive=True,
            when=lambda row: row.state == ReturnState.ASKED,
            form=Because,
            sentence=_(
                "L'acheteur reçoit l'adresse du vendeur pour renvoyer les articles. Le vendeur lit"
                " que vous avez accepté à sa place, et pourquoi."
            ),
            done=_("Le retour est accepté."),
        ),
        Verb(
            "recevoir",
            _("Constater la réception et rembourser"),
            _receive_return,
            role="support",
            also=("finance",),
            sensitive=True,
            form=CameBackForm,
            initial=lambda row: {"return": row},
            when=returns.may_be_received,
            named=naming(
                _("Constater la réception et rembourser, {sum} au plus"), owed.of_receiving
            ),
            barred=barred_above(owed.least_of_receiving),
            sentence=within_ceiling(
                _(
                    "Comptez les pièces revenues au vendeur, ou dont l'envoi est prouvé : seules"
                    " celles-là sont remboursées, et ce qui manque peut être reçu plus tard. La"
                    " livraison n'est rendue que si plus aucun article n'est gardé. Le vendeur lit"
                    " ce que vous avez constaté, et pourquoi."
                )
            ),
        ),
    )

    shown_state = stated("state", _("État"))

    def get_queryset(self, request):
        """With the order and the shop that both the list and the file name."""
        rows = super().get_queryset(request)
        return rows.select_related("seller_order__order__payment", "seller_order__seller")

    @admin.display(description=_("Motif"), ordering="reason")
    def motive(self, row):
        """The reason that the buyer chose."""
        return return_file.motive(row)

    @admin.display(description=_("À rembourser au plus tard le"), ordering="asked_at")
    def due(self, row):
        """The last day of a withdrawal that is still owed."""
        last = refund_clock.due_on(row)
        return day(last) if last else "–"

    def dossier(self, request, row):
        """What comes back and why, what was found, and what is due."""
        return return_file.of_return(row)


@register(WithdrawalDeclaration)
class WithdrawalAdmin(Filed):
    """Withdrawals declared on the public page: those not wholly followed up wait for someone."""

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
    list_filter = (Waiting, Acknowledged, "declared_at")
    search_fields = ("name", "email", "order_number")
    ordering = ("-pk",)
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
            sentence=within_ceiling(
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
            named=naming(
                _("Choisir les articles visés, {sum} à rendre au plus"), owed.of_withdrawing
            ),
        ),
        Verb(
            "accuser",
            _("Envoyer l'accusé de réception"),
            lambda row, request, data: withdrawals.acknowledge_again(row, **present(request)),
            role="support",
            when=withdrawals.may_be_written_to,
            sentence=_(
                "La lettre part à l'adresse déclarée, avec ses mots, le jour et l'heure, et le"
                " récépissé."
            ),
            done=_("L'accusé de réception part à l'adresse déclarée."),
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
                " introuvable. Le vendeur qui attendait cette lecture la reçoit."
            ),
            done=_("La rétractation est marquée comme traitée."),
        ),
        Verb(
            "reprendre",
            _("Détacher et reprendre"),
            _take_up_again,
            form=Because,
            role="support",
            sensitive=True,
            when=_may_be_taken_up_again,
            sentence=_what_taking_up_does,
            done=_("La déclaration est détachée : elle attend de nouveau sa commande."),
        ),
    )

    def get_queryset(self, request):
        """With the orders that both the list and the file name."""
        return super().get_queryset(request).select_related("order", "from_order")

    def dossier(self, request, row):
        """Who declared what, which order is meant, and what became of it."""
        return declared.of_declaration(row)
