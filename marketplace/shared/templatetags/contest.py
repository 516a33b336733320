"""How the last decision about a row may be contested, or is."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from marketplace.shared import appeals, clock
from marketplace.shared.models import Appeal, Fact

register = template.Library()


@dataclass(frozen=True, slots=True)
class Way:
    """The words of the link to a decision's page; none when there is nothing to do there."""

    label: str = ""
    asked: Appeal | None = None


@register.simple_tag
def contest(fact: Fact | None, about=None) -> Way:
    """The way of a fact, or of the last fact of a name about a row: to contest it, or to follow."""
    if isinstance(fact, str):
        fact = appeals.last(fact, about)
    if fact is None:
        return Way()
    asked = Appeal.objects.filter(fact=fact).first()
    if asked is not None:
        return Way(_("Suivre votre recours"), asked)
    is_late = clock.now() > fact.happened_at + appeals.GOOD_FOR
    return Way() if is_late else Way(_("Contester cette décision"))
