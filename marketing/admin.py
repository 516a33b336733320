"""The marketing sections of the console, each kept with its subject."""

from marketing.contacts import admin as contacts
from marketing.editorial import admin as editorial
from marketing.merchandising import admin as merchandising
from marketing.pages import admin as pages

__all__ = ["contacts", "editorial", "merchandising", "pages"]
