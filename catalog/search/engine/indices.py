"""The indices of the engine and the two names they go by: the one asked, the one being filled.

An index is only ever written to under a name that was given to it: what was deleted by hand is not
made anew by the next batch.
"""

from __future__ import annotations

from catalog.search.engine import documents, wire

SOON = 5.0  # seconds, for what an engine at work answers at once


def asked() -> str:
    """The name of the index that is asked."""
    return documents.alias()


def filling() -> str:
    """The name of the index that is being filled, as long as there is one."""
    return f"{documents.alias()}.filling"


def names() -> dict[str, set[str]]:
    """Each index of ours with the names it goes by. Raises EngineDown."""
    known = wire.ask("GET", f"/{documents.alias()}-*/_alias", absent={}, patience=SOON)
    return {index: set(about.get("aliases", {})) for index, about in known.items()}


def written() -> list[str]:
    """The names under which a change must be written now, none before the first filling."""
    given = set().union(*names().values())
    return [name for name in (asked(), filling()) if name in given]


def count(name: str) -> int:
    """How many sheets an index holds. Raises EngineDown."""
    return wire.ask("GET", f"/{name}/_count", absent={"count": 0})["count"]


def make(index: str) -> None:
    """Make an empty index, to be filled."""
    made = {
        "settings": documents.SETTINGS,
        "mappings": documents.MAPPING,
        "aliases": {filling(): {}},
    }
    wire.ask("PUT", f"/{index}", made)


def remove(index: str) -> None:
    """Delete an index."""
    wire.ask("DELETE", f"/{index}", absent={})


def exchange(index: str) -> list[str]:
    """Have a filled index asked from now on, in one step; those that were asked before."""
    known = names()
    before = [name for name, given in known.items() if asked() in given and name != index]
    acts: list[dict] = [{"remove": {"index": name, "alias": asked()}} for name in before]
    acts += [
        {"add": {"index": index, "alias": asked()}},
        {"remove": {"index": index, "alias": filling()}},
    ]
    wire.ask("POST", f"/{index}/_refresh")
    wire.ask("POST", "/_aliases", {"actions": acts})
    return before
