"""The only place of the shop that imports the demonstration, an app of its own.

Without `marketplace/demo`, this module says that there is none. The settings read it, so it may
import nothing that needs the apps.
"""

from __future__ import annotations

from types import ModuleType

accounts: ModuleType | None
try:
    from marketplace.demo import accounts
except ImportError:  # taken away
    accounts = None

IS_HERE = accounts is not None
APPS = ["marketplace.demo"] if IS_HERE else []
FILL = "seed_demo"  # the command that lives the market's past


def people() -> str:
    """Who may sign in to the demonstration, as the terminal shows them."""
    return accounts.lines() if accounts else ""
