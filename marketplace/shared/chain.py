"""Rows chained by hash: each holds the seal of the one before, so none is changed, lost or added.

A chained model has `rank`, `previous` and `hash`, tells its `chain_name()` and its `content()`, and
is sealed in the transaction that writes it. The head of a chain is a row, locked until that
transaction ends: ranks commit in their order and a rollback gives them back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection

from marketplace.shared import bulk
from marketplace.shared.canonical import canonical

OWN = ("id", "rank", "previous", "hash")
PROVEN = object()  # the content of a link whose seal the database has computed again


class Link(NamedTuple):
    """A chained row as `verify` reads it."""

    label: str
    chain: str
    rank: int
    previous: str
    hash: str
    content: Any
    key: int = 0


@dataclass(slots=True)
class Place:
    """A place in a chain for what has no columns of its own to bear it."""

    name: str
    said: Any
    rank: int = 0
    previous: str = ""
    hash: str = ""

    def chain_name(self) -> str:
        """The chain it belongs to."""
        return self.name

    def content(self) -> Any:
        """What its seal covers."""
        return self.said


def lock(names: Iterable[str]) -> dict[str, Any]:
    """The heads of chains, by name, held until the transaction ends.

    Whoever needs several takes them in one call and one order, so two writers never deadlock.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("rows are sealed inside the transaction that writes them")
    wanted, chains = set(names), apps.get_model("shared.Chain").objects
    locked = chains.select_for_update().filter(name__in=wanted).order_by("name")
    heads = {head.name: head for head in locked}
    if missing := sorted(wanted - set(heads)):
        # where another writer opens it first, its row serves
        chains.bulk_create([chains.model(name=name) for name in missing], ignore_conflicts=True)
        heads = {head.name: head for head in locked.all()}
    return heads


def seal(
    rows: list, heads: dict[str, Any] | None = None, *, content: Callable[[Any], Any] | None = None
) -> None:
    """Give rows their place in their chains, in their own transaction, before they are saved."""
    heads = heads or lock(row.chain_name() for row in rows)
    moved = {}
    for row in rows:
        head = heads[row.chain_name()]
        row.rank = row.rank or head.rank + 1
        row.previous = head.hash
        row.hash = print_of(head.hash, content(row) if content else row.content())
        head.rank, head.hash = row.rank, row.hash
        moved[head.pk] = head
    bulk.write(list(moved.values()), ["rank", "hash"])


def print_of(previous: str, content: Any) -> str:
    """The seal of a row: SHA-256 over the seal before it and what the row says."""
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()


def content(row, *, without: Iterable[str] = ()) -> dict:
    """What a row says: every column but its key and its place in the chain, and `without`."""
    return {name: getattr(row, name) for name in columns(row, without=without)}


def columns(model, *, without: Iterable[str] = ()) -> list[str]:
    """The columns that a row's content is made of, by the names of their values."""
    out = {*OWN, *without}
    return [c.attname for c in model._meta.concrete_fields if c.attname not in out]


def broken(
    links: Iterable[Link],
    *,
    heads: dict[str, tuple[int, str]],
    anchors: dict[str, list],
    since: dict[str, list] | None = None,
) -> Iterator[str]:
    """A sentence for each row that was changed, lost or slipped in; chains are read once, in order.

    `heads` says where these chains should end, `anchors` where the last proofs saw them end. With
    `since`, where the last proof left each chain, the links are its last row and what came after.
    """
    started = since or {}
    ends: dict[str, tuple[int, str]] = {}
    for link in links:
        rank, last = ends.get(link.chain) or _before(link, started)
        if link.content is not PROVEN and link.hash != print_of(link.previous, link.content):
            yield (
                f"{link.label} was falsified: it is not what was sealed at rank {link.rank} of"
                f" {link.chain}"
            )
        if link.rank != rank + 1:
            yield f"chain {link.chain}: {link.label} has rank {link.rank} after rank {rank}"
        elif link.previous != last:
            yield f"chain {link.chain}: {link.label} does not follow what is before it"
        anchor = anchors.get(link.chain)
        if anchor and anchor[0] == link.rank and anchor[1] != link.hash:
            yield f"chain {link.chain}: {link.label} was sealed anew since the last proof"
        ends[link.chain] = link.rank, link.hash
    proven = {name: (rank, last) for name, (rank, last) in started.items()}
    yield from _cut({**proven, **ends}, heads, anchors)


def _before(first: Link, started: dict[str, list]) -> tuple[int, str]:
    """What the first link of a chain follows: nothing, or what was proven already.

    A chain is taken up again with the row that was its end: its seal is that of the last proof.
    """
    if first.chain in started:
        return started[first.chain][0] - 1, first.previous
    return 0, ""


def _cut(
    ends: dict[str, tuple[int, str]], heads: dict[str, tuple[int, str]], anchors: dict[str, list]
) -> Iterator[str]:
    """A sentence for each chain that ends elsewhere than its head and the last proofs say."""
    for name in sorted({*heads, *anchors, *ends}):
        rank, last = ends.get(name, (0, ""))
        said, seal_ = heads.get(name, (0, ""))
        if said != rank:
            yield f"chain {name} ends at rank {rank}, its head says {said}"
        elif seal_ != last:
            yield f"chain {name} ends at rank {rank} with another seal than its head's"
        if name in anchors and anchors[name][0] > rank:
            yield f"chain {name} ends at rank {rank}, the last proof saw rank {anchors[name][0]}"


def heads_of(prefix: str) -> dict[str, tuple[int, str]]:
    """Where the chains with a prefix should end: their rank and last seal."""
    chains = apps.get_model("shared.Chain").objects.filter(name__startswith=prefix)
    return {
        name: (rank, last)
        for name, rank, last in chains.values_list("name", "rank", "hash").iterator()
    }
