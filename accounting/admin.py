"""The accounting sections of the console, each kept with its subject."""

from accounting.billing import admin as billing
from accounting.book import admin as book
from accounting.commissions import admin as commissions
from accounting.documents import admin as documents
from accounting.payouts import admin as payouts

__all__ = ["billing", "book", "commissions", "documents", "payouts"]
