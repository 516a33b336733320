"""The word index of PostgreSQL: tsvector columns derived from SearchEntry, with GIN."""

from __future__ import annotations

from catalog.search.question import Alternatives, Question


def condition(alias: str, question: Question) -> tuple[str, list]:
    """The SQL that says whether a SearchEntry answers a question."""
    parts, values = [], []
    words = expression(question)
    if words:
        column = "strong" if question.strong else "words"
        parts.append(f'"{alias}"."{column}" @@ %s::tsquery')
        values.append(words)
    if question.named:
        parts.append(f'"{alias}"."strong" @@ %s::tsquery')
        values.append(_any((*question.named, *question.codes)))
    if question.prefix:
        parts.append(f'"{alias}"."openings" @@ %s::tsquery')
        values.append(f"'{question.prefix}':*")
    return " AND ".join(parts), values


def expression(question: Question) -> str:
    """A question as a tsquery; tokens are letters and digits, quoted all the same."""
    parts = []
    if question.words or question.codes:
        parts.append(_said(question))
    groups = [_any(group) for group in question.groups]
    if not question.but_one:
        return " & ".join([*parts, *groups])
    ways = []
    for missed, group in enumerate(groups):
        others = [*parts, *groups[:missed], *groups[missed + 1 :], f"!{group}"]
        ways.append(f"({' & '.join(others)})")
    return " | ".join(ways)


def _said(question: Question) -> str:
    """What was typed, as words or as a code."""
    joined = (" | " if question.any_word else " & ").join(map(_any, question.words))
    ways = [f"({joined})"] if joined else []
    return f"({' | '.join([*ways, *map(_quoted, question.codes)])})"


def _any(group: Alternatives) -> str:
    return f"({' | '.join(map(_quoted, group))})"


def _quoted(token: str) -> str:
    return f"'{token}'"
