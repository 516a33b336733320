"""What was read of a file, as plain data: its form, its counts, each of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from catalog.imports import asking, normalise, problems, results
from catalog.imports.assembly import qualities
from catalog.models import Category, Import, ImportRow

FORM = ("kind", "encoding", "separator", "sheet", "header")


def counts(source: Import) -> dict[str, int]:
    """The figures of a check or of an application, and how many questions wait."""
    return {
        "read": source.total,
        "new": source.new_count,
        "updated": source.updated_count,
        "unchanged": source.unchanged_count,
        "refused": source.refused_count,
        "left": source.left_count,
        "remarks": source.warning_count,
        "asked": len(asking.waiting(source)),
    }


def whole(source: Import) -> dict[str, Any]:
    """Everything that was understood of a file."""
    questions = asking.waiting(source)
    return {
        "file": source.name,
        "state": str(source.state),
        "form": {name: source.detected[name] for name in FORM if name in source.detected},
        "columns": source.mapping.get("columns", {}),
        "counts": counts(source),
        "questions": questions,
        "categories": asking.categories()
        if any(question["choices"] == "categories" for question in questions)
        else {},
        "photos_refused": problems.told(source.asked.get("photos_refused", {})),
        "notes": [note["sentence"] for note in results.notes(source)],
        "lines": list(lines(source)),
    }


def lines(source: Import) -> Iterator[dict[str, Any]]:
    """What each line says, straightened, and what is wrong with it; None for what it leaves out."""
    linked = source.mapping.get("categories", {})
    names = dict(Category.objects.filter(pk__in=linked.values()).values_list("pk", "slug"))
    rates = source.mapping.get("defaults", {}).get("rates", {})
    axes: dict[int, set[str]] = {}
    varied = source.rows.filter(draft__has_key="axes").values_list("sheet", "draft__axes")
    for sheet, told in varied.iterator(chunk_size=2000):
        axes.setdefault(sheet, set()).update(map(str.casefold, told))
    valued = source.rows.filter(draft__has_key="values").values_list("sheet", flat=True)
    unnamed = set(valued) - axes.keys()
    weights = _weights_of_parents(source)
    for row in source.rows.order_by("line").defer("cells").iterator(chunk_size=2000):
        draft = row.draft
        category = draft.get("category")
        if row.sheet in unnamed and "values" not in draft and "choices" in draft:
            # its head names what tells its variants apart
            draft = {name: value for name, value in draft.items() if name != "choices"}
        yield {
            "line": row.line,
            "sku": row.sku,
            "ref": draft.get("ref"),
            "title": draft.get("title"),
            "price_cents": _cents(draft, rates),
            "currency": draft.get("currency", "EUR"),
            "stock": draft.get("stock"),
            "weight_g": draft.get("weight_g", weights.get(row.sheet) if row.sku else None),
            "gtin": draft.get("gtin"),
            "category": category,
            "category_slug": names.get(linked.get(category)) if category else None,
            "brand": draft.get("brand"),
            "description": draft.get("description"),
            "title_en": draft.get("title_en"),
            "description_en": draft.get("description_en"),
            "options": draft.get("values", []),
            "attributes": qualities(draft, axes.get(row.sheet, ())),
            "photos": [*draft.get("photos", []), *draft.get("variant_photos", [])],
            "outcome": str(row.outcome),
            "problems": _problems(row, is_over=results.is_over(source)),
        }


def _weights_of_parents(source: Import) -> dict[int, int]:
    """What the variants of a sheet weigh that say nothing of it themselves."""
    named = source.rows.filter(Q(draft__has_key="head") | Q(draft__has_key="parent"))
    heads = named.filter(draft__has_key="weight_g").exclude(draft__has_key="values")
    return dict(heads.order_by("-line").values_list("sheet", "draft__weight_g"))


def _cents(draft: dict, rates: dict[str, int]) -> int | None:
    """The price in euros; None without one, or in a currency nobody gave a rate for."""
    cents, currency = draft.get("price"), draft.get("currency", "EUR")
    if cents is None or currency == "EUR":
        return cents
    return normalise.converted(cents, rates[currency]) if rates.get(currency) else None


def _problems(row: ImportRow, *, is_over: bool) -> list[dict]:
    return [
        {
            **{name: entry.get(name, "") for name in ("code", "level", "column", "value")},
            "sentence": problems.sentence(entry),
            "remedy": problems.remedy(entry, is_over=is_over),
        }
        for entry in row.problems
    ]
