"""Who made what a shop sells, said once in its settings: each sheet that names nobody inherits it.

Regulation (EU) 2023/988, art. 19 wants the manufacturer in the offer itself: a name, a postal and
an electronic address, and who answers in the Union where the manufacturer is outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.attributes import reading
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Vocabulary, vocabulary
from sellers.models import Seller

MAKER, RESPONSIBLE = "fabricant", "responsable-ue"
COLUMNS = ("makes_own", "maker", "eu_responsible")
Inherited = Mapping[str, str]  # by the key of the attribute


def of(shop: Seller | None) -> Inherited:
    """What sheets of a shop say of their maker without a word of their own."""
    if shop is None:
        return {}
    told = {MAKER: shop.maker_told, RESPONSIBLE: shop.eu_responsible}
    return {key: text for key, text in told.items() if text}


def completed(
    lines: Mapping[str, object], inherited: Inherited, path: str, known: Vocabulary | None = None
) -> Mapping[str, object]:
    """The lines of a sheet with what it inherits, to be judged by; what it says itself stands."""
    if not inherited or not path:
        return lines
    known = known or vocabulary()
    names = {known.by_key[key].fr: text for key, text in inherited.items() if key in known.by_key}
    return {**names, **lines}


def added(said: Iterable[Said], inherited: Inherited, path: str) -> list[Said]:
    """What a sheet says as buyers read it: a maker of its own, else that of its shop; one who is
    named by the sheet brings no responsible person of another.
    """
    known, own = vocabulary(), list(said)
    told = {line.attribute.key for line in own if line.attribute}
    asked = known.of(path) if path else {}
    if MAKER in told:
        return own
    return own + [
        reading.understood(known.by_key[key].fr, text, known.by_key[key])
        for key, text in inherited.items()
        if key not in told and key in asked
    ]
