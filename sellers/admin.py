"""The sellers' sections of the console, each kept with its subject."""

from sellers.admission import admin as admission
from sellers.identity import admin as identity

__all__ = ["admission", "identity"]
