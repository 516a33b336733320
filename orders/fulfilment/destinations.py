"""Where an order goes, corrected by the operator at the buyer's request before anything leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, telephones
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders.events import DestinationCorrected
from orders.models import Order, SellerOrder
from orders.states import UNSHIPPED
from sellers.shop import shipping


class NothingLeftToSend(Refusal):
    """Every parcel left, or nothing is to be sent any more."""

    sentence = _(
        "Plus rien n'attend de partir dans cette commande : l'adresse d'un colis en route se"
        " corrige chez le transporteur."
    )


class AnotherZone(Refusal):
    """The delivery that was paid does not go there, and taxes may differ."""

    sentence = _(
        "La livraison payée ne va pas à cette adresse (autre pays, ou Corse) : annulez ce qui n'est"
        " pas parti, et l'acheteur commande à nouveau."
    )


class SameDestination(Refusal):
    """What was typed is where it goes already."""

    sentence = _("C'est déjà l'adresse de cette commande : il n'y a rien à corriger.")


def may_be_corrected(order: Order) -> bool:
    """Whether something of an order that was paid waits to leave."""
    return any(
        part.paid_at is not None and part.state in UNSHIPPED for part in order.seller_orders.all()
    )


def _is_number(phone: str, known: str) -> bool:
    """Whether both are one telephone number, however each is written."""
    return bool(set(telephones.readings(phone)) & set(telephones.readings(known)))


@transaction.atomic(durable=True)
def correct(
    order: Order, address: Mapping[str, str], *, because: str, by: User, at: datetime
) -> None:
    """Have what has not left go elsewhere, in the zone that was paid; the buyer and the sellers who
    still send are told.

    `address` holds the postal columns. Raises NothingLeftToSend, AnotherZone, SameDestination.
    """
    # its parts first, as whoever ships locks them: nothing leaves for the old address meanwhile
    parts = list(
        SellerOrder.objects.select_for_update(of=("self",)).filter(order=order).order_by("pk")
    )
    fresh = Order.objects.select_for_update().get(pk=order.pk)
    if not any(part.paid_at is not None and part.state in UNSHIPPED for part in parts):
        raise NothingLeftToSend
    place = {name: address[name] for name in address if name != "phone"}
    phone = address.get("phone", fresh.phone)
    if _is_number(phone, fresh.phone):
        phone = fresh.phone  # as the buyer wrote it
    if phone == fresh.phone and all(getattr(fresh, name) == text for name, text in place.items()):
        raise SameDestination
    old = shipping.zone_of(fresh.country, fresh.postcode)
    if shipping.zone_of(address["country"], address["postcode"]) != old or (
        address["country"] != fresh.country
    ):
        raise AnotherZone
    for name, text in (*place.items(), ("phone", phone)):
        setattr(fresh, name, text)
    fresh.save(update_fields=[*place, "phone"])
    events.publish(
        DestinationCorrected(order_id=fresh.pk),
        about=fresh,
        by=by,
        because=because[:500],
        at=at,
    )
