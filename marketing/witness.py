"""What facts tell of marketing: its rules."""

from marketing.models import MarketingRules
from marketplace.shared import rules

WITNESSED = (rules.witnessed(MarketingRules, called="Règles des pages"),)
