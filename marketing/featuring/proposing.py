"""Who might be put forward next: every open shop looked at, the reasons in words and figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_noop

from marketing.featuring import evidence, scoring, turns
from marketing.featuring.evidence import Shop
from marketing.featuring.scoring import Reason
from marketing.featuring.turns import Book, Span, Turn, Withdrawn
from marketplace.shared.clock import PARIS, paris_day
from marketplace.shared.templatetags.ui import when

LISTED = 12  # of those who may come, as the pages show them
OWN = gettext_noop("« {shop} » : vous faites partie de cette boutique.")
OPENING = time(8)  # when a turn begins that nobody gave an hour


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shop that may have a span, and what speaks for it."""

    shop: Shop
    reasons: Sequence[Reason]
    withdrawn: Withdrawn | None = None  # what somebody took back of these days, or near them
    motive: str = ""  # why they did
    is_of_span: bool = False  # it was of these very days

    @property
    def points(self) -> int:
        """All its points."""
        return sum(reason.points for reason in self.reasons)

    @property
    def most(self) -> int:
        """As many as anybody could have."""
        return sum(reason.most for reason in self.reasons)

    @property
    def withdrawal(self) -> str:
        """What was taken back, when and why, in words; empty where nothing was."""
        taken = self.withdrawn
        if taken is None:
            return ""
        if self.is_of_span:
            said = _now("Retirée de cette période le {day}.").format(day=when(taken.withdrawn_at))
        else:
            said = _now("Retirée le {day} de la période du {start} au {end}.").format(
                day=when(taken.withdrawn_at), start=when(taken.starts_at), end=when(taken.ends_at)
            )
        return f"{said} {_now('Motif : {why}').format(why=self.motive)}" if self.motive else said


@dataclass(frozen=True, slots=True)
class Proposal:
    """Those who may have a span, the best first, and why the others may not."""

    span: Span
    free: int
    candidates: Sequence[Candidate]
    refused: Sequence[tuple[Shop, str]]


@dataclass(slots=True, kw_only=True)
class Line:
    """A place of a timetable, whom it would go to, and who else might have it."""

    name: str
    span: Span
    chosen: Candidate | None
    options: Sequence[Candidate]
    refusal: str = ""


@dataclass(slots=True)
class Looked:
    """All that is known at one instant, read once for however many places are filled."""

    at: datetime
    barred: Collection[int] = ()  # the shops of whoever looks: nobody proposes their own
    shops: dict[int, Shop] = field(init=False)
    book: Book = field(init=False)
    withdrawn: list[Withdrawn] = field(init=False)
    motives: dict[int, str] = field(init=False)  # why each was withdrawn, by its row

    def __post_init__(self) -> None:
        self.shops = evidence.gather(at=self.at)
        decided, taken_back = turns.decided()
        self.withdrawn = [each for each in taken_back if each.ends_at + turns.NEAR > self.at]
        self.motives = turns.motives(self.withdrawn)
        self.book = Book(decided, self.shops.values())

    def proposal(self, span: Span) -> Proposal:
        """Every open shop, judged for a span; one that was taken back near it comes last."""
        found, refused = [], []
        for shop in self.shops.values():
            refusal = self.book.refusal(shop, span)
            if shop.pk in self.barred:
                refused.append((shop, _now(OWN).format(shop=shop.name)))
            elif refusal:
                refused.append((shop, str(refusal)))
            else:
                found.append(self.candidate(shop, span))
        found.sort(key=lambda one: (bool(one.withdrawn), -one.points, one.shop.name, one.shop.pk))
        refused.sort(key=lambda pair: pair[0].name)
        return Proposal(span, self.book.free(span), found, refused)

    def candidate(self, shop: Shop, span: Span) -> Candidate:
        """A shop with what speaks for it."""
        told = scoring.reasons(shop, span, self.book.turns, self.shops)
        own = (
            turn for turn in self.withdrawn if turn.seller_id == shop.pk and turn.weighs_on(span)
        )
        # of several, those of these very days tell the most
        last = max(own, key=lambda turn: (span.meets(turn), turn.withdrawn_at), default=None)
        if last is None:
            return Candidate(shop, told)
        return Candidate(shop, told, last, self.motives.get(last.pk, ""), span.meets(last))

    def timetable(
        self, spans: Sequence[Span], chosen: Mapping[str, int | None] | None = None
    ) -> list[Line]:
        """The free places of these spans, each given to the best who may have it by then.

        `chosen` are the shops that somebody put in the places they saw, None where one stays free;
        a place they did not see stays free too.
        """
        lines: list[Line] = []
        for week, span in enumerate(spans):
            for place in range(self.book.free(span)):
                line = self._line(f"p{week}-{place}", span, chosen)
                lines.append(line)
                if line.chosen and not line.refusal:
                    pk = line.chosen.shop.pk
                    self.book.add(Turn(pk, span.starts_at, span.ends_at))
        return lines

    def _line(self, name: str, span: Span, chosen: Mapping[str, int | None] | None) -> Line:
        options = list(self.proposal(span).candidates)
        offered = listed(options)
        if chosen is None:
            # who was taken back is chosen by somebody, and proposed by nobody
            best = next((one for one in options if one.withdrawn is None), None)
            return Line(name=name, span=span, chosen=best, options=offered)
        wished = chosen.get(name)
        if wished is None:
            return Line(name=name, span=span, chosen=None, options=offered)
        taken = next((one for one in options if one.shop.pk == wished), None)
        if taken:
            shown = offered if taken in offered else [taken, *offered]
            return Line(name=name, span=span, chosen=taken, options=shown)
        return self._refused(name, span, wished, options)

    def _refused(self, name: str, span: Span, wished: int, options: list[Candidate]) -> Line:
        shop = self.shops.get(wished)
        refusal = self.book.refusal(shop, span) if shop else None
        said = str(refusal or _now("Cette boutique ne peut pas être choisie."))
        one = self.candidate(shop, span) if shop else None
        shown = [one, *listed(options)] if one else listed(options)
        return Line(name=name, span=span, chosen=one, options=shown, refusal=said)


def listed(candidates: Sequence[Candidate], most: int = LISTED) -> list[Candidate]:
    """The first by their points, and whoever was taken back lately: nobody wonders where it is."""
    return [*candidates[:most], *(one for one in candidates[most:] if one.withdrawn)]


def spans(start: datetime, *, days: int, many: int) -> list[Span]:
    """So many spans, one after the other, each beginning at the same hour in Paris."""
    local = start.astimezone(PARIS)
    edges = [local + timedelta(days=days * step) for step in range(many + 1)]
    return [Span(first, last) for first, last in zip(edges, edges[1:], strict=False)]


def next_free(book: Book, *, days: int, at: datetime) -> datetime:
    """When the next span begins in which a place is free: tomorrow morning, or once one ends."""
    tomorrow = datetime.combine(paris_day(at) + timedelta(days=1), OPENING, tzinfo=PARIS)
    ends = sorted(turn.ends_at for turn in book.turns if turn.ends_at > tomorrow)
    moments = [tomorrow, *ends]
    return next(
        (moment for moment in moments if book.free(spans(moment, days=days, many=1)[0])),
        moments[-1],
    )
