"""In which encoding a text is written: what its bytes say, and what is asked when they say nothing.

A byte beyond ASCII is `é` in one encoding, `È` or `Ú` in the next: read wrongly, a capital stands
within a word, or a sign between two letters. The encoding under which that happens least is taken;
between two that read equally well, the seller chooses.
"""

from __future__ import annotations

import codecs
import re
from typing import IO

MEGA = 1024 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# of two that read a text alike, the first is named
OF_ONE_BYTE = ("cp1252", "iso8859-15", "mac_roman", "cp850", "cp437")
ALL = ("utf-8", "cp1252", "latin-1", *OF_ONE_BYTE[1:], "utf-16-le", "utf-16-be")
# enough to judge by, little enough to read five times
JUDGED = 40_000
AHEAD = 1.0
SHOWN = 80
_HIGH_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
FRENCH = frozenset("éèàçêùôîâûëïœÉÀÈÇÊÔÎÂŒ")
EUROPEAN = frozenset("äöüßñáíóúìòåøæãõÿÄÖÜÑÁÅØÆÙÛËÏ")
SIGNS = frozenset("’‘“”«»–—…•€°™®©£²³½¼¾×µ§·\u00a0\u202f")
_CONTROLS = re.compile("[\u0080-\u009f]")
_TWICE = (
    # what cp1252, Mac Roman and DOS make of the two or three bytes of one letter in UTF-8
    (re.compile("[ÂÃÅ][\u0080-\u00bf\u0152-\u2122]|â[\u0080-\u2122]{2}"), "cp1252"),
    (re.compile("[√¬≈].|‚.."), "mac_roman"),
    (re.compile("[├┬┼].|Ô.."), "cp850"),
)
# a letter encoded three times or more is several of those in a row
_WIDE = "[Â-ß][\u0080-\u00bf\u0152-\u2122]|[à-ï][\u0080-\u00bf\u0152-\u2122]{2}"
_RUNS = tuple(
    (re.compile(f"(?:{_WIDE if name == 'cp1252' else pattern.pattern}){{2,}}"), name)
    for pattern, name in _TWICE
)
DEEPEST = 5
_STRANGE = re.compile("Ã[\u0080-\u00bf\u0152-\u2122]|Â[\u0080-\u00bf]|â€|√[©®™†¢£¥]|├[®¿áó]")
_SUSPECT = re.compile("[\u0080-\u009fÂÃÅâ√¬≈‚├┬┼Ô]")
MENDED = frozenset(map(chr, range(0xC0, 0x100))) | SIGNS | frozenset("œŒŸ‚„")


def of(file: IO[bytes]) -> tuple[str, list[dict[str, str]]]:
    """The encoding of a text and, when it cannot be told, a line of it under each that may be."""
    file.seek(0)
    head = file.read(4096)
    for mark, name in BOMS:
        if head.startswith(mark):
            return name, []
    if len(head) >= 4:
        if head[1::2].count(0) > 0.4 * len(head[1::2]):
            return "utf-16-le", []
        if head[0::2].count(0) > 0.4 * len(head[0::2]):
            return "utf-16-be", []
    return ("utf-8", []) if is_utf8(file) else _of_one_byte(file)


def is_utf8(file: IO[bytes]) -> bool:
    """Whether a text is UTF-8; a few stray bytes only spoil the lines where they stand."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(MEGA):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raw = b"\n".join(_high_lines(file))
        text = raw.decode("utf-8", "replace")
        letters = sum(character in MENDED for character in text)
        if letters and letters >= text.count("\ufffd"):
            return True
        return all(_score(text) > _score(raw.decode(name, "replace")) for name in OF_ONE_BYTE)
    return True


def mended(text: str) -> str:
    """A text in which no letter is encoded twice: `ThÃ©iÃ¨re` is `Théière`.

    Nor is one left of Windows in Latin 1, where a control character stands for `’` or `€`.
    """
    if not _SUSPECT.search(text):
        return text
    for pattern, name in _RUNS:
        text = pattern.sub(lambda found, name=name: _deep(found[0], name), text)
    for pattern, name in _TWICE:
        text = pattern.sub(lambda found, name=name: _once(found[0], name), text)
    return _CONTROLS.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text)


def is_strange(text: str) -> bool:
    """Whether a mended text still looks like letters encoded twice."""
    return not text.isascii() and bool(_STRANGE.search(text))


def _once(text: str, name: str) -> str:
    letter = _decoded(text, name)
    return letter if letter in MENDED else text


def _deep(text: str, name: str) -> str:
    """The letters that were encoded over and over; unchanged when none comes out."""
    reading = right = text
    for _time in range(DEEPEST):
        reading = _decoded(reading, name)
        if reading and all(letter in MENDED for letter in reading):
            right = reading
    return right


def _decoded(text: str, name: str) -> str:
    """What a text was before it was encoded once more; empty when it was not."""
    try:
        return b"".join(
            bytes([ord(c)]) if name == "cp1252" and 0x7F < ord(c) < 0xA0 else c.encode(name)
            for c in text
        ).decode()
    except UnicodeError:
        return ""


def _of_one_byte(file: IO[bytes]) -> tuple[str, list[dict[str, str]]]:
    lines = _high_lines(file)
    texts = {name: b"\n".join(lines).decode(name, "replace") for name in OF_ONE_BYTE}
    scores = {name: _score(text) for name, text in texts.items()}
    # the commonest by far: between equals it is taken
    scores["cp1252"] += AHEAD
    best = max(OF_ONE_BYTE, key=lambda name: scores[name])
    near = [
        name
        for name in OF_ONE_BYTE
        if texts[name] != texts[best] and scores[name] > scores[best] - AHEAD
    ]
    if not near and scores[best] > 0:
        return best, []
    shown: dict[str, str] = {}
    for name in OF_ONE_BYTE:
        sample = lines[0].decode(name, "replace").strip()[:SHOWN]
        if sample not in shown.values():
            shown[name] = sample
    return best, [{"encoding": name, "sample": sample} for name, sample in shown.items()]


def _high_lines(file: IO[bytes]) -> list[bytes]:
    """The first lines with bytes beyond ASCII."""
    lines: list[bytes] = []
    size = 0
    file.seek(0)
    while size < JUDGED and (block := file.read(MEGA)):
        for found in _HIGH_LINE.finditer(block):
            lines.append(found[0][:JUDGED])
            size += len(lines[-1])
            if size >= JUDGED:
                break
    return lines


def _score(text: str) -> float:
    """How well a text reads."""
    padded = f" {text} "
    return sum(
        _likelihood(padded[place - 1], character, padded[place + 1])
        for place, character in enumerate(padded)
        if character > "\x7f"
    )


def _likelihood(before: str, character: str, after: str) -> float:
    """How likely a character is between its neighbours."""
    within = before.isalpha() and after.isalpha()
    if character in SIGNS:
        if within:
            return 2 if character in "’·\u00a0" else -3
        return 3 if character == "€" and (before.isdigit() or before in " \u00a0") else 1
    if not character.isalpha():
        return -4
    # a capital within a word
    if character.isupper() and before.islower():
        return -3
    # or a small letter before one
    if character.islower() and after.isupper():
        return -3
    if not (before.isalpha() or after.isalpha()) and character not in "àÀ":
        return -1
    if character in FRENCH:
        return 3
    return 1 if character in EUROPEAN else -3
