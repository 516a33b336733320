"""The seller's first page: what to do today, how much comes when, the last orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounting.book import ledger
from accounting.payouts import payable, payouts
from catalog.models import Import, Offer, Submission
from catalog.states import ImportState, SubmissionState
from marketplace import franchise
from marketplace.shared import clock
from orders.models import Incident, Return, SellerOrder
from orders.states import IncidentState, ReturnState, SellerOrderState
from sellers.access import seller
from sellers.states import KycState

LOW, DAYS = 3, 30


@dataclass(frozen=True)
class Todo:
    """Something that waits for the seller."""

    text: str
    href: str
    urgent: bool = False


@dataclass(frozen=True)
class NextPayout:
    """When the seller is paid next: what is sure, what may follow."""

    on: date
    sure_cents: int
    likely_cents: int


@seller()
def show(request):
    """Answers: what must I do, how much will I get and when."""
    now, shop = clock.now(), request.seller
    orders = SellerOrder.objects.of(shop)
    return render(
        request,
        "seller/home.html",
        {
            "todos": todos(shop, now),
            "balance": ledger.owed(shop),
            "next_payout": next_payout(shop, now),
            "last_orders": orders.select_related("order").order_by("-paid_at", "-pk")[:8],
            "sales": sales_by_day(shop, now),
            "now": now,
        },
    )


def next_payout(shop, now) -> NextPayout:
    """The next run's day, what is sure to be in it, and what is ripening."""
    day = payouts.next_run(clock.paris_day(now))
    held = payable.shares(shop, now)
    sure = sum(share.cents for share in held if share.is_due(day))
    return NextPayout(day, max(sure, 0), sum(share.cents for share in held) - sure)


def sales_by_day(shop, now) -> list[tuple[str, int]]:
    """What was sold on each of the last thirty days."""
    since = now - timedelta(days=DAYS)
    rows = (
        SellerOrder.objects.of(shop)
        .filter(paid_at__gte=since)
        .annotate(day=TruncDate("paid_at", tzinfo=clock.PARIS))
        .values_list("day")
        .annotate(cents=Sum("total_cents"))
        .order_by("day")
    )
    found, today = dict(rows), clock.paris_day(now)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [(f"{day:%d/%m}", found.get(day, 0)) for day in days]


def todos(shop, now) -> list[Todo]:
    """What waits for this shop, urgent things first, in a fixed number of statements."""
    counts = SellerOrder.objects.filter(seller=shop).aggregate(
        to_accept=Count("pk", filter=Q(state=SellerOrderState.TO_ACCEPT)),
        to_ship=Count("pk", filter=Q(state=SellerOrderState.TO_SHIP)),
        late=Count("pk", filter=Q(state=SellerOrderState.TO_SHIP, ship_by__lt=now)),
    )
    returns = Return.objects.filter(seller_order__seller=shop).aggregate(
        asked=Count("pk", filter=Q(state=ReturnState.ASKED)),
        accepted=Count("pk", filter=Q(state=ReturnState.ACCEPTED)),
    )
    complaints = Incident.objects.filter(
        seller_order__seller=shop, state=IncidentState.WAITING_SELLER
    ).count()
    sent_back = Submission.objects.filter(
        product__owner=shop, state__in=(SubmissionState.TO_CHANGE, SubmissionState.REFUSED)
    ).count()
    stock = Offer.objects.filter(seller=shop, is_active=True).aggregate(
        out=Count("pk", filter=Q(stock=0)), low=Count("pk", filter=Q(stock__gt=0, stock__lte=LOW))
    )
    checked = Import.objects.filter(seller=shop, state=ImportState.CHECKED).count()
    orders, products, returned = (
        reverse("seller-orders"),
        reverse("seller-products"),
        reverse("seller-returns"),
    )
    late, asked = counts["late"], returns["asked"]
    to_ship = counts["to_ship"] - late
    rows = [
        (
            late,
            ngettext(
                "%d commande en retard d'expédition", "%d commandes en retard d'expédition", late
            ),
            f"{orders}?vue=to_ship",
            True,
        ),
        (
            counts["to_accept"],
            ngettext("%d commande à accepter", "%d commandes à accepter", counts["to_accept"]),
            f"{orders}?vue=to_accept",
            True,
        ),
        (
            to_ship,
            ngettext("%d commande à expédier", "%d commandes à expédier", to_ship),
            f"{orders}?vue=to_ship",
            False,
        ),
        (
            asked,
            ngettext("%d retour attend votre réponse", "%d retours attendent votre réponse", asked),
            returned,
            True,
        ),
        (
            complaints,
            ngettext(
                "%d réclamation attend votre réponse",
                "%d réclamations attendent votre réponse",
                complaints,
            ),
            reverse("seller-incidents"),
            True,
        ),
        (
            returns["accepted"],
            ngettext("%d retour à réceptionner", "%d retours à réceptionner", returns["accepted"]),
            returned,
            False,
        ),
        (
            sent_back,
            ngettext("%d fiche à corriger", "%d fiches à corriger", sent_back),
            f"{products}?vue=to_change",
            False,
        ),
        (
            checked,
            ngettext("%d import vérifié à appliquer", "%d imports vérifiés à appliquer", checked),
            reverse("seller-imports"),
            False,
        ),
        (
            stock["out"],
            ngettext("%d article épuisé", "%d articles épuisés", stock["out"]),
            f"{products}?vue=empty",
            False,
        ),
        (
            stock["low"],
            ngettext("%d article bientôt épuisé", "%d articles bientôt épuisés", stock["low"]),
            products,
            False,
        ),
    ]
    found = _beginnings(shop) + [
        Todo(text % count, href, urgent) for count, text, href, urgent in rows if count
    ]
    gauge = franchise.gauge(shop, now=now)
    if gauge is not None and gauge.is_warning:
        found.append(
            Todo(
                _(
                    "Vos ventes approchent ou dépassent un seuil de la franchise de TVA : voyez ce"
                    " qui change"
                ),
                reverse("seller-company"),
                urgent=gauge.vat_from is not None,
            )
        )
    if shop.kyc_state != KycState.VERIFIED:
        found.append(
            Todo(
                _("Prouvez votre identité au prestataire de paiement pour être versé"),
                reverse("seller-file"),
                urgent=True,
            )
        )
    return sorted(found, key=lambda todo: not todo.urgent)


def _beginnings(shop) -> list[Todo]:
    """What a shop lacks before it can sell anything."""
    found = []
    if shop.mandate_revoked_at:
        found.append(
            Todo(
                _(
                    "Donnez à nouveau mandat de facturation : sans lui, rien ne se vend ni ne"
                    " s'expédie"
                ),
                reverse("seller-file-step", args=["mandate"]),
                urgent=True,
            )
        )
    if not shop.shipping_methods.filter(is_active=True).exists():
        found.append(
            Todo(
                _("Composez votre grille de livraison : sans elle, rien ne se vend"),
                reverse("seller-shipping"),
                urgent=True,
            )
        )
    if not Offer.objects.filter(seller=shop).exists():
        found.append(
            Todo(
                _(
                    "Mettez vos premiers articles en ligne : importez un fichier, ou ajoutez une"
                    " fiche"
                ),
                reverse("seller-imports"),
            )
        )
    return found
