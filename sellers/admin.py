"""The sellers' sections of the console, each kept with its subject."""

from sellers.admission import admin as admission
from sellers.conversations import admin as conversations
from sellers.identity import admin as identity
from sellers.prospects import admin as prospects

__all__ = ["admission", "conversations", "identity", "prospects"]
