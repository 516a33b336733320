"""The answers this shop gave, for as long as nothing they depend on has changed."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, replace
from datetime import datetime
from hashlib import blake2b
from itertools import count

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language

from catalog import freshness
from catalog.attributes import vocabulary
from catalog.labels import labels
from catalog.search import placed, words
from catalog.search.facets import Choice, Facet
from catalog.search.find import Results, find
from catalog.search.query import Query
from catalog.tree import KEY as TREE
from catalog.tree import tree
from marketplace.shared import kept, stamps
from marketplace.shared.clock import paris_day
from marketplace.shared.replicas import mark
from sellers import standing

PLAIN = [field.name for field in fields(Query) if field.name not in ("chosen", "ranges")]
MOST = 300  # of a few kilobytes each
FORM = [field.name for kind in (Results, Facet, Choice) for field in fields(kind)]
_numbers = count(1)
_answers: dict[Hashable, tuple[Hashable, Results]] = {}


def answer(query: Query, *, at: datetime) -> Results:
    """As `find`, found once: the order and the figures of a list; never what its cards say.

    A shop's own list is asked each time: offers leave it that no stamp tells of.
    """
    if query.seller_id:
        return find(query, at=at)
    key, stamp = _key(query), _stamp(query, at)
    known = _answers.get(key)
    if known and known[0] == stamp:
        return known[1]
    results = _found(query, key, stamp, at=at)
    if not mark.is_reached():
        return results
    results = replace(results, number=next(_numbers))
    if len(_answers) >= MOST:
        _answers.clear()
    _answers[key] = (stamp, results)
    return results


def _found(query: Query, key: Hashable, stamp: Hashable, *, at: datetime) -> Results:
    """What is found; of a whole category, by the first process that is asked.

    What somebody typed is hardly asked twice, and what a transaction sees may never come true.
    """
    asks_words = query.text or query.chosen or query.ranges or query.rating or query.in_stock
    asks_prices = query.low_cents is not None or query.high_cents is not None
    if asks_words or asks_prices or transaction.get_connection().in_atomic_block:
        return find(query, at=at)
    name = f"catalog:answer:{blake2b(repr((FORM, key)).encode(), digest_size=16).hexdigest()}"
    told = cache.get(name)
    if told and told[0] == stamp:
        return told[1]
    results = find(query, at=at)
    if mark.is_reached():
        cache.set(name, (stamp, results), stamps.LASTS)
    return results


def _key(query: Query) -> Hashable:
    wishes = (tuple(query.chosen.items()), tuple(query.ranges.items()))
    return (*wishes, *(getattr(query, name) for name in PLAIN), get_language())


def _stamp(query: Query, at: datetime) -> Hashable:
    # read first, so that the stamps are of what this process has
    tree()
    vocabulary.vocabulary()
    words.synonyms()
    standing.known()
    labels.labels()
    keys = (TREE, vocabulary.KEY, words.SYNONYMS, standing.SHOPS, labels.KEY)
    hand = tuple(placed.in_force(query, at=at))
    # filters name shops, which go on holiday by the day
    return (freshness.stamp(query.path), *map(kept.stamp, keys), paris_day(at), hand)
