"""What the file of a buyer shows: what they ordered, what came of it, the money, how to reach them.

Whoever has an account is read by it; a guest by the mailbox of their orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Review
from marketplace.shared import places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.models import User
from marketplace.shared.templatetags.ui import badge, figure, money, when
from orders import sections
from orders.dossiers import order as order_file
from orders.models import (
    Buyer,
    Dispute,
    Guest,
    Incident,
    KeptCompany,
    Order,
    OrderLine,
    Refund,
    Return,
    SellerOrder,
    WithdrawalDeclaration,
)
from orders.states import DisputeState, PaymentState, RefundState
from sellers.models import Member

SHOWN = 20  # the most of each list
ADDRESSES = 5
PAYABLE = (PaymentState.INTENDED, PaymentState.PENDING, PaymentState.FAILED)
ON_ITS_WAY = (RefundState.INTENDED, RefundState.SENT)


@dataclass(frozen=True)
class Bought:
    """Everything that somebody bought, and what followed; the latest of each."""

    everything: QuerySet[Order]
    orders: list[Order]
    returns: list[Return]
    incidents: list[Incident]
    disputes: list[Dispute]
    declarations: list[WithdrawalDeclaration]
    reviews: list[Review]

    @property
    def rows(self) -> list[Any]:
        """What the timeline tells of, each with what happened within it."""
        parts = [part for order in self.orders for part in order.seller_orders.all()]
        payments = [order.payment for order in self.orders]
        followed = [*self.returns, *self.incidents, *self.disputes, *self.declarations]
        return [*self.orders, *payments, *parts, *followed]


def of_account(buyer: Buyer, *, sees_contact: bool) -> Dossier:
    """The file of somebody with an account. `sees_contact`: telephone and postal addresses."""
    user = User.objects.get(pk=buyer.pk)
    mine = Q(buyer=buyer.pk)
    if user.is_proven:
        mine |= Q(buyer=None, email__iexact=user.email)
    bought = _bought(mine, mailbox=user.email)
    sums = _sums(bought)
    first = sums["first"]
    return Dossier(
        title=str(user),
        who=_("{email} · compte ouvert le {day} · {orders}").format(
            email=user.email, day=when(user.date_joined), orders=_counted(sums["orders"])
        ),
        amount=money(sums["paid"] or 0),
        badges=[_standing(user)],
        says=_waits(bought),
        main=_panels(bought, sums["orders"], user.email),
        beside=[
            _money(bought, sums),
            _account(user, sees_contact=sees_contact),
            *(_reached(bought, user) if sees_contact else []),
        ],
        rows=[buyer, user],
        # what the team noted while they had no account is still theirs
        told=[*bought.rows, *([Guest(pk=first)] if first else [])],
        lead=[buyer],
        letters_to=(user.email, *(order.email for order in bought.orders)),
    )


def of_guest(guest: Guest, *, sees_contact: bool) -> Dossier:
    """The file of a mailbox that ordered without an account."""
    bought = _bought(Q(buyer=None, email__iexact=guest.email), mailbox=guest.email)
    sums = _sums(bought)
    last = bought.orders[0]
    return Dossier(
        title=last.recipient or guest.email,
        who=_("{email} · première commande le {day} · {orders}").format(
            email=guest.email, day=when(guest.placed_at), orders=_counted(sums["orders"])
        ),
        amount=money(sums["paid"] or 0),
        badges=[badge("guest", _("Sans compte"), "quiet")],
        says=_waits(bought),
        main=_panels(bought, sums["orders"], guest.email),
        beside=[_money(bought, sums), *(_reached(bought) if sees_contact else [])],
        rows=[guest],
        told=bought.rows,
        lead=[guest],
        letters_to=(guest.email,),
    )


def _bought(mine: Q, *, mailbox: str) -> Bought:
    everything = Order.objects.filter(mine)
    parts = SellerOrder.objects.select_related("seller").prefetch_related(
        Prefetch("lines", OrderLine.objects.order_by("pk"))
    )
    orders = list(
        everything.select_related("payment", "buyer")
        .prefetch_related(
            Prefetch("seller_orders", parts.order_by("pk")),
            "payment__refunds",
            "payment__disputes",
        )
        .order_by("-placed_at", "-pk")[:SHOWN]
    )
    theirs = everything.values("pk")
    lines = OrderLine.objects.filter(seller_order__order__in=theirs).values("pk")
    return Bought(
        everything,
        orders,
        _latest(Return.objects.filter(seller_order__order__in=theirs), "seller_order__order"),
        _latest(Incident.objects.filter(seller_order__order__in=theirs), "seller_order__order"),
        _latest(Dispute.objects.filter(payment__order__in=theirs), "payment__order"),
        _latest(
            WithdrawalDeclaration.objects.filter(
                Q(order__in=theirs) | Q(order=None, email__iexact=mailbox)
            ),
            "order",
        ),
        _latest(Review.objects.filter(purchase__in=lines), "product", "seller"),
    )


def _latest(rows: QuerySet, *joined: str) -> list:
    return list(rows.select_related(*joined).order_by("-pk")[:SHOWN])


def _sums(bought: Bought) -> dict[str, Any]:
    paid = Q(payment__state=PaymentState.PAID)
    return bought.everything.aggregate(
        orders=Count("pk"),
        first=Min("pk"),
        paid=Sum("payment__amount_cents", filter=paid),
        due=Sum("payment__amount_cents", filter=Q(payment__state__in=PAYABLE)),
    )


def _counted(orders: int) -> str:
    return ngettext("{count} commande", "{count} commandes", orders).format(count=figure(orders))


def _standing(user: User) -> str:
    if not user.is_active:
        return badge("closed", _("Compte fermé"), "danger")
    if not user.is_proven:
        return badge("unproven", _("Adresse jamais confirmée"), "warning")
    return badge("open", _("Compte ouvert"), "positive")


def _waits(bought: Bought) -> list[str]:
    """What of theirs somebody must see to."""
    complaints = sum(row.is_open for row in bought.incidents)
    disputes = sum(row.state == DisputeState.OPEN for row in bought.disputes)
    declared = sum(row.handled_at is None for row in bought.declarations)
    counted = (
        (complaints, ngettext("{n} réclamation ouverte", "{n} réclamations ouvertes", complaints)),
        (
            disputes,
            ngettext(
                "{n} contestation bancaire ouverte",
                "{n} contestations bancaires ouvertes",
                disputes,
            ),
        ),
        (declared, ngettext("{n} rétractation à suivre", "{n} rétractations à suivre", declared)),
    )
    waiting = [words.format(n=count) for count, words in counted if count]
    return [" · ".join(waiting)] if waiting else []


def _panels(bought: Bought, count: int, email: str) -> list[Panel]:
    listed = f"{reverse('admin:orders_order_changelist')}?{urlencode({'q': email})}"
    panels = [
        Panel(
            title=_("Commandes ({count})").format(count=figure(count)),
            anchor="orders",
            template="admin/orders/_bought.html",
            values={
                "orders": [(order, _states(order)) for order in bought.orders],
                "more": listed if count > len(bought.orders) else "",
            },
        ),
        _list(_("Retours"), "returns", ((row, _back(row)) for row in bought.returns)),
        _list(_("Réclamations"), "incidents", ((row, _claim(row)) for row in bought.incidents)),
        _list(
            _("Contestations bancaires"), "disputes", ((row, _case(row)) for row in bought.disputes)
        ),
        _list(
            _("Rétractations déclarées"),
            "declarations",
            ((row, _declared(row)) for row in bought.declarations),
        ),
        _list(_("Avis"), "reviews", ((row, _review(row)) for row in bought.reviews)),
    ]
    return [panel for panel in panels if panel.values or panel.rows]


def _list(title: str, anchor: str, rows: Iterable[tuple[Any, tuple[Any, ...]]]) -> Panel:
    """Rows of one kind by their names, each with its state and what else it says."""
    said = [(words[0], _line(row, *words[1:])) for row, words in rows]
    return Panel(title=title, anchor=anchor, rows=said)


def _line(row: Any, *words: Any) -> str:
    said = format_html_join(" · ", "{}", ((each,) for each in words if each))
    return format_html("{} {}", badge(row) if hasattr(row, "state") else "", said)


def _states(order: Order) -> list[str]:
    """The money of an order, then how far each seller's part is, each state once."""
    parts = dict.fromkeys(sections.part_badge(part) for part in order.seller_orders.all())
    paid = order.payment.state == PaymentState.PAID
    return [order_file.paid_badge(order.payment), *(parts if paid else ())]


