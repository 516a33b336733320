"""What draws people."""

from marketing.models.contact import Contact
from marketing.models.editorial import Article

__all__ = ["Article", "Contact"]
