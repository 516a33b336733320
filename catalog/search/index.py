"""Put sheets into the word index, and take them out; always many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from catalog import freshness
from catalog.attributes import doubts, filtering, lacks, makers, quantities, reading
from catalog.attributes.filtering import BRAND, LABEL, SELLER
from catalog.attributes.vocabulary import Vocabulary, vocabulary
from catalog.labels import labels
from catalog.models import Label, Offer, Product, SearchEntry, Term, Variant, Word
from catalog.offers import rows
from catalog.recycling import schemes
from catalog.search import called, codes, compounds, kinds, nouns, words
from catalog.search.question import token
from catalog.states import UNSEEN, ProductState
from catalog.tree import Tree, tree
from marketplace.shared import bulk, clock
from marketplace.shared.memory import undisturbed
from sellers import standing
from sellers.models import Seller

CHUNK = 1000
COLUMNS = ("title", "brand", "about", "body", "starts", "terms", "variants", "writing")
WRITING = 14  # how words are written; entries of an older writing are written again
MANY = 100  # new entries from which they are copied into their table, as they are made
READ = (
    *("pk", "title", "description", "title_en", "description_en"),
    *("category_id", "category_path", "attributes", "axes"),
    *("schemes", "labels", "brand__slug", "brand__name", "owner"),
)


class Part(NamedTuple):
    """What search makes of one line of a sheet, or of one of its variants'."""

    line: reading.Said
    keys: tuple[filtering.Key, ...]
    about: tuple[str, ...]  # its words that say what the thing is
    body: tuple[str, ...]  # its words
    is_void: bool


@undisturbed()
def index(product_ids: Iterable[int]) -> int:
    """Bring the index in step with these sheets; those not published leave it."""
    ids, indexed = sorted(set(product_ids)), 0
    places, known = tree(), vocabulary()
    learned: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        indexed += _index_chunk(ids[start : start + CHUNK], places, known, learned)
    return indexed


def remove(product_ids: Iterable[int]) -> None:
    """Take sheets out of the index."""
    ids = list(product_ids)
    if SearchEntry.objects.filter(product__in=ids).delete()[0]:
        freshness.changed(
            Product.objects.filter(pk__in=ids).values_list("category_path", flat=True), ids
        )


def published() -> QuerySet:
    """The sheets that belong in the index; whether one is on sale is asked at each search."""
    return Product.objects.filter(state=ProductState.PUBLISHED)


def renew(*, most: int = CHUNK) -> int:
    """Write again entries of an older writing, after an upgrade: at most so many; how many."""
    outdated = SearchEntry.objects.exclude(writing=WRITING).order_by("pk")
    keys = list(outdated.values_list("pk", flat=True)[:most])
    index(keys)
    return len(keys)


def again(*, after: int, most: int = CHUNK) -> int | None:
    """Write entries again in the order of their sheets; the last one written, None at the end."""
    keys = list(published().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])
    index(keys)
    return keys[-1] if keys else None


def count_words() -> None:
    """Count in how many sheets each known word stands: frequent words mend errors first."""
    counted: Counter[str] = Counter()
    for starts in SearchEntry.objects.values_list("starts", flat=True).iterator(2000):
        counted.update(starts.split())
    gone = [word for word in Word.objects.values_list("folded", flat=True) if word not in counted]
    for start in range(0, len(gone), CHUNK):
        Word.objects.filter(folded__in=gone[start : start + CHUNK]).delete()
    outdated = [word for word in Word.objects.all() if word.count != counted[word.folded]]
    for word in outdated:
        word.count = counted[word.folded]
    Word.objects.bulk_update(outdated, ["count"], batch_size=CHUNK)


def _index_chunk(ids: list[int], places: Tree, known: Vocabulary, learned: set[str]) -> int:
    rows = published().filter(bulk.among("pk", ids)).order_by("pk").values_list(*READ)
    sheets = [dict(zip(READ, row, strict=True)) for row in rows]
    online = {sheet["pk"] for sheet in sheets}
    remove(set(ids) - online)
    for sheet in sheets:
        sheet["sellers"], sheet["chosen"], sheet["variants"] = [], {}, []
        sheet["gtins"], sheet["codes"], sheet["pieces"] = [], [], []
    by_pk = {sheet["pk"]: sheet for sheet in sheets}
    _add_offers(by_pk)
    _add_variants(by_pk)
    _add_labels(sheets)
    for sheet in sheets:
        _understand(sheet, known)
        sheet["keys"] = _keys(sheet)
    _note(sheets, set(ids) - online, known)
    terms = _learn_terms(sheets)
    seen: set[str] = set()
    _write(by_pk, _entries(sheets, terms, places, seen))
    freshness.changed({sheet["category_path"] for sheet in sheets}, online)
    _learn_words(seen - learned)
    learned |= seen
    return len(sheets)


