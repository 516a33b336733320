"""Every kind of block, in the order in which an editor is offered them. One line each."""

from marketing.blocks.block import Kind
from marketing.blocks.kinds import (
    agenda,
    banner,
    countdown,
    grid,
    hero,
    image,
    newsletter,
    numbers,
    points,
    portrait,
    questions,
    quote,
    reviews,
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
)

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        hero.KIND,
        text.KIND,
        image.KIND,
        video.KIND,
        quote.KIND,
        grid.KIND,
        spotlight.KIND,
        tiles.KIND,
        sellers.KIND,
        shops_map.KIND,
        portrait.KIND,
        stories.KIND,
        agenda.KIND,
        reviews.KIND,
        snapshots.KIND,
        wall.KIND,
        banner.KIND,
        countdown.KIND,
        questions.KIND,
        steps.KIND,
        points.KIND,
        numbers.KIND,
        newsletter.KIND,
    )
}
