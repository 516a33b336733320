"""What the pages of an import show: progress, causes, lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.imports import altered, mapping, mending, problems
from catalog.models import Import, ImportRow
from catalog.states import ImportState
from marketplace.shared.templatetags.ui import figure

Outcome = ImportRow.Outcome
LINES_NAMED = 8
VALUES_NAMED = 6
GROUPED = 20_000  # lines whose wrong cells are grouped
OVER = (ImportState.DONE, ImportState.UNDONE)
VIEWS = ("refused", "lacking", "remarks", "new", "updated", "unchanged", "left")


@dataclass(slots=True, kw_only=True)
class Results:
    """The figures, causes and chosen lines of a checked or applied file."""

    rows: QuerySet
    tabs: list[dict]
    causes: list[dict]
    notes: list[dict]
    code: str
    mends: bool
    is_told: bool
    lacking: int


def came_of(lines: int, refused: int, left: int) -> str:
    """What came of corrected cells, in words."""
    told = [
        ngettext("%(lines)s ligne relue", "%(lines)s lignes relues", lines) % {"lines": lines},
        ngettext("%(refused)s encore refusée", "%(refused)s encore refusées", refused)
        % {"refused": refused}
        if refused
        else "",
        ngettext("%(left)s reste à corriger : recommencez", "%(left)s restent : recommencez", left)
        % {"left": left}
        if left
        else "",
    ]
    return f"{', '.join(part for part in told if part)}."


def progress(source: Import) -> dict:
    """How far the worker is, in words and as a measure."""
    if source.state == ImportState.READING:
        return {
            "unknown": True,
            "text": _("Lecture : %(done)s lignes") % {"done": figure(source.progress)}
            if source.progress
            else _("Lecture du fichier…"),
        }
    if source.state == ImportState.UNDOING:
        sheets = source.undone.get("sheets", 0)
        return _measure(source.progress, sheets, _("%(done)s fiches reprises sur %(total)s"))
    if source.state == ImportState.APPLYING:
        # unchanged and refused lines are passed over
        changing = source.new_count + source.updated_count
        if changing and source.progress >= changing:
            return {"unknown": True, "text": _("Toutes les lignes sont écrites : dernier bilan…")}
        return _measure(source.progress, changing, _("%(done)s lignes appliquées sur %(total)s"))
    total = max(source.total, 1)
    if source.read_at is None:
        if source.progress >= total:
            return {"unknown": True, "text": _("Tout est lu : recherche des doublons…")}
        read = _("Lecture : %(done)s lignes sur %(total)s")
        return {**_measure(source.progress, source.total, read), "max": 2 * total}
    judged = _("Vérification : %(done)s lignes sur %(total)s")
    measured = _measure(source.progress, source.total, judged)
    return {**measured, "value": total + measured["value"], "max": 2 * total}


def _measure(done: int, total: int, sentence: str) -> dict:
    """So much of a whole: a slice that died and began anew never shows more than there is."""
    done = min(done, total)
    words = {"done": figure(done), "total": figure(total)}
    return {"value": done, "max": max(total, 1), "text": sentence % words}


def refusals(source: Import) -> list[dict]:
    """Why the file, or its photos, could not be read, in the language of the reader."""
    title = (
        _("Ce fichier n'a pas pu être lu.")
        if source.state == ImportState.FAILED
        else _("Ce fichier ne se lit pas ainsi.")
    )
    messages = [
        (title, problems.told(source.asked.get("refused", {}))),
        (
            _("Les photos n'ont pas été prises."),
            problems.told(source.asked.get("photos_refused", {})),
        ),
    ]
    if source.state == ImportState.FAILED and not messages[0][1] and not messages[1][1]:
        messages = [(title, source.failure)]
    return [{"title": title, "text": text} for title, text in messages if text]


def causes(source: Import) -> list[dict]:
    """The problems of a file by cause, the commonest error first; counted once, then stored.

    A line refused for the sake of another comes after the causes themselves.
    """
    rows = source.rows.exclude(problems=[]).order_by("line").values_list("line", "problems")
    return _sorted(_causes(rows.iterator(chunk_size=2000)))


def recount(source: Import, codes: Iterable[str]) -> list[dict]:
    """The causes of a file, those of these codes counted again; the others as they are stored."""
    codes = set(codes)
    said = source.rows.annotate(said=Cast("problems", TextField()))
    bears = Q(*(Q(said__contains=f'"{code}"') for code in codes), _connector=Q.OR)
    rows = said.filter(bears).order_by("line").values_list("line", "problems") if codes else []
    again = [cause for cause in _causes(rows) if cause["code"] in codes]
    others = [c for c in source.detected.get("causes", []) if c["code"] not in codes]
    return _sorted([*others, *again])


def _causes(rows: Iterable[tuple[int, list[dict]]]) -> list[dict]:
    by_code: dict[str, dict] = {}
    for line, entries in rows:
        for problem in entries:
            cause = by_code.setdefault(
                problem["code"],
                {
                    "code": problem["code"],
                    "level": problem["level"],
                    "count": 0,
                    "lines": [],
                    "values": [],
                    "example": problem,
                },
            )
            cause["count"] += 1
            if (
                len(cause["values"]) < VALUES_NAMED
                and problem["value"]
                and problem["value"] not in cause["values"]
            ):
                cause["values"].append(problem["value"])
            if len(cause["lines"]) < LINES_NAMED and line not in cause["lines"]:
                cause["lines"].append(line)
    return list(by_code.values())


def _sorted(causes: Iterable[dict]) -> list[dict]:
    return sorted(
        causes,
        key=lambda cause: (
            cause["level"],
            cause["code"] == "SHEET_REFUSED",
            -cause["count"],
            cause["lines"],
        ),
    )


def of(source: Import, *, outcome: str, code: str) -> Results:
    """The lines a seller asked to see, with the figures above them."""
    outcome = outcome if outcome in VIEWS else ""
    code = code if code in problems.ROW else ""
    if not outcome and not code:
        outcome = (
            "refused" if source.refused_count else "remarks" if source.warning_count else "new"
        )
    rows = source.rows.order_by("line")
    if code:
        rows = with_code(source, code)
    elif outcome == "lacking":
        rows = with_code(source, *problems.KEPT).exclude(outcome=Outcome.REFUSED)
    elif outcome == "remarks":
        rows = rows.exclude(Q(problems=[]) | Q(outcome__in=(Outcome.REFUSED, Outcome.LEFT)))
    else:
        rows = rows.filter(outcome=outcome)
    explained = [
        {
            **cause,
            "sentence": problems.sentence(cause["example"]),
            "remedy": problems.remedy(cause["example"], is_over=is_over(source)),
            "also": [] if cause["code"] == "SHEET_REFUSED" else cause.get("values", [])[1:],
        }
        for cause in source.detected.get("causes", [])
    ]
    return Results(
        rows=rows,
        tabs=_tabs(source, "" if code else outcome),
        causes=explained,
        notes=notes(source),
        code=code,
        mends=source.state == ImportState.CHECKED,
        is_told=source.state in (ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE),
        lacking=lacking_of(source),
    )


def is_over(source: Import) -> bool:
    """Whether a file was applied: its steps are behind it."""
    return source.state in OVER


def notes(source: Import) -> list[dict]:
    """What there is to say about the columns of a file; what is odd in them, its lines tell once
    they are read.
    """
    are_told = source.state in (ImportState.CHECKED, *OVER)
    return [
        {
            "sentence": problems.sentence(note),
            "remedy": problems.remedy(note, is_over=is_over(source)),
        }
        for note in source.detected.get("notes", [])
        if not (are_told and note["code"] in mapping.ODD.values())
    ]


def dress(source: Import, rows: Iterable[ImportRow]) -> None:
    """Write the sentences of the problems of the lines a page shows, and the cells to mend."""
    places = mending.Places(source) if source.state == ImportState.CHECKED else None
    rows = list(rows)
    words = altered.Words([row.draft.get("altered", ()) for row in rows])
    for row in rows:
        row.altered = words.of(row.draft.get("altered", ()))
        row.told = [
            {
                **problem,
                "sentence": problems.sentence(problem),
                "remedy": problems.remedy(problem, is_over=is_over(source)),
            }
            for problem in row.problems
        ]
        cells = mending.shown(row.cells)
        for problem in row.told if places else ():
            place = places.of(problem)
            if place is not None and place < len(cells):
                problem |= {
                    "place": place,
                    "cell": cells[place],
                    "heading": places.name(place),
                }
        row.title = row.draft.get("title", "")


def wrong_values(source: Import, code: str) -> list[dict]:
    """The cells that are wrong for one cause, those that say the same together, commonest first."""
    places = mending.Places(source)
    groups: dict[tuple[int, str], dict] = {}
    for row in with_code(source, code).only("source", "line", "cells", "problems")[:GROUPED]:
        cells = mending.shown(row.cells)
        for entry in row.problems:
            place = places.of(entry) if entry["code"] == code else None
            if place is None or place >= len(cells):
                continue
            group = groups.setdefault(
                (place, cells[place]),
                {
                    "place": place,
                    "heading": places.name(place),
                    "cell": cells[place],
                    "line": row.line,
                    "count": 0,
                },
            )
            group["count"] += 1
    return sorted(groups.values(), key=lambda group: -group["count"])


def with_code(source: Import, *codes: str) -> QuerySet:
    """The lines of a file that have one of these problems, in order."""
    # SQLite cannot ask what a JSON list contains: the code is looked for in its text
    said = source.rows.annotate(said=Cast("problems", TextField()))
    bears = Q(*(Q(said__contains=f'"{code}"') for code in codes), _connector=Q.OR)
    return said.filter(bears).order_by("line")


def lacking_of(source: Import) -> int:
    """How many sheets of a file stay drafts, to be completed before they are proposed."""
    return sum(c["count"] for c in source.detected.get("causes", ()) if c["code"] in problems.KEPT)


def _tabs(source: Import, chosen: str) -> list[dict]:
    names = {
        "refused": _("Refusées"),
        "lacking": _("À compléter"),
        "remarks": _("Avec remarque"),
        "new": _("Nouvelles"),
        "updated": _("Modifiées"),
        "unchanged": _("Inchangées"),
        "left": _("Laissées de côté"),
    }
    counted = {
        "refused": source.refused_count,
        "lacking": lacking_of(source),
        "remarks": source.warning_count,
        "new": source.new_count,
        "updated": source.updated_count,
        "unchanged": source.unchanged_count,
        "left": source.left_count,
    }
    return [
        {"name": name, "url": f"?outcome={key}", "count": counted[key], "current": key == chosen}
        for key, name in names.items()
    ]