def _write(sheets: Collection[int], entries: Iterator[SearchEntry]) -> None:
    """Write the entries of sheets: many new ones by a copy, which the database takes in while the
    next ones are made; others one over the other.
    """
    there = SearchEntry.objects.filter(bulk.among("pk", list(sheets)))
    if len(sheets) < MANY or there.exists():
        bulk.put(list(entries), COLUMNS)
        return
    made: list[SearchEntry] = []
    try:
        with transaction.atomic():
            bulk.insert(_noted(entries, made))
    except IntegrityError:  # another worker wrote some of them meanwhile
        bulk.put([*made, *entries], COLUMNS)


def _noted(entries: Iterator[SearchEntry], made: list[SearchEntry]) -> Iterator[SearchEntry]:
    for entry in entries:
        made.append(entry)
        yield entry


def _add_offers(sheets: dict[int, dict]) -> None:
    """The sellers of sheets, and the references that stand on their invoices, old offers' too."""
    offers = Offer.objects.filter(bulk.among("product_id", list(sheets))).order_by("pk")
    for pk, sku, is_active, *seller in offers.values_list(
        "product", "sku", "is_active", "seller", "seller__slug", "seller__name"
    ):
        sheets[pk]["codes"].append(codes.of_reference(sku))
        if is_active and seller not in sheets[pk]["sellers"]:
            sheets[pk]["sellers"].append(seller)


def _add_variants(sheets: dict[int, dict]) -> None:
    variants = Variant.objects.filter(bulk.among("product_id", list(sheets)), is_approved=True)
    for product, values, gtin, pk, thousandths, unit in variants.order_by("pk").values_list(
        "product", "values", "gtin", "pk", "net_thousandths", "net_unit"
    ):
        sheet = sheets[product]
        pairs = list(zip(map(str, sheet["axes"]), map(str, values), strict=False))
        sheet["pieces"].append((quantities.Held(pk, thousandths, unit), pairs))
        if not values and not gtin:
            continue
        sheet["variants"].append((pk, pairs))
        for name, value in pairs:
            sheet["chosen"].setdefault(name, []).append(value)
        if gtin:
            sheet["gtins"].append(gtin)
            sheet["codes"].append(codes.of_gtin(gtin))


def _add_labels(sheets: list[dict]) -> None:
    """The names of the labels that sheets bear today; their words find them.

    Not what the process remembers: sheets are written while a decision about them is being made.
    """
    day = clock.today()
    borne = {
        sheet["pk"]: [slug for slug, until in labels.read(sheet["labels"]) if until >= day]
        for sheet in sheets
    }
    slugs = {slug for each in borne.values() for slug in each}
    found = Label.objects.filter(slug__in=slugs) if slugs else Label.objects.none()
    names = {slug: told for slug, *told in found.values_list("slug", "name", "name_en")}
    for sheet in sheets:
        sheet["proven"] = [names[slug] for slug in borne[sheet["pk"]] if slug in names]


def _understand(sheet: dict, known: Vocabulary) -> None:
    """What a sheet and its variants say of themselves, understood as far as the words are known."""
    path = sheet["category_path"]
    own = sheet["attributes"] if isinstance(sheet["attributes"], dict) else {}
    sheet["own"] = reading.read(own, path, known)
    sheet["by_choice"] = {}
    for name, values in sheet["chosen"].items():
        texts = list(dict.fromkeys(values))
        attribute = reading.attribute_of(name, texts, path, known)
        for text in texts:
            sheet["by_choice"][name, text] = reading.understood(name.strip(), text, attribute)
    lines = [*sheet["own"], *sheet["by_choice"].values()]
    sheet["parts"] = [_part(line, known) for line in lines]


