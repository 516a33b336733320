"""What is owed, booked, invoiced and paid."""

from accounting.models.billing import BilledCommission, CommissionMonth
from accounting.models.commission import Commission, CommissionReversal, CommissionRule
from accounting.models.invoice import Invoice
from accounting.models.ledger import Account, Entry, Frozen, Line, MonthBalance, Unsettled
from accounting.models.payout import Payout, PayoutItem, PayoutRun, StatementRow
from accounting.models.rules import AccountingRules

__all__ = [
    "Account",
    "AccountingRules",
    "BilledCommission",
    "Commission",
    "CommissionMonth",
    "CommissionReversal",
    "CommissionRule",
    "Entry",
    "Frozen",
    "Invoice",
    "Line",
    "MonthBalance",
    "Payout",
    "PayoutItem",
    "PayoutRun",
    "StatementRow",
    "Unsettled",
]
