"""The marketing sections of the console, each kept with its subject."""

from marketing.agenda import admin as agenda
from marketing.contacts import admin as contacts
from marketing.featuring import admin as featuring
from marketing.interviews import admin as interviews
from marketing.journal import admin as journal
from marketing.library import admin as library
from marketing.merchandising import admin as merchandising
from marketing.pages import admin as pages
from marketing.segments import admin as segments
from marketing.shopfronts import admin as shopfronts
from marketing.social import admin as social
from marketing.wall import admin as wall

__all__ = [
    "agenda",
    "contacts",
    "featuring",
    "interviews",
    "journal",
    "library",
    "merchandising",
    "pages",
    "segments",
    "shopfronts",
    "social",
    "wall",
]
