"""What draws people."""

from marketing.models.contact import Contact
from marketing.models.editorial import Article, Author, Tag
from marketing.models.featured import FeaturedShop
from marketing.models.follow import Follow
from marketing.models.gathering import Gathering, SetAside, Signup
from marketing.models.help import HelpOpinion
from marketing.models.interview import ArticlePhoto, Interview, QuestionSet
from marketing.models.library import Picture
from marketing.models.page import Page, Version
from marketing.models.repost import Repost
from marketing.models.rules import MarketingRules
from marketing.models.segment import Bought, Segment
from marketing.models.shop_page import ShopNews, ShopPicture, ShopVersion
from marketing.models.social import Channel, LinkDay, Post, ShortLink

__all__ = [
    "Article",
    "ArticlePhoto",
    "Author",
    "Bought",
    "Channel",
    "Contact",
    "FeaturedShop",
    "Follow",
    "Gathering",
    "HelpOpinion",
    "Interview",
    "LinkDay",
    "MarketingRules",
    "Page",
    "Picture",
    "Post",
    "QuestionSet",
    "Repost",
    "Segment",
    "SetAside",
    "ShopNews",
    "ShopPicture",
    "ShopVersion",
    "ShortLink",
    "Signup",
    "Tag",
    "Version",
]
