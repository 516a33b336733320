"""The word index of SQLite: an FTS5 table kept true by triggers on SearchEntry."""

from __future__ import annotations

from catalog.search.question import Alternatives, Question

WORDS = "{title brand about body terms}"
STRONG = "{title brand about terms}"
STARTS = "{starts}"


def condition(alias: str, question: Question) -> tuple[str, list]:
    """The SQL that says whether a SearchEntry answers a question."""
    sql = (
        f'"{alias}"."product_id" IN '  # noqa: S608 - the alias is Django's own
        "(SELECT rowid FROM catalog_searchwords WHERE catalog_searchwords MATCH %s)"
    )
    return sql, [expression(question)]


def expression(question: Question) -> str:
    """A question in FTS5's language; tokens are letters and digits, quoted all the same."""
    words = STRONG if question.strong else WORDS
    parts = []
    if question.words or question.codes:
        parts.append(f"{words} : ({_said(question)})")
    if question.named:
        parts.append(f"{STRONG} : ({_any((*question.named, *question.codes))})")
    if question.prefix:
        parts.append(f'{STARTS} : ("{question.prefix}" *)')
    groups = [f"{WORDS} : ({_any(group)})" for group in question.groups]
    if not question.but_one:
        return " AND ".join([*parts, *groups])
    ways = []
    for missed, group in enumerate(groups):
        others = [*parts, *groups[:missed], *groups[missed + 1 :]]
        # NOT needs something on its left: every sheet has a term `_0`
        ways.append(f"(({' AND '.join(others) or _everything()}) NOT {group})")
    return " OR ".join(ways)


def _said(question: Question) -> str:
    """What was typed, as words or as a code."""
    joined = (" OR " if question.any_word else " AND ").join(map(_any, question.words))
    ways = [f"({joined})"] if joined else []
    return " OR ".join([*ways, *(_any((code,)) for code in question.codes)])


def _any(group: Alternatives) -> str:
    quoted = [f'"{token}"' for token in group]
    return f"({' OR '.join(quoted)})" if len(quoted) > 1 else quoted[0]


def _everything() -> str:
    return f'{WORDS} : ("_0")'
