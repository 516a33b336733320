"""Whether somebody gets the letter of the journal."""

from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.segments.condition import ConditionForm, Kind, Values

YES, NO = "yes", "no"


class Form(ConditionForm):
    """They do, or they do not."""

    way = forms.ChoiceField(
        label=_("La lettre du journal"),
        choices=[(YES, _("la reçoit")), (NO, _("ne la reçoit pas"))],
    )


def where(values: Values, _at: datetime) -> Q:
    """As `ContactQuerySet.subscribed` says."""
    subscribed = Q(newsletter_at__isnull=False, withdrawn_at=None)
    return ~subscribed if values.get("way") == NO else subscribed


def told(values: Values) -> str:
    """As in « reçoit la lettre »."""
    return _now("ne reçoit pas la lettre") if values.get("way") == NO else _now("reçoit la lettre")


KIND = Kind(key="letter", name=_("La lettre du journal"), form=Form, where=where, told=told)
