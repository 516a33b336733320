"""What facts tell of the catalog: its rules."""

from catalog.models import CatalogRules
from marketplace.shared import rules

WITNESSED = (rules.witnessed(CatalogRules, called="Règles du catalogue"),)
