"""Pictures by the hundred: drawn in several processes, in order, as bytes ready to store."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from marketplace.demo.content.sheets import Picture
from marketplace.demo.illustrations import draw, encoded, logo, still_life


def one(picture: Picture, size: int = 1000, style: str = "JPEG") -> bytes:
    """The bytes of one picture."""
    image = draw(
        picture.kind,
        picture.seed,
        size,
        view=picture.view,
        colour=picture.colour,
        mood=picture.mood,
        word=picture.word,
        name=picture.name,
    )
    return encoded(image, style, 82 if style == "JPEG" else 76)


def many(
    pictures: Sequence[Picture], size: int = 1000, style: str = "JPEG", workers: int = 0
) -> Iterator[bytes]:
    """The bytes of many pictures, in the order asked; a handful is drawn in this process."""
    workers = workers or min(8, os.cpu_count() or 1)
    if workers == 1 or len(pictures) < 16:
        yield from (one(picture, size, style) for picture in pictures)
        return
    # Spawned, not forked: the caller may hold database connections and threads.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(
            one, pictures, [size] * len(pictures), [style] * len(pictures), chunksize=8
        )


def paint(what: str, *how) -> bytes:
    """The bytes of a product's `picture`, of a shop's `logo` or of a still `life`."""
    return _PAINTERS[what](*how)


def _logo(name: str, seed: int) -> bytes:
    return encoded(logo(name, seed, 320), quality=88)


def _life(kinds: Sequence[str], seed: int, width: int, height: int, mood: str | None) -> bytes:
    return encoded(still_life(tuple(kinds), seed, width, height, mood=mood))


_PAINTERS = {"picture": one, "logo": _logo, "life": _life}
