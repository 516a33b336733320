"""A card drawn from its face: photo, title, price and shop in the colours and letters of the brand.

Everything is measured before it is drawn: a long title takes smaller letters, then more lines, and
ends with an ellipsis where nothing else helps. What no letter of ours can write is left out.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from threading import Lock

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

from marketing.social import letters, ornaments
from marketing.social.faces import Face, measures
from marketplace.shared import pictures
from marketplace.shared.files import BROKEN, IMAGE_FORMATS
from marketplace.shared.palette import marks
from marketplace.shared.palette.colours import by_day

FONTS = settings.ROOT / "static" / "fonts" / "pdf"
KEPT = 64  # cards that a process remembers
ELLIPSIS = "…"
UNKNOWN = "\U0010fffe"  # no face has it: drawn as the sign for what is missing

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things stand on a card of one size: the photo, the words, and their letters' sizes."""

    photo: Box
    words: Box
    alone: Box  # the words where there is no photo
    largest: int
    least: int
    small: int
    price: int
    lines: int


PLANS = {
    "1200x630": Plan(
        (600, 0, 1200, 630), (56, 52, 560, 578), (84, 76, 1116, 488), 64, 34, 27, 46, 5
    ),
    "1080x1080": Plan(
        (0, 0, 1080, 600), (64, 644, 1016, 1032), (84, 120, 996, 820), 72, 38, 30, 52, 3
    ),
    # what applications lay over stories takes their top and bottom: words stay between
    "1080x1920": Plan(
        (0, 0, 1080, 1060), (84, 1120, 996, 1660), (84, 380, 996, 1400), 88, 44, 36, 64, 4
    ),
}


_kept: OrderedDict[tuple[Face, str], bytes] = OrderedDict()
_guard = Lock()


def kept(face: Face, size: str) -> bytes | None:
    """The card, if this process has drawn it lately."""
    with _guard:
        card = _kept.get((face, size))
        if card is not None:
            _kept.move_to_end((face, size))
        return card


def drawn(face: Face, size: str) -> bytes:
    """The card as a JPEG, remembered among the latest."""
    card = kept(face, size)
    if card is None:
        card = _draw(face, size)
        with _guard:
            _kept[(face, size)] = card
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
    return card


def _draw(face: Face, size: str) -> bytes:
    plan, colours = PLANS[size], by_day(face.traits)
    card = Image.new("RGB", measures(size), colours["paper"])
    photo = _photo(face, plan.photo, colours["sunk"])
    draw = ImageDraw.Draw(card)
    if photo:
        _hang(card, face, photo, plan.photo, colours)
        _words(draw, face, plan, plan.words, colours)
    else:
        ornaments.draw(draw, card.size, face.traits, colours)
        _words(draw, face, replace(plan, largest=round(plan.largest * 1.4)), plan.alone, colours)
    out = BytesIO()
    card.save(out, "JPEG", quality=88, progressive=True, optimize=True)
    return out.getvalue()


def _photo(face: Face, box: Box, ground: str) -> Image.Image | None:
    """The photo, cut to its place around what must stay in sight; None where it cannot be read."""
    if not face.photo:
        return None
    room = (box[2] - box[0], box[3] - box[1])
    try:
        with default_storage.open(face.photo) as file:
            image = Image.open(BytesIO(file.read()), formats=IMAGE_FORMATS)
            image.draft("RGB", (room[0] * 2, room[1] * 2))
            shown = pictures.shown(image)
    except BROKEN:
        return None
    if shown.mode == "RGBA":
        below = Image.new("RGB", shown.size, ground)
        below.paste(shown, mask=shown.getchannel("A"))
        shown = below
    across, down = (part / 100 for part in face.focus)
    return ImageOps.fit(shown, room, Image.Resampling.LANCZOS, centering=(across, down))


def _hang(
    card: Image.Image, face: Face, photo: Image.Image, box: Box, colours: dict[str, str]
) -> None:
    """The photo in its place, as the look shows pictures."""
    left, top, right, bottom = box
    treated = {"chaude": (1.18, 1.0), "sobre": (0.72, 1.07)}.get(face.traits.pictures)
    if treated:
        photo = ImageEnhance.Color(photo).enhance(treated[0])
        photo = ImageEnhance.Contrast(photo).enhance(treated[1])
    if face.traits.pictures == "encadree":
        mat = (right - left) // 14
        card.paste(colours["sunk"], box)
        inner = (right - left - 2 * mat, bottom - top - 2 * mat)
        photo = ImageOps.fit(photo, inner, Image.Resampling.LANCZOS)
        left, top = left + mat, top + mat
        card.paste(colours["ink"], (left - 2, top - 2, left + inner[0] + 2, top + inner[1] + 2))
    card.paste(photo, (left, top))


