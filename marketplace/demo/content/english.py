"""What some makers tell of their goods in English, so that both kinds of sheets are met."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from marketplace.demo.content.sheets import Goods


@cache
def _read() -> tuple[dict[str, list[str]], dict[str, tuple[str, str]]]:
    """The sentences of each shop, and by the French name of a thing its English name and text."""
    shops: dict[str, list[str]] = {}
    things: dict[str, tuple[str, str]] = {}
    shop: list[str] = []
    text = (Path(__file__).parent / "english.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("@ "):
            shop = shops.setdefault(line[2:].strip(), [])
        elif line.startswith("* "):
            shop.append(line[2:].strip())
        elif "|" in line and not line.startswith("#"):
            french, english, told = (cell.strip() for cell in line.split("|"))
            things[french] = english, told
    return shops, things


def of(sheet: Goods) -> tuple[str, str]:
    """The English title and description of a sheet; empty where its maker writes French alone."""
    shops, things = _read()
    making = shops.get(sheet.seller)
    # the longest name first: a round teapot is a teapot too
    known = [name for name in things if sheet.title.startswith(f"{name} ")]
    if not making or not known:
        return "", ""
    name = max(known, key=len)
    english, told = things[name]
    suite = sheet.title.removeprefix(name).strip()
    number = sum(map(ord, sheet.ref))
    return f"{suite} {english}", f"{told} {making[number % len(making)]}"
