"""How a seller's columns and words are understood: proposed, then corrected on screen."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import IO

from django.utils.translation import gettext_lazy as _

from catalog.attributes import doubts
from catalog.imports import dictionary, meaning, memory, normalise, readers, report
from catalog.imports.dictionary import ATTRIBUTE, IGNORE, SEVERAL
from catalog.imports.problems import FileRefused, problem
from catalog.imports.questions import Doubts
from catalog.models import Category, ImportProfile
from catalog.sheets import calling
from marketplace.shared.states import Refusal
from sellers.models import Seller

TEXTS = 400
MEMORIES = 20  # of a seller's files, the newest: how often they change their tables
BEAT = 500  # lines after which the worker says that it goes on
# what Magento keeps for itself among the characteristics
HOUSEKEEPING = {"has_options", "required_options", "ts_dimensions_length", "cost", "msrp"}
KEPT = ("columns", "categories", "defaults", "answers", "values")
APOSTROPHES = "'\u2019\u2018`\u00b4"
_MARKS = tuple(APOSTROPHES)
# the fields that hold no words of their own
MARKED = (
    *("sku", "ref", "parent_id", "shop_id", "gtin", "price", "sale_price", "stock", "weight"),
    *("sale_from", "sale_to", "sale_dates", "currency", "weight_unit", "status", "condition"),
)
# what is said of values that an attribute does not understand
ODD = {
    doubts.FLAG: "FLAG_UNREAD",
    doubts.AMOUNT: "AMOUNT_UNREAD",
    doubts.DAY: "DAY_UNREAD",
    doubts.SHARES: "SHARES_WRONG",
    doubts.UNIT: "UNIT_MISSING",
    **dict.fromkeys(
        (
            doubts.FIBRES,
            doubts.SHARELESS,
            doubts.BEYOND,
            doubts.NAUGHT,
            doubts.BARE,
            doubts.IMPOSSIBLE,
            doubts.PAST,
        ),
        "VALUES_DOUBTFUL",  # the report says of each line what is wrong
    ),
}
# a reference as shops write them: letters and figures, no words, no number alone
_CODE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[\w./-]{3,40}")
_CODED = {"ref", "reference", "code", "sku", "article"}
CATEGORY_FIELDS = ("category", "category2", "category3")
EUROS = (None, "", "EUR")  # what a line asks: no price, one without a currency, or euros
# of these references, those that the seller has
Present = Callable[[set[str]], Container[str]]


class ColumnsMissing(Refusal):
    """Without a reference, and a title or a price or a stock, nothing can be imported."""

    sentence = _("Il manque une colonne pour : {missing}. Choisissez-la dans la liste ci-dessous.")


class ColumnTwice(Refusal):
    """Two columns cannot both be the price."""

    sentence = _("Deux colonnes sont choisies pour « {field} » : gardez-en une seule.")


def signature(headers: Iterable[str]) -> str:
    """The fingerprint of a set of headings: the same export, or its report, has the same."""
    own = report.own(list(headers))
    return hashlib.sha256("\n".join(map(dictionary.plain, own)).encode()).hexdigest()


def propose(seller: Seller, detected: Mapping) -> dict:
    """The mapping to start from: the seller's memory, else the dictionary and the content.

    A file of the same headings is understood as the last one; of any other, each heading that the
    seller has decided about keeps its meaning (`recalled` names them), and so do values, categories
    and answers.
    """
    headers = detected["headers"]
    memories = list(
        ImportProfile.objects.filter(seller=seller)
        .order_by("-used_at")
        .values_list("signature", "mapping")[:MEMORIES]
    )
    own = signature(headers)
    same = next((mapping for signed, mapping in memories if signed == own), None)
    if same:
        # the signature forgets case and accents, so the memory of a heading does too
        known = {dictionary.plain(name): field for name, field in same.get("columns", {}).items()}
        columns = {name: known.get(dictionary.plain(name), IGNORE) for name in headers}
        columns |= {
            name: field for name, field in same.get("columns", {}).items() if name in columns
        }
        is_report = len(report.own(headers)) < len(headers)
        told = {"remembered": True, "is_report": is_report}
        return {**same, "columns": columns, **told}
    proposed = _columns(headers, detected["sample"])
    return {"categories": {}, "defaults": {}} | memory.recalled(
        proposed, [mapping for _signed, mapping in memories]
    )


def remember(seller: Seller, detected: Mapping, mapping: Mapping, *, at: datetime) -> None:
    """Store how this seller's file was understood, for the next one like it."""
    memory = {key: mapping[key] for key in KEPT if key in mapping}
    ImportProfile.objects.update_or_create(
        seller=seller,
        signature=signature(detected["headers"]),
        defaults={"mapping": memory, "used_at": at},
    )