def _words(
    draw: ImageDraw.ImageDraw, face: Face, plan: Plan, box: Box, colours: dict[str, str]
) -> None:
    left, top, right, bottom = box
    room = right - left
    if face.above:
        bold = letters.bold(face.traits)
        line = _line(face.above, _font(bold, plan.small), room)
        draw.text((left, top), line, font=_font(bold, plan.small), fill=colours["accent"])
        top += round(plan.small * 1.75)
    foot = _foot(draw, face, plan, box, colours)
    font, lines = fitted(
        letters.cased(face.traits, face.title or face.house),
        letters.title(face.traits),
        width=room,
        height=foot - top - plan.small,
        largest=plan.largest,
        least=plan.least,
        most=plan.lines,
    )
    for line in lines:
        draw.text((left, top), line, font=font, fill=colours["ink"])
        top += round(font.size * 1.16)


def _foot(
    draw: ImageDraw.ImageDraw, face: Face, plan: Plan, box: Box, colours: dict[str, str]
) -> int:
    """The name of the house at the foot, the price above it; the height at which they begin."""
    left, _top, right, bottom = box
    name = _font(letters.title(face.traits), plan.small + 4)
    line = bottom - round(plan.small * 1.4)
    mark = round(plan.small * 1.2)
    middle = line + round((plan.small + 4) * 0.62)
    marks.trace(
        draw,
        face.traits.mark,
        left=left,
        top=middle - mark / 2,
        side=mark,
        ink=colours["accent"],
    )
    words = " · ".join(part for part in (face.house, face.foot) if part)
    draw.text(
        (left + round(mark * 1.4), line),
        _line(words, name, right - left - round(mark * 1.4)),
        font=name,
        fill=colours["ink-soft"],
    )
    if not face.price:
        return line
    pad = plan.price // 2
    # a date is longer than a price
    font, (price,) = fitted(
        face.price,
        letters.bold(face.traits),
        width=right - left - pad * 2,
        height=plan.price * 2,
        largest=plan.price,
        least=plan.small - 6,
        most=1,
    )
    wide = round(font.getlength(price)) + pad * 2
    tall = round(plan.price * 1.6)
    top = line - tall - plan.small
    draw.rounded_rectangle(
        (left, top, left + wide, top + tall),
        radius=min(face.traits.radius * 2, tall // 2),
        fill=colours["accent"],
    )
    draw.text(
        (left + pad, top + tall / 2), price, font=font, fill=colours["on-accent"], anchor="lm"
    )
    return top


def fitted(
    text: str, name: str, *, width: int, height: int, largest: int, least: int, most: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which a text stands in a room, and its lines; cut where none do."""
    words = clean(text, name)
    for size in range(largest, least - 1, -2):
        font = _font(name, size)
        lines = _wrapped(words, font, width)
        if lines is not None and len(lines) <= min(most, _rows(height, size)):
            return font, lines
    font = _font(name, least)
    lines = _wrapped(words, font, width, breaks=True) or [""]
    rows = max(1, min(most, _rows(height, least)))
    if len(lines) > rows:
        lines = [*lines[: rows - 1], _line(" ".join(lines[rows - 1 :]), font, width)]
    return font, lines


def _rows(height: int, size: int) -> int:
    return int(height / (size * 1.16))


def _wrapped(
    text: str, font: ImageFont.FreeTypeFont, width: int, *, breaks: bool = False
) -> list[str] | None:
    """A text in lines; None when a word is wider than a line and may not be broken."""
    lines: list[str] = []
    for word in text.split(" "):
        while font.getlength(word) > width:
            if not breaks:
                return None
            end = max(1, _held(word, font, width))
            lines.append(word[:end])
            word = word[end:]
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _held(text: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    """How many signs of a text stand in a width."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _line(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """A text on one line, with an ellipsis where it is too long."""
    words = clean(text, str(font.path).rpartition("/")[2])
    if font.getlength(words) <= width:
        return words
    return words[: _held(words, font, width - font.getlength(ELLIPSIS))].rstrip(" ,;:–-") + ELLIPSIS


def clean(text: str, name: str) -> str:
    """A text with only what a face can write: composed accents, single spaces, no tricks."""
    plain = unicodedata.normalize("NFC", text).replace("\n", " ").replace("\t", " ")
    kept = (sign for sign in plain if unicodedata.category(sign)[0] != "C" and _has(name, sign))
    return " ".join(part for part in "".join(kept).split(" ") if part)


@lru_cache(maxsize=16)
def _sizes(name: str) -> dict[int, ImageFont.FreeTypeFont]:
    return {}


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    sizes = _sizes(name)
    if size not in sizes:
        sizes[size] = ImageFont.truetype(str(FONTS / name), size)
    return sizes[size]


@lru_cache(maxsize=4096)
def _has(name: str, sign: str) -> bool:
    """Whether a face has a letter for a sign, and not only its mark for what it lacks."""
    if sign in " \u00a0\u202f":
        return True
    font = _font(name, 24)
    return bytes(font.getmask(sign)) != bytes(font.getmask(UNKNOWN))
