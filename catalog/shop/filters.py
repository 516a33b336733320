"""What the address of a list says: words, filters, order, page. Anything odd is left aside."""

from __future__ import annotations

import re

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.attributes import filtering, measures
from catalog.attributes.filtering import BRAND, LABEL, OWN_PARAMETERS, SELLER
from catalog.attributes.vocabulary import vocabulary
from catalog.search import SORTS, Query, Range, Results
from marketplace.shared.labels import plainly
from marketplace.shared.templatetags.ui import money

KIND = re.compile(r"[a-z0-9-]{1,40}\Z")
VALUE = re.compile(r"[\w-]{1,80}\Z")
EUROS = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?\Z", re.ASCII)
SPACES = re.compile(r"[\s€]+")  # of every width
ENDS = ("_min", "_max")
NUMBER = re.compile(r"\d{1,5}\Z", re.ASCII)
LONGEST = 120
SHOWN = 30
SIZES = (24, 48, 96)
MOST_KINDS = 8
MOST_VALUES = 12


def read(params: QueryDict, *, path: str = "", seller_id: int | None = None) -> Query:
    """The query of an address; unknown, broken or excessive parameters change nothing."""
    rating = _number(params.get("note", ""))
    low, high = cents(params.get("prix_min", "")), cents(params.get("prix_max", ""))
    if low is not None and high is not None and low > high:
        low, high = high, low
    sort, size = params.get("tri", ""), _number(params.get("par", ""))
    return Query(
        text=words(params),
        path=path,
        seller_id=seller_id,
        chosen=_chosen(params),
        ranges=_ranges(params),
        low_cents=low,
        high_cents=high,
        in_stock=params.get("stock") == "1",
        rating=rating if rating in (3, 4) else 0,
        sort=sort if sort in SORTS else "pertinence",
        page=max(1, _number(params.get("page", ""))),
        size=size if size in SIZES else SIZES[0],
    )


def words(params: QueryDict) -> str:
    """The words typed, printable and of a decent length; none when all is marks, as in « % »."""
    text = "".join(letter for letter in params.get("q", "")[:LONGEST] if letter.isprintable())
    return " ".join(text.split()) if any(map(str.isalnum, text)) else ""


def cents(text: str) -> int | None:
    """An amount in euros as cents, as people write it (1 200,50 €); None when it is not one."""
    text = SPACES.sub("", text)
    if not EUROS.match(text):
        return None
    whole, _sep, rest = text.replace(",", ".").partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def odd(params: QueryDict) -> dict[str, str]:
    """What was typed as an amount and is none, by its parameter: a sentence that says how to mend
    it; the list is shown without it.
    """
    typed = {name: str(params.get(name) or "").strip() for name in params}
    sentences = {
        name: _("« {typed} » n’est pas un prix : écrivez un montant en euros, comme 25 ou 12,50.")
        for name in ("prix_min", "prix_max")
        if typed.get(name) and cents(typed[name]) is None
    }
    known = vocabulary().by_key
    for name, text in typed.items():
        attribute = known.get(name.rpartition("_")[0]) if name.endswith(ENDS) else None
        if attribute is None or attribute.facet is None or not attribute.buckets:
            continue
        if text and filtering.bound(text, attribute) is None:
            sentences[name] = _("« {typed} » n’est pas une mesure : écrivez un nombre.")
            if unit := filtering.unit_of(attribute):
                sentences[name] = _(
                    "« {typed} » n’est pas une mesure : écrivez un nombre en {unit}."
                ).replace("{unit}", unit)
    return {
        name: sentence.replace("{typed}", typed[name][:SHOWN])
        for name, sentence in sentences.items()
    }


def is_narrowed(query: Query) -> bool:
    """Whether the visitor filters the list by anything."""
    return bool(
        query.chosen
        or query.ranges
        or query.in_stock
        or query.rating
        or query.low_cents is not None
        or query.high_cents is not None
    )


def applied(params: QueryDict, query: Query, results: Results) -> list[dict]:
    """The filters at work, each with the address that lifts it."""
    at_work = [
        {
            "label": plainly(facet.label, choice.label),
            "url": _without(params, facet.kind, choice.value),
        }
        for facet in results.facets
        for choice in facet.choices
        if choice.chosen
    ]
    at_work += [_range_at_work(params, kind, bounds) for kind, bounds in query.ranges.items()]
    if query.low_cents is not None:
        at_work.append(
            {
                "label": _("Dès %(price)s") % {"price": money(query.low_cents)},
                "url": _without(params, "prix_min"),
            }
        )
    if query.high_cents is not None:
        at_work.append(
            {
                "label": _("Jusqu'à %(price)s") % {"price": money(query.high_cents)},
                "url": _without(params, "prix_max"),
            }
        )
    if query.rating:
        at_work.append(
            {
                "label": _("%(stars)s étoiles et plus") % {"stars": query.rating},
                "url": _without(params, "note"),
            }
        )
    if query.in_stock:
        at_work.append({"label": _("En stock"), "url": _without(params, "stock")})
    return at_work


def without_filters(params: QueryDict) -> str:
    """The same list, all filters lifted."""
    remaining = QueryDict(mutable=True)
    for name in ("q", "tri"):
        if params.get(name):
            remaining[name] = str(params[name])[:LONGEST]
    return "?" + remaining.urlencode()


def _chosen(params: QueryDict) -> dict[str, tuple[str, ...]]:
    own = OWN_PARAMETERS - {BRAND, SELLER, LABEL}
    kinds = [kind for kind in params if kind not in own and KIND.match(kind)][:MOST_KINDS]
    chosen = {}
    for kind in kinds:
        values = [value for value in params.getlist(kind)[:MOST_VALUES] if VALUE.match(value)]
        if values:
            chosen[kind] = tuple(dict.fromkeys(values))
    return chosen


def _ranges(params: QueryDict) -> dict[str, Range]:
    """Amounts from … to …, by attribute: `contenance_min=30&contenance_max=0,5 l`."""
    known = vocabulary().by_key
    names = [name for name in params if name.endswith(ENDS)]
    ranges: dict[str, Range] = {}
    for kind in dict.fromkeys(name.rpartition("_")[0] for name in names):
        attribute = known.get(kind)
        if attribute is None or attribute.facet is None or not attribute.buckets:
            continue
        low, high = (filtering.bound(params.get(kind + end, ""), attribute) for end in ENDS)
        if low is not None and high is not None and low > high:
            low, high = high, low
        if (low, high) != (None, None) and len(ranges) < MOST_KINDS:
            ranges[kind] = (low, high)
    return ranges


def _range_at_work(params: QueryDict, kind: str, bounds: Range) -> dict:
    attribute = vocabulary().by_key[kind]
    french = get_language() != "en"
    least, most = (
        "" if end is None else measures.told(end, attribute.unit, french=french) for end in bounds
    )
    if not most:
        text = _("%(least)s et plus") % {"least": least}
    elif not least:
        text = _("%(most)s au plus") % {"most": most}
    else:
        text = _("%(least)s à %(most)s") % {"least": least, "most": most}
    remaining = params.copy()
    for end in ENDS:
        remaining.pop(kind + end, None)
    return {"label": plainly(attribute.label, text), "url": _without(remaining, "page")}


def _without(params: QueryDict, name: str, value: str | None = None) -> str:
    remaining = params.copy()
    remaining.pop("page", None)
    if value is None:
        remaining.pop(name, None)
    else:
        remaining.setlist(name, [other for other in remaining.getlist(name) if other != value])
    return "?" + remaining.urlencode()


def _number(text: str) -> int:
    return int(text) if NUMBER.match(text) else 0
