"""How long ago somebody last ordered: of two segments with the same number, each is in one."""

from datetime import datetime, timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketing.segments.condition import MOST_DAYS, NOBODY, ConditionForm, Kind, Values, number
from marketplace.shared.templatetags.ui import figure

WITHIN, OLDER = "within", "older"


class Form(ConditionForm):
    """Less than so many days ago, or so many and more."""

    way = forms.ChoiceField(
        label=_("La dernière commande date"),
        choices=[(WITHIN, _("de moins de")), (OLDER, _("de plus de"))],
    )
    days = forms.IntegerField(label=_("Jours"), min_value=1, max_value=MOST_DAYS)


def where(values: Values, at: datetime) -> Q:
    """By the instant, not by the day."""
    days = number(values, "days")
    if days is None or not 1 <= days <= MOST_DAYS:
        return NOBODY
    since = at - timedelta(days=days)
    if values.get("way") == OLDER:
        return Q(last_order_at__lte=since)
    return Q(last_order_at__gt=since)


def told(values: Values) -> str:
    """As in « dernière commande il y a plus de 90 jours »."""
    days = number(values, "days") or 0
    if values.get("way") == OLDER:
        text = ngettext(
            "dernière commande il y a plus de {days} jour",
            "dernière commande il y a plus de {days} jours",
            days,
        )
    else:
        text = ngettext(
            "dernière commande il y a moins de {days} jour",
            "dernière commande il y a moins de {days} jours",
            days,
        )
    return text.format(days=figure(days))


KIND = Kind(key="last_order", name=_("Dernière commande"), form=Form, where=where, told=told)
