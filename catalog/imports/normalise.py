"""Cells as values: what is accepted, what is straightened, what is refused and under which code.

Each function takes the text of a cell and returns a value, or raises Wrong with a code of
`problems`. An empty cell is None: it changes nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from catalog.imports import figures
from catalog.imports.dictionary import UNITS
from catalog.imports.figures import NoNumber, TwoWays
from catalog.imports.workbook import BROKEN
from catalog.sheets import barcodes, markup
from marketplace.shared import invisible
from marketplace.shared.money import round_half_up

BARCODES = {
    barcodes.FORM: "GTIN_FORMAT",
    barcodes.KEY: "GTIN_CHECK",
    barcodes.INTERNAL: "GTIN_RESTRICTED",
}
PRICE_MOST, STOCK_MOST = 99_999_999, 999_999
SKU_LENGTH, REF_LENGTH, TITLE_LENGTH, DESCRIPTION_LENGTH = 80, 100, 160, 20_000
VALUE_LENGTH, NAME_LENGTH, BRAND_LENGTH = 200, 60, 80
# thousandths of a gram
GRAMS = {
    unit: {"g": 1000, "kg": 1_000_000, "lb": 453_592, "oz": 28_350}[symbol]
    for unit, symbol in UNITS.items()
} | {"mg": 1}
WEIGHT_MOST = 1_000_000  # a tonne, as a sheet has it at most
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
CODES = (
    *("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN"),
    *("CZK", "HUF", "RON", "BGN", "MAD", "TND", "DZD", "XOF", "XPF", "BRL", "INR", "TRY", "SGD"),
    *("HKD", "MXN", "ZAR"),
)
DOLLARS = {"US": "USD", "CA": "CAD", "C": "CAD", "AU": "AUD", "A": "AUD", "NZ": "NZD"}
# What says that nobody knows: as good as an empty cell.
UNKNOWN = {
    *("n/a", "na", "n.a", "n/c", "nc", "n.c", "n/d", "nd", "n.d", "k.a", "keine angabe", "inconnu"),
    *("non communique", "non renseigne", "unknown", "unbekannt", "null", "none", "nan", "tbd"),
}
DASHES = {"-", "--", "\u2013", "\u2014", "?", "/"}
NOTHING = {"0", "-", "--", "n/a", "na", "none", "null", "nan", "aucun", "sans", "does not apply"}
GONE = {
    *("out of stock", "outofstock", "sold out", "soldout", "rupture", "rupture de stock", "non"),
    *("en rupture", "en rupture de stock", "epuise", "epuisee", "indisponible", "unavailable"),
    *("hors stock", "no", "false", "faux", "discontinued", "ausverkauft", "nicht vorratig"),
    *("nicht auf lager", "nicht verfugbar", "nein"),
}
# what a spreadsheet writes for a formula that fails, or a number in a narrow column
ERRORS = {
    *("#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NOMBRE!"),
    *("#NULL!", "#NUL!", "#SPILL!", "#CALC!", "#ERROR!", "####", "#####", "######", "########"),
}
PICTURE = re.compile(r"\.(jpe?g|png|webp|gif|avif|heic|tiff?|bmp)$", re.IGNORECASE)
_CODE = re.compile(rf"\b({'|'.join(CODES)}|EUROS?)\b|(?<=\d)({'|'.join(CODES)}|EUROS?)\b", re.I)
_DOLLAR = re.compile(r"\b(US|CA|C|AU|A|NZ)\s?\$", re.IGNORECASE)
_CENTS_AFTER = re.compile(r"(\d+)\s?€\s?(\d{2})", re.ASCII)
_TAX_IN = re.compile(
    r"\s*\b(ttc|tvac|incl\.? (tax|vat)|tax incl(uded|\.)?|inkl\.? (mwst|ust)\.?|brutto)\s*$",
    re.IGNORECASE,
)
_TAX_OUT = re.compile(
    r"\b(ht|h\.t\.|htva|hors taxes?|excl\.? (tax|vat)|netto|(zzgl|exkl)\.? (mwst|ust))(?!\w)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(/|\b(le|la|au|par|per|a|l')\s?)\s?(\d+\s?)?(kg|kilos?|g|l|cl|ml|litres?|liters?|m|m2|m²|"
    r"metres?|mètres?)\s*$",
    re.IGNORECASE,
)
_ROUND_END = re.compile(r"(?<=\d)[.,](-{1,2}|\u2013|\u2014)$")
_PIECES = re.compile(r"\s*(pcs?|pieces?|pièces?|unites?|unités?|units?|u|ex)\.?$", re.IGNORECASE)
_SOME = re.compile(
    r"[<>≥≤~]|\+$|\b(en stock|in ?stock|available|disponible|oui|yes|true|vrai|plus de|more than|"
    r"limited|illimité|unlimited|beaucoup|auf lager|vorrätig|verfügbar|ja)\b",
    re.IGNORECASE,
)
_WEIGHT = re.compile(r"([\d.,' \u2019]*\d[.,]?)\s*([a-z]*)\.?", re.ASCII)
_KILOS_GRAMS = re.compile(r"(\d{1,4}) ?kg ?(\d{1,3}) ?(g|gr|grammes)?", re.ASCII)
_NEGATIVE = re.compile(r"[-\u2212]\s?[\d.,][\d.,\s]*", re.ASCII)
_CHANGED_BY_EXCEL = re.compile(
    r"\d([.,]\d+)?[eE]\+\d+|\d{1,2}:\d\d:\d\d|"
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?|\d{1,2}/\d{1,2}/\d{4}|"
    r"\d{1,2}-(janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec|jan|feb|mar|apr|"
    r"may|jun|jul|aug|sep)\.?(-\d\d)?|"
    r"(janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec|jan|feb|mar|apr|may|jun|"
    r"jul|aug|sep)\.?-\d\d",
    re.IGNORECASE | re.ASCII,
)
ROOTS = {"home", "accueil", "racine", "root", "default category"}
_ROOT = re.compile(r"(?:^|(?<=,))\s*(?:Default Category|Root Catalog)/")
_RUNS = re.compile(r"[ \t\u00a0]+")


SHORT, MANY = 200, 8192
Read = TypeVar("Read", bound=Callable)


def remembered(read: Read) -> Read:
    """Remember what short texts come to: a file repeats the same few, line after line.

    The number of a workbook (`Exact`) is another text than the same digits typed.
    """
    kept = lru_cache(maxsize=MANY, typed=True)(read)

    @wraps(read)
    def of(text: str, *more):
        return kept(text, *more) if len(text) <= SHORT else read(text, *more)

    return of  # type: ignore[return-value]


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
    if BROKEN in text or text in ERRORS:
        raise Wrong("CELL_ERROR")
    if "\ufffd" in text:
        raise Wrong("BAD_CHAR")


def sku(text: str) -> str:
    """A reference: trimmed, at most 80 characters, nothing invisible in it."""
    text = _unescaped(_on_one_line(invisible.cleaned(text)))
    if len(text) > SKU_LENGTH:
        raise Wrong("SKU_TOO_LONG")
    if not text.isprintable():
        raise Wrong("SKU_CHARACTERS")
    return text


def ref(text: str) -> str:
    """The reference of a sheet, under the same rules."""
    text = _unescaped(_on_one_line(invisible.cleaned(text)))
    if len(text) > REF_LENGTH:
        raise Wrong("REF_TOO_LONG")
    if not text.isprintable():
        raise Wrong("SKU_CHARACTERS")
    return text


def title(text: str) -> str:
    """A title that can be read: letters in it, no tricks of direction, no piles of accents."""
    text = markup.off_line(text)
    text = _on_one_line(invisible.cleaned(html.unescape(_unescaped(text))))
    if invisible.remains(text):
        raise Wrong("TITLE_CHARACTERS")
    if not text.isascii() and re.search(r"[\u0300-\u036f]{3,}", text):
        raise Wrong("TITLE_CHARACTERS")
    if len(text) > TITLE_LENGTH:
        raise Wrong("TITLE_TOO_LONG", limit=TITLE_LENGTH)
    if sum(map(str.isalnum, text)) < 3:
        raise Wrong("TITLE_TOO_SHORT")
    return unicodedata.normalize("NFC", text)


def description(text: str) -> str:
    """A text without markup, its paragraphs kept."""
    text = markup.off(_unescaped(text).replace("\r\n", "\n").replace("\r", "\n"))
    text = invisible.cleaned(html.unescape(text))
    if "  " in text or not text.isprintable():
        text = _RUNS.sub(" ", text)
    if "\n" in text:
        text = re.sub(r" *\n *", "\n", text)
    text = markup.parted(text)
    if not text.replace("\n", "").isprintable():
        text = "".join(c for c in text if c == "\n" or not invisible.remains(c))
    if "\n\n\n" in text:
        text = re.sub(r"\n{3,}", "\n\n", text)
    text = text.strip()
    if len(text) > DESCRIPTION_LENGTH:
        raise Wrong("DESCRIPTION_TOO_LONG", limit=DESCRIPTION_LENGTH)
    return unicodedata.normalize("NFC", text)


@remembered
def words(text: str, length: int = VALUE_LENGTH) -> str:
    """A short text on one line, cut to its length."""
    text = _on_one_line(invisible.cleaned(html.unescape(_unescaped(text))))
    if not text.isprintable():
        text = "".join(c for c in text if not invisible.remains(c))
    text = text.strip()
    return unicodedata.normalize("NFC", text)[:length]


def price(text: str, mark: str = "") -> tuple[int, str]:
    """Cents and the currency its sign says (empty without a sign).

    1,234 may be a thousand or one and a bit: it is refused unless `mark` says which.
    """
    number, currency = price_as_written(text, mark)
    return cents_of(number), currency


def cents_of(number: figures.Number) -> int:
    """The number of a price in whole cents."""
    cents = figures.scaled(number, 100)
    if cents > PRICE_MOST:
        raise Wrong("PRICE_TOO_HIGH")
    return cents


@remembered
def price_as_written(text: str, mark: str = "") -> tuple[figures.Number, str]:
    """The number of a price with all its decimals, and its currency."""
    bare, currency = without_currency(text)
    if _TAX_OUT.search(bare):
        raise Wrong("PRICE_UNTAXED")
    if _MEASURE.search(bare) and any(map(str.isdigit, bare)):
        raise Wrong("PRICE_PER_MEASURE")
    bare = _ROUND_END.sub("", _TAX_IN.sub("", bare).strip())
    if _NEGATIVE.fullmatch(figures.plain(bare)):
        raise Wrong("PRICE_NEGATIVE")
    try:
        return figures.read(_same(text, bare), mark), currency
    except TwoWays as error:
        raise Wrong("PRICE_AMBIGUOUS") from error
    except NoNumber as error:
        raise Wrong(_why_no_price(bare)) from error


def _why_no_price(bare: str) -> str:
    if _is_endless(bare):
        return "PRICE_TOO_HIGH"
    doubtful = re.fullmatch(r"\d[\d\s]*([.,]\d+)+", figures.plain(bare), re.ASCII)
    return "PRICE_AMBIGUOUS" if doubtful else "PRICE_FORMAT"


def without_currency(text: str) -> tuple[str, str]:
    """What stands beside the currency in a price, and its code; empty when none is written."""
    if text.isascii() and text[:1].isdecimal() and text[-1:].isdecimal() and "$" not in text:
        return text, ""
    if cents := _CENTS_AFTER.fullmatch(text.strip()):
        return f"{cents[1]},{cents[2]}", "EUR"
    if dollar := _DOLLAR.search(text):
        return (text[: dollar.start()] + text[dollar.end() :]).strip(), DOLLARS[dollar[1].upper()]
    currency = next((code for sign, code in SIGNS.items() if sign in text), "")
    text = "".join(c for c in text if c not in SIGNS)
    if code := _CODE.search(text):
        currency = (code[1] or code[2])[:3].upper()
        text = text[: code.start()] + " " + text[code.end() :]
    return text.strip(), currency


def _same(text: str, bare: str) -> str:
    """A number of a workbook stays known as one."""
    return text if bare == text else bare


def converted(cents: int, rate_millionths: int) -> int:
    """An amount in euros, at the rate the seller chose."""
    return round_half_up(cents * rate_millionths, 1_000_000)


@remembered
def stock(text: str, mark: str = "") -> int:
    """A number of pieces; 1.000 may be one or a thousand, unless `mark` says which."""
    bare = _PIECES.sub("", text.strip())
    if plain_word(bare) in GONE:
        return 0
    if re.fullmatch(r"[-\u2212]\s?\d+([.,]0+)?", figures.plain(bare), re.ASCII):
        raise Wrong("STOCK_NEGATIVE")
    try:
        number = figures.read(_same(text, bare), mark)
    except TwoWays as error:
        raise Wrong("STOCK_AMBIGUOUS") from error
    except NoNumber as error:
        raise Wrong(_why_no_stock(bare)) from error
    if not figures.is_whole(number):
        raise Wrong("STOCK_FORMAT")
    pieces = figures.scaled(number, 1)
    if pieces > STOCK_MOST:
        raise Wrong("STOCK_TOO_HIGH")
    return pieces


def _why_no_stock(bare: str) -> str:
    if _is_endless(bare):
        return "STOCK_TOO_HIGH"
    return "STOCK_WORDS" if _SOME.search(bare) else "STOCK_FORMAT"


def _is_endless(text: str) -> bool:
    """Whether a number has more digits than we look at: it is none the less one."""
    return len(text) > figures.LONGEST and text.isdecimal()


def plain_word(text: str) -> str:
    """A word as it is compared: without accents, case, signs."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return re.sub(r"[\s_\u2019'-]+", " ", text).strip(" .")


@remembered
def is_unknown(text: str) -> bool:
    """Whether a cell says that its value is not known: N/A, n.c., a dash."""
    return text.strip() in DASHES or plain_word(text) in UNKNOWN


def gtin(text: str) -> str:
    """A trade item number whose key is right."""
    if text.strip().lower() in NOTHING:
        return ""
    # an apostrophe before the code keeps its zeros in a spreadsheet
    text = (
        re.sub(r"[\s\u00a0-]+", "", _unescaped(text))
        .lstrip("'\u2019\u2018`\u00b4")
        .removesuffix(".0")
    )
    if not text:
        return ""
    if fault := barcodes.fault(text):
        raise Wrong(BARCODES[fault])
    return text


def weight(text: str, unit: str = "", mark: str = "") -> int:
    """A weight in whole grams, in the unit the cell or its column names (grams without one)."""
    number, written = weight_as_written(text, mark)
    factor = GRAMS.get(written or plain_word(unit) or "g")
    grams = figures.scaled(number, factor or 0)
    # a multiple of a thousandth of a gram
    if factor is None:
        raise Wrong("WEIGHT_FORMAT")
    if grams > WEIGHT_MOST * 1000:
        raise Wrong("WEIGHT_TOO_HIGH")
    return figures.scaled((number[0] * factor, number[1] + 3), 1)


def is_in_grams(unit: str) -> bool:
    """Whether a unit of weight, as it is written, is the gram."""
    return UNITS.get(plain_word(unit)) == "g"


def weight_as_written(text: str, mark: str = "") -> tuple[figures.Number, str]:
    """The number of a weight and the unit beside it; empty when there is none."""
    bare = figures.SPACES.sub(" ", text).strip().lower()
    if both := _KILOS_GRAMS.fullmatch(bare):
        return (
            int(both[1]) * 1000 + int(both[2].ljust(3, "0") if not both[3] else both[2]),
            0,
        ), "g"
    match = _WEIGHT.fullmatch(bare)
    if match is None:
        raise Wrong("WEIGHT_FORMAT")
    written = match[1].strip()
    try:
        return figures.read(_same(text, written), mark), match[2]
    except TwoWays as error:
        raise Wrong("WEIGHT_AMBIGUOUS") from error
    except NoNumber as error:
        raise Wrong("WEIGHT_TOO_HIGH" if _is_endless(written) else "WEIGHT_FORMAT") from error


def is_changed_by_excel(reference: str) -> bool:
    """Whether a reference looks like what a spreadsheet makes of a number or of a day."""
    return bool(_CHANGED_BY_EXCEL.fullmatch(reference))


def deepest(text: str, *, several: bool) -> str:
    """Of several paths with commas between them, the one with most levels: the first of equals.

    `Vêtements, Vêtements > Pulls` is how WooCommerce and Magento say that a sheet has two places,
    under a heading in the plural. A comma in a name elsewhere (`Bijoux, montres`) splits nothing.
    """
    if "," not in text and "/" not in text:
        return text
    rooted = bool(_ROOT.search(text))
    paths = [text]
    if several or rooted or ("," in text and ">" in text):
        paths = [part.strip().replace("\\,", ",") for part in re.split(r"(?<!\\),", text)]
    if rooted:
        paths = [_ROOT.sub("", path).replace("/", " > ") for path in paths]
    inner = [path for path in paths if path and plain_word(path) not in ROOTS]
    return max(inner, key=lambda path: path.count(">"), default="")


def category(levels: list[str]) -> str:
    """A path of categories, whatever joins its levels: `Cuisine > Café`."""
    return _path(*levels) if levels else ""


@remembered
def _path(*levels: str) -> str:
    parts: list[str] = []
    for level in levels:
        parts += [words(part, 80) for part in re.split(r"\s*(?:->|»|>|\||\\)\s*|\s+/\s+", level)]
    return " > ".join(part for part in parts if part)[:300]


def photos(text: str) -> list[str]:
    """The file names of a cell, split at | ; or a comma; of an address only the last part."""
    names = []
    for part in re.split(r"[|;\n]|\s+(?=https?://)|,(?=\s|https?:)|(?<=[a-z]),", text):
        # a raw export of WooCommerce says more of a picture: `https://… ! alt : Bol ! title : Bol`
        part = part.partition(" ! ")[0].strip()
        if part:
            path = urlsplit(part).path if "://" in part else part
            name = unquote(path.replace("\\", "/").rsplit("/", 1)[-1]).strip()
            if name and name not in names:
                names.append(name[:160])
    return names


def _unescaped(text: str) -> str:
    """A text without what protects it in a spreadsheet: ="00123", or an apostrophe.

    Our own report marks a formula with an apostrophe: a corrected report is read without it.
    """
    if text[:1] == "=" and (guarded := re.fullmatch(r'="([^"]*)"', text)):
        return guarded[1]
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
