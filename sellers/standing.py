"""One stamp for what buyers read of all shops: their delivery, their identity, their words.

Such changes are rare; whoever keeps something that shows a shop keeps it under this stamp.
"""

from __future__ import annotations

from marketplace.shared import stamps

SHOPS = "sellers:shown"


def changed() -> None:
    """What buyers read of some shop changed, once the transaction is committed."""
    stamps.end([SHOPS])
