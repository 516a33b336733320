"""The operator's pages about money: payouts, the book, documents, the commission grid."""

from accounting.admin import grid, invoices, ledger, payouts

__all__ = ["grid", "invoices", "ledger", "payouts"]
