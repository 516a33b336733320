"""Rows chained by hash: each holds the seal of the one before, so none is changed, lost or added.

A chained model has `rank`, `previous` and `hash`, tells its `chain_name()` and its `content()`, and
is sealed in the transaction that writes it. The head of a chain is a row, locked until that
transaction ends: ranks commit in their order and a rollback gives them back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import connection

OWN = ("id", "rank", "previous", "hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
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
    apps.get_model("shared.Chain").objects.bulk_update(moved.values(), ["rank", "hash"])


def print_of(previous: str, content: Any) -> str:
    """The seal of a row: SHA-256 over the seal before it and what the row says."""
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()


def content(row, *, without: Iterable[str] = ()) -> dict:
    """What a row says: every column but its key and its place in the chain, and `without`."""
    out = {*OWN, *without}
    return {
        c.attname: getattr(row, c.attname)
        for c in row._meta.concrete_fields
        if c.attname not in out
    }


def canonical(value: Any) -> str:
    """One text for one meaning, whichever database keeps it.

    Empty values are left out: a column added later does not change the seals of older rows.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def broken(
    links: Iterable[Link], *, heads: dict[str, tuple[int, str]], anchors: dict[str, list]
) -> Iterator[str]:
    """A sentence for each row that was changed, lost or slipped in; chains are read once, in order.

    `heads` says where these chains should end, `anchors` where the last proofs saw them end.
    """
    ends: dict[str, tuple[int, str]] = {}
    for link in links:
        rank, last = ends.get(link.chain, (0, ""))
        if link.hash != print_of(link.previous, link.content):
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


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            str(k): plain
            for k, v in value.items()
            if (plain := _plain(v)) not in (None, "", 0, [], {})
        }
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
