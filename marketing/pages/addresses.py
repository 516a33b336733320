"""Where the pages of the house are."""

from __future__ import annotations

from django.urls import reverse

from marketing.models import Page

NAMES = {
    Page.Kind.HOME: "shop-home",
    Page.Kind.SELL: "shop-sell",
    Page.Kind.LANDING: "shop-landing",
    Page.Kind.HOUSE: "shop-house",
    Page.Kind.CATEGORY: "shop-category",
    Page.Kind.COLLECTION: "shop-collection",
    Page.Kind.HELP: "shop-help-topic",
    Page.Kind.HELP_SELLER: "shop-help-seller-topic",
    Page.Kind.ARTICLE: "shop-article",
    Page.Kind.GATHERING: "shop-gathering",
}
# there whatever is in force: the house ships what they show until then
ALWAYS = (Page.Kind.HOME, Page.Kind.SELL)
# blocks above a list that is there without them
ABOVE = (Page.Kind.CATEGORY, Page.Kind.COLLECTION)
# blocks of something that has its own page, title and description, and its own say in being read
WITHIN = (Page.Kind.ARTICLE, Page.Kind.GATHERING)
# pages that bear their title themselves: no opening is proposed
WITHOUT_OPENING = (*ABOVE, *WITHIN, Page.Kind.HELP, Page.Kind.HELP_SELLER)
# pages whose versions have no title
UNTITLED = (*ALWAYS, *WITHIN)


def path(page: Page) -> str:
    """The path of a page of the shop."""
    name = NAMES[Page.Kind(page.kind)]
    return reverse(name, args=[page.slug] if page.slug else [])
