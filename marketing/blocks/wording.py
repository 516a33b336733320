"""What a text of the house says against its charter, as remarks of an editor's list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalog.judging import charter
from marketing.blocks.block import ADVICE, BLOCKING, Remark


def remarks(
    texts: Iterable[str], *, path: str = "", day: date | None = None, advises: bool = True
) -> list[Remark]:
    """Each expression once, with why and what to write instead.

    What the house puts online itself is kept back by a forbidden expression unless this only
    `advises`; `path` is where it will be read, since an exception is for an address.
    """
    found = charter.look("\n".join(text for text in texts if text), path=path, day=day)
    return [
        Remark(ADVICE if advises or not one.is_forbidden else BLOCKING, one.sentence)
        for one in found
    ]
