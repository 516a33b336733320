"""A report as people read it: its figures by subject, in words, beside the quarter before's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Reason
from marketplace.shared.models.appeal import AppealState
from marketplace.shared.templatetags.ui import figure, lasting, percent
from orders.figures.counting import Fate
from orders.models import Incident, QualityFigure, QualityReport, Refund
from orders.quality.counting import STEP, stepped
from orders.quality.quarters import Quarter
from orders.states import DisputeState, QualityState

Figures = Mapping[tuple[str, str], QualityFigure]
COUNT, SHARE, DELAY = "count", "share", "delay"
NAMES = {
    "shops": (COUNT, gettext_lazy("Boutiques qui ont vendu")),
    "shops_opened": (COUNT, gettext_lazy("Nouvelles boutiques, ouvertes dans le trimestre")),
    "orders": (COUNT, gettext_lazy("Commandes payées")),
    "parts": (COUNT, gettext_lazy("Commandes transmises aux boutiques")),
    "orders_month": (COUNT, gettext_lazy("Commandes payées, par mois")),
    "on_time": (SHARE, gettext_lazy("Envois à temps")),
    "on_time_month": (SHARE, gettext_lazy("Envois à temps, par mois")),
    "sending": (DELAY, gettext_lazy("Du paiement à l'envoi")),
    "accepting": (DELAY, gettext_lazy("Du paiement à la confirmation")),
    "due": (COUNT, gettext_lazy("Commandes qui devaient partir")),
    "complaints": (COUNT, gettext_lazy("Réclamations ouvertes")),
    "answering": (DELAY, gettext_lazy("De la réclamation à la réponse du vendeur")),
    "ended": (COUNT, gettext_lazy("Réclamations closes")),
    "refunded": (SHARE, gettext_lazy("Commandes remboursées, en tout ou partie")),
    "refunding": (DELAY, gettext_lazy("De la décision au remboursement")),
    "refunds": (COUNT, gettext_lazy("Remboursements versés")),
    "judged": (COUNT, gettext_lazy("Fiches relues par une personne")),
    "judging": (DELAY, gettext_lazy("De la proposition à la décision")),
    "sent_back": (COUNT, gettext_lazy("Fiches renvoyées ou refusées, par motif")),
    "reviews": (COUNT, gettext_lazy("Avis examinés")),
    "appeals": (COUNT, gettext_lazy("Décisions contestées")),
    "disputes": (COUNT, gettext_lazy("Contestations bancaires ouvertes")),
}
SECTIONS = (
    ("marche", gettext_lazy("Le marché"), ("shops", "shops_opened", "orders", "parts")),
    ("envois", gettext_lazy("Les envois"), ("on_time", "sending", "accepting", "due")),
    ("reclamations", gettext_lazy("Les réclamations"), ("complaints", "answering", "ended")),
    (
        "remboursements",
        gettext_lazy("Les remboursements"),
        ("refunded", "refunding", "refunds", "disputes"),
    ),
    (
        "moderation",
        gettext_lazy("La modération"),
        ("judged", "judging", "sent_back", "reviews", "appeals"),
    ),
)
MONTHLY = ("orders_month", "on_time_month")
DRAWN = {"marche": ("orders_month", "figure"), "envois": ("on_time_month", "percent")}
DETAILS: dict[str, Mapping] = {
    "due": dict(Fate.choices),
    "complaints": dict(Incident.Kind.choices),
    "ended": dict(Incident.Outcome.choices),
    "refunds": dict(Refund.Cause.choices),
    "judged": {
        "approved": gettext_lazy("Approuvées"),
        "sent_back": gettext_lazy("Renvoyées ou refusées"),
    },
    "reviews": {"published": gettext_lazy("Publiés"), "refused": gettext_lazy("Refusés")},
    "appeals": dict(AppealState.choices),
    "disputes": dict(DisputeState.choices),
}


@dataclass(slots=True)
class Row:
    """A line of a table: `share` is its part of the whole, where there are enough cases for one."""

    name: str
    value: str
    cases: str
    before: str
    share: str = ""
    is_detail: bool = False


@dataclass(slots=True)
class Section:
    """A subject of the report, with what it draws."""

    anchor: str
    title: str
    rows: list[Row]
    chart: list[tuple[str, int]] = field(default_factory=list)
    drawn: str = ""  # what the chart shows
    unit: str = ""


def public() -> QuerySet[QualityReport]:
    """The reports that everybody may read, the last quarter first."""
    return QualityReport.objects.filter(state=QualityState.PUBLISHED).order_by("-year", "-quarter")


def quarter_of(report: QualityReport) -> Quarter:
    """The quarter that a report counts."""
    return Quarter(report.year, report.quarter)


def figures_of(report: QualityReport | None) -> Figures:
    """The figures of a report, by code and detail: one statement."""
    rows = QualityFigure.objects.filter(report=report).order_by("pk") if report else ()
    return {(row.code, row.key): row for row in rows}


def before(report: QualityReport, *, public: bool) -> QualityReport | None:
    """The report of the quarter before: the public one, else the latest counted for whoever of the
    house reads.
    """
    earlier = quarter_of(report).before
    rows = QualityReport.objects.filter(year=earlier.year, quarter=earlier.number)
    if public:
        return rows.filter(state=QualityState.PUBLISHED).first()
    rows = rows.exclude(state=QualityState.MAKING)
    return rows.filter(state=QualityState.PUBLISHED).first() or rows.order_by("-version").first()


def replaced(report: QualityReport) -> QualityReport | None:
    """The version of the same quarter that was public before this one; None of the first."""
    if report.version == 1 or report.published_at is None:
        return None
    rows = QualityReport.objects.filter(year=report.year, quarter=report.quarter)
    earlier = rows.filter(published_at__lt=report.published_at).exclude(pk=report.pk)
    return earlier.order_by("-published_at").first()


def changes(then: Figures, now: Figures) -> list[tuple[str, str, str]]:
    """What another version of a quarter tells otherwise: the name, before, after."""
    reasons = {reason.code: str(reason) for reason in Reason.objects.order_by("pk")}
    told = []
    for code, key in [*now, *(each for each in then if each not in now)]:
        unit, name = NAMES[code]
        was, is_now = (shown(unit, rows.get((code, key))) or "–" for rows in (then, now))
        if was != is_now:
            told.append(
                (f"{name} · {detail(code, key, reasons)}" if key else str(name), was, is_now)
            )
    return told


def sections(report: QualityReport, then: Figures, now: Figures | None = None) -> list[Section]:
    """The tables of a report, with the figures of the quarter before beside."""
    now = figures_of(report) if now is None else now
    reasons = {reason.code: str(reason) for reason in Reason.objects.order_by("pk")}
    return [
        Section(
            anchor,
            str(title),
            [row for code in codes for row in _rows(code, now, then, reasons, report.least)],
            *_chart(anchor, now),
        )
        for anchor, title, codes in SECTIONS
    ]


def _rows(code, now: Figures, then: Figures, reasons: Mapping, least: int) -> Iterator[Row]:
    unit, name = NAMES[code]
    whole = now.get((code, ""))
    yield Row(
        str(name),
        shown(unit, whole),
        "" if unit == COUNT else _cases(whole),
        shown(unit, then.get((code, ""))),
    )
    details = [row for (of, key), row in now.items() if of == code and key]
    details.sort(key=lambda row: (-(row.value or 0), row.key))
    enough = whole is not None and (whole.value or 0) >= max(least, 1)
    shares = _shares([row.value or 0 for row in details]) if enough else [None] * len(details)
    for row, share in zip(details, shares, strict=True):
        yield Row(
            detail(code, row.key, reasons),
            shown(unit, row),
            "",
            shown(unit, then.get((code, row.key))),
            share="" if share is None else percent(share),
            is_detail=True,
        )


def _tenths(bps: int) -> int:
    """Basis points to the nearest tenth of a per cent, halves up. Cut at the basis point before,
    they still fall on the right side: no half lies between two of them.
    """
    return (bps + 5) // 10 * 10


def _shares(parts: list[int]) -> list[int]:
    """What each part is of the whole, in tenths of a per cent that make 100 together: what rounding
    down leaves goes to those it cut most.
    """
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    shares = [part * 1000 // whole for part in parts]
    cut = sorted(range(len(parts)), key=lambda place: -(parts[place] * 1000 % whole))
    for place in cut[: 1000 - sum(shares)]:
        shares[place] += 1
    return [share * 10 for share in shares]


def detail(code: str, key: str, reasons: Mapping) -> str:
    """What a figure is apart by, in words."""
    if code in MONTHLY:
        return f"{MONTHS[int(key[5:])]} {key[:4]}"
    return str(DETAILS.get(code, reasons).get(key, key))


def shown(unit: str, row: QualityFigure | None) -> str:
    """A value in words: what has none for want of cases says so, what was not counted nothing."""
    if row is None:
        return ""
    if row.value is None:
        return _("trop peu de cas")
    if unit == DELAY:
        return _delay(row.value)
    return percent(_tenths(row.value)) if unit == SHARE else figure(row.value)


def _delay(minutes: int) -> str:
    """A delay as it is promised, by begun steps: the first says that it is the most."""
    if minutes <= STEP:
        return _("{delay} au plus").format(delay=lasting(STEP))
    return lasting(stepped(minutes))


def _cases(row: QualityFigure | None) -> str:
    return "" if row is None else figure(row.cases)


def _chart(anchor: str, now: Figures) -> tuple:
    """What each month of the quarter brought, where more than one has a value: a curve of one point
    says nothing.
    """
    if anchor not in DRAWN:
        return ()
    drawn, unit = DRAWN[anchor]
    rows = [row for (code, _key), row in now.items() if code == drawn and row.value is not None]
    points = [
        (detail(drawn, row.key, {}), _tenths(row.value) if unit == "percent" else row.value)
        for row in rows
    ]
    return (points if len(points) > 1 else [], str(NAMES[drawn][1]), unit)


def as_csv(report: QualityReport) -> str:
    """All figures as a file: words, detail, value as the page shows it, unit, cases, codes."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    reasons = {reason.code: str(reason) for reason in Reason.objects.order_by("pk")}
    heads = (_("chiffre"), _("détail"), _("valeur"), _("unité"), _("cas"))
    rows.writerow([*heads, _("code du chiffre"), _("code du détail")])
    units = {COUNT: _("nombre"), SHARE: "%", DELAY: _("minutes")}
    for (code, key), row in figures_of(report).items():
        unit, name = NAMES[code]
        value: object = "" if row.value is None else row.value
        if unit == SHARE and row.value is not None:
            whole, tenth = divmod(_tenths(row.value) // 10, 10)
            value = f"{whole},{tenth}"  # with a comma: cells end at a semicolon
        elif unit == DELAY and row.value is not None:
            value = stepped(row.value)
        words = detail(code, key, reasons) if key else ""
        rows.writerow([_plain(name), _plain(words), value, units[unit], row.cases, code, key])
    return f"\ufeff{out.getvalue()}"


def _plain(text) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
