"""The attributes an installation starts with: a vocabulary of French trade, in TOML beside this."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from catalog.attributes import vocabulary
from catalog.models import Attribute, AttributePlace, AttributeValue, Category

FOLDER = Path(__file__).parent / "shipped"
PLACES, PRESUMED = "places", "presumed"
REQUIRED = AttributePlace.Level.REQUIRED
EVERYWHERE = "*"


@cache
def definitions() -> dict[str, dict]:
    """Every shipped attribute by key."""
    found: dict[str, dict] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem not in (PLACES, PRESUMED):
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def places() -> dict[str, dict[str, list[str]]]:
    """Which attributes each category of the shipped tree has, by slug and level."""
    return tomllib.loads((FOLDER / f"{PLACES}.toml").read_text(encoding="utf-8"))


@cache
def presumed() -> dict[str, dict[str, list[str]]]:
    """The values that sheets of a category have without saying so, by attribute and slug."""
    return tomllib.loads((FOLDER / f"{PRESUMED}.toml").read_text(encoding="utf-8"))


def plant() -> None:
    """Put in what is not there yet; what the operator changed or took out stays so."""
    there = set(Attribute.objects.values_list("key", flat=True))
    fresh = [_attribute(key, told) for key, told in definitions().items() if key not in there]
    Attribute.objects.bulk_create(fresh)
    AttributeValue.objects.bulk_create(
        [
            _value(attribute, position, key, told)
            for attribute in fresh
            for position, (key, told) in enumerate(
                definitions()[attribute.key].get("values", {}).items()
            )
        ]
    )
    # whoever took an attribute away from a category does not get it back: only new ones are placed
    place({attribute.key for attribute in fresh})


def place(keys: set[str] | None = None) -> None:
    """Say where these attributes matter, in the categories of the shipped tree that exist."""
    attributes = dict(Attribute.objects.values_list("key", "pk"))
    since = {key: told["since"] for key, told in definitions().items() if "since" in told}
    categories = dict(Category.objects.values_list("slug", "pk"))
    AttributePlace.objects.bulk_create(
        [
            AttributePlace(
                attribute_id=attributes[key],
                category_id=None if slug == EVERYWHERE else categories[slug],
                level=level,
                position=position,
                required_since=since.get(key) if level == REQUIRED else None,
                presumed=", ".join(presumed().get(key, {}).get(slug, ())),
            )
            for slug, levels in places().items()
            if slug == EVERYWHERE or slug in categories
            for level, names in levels.items()
            for position, key in enumerate(names)
            if key in attributes and (keys is None or key in keys)
        ],
        ignore_conflicts=True,
    )
    vocabulary.forget()


def _attribute(key: str, told: dict) -> Attribute:
    return Attribute(
        key=key,
        kind=told["kind"],
        label=told["fr"],
        label_en=told["en"],
        names="\n".join(told.get("names", ())),
        help=told.get("help", ""),
        help_en=told.get("help_en", ""),
        example=told.get("example", ""),
        unit=told.get("unit", ""),
        buckets=told.get("buckets", []),
        facet=told.get("facet"),
        is_axis=told.get("axis", False),
        prices=told.get("prices", False),
        is_private=told.get("private", False),
        law=told.get("law", ""),
    )


def _value(attribute: Attribute, position: int, key: str, told: dict) -> AttributeValue:
    return AttributeValue(
        attribute=attribute,
        key=key,
        label=told["fr"],
        label_en=told["en"],
        names="\n".join(told.get("names", ())),
        swatch=told.get("swatch", ""),
        position=position,
    )
