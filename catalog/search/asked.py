"""What is asked of whoever finds candidates: the database, or an engine behind it.

The answer is a list of rows of the columns SEEN, the variants (the key again where nobody asked for
them) and the points of the text, in the order of the query's sort, at most `most` of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalog.search import codes, kinds, words
from catalog.search.nouns import lead
from catalog.search.nouns import of as nouns_of
from catalog.search.query import BY_PRICE, SORTS, Query
from catalog.search.question import Alternatives, Question

SEEN = (
    "pk",
    "entry__terms",
    "from_cents",
    "in_stock",
    "rating_hundredths",
    "rating_count",
    "sales_count",
    "offers_count",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query as the word index understands it."""

    query: Query
    question: Question
    words: tuple[Alternatives, ...]  # whose places give points
    typed: Alternatives  # the words as they were written
    named: Alternatives  # what was typed, as codes
    kind: Alternatives  # what is looked for, as categories that are called so tell it
    has_variants: bool  # whether the rows say by which terms variants differ
    by_offer: bool  # whether variants or shops are chosen: what is sold out elsewhere counts
    most: int

    @property
    def order(self) -> tuple[str, ...]:
        """The columns of the sort, as Django writes them."""
        return SORTS[self.query.sort][1]

    @property
    def asks_rows(self) -> bool:
        """Whether rows that no engine has say which sheets answer, or which come first: those of a
        collection, a shop's own prices and stock.
        """
        query = self.query
        if query.assortment or query.only:
            return True
        return bool(query.seller_id) and (
            query.in_stock or query.asks_price or query.sort in BY_PRICE
        )

    def by_code(self, *, most: int) -> Asked:
        """The same, answered by the sheets that bear the typed code and by no others."""
        return replace(self, question=replace(self.question, words=(), named=()), most=most)


def asked(
    query: Query,
    groups: Iterable[Alternatives],
    *,
    has_variants: bool,
    by_offer: bool,
    most: int,
    but_one: bool = False,
    strong: bool = False,
    nouns: Alternatives = (),
) -> Asked:
    """A query in forms and codes, with the tokens of the terms that were chosen."""
    named, forms = codes.asked(query.text), tuple(words.asked(query.text))
    if query.any_word:
        # content with a part, not with what only tells of it
        forms = tuple(nouns_of(query.text)[0])
    question = Question(
        codes=named,
        words=forms,
        groups=tuple(groups),
        but_one=but_one,
        any_word=query.any_word,
        strong=strong,
        named=nouns,
    )
    # in any other order nothing is weighed: all that is asked is who bears the reference itself
    weighs = query.sort == "pertinence"
    return Asked(
        query=query,
        question=question,
        words=forms if weighs else (),
        typed=tuple(words.typed(query.text)) if weighs else (),
        named=named,
        kind=kinds.lying(lead(query.text)) if weighs else (),
        has_variants=has_variants,
        by_offer=by_offer,
        most=most,
    )
