"""The letters about a shop's page and its news, to the shop: what was decided, and why."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from marketing.models import ShopNews, ShopVersion
from marketing.shopfronts import life
from marketplace.shared import appeals
from marketplace.shared.mail import Email
from sellers.letters import tongue


def published(version: ShopVersion) -> Email:
    """The page is online."""
    shop = reverse("shop-seller", args=[version.seller.slug])
    return _of_page(version, "shop_page_published", url=shop)


def sent_back(version: ShopVersion) -> Email:
    """The page is to be corrected: what, block by block."""
    with override(tongue(version.seller)):
        motives = life.in_words(version)
    return _of_page(
        version,
        "shop_page_sent_back",
        motives=motives,
        contest_url=appeals.link("marketing.ShopPageSentBack", version),
    )


def taken_down(version: ShopVersion) -> Email:
    """The page was taken off the site by the operator."""
    return _of_page(
        version,
        "shop_page_taken_down",
        contest_url=appeals.link("marketing.ShopPageTakenDown", version),
    )


def news_published(news: ShopNews) -> Email:
    """A news that waited for a reader is online."""
    return _of_news(news, "shop_news_published")


def news_sent_back(news: ShopNews) -> Email:
    """A news is to be written otherwise."""
    return _of_news(
        news,
        "shop_news_sent_back",
        contest_url=appeals.link("marketing.ShopNewsSentBack", news),
    )


def _of_page(version: ShopVersion, what: str, *, url: str = "", **values) -> Email:
    shop, decided = version.seller, version.decided_at
    return Email(
        to=shop.email,
        template=f"marketing/{what}",
        values={
            "version": version,
            "seller": shop,
            "url": f"{settings.BASE_URL}{url or reverse('seller-page')}",
            **values,
        },
        language=tongue(shop),
        key=f"{what.replace('_', '-')}-{version.pk}-{decided:%Y%m%d%H%M%S}",
    )


def _of_news(news: ShopNews, what: str, **values) -> Email:
    shop, decided = news.seller, news.decided_at
    return Email(
        to=shop.email,
        template=f"marketing/{what}",
        values={
            "news": news,
            "seller": shop,
            "url": f"{settings.BASE_URL}{reverse('seller-news-one', args=[news.pk])}",
            **values,
        },
        language=tongue(shop),
        key=f"{what.replace('_', '-')}-{news.pk}-{decided:%Y%m%d%H%M%S}",
    )
