"""The commission grid: in the order in which it is tried, with its contradictions and a test box."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounting import commissions, grid
from accounting.forms import EndForm, RuleForm, TrialForm
from accounting.models import CommissionRule
from marketplace.shared import clock
from marketplace.shared.admin import House, Page, Verb, present, register
from marketplace.shared.states import Refusal

LIST = "admin:accounting_commissionrule_changelist"


@register(CommissionRule)
class CommissionRuleAdmin(House):
    """Rules are written, changed and ended through the verbs of the grid."""

    role = "finance"
    list_display = ("position", "name", "seller", "category", "bps", "valid_from", "valid_until")
    fields = ("position", "name", "seller", "category", "bps", "fixed_cents", "minimum_cents",
              "valid_from", "valid_until")
    change_form_template = "admin/accounting/rule.html"
    pages = (
        Page("write/", "write", "write", role="finance", sensitive=True),
        Page("<int:pk>/write/", "rewrite", "write", role="finance", sensitive=True),
    )
    verbs = (
        Verb("end", _("Mettre fin"), lambda row, request, data: grid.end(row, on=data["on"], **present(request)),
             role="finance", sensitive=True, form=EndForm, when=lambda row: row.valid_until is None, tone="danger",
             sentence=_("La règle s'applique jusqu'à ce jour compris. Les ventes passées gardent leur taux.")),
    )

    def changelist_view(self, request, extra_context=None):
        """The whole grid on one page."""
        today = clock.today()
        rows = CommissionRule.objects.select_related("seller", "category").order_by("position", "pk")
        ended = [row for row in rows if row.valid_until and row.valid_until < today]
        trial = TrialForm(request.GET or None)
        return render(request, "admin/accounting/grid.html", {
            **self.admin_site.each_context(request), "title": _("Grille de commissions"), "opts": self.opts,
            "rules": [row for row in rows if row not in ended], "ended": ended,
            "problems": grid.check(today), "trial": trial, **_tried(trial, today),
        })

    def write(self, request, row=None):
        """Write a rule, or change one; the grid must hold afterwards."""
        rule = row
        initial = RuleForm.of(rule) if rule else {"valid_from": clock.today()}
        form = RuleForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                self._write(rule, form.cleaned_data, request)
            except Refusal as known:
                form.add_error(None, str(known))
            else:
                messages.success(request, _("La grille est à jour."))
                return redirect(LIST)
        return render(request, "admin/accounting/rule_form.html", {
            **self.admin_site.each_context(request), "opts": self.opts, "form": form, "rule": rule,
            "title": _("Changer une règle") if rule else _("Ajouter une règle"),
        })

    @staticmethod
    def _write(rule, values, request):
        if rule is None:
            grid.add(values=values, **present(request))
        else:
            grid.change(rule, values=values, **present(request))


def _tried(trial: TrialForm, today) -> dict:
    if not trial.is_bound or not trial.is_valid() or not trial.cleaned_data["price"]:
        return {}
    data = trial.cleaned_data
    try:
        due = commissions.preview(data["price"], data["category"], data["seller"], data["day"] or today)
    except commissions.NoRule as missing:
        return {"refused": str(missing)}
    return {"due": due}