def check(columns: Mapping[str, str]) -> None:
    """Refuse a choice of columns that cannot make a product or an update."""
    chosen = Counter(field for field in columns.values() if field)
    for field, count in chosen.items():
        if count > 1 and field not in SEVERAL:
            raise ColumnTwice(field=dictionary.FIELDS.get(field) or meaning.label(field))
    missing = [] if chosen["sku"] else ["sku"]
    # a file may bring the English alone of sheets that are there
    enough = ("title", "price", "stock", "title_en", "description_en")
    if not any(chosen[field] for field in enough):
        missing.append("price")
    if missing:
        raise ColumnsMissing(missing=", ".join(str(dictionary.FIELDS[field]) for field in missing))


def notes(columns: Mapping[str, str], detected: Mapping, seen: Mapping) -> list[dict]:
    """What to say about columns that are not taken."""
    # a shop's own drafts are read from there, though nothing else is
    asked = {question["kind"] for question in seen.get("questions", ())}
    remarks = []
    for name in report.own(list(columns)):
        is_read = dictionary.is_status(name) and (
            "left" in asked or _are_conditions(name, detected)
        )
        if dictionary.is_forbidden(name) and not is_read:
            remarks.append(problem("COLUMN_NOT_ALLOWED", name))
    remarks += [
        problem("SKU_IS_NUMBER", name)
        for name, field in columns.items()
        if field == "sku" and dictionary.field_for(name) == "shop_id"
    ]
    prices = {name for name, field in columns.items() if field == "price"}
    # without a price, what looked like one is named
    looked_at = prices or {name for name, field in columns.items() if not field}
    remarks += [
        problem("PRICE_WITHOUT_VAT", name)
        for name in columns
        if name in looked_at and dictionary.is_untaxed(name)
    ]
    remarks += [
        problem("PRICE_BY_MEASURE", name)
        for name in columns
        if name in looked_at and dictionary.is_per_measure(name) and not dictionary.is_untaxed(name)
    ]
    remarks += [_odd(told) for told in seen.get("odd", ())]
    return remarks + ([problem("TEXT_REPAIRED")] if detected.get("repaired") else [])


def _odd(told: Mapping) -> dict:
    """The values of a column that are not understood, once, with how many lines have each."""
    texts = " · ".join(f"{text} ({count})" for text, count in told["texts"])
    return problem(ODD[told["doubt"]], told["column"], count=told["count"], texts=texts)


def _are_conditions(name: str, detected: Mapping) -> bool:
    """Whether a column says whether things are new."""
    place = detected["headers"].index(name)
    return any(dictionary.is_used(row[place]) is not None for row in detected["sample"])


