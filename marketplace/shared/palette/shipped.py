"""The looks that come with the code: one file each, beside this one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from marketplace.shared.palette.choices import Traits

PLACE = Path(__file__).parent / "shipped"
ORDER = ("halle", "primeurs", "cimaise", "etabli")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A whole look under a name of its own, in both languages."""

    key: str
    name: str
    name_en: str
    about: str
    about_en: str
    traits: Traits

    @property
    def local_name(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name

    @property
    def local_about(self) -> str:
        """What it is for, in the reader's language."""
        return self.about_en if get_language() == "en" else self.about


@lru_cache(maxsize=1)
def every() -> dict[str, Shipped]:
    """The looks by their keys, the house's own first."""
    return {key: _read(key) for key in ORDER}


def _read(key: str) -> Shipped:
    told = json.loads((PLACE / f"{key}.json").read_text(encoding="utf-8"))
    return Shipped(key=key, traits=Traits(**told.pop("traits")), **told)
