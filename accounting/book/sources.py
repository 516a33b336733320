"""How an entry names what it was booked for."""

from __future__ import annotations

SALE, REVERSAL, TAKEN, ROUNDING = "commission:", "reversal:", "takenreversal:", "commissionvat:"
