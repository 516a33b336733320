"""A label before what it is about, things in a row: French sets a space before a colon and a
semicolon, English none.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def labelled(label: object, text: object) -> SafeString:
    """A label, the colon of the reader's language, and what it is about."""
    return format_html(_("{label} : {text}"), label=label, text=text)


def listed(texts: Iterable[object]) -> str:
    """Texts that have commas of their own, one after the other: only French sets a space before a
    semicolon.
    """
    return _(" ; ").join(map(str, texts))


def plainly(label: object, text: object) -> str:
    """The same where no page is written: a file, a title, a filter."""
    return _("{label} : {text}").format(label=label, text=text)
