"""What may be uploaded, and where it is stored.

Nothing is trusted: the type of a file is read from its bytes, an image is checked by its header
before it is decoded, and files are stored under names of our own.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.storage import storages
from django.db import DatabaseError
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile

from marketplace.shared import pictures
from marketplace.shared.states import Refusal

MEGA = 1024 * 1024
IMAGE_BYTES = 10 * MEGA
IMAGE_PIXELS = 40_000_000
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP")
# What people send that we do not open, by what their files begin with.
ELSEWHERE = (
    (re.compile(rb"....ftyp(?:hei[cfmsvx]|hev[cmsx]|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftyp(?!avi[fs])", re.DOTALL), "MP4"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "JPEG XL"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "JPEG 2000"),
    (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "EPS"),
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"II\*\0....CR|FUJIFILMCCD-RAW|II[UR][\0O]", re.DOTALL), "RAW"),
    (re.compile(rb"\0\0\x01\0"), "ICO"),
)
# What a decoder may raise on bytes that are not as their header says.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    struct.error,
    RuntimeError,
    Image.DecompressionBombError,
)
DOCUMENT_BYTES = 10 * MEGA
PDF_BEGINS = b"%PDF-"
PDF_PAGES, PDF_OBJECTS = 200, 100_000
PDF_ACTIVE = {
    "/JS",
    "/JavaScript",
    "/AA",
    "/EF",
    "/XFA",
    "/RichMediaContent",
    "/Collection",
}
INVOICE_DATA = "factur-x.xml"
PDF_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
PDF_SUBTYPES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/3D"}
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


class PictureElsewhere(Refusal):
    """The bytes are a picture of a kind that browsers do not show."""

    sentence = _(
        "Cette photo est au format {kind}, que nous n'ouvrons pas : enregistrez-la en JPEG, en PNG"
        " ou en WebP et envoyez-la de nouveau."
    )


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


class DocumentUnreadable(Refusal):
    """The PDF cannot be read to its end."""

    sentence = _(
        "Ce PDF est abîmé ou trop long pour être vérifié : imprimez-le de nouveau en PDF, ou"
        " photographiez-le."
    )


class DocumentActive(Refusal):
    """The PDF holds a script, a program, a form that sends or a file inside."""

    sentence = _(
        "Ce PDF contient un script, un formulaire actif ou un fichier joint, que nous n'ouvrons pas"
        " : imprimez-le en PDF et envoyez cette copie."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that was decoded: its bytes are ours, without metadata."""

    content: bytes
    width: int
    height: int
    sha256: str
    extension: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is stored."""

    content: bytes
    media_type: str
    extension: str


def private_storage():
    """Where documents are stored that only a view with access checks may send."""
    return storages["private"]


@contextmanager
def bound(written: Iterable[FieldFile]) -> Iterator[None]:
    """Write files, then their rows in a transaction: where either fails, no file is left behind."""
    try:
        yield
    except Exception:
        drop_unnamed(written)
        raise


def drop_unnamed(written: Iterable[FieldFile]) -> None:
    """Remove the files that no row names.

    The rows are asked, not the error: a commit whose answer was lost may have succeeded.
    """
    with suppress(DatabaseError):  # a file too many is better than a row without its file
        for file in written:
            manager = type(file.instance)._base_manager
            if file.name and not manager.filter(**{file.field.name: file.name}).exists():
                file.storage.delete(file.name)


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
        clean = pictures.shown(image)
        if most:
            clean.thumbnail(most)
    except BROKEN as error:
        raise ImageCorrupt from error
    out = BytesIO()
    if clean.mode == "RGBA":
        clean.save(out, "WEBP", quality=88, method=2)
        extension = "webp"
    else:
        clean.save(out, "JPEG", quality=88, progressive=True)
        extension = "jpg"
    data = out.getvalue()
    return Picture(
        content=data,
        width=clean.width,
        height=clean.height,
        sha256=sha256(content),
        extension=extension,
    )


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


def read_document(content: bytes) -> Document:
    """A document an operator may safely open: a PDF without active content, or a picture.

    A picture is decoded and written anew. Raises a Refusal: neither, too big, locked or active.
    """
    if not content:
        raise FileEmpty
    if len(content) > DOCUMENT_BYTES:
        raise FileTooBig(limit=DOCUMENT_BYTES // MEGA)
    if content.startswith(PDF_BEGINS):
        _check_pdf(content)
        return Document(content, "application/pdf", "pdf")
    try:
        picture = read_picture(content)
    except NotAnImage as error:
        raise NotADocument from error
    kind = "webp" if picture.extension == "webp" else "jpeg"
    return Document(picture.content, f"image/{kind}", picture.extension)


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
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixels from error
    except BROKEN as error:
        bare = pictures.bare(content)
        if bare != content:  # what stands beside the picture may be what cannot be read
            return _open(bare)
        kind = next((kind for begins, kind in ELSEWHERE if begins.match(content)), None)
        raise (PictureElsewhere(kind=kind) if kind else NotAnImage()) from error


def _check_pdf(content: bytes) -> None:
    """Refuse a PDF that acts by itself: scripts, programs, forms that send, files inside."""
    from pypdf import PdfReader  # noqa: PLC0415 - heavy, and only where a paper is handed in
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise DocumentLocked
        if not 0 < len(reader.pages) <= PDF_PAGES:
            raise DocumentUnreadable
        is_active = _active(reader.trailer)
    except DocumentLocked:
        raise
    except (
        PyPdfError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
        OSError,
    ) as error:
        raise DocumentUnreadable from error
    if is_active:
        raise DocumentActive


def _active(trailer: Any) -> bool:
    """Whether any object reachable in a PDF acts by itself; each is looked at once."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    waiting: list[Any] = [trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        item = waiting.pop()
        # objects refer to each other in circles: each number is followed once
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            if len(seen) > PDF_OBJECTS:
                raise DocumentUnreadable
            item = item.get_object()
        if isinstance(item, dict):
            does = {_name_at(item, "/S"), _name_at(item, "/Subtype")}
            acts = PDF_ACTIVE & set(item)
            if acts == {"/EF"} and _is_invoice_data(item):
                acts = set()
            if acts or does & PDF_ACTIONS or does & PDF_SUBTYPES:
                return True
            waiting += [item.raw_get(name) for name in item]  # type: ignore[attr-defined]
        elif isinstance(item, list):
            waiting += list(item)
    return False


def _is_invoice_data(named: Any) -> bool:
    """Whether a file inside is the data of an electronic invoice: Factur-X, words and no program.

    Every invoice of ours carries it, and those of most companies will.
    """
    if any(str(named[key]) != INVOICE_DATA for key in ("/F", "/UF") if key in named):
        return False
    inside = [named["/EF"][key].get_object() for key in named["/EF"]]
    begins = [stream.get_data()[:2000] for stream in inside]
    return bool(begins) and all(b"CrossIndustryInvoice" in data for data in begins)


def _name_at(item: Any, name: str) -> str:
    """A name in a PDF dictionary, direct or by reference; empty when it is not there."""
    return str(item[name]) if name in item else ""
