"""The photos of a seller as a ZIP: found by name, never unpacked on a disk, never beyond limits."""

from __future__ import annotations

import hashlib
import zipfile
from typing import IO

from catalog.imports.parts import Careful
from catalog.imports.problems import FileRefused
from catalog.sheets.photos import LEAST
from marketplace.shared import files
from marketplace.shared.states import Refusal

MEGA = 1024 * 1024
ZIP_BYTES = 500 * MEGA
ZIP_FILES = 5_000
DIRECTORY = 4 * MEGA  # the list of the files
PHOTO_BYTES = 10 * MEGA
UNPACKED = 1000 * MEGA
RATIO = 200
JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db")


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
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
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
    """The photos of an archive, by file name; an import without archive has none."""

    def __init__(self, file: IO[bytes] | None):
        self._archive = zipfile.ZipFile(file) if file else None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._sums: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        for entry in self._archive.infolist() if self._archive else ():
            if not entry.is_dir() and not any(junk in entry.filename for junk in JUNK):
                self._entries.setdefault(key(entry.filename), entry)

    def __contains__(self, name: str) -> bool:
        return key(name) in self._entries or self._other_extension(name) is not None

    def read(self, name: str) -> bytes | None:
        """The bytes of a photo, empty when it cannot be unpacked; None when it is absent."""
        entry = self._entries.get(key(name)) or self._other_extension(name)
        if entry is None or self._archive is None:
            return None
        try:
            # one byte more than allowed: enough to see that a photo is too large
            with self._archive.open(entry) as opened:
                return opened.read(PHOTO_BYTES + 1)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
            return b""

    def sum(self, name: str) -> str:
        """The fingerprint of a photo, empty when it is absent."""
        if name not in self._sums:
            content = self.read(name)
            self._sums[name] = hashlib.sha256(content).hexdigest() if content is not None else ""
        return self._sums[name]

    def fault(self, name: str) -> str:
        """Why a photo would be refused, as far as its header tells; empty when it looks good."""
        if name not in self._faults:
            try:
                files.look(self.read(name) or b"", least=LEAST)
            except Refusal as refusal:
                self._faults[name] = str(refusal)
            else:
                self._faults[name] = ""
        return self._faults[name]

    def _other_extension(self, name: str) -> zipfile.ZipInfo | None:
        """The same name under another extension: an export says .png, the folder holds .webp."""
        stem = key(name).rpartition(".")[0]
        if not stem:
            return None
        for extension in ("webp", "jpg", "jpeg", "png"):
            if entry := self._entries.get(f"{stem}.{extension}"):
                return entry
        return None


def key(name: str) -> str:
    """A name without folder and case."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip().casefold()
