"""No provider was chosen: nothing is sold, and nothing breaks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.shared.gateway.protocol import GatewayDown


class NotOpenYet(GatewayDown):
    """The operator named no payment provider."""

    sentence = _(
        "Les paiements ne sont pas encore ouverts sur cette place de marché : revenez un peu plus"
        " tard. Votre panier est intact."
    )


class Closed:
    """The gateway while no provider was named: every call gets the same refusal."""

    name = "closed"
    is_sandbox = False

    def __getattr__(self, name: str) -> Any:
        """Refuse every call of the protocol: without a provider there is no payment."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._refuse

    @staticmethod
    def _refuse(*_args: object, **_words: object) -> None:
        raise NotOpenYet
