"""The console's pages about buyers: one file for each account, and for each mailbox without one."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import accounts
from marketplace.shared import places
from marketplace.shared.admin import Filed, Verb, present, register
from marketplace.shared.audience import is_operator
from orders.buying import access
from orders.dossiers import buyer as buyer_file
from orders.models import Buyer, Guest, Order
from orders.models.buyer import bought_by, mailboxes


def _sees_contact(request) -> bool:
    """Telephones and addresses are for whoever answers buyers, not for the book."""
    return is_operator(request.user, "support")


def _what_the_way_in_is(buyer: Buyer) -> str:
    if buyer.is_proven:
        said = _now("{email} reçoit un lien pour choisir un nouveau mot de passe et se connecter.")
    else:
        said = _now("{email} reçoit un lien qui confirme l'adresse et ouvre le compte.")
    return said.format(email=buyer.email)


class Read(Filed):
    """What the files of buyers have in common."""

    role, readers = "support", ("finance",)

    def _is_list(self, request) -> bool:
        match = request.resolver_match
        return match is not None and match.url_name == self.url_name("changelist")


@register(Buyer)
class BuyerAdmin(Read):
    """Whoever buys with an account: orders, what followed, the money, and how to help them in."""

    concerns = ("self",)
    list_display = ("email", "first_name", "last_name", "orders_count", "is_active", "date_joined")
    list_filter = ("is_active",)
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-date_joined", "-pk")
    verbs = (
        Verb(
            "lettre",
            _("Envoyer une lettre de connexion"),
            lambda row, request, data: accounts.send_way_in(row, **present(request)),
            role="support",
            when=lambda row: row.is_active,
            sentence=_what_the_way_in_is,
            done=_("La lettre part."),
        ),
    )

    def get_queryset(self, request):
        """Without the team's accounts that bought nothing: these are no buyers."""
        rows = super().get_queryset(request)
        rows = rows.filter(Q(is_staff=False) | Exists(Order.objects.filter(buyer=OuterRef("pk"))))
        return rows.annotate(bought=Count("orders")) if self._is_list(request) else rows

    @admin.display(description=_("commandes"), ordering="bought")
    def orders_count(self, buyer):
        """How many orders they made with their account."""
        return buyer.bought

    def dossier(self, request, row):
        """What they ordered, what came of it, the money, and how to reach them."""
        return buyer_file.of_account(row, sees_contact=_sees_contact(request))


@register(Guest)
class GuestAdmin(Read):
    """Whoever buys without an account, by the mailbox of their orders."""

    concerns = ("self",)
    list_display = ("email", "recipient", "placed_at")
    search_fields = ("email", "recipient")
    ordering = ("-placed_at", "-pk")
    verbs = (
        Verb(
            "lien",
            _("Envoyer le lien de sa dernière commande"),
            lambda row, request, data: access.send_link(
                Order.objects.filter(buyer=None, email__iexact=row.email).latest("pk"),
                **present(request),
            ),
            role="support",
            sentence=_("La lettre va à l'adresse de la commande, et à aucune autre."),
            done=_("La lettre part."),
        ),
    )

    def get_queryset(self, request):
        """The list names each mailbox once."""
        if self._is_list(request):
            return mailboxes()
        return super().get_queryset(request).filter(buyer=None)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Any order of theirs leads to the one file; who opened an account since is read there."""
        order = Order.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        whose = order and bought_by(order)
        here = isinstance(whose, Guest) and whose.pk == order.pk
        if whose and not here and self.has_view_permission(request):
            return redirect(places.address(type(whose), whose.pk))
        return super().change_view(request, object_id, form_url, extra_context)

    def dossier(self, request, row):
        """The same as of an account, without what only an account has."""
        return buyer_file.of_guest(row, sees_contact=_sees_contact(request))
