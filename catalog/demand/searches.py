"""What is looked for, and what came of it: counted by words and day, with nobody's name on it.

Pages note what happens in passing (`marketplace.shared.tally`); a minute later the worker adds it
up. No visitor, address or session is kept, so that nobody has to be asked (CNIL, audience
measurement without a person). What looks like a mailbox or a telephone number is not noted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from catalog.models import Offer, Product, Search, SearchChoice
from catalog.search import words
from marketplace.shared import clock, tally

HEAP = "searches"
A_TIME = 2_000
LONGEST = 120
KEPT = timedelta(days=400)
RARE_KEPT = timedelta(days=30)  # what was asked once may be about somebody
PERSONAL = re.compile(r"@|(?:\d[ .-]?){9,}")
DONE = ("opened", "added", "ordered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as it is counted: its words, its language, the aisle it was confined to."""

    text: str
    language: str
    aisle: str = ""

    @property
    def is_countable(self) -> bool:
        """Whether it may be kept: words, and nothing that tells who somebody is."""
        return bool(self.text.strip()) and not PERSONAL.search(self.text)


def note(asked: Asked, *, results: int, answered: bool, at: datetime) -> None:
    """Somebody searched; `results` is what the page showed, `answered` whether that was asked."""
    _note("asked", asked, at=at, results=results, answered=answered)


def note_opened(asked: Asked, product_id: int, *, at: datetime) -> None:
    """A sheet was opened from the answers."""
    _note("opened", asked, at=at, product=product_id)


def note_added(asked: Asked, offer_id: int, *, at: datetime) -> None:
    """An offer of what was found so went into a cart."""
    _note("added", asked, at=at, offer=offer_id)


def note_ordered(asked: Asked, offer_id: int, *, at: datetime) -> None:
    """An offer of what was found so was ordered."""
    _note("ordered", asked, at=at, offer=offer_id)


def _note(what: str, asked: Asked, *, at: datetime, **more) -> None:
    if asked.is_countable:
        tally.note(
            HEAP,
            {
                "what": what,
                "day": clock.paris_day(at).isoformat(),
                "text": asked.text[:LONGEST],
                "language": asked.language[:2],
                "aisle": asked.aisle[:100],
                **more,
            },
        )


def add_up(*, most: int = A_TIME) -> int:
    """Add what pages noted to the figures of its day, the oldest first; how much there was."""
    notes = tally.take(HEAP, most=most)
    if notes:
        _write(notes)
    return len(notes)


@transaction.atomic(durable=True)
def forget_old(*, at: datetime) -> None:
    """Forget searches of long ago, and those asked a single time after a month."""
    today = clock.paris_day(at)
    Search.objects.filter(day__lt=today - KEPT).delete()
    old = Search.objects.filter(day__lt=today - RARE_KEPT)
    lonely = old.filter(asked__lte=1).exclude(
        key__in=Search.objects.filter(day__gte=today - RARE_KEPT).values("key")
    )
    lonely.delete()


def key_of(text: str, language: str) -> str:
    """The words of a search in their plain form, whatever their order."""
    with override(language):
        plain = {words.forms(word)[:1] for word in words.sought(text)}
    return " ".join(sorted(form for forms in plain for form in forms))[:LONGEST]


@transaction.atomic(durable=True)
def _write(notes: list[dict]) -> None:
    counts: dict[tuple, Counter] = {}
    choices: dict[tuple, Counter] = {}
    last: dict[tuple, dict] = {}
    products = _products(notes)
    for entry in notes:
        key = key_of(entry["text"], entry["language"])
        if not key:
            continue
        place = (date.fromisoformat(entry["day"]), entry["language"], key, entry["aisle"])
        figures = counts.setdefault(place, Counter())
        figures[entry["what"]] += 1
        if entry["what"] == "asked":
            figures["unanswered"] += not entry["answered"]
            figures["rescued"] += bool(not entry["answered"] and entry["results"])
            last[place] = {"results": entry["results"], "shown": entry["text"]}
        else:
            last.setdefault(place, {"shown": entry["text"]})
            product = entry.get("product") or products.get(entry["offer"])
            choices.setdefault((place, product), Counter())[entry["what"]] += 1
    rows = _rows(last)
    for place, row in rows.items():
        for name, number in counts[place].items():
            setattr(row, name, F(name) + number)
        for name, value in last[place].items():
            setattr(row, name, value)
    changed = ["asked", "unanswered", "rescued", *DONE, "results", "shown"]
    Search.objects.bulk_update(rows.values(), changed, batch_size=100)
    _write_choices(choices, rows)


def _products(notes: list[dict]) -> dict[int, int]:
    """The sheets of the offers that were noted."""
    offers = {entry["offer"] for entry in notes if "offer" in entry}
    return dict(Offer.objects.filter(pk__in=offers).values_list("pk", "product"))


def _rows(last: dict[tuple, dict]) -> dict[tuple, Search]:
    """The rows of these searches, new ones written; another worker may write the same."""
    days, languages, keys, aisles = (set(column) for column in zip(*last, strict=True))
    Search.objects.bulk_create(
        [
            Search(day=day, language=language, key=key, aisle=aisle, shown=last[place]["shown"])
            for place in sorted(last)
            for day, language, key, aisle in [place]
        ],
        ignore_conflicts=True,
    )
    stored = Search.objects.filter(
        day__in=days, language__in=languages, key__in=keys, aisle__in=aisles
    )
    rows = {(row.day, row.language, row.key, row.aisle): row for row in stored}
    return {place: rows[place] for place in sorted(last)}


def _write_choices(choices: dict[tuple, Counter], rows: dict[tuple, Search]) -> None:
    known = set(
        Product.objects.filter(pk__in={product for _p, product in choices}).values_list(
            "pk", flat=True
        )
    )
    wanted = {
        (rows[place].pk, product): figures
        for (place, product), figures in choices.items()
        if product in known
    }
    SearchChoice.objects.bulk_create(
        [SearchChoice(search_id=search, product_id=product) for search, product in sorted(wanted)],
        ignore_conflicts=True,
    )
    stored = SearchChoice.objects.filter(
        search__in={search for search, _p in wanted}, product__in={p for _s, p in wanted}
    )
    changed = []
    for row in stored:
        figures = wanted.get((row.search_id, row.product_id))
        if figures:
            for name, number in figures.items():
                setattr(row, name, F(name) + number)
            changed.append(row)
    SearchChoice.objects.bulk_update(changed, DONE, batch_size=100)
