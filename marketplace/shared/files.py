"""What may be uploaded, and where it is kept.

Nothing is believed: the kind of a file is read from its bytes, an image from its header
before it is decoded, and what is kept lies under a name of our own.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from marketplace.shared.states import Refusal

MEGA = 1024 * 1024
IMAGE_BYTES = 10 * MEGA
IMAGE_PIXELS = 40_000_000
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP")
DOCUMENT_BYTES = 10 * MEGA
Image.MAX_IMAGE_PIXELS = IMAGE_PIXELS


class FileEmpty(Refusal):
    """The file has no content."""

    sentence = _("Le fichier est vide : choisissez-en un autre.")


class FileTooBig(Refusal):
    """The file is larger than allowed."""

    sentence = _("Le fichier dépasse {limit} Mo : réduisez-le et recommencez.")


class NotAnImage(Refusal):
    """The bytes are no image that we take."""

    sentence = _("Ce fichier n'est pas une photo lisible : envoyez un JPEG, un PNG ou un WebP.")


class TooManyPixels(Refusal):
    """The picture is larger than we decode."""

    sentence = _("Cette photo dépasse 40 millions de pixels : réduisez ses dimensions.")


class ImageTooSmall(Refusal):
    """The picture is too small to sell with."""

    sentence = _(
        "Cette photo fait {width} × {height} pixels : il en faut au moins {least} de côté."
    )


class ImageCorrupt(Refusal):
    """The picture cannot be decoded to its end."""

    sentence = _("Cette photo est abîmée et ne s'ouvre pas jusqu'au bout : exportez-la de nouveau.")


class NotADocument(Refusal):
    """The bytes are neither a PDF nor a picture."""

    sentence = _("Ce document n'est ni un PDF ni une photo : envoyez un PDF, un JPEG ou un PNG.")


class DocumentLocked(Refusal):
    """The PDF asks for a password."""

    sentence = _("Ce PDF est protégé ou illisible : envoyez une version sans mot de passe.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was decoded: its bytes are ours, without metadata."""

    content: bytes
    width: int
    height: int
    sha256: str
    extension: str


def private_storage():
    """Where documents lie that only a checked view may hand out."""
    return storages["private"]


def read_picture(content: bytes, *, least: int = 1, most: tuple[int, int] | None = None) -> Picture:
    """Check and re-encode a picture: upright, sRGB, without metadata.

    `least` is the smallest accepted side in pixels, `most` the room it is made to fit.
    Raises a Refusal that says what to mend.
    """
    if not content:
        raise FileEmpty
    if len(content) > IMAGE_BYTES:
        raise FileTooBig(limit=IMAGE_BYTES // MEGA)
    image = _open(content)
    width, height = image.size
    if width * height > IMAGE_PIXELS:
        raise TooManyPixels
    if min(width, height) < least:
        raise ImageTooSmall(width=width, height=height, least=least)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows them, process-wide, when it loads
    try:
        upright = ImageOps.exif_transpose(image)
        clean = upright.convert("RGBA" if _has_alpha(upright) else "RGB")
        if most:
            clean.thumbnail(most)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise ImageCorrupt from broken
    out = BytesIO()
    if clean.mode == "RGBA":
        clean.save(out, "WEBP", quality=88, method=2)
        extension = "webp"
    else:
        clean.save(out, "JPEG", quality=88, progressive=True)
        extension = "jpg"
    data = out.getvalue()
    return Picture(data, clean.width, clean.height, sha256(content), extension)


def look(content: bytes, *, least: int = 1) -> None:
    """Check what the header of a picture says, without decoding it. Raises a Refusal."""
    if not content:
        raise FileEmpty
    if len(content) > IMAGE_BYTES:
        raise FileTooBig(limit=IMAGE_BYTES // MEGA)
    width, height = _open(content).size
    if width * height > IMAGE_PIXELS:
        raise TooManyPixels
    if min(width, height) < least:
        raise ImageTooSmall(width=width, height=height, least=least)


def check_document(content: bytes) -> str:
    """The media type of a document that proves something: a PDF or a picture.

    Raises a Refusal when it is neither, too big or locked.
    """
    if not content:
        raise FileEmpty
    if len(content) > DOCUMENT_BYTES:
        raise FileTooBig(limit=DOCUMENT_BYTES // MEGA)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:] or b"/Encrypt" in content:
            raise DocumentLocked
        return "application/pdf"
    try:
        image = _open(content)
    except NotAnImage as other:
        raise NotADocument from other
    return Image.MIME[image.format or "JPEG"]


def clean_name(name: str) -> str:
    """A file name fit to be shown and downloaded: no path, no tricks, at most 100 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*;]+', "-", name).strip(" .-")
    return name[-100:] or "document"


def sha256(content: bytes) -> str:
    """The fingerprint of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _open(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(BytesIO(content), formats=IMAGE_FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise TooManyPixels from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as other:
        raise NotAnImage from other


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
