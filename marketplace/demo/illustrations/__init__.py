"""Still lifes in gouache and cut paper, drawn by our own code: no photograph is borrowed.

from marketplace.demo.illustrations import draw, encoded, logo, still_life

picture = draw("bowl", seed=7, view="main", colour="sauge", mood="crème")   # PIL image
content = encoded(picture)                                                  # WebP bytes, 30 to 60 kB
"""

from io import BytesIO

from PIL import Image

from marketplace.demo.illustrations import (  # noqa: F401 - importing a module registers what it can draw
    adornment,
    care,
    ceramics,
    children,
    garden,
    home,
    kitchen,
    leather,
    outdoors,
    pantry,
    stationery,
    textiles,
)
from marketplace.demo.illustrations.brand import logo, still_life
from marketplace.demo.illustrations.colours import MOODS, PAINTS
from marketplace.demo.illustrations.kinds import KINDS
from marketplace.demo.illustrations.scene import VIEWS, draw

__all__ = ["KINDS", "MOODS", "PAINTS", "VIEWS", "draw", "encoded", "logo", "still_life"]


def encoded(image: Image.Image, style: str = "JPEG", quality: int = 80) -> bytes:
    """The bytes of a picture; JPEG is written ten times faster than WebP."""
    target = BytesIO()
    if style == "WEBP":
        image.save(target, "WEBP", quality=quality, method=2)
    else:
        image.save(target, "JPEG", quality=quality, optimize=False, progressive=False)
    return target.getvalue()
