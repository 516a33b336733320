"""The payment provider behind one interface: the sandbox by default, or Stripe Connect."""

from typing import cast

from django.conf import settings

from marketplace.shared import facts
from marketplace.shared.gateway.answers import ANSWERS
from marketplace.shared.gateway.closed import Closed, NotOpenYet
from marketplace.shared.gateway.protocol import Gateway
from marketplace.shared.gateway.sandbox import Sandbox
from marketplace.shared.gateway.stripe_connect import StripeConnect

facts.tell_reasons(ANSWERS)
_made: dict[str, Gateway] = {}


def current() -> Gateway:
    """The gateway that this install uses."""
    name = settings.GATEWAY
    if name not in _made:
        _made[name] = cast(
            Gateway, {"stripe": StripeConnect, "closed": Closed}.get(name, Sandbox)()
        )
    return _made[name]


def must_be_open() -> None:
    """Refuse to sell while no provider was named. Raises NotOpenYet."""
    if current().name == Closed.name:
        raise NotOpenYet
