"""The pictures of the library: the worker cuts their sizes, their originals are shown till then."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.db import transaction
from PIL import Image, ImageFile

from marketing.events import PictureAdded
from marketing.models import Picture
from marketing.states import PICTURE, PictureState
from marketplace.shared import events, files, sizes
from marketplace.shared.models import User

FOLDER = "library/sizes"
AT_ONCE = 50


def added(picture: Picture, *, by: User | None, at: datetime) -> None:
    """A picture has a file it had not: its sizes wait to be cut. In the caller's transaction."""
    if picture.state != PictureState.PREPARING:
        PICTURE.move(picture, PictureState.PREPARING, stem="", cut={}, cut_at=None)
    events.publish(PictureAdded(picture_id=picture.pk), about=picture, by=by, at=at)


def cut(picture_id: int, *, at: datetime) -> bool:
    """Cut a picture to its sizes, if they are still awaited; safe to run twice.

    A file that is not there or is no picture any more makes it unreadable; one that cannot be
    fetched now raises, and is tried again.
    """
    picture = Picture.objects.filter(pk=picture_id, state=PictureState.PREPARING).first()
    if picture is None:
        return False
    name = picture.file.name
    stem = f"{FOLDER}/{name.rpartition('/')[2]}"
    image = _decoded(picture)
    if image is None:
        return _settle(picture, PictureState.UNREADABLE)
    # the first one that is as wide as the picture is the last one made
    widths = [width for width in Picture.WIDTHS if width < image.width]
    widths += [width for width in Picture.WIDTHS if width >= image.width][:1]
    weights = {str(width): weight for width, weight in sizes.cut(image, stem, widths).items()}
    return _settle(picture, PictureState.READY, stem=stem, cut=weights, cut_at=at)


def waiting(*, after: int = 0) -> list[int]:
    """Pictures whose sizes are awaited, a few in the order of their keys."""
    rows = Picture.objects.filter(state=PictureState.PREPARING, pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic(durable=True)
def _settle(picture: Picture, state: PictureState, **also) -> bool:
    # of a file that was replaced meanwhile, the sizes are nobody's
    same = Picture.objects.filter(pk=picture.pk, file=picture.file.name)
    return PICTURE.move_where(same, state, old=[PictureState.PREPARING], **also) == 1


def _decoded(picture: Picture) -> Image.Image | None:
    try:
        with picture.file.storage.open(picture.file.name) as source:
            content = source.read()
    except FileNotFoundError:
        return None
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows them, process-wide, when it loads
    try:
        image = Image.open(BytesIO(content), formats=files.IMAGE_FORMATS)
        image.load()
    except files.BROKEN:
        return None
    return image
