"""TODO Invoicing the commissions: each seller, on the last day of each month, whatever is paid out."""

from __future__ import annotations

SALE, REVERSAL, TAKEN, ROUNDING = "commission:", "reversal:", "takenreversal:", "commissionvat:"
