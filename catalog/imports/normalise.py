"""Cells as values: what is accepted, what is straightened, what is refused and under which code.

Each function takes the text of a cell and returns a value, or raises Wrong with a code of
`problems`. An empty cell is None: it changes nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote, urlsplit

import nh3

from catalog.imports.workbook import BROKEN
from marketplace.shared import invisible
from marketplace.shared.money import round_half_up

PRICE_MOST = 99_999_999
SKU_LENGTH, REF_LENGTH, TITLE_LENGTH, DESCRIPTION_LENGTH = 80, 100, 160, 20_000
VALUE_LENGTH, NAME_LENGTH, BRAND_LENGTH = 200, 60, 80
# thousandths of a gram
GRAMS = {
    "g": 1000,
    "gr": 1000,
    "grams": 1000,
    "grammes": 1000,
    "kg": 1_000_000,
    "lb": 453_592,
    "lbs": 453_592,
    "oz": 28_350,
}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
PICTURE = re.compile(r"\.(jpe?g|png|webp|gif|avif|heic|tiff?|bmp)$", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_PRICE = re.compile(r"\d+([.,]\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}( \d{3})+([.,]\d{1,2})?", re.ASCII)
_WEIGHT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)", re.ASCII)
_RUNS = re.compile(r"[ \t\u00a0]+")
_BREAKS = re.compile(r"<\s*(br|/p|/li|/div|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)


class Wrong(Exception):
    """A cell cannot be taken; `code` says why."""

    def __init__(self, code: str, **more):
        super().__init__(code)
        self.code = code
        self.more = more


def check(text: str) -> None:
    """Refuse characters that no column may hold, and cells in error."""
    if "\0" in text:
        raise Wrong("NUL_CHAR")
    if BROKEN in text:
        raise Wrong("CELL_ERROR")
    if "\ufffd" in text:
        raise Wrong("BAD_CHAR")


def sku(text: str) -> str:
    """A reference: trimmed, at most 80 characters, nothing invisible in it."""
    text = _unescaped(_SPACES.sub(" ", invisible.cleaned(text)).strip())
    if len(text) > SKU_LENGTH:
        raise Wrong("SKU_TOO_LONG")
    if not text.isprintable():
        raise Wrong("SKU_CHARACTERS")
    return text


def ref(text: str) -> str:
    """The reference of a sheet, under the same rules."""
    text = _unescaped(_SPACES.sub(" ", invisible.cleaned(text)).strip())
    if len(text) > REF_LENGTH:
        raise Wrong("REF_TOO_LONG")
    if not text.isprintable():
        raise Wrong("SKU_CHARACTERS")
    return text


def title(text: str) -> str:
    """A title that can be read: letters in it, no tricks of direction, no piles of accents."""
    text = _SPACES.sub(" ", invisible.cleaned(html.unescape(_unescaped(text)))).strip()
    if invisible.remains(text):
        raise Wrong("TITLE_CHARACTERS")
    if not text.isascii() and re.search(r"[\u0300-\u036f]{3,}", text):
        raise Wrong("TITLE_CHARACTERS")
    if len(text) > TITLE_LENGTH:
        raise Wrong("TITLE_TOO_LONG", limit=TITLE_LENGTH)
    if sum(c.isalnum() for c in text) < 3:
        raise Wrong("TITLE_TOO_SHORT")
    return unicodedata.normalize("NFC", text)


def description(text: str) -> str:
    """A text without markup, its paragraphs kept."""
    text = _unescaped(text)
    if "<" in text:
        text = nh3.clean(
            _BREAKS.sub("\n", text), tags=set(), clean_content_tags={"script", "style"}
        )
    text = _RUNS.sub(" ", invisible.cleaned(html.unescape(text))).replace("\r\n", "\n")
    if not text.replace("\n", "").isprintable():
        text = "".join(c for c in text if c == "\n" or not invisible.remains(c))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    if len(text) > DESCRIPTION_LENGTH:
        raise Wrong("DESCRIPTION_TOO_LONG", limit=DESCRIPTION_LENGTH)
    return unicodedata.normalize("NFC", text)


def words(text: str, length: int = VALUE_LENGTH) -> str:
    """A short text on one line, cut to its length."""
    text = _SPACES.sub(" ", invisible.cleaned(html.unescape(_unescaped(text))))
    if not text.isprintable():
        text = "".join(c for c in text if not invisible.remains(c))
    text = text.strip()
    return unicodedata.normalize("NFC", text)[:length]


def price(text: str) -> tuple[int, str]:
    """Cents and the currency its sign says (empty without a sign): only 12, 12.5, 12,50 are read.

    1,234 may be a thousand or one and a bit: it is refused rather than guessed.
    """
    currency = next((code for sign, code in SIGNS.items() if sign in text), "")
    for code in ("EUR", "USD", "GBP", "CHF"):
        if code in text.upper():
            currency, text = code, re.sub(code, "", text, flags=re.IGNORECASE)
    text = _SPACES.sub(" ", "".join(c for c in text if c not in SIGNS)).strip()
    if re.fullmatch(r"[-\u2212]\s?\d[\d.,\s]*", text):
        raise Wrong("PRICE_NEGATIVE")
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "")
    if not _PRICE.fullmatch(text):
        doubtful = re.fullmatch(r"\d[\d\s]*([.,]\d+)+", text, re.ASCII)
        raise Wrong("PRICE_AMBIGUOUS" if doubtful else "PRICE_FORMAT")
    whole, _dot, rest = text.replace(",", ".").partition(".")
    if len(whole) > 12:
        raise Wrong("PRICE_TOO_HIGH")
    cents = int(whole) * 100 + int(rest.ljust(2, "0") or 0)
    if cents > PRICE_MOST:
        raise Wrong("PRICE_TOO_HIGH")
    return cents, currency


def converted(cents: int, rate_millionths: int) -> int:
    """An amount in euros, at the rate the seller chose."""
    return round_half_up(cents * rate_millionths, 1_000_000)


def stock(text: str) -> int:
    """A number of pieces."""
    text = _SPACES.sub("", text)
    if re.fullmatch(r"[-\u2212]\d+([.,]0+)?", text, re.ASCII):
        raise Wrong("STOCK_NEGATIVE")
    if not re.fullmatch(r"\d+([.,]0+)?", text, re.ASCII):
        raise Wrong("STOCK_FORMAT")
    whole = re.split(r"[.,]", text)[0].lstrip("0") or "0"
    if len(whole) > 6:
        raise Wrong("STOCK_TOO_HIGH")
    return int(whole)


def gtin(text: str) -> str:
    """A trade item number whose key is right (GS1 General Specifications, 7.9)."""
    text = re.sub(r"[\s\u00a0-]+", "", _unescaped(text)).removesuffix(".0")
    if not text:
        return ""
    if not re.fullmatch(r"\d{8}|\d{12,14}", text, re.ASCII) or not text.strip("0"):
        raise Wrong("GTIN_FORMAT")
    weights = (3, 1) * 7
    total = sum(
        int(digit) * weight for digit, weight in zip(reversed(text[:-1]), weights, strict=False)
    )
    if (10 - total % 10) % 10 != int(text[-1]):
        raise Wrong("GTIN_CHECK")
    if len(text) in (12, 13) and text.zfill(13)[:2] in {"02", "04", *map(str, range(20, 30))}:
        raise Wrong("GTIN_RESTRICTED")
    return text


def weight(text: str, unit: str = "") -> int:
    """A weight in whole grams, in the unit the cell or its column names."""
    match = _WEIGHT.fullmatch(_SPACES.sub("", text).lower())
    factor = GRAMS.get((match[2] if match else "") or unit.strip().lower() or "g")
    if match is None or factor is None or len(match[1]) > 12:
        raise Wrong("WEIGHT_FORMAT")
    whole, _dot, rest = match[1].replace(",", ".").partition(".")
    # whole numbers only: a float would round some weights the wrong way
    thousandths = int(whole) * 1000 + int(rest[:3].ljust(3, "0") or 0)
    grams = round_half_up(thousandths * factor, 1_000_000)
    if grams > 10_000_000:
        raise Wrong("WEIGHT_FORMAT")
    return grams


def category(levels: list[str]) -> str:
    """A path of categories, whatever joins its levels: `Cuisine > Café`."""
    parts: list[str] = []
    for level in levels:
        parts += [words(part, 80) for part in re.split(r"\s*(?:->|»|>|\||\\)\s*|\s+/\s+", level)]
    return " > ".join(part for part in parts if part)[:300]


def photos(text: str) -> list[str]:
    """The file names of a cell, split at | ; or a comma; of an address only the last part."""
    names = []
    for part in re.split(r"[|;\n]|,(?=\s|https?:)|(?<=[a-z]),", text):
        part = part.strip()
        if part:
            path = urlsplit(part).path if "://" in part else part
            name = unquote(path.replace("\\", "/").rsplit("/", 1)[-1]).strip()
            if name and name not in names:
                names.append(name[:160])
    return names


def _unescaped(text: str) -> str:
    """Our own report marks a formula with an apostrophe: a corrected report is read without it."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text