def _part(line: reading.Said, known: Vocabulary) -> Part:
    """A line as search has it; the same short one stands on many sheets, and is read once."""
    key = (line.name, line.text, line.attribute)
    part = known.parts.get(key)
    # a label that nobody proved finds no sheet; those that are proven speak for themselves
    if part is None and line.attribute and line.attribute.key == reading.CLAIMED:
        return Part(line, (), (), (), doubts.is_void(line))
    if part is None:
        part = Part(
            line,
            tuple(filtering.keys([line])),
            tuple(words.words_of(" ".join(filtering.words([line])))),
            tuple(words.words_of(f"{line.name} {line.text}")),
            doubts.is_void(line),
        )
        if len(line.text) <= reading.SHORT:
            if len(known.parts) > reading.MOST_LINES:
                known.parts.clear()
            known.parts[key] = part
    return part


def _note(sheets: list[dict], offline: set[int], known: Vocabulary) -> None:
    """Write down what each sheet lacks, its recycling schemes, and how much of the thing each of
    its variants holds.
    """
    lacking: dict[int, lacks.Due] = {}
    if offline:  # what a draft lacks is noted when it is saved
        gone = Product.objects.filter(bulk.among("pk", offline)).exclude(state__in=UNSEEN)
        lacking = dict.fromkeys(gone.values_list("pk", flat=True), {})
    held: dict[quantities.Held, quantities.Quantity | None] = {}
    told: dict[int, tuple[str, str]] = {}
    shops = Seller.objects.in_bulk({sheet["owner"] for sheet in sheets})
    inherited = {pk: makers.of(shop) for pk, shop in shops.items()}
    for sheet in sheets:
        path = sheet["category_path"]
        said = _told(sheet)
        lacking[sheet["pk"]] = lacks.of(said, path, known, inherited=inherited[sheet["owner"]])
        told[sheet["pk"]] = (sheet["schemes"], schemes.of(sheet["own"], path, known))
        for variant, pairs in sheet["pieces"]:
            chosen = [sheet["by_choice"][pair] for pair in pairs]
            held[variant] = quantities.of([*chosen, *sheet["own"]], path, known)
    lacks.note(lacking)
    schemes.note(told)
    rows.write(quantities.changed(held), quantities.COLUMNS)


def _told(sheet: dict) -> list[reading.Said]:
    """The lines of a sheet that tell something; what tells its variants apart, all of them must."""
    own, chosen = sheet["own"], sheet["by_choice"].values()
    void = {line.attribute for line in chosen if doubts.is_void(line)}
    lines = [line for line in own if not doubts.is_void(line)]
    return lines + [line for line in chosen if line.attribute not in void]


def _keys(sheet: dict) -> list[tuple]:
    """The terms of a sheet as (kind, value, kind label, label, seller)."""
    keys: list[tuple] = []
    if sheet["brand__slug"]:
        keys.append((BRAND, sheet["brand__slug"][:80], "Marque", sheet["brand__name"], None))
    keys += [(SELLER, slug[:80], "Vendeur", name, pk) for pk, slug, name in sheet["sellers"]]
    keys += [
        (kind, value, kind, value, None)
        for kind, value in dict.fromkeys(key for part in sheet["parts"] for key in part.keys)
    ]
    # each with its last day, past which lists no longer know it
    keys += [(LABEL, value, LABEL, value, None) for value in sheet["labels"].split()]
    return keys


def _learn_terms(sheets: list[dict]) -> dict[tuple[str, str], int]:
    """The ids of these sheets' terms, new ones written, renamed sellers and brands corrected."""
    wanted = {key[:2]: key for sheet in sheets for key in sheet["keys"]}
    stored = _stored_terms(wanted)
    missing = [
        Term(kind=kind, value=value, kind_label=kind_label, label=label, seller_id=seller)
        for (kind, value), (_k, _v, kind_label, label, seller) in sorted(
            wanted.items(), key=lambda item: item[0]
        )
        if (kind, value) not in stored
    ]
    if missing:
        # another worker may write the same terms: whoever did, their ids are read back
        Term.objects.bulk_create(missing, ignore_conflicts=True)
        stored |= _stored_terms({(term.kind, term.value) for term in missing})
    for key, (pk, label) in stored.items():
        if key in wanted and key[0] in (BRAND, SELLER) and label != wanted[key][3]:
            Term.objects.filter(pk=pk).update(label=wanted[key][3])
            standing.changed()
    return {key: pk for key, (pk, _label) in stored.items()}


