"""What facts record of accounting: its rules, and each change of the commission grid."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from accounting.commissions import grid
from accounting.models import AccountingRules, CommissionRule
from marketplace.shared import rules
from marketplace.shared.witness import Row, Witness, values_of


def _rules(known: Collection[int]) -> Iterator[Row]:
    for values in CommissionRule.objects.order_by("pk").values("pk", *grid.FIELDS):
        yield Row(
            values["pk"],
            f"Règle de commission n° {values['pk']} « {values['name']} »",
            grid.packed(values),
        )


GRID = Witness(
    "accounting.CommissionRule",
    _rules,
    {"accounting.GridChanged": values_of},
    labels={field.name: field.verbose_name for field in CommissionRule._meta.fields},
    gone="Règle de commission n° {pk} : elle a disparu de la grille",
)
RULES = rules.witnessed(AccountingRules, called="Règles des versements et des factures")
WITNESSED = (RULES, GRID)
