"""What a seller hands in: one sheet with its variants. None means untouched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from catalog.offers import prices, stock
from marketplace.shared.language import Said
from marketplace.shared.states import Refusal

TITLE, DESCRIPTION, SKU, LABEL, BRAND, ALT = 160, 20_000, 80, 120, 80, 160
GTIN = re.compile(r"\d{8}|\d{12,14}")
# control characters, and the marks that turn the direction of a text around
BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
EMPTY = re.compile("[\\s\u200b-\u200f\u2060\ufeff]*")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Draft:
    """One sheet. `ref` is its key within the seller; `photos` are ids of received Photo rows.

    `alts` say in words what some of these photos show, by their ids.
    """

    ref: str
    pieces: Sequence[Piece] = ()
    title: str | None = None
    description: str | None = None
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
    `reworded` by `ref`, what changes (catalog.sheets.alterations).
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


def tidy(text: str) -> str:
    """A text as it is stored: composed characters, plain line ends, no blank edges."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "" if EMPTY.fullmatch(text) else text.strip()


def problems(draft: Draft, *, is_new: bool, submit: bool = True) -> Iterator[tuple[str, Said]]:
    """What forbids to keep a draft, field by field, in words its author can act on.

    A title is enough to begin one; what is proposed (`submit`) also has a price.
    """
    yield from _text("ref", draft.ref, most=100, needed=True)
    yield from _text("title", draft.title, most=TITLE, needed=is_new)
    yield from _text("description", draft.description, most=DESCRIPTION)
    yield from _text("brand", draft.brand, most=BRAND)
    for name, value in (draft.attributes or {}).items():
        yield from _text("attributes", f"{name} {value}", most=400)
    for text in (draft.alts or {}).values():
        yield from _text("alts", text, most=ALT)
    if is_new and submit and not draft.pieces:
        yield "pieces", Said(_("Il faut au moins une variante avec un prix."))
    if draft.photos is not None and len(draft.photos) > 20:
        yield "photos", Said(_("Une fiche porte 20 photos au plus."))
    for piece in draft.pieces:
        yield from _piece(piece)


def _piece(piece: Piece) -> Iterator[tuple[str, Said]]:
    yield from _text("sku", piece.sku, most=SKU, needed=True)
    yield from _text("values", piece.name, most=LABEL)
    if piece.gtin and not GTIN.fullmatch(piece.gtin):
        yield "gtin", Said(_("Un code-barres compte 8, 12, 13 ou 14 chiffres."))
    if piece.weight_g is not None and not 0 <= piece.weight_g <= 1_000_000:
        yield "weight_g", Said(_("Le poids est un nombre de grammes entre 0 et 1 000 000."))
    try:
        if piece.price_cents is not None:
            prices.check(piece.price_cents)
    except Refusal as refusal:
        yield "price_cents", refusal.said()
    try:
        if piece.stock is not None:
            stock.check(piece.stock)
    except Refusal as refusal:
        yield "stock", refusal.said()


def _text(
    name: str, text: str | None, *, most: int, needed: bool = False
) -> Iterator[tuple[str, Said]]:
    if needed and EMPTY.fullmatch(text or ""):
        yield name, Said(_("Ce champ est obligatoire."))
    elif text and not text.isprintable() and BAD.search(text):
        yield name, Said(_("Ce texte contient des caractères invisibles interdits : retapez-le."))
    elif text and len(text) > most:
        yield (
            name,
            Said(
                _("Ce texte compte {count} caractères : {most} au plus."),
                count=len(text),
                most=most,
            ),
        )
