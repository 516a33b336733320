"""Which screens a page of help explains, as the operator ticks them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.events import HelpScreensChosen
from marketing.models import Page
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
