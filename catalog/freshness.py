"""Whether an answer still holds: a stamp for each branch of the tree, another one after a change.

Lists, searches and pages are kept by each process under the stamp of the branch they are of.
Whatever changes what the public finds there (`catalog.offers.visibility`, `catalog.search.index`)
takes the stamps of the branch and of all above away, when it is committed. A sheet has a stamp of
its own, for its page and wherever its card stands alone; it ends too when few are left. What a sale
does to an order is the only change that waits for a stamp to end by itself.

Where a search engine stands behind the lists, it must be told of the same sheets (`catalog.noted`);
the stamps end once more when it was.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalog import noted
from catalog.models import Category
from marketplace.shared import stamps

KEY = "catalog:stamp:"
WHOLE = KEY  # the whole catalogue


def key(path: str) -> str:
    """The key of a branch, "" for the whole catalogue."""
    return KEY + path


def key_of_sheet(pk: int) -> str:
    """The key of a sheet: of its card, and of its page."""
    return f"catalog:sheet:{pk}"


def stamp(path: str) -> str:
    """The stamp of a branch, "" for the whole catalogue; to be read before what it vouches for."""
    return stamps.read([key(path)])[0]


def changed(paths: Iterable[str], sheets: Iterable[int] = ()) -> None:
    """Sheets of these categories changed for the public, once the transaction is committed.

    `sheets`: which ones, where it is known.
    """
    pks = set(sheets)
    noted.note(pks)
    found_anew(paths, pks)


def found_anew(paths: Iterable[str], sheets: Iterable[int]) -> None:
    """What was kept of these branches and sheets holds no more, though nothing changed now."""
    branches = {path[:end] for path in paths for end in range(0, len(path) + 1, Category.steplen)}
    stamps.end([*map(key, branches), *map(key_of_sheet, sheets)])


def sheets_changed(pks: Iterable[int]) -> None:
    """The pages of these sheets changed, and nothing that a list shows of them."""
    stamps.end(map(key_of_sheet, pks))
