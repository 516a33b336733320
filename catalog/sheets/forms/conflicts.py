"""What somebody else changed of a sheet while its form was open, field by field, in both values.

The form carries a short mark of each field as it was opened: a field whose mark is another by now
was changed since. Where the form says something else, both values are told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.attributes.vocabulary import said
from catalog.models import Category
from catalog.sheets.forms.rows import cents_of
from catalog.sheets.shelf import ENGLISH
from catalog.withdrawal import EXCEPTIONS
from marketplace.shared.templatetags.ui import money

SHOWN = 120  # letters of a text
MOST = 12  # fields named
MARK = 8
LONGEST = 60_000  # of the marks that a form brings back
ATTRIBUTE, PIECE = "attribute:", "piece:"
Facts = dict[str, dict[str, str]]  # field, or the SKU of a piece → what of it → in plain text


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was changed since the form was opened."""

    label: str
    stored: str
    typed: str


def facts(content: Mapping, rows: Iterable[Mapping]) -> Facts:
    """What a sheet says, or a form: its words, and each of its rows that has a SKU.

    Stocks are left out: sales move them, and the form never undoes that.
    """
    told: Facts = {
        name: {"": str(content[name] or "")}
        for name in ("title", "category_id", "brand", "description", "withdrawal_exception")
    }
    told |= {name: {"": content[name]} for name in ENGLISH if content.get(name)}
    told["axes"] = {"": ", ".join(content["axes"])}
    told["photos"] = {"": ",".join(map(str, content["photo_ids"]))}
    told |= {ATTRIBUTE + name: {"": str(text)} for name, text in content["attributes"].items()}
    for row in rows:
        if row.get("sku"):
            price = cents_of(row.get("price"))
            told[f"{PIECE}{row['sku']}"] = {
                "price": str(row.get("price") or "") if price is None else str(price),
                "weight": str(row.get("weight") or ""),
                "gtin": str(row.get("gtin") or ""),
                "active": "1" if row.get("active") else "",
                "name": " / ".join(filter(None, (row.get("first"), row.get("second")))),
            }
    return told


def marks(told: Facts) -> str:
    """The marks of what a sheet says, for its form to carry."""
    return json.dumps({name: _mark(values) for name, values in told.items()}, ensure_ascii=False)


def between(opened: str, stored: Facts, typed: Facts) -> list[Conflict]:
    """The fields changed since the form was opened that it says otherwise; of a form without marks,
    all that differ.
    """
    known = _read(opened)
    found = []
    for name in dict.fromkeys([*stored, *typed]):
        is_changed = known is None or known.get(name, "") != (
            _mark(stored[name]) if name in stored else ""
        )
        if is_changed:
            found += _differing(name, stored.get(name, {}), typed.get(name, {}))
    return found[:MOST]


def _differing(name: str, stored: Mapping, typed: Mapping) -> Iterable[Conflict]:
    for what in dict.fromkeys([*stored, *typed]):
        had, has = stored.get(what, ""), typed.get(what, "")
        if had != has:
            yield Conflict(_label(name, what), _value(name, what, had), _value(name, what, has))


def _read(opened: str) -> dict | None:
    try:
        read = json.loads(opened[:LONGEST])
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _mark(values: Mapping) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def _label(name: str, what: str) -> str:
    if name.startswith(ATTRIBUTE):
        return said(name.removeprefix(ATTRIBUTE))
    if name.startswith(PIECE):
        cells = {
            "price": _("Prix"),
            "weight": _("Poids (g)"),
            "gtin": _("Code-barres"),
            "active": _("En vente"),
            "name": _("Déclinaison"),
        }
        return f"{cells[what]} ({name.removeprefix(PIECE)})"
    return {
        "title": _("Titre"),
        "category_id": _("Catégorie"),
        "brand": _("Marque"),
        "description": _("Description"),
        "title_en": _("Titre (anglais)"),
        "description_en": _("Description (anglais)"),
        "withdrawal_exception": _("Droit de rétractation"),
        "axes": _("Ce qui distingue les déclinaisons"),
        "photos": _("Photos"),
    }[name]


def _value(name: str, what: str, value: str) -> str:
    if what == "active":
        return _("oui") if value else _("non")
    if not value:
        return ""
    if what == "price":
        return money(int(value)) if value.isdecimal() else value
    if name == "category_id":
        category = Category.objects.filter(pk=value).first()
        return category.label if category else ""
    if name == "withdrawal_exception":
        return str(EXCEPTIONS.get(value, value))
    if name == "photos":
        n = value.count(",") + 1
        return ngettext("%(n)s photo", "%(n)s photos", n) % {"n": n}
    return Truncator(value).chars(SHOWN)
