"""Whether somebody bought something from one of these shops, and kept it."""

from datetime import datetime

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.models import Bought
from marketing.segments import shops
from marketing.segments.condition import NOBODY, Kind, Values, numbers

HAS, HAS_NOT = "has", "has_not"


class Form(shops.ShopsForm):
    """Which shops, and whether they did or did not."""

    way = forms.ChoiceField(
        label=_("La personne"), choices=[(HAS, _("a acheté")), (HAS_NOT, _("n'a pas acheté"))]
    )
    shops = shops.ShopsField(label=_("Chez l'une de ces boutiques"))


def where(values: Values, _at: datetime) -> Q:
    """From any of them."""
    pks = numbers(values, "shops")
    if not pks:
        return NOBODY
    bought = Exists(Bought.objects.filter(contact=OuterRef("pk"), seller__in=pks))
    return ~Q(bought) if values.get("way") == HAS_NOT else Q(bought)


def told(values: Values) -> str:
    """As in « a acheté chez Atelier Lune »."""
    if values.get("way") == HAS_NOT:
        return _now("n'a pas acheté chez {names}").format(names=shops.names(values))
    return _now("a acheté chez {names}").format(names=shops.names(values))


KIND = Kind(
    key="bought_shop", name=_("A acheté chez une boutique"), form=Form, where=where, told=told
)
