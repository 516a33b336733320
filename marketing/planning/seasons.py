"""The days on which France buys, gives and celebrates: when they fall, and when to begin.

The periods of the soldes are those of the law (C. com. L310-3, D310-15-2); the fête des mères that
of CASF D215-1; school holidays those of the orders that fix them, as far as they are published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from marketplace.shared.clock import easter
from marketplace.shared.desks import Words

WEDNESDAY, THURSDAY, SATURDAY, SUNDAY = 2, 3, 5, 6
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A day or a period of a year.

    `lead` is how many days before it people begin to look; `words` are what a page, a collection or
    a post about it is recognised by, folded.
    """

    key: str
    name: Words
    starts: date
    ends: date
    lead: int
    words: tuple[str, ...]
    advice: Words = ""

    @property
    def prepares(self) -> date:
        """From which day on what is planned for it should be there."""
        return self.starts - timedelta(days=self.lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """School holidays of a zone, from the first day without school to the last."""

    name: Words
    zones: str
    starts: date
    ends: date


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """The first, second… such day of a month; -1 is the last."""
    if number > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
    last = date(year + month // 12, month % 12 + 1, 1) - DAY
    return last - timedelta(days=(last.weekday() - weekday) % 7, weeks=-number - 1)


def winter_sales(year: int) -> date:
    """The second Wednesday of January, the first where that falls after the 12th."""
    second = nth(year, 1, WEDNESDAY, 2)
    return second if second.day <= 12 else second - WEEK


def summer_sales(year: int) -> date:
    """The last Wednesday of June, the one before where that falls after the 28th."""
    last = nth(year, 6, WEDNESDAY, -1)
    return last if last.day <= 28 else last - WEEK


def mothers(year: int) -> date:
    """The last Sunday of May; the first of June where that is Pentecost."""
    last = nth(year, 5, SUNDAY, -1)
    return last if last != easter(year) + 7 * WEEK else last + WEEK


LAWFUL = _(
    "Seules dates où le mot « soldes » est permis, sauf départements qui ont les leurs ; le stock"
    " soldé est proposé depuis un mois au moins."
)
PRIOR = _("Le prix barré est le plus bas des trente jours d'avant.")
# key, name, its day, days it lasts after it, how long before people look, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """What comes back every year: its first day, and how many days follow it."""

    key: str
    name: Words
    day: Callable[[int], date]
    words: tuple[str, ...]
    lasts: int = 0
    lead: int = 30
    advice: Words = ""


def on(month: int, day: int) -> Callable[[int], date]:
    """The same day every year."""
    return lambda year: date(year, month, day)


def the(number: int, weekday: int, month: int) -> Callable[[int], date]:
    """The first, second… such day of a month."""
    return lambda year: nth(year, month, weekday, number)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    return nth(year, 11, THURSDAY, 4) + DAY


EVERY_YEAR = (
    Yearly(
        key="epiphanie",
        name=_("Épiphanie"),
        day=on(1, 6),
        lead=14,
        words=("epiphanie", "galette"),
    ),
    Yearly(
        key="soldes-hiver",
        name=_("Soldes d'hiver"),
        day=winter_sales,
        lasts=27,
        lead=14,
        words=("soldes",),
        advice=LAWFUL,
    ),
    Yearly(
        key="chandeleur",
        name=_("Chandeleur"),
        day=on(2, 2),
        lead=14,
        words=("chandeleur", "crepe"),
    ),
    Yearly(
        key="saint-valentin",
        name=_("Saint-Valentin"),
        day=on(2, 14),
        words=("valentin", "amoureux"),
    ),
    Yearly(
        key="grands-meres",
        name=_("Fête des grands-mères"),
        day=the(1, SUNDAY, 3),
        lead=21,
        words=("grand-mere", "grands-meres", "mamie"),
    ),
    Yearly(
        key="printemps",
        name=_("Printemps"),
        day=on(3, 20),
        words=("printemps",),
    ),
    Yearly(key="paques", name=_("Pâques"), day=easter, lasts=1, words=("paques",)),
    Yearly(
        key="muguet",
        name=_("Premier mai"),
        day=on(5, 1),
        lead=14,
        words=("muguet", "premier mai"),
    ),
    Yearly(
        key="fete-des-meres",
        name=_("Fête des mères"),
        day=mothers,
        words=("fete des meres", "maman"),
    ),
    Yearly(
        key="fete-des-peres",
        name=_("Fête des pères"),
        day=the(3, SUNDAY, 6),
        words=("fete des peres", "papa"),
    ),
    Yearly(
        key="soldes-ete",
        name=_("Soldes d'été"),
        day=summer_sales,
        lasts=27,
        lead=14,
        words=("soldes",),
        advice=LAWFUL,
    ),
    Yearly(
        key="rentree",
        name=_("Rentrée"),
        day=on(9, 1),
        lasts=6,
        lead=45,
        words=("rentree", "cartable"),
    ),
    Yearly(
        key="patrimoine",
        name=_("Journées du patrimoine"),
        day=the(3, SATURDAY, 9),
        lasts=1,
        words=("patrimoine", "portes ouvertes"),
        advice=_("Le moment d'ouvrir les ateliers au public : un rendez-vous de l'agenda."),
    ),
    Yearly(key="halloween", name=_("Halloween"), day=on(10, 31), words=("halloween",)),
    Yearly(
        key="black-friday",
        name=_("Black Friday"),
        day=black_friday,
        lasts=3,
        lead=21,
        words=("black friday", "vendredi noir", "cyber"),
        advice=PRIOR,
    ),
    Yearly(
        key="avent",
        name=_("Avent"),
        day=on(12, 1),
        lasts=23,
        words=("avent",),
    ),
    Yearly(
        key="noel",
        name=_("Noël"),
        day=on(12, 25),
        lead=55,
        words=("noel",),
        advice=_("Dites jusqu'à quel jour commander pour recevoir à temps."),
    ),
    Yearly(
        key="saint-sylvestre",
        name=_("Saint-Sylvestre"),
        day=on(12, 31),
        lead=14,
        words=("sylvestre", "reveillon"),
    ),
)

ALL_ZONES = "A, B, C"
TOUSSAINT, NOEL = _("Vacances de la Toussaint"), _("Vacances de Noël")
WINTER, SPRING, SUMMER = (
    _("Vacances d'hiver"),
    _("Vacances de printemps"),
    _("Vacances d'été"),
)
# the order of 22 October 2025 fixes 2026-2027
HOLIDAYS: tuple[Holiday, ...] = tuple(
    Holiday(name=name, zones=zones, starts=starts, ends=ends)
    for name, zones, starts, ends in (
        (TOUSSAINT, ALL_ZONES, date(2026, 10, 17), date(2026, 11, 1)),
        (NOEL, ALL_ZONES, date(2026, 12, 19), date(2027, 1, 3)),
        (WINTER, "C", date(2027, 2, 6), date(2027, 2, 21)),
        (WINTER, "A", date(2027, 2, 13), date(2027, 2, 28)),
        (WINTER, "B", date(2027, 2, 20), date(2027, 3, 7)),
        (SPRING, "C", date(2027, 4, 3), date(2027, 4, 18)),
        (SPRING, "A", date(2027, 4, 10), date(2027, 4, 25)),
        (SPRING, "B", date(2027, 4, 17), date(2027, 5, 2)),
        (SUMMER, ALL_ZONES, date(2027, 7, 3), date(2027, 8, 31)),
    )
)
KNOWN_UNTIL = max(holiday.ends for holiday in HOLIDAYS)


def of_year(year: int) -> list[Season]:
    """The seasons of a year, in their order."""
    seasons = [_in(year, each) for each in EVERY_YEAR]
    return sorted(seasons, key=lambda season: season.starts)


def _in(year: int, each: Yearly) -> Season:
    starts = each.day(year)
    return Season(
        key=each.key,
        name=each.name,
        starts=starts,
        ends=starts + timedelta(days=each.lasts),
        lead=each.lead,
        words=each.words,
        advice=each.advice,
    )


def between(start: date, end: date) -> list[Season]:
    """The seasons of which a day lies between two days, both counted."""
    years = range(start.year - 1, end.year + 1)
    every = [season for year in years for season in of_year(year)]
    return [season for season in every if season.starts <= end and season.ends >= start]


def ahead(today: date, *, days: int = 75) -> list[Season]:
    """The seasons that begin soon, or of which the last day is still to come."""
    return [
        season for season in between(today, today + timedelta(days=days)) if season.ends >= today
    ]


def holidays(start: date, end: date) -> list[Holiday]:
    """The school holidays of which a day lies between two days, both counted."""
    return [one for one in HOLIDAYS if one.starts <= end and one.ends >= start]
