"""Rows without a chain of their own, sealed in blocks a minute after they were written.

A block holds each row's key and seal; blocks are chained table by table, and proven again. What may
change later (when a price ended, what became of a notice) is not sealed. Until its block is
written, only the database guards protect a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from marketplace.shared import chain
from marketplace.shared.append_only import Guard, guards
from marketplace.shared.chain import Link
from marketplace.shared.models import Block

SIZE, SHOWN = 500, 32  # rows a block; characters of a seal, 128 bits


def seal_new(at: datetime) -> int:
    """Seal what was written since the last time; returns the number of rows."""
    return sum(_seal_new(guard, at) for guard in _sealed())


def seal_late(at: datetime) -> int:
    """Seal what was committed after rows of higher keys were sealed; reads every key once."""
    return sum(_seal_late(guard, at) for guard in _sealed())


def violations(anchors: dict[str, list]) -> Iterator[str]:
    """A sentence for each row or block that differs from what was sealed."""
    blocks = Block.objects.order_by("table", "rank").iterator(chunk_size=50)
    links = (
        Link(
            label=f"block {block.rank}",
            chain=block.chain_name(),
            rank=block.rank,
            previous=block.previous,
            hash=block.hash,
            content=block.content(),
        )
        for block in blocks
    )
    # the other chains are proven beside their own rows
    prefix = "block:"
    yield from chain.broken(
        links,
        heads=chain.heads_of(prefix),
        anchors={name: head for name, head in anchors.items() if name.startswith(prefix)},
    )
    for guard in _sealed():
        yield from compare(guard)


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
def _seal_late(guard: Guard, at: datetime) -> int:
    heads = chain.lock([f"block:{guard.table}"])
    late = dict(_late(guard))
    # a long transaction may commit a low key after higher ones were sealed: seal_new skips it
    keys = guard.rows._base_manager.filter(pk__lte=_last(guard)).order_by("pk")
    missed, sealed = [], _seals(guard)
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


def compare(guard: Guard) -> Iterator[str]:
    """Rows and seals side by side, in the order of their keys: each is read once."""
    name, late = guard.model, dict(_late(guard))
    sealed, rows = _seals(guard), _rows(guard)
    row = next(rows, None)
    for pk, seal in sealed:
        while row is not None and row[0] < pk:  # between two sealed rows: sealed late, or not yet
            yield from _differs(name, row, late.pop(row[0], row[1]))
            row = next(rows, None)
        if row is None or row[0] != pk:
            yield f"{name} {pk} was sealed and is gone"
            continue
        yield from _differs(name, row, seal)
        row = next(rows, None)
    for pk in late:
        yield f"{name} {pk} was sealed and is gone"


def _differs(name: str, row: tuple[int, str], seal: str) -> Iterator[str]:
    if row[1] != seal:
        yield f"{name} {row[0]} was falsified: it is not what was sealed"


def _seals(guard: Guard) -> Iterator[tuple[int, str]]:
    """(key, seal) of every sealed row, in the order of keys, those sealed late aside."""
    blocks = Block.objects.filter(table=guard.table, late=False).order_by("rank")
    return _read(blocks.values_list("rows", flat=True).iterator(chunk_size=50))


def _late(guard: Guard) -> Iterator[tuple[int, str]]:
    blocks = Block.objects.filter(table=guard.table, late=True).order_by("rank")
    return _read(blocks.values_list("rows", flat=True).iterator(chunk_size=50))


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
    rows = guard.rows._base_manager.filter(pk__gt=after).order_by("pk")
    if only is not None:
        rows = rows.filter(pk__in=only)
    for values in rows.values_list("pk", *columns).iterator(chunk_size=SIZE):
        said = chain.canonical(dict(zip(columns, values[1:], strict=True)))
        yield values[0], hashlib.sha256(said.encode()).hexdigest()[:SHOWN]