def _stored_terms(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
    keys = set(keys)
    rows = Term.objects.filter(
        bulk.among("kind", {k for k, _v in keys}), bulk.among("value", {v for _k, v in keys})
    )
    stored = {
        (kind, value): (pk, label)
        for pk, kind, value, label in rows.values_list("pk", "kind", "value", "label")
    }
    return {key: stored[key] for key in keys & stored.keys()}


def _entries(
    sheets: list[dict], terms: dict[tuple[str, str], int], places: Tree, seen: set[str]
) -> Iterator[SearchEntry]:
    """The entries of sheets, one after the other; `seen` takes the words that may be completed."""
    for sheet in sheets:
        yield _entry(sheet, terms, called.of(places.get(sheet["category_id"]), places), seen)


def _entry(
    sheet: dict, terms: dict[tuple[str, str], int], lies: called.Called, seen: set[str]
) -> SearchEntry:
    """The words of a sheet by where they stand, as they are ranked, and its terms."""
    makers = (name for _pk, _slug, name in sheet["sellers"])
    title = [*words.words_of(sheet["title"]), *words.joined(sheet["title"])]
    brand = words.words_of(" ".join((sheet["brand__name"] or "", *makers)))
    body = words.words_of(sheet["description"])
    if sheet["title_en"]:
        title += [*words.english_of(sheet["title_en"]), *words.joined(sheet["title_en"])]
    about = lies.by(title)
    named = _named(sheet, title, brand, lies)
    if sheet["description_en"]:
        body += words.english_of(sheet["description_en"])
    for part in sheet["parts"]:
        about += part.about
        body += part.body
    for name, english in sheet["proven"]:
        about += [*words.words_of(name), *words.english_of(english)]
    about += words.words_of(" ".join(sheet["gtins"]))
    entire = list(map(words.plainly, (*title, *brand, *about)))
    seen.update(entire)
    codes = "".join(f"{code} " for code in dict.fromkeys(sheet["codes"]) if code)
    term_ids = dict.fromkeys(terms[key[:2]] for key in sheet["keys"] if key[:2] in terms)
    return bulk.row(
        SearchEntry,
        product_id=sheet["pk"],
        writing=WRITING,
        title=words.normalised(title),
        brand=words.normalised(brand),
        about=words.normalised(about) + named + codes,
        body=words.normalised(body),
        starts=words.beginnings(entire),
        terms=f" {' '.join(token(pk) for pk in (0, *term_ids))} ",
        variants=_variants(sheet, terms),
    )


def _named(sheet: dict, title: list[str], brand: list[str], lies: called.Called) -> str:
    """What a sheet is called, and what its name only tells of it."""
    lying, maybe, tells = lies.kinds(title)
    bound = compounds.told_in(sheet["title"])
    telling, naming = nouns.behind(sheet["title"])
    telling |= nouns.before(sheet["title_en"])
    apart = nouns.told_in(sheet["title"], sheet["title_en"]) | telling | naming
    own = [word for word in title if word not in apart and bound.isdisjoint(words.forms(word))]
    tells |= bound | {form for word in telling for form in words.forms(word)}
    return kinds.tokens([*own, *brand], lying=lying, maybe=maybe, told=tells)


def _variants(sheet: dict, terms: dict[tuple[str, str], int]) -> str:
    """The terms by which variants may be chosen, with their keys; what the sheet says holds for
    each.
    """
    if len(sheet["variants"]) < 2:
        return ""
    shared = _axis_terms(sheet["own"], terms)
    alike: dict[str, list[str]] = {}
    for variant, pairs in sheet["variants"]:
        told = shared + _axis_terms([sheet["by_choice"][pair] for pair in pairs], terms)
        alike.setdefault(" ".join(map(str, dict.fromkeys(told))), []).append(str(variant))
    return "/".join(f"{told}:{' '.join(variants)}" for told, variants in alike.items())


def _axis_terms(lines: list[reading.Said], terms: dict[tuple[str, str], int]) -> list[int]:
    chosen = [line for line in lines if line.attribute and line.attribute.is_axis]
    return [terms[key] for key in filtering.keys(chosen) if key in terms]


def _learn_words(seen: Iterable[str]) -> None:
    """Remember new words; nothing is counted here, so that two writers never wait on a row."""
    shown = {
        words.whole(word)[:40]: word
        for word in sorted(seen)
        if len(word) > 2 and word.replace("-", "").isalpha()
    }
    there = Word.objects.filter(bulk.among("folded", list(shown)))
    stored = set(there.values_list("folded", flat=True))
    fresh = [
        bulk.row(Word, folded=folded, shown=shown[folded], length=len(folded))
        for folded in sorted(shown.keys() - stored - {""})
    ]
    Word.objects.bulk_create(fresh, ignore_conflicts=True)
