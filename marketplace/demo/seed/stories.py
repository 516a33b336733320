"""The articles of the journal, and the interviews it asks for."""

from datetime import timedelta

from django.core.files.base import ContentFile

from catalog.models import Category
from marketing.editorial import articles as verbs
from marketing.interviews import interviews
from marketing.interviews.forms import sentence
from marketing.models import Article, Author, Tag
from marketplace.demo.content.articles import ANSWERED, ANSWERED_EN, AUTHORS, TAGS, articles
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from sellers.models import Seller

WIDE = (1280, 720)
SPEAKING = ("atelier-lune", "coutellerie-vernois")  # shops: in the journal, asked


def order_pictures(market: Market) -> None:
    """Start drawing their pictures."""
    for seed, story in enumerate(articles()):
        market.easel.ask("life", story.kinds, seed, *WIDE, story.mood)


def publish(market: Market) -> None:
    """Publish them, each on its day; then one interview is published, another waits."""
    authors, tags = _authors(), _tags()
    for seed, story in list(enumerate(articles()))[: 1 if market.small else None]:
        seller = market.shops.get(story.seller)
        article = Article(
            slug=story.slug,
            title=story.title,
            title_en=story.title_en,
            standfirst=story.standfirst,
            standfirst_en=story.standfirst_en,
            body=story.body,
            body_en=story.body_en,
            kind=story.kind,
            author=authors[story.author],
            duration_minutes=story.minutes,
            materials=story.materials,
            materials_en=story.materials_en,
            seller=seller,
        )
        content = market.easel.take("life", story.kinds, seed, *WIDE, story.mood)
        article.image.save(f"{story.slug}.jpg", ContentFile(content), save=False)
        article.save(force_insert=True)
        article.tags.set(tags[slug] for slug in story.tags)
        verbs.publish(article, at=morning(market.now - timedelta(days=story.days_ago), 8, 30))
    if not market.small:
        _interview(market)


def _authors() -> dict[str, Author]:
    return {
        name: Author.objects.create(name=name, about=about, about_en=about_en)
        for name, (about, about_en) in AUTHORS.items()
    }


def _tags() -> dict[str, Tag]:
    shelves = {place.slug: place for place in Category.objects.filter(depth=1)}
    return {
        slug: Tag.objects.create(slug=slug, name=name, name_en=name_en, category=shelves.get(shelf))
        for slug, (name, name_en, shelf) in TAGS.items()
    }


def _interview(market: Market) -> None:
    """One shop is in the journal with its own words; another has a week to answer."""
    questions = [question for question, _answer in ANSWERED]
    editor = market.team["editorial"]

    def asked(shop: str, *, days_ago: int, due: int):
        at = morning(market.now - timedelta(days=days_ago), 10, 0)
        with clock.at(at):
            return interviews.ask(
                market.shops[shop],
                questions=questions,
                deadline=clock.paris_day(at) + timedelta(days=due),
                message="Nous préparons un numéro sur les gestes d'atelier.",
                by=editor,
                at=at,
            )

    asked_on = [market.now - timedelta(days=days) for days in (20, 3)]
    selling = set.intersection(
        *(set(Seller.objects.selling(at).values_list("pk", flat=True)) for at in asked_on)
    )
    shops = [name for name in SPEAKING if name in market.shops and market.shops[name].pk in selling]
    if len(shops) < len(SPEAKING):
        return
    done = asked(shops[0], days_ago=20, due=10)
    at = morning(market.now - timedelta(days=15), 18, 0)
    with clock.at(at):
        article = interviews.answer(
            done, [answer for _question, answer in ANSWERED], consent=sentence(), by=None, at=at
        )
    article.standfirst = "Onze ans de terre, un outil sans angle et vingt pièces pour douze."
    article.standfirst_en = "Eleven years of clay, a tool without an edge, and twenty for a dozen."
    article.title_en = f"Interview with {market.shops[shops[0]].name}"
    article.body_en = ANSWERED_EN
    article.save()
    shown, out = at + timedelta(days=1), morning(market.now - timedelta(days=10), 8, 30)
    with clock.at(shown):
        interviews.show(done, by=editor, at=shown)
    with clock.at(out):
        verbs.publish(article, by=editor, at=out)
    asked(shops[1], days_ago=3, due=9)
