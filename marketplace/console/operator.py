"""The operator's console: models grouped by mission, today's queues and figures on the index."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.console import today
from marketplace.shared import clock, proofs
from marketplace.shared.audience import is_operator, needs_mfa

# Mission → (app label, model name), in the order in which the menu shows them.
MISSIONS = (
    (
        _("Construire le projet"),
        ("accounting.commissionrule", "shared.rules", "shared.legalentity"),
    ),
    (
        _("Vendeurs"),
        ("sellers.seller", "sellers.identity", "sellers.document", "sellers.acceptance"),
    ),
    (
        _("Catalogue"),
        (
            "catalog.submission",
            "catalog.product",
            "catalog.import",
            "catalog.category",
            "catalog.brand",
            "catalog.reason",
            "catalog.forbiddenword",
            "catalog.synonym",
            "catalog.review",
        ),
    ),
    (_("Animation et trafic"), ("marketing.article", "marketing.contact")),
    (
        _("Commandes"),
        (
            "orders.order",
            "orders.sellerorder",
            "orders.payment",
            "orders.return",
            "orders.incident",
            "orders.refund",
            "orders.dispute",
            "orders.shipment",
            "orders.withdrawaldeclaration",
        ),
    ),
    (_("Marque"), ("shared.brand", "shared.legaltext")),
    (
        _("Comptabilité"),
        (
            "accounting.payoutrun",
            "accounting.payout",
            "accounting.invoice",
            "accounting.commissionmonth",
            "accounting.entry",
            "accounting.commission",
        ),
    ),
    (
        _("Supervision"),
        (
            "shared.proposedchange",
            "shared.user",
            "usersessions.usersession",
            "auth.group",
            "shared.proof",
            "shared.fact",
            "shared.pending",
            "shared.gatewaynotice",
            "shared.heartbeat",
            "shared.sequence",
        ),
    ),
)


class OperatorSite(admin.AdminSite):
    """Django's admin, behind the house's own door."""

    site_title = _("Opérateur")
    site_header = _("Console opérateur")
    index_title = _("Aujourd'hui")
    index_template = "admin/index.html"
    enable_nav_sidebar = True

    def has_permission(self, request):
        """Operators only, with a second factor where it is required."""
        return is_operator(request.user) and not needs_mfa(request.user)

    def login(self, request, extra_context=None):
        """Sign in through the one login page; others find nothing here."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if is_operator(request.user) and needs_mfa(request.user):
            return redirect("mfa_index")
        if is_operator(request.user):
            return redirect("admin:index")
        raise Http404

    def password_change(self, request, extra_context=None):
        """Passwords are changed where everybody's are, with the same guards."""
        return redirect("account_change_password")

    password_change_done = password_change

    def index(self, request, extra_context=None):
        """Today's queues first, then the figures, then the missions."""
        now = clock.now()
        extra = {
            "queues": today.queues(request.user, now),
            "figures": today.figures(now) if is_operator(request.user, "finance") else [],
            "standing": today.standing(now),
            "proof": proofs.last() if is_operator(request.user, "finance") else None,
            **(extra_context or {}),
        }
        return super().index(request, extra)

    def get_app_list(self, request, app_label=None):
        """The models this operator may see, grouped by mission."""
        known = {
            f"{app['app_label']}.{model['object_name'].lower()}": model
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        if app_label:
            return super().get_app_list(request, app_label)
        groups = []
        for name, labels in MISSIONS:
            models = [known.pop(label) for label in labels if label in known]
            if models:
                groups.append(
                    {
                        "name": name,
                        "app_label": "",
                        "app_url": "",
                        "models": models,
                        "has_module_perms": True,
                    }
                )
        if known:
            groups.append(
                {
                    "name": _("Autres"),
                    "app_label": "",
                    "app_url": "",
                    "models": list(known.values()),
                    "has_module_perms": True,
                }
            )
        return groups
