"""Pictures as every screen shows them: upright, eight bits a channel, in sRGB, with or without
transparency.

Colours are converted, never relabelled: a photo in Adobe RGB, in Display P3 or for a printer keeps
its look. A profile that is broken, or made for something else, is left aside: the picture counts.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from typing import cast

from PIL import Image, ImageChops, ImageCms, ImageOps

PROFILE_BYTES = 4 * 1024 * 1024  # those of printers take about two
SPACES = {"RGB ": "RGB", "CMYK": "CMYK", "GRAY": "L", "Lab ": "LAB"}
DEVICES = {"scnr", "mntr", "prtr", "spac"}  # links between profiles and named colours are none
DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
WHITE_16 = 65_535
PNG = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"eXIf"}


def shown(image: Image.Image) -> Image.Image:
    """The first picture of a file, as RGB or RGBA in sRGB. Raises what Pillow raises when it
    cannot be decoded to its end.
    """
    image.seek(0)
    image.load()
    image = _upright(image)
    profile = image.info.get("icc_profile")
    # Pillow takes every CMYK JPEG for an inverted one: only those that Adobe's mark says are
    if (
        image.mode == "CMYK"
        and getattr(image, "format", "") == "JPEG"
        and "adobe" not in image.info
    ):
        image = ImageChops.invert(image)
    colours, alpha = _parted(image)
    colours = _in_srgb(colours, profile)
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def bare(content: bytes) -> bytes:
    """A PNG without what stands beside its picture: texts, and a profile as large as a film."""
    if not content.startswith(PNG):
        return content
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] in PNG_PARTS:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its camera was held; a mark that cannot be read turns nothing."""
    with suppress(Exception):  # whatever is wrong with metadata is nothing wrong with a picture
        form, upright = image.format, ImageOps.exif_transpose(image)
        upright.format = form
        return upright
    return image


def _parted(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours at eight bits (L, RGB, CMYK or LAB), and the transparency where there is some."""
    if image.mode in DEEP:
        return _shallow(image), None
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        grey = image.mode in ("LA", "La", "L", "1")
        whole = image.convert("RGBA")
        return whole.convert("L" if grey else "RGB"), whole.getchannel("A")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image, None
    return image.convert("L" if image.mode == "1" else "RGB"), None


def _shallow(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey, or more, as eight: black stays black, white stays white."""
    if image.mode not in ("I", "F"):
        return image.convert("I").point(lambda grey: grey * (255 / WHITE_16) + 0.5).convert("L")
    least, most = cast("tuple[float, float]", image.getextrema())
    # whole numbers and fractions say nowhere what their white is: what they hold does
    white = next((white for white in (1, 255, WHITE_16) if most <= white), most)
    if image.mode == "I" and white == 1:
        white = 255
    low = min(least, 0)
    scale = 255 / ((white - low) or 1)
    return image.convert("F").point(lambda grey: grey * scale + (0.5 - low * scale)).convert("L")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= PROFILE_BYTES:
        # of a broken profile, the library says so in many ways
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            device = source.profile.device_class.strip().lower()
            if device in DEVICES and SPACES.get(source.profile.xcolor_space) == image.mode:
                return _converted(image, source)
    if image.mode == "LAB":
        return _converted(image, _lab())
    return image if image.mode == "RGB" else image.convert("RGB")


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        source,
        _srgb(),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return cast("Image.Image", converted)


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=1)
def _lab() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
