"""The only place of the shop that knows the demonstration, which is an app of its own.

Whoever takes `marketplace/demo` away gets a shop that says here that there is none. Read by the
settings, so nothing that needs the applications may be imported.
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