def _back(row: Return) -> tuple[Any, ...]:
    return (
        places.link(row, row.number),
        places.link(row.seller_order.order),
        when(row.asked_at),
    )


def _claim(row: Incident) -> tuple[Any, ...]:
    return (
        places.link(row, row.number),
        row.get_kind_display(),
        places.link(row.seller_order.order),
        when(row.opened_at),
    )


def _case(row: Dispute) -> tuple[Any, ...]:
    return (
        places.link(row, money(row.amount_cents)),
        places.link(row.payment.order),
        when(row.opened_at),
    )


def _declared(row: WithdrawalDeclaration) -> tuple[Any, ...]:
    done = row.outcome or (_("traitée") if row.handled_at else _("à suivre"))
    return places.link(row, row.order_number), done, when(row.declared_at)


def _review(row: Review) -> tuple[Any, ...]:
    marks = _("{rating} sur 5").format(rating=row.rating)
    return places.link(row, marks), row.product, when(row.written_at)


def _money(bought: Bought, sums: dict[str, Any]) -> Panel:
    """What they paid, what went back, what is open on either side."""
    refunds = Refund.objects.filter(payment__order__in=bought.everything.values("pk"))
    paid = Q(state=RefundState.PAID)
    found = refunds.aggregate(
        back=Sum("amount_cents", filter=paid, default=0),
        given=Sum("amount_cents", filter=paid & Q(cause=Refund.Cause.GOODWILL)),
        coming=Sum("amount_cents", filter=Q(state__in=ON_ITS_WAY)),
        failed=Sum("amount_cents", filter=Q(state=RefundState.FAILED)),
        waiting=Sum("amount_cents", filter=Q(state=RefundState.WAITING)),
    )
    disputes = Dispute.objects.filter(payment__order__in=bought.everything.values("pk")).aggregate(
        count=Count("pk"),
        lost=Count("pk", filter=Q(state=DisputeState.LOST)),
        stake=Sum("amount_cents", filter=Q(state=DisputeState.OPEN)),
        taken=Sum("amount_cents", filter=Q(state=DisputeState.LOST)),
    )
    contested = ngettext(
        "{count}, dont {lost} perdue", "{count}, dont {lost} perdues", disputes["lost"]
    )
    contested = contested.format(count=disputes["count"], lost=disputes["lost"])
    return Panel(
        title=_("Argent"),
        anchor="money",
        rows=[
            (_("Payé"), money(sums["paid"] or 0)),
            (_("Remboursé"), money(found["back"])),
            (_("Dont gestes commerciaux"), money(found["given"]) if found["given"] else ""),
            (_("Remboursement en route"), money(found["coming"])),
            (_("Remboursement refusé par le prestataire"), money(found["failed"])),
            (_("Remboursement suspendu à la contestation"), money(found["waiting"])),
            (_("Reste à payer"), money(sums["due"]) if sums["due"] else ""),
            (_("Contestations bancaires"), contested if disputes["count"] else _("aucune")),
            (_("En jeu à la banque"), money(disputes["stake"]) if disputes["stake"] else ""),
            (_("Repris par la banque, contestation perdue"), money(disputes["taken"])),
        ],
    )


