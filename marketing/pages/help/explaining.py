"""Which screens a page of help explains, as the operator ticks them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.events import HelpScreensChosen
from marketing.models import Page
from marketing.pages import live
from marketing.pages.help.screens import SCREENS
from marketplace.shared import events
from marketplace.shared.models import User


def form_of(kind: Page.Kind) -> type[forms.Form]:
    """The boxes of an audience's screens."""

    class ScreensForm(forms.Form):
        """One box a screen."""

        screens = forms.MultipleChoiceField(
            label=_("Écrans"),
            choices=list(SCREENS[kind].items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    return ScreensForm


@transaction.atomic(durable=True)
def choose(page: Page, screens: Iterable[str], *, by: User | None, at: datetime) -> None:
    """Have the link « Aide » of these screens lead to a page."""
    page.explains = [screen for screen in SCREENS[Page.Kind(page.kind)] if screen in set(screens)]
    page.save(update_fields=["explains"])
    events.publish(
        HelpScreensChosen(page_id=page.pk, screens=", ".join(page.explains)),
        about=page,
        by=by,
        at=at,
    )


def shared(page: Page, *, at: datetime) -> list[tuple[str, list[str]]]:
    """The screens that a page explains and that other pages online explain too, with their names.

    The link « Aide » of such a screen shows them all.
    """
    kind, told = Page.Kind(page.kind), []
    others = Page.objects.filter(kind=kind).exclude(pk=page.pk).exclude(explains=[])
    online = [
        other
        for other in others.order_by("name", "pk")
        if live.version(kind, other.slug, at=at, audiences=set())
    ]
    for screen in page.explains:
        names = [other.name for other in online if screen in other.explains]
        if names and screen in SCREENS[kind]:
            told.append((str(SCREENS[kind][screen]), names))
    return told
