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

LISTED = 12  # of those who may come, as the pages show them
OWN = gettext_noop("« {shop} » : vous faites partie de cette boutique.")
OPENING = time(8)  # when a turn begins that nobody gave an hour


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shop that may have a span, and what speaks for it."""

    shop: Shop
    reasons: Sequence[Reason]
    withdrawn_at: datetime | None = None  # when somebody took it back from some of this span

    @property
    def points(self) -> int:
        """All its points."""
        return sum(reason.points for reason in self.reasons)

    @property
    def most(self) -> int:
        """As many as anybody could have."""
        return sum(reason.most for reason in self.reasons)


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

    def __post_init__(self) -> None:
        self.shops = evidence.gather(at=self.at)
        decided, self.withdrawn = turns.decided()
        self.book = Book(decided, self.shops.values())

    def proposal(self, span: Span) -> Proposal:
        """Every open shop, judged for a span; one that was taken back from it comes last."""
        found, refused = [], []
        for shop in self.shops.values():
            refusal = self.book.refusal(shop, span)
            if shop.pk in self.barred:
                refused.append((shop, _now(OWN).format(shop=shop.name)))
            elif refusal:
                refused.append((shop, str(refusal)))
            else:
                found.append(self.candidate(shop, span))
        found.sort(
            key=lambda one: (bool(one.withdrawn_at), -one.points, one.shop.name, one.shop.pk)
        )
        refused.sort(key=lambda pair: pair[0].name)
        return Proposal(span, self.book.free(span), found, refused)

    def candidate(self, shop: Shop, span: Span) -> Candidate:
        """A shop with what speaks for it."""
        told = scoring.reasons(shop, span, self.book.turns, self.shops)
        taken_back = (
            turn.withdrawn_at
            for turn in self.withdrawn
            if turn.seller_id == shop.pk and span.meets(turn)
        )
        return Candidate(shop, told, max(taken_back, default=None))

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
        if chosen is None:
            best = options[0] if options else None
            return Line(name=name, span=span, chosen=best, options=options[:LISTED])
        wished = chosen.get(name)
        if wished is None:
            return Line(name=name, span=span, chosen=None, options=options[:LISTED])
        taken = next((one for one in options if one.shop.pk == wished), None)
        if taken:
            return Line(
                name=name,
                span=span,
                chosen=taken,
                options=options[:LISTED]
                if taken in options[:LISTED]
                else [taken, *options[:LISTED]],
            )
        return self._refused(name, span, wished, options)

    def _refused(self, name: str, span: Span, wished: int, options: list[Candidate]) -> Line:
        shop = self.shops.get(wished)
        refusal = self.book.refusal(shop, span) if shop else None
        said = str(refusal or _now("Cette boutique ne peut pas être choisie."))
        one = self.candidate(shop, span) if shop else None
        shown = [one, *options[:LISTED]] if one else options[:LISTED]
        return Line(name=name, span=span, chosen=one, options=shown, refusal=said)


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
