"""Whether somebody follows one of these shops, and said so from their mailbox."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.models import Follow
from marketing.segments import shops
from marketing.segments.condition import NOBODY, Kind, Values, numbers


class Form(shops.ShopsForm):
    """Which shops."""

    shops = shops.ShopsField(label=_("L'une de ces boutiques"))


def where(values: Values, _at: datetime) -> Q:
    """Any of them; a request that nobody confirmed is nothing."""
    pks = numbers(values, "shops")
    if not pks:
        return NOBODY
    followed = Follow.objects.filter(
        email=OuterRef("email"), seller__in=pks, confirmed_at__isnull=False
    )
    return Q(Exists(followed))


def told(values: Values) -> str:
    """As in « suit Atelier Lune »."""
    return _now("suit {names}").format(names=shops.names(values))


KIND = Kind(key="follows", name=_("Suit une boutique"), form=Form, where=where, told=told)
