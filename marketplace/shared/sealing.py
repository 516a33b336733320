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

from marketplace.shared import canonical, chain, proofs, swift
from marketplace.shared.append_only import Guard, guards
from marketplace.shared.chain import Link
from marketplace.shared.models import Block, Fact
from marketplace.shared.proofs import Since

SIZE, SHOWN = 500, 32  # rows a block; characters of a seal, 128 bits
MANY = 1000  # blocks, from which on all are read again
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
    """Rows and seals side by side, block by block, in the order of their keys."""
    own = _blocks(guard, since)
    late = dict(_read(own.filter(late=True).order_by("rank").values_list("rows", flat=True)))
    blocks, apart = own.filter(late=False).order_by("rank"), _apart(guard, since)
    if apart is not None and len(apart) < MANY:
        blocks = blocks.filter(rank__in=apart)
    before = None
    for rank, first, text in blocks.values_list("rank", "first", "rows").iterator(chunk_size=50):
        if before is None:
            before = first - 1 if since else 0
        before = before if apart is None else apart.get(rank, first - 1)
        there = list(_rows(guard, after=before, until=_last_of(text)))
        # nearly every block is as it was: its rows are told apart only where it is not
        if " ".join([f"{pk}:{seal}" for pk, seal in there]) != text:
            yield from _told_apart(guard.model, there, dict(_read([text])), late)
        before = max(before, _last_of(text))
    yield from _sealed_late(guard, late)


def _apart(guard: Guard, since: Since | None) -> dict[int, int] | None:
    """The blocks that the database finds different, with the key before each; None if it cannot."""
    if not swift.is_able():
        return None
    # what facts hold is short: the longer JSON is, the sooner Python has read it
    text = swift.text_of(guard.rows, _columns(guard), "r", json=guard.rows is Fact)
    if text is None:
        return None
    table, key = guard.table, guard.rows._meta.pk.column
    pair = f"r.\"{key}\" || ':' || left({swift.seal_of(text)}, {SHOWN})"
    start = "first - 1" if since else "0"
    return dict(
        swift.rows(
            f"""
            SELECT b.rank, b.before FROM (
                SELECT rank, last, rows, coalesce(lag(last) OVER (ORDER BY rank), {start}) AS before
                FROM {Block._meta.db_table} WHERE "table" = %s AND NOT late AND rank >= %s
            ) b WHERE b.rows IS DISTINCT FROM (
                SELECT string_agg({pair}, ' ' ORDER BY r."{key}") FROM "{table}" r
                WHERE r."{key}" > b.before AND r."{key}" <= b.last
            )
            """,  # noqa: S608 - made of our own columns
            [table, since.rank(f"block:{table}") if since else 0],
        )
    )


def _columns(guard: Guard) -> list[str]:
    """What is sealed of a row, by the names of its values."""
    return [c.attname for c in guard.rows._meta.concrete_fields if c.column in guard.columns]


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
    guard: Guard, *, after: int = 0, until: int | None = None, only: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """(key, seal) of the rows as they are, in the order of keys."""
    columns = _columns(guard)
    write = canonical.of_rows(columns)
    rows = guard.rows._base_manager.filter(pk__gt=after).order_by("pk")
    if until is not None:
        rows = rows.filter(pk__lte=until)
    if only is not None:
        rows = rows.filter(pk__in=only)
    for values in rows.values_list(*columns, "pk").iterator(chunk_size=SIZE):
        yield values[-1], hashlib.sha256(write(values).encode()).hexdigest()[:SHOWN]
