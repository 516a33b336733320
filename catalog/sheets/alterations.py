"""What a draft alters of what is there, as plain data: field, before, after.

Kept with the line of a file that asks for it, so it is bounded: texts are cut around where they
part, and so many fields are named. Prices are cents, categories their keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.sheets.comparison import Line, Work

SHOWN = 80  # letters of a text
MOST = 12  # fields of one line
LEAD = 20  # letters that both texts share, kept before where they part
TEXTS = ("title", "description", "title_en", "description_en", "brand")
Alteration = list  # of the name of a field, its value before and after


def of_line(line: Line) -> list[Alteration]:
    """What is altered of one offer and its variant."""
    if line.offer is None:
        return []
    had: dict[str, object] = {
        "price_cents": line.offer.price_cents,
        "stock": line.offer.stock,
        "active": line.offer.is_active,
    }
    if line.variant is not None:
        had |= {"gtin": line.variant.gtin, "weight_g": line.variant.weight_g}
        had |= {"label": line.variant.label}
    gets = {name: getattr(line.piece, name) for name in had if name != "label"}
    gets["label"] = line.piece.name
    return [[name, had[name], gets[name]] for name in had if name in line.changed]


def of_sheet(work: Work) -> list[Alteration]:
    """What is altered of the sheet itself: its words, its attributes, its photos."""
    before, after = work.current, work.proposed
    if before is None:
        return []
    found: list[Alteration] = []
    for name in TEXTS:
        had, has = before.get(name, ""), after.get(name, "")
        if had != has:
            found.append([name, *_cut(had, has)])
    for name in ("category_id", "withdrawal_exception"):
        if before[name] != after[name]:
            found.append([name, before[name], after[name]])
    if list(before["axes"]) != list(after["axes"]):
        found.append(["axes", *_cut(", ".join(before["axes"]), ", ".join(after["axes"]))])
    found += _attributes(before["attributes"], after["attributes"])
    if work.shas is not None:
        found.append(["photos", len(before["photo_ids"]), len(work.shas)])
    if not found and not work.differs and work.submits:
        found.append(["proposed", None, None])
    return found


def bounded(alterations: list[Alteration]) -> list[Alteration]:
    """As many as one line keeps; the last then says how many more there are."""
    if len(alterations) <= MOST:
        return alterations
    return [*alterations[: MOST - 1], ["more", None, len(alterations) - MOST + 1]]


def _attributes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Alteration]:
    return [
        [f"attribute:{name[:SHOWN]}", *_cut(str(before.get(name, "")), str(after.get(name, "")))]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _cut(before: str, after: str) -> tuple[str, str]:
    """Two texts, long ones cut to where they part."""
    if max(len(before), len(after)) <= SHOWN:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    at = next((place for place, (a, b) in pairs if a != b), min(len(before), len(after)))
    start = max(0, at - LEAD) if at > SHOWN - LEAD else 0
    return _piece(before, start), _piece(after, start)


def _piece(text: str, start: int) -> str:
    cut = text[start : start + SHOWN]
    head, tail = "…" if start and cut else "", "…" if start + SHOWN < len(text) else ""
    return f"{head}{cut}{tail}"
