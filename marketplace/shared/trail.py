"""What happened, told to whoever reads the console: a sentence, what it was about, who did it.

A fact is shown to those who may open what it is about, or the larger thing in which it happened.
What it is about is said in words, as a link where its page opens; a fixed number of statements,
however many facts are told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst

from marketplace.shared import facts, places
from marketplace.shared.audience import ANY, EVERY_RIGHT, is_operator
from marketplace.shared.models import Fact, User

# What the words of some rows are made of.
NAMED_BY = ("seller", "seller_order", "user", "text", "order", "product")
KEY = re.compile(r"[0-9a-f-]{20,}")
# How the trade calls a row by heart: a search for such a name finds the facts about it.
REFERENCES = ("number", "code", "ref", "sku", "name")


def readable(rows: models.QuerySet[Fact], user: Any) -> models.QuerySet[Fact]:
    """The facts about what a person may open; somebody with every right reads all of them."""
    if is_operator(user, EVERY_RIGHT):
        return rows
    seen = models.Q(actor=user)
    for model, _section in _sections():
        stem = f"{model._meta.label_lower}:"
        seen |= models.Q(subject__startswith=stem) | models.Q(within__startswith=stem)
    return rows.filter(seen)


def found(rows: models.QuerySet[Fact], words: str) -> models.QuerySet[Fact]:
    """The facts whose sentence or reason holds these words, or by or about what they name."""
    asked = words.strip()
    if not asked:
        return rows
    names = [name for name, said in sentences().items() if plain(asked) in plain(said)]
    named = _subjects_named(asked)
    return rows.filter(
        models.Q(name__in=names)
        | models.Q(because__icontains=asked)
        | models.Q(actor__in=_people(asked))
        | models.Q(subject__in=named)
        | models.Q(within__in=named)
    )


def sentences() -> dict[str, str]:
    """Every fact's sentence in the reader's language, by its name."""
    return {name: str(facts.label(name)) for name in facts.known()}


def tell(told: Iterable[Fact]) -> list[Fact]:
    """Add to each fact what it is about in words (`about`), and the larger thing (`where`)."""
    listed = list(told)
    rows = _rows_of({*_keys(listed)})
    for fact in listed:
        fact.about = words(fact.subject, rows)  # type: ignore[attr-defined]
        fact.where = words(fact.within, rows) if fact.within else ""  # type: ignore[attr-defined]
    return listed


def beside(told: Iterable[Fact], here: str) -> list[Fact]:
    """Say on a row's own timeline which facts are about a part of it: its kind.

    Only parts that some may open and others not are read, one statement for each kind.
    """
    listed = list(told)
    rows = opened_one_by_one(fact.subject for fact in listed if fact.subject != here)
    for fact in listed:
        model, pk = _parted(fact.subject)
        part = fact.subject != here and model is not None
        kind = _kind(model, rows.get(fact.subject)) if model is not None else ""
        fact.about = places.link_to(model, pk, kind, rows.get(fact.subject)) if part else ""  # type: ignore
    return listed


def opened_one_by_one(keys: Iterable[str]) -> dict[str, models.Model]:
    """The rows of sections that some of their readers open and others not, by their keys."""
    return _rows_of({key for key in keys if _asks_each_row(key)})


def at_hand(keys: Iterable[str]) -> dict[str, models.Model]:
    """The rows behind subjects by their keys, one statement for each kind of row."""
    return _rows_of({*keys})


def named(keys: Iterable[str]) -> list[str | Promise]:
    """Rows in words, by the keys under which their facts are kept; those that are no more left out.

    A link where a row's page opens for the reader; one statement for each kind of row.
    """
    asked = list(keys)
    rows = _rows_of({*asked})
    return [words(key, rows) for key in asked if key in rows]


def person(user: User | None) -> str:
    """Who acted, by name; the house itself when nobody did."""
    return "–" if user is None else places.link(user)


def _sections() -> list[tuple[type[models.Model], Any]]:
    """The sections whose rows the reader may open, but those that everybody reads in part."""
    return [
        (model, section)
        for model, section in admin.site._registry.items()
        if getattr(section, "role", ANY) != ANY and places.opens(model)
    ]


def _keys(listed: list[Fact]) -> Iterable[str]:
    for fact in listed:
        yield fact.subject
        if fact.within:
            yield fact.within


def _rows_of(keys: set[str]) -> dict[str, models.Model]:
    """The rows behind subjects, one statement for each kind of row."""
    wanted: dict[type[models.Model], set[str]] = {}
    for key in keys:
        model, pk = _parted(key)
        if model is not None and pk.isdecimal():
            wanted.setdefault(model, set()).add(pk)
    found_rows: dict[str, models.Model] = {}
    for model, pks in wanted.items():
        joined = [field.name for field in model._meta.fields if field.name in NAMED_BY]
        joined = [name for name in joined if model._meta.get_field(name).is_relation]
        rows = model._base_manager.select_related(*joined).in_bulk(pks)
        found_rows |= {f"{model._meta.label_lower}:{pk}": row for pk, row in rows.items()}
    return found_rows


def _asks_each_row(key: str) -> bool:
    model, _pk = _parted(key)
    return model is not None and places.asks_each_row(model)


def _parted(key: str) -> tuple[type[models.Model] | None, str]:
    name, _colon, pk = key.rpartition(":")
    try:
        return apps.get_model(name), pk
    except (LookupError, ValueError):
        return None, pk


def words(key: str, rows: dict[str, models.Model]) -> str | Promise:
    """A subject in words: what kind of thing, and its name where the reader may know it."""
    model, _pk = _parted(key)
    if model is None:
        return "–"
    row = rows.get(key)
    kind = _kind(model, row)
    if row is None or (model in admin.site._registry and not places.opens(model, row)):
        return kind
    name = KEY.sub(lambda long: long[0][:8], str(row))
    # Changement n° 3 says what it is; XNJ7YS9E does not
    repeats = plain(name).split(" ")[0] == plain(kind).split(" ")[0]
    return places.link(row, capfirst(name) if repeats or not name else f"{kind} {name}")


def _kind(model: type[models.Model], row: models.Model | None) -> str:
    """What kind of thing a row is: its model's name, or its own where the model has several."""
    several = getattr(model, "any_kind", model._meta.verbose_name)
    return capfirst(str(several if row is None else getattr(row, "kind_in_words", several)))


def _subjects_named(words: str) -> list[str]:
    """The rows whose number, code, reference or name is exactly what was searched for."""
    named = []
    if places.opens(User):
        people = _people(words).values_list("pk", flat=True)[:50]
        named += [f"{User._meta.label_lower}:{pk}" for pk in people]
    for model, _section in _sections():
        columns = [field.name for field in model._meta.fields if field.name in REFERENCES]
        if columns:
            same = models.Q()
            for column in columns:
                same |= models.Q(**{f"{column}__iexact": words})
            pks = model._base_manager.filter(same).values_list("pk", flat=True)[:50]
            named += [f"{model._meta.label_lower}:{pk}" for pk in pks]
    return named


def _people(words: str) -> models.QuerySet[User]:
    """Whoever bears all these words in their name or address: a full name is two columns."""
    people = User.objects.order_by()
    for word in words.split():
        people = people.filter(
            models.Q(first_name__icontains=word)
            | models.Q(last_name__icontains=word)
            | models.Q(email__icontains=word)
        )
    return people


def plain(text: str) -> str:
    """Without accents and capitals, to compare."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
