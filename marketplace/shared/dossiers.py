"""The file of a row in the console: whom it is about, what may be done now, and what happened.

One skeleton for an order, a seller, a buyer, a product, a dispute, a return: its section says what
the file shows (`marketplace/shared/admin.py: Filed`), and an app above adds what it alone knows of
the same row (`marketplace/shared/desks.py: Console`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from marketplace.shared import facts, letters, notes, places, trail
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact, Letter
from marketplace.shared.readable import row_number
from marketplace.shared.templatetags.ui import span, when

Words = str | Promise
MOST_FACTS = 300  # a page, not an archive: the journal has the rest
BACK = "dossier"  # in the address of a verb: the file from which it was asked


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A piece of a file: values by name, or what its own template draws of `values`.

    A row without a value is not shown. `about` is the row whose verbs stand at its end.
    """

    title: Any
    rows: Sequence[tuple[Words, Any]] = ()
    template: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    anchor: str = ""
    tone: str = ""
    about: Model | None = None

    @property
    def shown(self) -> list[tuple[Words, Any]]:
        """The rows that have a value."""
        return [(name, value) for name, value in self.rows if value not in (None, "")]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the timeline. `kind`: fact, message or note (read by the team alone)."""

    at: datetime
    title: Any
    text: str = ""
    by: Any = ""
    about: Any = ""
    kind: str = "fact"
    fact: str = ""  # the name of the fact that it tells


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Until when somebody must act: the header of the file says it once it has passed.

    `what` names the deadline with its day, `turn` says whose turn it is. `row` is one of the
    file's: what the operator may do about it stands beside the sentence. `letter` is a link to
    write to whoever must act.
    """

    until: datetime
    what: Words
    turn: Words
    row: Model
    letter: str = ""


@dataclass(kw_only=True)
class Dossier:
    """What a file shows. `rows` are those whose verbs and facts belong to it, its own first. When
    one row of those in `lead` has verbs, they stand in the header; else each beside what it
    changes. `history` ends the right column, below what apps above add.

    `told` are rows of other files whose facts the timeline tells too, without their verbs.
    `entries` are told beside the facts, and better than those named in `instead_of`. Letters about
    the rows are told as well; of a person's file only those to the addresses of `letters_to`.
    """

    title: str
    who: Any = ""
    amount: Any = ""
    badges: Sequence[Any] = ()
    says: Sequence[Any] = ()
    main: list[Panel] = field(default_factory=list)
    beside: list[Panel] = field(default_factory=list)
    history: Sequence[Panel] = ()
    rows: list[Model] = field(default_factory=list)
    told: Sequence[Model] = ()
    lead: Sequence[Model] = ()
    delays: Sequence[Delay] = ()
    entries: Sequence[Entry] = ()
    instead_of: Collection[str] = ()
    letters_to: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Added:
    """What an app above adds to a file; `quotes` are the same things in words, for letters."""

    main: Sequence[Panel] = ()
    beside: Sequence[Panel] = ()
    rows: Sequence[Model] = ()
    quotes: Sequence[str] = ()


Adder = Callable[[Any], Added]
_adders: dict[type[Model], list[Adder]] = {}


def connect(adding: Iterable[Mapping[type[Model], Adder]]) -> None:
    """Install what each app adds to the files of others."""
    _adders.clear()
    for adders in adding:
        for model, adder in adders.items():
            _adders.setdefault(model, []).append(adder)


def completed(dossier: Dossier, row: Model) -> Dossier:
    """The file with what the apps above its own know of the row."""
    for adder in _adders.get(type(row), ()):
        added = adder(row)
        dossier.main += added.main
        dossier.beside += added.beside
        dossier.rows += added.rows
    dossier.beside += dossier.history
    return dossier


def quotes(row: Model) -> list[str]:
    """What the apps above know of a row, in words."""
    return [words for adder in _adders.get(type(row), ()) for words in adder(row).quotes]


def overdue(dossier: Dossier, at: datetime) -> list[dict[str, Any]]:
    """What is late in a file, with the verbs of its row, which stand nowhere else then."""
    told = []
    for delay in sorted(dossier.delays, key=lambda delay: delay.until):
        if delay.until < at:
            moves, delay.row.moves = getattr(delay.row, "moves", []), []  # type: ignore[attr-defined]
            words = _("En retard de {time} : {what}.").format(
                time=span(at - delay.until), what=delay.what
            )
            told.append({"words": words, "delay": delay, "moves": moves})
    return told


def headed(dossier: Dossier) -> list[Any]:
    """The verbs of the header, taken from the one row that leads; none where several do."""
    leading = [row for row in dossier.lead if row.moves]  # type: ignore[attr-defined]
    if len(leading) != 1:
        return []
    moves, leading[0].moves = leading[0].moves, []  # type: ignore[attr-defined]
    return moves


def timeline(dossier: Dossier) -> list[Entry]:
    """All that happened to the rows of a file, and the letters about them, latest first."""
    rows = {subject_of(row): row for row in (*dossier.rows, *dossier.told)}
    own = next(iter(rows), "")
    told = (
        Fact.objects.filter(Q(subject__in=rows) | Q(within__in=rows))
        .exclude(name__in=dossier.instead_of)
        .select_related("actor")
        .order_by("-happened_at", "-pk")[:MOST_FACTS]
    )
    rows = trail.at_hand(fact.subject for fact in told if fact.subject not in rows) | rows
    entries = [
        Entry(
            at=fact.happened_at,
            title=facts.title(fact),
            text=facts.why(fact.name, fact.data, fact.because),
            by=fact.actor or "",
            about="" if fact.subject == own else trail.words(fact.subject, rows),
            kind="note" if fact.name == notes.NAME else "fact",
            fact=fact.name,
        )
        for fact in told
    ]
    entries += [_letter(row, own, rows) for row in letters.about([*rows], dossier.letters_to)]
    entries = sorted([*entries, *dossier.entries], key=lambda entry: entry.at, reverse=True)
    return [_one_line([*run]) for _key, run in groupby(entries, key=_gathers)]


def _gathers(entry: Entry) -> tuple:
    """The same for neighbours that make one line; for any other entry like no neighbour's."""
    if facts.gathered(entry.fact, 1):
        return (entry.fact, entry.by)
    return (id(entry),)


def _one_line(run: list[Entry]) -> Entry:
    """Neighbours that tell the same of one person: how many, from when to when, and of what."""
    last, first = run[0], run[-1]
    if len(run) == 1:
        return last
    abouts = dict.fromkeys(entry.about for entry in reversed(run) if entry.about)
    return replace(
        last,
        title=facts.gathered(last.fact, len(run)),
        text=_("Entre {first} et {last}.").format(first=when(first.at), last=when(last.at)),
        about=format_html_join(", ", "{}", ((about,) for about in abouts)),
    )


def _letter(row: Letter, own: str, rows: Mapping[str, Model]) -> Entry:
    """A letter by its subject line, to whom, and whether it left."""
    return Entry(
        at=row.written_at,
        title=_("Lettre : {subject}").format(subject=row.title),
        text=letters.failure(row),
        by=row.email,
        about="" if row.subject == own else trail.words(row.subject, dict(rows)),
        kind="letter",
    )


def home(key: str) -> Model | None:
    """The row from whose file a verb was asked; nothing where that file does not open.

    The row is at hand before the file is: some sections open row by row.
    """
    name, _colon, pk = key.rpartition(":")
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError):
        return None
    if not places.opens(model):
        return None
    row = model._default_manager.filter(pk=row_number(pk)).first()
    return row if row is not None and places.address(model, row.pk, row) else None
