"""The lines of one product, joined: its content, its variants, the lines that must be refused.

Shops export a product in many shapes: one line each, a parent line then its variants (Spree,
WooCommerce), variants under a first line (Vendure, Shopify), the same reference again in another
currency, lines that only add a photo. All end here as one `Assembled`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from catalog.imports import normalise, sizes
from catalog.imports.problems import ERROR, LEFT, problem
from catalog.imports.reading import LINE, PARCEL, PHOTOS, USED, Line
from catalog.sheets.drafts import LABEL, Draft, Piece

AXES_OF_COLUMNS = (
    "Couleur",
    "Color",
    "Colour",
    "Taille",
    "Size",
    "Pointure",
    "Coloris",
    "Contenance",
    "Capacite",
    "Capacity",
    "Farbe",
    "Größe",
)


PHOTO_FIELDS = ("photos", "variant_photos")


@dataclass(slots=True)
class Assembled:
    """A sheet to hand in, the lines that made it, and where its photos are named."""

    draft: Draft | None
    lines: list[Line]
    pieces: dict[str, list[Line]] = field(default_factory=dict)
    photos: list[tuple[str, Line]] = field(default_factory=list)
    piece_photos: dict[str, list[tuple[str, Line]]] = field(default_factory=dict)
    by_default: bool = False  # in the default category: it counts for a new sheet only
    unknown: tuple[str, Line] | None = None  # a category text that no choice of the seller answers

    def refuse(self, code: str, line: Line, **more) -> None:
        """Give up the whole sheet because of one line; the other lines name it."""
        line.problems.append(problem(code, **more))
        self.give_up(line)

    def give_up(self, because: Line) -> None:
        """Refuse the lines of the sheet that were still good."""
        self.draft = None
        for line in self.lines:
            if not is_refused(line):
                line.problems.append(problem("SHEET_REFUSED", "", because.number))


def is_refused(line: Line) -> bool:
    """Whether a line has an error of its own."""
    return bool(line.problems) and any(entry["level"] == ERROR for entry in line.problems)


def is_left(line: Line) -> bool:
    """Whether a line was left out when it was judged: no product, or not for sale."""
    return any(entry["code"] in LEFT for entry in line.problems)


def assemble(lines: list[Line], chosen: Mapping, forbidden: Mapping[int, str]) -> Assembled:
    """Join the lines of one sheet under the seller's choices; problems are added to the lines.

    `forbidden` names the categories where nothing may be sold.
    """
    sheet = Assembled(None, lines)
    if _is_left_out(sheet):
        return sheet
    lines = sheet.lines
    broken = next((line for line in lines if line.draft.get("broken")), None)
    if broken:
        sheet.give_up(broken)
        return sheet
    _merge(sheet)
    axes = _axes(sheet)
    _set_parents_apart(sheet, axes)
    if not sheet.pieces:
        _say_empty(sheet)
        return sheet
    category = _category(sheet, chosen, forbidden)
    if category is False:
        return sheet
    pieces = _pieces(sheet, axes, chosen)
    if pieces:
        sheet.draft = _draft(sheet, pieces, axes, category or None)
        _photos(sheet)
    return sheet


def _is_left_out(sheet: Assembled) -> bool:
    """Whether the shop does not sell this sheet: a draft, or a line that is no product.

    The line that heads a sheet speaks for all; a variant that is switched off only for itself.
    """
    left = [line for line in sheet.lines if "left" in line.draft]
    if not left:
        return False
    head = next((line for line in sheet.lines if "head" in line.draft), sheet.lines[0])
    if head.draft.get("left") == USED:
        left = [line for line in sheet.lines if "new" not in line.draft]
    elif head.draft.get("left", LINE) != LINE:
        left = sheet.lines
    for line in left:
        said = line.draft.get("left") or head.draft["left"]
        # what else is wrong with it matters to nobody
        if unsent := line.draft.get("unsent"):
            line.problems[:] = [problem("NO_PARCEL", *unsent)]
        elif said == USED:
            line.problems[:] = [problem("NOT_NEW", *(line.draft.get("used") or head.draft["used"]))]
        elif said == PARCEL:
            line.problems[:] = [problem("NO_PARCEL", "", head.draft["unsent"][1])]
        elif said != LINE:
            line.problems[:] = [problem("LEFT_OUT", "", said)]
    others = [line for line in sheet.lines if line not in left]
    if head in left and others:
        # it sells nothing here, and yet says the title of the others
        head.draft["head"] = True
        others.insert(0, head)
    sheet.lines = others
    return not sheet.lines


def _merge(sheet: Assembled) -> None:
    """Put the lines of one reference together; leave out the refused ones."""
    bare = []
    for line in sheet.lines:
        if is_refused(line) or "head" in line.draft:
            continue
        if line.sku:
            sheet.pieces.setdefault(line.sku, []).append(line)
        else:
            bare.append(line)
    if bare:
        _place_bare(sheet, bare)


def _place_bare(sheet: Assembled, bare: Iterable[Line]) -> None:
    """Say what lines without a reference are: beside lines with one, they may only head the sheet
    or add a photo.
    """
    has_skus = any(line.sku for line in sheet.lines if "head" not in line.draft)
    has_values = any(line.sku and "values" in line.draft for line in sheet.lines)
    for line in bare:
        named = line.draft.get("parent") or ("choices" in line.draft and has_values)
        if "values" not in line.draft and named and has_skus:
            # the parent of a raw export repeats the least of its variants' prices
            _say_head(sheet, line)
        elif "values" in line.draft or not has_skus or line.draft.get("price"):
            line.problems.append(problem("SKU_MISSING"))


def _say_head(sheet: Assembled, line: Line) -> None:
    """Take a line as the head of its sheet; its price counts only where variants add to it."""
    line.draft["head"] = True
    if line.draft.get("price") and not any("surcharge" in other.draft for other in sheet.lines):
        line.problems.append(problem("PARENT_PRICE"))


def _axes(sheet: Assembled) -> list[str]:
    width = max([len(line.draft.get("values", ())) for line in sheet.lines], default=0)
    if not width:
        return _axes_of_attributes(sheet) if len(sheet.pieces) > 1 else []
    named = next((line.draft["axes"] for line in sheet.lines if "axes" in line.draft), [])
    if not named:
        # what a head lists under the names of its options are its variants
        listed = (list(line.draft.get("choices", ())) for line in sheet.lines)
        named = next((names for names in listed if len(names) == width), [])
    return [(named[i] if i < len(named) and named[i] else f"Option {i + 1}") for i in range(width)]


def _axes_of_attributes(sheet: Assembled) -> list[str]:
    """Columns such as colour and size tell variants apart when the file has no options."""
    axes = []
    for name in AXES_OF_COLUMNS:
        values = [_first(lines, "attributes", {}).get(name, "") for lines in sheet.pieces.values()]
        if all(values) and len(set(values)) > 1:
            axes.append(name)
    for lines in sheet.pieces.values():
        attributes = _first(lines, "attributes", {})
        lines[0].draft["values"] = [attributes[name] for name in axes]
        lines[0].draft["attributes"] = {
            name: value for name, value in attributes.items() if name not in axes
        }
    return axes


def _set_parents_apart(sheet: Assembled, axes: list[str]) -> None:
    """A reference without options among others that have some is the head of the sheet.

    So is the one that the others name as their parent, when it sells nothing itself: what it has
    for options is the list of theirs.
    """
    if len(sheet.pieces) < 2 and not axes:
        return
    for sku, lines in list(sheet.pieces.items()):
        named = any(
            _first(other, "ref") == sku for key, other in sheet.pieces.items() if key != sku
        )
        if named and "ref" not in lines[0].draft and not _sells(lines):
            del sheet.pieces[sku]
            for line in lines:
                line.draft["head"] = True
    if axes and any(_first(lines, "values") for lines in sheet.pieces.values()):
        for sku, lines in list(sheet.pieces.items()):
            if not _first(lines, "values"):
                del sheet.pieces[sku]
                for line in lines:
                    _say_head(sheet, line)


def _sells(lines: Iterable[Line]) -> bool:
    return any("price" in line.draft or line.draft.get("stock") for line in lines)


def _in_order(sheet: Assembled) -> list[Line]:
    """The lines in the order in which they speak for the sheet: parents, articles, the rest."""
    if len(sheet.lines) == 1:
        return sheet.lines
    priced = {line.sku for line in sheet.lines if line.sku and "price" in line.draft}

    def rank(line: Line) -> int:
        if "head" in line.draft:
            return 0
        return 2 if line.sku in priced and not _sells([line]) else 1

    return sorted(sheet.lines, key=rank)


def _say_empty(sheet: Assembled) -> None:
    refused = next((line for line in sheet.lines if is_refused(line)), None)
    if refused:
        sheet.give_up(refused)
    else:
        sheet.refuse("SHEET_EMPTY", sheet.lines[0])


def _category(sheet: Assembled, chosen: Mapping, forbidden: Mapping[int, str]) -> int | bool | None:
    """Our category, None when there is none to be found, False when the sheet is given up."""
    lines = _in_order(sheet)
    line = next((line for line in lines if "category" in line.draft), lines[0])
    text = line.draft.get("category", "")
    category_id = chosen.get("categories", {}).get(text) if text else None
    if not category_id:
        category_id = chosen.get("defaults", {}).get("category") or None
        sheet.by_default = bool(category_id)
        sheet.unknown = (text, line) if text and not category_id else None
    if category_id in forbidden:
        sheet.refuse("CATEGORY_FORBIDDEN", line, value=forbidden[category_id])
        return False
    return category_id


def _pieces(sheet: Assembled, axes: list[str], chosen: Mapping) -> list[Piece]:
    pieces: list[Piece] = []
    labels: dict[str, str] = {}
    # a shop sends a variant that has no weight with the weight of its parent
    heads = [line for line in sheet.lines if "head" in line.draft]
    for sku, lines in list(sheet.pieces.items()):
        values = list(_first(lines, "values", []))
        label = " / ".join(values)
        trouble = _trouble(axes, values, label, labels)
        cents = None if trouble else _cents(lines, chosen)
        if isinstance(cents, dict):
            trouble, cents = cents, None
        if trouble:
            for line in lines:
                line.problems.append(trouble)
            del sheet.pieces[sku]
        else:
            labels[label] = sku
            pieces.append(
                Piece(
                    sku=sku,
                    values=values,
                    label=label,
                    gtin=_first(lines, "gtin"),
                    weight_g=_first([*lines, *heads], "weight_g"),
                    price_cents=cents,
                    stock=_first(lines, "stock"),
                )
            )
    if not pieces:
        sheet.give_up(next(line for line in sheet.lines if is_refused(line)))
    return pieces


def _trouble(
    axes: list[str], values: list[str], label: str, labels: Mapping[str, str]
) -> dict | None:
    if len(values) < len(axes):
        return problem("OPTION_MISSING", "", axes[len(values)])
    if len(label) > LABEL:
        return problem("VARIANT_TOO_LONG", "", label)
    if label in labels:
        return problem("VARIANT_DUPLICATE", "", label or labels[label])
    return None


def _cents(lines: list[Line], chosen: Mapping) -> int | dict | None:
    """The price in euros: the line in euros if there is one, else at the rate the seller chose."""
    priced = {
        line.draft.get("currency", "EUR"): line.draft["price"]
        for line in lines
        if "price" in line.draft
    }
    if not priced:
        return None
    rates = chosen.get("defaults", {}).get("rates", {})
    currency = next((code for code in ("EUR", *sorted(rates)) if code in priced), "")
    if not currency:
        return problem("CURRENCY_UNKNOWN", "", next(iter(priced)))
    cents = priced[currency]
    if currency != "EUR":
        cents = normalise.converted(cents, rates[currency])
    if cents == 0:
        return problem("PRICE_ZERO")
    return problem("PRICE_TOO_HIGH", "", cents / 100) if cents > normalise.PRICE_MOST else cents


def _draft(
    sheet: Assembled, pieces: list[Piece], axes: list[str], category_id: int | None
) -> Draft:
    lines = _in_order(sheet)
    attributes: dict[str, str] = {}
    apart = {axis.casefold() for axis in axes}
    for line in lines:
        for name, value in qualities(line.draft, apart).items():
            attributes.setdefault(name, value)
    attributes = sizes.joined(attributes, category_id)
    return Draft(
        ref=_first(lines, "ref") or "",
        pieces=pieces,
        title=_first(lines, "title"),
        description=_first(lines, "description"),
        title_en=_first(lines, "title_en"),
        description_en=_first(lines, "description_en"),
        category_id=category_id,
        brand=_first(lines, "brand"),
        attributes=attributes or None,
        axes=axes or None,
    )


def qualities(draft: Mapping, axes: Container[str]) -> dict[str, str]:
    """What a line says of its product; what tells variants apart (`axes`, in small letters) is
    none of it.
    """
    chosen = draft.get("choices", {}).items()
    own = {name: value for name, value in chosen if name.casefold() not in axes}
    return {**own, **draft.get("attributes", {})}


def _photos(sheet: Assembled) -> None:
    """Photos of the sheet first; those a variant's own line names belong to the variant."""
    if all(line.draft.keys().isdisjoint(PHOTO_FIELDS) for line in sheet.lines):
        return
    skus = {id(line): sku for sku, lines in sheet.pieces.items() for line in lines}
    for line in sheet.lines:
        sku = skus.get(id(line))
        own = bool(sku) and "values" in line.draft and "title" not in line.draft
        for name in line.draft.get("photos", ()):
            if own:
                sheet.piece_photos.setdefault(sku, []).append((name, line))
            else:
                sheet.photos.append((name, line))
        for name in line.draft.get("variant_photos", ()):
            if sku:
                sheet.piece_photos.setdefault(sku, []).append((name, line))
            else:
                sheet.photos.append((name, line))
    _keep_twenty(sheet)


def _keep_twenty(sheet: Assembled) -> None:
    seen: set[str] = set()
    for names in (sheet.photos, *sheet.piece_photos.values()):
        admitted = []
        for name, line in names:
            if name in seen or len(seen) < PHOTOS:
                seen.add(name)
                admitted.append((name, line))
            elif not any(entry["code"] == "PHOTO_TOO_MANY" for entry in line.problems):
                line.problems.append(problem("PHOTO_TOO_MANY", limit=PHOTOS))
        names[:] = admitted


def _first(lines: Iterable[Line], name: str, default=None):
    """The first value that lines give to a field."""
    for line in lines:
        if name in line.draft:
            return line.draft[name]
    return default