def survey(
    file: IO[bytes],
    detected: Mapping,
    columns: Mapping[str, str],
    beat: Callable[[int], object] = lambda _lines: None,
    *,
    today: date,
    most: int | None = None,
    present: Present = lambda _skus: (),
) -> dict:
    """The category texts, currencies and lines of a whole file, counted once before the check.

    `currencies` counts the references whose price is only in another currency, `beside` those that
    have a price in euros too. `questions` is what the columns leave open, `settled` what they say
    themselves (catalog.imports.questions). `fresh` counts the lines that may be new products, those
    of each text: their reference is none of those that the seller has, of these skus (`present`).

    A file of more lines than `most` is refused. However long it is, only its categories and what
    is in foreign money are held.
    """
    places = layout(detected["headers"], columns)
    doubts = Doubts(detected["headers"], places, today)
    words = meaning.Words(detected["headers"], columns)
    marked = marked_places(places)
    categories: Counter[str] = Counter()
    fresh: Counter[str] = Counter()
    unsure: list[tuple[str, str]] = []
    foreign: dict[str, str] = {}
    total = 0
    for number, cells in readers.rows(file, dict(detected)):
        total += 1
        if most is not None and total > most:
            raise FileRefused("TOO_MANY_ROWS", limit=most)
        if total % BEAT == 0:
            beat(total)
            _count_new(fresh, unsure, present)
        cells = unmarked(cells, marked)
        doubts.look(number, cells)
        words.look(number, cells)
        text = category_text(cells, places)
        sku = _sku_of_new(cells, places, text)
        if sku is not None:
            unsure.append((sku, text))
        if text:
            categories[text] += 1
            if len(categories) > TEXTS:
                raise FileRefused("TOO_MANY_CATEGORIES", limit=TEXTS)  # it holds something else
        currency = _currency_asked(cells, places)
        if currency not in EUROS:
            foreign[_priced(cells, places)] = currency
    if not total:
        raise FileRefused("IMPORT_EMPTY")
    _count_new(fresh, unsure, present)
    in_euros = _in_euros(file, detected, places, foreign) if foreign else set()
    return {
        "categories": dict(categories.most_common()),
        "fresh": dict(fresh),
        "currencies": dict(Counter(code for sku, code in foreign.items() if sku not in in_euros)),
        "beside": dict(Counter(code for sku, code in foreign.items() if sku in in_euros)),
        "total": total,
        "words": words.unknown,
        "odd": words.odd,
        "questions": [*doubts.questions, *words.questions],
        "settled": doubts.settled,
    }


def _sku_of_new(cells: list[str], places: Mapping[str, list[int]], text: str) -> str | None:
    """The reference under which a line may make a sheet, which needs a category; None if it makes
    none: without titles none can.
    """
    if "title" not in places:
        return None
    try:
        sku = normalise.sku(cells[places["sku"][0]])
    except normalise.Wrong:
        return None
    # a bare line heads a sheet, or adds a photo to one
    return sku if sku or text else None


def _count_new(fresh: Counter[str], unsure: list[tuple[str, str]], present: Present) -> None:
    """Count by their category the lines whose reference the seller does not have."""
    held = present({sku for sku, _text in unsure if sku})
    for sku, text in unsure:
        if sku not in held:
            fresh[text] += 1
    unsure.clear()


def _currency_asked(cells: list[str], places: Mapping[str, list[int]]) -> str | None:
    """The currency of the price that a line asks; None when it asks none."""
    if any(cells[place].strip("0., ") for place in places.get("price", ())):
        return currency_of(cells, places)
    return None


def _priced(cells: list[str], places: Mapping[str, list[int]]) -> str:
    # a longer one is refused anyway, and need not be held
    return cells[places["sku"][0]][:81]


def _in_euros(
    file: IO[bytes], detected: Mapping, places: Mapping[str, list[int]], foreign: Container[str]
) -> set[str]:
    """Of the references priced in another currency, those that a line prices in euros too."""
    found, marked = set(), marked_places(places)
    for _number, cells in readers.rows(file, dict(detected)):
        cells = unmarked(cells, marked)
        sku = _priced(cells, places)
        if sku in foreign and _currency_asked(cells, places) in ("", "EUR"):
            found.add(sku)
    return found


def marked_places(places: Mapping[str, list[int]]) -> list[int]:
    """The columns whose cells may bear a mark that is none of their text."""
    return [place for field in MARKED for place in places.get(field, ())]


def unmarked(cells: list[str], marked: Sequence[int]) -> list[str]:
    """Cells without the apostrophe by which a spreadsheet keeps a number or a code as text.

    In a title it may be a word: 's Hertogenbosch.
    """
    for place in marked:
        if cells[place].startswith(_MARKS):
            cells = [*cells[:place], cells[place].lstrip(APOSTROPHES), *cells[place + 1 :]]
    return cells


def layout(headers: list[str], columns: Mapping[str, str]) -> dict[str, list[int]]:
    """Where each field stands: its columns, by position."""
    places: dict[str, list[int]] = {}
    for position, name in enumerate(headers):
        if dictionary.is_forbidden(name):
            field = "status" if dictionary.is_status(name) else IGNORE
        else:
            field = columns.get(name, IGNORE)
        if meaning.key_of(field):
            field = ATTRIBUTE
        if field:
            places.setdefault(field, []).append(position)
        if field == "category" and dictionary.plain(name).startswith("categories"):
            places.setdefault("category_paths", []).append(position)
    return places


