"""A label before what it is about: French sets a space before the colon, English none."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def labelled(label: object, text: object) -> SafeString:
    """A label, the colon of the reader's language, and what it is about."""
    return format_html(_("{label} : {text}"), label=label, text=text)


def plainly(label: object, text: object) -> str:
    """The same where no page is written: a file, a title, a filter."""
    return _("{label} : {text}").format(label=label, text=text)
