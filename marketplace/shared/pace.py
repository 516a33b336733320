"""How fast a public form came back: nobody reads and fills one in within seconds, programs do.

The form says when it was drawn, signed. A page kept for many says when the page was: later is fine.
"""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal

SALT = "halles.pace"
LEAST = 3  # seconds


class TooFast(Refusal):
    """It came back sooner than a person could write it, or says not when it was drawn."""

    sentence = _(
        "Ce message est parti plus vite qu'une personne ne l'écrit. Relisez-le et envoyez-le de"
        " nouveau : rien n'est perdu."
    )


def mark(at: datetime) -> str:
    """What a form drawn now sends back."""
    return signing.dumps(int(at.timestamp()), salt=SALT)


def check(sent: str, *, at: datetime) -> None:
    """Raises TooFast for what was sent within seconds, and for a mark that is not ours."""
    try:
        drawn = signing.loads(sent, salt=SALT)
    except signing.BadSignature as error:
        raise TooFast from error
    if at.timestamp() - drawn < LEAST:
        raise TooFast
