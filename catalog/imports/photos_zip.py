"""The photos of a seller as a ZIP: found by name, never unpacked on a disk, never beyond limits."""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from collections.abc import Callable
from typing import IO

from django.utils.translation import gettext_lazy as _

from catalog.imports.parts import Careful
from catalog.imports.problems import FileRefused
from catalog.sheets.photos import LEAST
from marketplace.shared import files, invisible
from marketplace.shared.language import Said
from marketplace.shared.states import Refusal

MEGA = 1024 * 1024
ZIP_BYTES = 500 * MEGA
ZIP_FILES = 5_000
DIRECTORY = 4 * MEGA  # the list of the files
PHOTO_BYTES = 10 * MEGA
UNPACKED = 1000 * MEGA
RATIO = 200
JUNK = {"__macosx", ".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"}
UTF8 = 0x800  # the flag that says how a name is written
# How names are written without that flag, the likeliest first: Windows, DOS, Western, old Mac.
WRITTEN = ("cp850", "cp437", "cp1252", "mac_roman")
EXTENSIONS = ("webp", "jpg", "jpeg", "png", "avif", "gif", "tif", "tiff", "bmp")


def glance(file: IO[bytes]) -> int:
    """The size of an archive; a request checks its first bytes only. Raises FileRefused."""
    size = file.seek(0, 2)
    if size > ZIP_BYTES:
        raise FileRefused("ZIP_TOO_BIG", limit=ZIP_BYTES // MEGA)
    file.seek(0)
    if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise FileRefused("ZIP_FORMAT")
    return size


def check(file: IO[bytes]) -> int:
    """How many photos an archive holds; raises FileRefused for what we do not open."""
    size = glance(file)
    try:
        with zipfile.ZipFile(Careful(file, DIRECTORY)) as archive:  # type: ignore[arg-type]
            entries = _files_of(archive)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused("ZIP_FORMAT") from error
    if len(entries) > ZIP_FILES:
        raise FileRefused("ZIP_TOO_MANY", limit=ZIP_FILES)
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in entry.orig_filename:
            raise FileRefused("ZIP_PATH", value=entry.filename[:80])
        if entry.flag_bits & 0x1:
            raise FileRefused("ZIP_PASSWORD")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused("ZIP_FORMAT")  # the other methods unpack without measure
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED or (unpacked > 50 * MEGA and unpacked > RATIO * max(size, 1)):
        raise FileRefused("ZIP_BOMB", limit=UNPACKED // MEGA)
    return len(entries)


class Photos:
    """The photos of an archive, by file name; an import without archive has none.

    Unpacking them takes long: `reach` is told how many lines have theirs.
    """

    def __init__(
        self, file: IO[bytes] | None, *, reach: Callable[[int], object] = lambda _lines: None
    ):
        self.reach = reach
        self._archive = zipfile.ZipFile(file) if file else None
        self._entries: dict[str, list[zipfile.ZipInfo]] = {}
        self._stems: dict[str, list[zipfile.ZipInfo]] = {}
        self._sums: dict[str, str] = {}
        self._faults: dict[str, Said | None] = {}
        photos = [
            entry
            for entry in (_files_of(self._archive) if self._archive else ())
            if not _is_junk(entry.filename)
        ]
        spellings = {id(entry): _spellings(entry) for entry in photos}
        # how a name is most likely written counts before how it might be
        for rank in range(max(map(len, spellings.values()), default=0)):
            fresh: dict[str, list[zipfile.ZipInfo]] = {}
            for entry in photos:
                if rank < len(spellings[id(entry)]):
                    fresh.setdefault(key(spellings[id(entry)][rank]), []).append(entry)
            for name, entries in fresh.items():
                self._entries.setdefault(name, entries)
        for extension in EXTENSIONS:
            for name in [name for name in self._entries if name.endswith(f".{extension}")]:
                self._stems.setdefault(name.rpartition(".")[0], self._entries[name])

    def __contains__(self, name: str) -> bool:
        return bool(self._named(name))

    def read(self, name: str) -> bytes | None:
        """The bytes of a photo, empty when it cannot be unpacked; None when it is absent."""
        entries = self._named(name)
        if not entries or self._archive is None:
            return None
        try:
            # one byte more than allowed: enough to see that a photo is too large
            with self._archive.open(entries[0]) as opened:
                return opened.read(PHOTO_BYTES + 1)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
            return b""

    def sum(self, name: str) -> str:
        """The fingerprint of a photo, empty when it is absent."""
        if name not in self._sums:
            content = self.read(name)
            self._sums[name] = hashlib.sha256(content).hexdigest() if content is not None else ""
        return self._sums[name]

    def fault(self, name: str) -> Said | None:
        """Why a photo would be refused, as far as its header tells; None when it looks good."""
        if name not in self._faults:
            self._faults[name] = self._fault(name)
        return self._faults[name]

    def _fault(self, name: str) -> Said | None:
        entries = self._named(name)
        # the same name in two folders is one photo only when the bytes are the same
        if len({(entry.CRC, entry.file_size) for entry in entries}) > 1:
            folders = " ; ".join(entry.filename[:80] for entry in entries[:3])
            return Said(
                _(
                    "L'archive contient plusieurs photos de ce nom ({folders}) : donnez à chacune"
                    " un nom différent."
                ),
                folders=folders,
            )
        try:
            files.look(self.read(name) or b"", least=LEAST)
        except Refusal as refusal:
            return refusal.said()
        return None

    def _named(self, name: str) -> list[zipfile.ZipInfo]:
        """The files a name means: itself, or under another extension, or without any.

        An export says .png where the folder holds .webp.
        """
        wanted = key(name)
        stem, dot, extension = wanted.rpartition(".")
        bare = stem if dot and extension in EXTENSIONS else wanted
        return self._entries.get(wanted) or self._stems.get(bare) or []


def key(name: str) -> str:
    """A name as names are compared: without folder, case, or how its accents are composed."""
    last = invisible.cleaned(name.replace("\\", "/").rsplit("/", 1)[-1])
    folded = unicodedata.normalize("NFD", last).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def _files_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [entry for entry in archive.infolist() if not entry.is_dir()]


def _is_junk(name: str) -> bool:
    """Whether a system left this file beside the photos: nobody chose it."""
    parts = name.replace("\\", "/").casefold().split("/")
    return parts[-1].startswith("._") or not JUNK.isdisjoint(parts)


def _spellings(entry: zipfile.ZipInfo) -> list[str]:
    """How the name of a file may be read, the likeliest first."""
    name = entry.filename
    if entry.flag_bits & UTF8 or name.isascii():
        return [name]
    try:
        raw = name.encode("cp437")  # what was read without knowing how it was written
    except UnicodeEncodeError:  # the archive says the name elsewhere, in Unicode
        return [name]
    readings = []
    for encoding in ("utf-8", *WRITTEN):
        try:
            readings.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":  # no other writing looks like it by chance
            break
    return readings or [name]
