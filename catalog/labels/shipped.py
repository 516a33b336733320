"""The labels an installation starts with, as data beside this."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from catalog.models import Category, Label

FILE = Path(__file__).parent / "shipped.toml"
SINCE = date(2026, 1, 1)


def plant() -> None:
    """Put in what is not there yet; what the operator changed or ended stays so."""
    there = set(Label.objects.values_list("slug", flat=True))
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["label"]
    for each in told:
        slugs = each.pop("categories", [])
        if each["slug"] not in there:
            label = Label.objects.create(starts_on=SINCE, **each)
            label.categories.set(Category.objects.filter(slug__in=slugs))
