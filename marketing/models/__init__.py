"""What draws people."""

from marketing.models.contact import Contact
from marketing.models.editorial import Article, Author, Tag
from marketing.models.gathering import Gathering, Signup
from marketing.models.help import HelpOpinion
from marketing.models.interview import ArticlePhoto, Interview, QuestionSet
from marketing.models.library import Picture
from marketing.models.page import Page, Version
from marketing.models.rules import MarketingRules

__all__ = [
    "Article",
    "ArticlePhoto",
    "Author",
    "Contact",
    "Gathering",
    "HelpOpinion",
    "Interview",
    "MarketingRules",
    "Page",
    "Picture",
    "QuestionSet",
    "Signup",
    "Tag",
    "Version",
]