def category_text(cells: list[str], places: Mapping[str, list[int]]) -> str:
    """The category of a line as the seller writes it, levels joined."""
    several = places.get("category_paths", ())
    levels = [
        normalise.deepest(cells[place], several=place in several)
        if field == "category"
        else cells[place]
        for field in CATEGORY_FIELDS
        for place in places.get(field, ())
        if cells[place]
    ]
    if not levels:
        levels = [value for name, value in facets(cells, places) if name == "category"]
    return normalise.category(levels).replace("\0", "") if levels else ""


def facets(cells: list[str], places: Mapping[str, list[int]]) -> list[tuple[str, str]]:
    """The `name:value` pairs of the facets column."""
    pairs = []
    for place in places.get("facets", ()):
        for part in cells[place].split("|"):
            name, colon, value = part.partition(":")
            if colon and name.strip() and value.strip():
                pairs.append((name.strip().lower(), value.strip()))
    return pairs


def features(cells: list[str], places: Mapping[str, list[int]]) -> list[tuple[str, str]]:
    """The pairs of a column of characteristics: `Matière:Osier:1,…` or `color=Bleu,size=S`."""
    pairs = []
    for place in places.get("features", ()):
        text = cells[place]
        sign = "=" if "=" in text and ":" not in text.partition("=")[0] else ":"
        for name, value in equalities(text, sign):
            if name not in HOUSEKEEPING:
                pairs.append((name, re.sub(r"(:\d*){1,2}$", "", value).replace("|", ", ")))
    return pairs


def equalities(text: str, sign: str = "=") -> list[tuple[str, str]]:
    """The pairs of `color=Bleu,size=S`; a comma within a value begins no new pair."""
    parts = [part.partition(sign) for part in re.split(rf",(?=[^,:=]{{1,60}}{sign})", text) if part]
    return [
        (name.strip(), value.strip())
        for name, _sign, value in parts
        if name.strip() and value.strip()
    ]


def currency_of(cells: list[str], places: Mapping[str, list[int]]) -> str:
    """The currency of a line's price, from its column or its sign; empty means euros."""
    for place in places.get("currency", ()):
        if cells[place]:
            return cells[place].upper()[:3].replace("\0", "")
    for place in places.get("price", ()):
        if code := normalise.without_currency(cells[place])[1]:
            return code
    return ""


def propose_categories(
    seller: Seller, texts: Iterable[str], linked: Mapping[str, int]
) -> dict[str, int]:
    """Our category for each text of a seller: as chosen before, by others, or the one it names.

    None is proposed for a text of which two of ours are as near: the page of choices asks.
    """
    proposed: dict[str, int] = {}
    confirmed = None  # read once, and only for a text that is new to this seller
    for text in texts:
        if text in linked:
            proposed[text] = linked[text]
            continue
        confirmed = _confirmed_by_others(seller) if confirmed is None else confirmed
        category_id = confirmed.get(dictionary.plain(text)) or calling.answer(text)
        if category_id:
            proposed[text] = category_id
    return proposed


def _columns(headers: list[str], sample: list[list[str]]) -> dict[str, str]:
    columns: dict[str, str] = {}
    taken: set[str] = set()
    has_sku = any(dictionary.plain(name) in dictionary.SURE_SKUS for name in headers)
    is_branded = any(
        dictionary.field_for(name) == "brand" and not dictionary.names_maker(name)
        for name in headers
    )
    shown = {name: [row[place] for row in sample] for place, name in enumerate(headers)}
    # empty columns and vague headings come last: a better one then has the field already
    ranked = sorted(
        headers, key=lambda name: (not any(shown[name]), _is_vague(name), dictionary.rank(name))
    )
    for name in ranked:
        values = shown[name]
        field = meaning.maker(name, values, is_branded=is_branded) or _field(name, values)
        if field == "sku" and has_sku and dictionary.plain(name) in dictionary.MAYBE_REFS:
            field = "ref"
        if field and field in taken and field not in SEVERAL:
            field = ATTRIBUTE if dictionary.plain(name) in dictionary.WEAK else IGNORE
        columns[name] = field
        taken.add(field)
    _find_references(columns, taken)
    for name, values in shown.items():
        if columns[name] == IGNORE and dictionary.field_for(name) is None:
            field = meaning.propose(name, values)
            if field and (field in SEVERAL or field not in columns.values()):
                columns[name] = field
        elif columns[name] == ATTRIBUTE and _says_itself(name, headers):
            field = meaning.understood(name, values)
            if field and field not in columns.values():
                columns[name] = field
    return {name: columns[name] for name in headers}


