"""The console's pages of the reports of quality: count a quarter, read it, publish or keep it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.admin import Because, Filed, Page, Verb, present, register
from marketplace.shared.audience import is_operator
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, when
from orders.models import QualityReport
from orders.quality import reports, told
from orders.quality.forms import ForewordForm, QuarterForm
from orders.states import QualityState

ROLE = "editorial"
READERS = ("support", "finance", "moderation", "sellers")
UNREAD = (QualityState.DRAFT, QualityState.KEPT)


def _introduce(report, request, data):
    reports.introduce(report, **data, **present(request))


@register(QualityReport)
class QualityReportAdmin(Filed):
    """One page a counting: its figures beside those of the quarter before, and what is decided."""

    role, readers = ROLE, READERS
    list_display = ("__str__", "state", "asked_at", "made_at", "published_at")
    list_filter = ("state",)
    ordering = ("-year", "-quarter", "-version")
    change_list_template = "admin/orders/quality_reports.html"
    pages = (
        Page("compter/", "count", "count", role=ROLE),
        Page("<int:pk>/chiffres.csv", "figures", "figures", role=ROLE, also=READERS),
    )
    verbs = (
        Verb(
            "presenter",
            _("Écrire l'avant-propos"),
            _introduce,
            role=ROLE,
            form=ForewordForm,
            initial=lambda row: {"foreword": row.foreword, "foreword_en": row.foreword_en},
            when=lambda row: row.state in UNREAD,
            sentence=_("Quelques phrases avant les chiffres ; la charte les relit."),
            done=_("L'avant-propos est enregistré."),
        ),
        Verb(
            "publier",
            _("Publier"),
            lambda row, request, data: reports.publish(row, **present(request)),
            role=ROLE,
            tone="positive",
            when=lambda row: row.state in UNREAD,
            sentence=_(
                "Tout le monde lit ces chiffres sur la page « Qualité ». Une version déjà publiée"
                " du même trimestre en est retirée."
            ),
            done=_("Le rapport est publié."),
        ),
        Verb(
            "garder",
            _("Garder pour nous"),
            lambda row, request, data: reports.keep(row, **present(request)),
            role=ROLE,
            when=lambda row: row.state == QualityState.DRAFT,
            sentence=_("Le rapport reste dans la console ; il peut être publié plus tard."),
            done=_("Le rapport est gardé."),
        ),
        Verb(
            "retirer",
            _("Retirer du site"),
            lambda row, request, data: reports.withdraw(
                row, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda row: row.state == QualityState.PUBLISHED,
            sentence=_(
                "Le rapport n'est plus public et ne le redevient pas : comptez le trimestre à"
                " nouveau pour en publier un autre."
            ),
            done=_("Le rapport est retiré."),
        ),
    )

    def changelist_view(self, request, extra_context=None):
        """The countings; a new one is asked for by whose role it is."""
        may = {"may_count": is_operator(request.user, ROLE)}
        return super().changelist_view(request, {**(extra_context or {}), **may})

    def dossier(self, request, row):
        """How far the counting is, then its figures, its words and where it is read."""
        return Dossier(
            title=_now("Rapport de qualité, {quarter}").format(quarter=row),
            who=told.quarter_of(row).told,
            badges=[badge(row)],
            main=[_counting(row) if row.made_at is None else _figures(row)],
            beside=[_about(row)],
            rows=[row],
            lead=[row],
        )

    def count(self, request):
        """Choose the quarter that is counted."""
        form = QuarterForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                report = reports.ask(form.cleaned_data["quarter"], **present(request))
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Le comptage commence : la page se met à jour."))
                return redirect("admin:orders_qualityreport_change", report.pk)
        return render(
            request,
            "admin/orders/quality_count.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Compter un trimestre"),
                "opts": self.opts,
                "form": form,
            },
        )

    def figures(self, request, row):
        """All figures of a report, as a file."""
        if row.made_at is None:
            raise Http404
        file = HttpResponse(told.as_csv(row), content_type="text/csv; charset=utf-8")
        name = f"qualite-{row.year}-t{row.quarter}-v{row.version}.csv"
        file["Content-Disposition"] = f'attachment; filename="{name}"'
        return file


def _counting(row: QualityReport) -> Panel:
    return Panel(
        title=_("Comptage"),
        template="admin/orders/_quality_progress.html",
        values={"report": row, "asked": when(row.asked_at)},
    )


def _figures(row: QualityReport) -> Panel:
    earlier = told.before(row, public=False)
    return Panel(
        title=_("Chiffres"),
        template="admin/orders/_quality_figures.html",
        values={
            "report": row,
            "quarter": told.quarter_of(row),
            "earlier": told.quarter_of(row).before,
            "sections": told.sections(row, told.figures_of(earlier)),
        },
    )


def _about(row: QualityReport) -> Panel:
    return Panel(
        title=_("Publication"),
        template="admin/orders/_quality_about.html",
        values={
            "report": row,
            "at": reverse("shop-quality-report", args=[row.year, row.quarter]),
            "now": clock.now(),
        },
    )
