"""Pictures of every origin, each with the colour people must see, or the sentence they are told."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

from catalog.sheets import photos
from marketplace.shared import files
from marketplace.shared.states import Refusal
from tests.cast import NOON

pytestmark = pytest.mark.once

SIDE = 24
RED, GREEN, WHITE, BLACK = (200, 30, 30), (27, 151, 70), (255, 255, 255), (0, 0, 0)
RGB = (b"r", b"g", b"b")
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
PROPHOTO = ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491))


# --- Profiles, written as the ICC says ------------------------------------------------------------


def fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def profile(space: bytes, tags: dict[bytes, bytes], *, pcs=b"XYZ ", kind=b"mntr") -> bytes:
    """A profile of the second version: a header, the list of its tags, their contents."""
    text = b"text\0\0\0\0public\0"
    named = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + b"\0" * 78
    tags = {b"desc": named, b"cprt": text, b"wtpt": xyz(0.9642, 1, 0.8249), **tags}
    listed, held, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        content += b"\0" * (-len(content) % 4)
        listed += name + struct.pack(">II", at + len(held), len(content))
        held += content
    body = struct.pack(">I", len(tags)) + listed + held
    header = struct.pack(">I4sI4s4s4s", 128 + len(body), b"test", 0x02400000, kind, space, pcs)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    return (header + fixed(0.9642, 1, 0.8249)).ljust(128, b"\0") + body


def xyz(*numbers: float) -> bytes:
    return b"XYZ \0\0\0\0" + fixed(*numbers)


def gamma(number: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(number * 256)) + b"\0\0"


def screen(primaries, power: float) -> bytes:
    tags = {name + b"XYZ": xyz(*primary) for name, primary in zip(RGB, primaries, strict=True)}
    return profile(b"RGB ", tags | {name + b"TRC": gamma(power) for name in RGB})


def grey(power: float) -> bytes:
    return profile(b"GRAY", {b"kTRC": gamma(power)})


def printer() -> bytes:
    """Inks whose yellow prints green, so that whoever ignores them is seen."""
    ramp = bytes(range(256))
    table = b""
    for inks in range(16):
        cyan, magenta, yellow, black = (inks >> bit & 1 for bit in (3, 2, 1, 0))
        light = 0 if black else 255 - 60 * (cyan + magenta + yellow)
        table += bytes((light, 128 - 90 * yellow + 50 * magenta, 128 + 40 * yellow - 50 * cyan))
    head = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return profile(
        b"CMYK", {b"A2B0": head + ramp * 4 + table + ramp * 3}, pcs=b"Lab ", kind=b"prtr"
    )


# --- Pictures -------------------------------------------------------------------------------------


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(mode: str, colour) -> Image.Image:
    return Image.new(mode, (SIDE, SIDE), colour)


def palette(colour, *, clear: bool) -> bytes:
    image = plain("P", 1)
    image.putpalette([9, 9, 9, *colour])
    return saved(image, transparency=1) if clear else saved(image)


def without_adobe(content: bytes) -> bytes:
    """The same JPEG without the mark that says that its inks are inverted."""
    at = content.index(b"\xff\xee")
    return content[:at] + content[at + 2 + int.from_bytes(content[at + 2 : at + 4]) :]


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    """A picture with a red left half, turned as this mark says."""
    image = plain("RGB", WHITE)
    image.paste(RED, (0, 0, SIDE // 2, SIDE))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))


def moving(kind: str, **options) -> bytes:
    frames = [plain("RGB", colour) for colour in (RED, GREEN, WHITE)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def deep_colour() -> bytes:
    """Sixteen bits a channel, which Pillow reads and does not write."""
    raw = b"".join(b"\0" + struct.pack(">3H", *(c * 257 for c in RED)) * SIDE for _ in range(SIDE))
    out = BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, 2)
    PngImagePlugin.putchunk(out, b"IHDR", struct.pack(">2I5B", SIDE, SIDE, 16, 2, 0, 0, 0))
    PngImagePlugin.putchunk(out, b"IDAT", zlib.compress(raw))
    PngImagePlugin.putchunk(out, b"IEND", b"")
    return out.getvalue()


ADOBE, P3, PRO = screen(ADOBE_RGB, 2.19921875), screen(DISPLAY_P3, 2.2), screen(PROPHOTO, 1.8)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

SEEN = [
    ("a screen's own colours", saved(plain("RGB", RED), icc_profile=SRGB), RED),
    ("no profile", saved(plain("RGB", RED)), RED),
    ("Adobe RGB", saved(plain("RGB", (88, 150, 77)), icc_profile=ADOBE), (27, 151, 70)),
    (
        "Adobe RGB in a JPEG",
        saved(plain("RGB", (172, 62, 61)), "JPEG", icc_profile=ADOBE, quality=98),
        (199, 60, 58),
    ),
    ("Display P3", saved(plain("RGB", (180, 60, 50)), icc_profile=P3), (197, 43, 37)),
    ("ProPhoto", saved(plain("RGB", (110, 110, 110)), icc_profile=PRO), (129, 129, 129)),
    (
        "Adobe RGB and half transparent",
        saved(plain("RGBA", (88, 150, 77, 128)), icc_profile=ADOBE),
        (27, 151, 70, 128),
    ),
    ("a palette in Adobe RGB", None, (27, 151, 70)),
    ("grey of another gamma", saved(plain("L", 128), icc_profile=grey(1.0)), (188, 188, 188)),
    ("grey and clear", saved(plain("LA", (128, 90)), icc_profile=grey(1.0)), (188, 188, 188, 90)),
    ("inks without profile", saved(plain("CMYK", (0, 255, 255, 0)), "JPEG"), (255, 0, 0)),
    (
        "inks written straight",
        without_adobe(saved(ImageChops.invert(plain("CMYK", (0, 255, 255, 0))), "JPEG")),
        (255, 0, 0),
    ),
    ("inks in a TIFF", saved(plain("CMYK", (0, 255, 255, 0)), "TIFF"), (255, 0, 0)),
    (
        "inks with their profile",
        saved(plain("CMYK", (0, 0, 255, 0)), "JPEG", icc_profile=printer()),
        (0, 225, 107),
    ),
    ("sixteen bits of grey", saved(plain("I;16", 0x8080)), (128, 128, 128)),
    ("sixteen bits of grey, all white", saved(plain("I;16", 0xFFFF)), WHITE),
    ("sixteen bits of grey in a TIFF", saved(plain("I;16", 0x8080), "TIFF"), (128, 128, 128)),
    ("fractions of grey", saved(plain("F", 1.0), "TIFF"), WHITE),
    ("sixteen bits of colour", deep_colour(), RED),
    ("a palette", palette(RED, clear=False), RED),
    ("a clear palette", palette(RED, clear=True), (*RED, 0)),
    ("one bit", saved(plain("1", 1)), WHITE),
    ("clear colour", saved(plain("RGBA", (*RED, 0))), (*RED, 0)),
    ("one colour that is clear", saved(plain("RGB", RED), transparency=RED), (*RED, 0)),
    ("Lab", saved(plain("LAB", (140, 200, 180)), "TIFF"), (245, 50, 46)),
    ("a moving GIF", moving("GIF"), RED),
    ("a moving WebP", moving("WEBP", lossless=True), RED),
    ("a moving PNG", moving("PNG"), RED),
    ("pages of a TIFF", moving("TIFF"), RED),
    ("AVIF", saved(plain("RGB", RED), "AVIF", quality=95), RED),
    ("BMP", saved(plain("RGB", RED), "BMP"), RED),
    ("a broken profile", saved(plain("RGB", RED), icc_profile=ADOBE[:200]), RED),
    ("no profile at all", saved(plain("RGB", RED), icc_profile=b"\0" * 500), RED),
    ("a profile without end", saved(plain("RGB", RED), icc_profile=ADOBE + bytes(5 << 20)), RED),
    ("a profile of inks on a screen", saved(plain("RGB", RED), icc_profile=printer()), RED),
    (
        "broken metadata",
        saved(plain("RGB", RED), "JPEG", quality=98, exif=b"Exif\0\0II*\0\xff"),
        RED,
    ),
]


@pytest.mark.parametrize(("content", "colour"), [s[1:] for s in SEEN], ids=[s[0] for s in SEEN])
def test_a_picture_is_stored_as_it_must_be_seen(content, colour):
    if content is None:
        image = plain("P", 1)
        image.putpalette([9, 9, 9, 88, 150, 77])
        content = saved(image, icc_profile=ADOBE)

    kept = Image.open(BytesIO(files.read_picture(content).content))

    assert kept.mode == ("RGBA" if len(colour) == 4 else "RGB")
    assert "icc_profile" not in kept.info
    pixel = kept.getpixel((SIDE // 2, SIDE // 2))
    if colour[3:] == (0,):
        assert pixel[3] == 0
    else:
        assert all(abs(a - b) <= 4 for a, b in zip(pixel, colour, strict=True)), pixel


@pytest.mark.parametrize(
    ("orientation", "red"),
    [(1, "left"), (2, "right"), (3, "right"), (5, "top"), (6, "top"), (8, "bottom"), (99, "left")],
)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_picture_stands_as_it_was_taken(orientation, red, kind):
    kept = Image.open(BytesIO(files.read_picture(turned(orientation, kind)).content))

    middle, near, far = SIDE // 2, 2, SIDE - 3
    place = {"left": (near, middle), "right": (far, middle), "top": (middle, near)}
    seen = kept.getpixel(place.get(red, (middle, far)))
    assert all(abs(a - b) <= 12 for a, b in zip(seen, RED, strict=True)), seen


def test_grey_of_sixteen_bits_runs_from_black_to_white():
    ramp = Image.new("I;16", (256, SIDE))
    for place in range(256):
        ramp.paste(place * 257, (place, 0, place + 1, SIDE))

    kept = Image.open(BytesIO(files.read_picture(saved(ramp)).content)).convert("L")

    assert all(abs(kept.getpixel((place, 5)) - place) <= 3 for place in range(256))


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300)
TOLD = [
    ("a photo of a telephone", HEIC, "au format HEIC"),
    ("a film", b"\0\0\0\x18ftypisom" + bytes(300), "au format MP4"),
    ("JPEG XL", b"\xff\x0a" + bytes(300), "au format JPEG XL"),
    ("JPEG 2000", saved(plain("RGB", RED), "JPEG2000"), "au format JPEG 2000"),
    ("Photoshop", b"8BPS\0\1" + bytes(300), "au format Photoshop"),
    ("a paper", b"%PDF-1.7\n" + bytes(300), "au format PDF"),
    ("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n", "au format EPS"),
    ("a half JPEG", saved(Image.effect_noise((300, 300), 80), "JPEG")[:9000], "abîmée"),
    ("a half PNG", saved(Image.effect_noise((300, 300), 80))[:9000], "abîmée"),
    ("a half TIFF", saved(Image.effect_noise((300, 300), 80), "TIFF")[:9000], "abîmée"),
    ("a text", b"bonjour", "n'est pas une photo lisible"),
    ("nothing", b"", "vide"),
]


@pytest.mark.parametrize(("content", "says"), [t[1:] for t in TOLD], ids=[t[0] for t in TOLD])
def test_what_is_no_picture_for_us_is_told_in_a_sentence(content, says):
    with pytest.raises(Refusal) as told:
        files.read_picture(content)
    assert says in str(told.value)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_a_picture_that_unfolds_without_end_is_refused_by_its_header(kind):
    """Nothing is decoded: one pixel, and a header that claims forty thousand on each side."""
    content = bytearray(saved(plain("P" if kind == "GIF" else "L", 1), kind))
    if kind == "GIF":
        content[6:10] = struct.pack("<2H", 40_000, 40_000)
    elif kind == "BMP":
        content[18:26] = struct.pack("<2i", 40_000, 40_000)
    else:
        for tag in (256, 257):
            at = content.index(struct.pack("<HHI", tag, 4, 1))
            content[at + 8 : at + 12] = struct.pack("<I", 40_000)

    with pytest.raises(files.TooManyPixels):
        files.read_picture(bytes(content))


def test_the_photo_of_a_sheet_is_stored_in_the_colours_of_a_screen(lune):
    image = Image.new("RGB", (300, 300), (88, 150, 77))

    photo = photos.receive(
        lune, None, saved(image, "JPEG", icc_profile=ADOBE, quality=95), "bol.jpg", at=NOON
    )

    with photo.file.open() as kept:
        pixel = Image.open(kept).getpixel((150, 150))
    assert all(abs(a - b) <= 5 for a, b in zip(pixel, GREEN, strict=True)), pixel