def _says_itself(heading: str, headers: list[str]) -> bool:
    """Whether a heading says what stands below, which none of a vague or a numbered one does."""
    return not _is_vague(heading) and dictionary.option_name_beside(heading, headers) is None


def _is_vague(heading: str) -> bool:
    return dictionary.plain(heading) in dictionary.WEAK | dictionary.SILENT


def _field(heading: str, values: list[str]) -> str:
    """What a column holds, by its heading and by its first values."""
    field = dictionary.field_for(heading)
    if field is None:
        return _by_content(heading, values)
    if field == "category" and _are_kinds(heading, values):
        return "kind"
    filled = [value for value in values if value]
    if field == "ref" and dictionary.plain(heading) == "parent id" and filled:
        return "parent_id" if all(map(str.isdecimal, filled)) else "ref"
    # "En stock" may head a word or a count
    if field == "availability" and any(re.fullmatch(r"\d{2,}|[2-9]", value) for value in values):
        return "stock"
    return field


def _are_kinds(heading: str, values: list[str]) -> bool:
    words = {
        dictionary.plain(part) for value in values for part in value.split(",") if part.strip()
    }
    return (
        bool(words)
        and dictionary.plain(heading) in dictionary.KIND_HEADINGS
        and words <= dictionary.KINDS
    )


def _find_references(columns: dict[str, str], taken: set[str]) -> None:
    """See that articles have a reference, when something in the file can be one."""
    by_field = {field: name for name, field in columns.items() if field}
    if "option_names" in taken and "sku" in taken and "ref" not in taken:
        # beside combinations, the reference of the product joins them
        names = [name for name in columns if dictionary.plain(name) in dictionary.OF_PRODUCTS]
        plain = [name for name in columns if dictionary.plain(name) in dictionary.OF_ARTICLES]
        if names and plain:
            columns[names[0]], columns[plain[0]] = "ref", "sku"
    if "sku" not in taken:
        # the number in the shop names each article; else the only reference of a file does
        name = by_field.get("shop_id") or by_field.get("ref")
        if name:
            columns[name] = "sku"


def _by_content(heading: str, values: list[str]) -> str:
    filled = [value for value in values if value]
    # numbers of another system pass for codes by chance
    numbered = "id" in dictionary.plain(heading).split()
    if filled and not numbered and all(_is_gtin(value) for value in filled):
        return "gtin"
    if filled and all(normalise.PICTURE.search(value.split("?")[0]) for value in filled):
        return "photo"
    return IGNORE


def code_in(heading: str, values: Sequence[str], chosen: Container[str]) -> str:
    """Which field the codes of a column that is left out seem to be, `gtin` or `sku`; empty for no
    codes, and where another column has that field and the heading names none.
    """
    if not values:
        return ""
    if all(map(_is_gtin, values)):
        numbered = "id" in dictionary.plain(heading).split()
        return "" if numbered or "gtin" in chosen else "gtin"
    are_codes = len(set(values)) == len(values) > 1 and all(map(_CODE.fullmatch, values))
    is_known = dictionary.field_for(heading) == IGNORE  # of others: a supplier's, a maker's
    is_named = not is_known and not _CODED.isdisjoint(dictionary.plain(heading).split())
    return "sku" if are_codes and (is_named or "sku" not in chosen) else ""


def _is_gtin(text: str) -> bool:
    try:
        return len(normalise.gtin(text)) >= 12
    except normalise.Wrong:
        return False


def _confirmed_by_others(seller: Seller) -> dict[str, int]:
    by_text: dict[str, int] = {}
    others = ImportProfile.objects.exclude(seller=seller).order_by("-used_at")[:50]
    for mapping in others.values_list("mapping", flat=True):
        for text, pk in mapping.get("categories", {}).items():
            if pk:
                by_text.setdefault(dictionary.plain(text), pk)
    # a category others chose may have been removed since
    existing = set(
        Category.objects.filter(pk__in=set(by_text.values())).values_list("pk", flat=True)
    )
    return {text: pk for text, pk in by_text.items() if pk in existing}
