"""What a seller hands in: one sheet with its variants. None means untouched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from catalog.offers import prices, stock
from marketplace.shared.language import Said
from marketplace.shared.states import Refusal

TITLE, DESCRIPTION, SKU, LABEL, BRAND, ALT = 160, 20_000, 80, 120, 80, 160
SHORT = 24  # letters of texts that are remembered
GTIN = re.compile(r"\d{8}|\d{12,14}")
# control characters, and the marks that turn the direction of a text around
BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
EMPTY = re.compile("[\\s\u200b-\u200f\u2060\ufeff]*")


@dataclass(slots=True)
class Piece:
    """One variant and the offer for it. Its SKU is its key within the seller."""

    sku: str
    values: Sequence[str] = ()
    label: str = ""
    gtin: str | None = None
    weight_g: int | None = None
    price_cents: int | None = None
    stock: int | None = None
    photos: Sequence[int] | None = None
    active: bool | None = None

    @property
    def name(self) -> str:
        """What distinguishes this piece from its sisters."""
        return self.label or " / ".join(self.values)


@dataclass(slots=True)
class Draft:
    """One sheet. `ref` is its key within the seller; `photos` are ids of received Photo rows.

    `alts` say in words what some of these photos show, by their ids.
    """

    ref: str
    pieces: Sequence[Piece] = ()
    title: str | None = None
    description: str | None = None
    title_en: str | None = None
    description_en: str | None = None
    category_id: int | None = None
    brand: str | None = None
    attributes: dict | None = None
    axes: Sequence[str] | None = None
    withdrawal_exception: str | None = None
    photos: Sequence[int] | None = None
    alts: Mapping[int, str] | None = None
    stamp: str = ""  # of the form that begins a sheet: it begins one, however often it is sent


@dataclass(slots=True)
class Saved:
    """What became of many drafts: by SKU the outcomes, by `ref` the rest, and product ids.

    `traces` say by product id what was there before (catalog.sheets.traces); `altered` by SKU, and
    `reworded` by `ref`, what changes (catalog.sheets.alterations). `lacking` names by `ref` what a
    sheet must tell yet and is kept as a draft for; `unfinished` are drafts with rows to price.
    """

    outcomes: dict[str, str] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    problems: dict[str, list[tuple[str, Said]]] = field(default_factory=dict)
    findings: dict[str, list[dict]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    published: list[int] = field(default_factory=list)
    queued: list[int] = field(default_factory=list)
    traces: list[tuple[int, dict]] = field(default_factory=list)
    altered: dict[str, list[list]] = field(default_factory=dict)
    reworded: dict[str, list[list]] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)
    unfinished: set[str] = field(default_factory=set)


def tidy(text: str) -> str:
    """A text as it is stored: composed characters, plain line ends, no blank edges."""
    return _tidied(text) if len(text) > SHORT else _remembered(text)


def _tidied(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "" if EMPTY.fullmatch(text) else text.strip()


# names and values of characteristics, brands: a file repeats the same few
_remembered = lru_cache(maxsize=8192)(_tidied)


def problems(draft: Draft, *, is_new: bool, submit: bool = True) -> list[tuple[str, Said]]:
    """What forbids to keep a draft, field by field, in words its author can act on.

    A title is enough to begin one; what is proposed (`submit`) also has a price.
    """
    texts = [
        ("ref", draft.ref, 100, True),
        ("title", draft.title, TITLE, is_new),
        ("description", draft.description, DESCRIPTION, False),
        ("brand", draft.brand, BRAND, False),
    ]
    if draft.title_en or draft.description_en:
        texts.append(("title_en", draft.title_en, TITLE, False))
        texts.append(("description_en", draft.description_en, DESCRIPTION, False))
    for name, value in (draft.attributes or {}).items():
        texts.append(("attributes", f"{name} {value}", 400, False))
    for text in (draft.alts or {}).values():
        texts.append(("alts", text, ALT, False))
    found = _wrong(texts)
    if is_new and submit and not draft.pieces:
        found.append(("pieces", Said(_("Il faut au moins une déclinaison avec un prix."))))
    if draft.photos is not None and len(draft.photos) > 20:
        found.append(("photos", Said(_("Une fiche porte 20 photos au plus."))))
    for piece in draft.pieces:
        found += _piece(piece)
    return found


def _piece(piece: Piece) -> list[tuple[str, Said]]:
    found = _wrong([("sku", piece.sku, SKU, True), ("values", piece.name, LABEL, False)])
    if piece.gtin and not GTIN.fullmatch(piece.gtin):
        found.append(("gtin", Said(_("Un code-barres compte 8, 12, 13 ou 14 chiffres."))))
    if piece.weight_g is not None and not 0 <= piece.weight_g <= 1_000_000:
        sentence = _("Le poids est un nombre de grammes entre 0 et 1 000 000.")
        found.append(("weight_g", Said(sentence)))
    try:
        if piece.price_cents is not None:
            prices.check(piece.price_cents)
    except Refusal as refusal:
        found.append(("price_cents", refusal.said()))
    try:
        if piece.stock is not None:
            stock.check(piece.stock)
    except Refusal as refusal:
        found.append(("stock", refusal.said()))
    return found


def _wrong(texts: Iterable[tuple[str, str | None, int, bool]]) -> list[tuple[str, Said]]:
    """What is wrong with texts, each with its name, its length at most, and whether it is needed;
    an import asks it of a dozen texts a line, nearly all of them in order.
    """
    return [
        (name, fault)
        for name, text, most, needed in texts
        if not (text and len(text) <= most and text.isprintable() and not text.isspace())
        and (fault := _fault(text, most, needed=needed))
    ]


def _fault(text: str | None, most: int, *, needed: bool) -> Said | None:
    if needed and EMPTY.fullmatch(text or ""):
        return Said(_("Ce champ est obligatoire."))
    if text and not text.isprintable() and BAD.search(text):
        return Said(_("Ce texte contient des caractères invisibles interdits : retapez-le."))
    if text and len(text) > most:
        sentence = _("Ce texte compte {count} caractères : {most} au plus.")
        return Said(sentence, count=len(text), most=most)
    return None
