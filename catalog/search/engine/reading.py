"""Candidates as the engine finds them: the rows of `catalog.search.by_database`, in its order.

Filters are filters; the points of the text are the score, added up from constants, so that they are
those that SQL would count (whole numbers far below what a float holds exactly).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from catalog.search.asked import Asked
from catalog.search.engine import documents, wire
from catalog.search.engine.wire import EngineDown
from catalog.search.points import POINTS, WEAK
from catalog.search.question import Question
from catalog.tree import tree

STRONG = ("title", "brand", "about")
WORDS = (*STRONG, "body")
ASKED = (
    # a part of the answer is none
    "allow_partial_search_results=false&filter_path=timed_out,hits.hits._score,hits.hits.fields"
)


def rows(asked: Asked) -> list[tuple]:
    """The sheets that answer, as `catalog.search.asked` describes them. Raises EngineDown."""
    question = body(asked)
    answer = wire.ask(
        "POST",
        f"/{documents.alias()}/_search?{ASKED}",
        question,
        patience=settings.SEARCH_TIMEOUT_MS / 1000,
    )
    if answer.get("timed_out") is not False:
        raise EngineDown("the search took too long")
    # what a word that stands nowhere but in the description takes off, see `_scored`
    weak = len(asked.words) * (POINTS["body"] - WEAK) if question["track_scores"] else None
    try:
        hits = answer.get("hits", {}).get("hits", [])
        return [_row(hit, weak, has_variants=asked.has_variants) for hit in hits]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise EngineDown(f"an answer of another shape: {error!r}") from error


def body(asked: Asked) -> dict:
    """A question in the engine's own words."""
    scored = _scored(asked)
    filters = [*_within(asked), *_answering(asked.question)]
    # with points to give and no filter beside them, whoever gets none would be left out
    query: dict = {"filter": filters or [{"match_all": {}}]}
    if scored:
        query |= {"should": scored, "minimum_should_match": 0}
    return {
        "size": asked.most,
        "timeout": f"{settings.SEARCH_TIMEOUT_MS}ms",
        "track_total_hits": False,
        "track_scores": bool(scored),
        "query": {"bool": query},
        "sort": [_sort(column) for column in asked.order],
        "_source": False,
        "stored_fields": ["variants"] if asked.has_variants else "_none_",
        "docvalue_fields": ["row"],
    }


def _row(hit: dict, weak: int | None, *, has_variants: bool) -> tuple:
    fields = hit["fields"]
    key, cents, in_stock, rating, reviews, sales, sellers, terms = fields["row"][0].split(" ", 7)
    pk = int(key)
    told = fields.get("variants", [""])[0] if has_variants else pk
    text = 0 if weak is None else weak + round(hit["_score"])
    figures = (int(cents), in_stock == "1", int(rating), int(reviews), int(sales), int(sellers))
    return (pk, terms, *figures, told, text)


def _sort(column: str) -> dict:
    return {column.lstrip("-"): "desc" if column.startswith("-") else "asc"}


def _within(asked: Asked) -> list[dict]:
    query = asked.query
    filters: list[dict] = []
    if query.path:
        filters.append({"terms": {"category": _beneath(query.path)}})
    if query.seller_id:
        filters.append({"term": {"sellers": str(query.seller_id)}})
    if query.low_cents is not None:
        filters.append({"range": {"most_cents": {"gte": query.low_cents}}})
    if query.high_cents is not None:
        column = "least_cents" if asked.by_offer else "from_cents"
        filters.append({"range": {column: {"lte": query.high_cents}}})
    if query.in_stock:
        filters.append({"term": {"in_stock": True}})
    if query.rating:
        filters.append({"range": {"rating_hundredths": {"gte": query.rating * 100}}})
    return filters


def _beneath(path: str) -> list[str]:
    """The keys of a category and of all beneath it."""
    return [str(place.pk) for place in tree().places.values() if place.path.startswith(path)]


def _answering(question: Question) -> list[dict]:
    said = _said(question)
    groups: list[dict] = [{"terms": {"terms": list(group)}} for group in question.groups]
    if not question.but_one:
        return [*said, *groups]
    ways = []
    for missed, group in enumerate(groups):
        others = [*said, *groups[:missed], *groups[missed + 1 :]]
        ways.append({"bool": {"filter": others, "must_not": [group]}})
    return [_any(ways)] if ways else said


def _said(question: Question) -> list[dict]:
    """What was typed, as words or as a code."""
    places = STRONG if question.strong else WORDS
    each = [_any([_holds(place, forms) for place in places]) for forms in question.words]
    ways: list[dict] = []
    if each:
        ways.append(_any(each) if question.any_word else {"bool": {"filter": each}})
    if question.codes:
        ways.append(_holds("about", question.codes))
    said = [_any(ways)] if ways else []
    if question.named:
        named = (*question.named, *question.codes)
        said.append(_any([_holds(place, named) for place in STRONG]))
    return said


def _scored(asked: Asked) -> list[dict]:
    """What a sheet gets points for; a word in title, brand or about is worth WEAK more, since no
    score is below nothing.
    """
    scored: list[dict] = []
    for forms in asked.words:
        best = [
            _worth(POINTS[place] - POINTS["body"] + WEAK, _holds(place, forms)) for place in STRONG
        ]
        scored.append({"dis_max": {"queries": best}})
    scored += [_worth(POINTS["exact"], _holds("starts", [word])) for word in asked.typed]
    if asked.words:
        scored.append(_worth(POINTS["opening"], _holds("opening", asked.words[0])))
    if asked.kind:
        scored.append(_worth(POINTS["kind"], _holds("about", asked.kind)))
    if asked.named:
        scored.append(_worth(POINTS["code"], _holds("about", asked.named)))
    return scored


def _worth(points: int, condition: dict) -> dict:
    return {"constant_score": {"filter": condition, "boost": points}}


def _holds(place: str, forms: Iterable[str]) -> dict:
    return {"terms": {place: list(forms)}}


def _any(ways: list[dict]) -> dict:
    return ways[0] if len(ways) == 1 else {"bool": {"should": ways, "minimum_should_match": 1}}
