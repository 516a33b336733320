"""Rows without a chain of their own, sealed in blocks a minute after they were written.

A block holds each row's key and seal; blocks are chained table by table, and proven again. What may
change later (when a price ended, what became of a notice) is not sealed. Until its block is
written, only the database guards protect a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from marketplace.shared import canonical, chain, proofs
from marketplace.shared.append_only import Guard, guards
from marketplace.shared.chain import Link
from marketplace.shared.models import Block
from marketplace.shared.proofs import Since

SIZE, SHOWN = 500, 32  # rows a block; characters of a seal, 128 bits
LONGEST = timedelta(days=1)  # that a transaction stays open


def seal_new(at: datetime) -> int:
    """Seal what was written since the last time; returns the number of rows."""
    return sum(_seal_new(guard, at) for guard in _sealed())


def seal_late(at: datetime, *, since: Since | None = None) -> int:
    """Seal what was committed after rows of higher keys were sealed.

    Reads every key once; with `since`, the keys of a day before the last proof and of what followed
    it: no transaction lasts longer, and the whole proof reads all of them.
    """
    return sum(_seal_late(guard, at, since) for guard in _sealed())


def violations(since: Since | None = None) -> Iterator[str]:
    """A sentence for each row or block that differs from what was sealed.

    With `since`, for the rows whose blocks were written after the last proof.
    """
    # the other chains are proven beside their own rows
    prefix = "block:"
    anchors = {
        name: head
        for name, head in (since.chains if since else proofs.anchors()[0]).items()
        if name.startswith(prefix)
    }
    heads = chain.heads_of(prefix)
    yield from chain.broken(
        _links(since), heads=heads, anchors=anchors, since=anchors if since else None
    )
    for guard in _sealed():
        yield from compare(guard, since)


def _links(since: Since | None) -> Iterator[Link]:
    every = Block.objects.order_by("table", "rank")
    parts = [_blocks(guard, since) for guard in _sealed()] if since else [every]
    for blocks in parts:
        for block in blocks.order_by("table", "rank").iterator(chunk_size=50):
            yield Link(
                label=f"block {block.rank}",
                chain=block.chain_name(),
                rank=block.rank,
                previous=block.previous,
                hash=block.hash,
                content=block.content(),
            )


def _blocks(guard: Guard, since: Since | None) -> QuerySet[Block]:
    """The blocks of a table: all of them, or the last one that was proven and those after it."""
    blocks = Block.objects.filter(table=guard.table)
    return blocks.filter(rank__gte=since.rank(f"block:{guard.table}")) if since else blocks


def _sealed() -> list[Guard]:
    return [guard for guard in guards() if guard.sealed]


def _seal_new(guard: Guard, at: datetime) -> int:
    """Block by block, each in its own transaction: nobody waits for a long one."""
    count = 0
    while guard.rows._base_manager.filter(pk__gt=_last(guard)).exists() and (
        sealed := _seal_block(guard, at)
    ):
        count += sealed
    return count


@transaction.atomic
def _seal_block(guard: Guard, at: datetime) -> int:
    heads = chain.lock([f"block:{guard.table}"])
    rows = list(islice(_rows(guard, after=_last(guard)), SIZE))
    if rows:
        _write(guard, rows, heads, late=False, at=at)
    return len(rows)


def _last(guard: Guard) -> int:
    """The highest key that is sealed."""
    blocks = Block.objects.filter(table=guard.table, late=False).order_by("-rank")
    return blocks.values_list("last", flat=True).first() or 0


@transaction.atomic
def _seal_late(guard: Guard, at: datetime, since: Since | None) -> int:
    heads = chain.lock([f"block:{guard.table}"])
    after = _long_sealed(guard, since) if since else 0
    late = dict(_late(guard))
    # a long transaction may commit a low key after higher ones were sealed: seal_new skips it
    keys = guard.rows._base_manager.filter(pk__gt=after, pk__lte=_last(guard)).order_by("pk")
    blocks = Block.objects.filter(table=guard.table, late=False, last__gt=after).order_by("rank")
    missed, sealed = [], _seals(blocks)
    block = next(sealed, None)
    for pk in keys.values_list("pk", flat=True).iterator(chunk_size=5000):
        while block is not None and block[0] < pk:
            block = next(sealed, None)
        if (block is None or block[0] != pk) and pk not in late:
            missed.append(pk)
    rows = _rows(guard, only=missed) if missed else iter(())
    while batch := list(islice(rows, SIZE)):
        _write(guard, batch, heads, late=True, at=at)
    return len(missed)


def _long_sealed(guard: Guard, since: Since) -> int:
    """The highest key that was sealed a day before the last proof."""
    blocks = Block.objects.filter(table=guard.table, late=False, sealed_at__lt=since.at - LONGEST)
    return blocks.order_by("-rank").values_list("last", flat=True).first() or 0


def _write(guard: Guard, rows: list[tuple[int, str]], heads, *, late: bool, at: datetime) -> None:
    block = Block(
        table=guard.table,
        first=rows[0][0],
        last=rows[-1][0],
        late=late,
        sealed_at=at,
        rows=" ".join(f"{pk}:{seal}" for pk, seal in rows),
    )
    chain.seal([block], heads)
    block.save(force_insert=True)


def compare(guard: Guard, since: Since | None = None) -> Iterator[str]:
    """Rows and seals side by side, in the order of their keys: each is read once."""
    own = _blocks(guard, since)
    late = dict(_read(own.filter(late=True).order_by("rank").values_list("rows", flat=True)))
    blocks = own.filter(late=False).order_by("rank")
    begun = blocks.values_list("first", flat=True).first() if since else 0
    rows = _rows(guard, after=begun - 1) if begun else _rows(guard)
    row = next(rows, None)
    for text in blocks.values_list("rows", flat=True).iterator(chunk_size=50):
        last, there = _last_of(text), []
        while row is not None and row[0] <= last:
            there.append(row)
            row = next(rows, None)
        # nearly every block is as it was: its rows are told apart only where it is not
        if " ".join([f"{pk}:{seal}" for pk, seal in there]) != text:
            yield from _told_apart(guard.model, there, dict(_read([text])), late)
    yield from _sealed_late(guard, late)


def _told_apart(
    name: str, rows: list[tuple[int, str]], sealed: dict[int, str], late: dict[int, str]
) -> Iterator[str]:
    for pk, seal in rows:
        # between two sealed rows: sealed late, or not yet
        said = sealed.pop(pk) if pk in sealed else late.pop(pk, seal)
        if said != seal:
            yield f"{name} {pk} was falsified: it is not what was sealed"
    for pk in sealed:
        yield f"{name} {pk} was sealed and is gone"


def _sealed_late(guard: Guard, late: dict[int, str]) -> Iterator[str]:
    """Rows that were sealed late and that no block came across."""
    keys = sorted(late)
    for start in range(0, len(keys), SIZE):
        some = keys[start : start + SIZE]
        rows = list(_rows(guard, only=some))
        yield from _told_apart(guard.model, rows, {pk: late[pk] for pk in some}, {})


def _last_of(text: str) -> int:
    """The highest key of a block."""
    pk = text.rpartition(" ")[2].partition(":")[0]
    return int(pk) if pk.isdecimal() else 0


def _seals(blocks: QuerySet[Block]) -> Iterator[tuple[int, str]]:
    """(key, seal) of every row of these blocks."""
    return _read(blocks.values_list("rows", flat=True).iterator(chunk_size=50))


def _late(guard: Guard) -> Iterator[tuple[int, str]]:
    return _seals(Block.objects.filter(table=guard.table, late=True).order_by("rank"))


def _read(blocks: Iterable[str]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        for pair in block.split():
            pk, _colon, seal = pair.partition(":")
            if pk.isdecimal():
                yield int(pk), seal


def _rows(
    guard: Guard, *, after: int = 0, only: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """(key, seal) of the rows as they are, in the order of keys."""
    columns = [c.attname for c in guard.rows._meta.concrete_fields if c.column in guard.columns]
    write = canonical.of_rows(columns)
    rows = guard.rows._base_manager.filter(pk__gt=after).order_by("pk")
    if only is not None:
        rows = rows.filter(pk__in=only)
    for values in rows.values_list(*columns, "pk").iterator(chunk_size=SIZE):
        yield values[-1], hashlib.sha256(write(values).encode()).hexdigest()[:SHOWN]
