"""What draws people."""

from marketing.models.contact import Contact
from marketing.models.editorial import Article
from marketing.models.library import Picture
from marketing.models.page import Page, Version
from marketing.models.rules import MarketingRules

__all__ = ["Article", "Contact", "MarketingRules", "Page", "Picture", "Version"]
