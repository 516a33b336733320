"""What stands on a card where no photo fills it: the pattern of the look, large."""

from __future__ import annotations

from PIL import ImageDraw

from marketplace.shared.palette.choices import Traits

Size = tuple[int, int]
EDGE = 14  # pixels of the bar along the top


def draw(drawing: ImageDraw.ImageDraw, size: Size, traits: Traits, colours: dict[str, str]) -> None:
    """Draw the pattern of a look into an empty card."""
    DRAWN.get(traits.pattern, _arcades)(drawing, size, colours)


def _arcades(drawing: ImageDraw.ImageDraw, size: Size, colours: dict[str, str]) -> None:
    """The arcades of a market hall along the foot."""
    width, height = size
    span = width // 6
    band = span // 2 + 24
    drawing.rectangle((0, height - band, width, height), fill=colours["accent-soft"])
    for left in range(0, width, span):
        box = (left + 14, height - band + 24, left + span - 14, height + span)
        drawing.rounded_rectangle(box, radius=span // 2, fill=colours["paper"])
    drawing.rectangle((0, 0, width, EDGE), fill=colours["accent"])


def _awning(drawing: ImageDraw.ImageDraw, size: Size, colours: dict[str, str]) -> None:
    """The striped awning of a stall along the foot, upside down as on our pages."""
    width, height = size
    span = width // 14
    for place, left in enumerate(range(0, width, span)):
        fill = colours["accent"] if place % 2 == 0 else colours["accent-soft"]
        top = height - span
        drawing.rectangle((left, top, left + span, height), fill=fill)
        drawing.ellipse((left, top - span // 2, left + span, top + span // 2), fill=fill)


def _rail(drawing: ImageDraw.ImageDraw, size: Size, colours: dict[str, str]) -> None:
    """The rail of a gallery, and one empty frame that hangs from it."""
    width, height = size
    for line in (height - 46, height - 38):
        drawing.line((0, line, width, line), fill=colours["ink"], width=2)
    drawing.rectangle((24, 24, width - 24, height - 70), outline=colours["line"], width=2)


def _stripes(drawing: ImageDraw.ImageDraw, size: Size, colours: dict[str, str]) -> None:
    """The slanted stripes of a workshop along the foot and the top."""
    width, height = size
    for top, tall in ((0, 22), (height - 54, 54)):
        for left in range(-tall, width, 2 * tall):
            drawing.polygon(
                (
                    (left, top + tall),
                    (left + tall, top),
                    (left + 2 * tall, top),
                    (left + tall, top + tall),
                ),
                fill=colours["accent"],
            )


DRAWN = {"banne": _awning, "cimaise": _rail, "chantier": _stripes}
