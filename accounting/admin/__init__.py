"""The operator's pages about money: payouts, the book, documents, the commission grid."""

from accounting.admin import billing, grid, invoices, ledger, payouts

__all__ = ["billing", "grid", "invoices", "ledger", "payouts"]
