"""The operator's pages about money: payouts, the book, documents, the commission grid."""

from accounting.billing import admin as billing
from accounting.book import admin as ledger
from accounting.commissions import admin as grid
from accounting.documents import admin as invoices
from accounting.payouts import admin as payouts

__all__ = ["billing", "grid", "invoices", "ledger", "payouts"]
