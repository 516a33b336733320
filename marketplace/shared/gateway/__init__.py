"""The payment provider behind one seam: the sandbox by default, Stripe Connect in production."""

from django.conf import settings

from marketplace.shared.gateway.protocol import Gateway
from marketplace.shared.gateway.sandbox import Sandbox
from marketplace.shared.gateway.stripe_connect import StripeConnect

_made: dict[str, Gateway] = {}


def current() -> Gateway:
    """The gateway that this install uses."""
    name = settings.GATEWAY
    if name not in _made:
        _made[name] = StripeConnect() if name == "stripe" else Sandbox()
    return _made[name]
