"""The articles of the journal."""

from datetime import timedelta

from django.core.files.base import ContentFile

from marketing.editorial import articles as verbs
from marketing.models import Article
from marketplace.demo.content.articles import articles
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market

WIDE = (1280, 720)


def order_pictures(market: Market) -> None:
    """Start drawing their pictures."""
    for seed, story in enumerate(articles()):
        market.easel.ask("life", story.kinds, seed, *WIDE, story.mood)


def publish(market: Market) -> None:
    """Publish them, each on its day."""
    for seed, story in list(enumerate(articles()))[: 1 if market.small else None]:
        seller = market.shops.get(story.seller)
        article = Article(
            slug=story.slug,
            title=story.title,
            title_en=story.title_en,
            standfirst=story.standfirst,
            standfirst_en=story.standfirst_en,
            body=story.body,
            seller=seller,
        )
        content = market.easel.take("life", story.kinds, seed, *WIDE, story.mood)
        article.image.save(f"{story.slug}.jpg", ContentFile(content), save=False)
        article.save(force_insert=True)
        verbs.publish(article, at=morning(market.now - timedelta(days=story.days_ago), 8, 30))
