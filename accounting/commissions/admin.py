"""The commission grid: in the order it is tried, with its contradictions and a test box."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.commissions import commissions, file, grid
from accounting.commissions.forms import EndForm, RuleForm, TrialForm
from accounting.models import CommissionRule
from marketplace.shared import clock, proposals
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.states import Refusal

LIST = "admin:accounting_commissionrule_changelist"


def _ends_after() -> str:
    return gettext(
        "La règle s'applique jusqu'à ce jour compris, et au moins jusqu'au jour où ce changement"
        " prend effet. Les ventes passées gardent leur taux."
    )


def _end(row, request, data):
    change = proposals.propose(
        grid.END,
        row.pk,
        after={"valid_until": data["on"].isoformat()},
        because=data["because"],
        **present(request),
    )
    messages.info(request, proposals.told(change))
    return redirect("admin:accounting_commissionrule_change", row.pk)


def _is_over(rule: CommissionRule) -> bool:
    return rule.valid_until is not None and rule.valid_until < clock.today()


@register(CommissionRule)
class CommissionRuleAdmin(Filed):
    """Rules are written, changed and ended as proposals: never at once by one person."""

    role, concerns = "finance", ("seller",)
    list_display = ("position", "name", "seller", "category", "bps", "valid_from", "valid_until")
    list_select_related = ("seller", "category")
    pages = (
        Page("write/", "write", "write", role="finance", sensitive=True),
        Page("<int:pk>/write/", "rewrite", "write", role="finance", sensitive=True),
    )
    verbs = (
        Verb(
            "end",
            _("Mettre fin"),
            _end,
            role="finance",
            sensitive=True,
            form=EndForm,
            when=lambda row: row.valid_until is None,
            tone="danger",
            sentence=lambda row: _ends_after() + " " + proposals.how(grid.END),
        ),
    )

    def get_queryset(self, request):
        """With whose sales of what each is about."""
        return super().get_queryset(request).select_related("seller", "category")

    def dossier(self, request, row):
        """What it takes, since when, whom it touched lately, and how the rate moved."""
        return file.of_rule(row)

    def _moves(self, request, row):
        """The page that proposes another wording comes first: it is asked for more than the end."""
        moves = super()._moves(request, row)
        if not self.may(request, self.pages[1], row) or _is_over(row):
            return moves
        url = reverse("admin:accounting_commissionrule_rewrite", args=[row.pk])
        return [{"words": gettext("Changer"), "url": url, "verb": self.pages[1]}, *moves]

    def changelist_view(self, request, extra_context=None):
        """The grid as sales are tried against it, then the rules that ended, and a sale to test."""
        today = clock.today()
        rules = CommissionRule.objects.select_related("seller", "category").order_by(
            "position", "pk"
        )
        ended = [rule for rule in rules if rule.valid_until and rule.valid_until < today]
        expected = file.expected()
        for rule in rules:
            rule.since, rule.expected = file.since(rule, today), expected.get(rule.pk, [])
        trial = TrialForm(request.GET or None)
        return render(
            request,
            "admin/accounting/grid.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Grille de commissions"),
                "opts": self.opts,
                "rules": [rule for rule in rules if rule not in ended],
                "ended": ended,
                "to_write": expected.get(0, []),
                "problems": grid.check(today),
                "trial": trial,
                **_tried(trial, today),
            },
        )

    def write(self, request, row=None):
        """Propose a rule, or another wording of one; the grid must hold afterwards."""
        rule = row
        initial = RuleForm.of(rule) if rule else {"valid_from": clock.today()}
        form = RuleForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                change = proposals.propose(
                    grid.RULE,
                    rule.pk if rule else 0,
                    after=grid.packed(form.changed() if rule else data),
                    because=data["because"],
                    **present(request),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.info(request, proposals.told(change))
                return redirect(LIST)
        return render(
            request,
            "admin/accounting/rule_form.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "form": form,
                "rule": rule,
                "how": proposals.how(grid.RULE),
                "title": _("Changer une règle") if rule else _("Ajouter une règle"),
            },
        )


def _tried(trial: TrialForm, today) -> dict:
    if not trial.is_bound or not trial.is_valid() or not trial.cleaned_data["price"]:
        return {}
    data = trial.cleaned_data
    try:
        due = commissions.preview(
            data["price"], data["category"], data["seller"], data["day"] or today
        )
    except commissions.NoRule as refusal:
        return {"refused": str(refusal)}
    return {"due": due}
