"""What a proposal changes on a live sheet, field by field and word by word.

Its characteristics have a table of their own (`catalog.sheets.characteristics`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.models import Category
from catalog.sheets.shelf import ENGLISH
from catalog.withdrawal import EXCEPTIONS
from marketplace.shared.differing import marked


@dataclass(slots=True, kw_only=True)
class Difference:
    """One field: what is online beside what is proposed."""

    name: str
    label: str
    before: SafeString | str
    after: SafeString | str
    changed: bool
    findings: list

    @property
    def lang(self) -> str:
        """The language of its words, where it is told in one."""
        return "en" if self.name in ENGLISH else ""


def between(
    live: Mapping | None, proposed: Mapping, findings: Iterable[Mapping]
) -> list[Difference]:
    """The fields of a proposal, beside what is live when something is."""
    categories = Category.objects.in_bulk(
        {c for c in (proposed["category_id"], (live or {}).get("category_id")) if c}
    )
    by_field: dict[str, list] = {}
    for finding in findings:
        by_field.setdefault(finding["field"], []).append(finding)
    differences = []
    for name, label in _labels():
        after = _text(name, proposed, categories)
        before = _text(name, live, categories) if live else ""
        changed = bool(live) and before != after
        old, new = marked(before, after) if changed else (before, after)
        if after or before or name in by_field:
            differences.append(
                Difference(
                    name=name,
                    label=label,
                    before=old,
                    after=new,
                    changed=changed,
                    findings=by_field.get(name, []),
                )
            )
    return differences


def highlighted(finding: Mapping) -> SafeString:
    """The excerpt of a finding, with the words that were found marked."""
    excerpt, match = finding.get("excerpt", ""), (finding.get("values") or {}).get("match", "")
    before, marked_words, after = excerpt.partition(match) if match else (excerpt, "", "")
    return (
        format_html("{}<mark>{}</mark>{}", before, marked_words, after)
        if marked_words
        else conditional_escape(excerpt)
    )


def _labels() -> list[tuple[str, str]]:
    return [
        ("title", _("Titre")),
        ("title_en", _("Titre (anglais)")),
        ("category_id", _("Catégorie")),
        ("brand", _("Marque")),
        ("description", _("Description")),
        ("description_en", _("Description (anglais)")),
        ("axes", _("Axes")),
        ("variants", _("Déclinaisons")),
        ("photo_alts", _("Textes de remplacement des photos")),
        ("withdrawal_exception", _("Rétractation")),
    ]


def _text(name: str, content: Mapping, categories: Mapping[int, Category]) -> str:
    value = content.get(name)
    if name == "category_id":
        return categories[value].label if value in categories else ""
    if name == "axes":
        return ", ".join(value or ())
    if name == "variants":
        return "\n".join(variant["label"] for variant in value or () if variant["label"])
    if name == "photo_alts":
        shown = value or {}
        return "\n".join(shown[str(pk)] for pk in content.get("photo_ids", ()) if str(pk) in shown)
    if name == "withdrawal_exception":
        return str(EXCEPTIONS.get(value, value or ""))
    return value or ""
