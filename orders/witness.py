"""What facts tell of orders: its rules."""

from marketplace.shared import rules
from orders.models import OrderRules

WITNESSED = (rules.witnessed(OrderRules, called="Règles des commandes"),)
