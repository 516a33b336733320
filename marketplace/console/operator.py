"""The operator's console: models grouped by mission, today's queues and figures on the index."""

from __future__ import annotations

from functools import wraps

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from marketplace.console import finder, today
from marketplace.console.registry import CONSOLES
from marketplace.shared import clock, places, proofs
from marketplace.shared.audience import is_operator, needs_mfa
from marketplace.shared.readable import is_readable


def _missions() -> dict[str, list[type[Model]]]:
    """Mission → its sections, in the order in which the menu shows them."""
    missions = [mission for console in CONSOLES for mission in console.missions]
    sections_by_name: dict[str, list[type[Model]]] = {}
    for mission in sorted(missions, key=lambda mission: mission.rank):
        sections_by_name.setdefault(str(mission.name), []).extend(mission.sections)
    return sections_by_name


class OperatorSite(admin.AdminSite):
    """Django's admin with our sign-in, our menu and our first page."""

    site_title = _("Opérateur")
    site_header = _("Console opérateur")
    index_title = _("Aujourd'hui")
    index_template = "admin/index.html"
    enable_nav_sidebar = True

    def has_permission(self, request):
        """Operators only, with a second factor where it is required."""
        return is_operator(request.user) and not needs_mfa(request.user)

    def admin_view(self, view, cacheable=False):  # noqa: FBT002 (Django's own signature)
        """Draw each page while it is known who reads it: its links lead where they may go."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def page(request, *args, **values):
            with places.read_by(request):
                answer = inner(request, *args, **values)
                return answer.render() if hasattr(answer, "render") else answer

        return page

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

    def get_urls(self):
        """The box at the top, beside Django's own pages."""
        return [path("chercher/", self.admin_view(self.find), name="find"), *super().get_urls()]

    def find(self, request):
        """What bears a number or an address: its file at once, a list when several do."""
        typed = request.GET.get("q", "")[:254].strip()
        hits = finder.find(typed, request) if is_readable(typed) else []
        if len(hits) == 1:
            row = hits[0].row
            return redirect(places.address(type(row), row.pk, row))
        kinds: dict[str, list] = {}
        for hit in hits:
            kind = capfirst(str(hit.row._meta.verbose_name))
            kinds.setdefault(kind, []).append((places.link(hit.row), hit.why))
        values = {"title": _("Recherche"), "q": typed, "kinds": kinds, "most": finder.MOST}
        return render(request, "admin/house/found.html", {**self.each_context(request), **values})

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

    def app_index(self, request, app_label, extra_context=None):
        """The sections of one app, under its own name."""
        known = apps.is_installed(app_label) or app_label in apps.app_configs
        titled = {"title": apps.get_app_config(app_label).verbose_name} if known else {}
        return super().app_index(request, app_label, {**titled, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """The models this operator may see, grouped by mission."""
        left = {
            model["model"]: model
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        if app_label:
            return super().get_app_list(request, app_label)
        groups = []
        for name, sections in _missions().items():
            models = [left.pop(section) for section in sections if section in left]
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
        if left:
            groups.append(
                {
                    "name": _("Autres"),
                    "app_label": "",
                    "app_url": "",
                    "models": list(left.values()),
                    "has_module_perms": True,
                }
            )
        return groups
