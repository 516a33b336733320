"""Every kind of block, in the order in which an editor is offered them. One line each.

A kind that shows what an app above knows is brought by the wiring: `marketplace/doors/blocks`.
"""

from collections.abc import Iterable

from marketing.blocks.block import ARTICLE, HOUSE, SHOP, Kind
from marketing.blocks.kinds import (
    agenda,
    article_text,
    banner,
    bar,
    countdown,
    grid,
    hero,
    image,
    newsletter,
    numbers,
    own_goods,
    own_image,
    own_news,
    own_places,
    own_portrait,
    points,
    portrait,
    questions,
    quote,
    reviews,
    sale,
    sellers,
    shops_map,
    snapshots,
    spotlight,
    steps,
    stories,
    text,
    tiles,
    video,
    wall,
    who_sells,
)

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        hero.KIND,
        article_text.KIND,
        text.KIND,
        image.KIND,
        video.KIND,
        quote.KIND,
        grid.KIND,
        spotlight.KIND,
        sale.KIND,
        tiles.KIND,
        sellers.KIND,
        who_sells.KIND,
        shops_map.KIND,
        portrait.KIND,
        stories.KIND,
        agenda.KIND,
        reviews.KIND,
        snapshots.KIND,
        wall.KIND,
        banner.KIND,
        bar.KIND,
        countdown.KIND,
        questions.KIND,
        steps.KIND,
        points.KIND,
        numbers.KIND,
        newsletter.KIND,
        own_portrait.KIND,
        own_image.KIND,
        own_goods.KIND,
        own_places.KIND,
        own_news.KIND,
    )
}
HOUSE_KINDS = {key: kind for key, kind in KINDS.items() if HOUSE in kind.whose}
SHOP_KINDS = {key: kind for key, kind in KINDS.items() if SHOP in kind.whose}
# within something that bears its title itself
INNER_KINDS = {key: kind for key, kind in HOUSE_KINDS.items() if not kind.bears_title}
ARTICLE_KINDS = {
    key: kind for key, kind in KINDS.items() if ARTICLE in kind.whose or key in INNER_KINDS
}


def connect(kinds: Iterable[Kind]) -> None:
    """Take up the kinds that apps above bring, once every app is there: pages of the house alone
    have them.
    """
    for kind in kinds:
        KINDS[kind.key] = HOUSE_KINDS[kind.key] = kind
