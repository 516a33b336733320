"""In which language somebody is written to."""

from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.segments.condition import ConditionForm, Kind, Values

LANGUAGES = {"fr": _("français"), "en": _("anglais")}


class Form(ConditionForm):
    """One of them."""

    language = forms.ChoiceField(label=_("Langue"), choices=list(LANGUAGES.items()))


def where(values: Values, _at: datetime) -> Q:
    """The language of their last letter."""
    return Q(language=str(values.get("language") or "fr"))


def told(values: Values) -> str:
    """As in « en anglais »."""
    name = LANGUAGES.get(str(values.get("language")), LANGUAGES["fr"])
    return _now("en {language}").format(language=name)


KIND = Kind(key="language", name=_("Langue"), form=Form, where=where, told=told)
