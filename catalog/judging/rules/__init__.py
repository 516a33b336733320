"""The automatic rules: each reads a proposed sheet and says what it finds. One file a rule."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.judging.rules import (
    charter,
    contact_data,
    forbidden_category,
    forbidden_words,
    loud_title,
    missing_attributes,
    missing_fields,
    price_outlier,
    small_image,
)
from catalog.judging.rules.sheet import (
    BLOCK,
    HINT,
    LOOK,
    WEIGHT,
    Context,
    Finding,
    Place,
    Rule,
    Sheet,
    sentence,
)

# what its author is told of a sheet before it is proposed; the other rules are for who reads it
ASKING = (missing_attributes.look,)
RULES = (
    missing_fields.look,
    missing_attributes.look,
    forbidden_category.look,
    forbidden_words.look,
    charter.look,
    loud_title.look,
    contact_data.look,
    price_outlier.look,
    small_image.look,
)

__all__ = [
    "ASKING",
    "BLOCK",
    "HINT",
    "LOOK",
    "RULES",
    "WEIGHT",
    "Context",
    "Finding",
    "Place",
    "Sheet",
    "look",
    "sentence",
    "severity",
]


def look(sheet: Sheet, among: Sequence[Rule] = RULES) -> list[Finding]:
    """Every finding of these rules about a sheet, the worst first."""
    findings = [finding for rule in among for finding in rule(sheet)]
    return (
        sorted(findings, key=lambda finding: -WEIGHT[finding.severity])
        if len(findings) > 1
        else findings
    )


def severity(findings: list[Finding]) -> int:
    """How bad the worst finding is: 0 for a clear sheet."""
    return max((WEIGHT[finding.severity] for finding in findings), default=0)
