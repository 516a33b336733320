"""Links of the console: a row is drawn as a link only where its page opens for whoever reads.

The reader is known while a page of the console is made and drawn (`read_by`); outside of it, in a
letter or a job, nobody reads and a row is only its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import quote
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from marketplace.shared import states

_reading: ContextVar[HttpRequest | None] = ContextVar("console-reader", default=None)


@contextmanager
def read_by(request: HttpRequest) -> Iterator[None]:
    """While a page is made and drawn, links lead where this request's person may go."""
    token, turn = _reading.set(request), states.reader.set("house")
    try:
        yield
    finally:
        states.reader.reset(turn)
        _reading.reset(token)


def opens(model: type[models.Model], row: models.Model | None = None) -> bool:
    """Whether the reader may open the section of a model, or this row of it."""
    request, section = _reading.get(), admin.site._registry.get(model)
    return (
        request is not None
        and section is not None
        and bool(section.has_view_permission(request, row))
    )


def asks_each_row(model: type[models.Model]) -> bool:
    """Whether a section opens some of its rows and not others: one must be at hand to tell."""
    return getattr(admin.site._registry.get(model), "by_row", False)


def address(model: type[models.Model], pk: Any, row: models.Model | None = None) -> str:
    """Where a row is read; empty where its page does not open for the reader."""
    if pk is None or not opens(model, row) or (row is None and asks_each_row(model)):
        return ""
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[quote(pk)]
    )


def link(row: models.Model | None, words: Any = "") -> str:
    """A row in words, as a link where its page opens for the reader."""
    return "–" if row is None else _drawn(address(type(row), row.pk, row), words or row)


def link_to(
    model: type[models.Model] | str, pk: Any, words: Any, row: models.Model | None = None
) -> str:
    """The same for a row that need not be at hand: its model (`orders.Refund`) and its number."""
    known = apps.get_model(model) if isinstance(model, str) else model
    return _drawn(address(known, pk, row), words)


def letter_to(email: str, about: Any, words: Any = "") -> str:
    """A link that begins a letter in the reader's own mailbox: to whom, and about what."""
    if not email:
        return ""
    url = f"mailto:{quoted(email, safe='@+')}?{urlencode({'subject': about}, quote_via=quoted)}"
    return format_html('<a href="{}">{}</a>', url, words or email)


def _drawn(url: str, words: Any) -> str:
    return format_html('<a href="{}">{}</a>', url, words) if url else format_html("{}", words)


def _of_a_column(_field: helpers.AdminReadonlyField, _relation: Any, row: models.Model) -> str:
    """What a read-only column draws of the row it refers to."""
    return link(row)


# Django draws this link whoever reads, and offers no other place to say for whom.
helpers.AdminReadonlyField.get_admin_url = _of_a_column  # type: ignore[assignment, method-assign]
