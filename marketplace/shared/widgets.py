"""How the controls of forms are drawn: those that every form has are written here, in Python.

Django draws each input through three templates, and each choice of a list through two more. A
checkout has thirty countries. Whatever else a form holds is drawn by Django's own templates, and
what is written here is the same, letter by letter (`tests/shared/test_widgets.py`).
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets/"
INPUTS = frozenset(
    f"{FOLDER}{kind}.html"
    for kind in (
        "checkbox",
        "color",
        "date",
        "datetime",
        "email",
        "file",
        "hidden",
        "number",
        "password",
        "search",
        "tel",
        "text",
        "time",
        "url",
    )
)
SELECT, OPTION = f"{FOLDER}select.html", f"{FOLDER}select_option.html"


class PlainRenderer(DjangoTemplates):
    """Django's renderer of forms, quicker for inputs and lists."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The control as HTML."""
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == SELECT and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)  # type: ignore[no-any-return]


def _is_plain(widget: dict[str, Any]) -> bool:
    """Whether every choice of a list is drawn as Django does."""
    return all(
        option["template_name"] == OPTION
        for _name, options, _index in widget["optgroups"]
        for option in options
    )


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    held = "" if value is None else f' value="{conditional_escape(value)}"'
    return mark_safe(  # noqa: S308 - each part is escaped
        f'<input type="{conditional_escape(widget["type"])}"'
        f' name="{conditional_escape(widget["name"])}"{held}{_attributes(widget["attrs"])}>'
    )


def _select(widget: dict[str, Any]) -> SafeString:
    parts = [
        f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>',
    ]
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'\n  <optgroup label="{_said(name)}">')
        parts += [
            f'\n  <option value="{conditional_escape(option["value"])}"'
            f"{_attributes(option['attrs'])}>{_said(option['label'])}</option>\n"
            for option in options
        ]
        if name:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>")
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _said(label: Any) -> str:
    """A label as a template would write it."""
    return conditional_escape(str(label) if isinstance(label, Promise) else localize(label))