def _account(user: User, *, sees_contact: bool) -> Panel:
    shops = Member.objects.filter(user=user).select_related("seller").order_by("pk")
    return Panel(
        title=_("Compte"),
        anchor="account",
        rows=[
            (_("Adresse confirmée le"), when(user.email_proven_at) or _("jamais")),
            (_("Dernière connexion"), when(user.last_login) or _("jamais")),
            (_("Langue"), dict(settings.LANGUAGES).get(user.language, user.language)),
            (_("Téléphone"), user.phone if sees_contact else ""),
            *((_("Boutique"), places.link(member.seller)) for member in shops),
            (_("Équipe de l'opérateur"), _("oui") if user.is_staff else ""),
        ],
        about=user,
    )


def _reached(bought: Bought, user: User | None = None) -> list[Panel]:
    """Where they are reached: the book of their account, what they ordered to, their company."""
    kept = list(user.addresses.order_by("-used_at", "-pk")[:ADDRESSES]) if user else []
    written = {", ".join(row.postal_lines()): "" for row in kept}
    sent = {", ".join(order.postal_lines()): "" for order in bought.orders}
    phones = dict.fromkeys(order.phone for order in bought.orders if order.phone)
    company = KeptCompany.objects.filter(user=user).exclude(name="").first() if user else None
    return [
        Panel(
            title=_("Adresses"),
            anchor="addresses",
            rows=[
                *((_("Carnet"), words) for words in written),
                *(
                    (_("Livrée à"), words)
                    for words in [*sent][:ADDRESSES]
                    if words and words not in written
                ),
                (_("Téléphones des commandes"), ", ".join(phones)),
                (_("Entreprise"), _company(company)),
            ],
        )
    ]


def _company(company: KeptCompany | None) -> str:
    if company is None:
        return ""
    return ", ".join(filter(None, (company.name, company.siret or company.siren)))
