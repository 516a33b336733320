"""What orders bring to the seller's desk: what to accept, send and answer, and the sales."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.shared.clock import PARIS
from marketplace.shared.desks import DAYS, Block, Days, Desk, MenuEntry, Todo, by_day, counted
from orders import contested, milestones
from orders.fulfilment import lists
from orders.models import Incident, Refund, Return, SellerOrder
from orders.states import UNSHIPPED, IncidentState, LatenessState, ReturnState, SellerOrderState
from sellers.models import Seller

SHOWN = 8
SELL = _("Vendre")
MENU = (
    MenuEntry(group=SELL, page="seller-orders", name=_("Commandes"), icon="package", rank=100),
    MenuEntry(
        group=SELL, page="seller-sending", name=_("Expédier en nombre"), icon="truck", rank=105
    ),
    MenuEntry(group=SELL, page="seller-returns", name=_("Retours"), icon="undo-2", rank=110),
    MenuEntry(
        group=SELL,
        page="seller-incidents",
        name=_("Réclamations"),
        icon="message-square-warning",
        rank=120,
    ),
    MenuEntry(
        group=SELL, page="seller-figures", name=_("Chiffres publics"), icon="gauge", rank=130
    ),
)


def todos(shop: Seller, at: datetime) -> list[Todo]:
    """The orders, returns and complaints that wait for the seller."""
    return [
        *_of_orders(shop, at),
        *_of_parcels(shop),
        *_of_returns(shop),
        *_of_complaints(shop),
    ]


def _of_orders(shop: Seller, at: datetime) -> list[Todo]:
    waiting = SellerOrder.objects.filter(seller=shop, state__in=UNSHIPPED)
    paid = Q(unpaid=False)  # what a bank gave back is neither accepted nor shipped
    ours = paid & Q(state=SellerOrderState.TO_SHIP)
    counts = waiting.annotate(unpaid=contested.given_back()).aggregate(
        to_accept=Count("pk", filter=paid & Q(state=SellerOrderState.TO_ACCEPT)),
        # nothing of these may leave: their buyer chooses another point, the seller is not late
        awaits_buyer=Count("pk", filter=ours & Q(relay_closed_at__isnull=False)),
        to_ship=Count("pk", filter=ours & Q(relay_closed_at=None)),
        late=Count("pk", filter=ours & Q(relay_closed_at=None, ship_by__lt=at)),
        to_cancel=Count("pk", filter=~paid),
        asked=Count("pk", filter=ours & Q(lateness__state=LatenessState.TOLD)),
        ends=Count("pk", filter=ours & Q(lateness__state=LatenessState.ANNOUNCED)),
    )
    to_accept, late, to_cancel = counts["to_accept"], counts["late"], counts["to_cancel"]
    to_ship = counts["to_ship"] - late
    page = reverse("seller-orders")
    return [
        *counted(
            counts["ends"],
            ngettext(
                "%d commande bientôt annulée, faute d'envoi",
                "%d commandes bientôt annulées, faute d'envoi",
                counts["ends"],
            ),
            href=f"{page}?vue=to_ship",
            urgent=True,
            rank=190,
        ),
        *counted(
            counts["asked"],
            ngettext(
                "%d acheteur attend une nouvelle date : la date promise est passée",
                "%d acheteurs attendent une nouvelle date : la date promise est passée",
                counts["asked"],
            ),
            href=f"{page}?vue=to_ship",
            urgent=True,
            rank=195,
        ),
        *counted(
            late,
            ngettext(
                "%d commande en retard d'expédition", "%d commandes en retard d'expédition", late
            ),
            href=reverse("seller-sending"),
            urgent=True,
            rank=200,
        ),
        *counted(
            to_accept,
            ngettext("%d commande à accepter", "%d commandes à accepter", to_accept),
            href=f"{page}?vue=to_accept",
            urgent=True,
            rank=210,
        ),
        *counted(
            to_cancel,
            ngettext(
                "%d commande à annuler : la banque de l'acheteur lui a rendu son paiement",
                "%d commandes à annuler : la banque des acheteurs leur a rendu leur paiement",
                to_cancel,
            ),
            href=page,
            urgent=True,
            rank=205,
        ),
        *counted(
            to_ship,
            ngettext("%d commande à expédier", "%d commandes à expédier", to_ship),
            href=reverse("seller-sending"),
            rank=220,
        ),
        *counted(
            counts["awaits_buyer"],
            ngettext(
                "%d commande en attente de l’acheteur, qui choisit un autre point relais",
                "%d commandes en attente de l’acheteur, qui choisit un autre point relais",
                counts["awaits_buyer"],
            ),
            href=f"{page}?vue=to_ship",
            rank=225,
        ),
    ]


def _of_parcels(shop: Seller) -> list[Todo]:
    """The parcels of which a carrier says nothing any more, and those that it sends back.

    They are counted by their orders, which lead the list.
    """
    rows = lists.to_look_at().filter(seller_order__seller=shop)
    silent = Q(silent_since__isnull=False)
    counts = rows.aggregate(
        silent=Count("seller_order", filter=silent, distinct=True),
        back=Count("seller_order", filter=milestones.sent_back(), distinct=True),
    )
    page = f"{reverse('seller-orders')}?vue=shipped"
    return [
        *counted(
            counts["back"],
            ngettext(
                "%d commande dont un colis vous est renvoyé : constatez son retour",
                "%d commandes dont un colis vous est renvoyé : constatez leur retour",
                counts["back"],
            ),
            href=page,
            rank=235,
        ),
        *counted(
            counts["silent"],
            ngettext(
                "%d commande dont le transporteur ne donne plus de nouvelles",
                "%d commandes dont le transporteur ne donne plus de nouvelles",
                counts["silent"],
            ),
            href=page,
            urgent=True,
            rank=215,
        ),
    ]


def _of_returns(shop: Seller) -> list[Todo]:
    counts = Return.objects.filter(seller_order__seller=shop).aggregate(
        asked=Count("pk", filter=Q(state=ReturnState.ASKED)),
        # what was withdrawn from on its way may come back any day: the list holds it too
        awaited=Count("pk", filter=Q(state__in=(ReturnState.ON_ITS_WAY, ReturnState.ACCEPTED))),
    )
    asked, awaited = counts["asked"], counts["awaited"]
    page = reverse("seller-returns")
    return [
        *counted(
            asked,
            ngettext("%d retour attend votre réponse", "%d retours attendent votre réponse", asked),
            href=page,
            urgent=True,
            rank=230,
        ),
        *counted(
            awaited,
            ngettext("%d retour à réceptionner", "%d retours à réceptionner", awaited),
            href=page,
            rank=250,
        ),
    ]


def _of_complaints(shop: Seller) -> list[Todo]:
    waiting = Incident.objects.filter(
        seller_order__seller=shop, state=IncidentState.WAITING_SELLER
    ).count()
    text = ngettext(
        "%d réclamation attend votre réponse", "%d réclamations attendent votre réponse", waiting
    )
    return counted(waiting, text, href=reverse("seller-incidents"), urgent=True, rank=240)


def blocks(shop: Seller, at: datetime) -> list[Block]:
    """The curve of the sales, and the last orders."""
    last = SellerOrder.objects.of(shop).select_related("order").order_by("-paid_at", "-pk")
    return [
        Block(
            template="seller/orders/_sales.html",
            page="seller-orders",
            values={"sales": sales_by_day(shop, at)},
            rank=200,
        ),
        Block(
            template="seller/orders/_last_orders.html",
            page="seller-orders",
            values={"orders": last[:SHOWN]},
            rank=210,
        ),
    ]


def sales_by_day(shop: Seller, at: datetime) -> Days:
    """What was sold on each of the last thirty days, without what never left.

    What was refused or cancelled before it was shipped was no sale; what was returned was one.
    """
    never_left = (
        Refund.objects.filter(
            seller_order=OuterRef("pk"), cause__in=(Refund.Cause.REFUSED, Refund.Cause.CANCELLED)
        )
        .order_by()
        .values("seller_order")
        .annotate(cents=Sum("amount_cents"))
        .values("cents")
    )
    sales = (
        SellerOrder.objects.of(shop)
        .filter(paid_at__gte=at - timedelta(days=DAYS))
        .annotate(
            day=TruncDate("paid_at", tzinfo=PARIS),
            kept=F("total_cents") - Coalesce(Subquery(never_left), 0),
        )
        .values_list("day")
        .annotate(cents=Sum("kept"))
        .order_by("day")
    )
    return by_day(dict(sales), days=DAYS, at=at)


DESK = Desk(todos=todos, blocks=blocks, menu=MENU)
