"""The parts of a workbook, unpacked in blocks: the sizes a file declares are never trusted.

A workbook of two megabytes may unfold to a thousand times that. Here nothing is held but one block,
the element being read, and for each shared text the place where it begins on the disk.
"""

from __future__ import annotations

import errno
import os
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from catalog.imports.problems import FileRefused

MEGA = 1024 * 1024
BLOCK = 64 * 1024
PARTS = 2_000
DIRECTORY = 1 * MEGA  # the list of the parts
UNPACKED = 400 * MEGA
ELEMENTS = 30_000_000
NAMES = 2_000  # of elements and attributes: a workbook has some hundreds
DEPTH = 100
TEXTS = 3_000_000
TEXT_CHARS = 100_000  # a spreadsheet holds 32,767 in a cell
Start = Callable[[str, dict[str, str]], None]
Said = Callable[[str], None]


class Careful:
    """A file that refuses to read more at once than the list of its parts may take."""

    def __init__(self, file: IO[bytes], most: int):
        self._file, self._most = file, most
        self._size = file.seek(0, os.SEEK_END)
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        """Archives are read from their end."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises BadZipFile when too many are wanted."""
        wanted = size if size >= 0 else self._size - self._file.tell()
        if wanted > self._most:
            raise zipfile.BadZipFile("the list of the parts is too long")
        return self._file.read(wanted)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Archive]:
    """A workbook as an archive; a fault in its packing raises FileRefused."""
    try:
        with zipfile.ZipFile(Careful(file, DIRECTORY)) as archive:  # type: ignore[arg-type]
            yield Archive(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise FileRefused("FORMAT_CORRUPT") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a full disk is no fault of the file
            raise
        raise FileRefused("FORMAT_CORRUPT") from error


class Archive:
    """The parts of a workbook by name, each to be read once from its beginning, in blocks."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._unpacked = self._elements = 0
        entries = archive.infolist()
        if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
            raise FileRefused("ARCHIVE_BOMB", limit=UNPACKED // MEGA)
        self._entries = {_plain(entry.filename): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def walk(self, name: str, start: Start, end: Said, text: Said) -> Iterator[None]:
        """Report the elements of a part as they come, one block a step. Raises FileRefused."""
        names: dict[str, str] = {}
        bare = _Bare()
        depth = count = fed = 0

        def opens(full: str, attributes: dict[str, str]) -> None:
            nonlocal depth, count
            depth, count = depth + 1, count + 1
            start(bare[full], attributes)

        def closes(full: str) -> None:
            nonlocal depth
            depth -= 1
            end(bare[full])

        parser = _parser(names, opens, closes, text)
        for block in self._blocks(name):
            fed += len(block)
            try:
                parser.Parse(block, not block)
            except expat.ExpatError as refusal:
                raise FileRefused("FORMAT_CORRUPT") from refusal
            # the parser holds all names, all open elements and any that never closes
            if len(names) > NAMES or depth > DEPTH or fed - parser.CurrentByteIndex > MEGA:
                raise FileRefused("FORMAT_CORRUPT")
            self._elements, count = self._elements + count, 0
            if self._elements > ELEMENTS:
                raise FileRefused("ARCHIVE_BOMB", limit=UNPACKED // MEGA)
            yield

    def walk_whole(self, name: str, start: Start) -> None:
        """Report the elements of a small part, leaving its text aside."""
        for _block in self.walk(name, start, _ignore, _ignore):
            pass

    def _blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, counted as they are really unpacked; an empty block at the end."""
        entry = self._entries.get(_plain(name))
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused("FORMAT_CORRUPT")  # the other methods unpack without measure
        with self._archive.open(entry) as part:
            while block := part.read(BLOCK):
                self._unpacked += len(block)
                if self._unpacked > UNPACKED:
                    raise FileRefused("ARCHIVE_BOMB", limit=UNPACKED // MEGA)
                yield block
        yield b""


class Texts:
    """The shared texts of a workbook, written to disk: memory holds where each begins."""

    def __init__(self) -> None:
        # closed with the object: a reader may be left in the middle
        self._file = tempfile.TemporaryFile(buffering=MEGA)  # noqa: SIM115
        self._begins = array("Q", [0])

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()

    def fill(self, archive: Archive, name: str) -> None:
        """Read the table of shared texts to its end."""
        reader = _Shared(self._add)
        for _block in archive.walk(name, reader.start, reader.end, reader.text):
            pass
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._begins) - 1:
            raise FileRefused("FORMAT_CORRUPT")
        begin, end = self._begins[number], self._begins[number + 1]
        return os.pread(self._file.fileno(), end - begin, begin).decode("utf-8", "surrogatepass")

    def _add(self, text: str) -> None:
        if len(self._begins) > TEXTS:
            raise FileRefused("TOO_MANY_TEXTS", limit=TEXTS)
        written = self._file.write(text.encode("utf-8", "surrogatepass"))
        self._begins.append(self._begins[-1] + written)


class Gathered:
    """A text that comes in pieces, never longer than a cell may be."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        """One piece more; raises FileRefused."""
        self._length += len(piece)
        if self._length > TEXT_CHARS:
            raise FileRefused("TEXT_TOO_LONG", limit=TEXT_CHARS)
        self.pieces.append(piece)

    def taken(self) -> str:
        """The whole text; the next one begins."""
        whole = "".join(self.pieces)
        self.pieces, self._length = [], 0
        return whole


class _Shared:
    """Collects shared texts: the runs of one are joined, hints of pronunciation left out."""

    def __init__(self, add: Said):
        self._add = add
        self._text = Gathered()
        self._wanted = self._hint = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._wanted = name == "t" and not self._hint
        if name == "rPh":
            self._hint = True

    def end(self, name: str) -> None:
        self._wanted = False
        if name == "rPh":
            self._hint = False
        elif name == "si":
            self._add(self._text.taken())

    def text(self, piece: str) -> None:
        if self._wanted:
            self._text.add(piece)


class _Bare(dict[str, str]):
    """Names of elements without the prefix of their namespace."""

    def __missing__(self, full: str) -> str:
        bare = self[full] = full.rpartition(":")[2]
        return bare


def _parser(names: dict[str, str], start: Start, end: Said, text: Said) -> expat.XMLParserType:
    """A parser that forbids declarations: no entity that grows, no other file."""
    parser = expat.ParserCreate(None, None, names)  # type: ignore[arg-type]
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        start,
        end,
        text,
    )
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _forbid
    return parser


def _forbid(*_declaration) -> None:
    raise FileRefused("XML_FORBIDDEN")


def _ignore(_said: str) -> None:
    pass


def _plain(name: str) -> str:
    """A name as spreadsheets compare it: without case, with / between folders."""
    return name.replace("\\", "/").lstrip("/").lower()
