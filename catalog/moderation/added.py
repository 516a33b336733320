"""What a variant of one sheet is on the choices of the sheet that takes it in: buyers choose it
there by its colour or its size, as they choose the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _now

from catalog.attributes import reading, twins
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Product, Variant
from marketplace.shared.quotes import bare

LONGEST = Variant._meta.get_field("label").max_length or 120


@dataclass(slots=True, kw_only=True)
class Pair:
    """A variant of the sheet that goes, and its twin on the sheet that stays, if there is one.

    `values`: of one that comes, what it is on each axis of the sheet that stays. `is_asked` says
    that its own sheet leaves them for the operator to say.
    """

    variant: Variant
    twin: Variant | None
    by_code: bool = False
    values: list[str] = field(default_factory=list)
    is_asked: bool = False


def meant(
    dropped: Product, going: Sequence[Variant], kept: Product, staying: Sequence[Variant]
) -> dict[int, Variant]:
    """The variant that stays, by the only one of a sheet that says itself which of them it is."""
    if len(going) != 1 or not kept.axes:
        return {}
    own = _values(dropped, going[0], kept)
    rows = _rows(staying)
    if not all(own) or any(len(row) != len(own) for row in rows):
        return {}
    twin = twins.of(_axes(kept), [*rows, own], kept.category_path).get(len(rows))
    return {going[0].pk: staying[twin.first]} if twin else {}


def problems(
    dropped: Product, kept: Product, coming: Sequence[Pair], staying: Sequence[Variant]
) -> Iterable[str]:
    """A sheet without choices gets no variant that buyers could not tell from its own."""
    if kept.axes or not coming:
        return
    names = {"kept": bare(kept.title), "dropped": bare(dropped.title)}
    if dropped.axes:
        yield _now(
            "« {kept} » n'a pas de choix et « {dropped} » en a ({axes}) : gardez l'autre fiche."
        ).format(**names, axes=", ".join(_axes(dropped)))
    elif not all([*(each.label for each in staying), *(pair.variant.label for pair in coming)]):
        yield _now(
            "Rien ne distinguerait les déclinaisons de « {kept} » et de « {dropped} » : faites-leur"
            " donner un nom d'abord."
        ).format(**names)


def tell(
    dropped: Product,
    kept: Product,
    coming: Sequence[Pair],
    staying: Sequence[Variant],
    named: Mapping[int, Sequence[str]],
) -> list[str]:
    """Give each variant that comes its value on every axis: what its own sheet says of it, else
    what the operator says. What is missing then, or repeats another variant, is told.
    """
    axes, rows = _axes(kept), _rows(staying)
    if not axes:
        return []
    for pair in coming:
        pair.values = _values(dropped, pair.variant, kept)
    same = twins.of(axes, rows + [pair.values for pair in coming], kept.category_path)
    clashing = set(same) | {twin.first for twin in same.values()}
    for place, pair in enumerate(coming, len(rows)):
        pair.is_asked = not all(pair.values) or place in clashing
        if not pair.is_asked:
            continue
        typed = named.get(pair.variant.pk, ())
        if len(typed) == len(axes):
            pair.values = [" ".join(value.split()) for value in typed]
        else:
            pair.values = _proposed(dropped, pair, kept)
    told = []
    for pair in coming:
        told += _missing(dropped, pair, axes) or _repeated(pair, rows, kept)
        rows.append(pair.values)
    return told


def _missing(dropped: Product, pair: Pair, axes: Sequence[str]) -> list[str]:
    name = bare(pair.variant.label or dropped.title)
    missing = [
        _now("« {variant} » : dites sa valeur pour « {axis} ».").format(variant=name, axis=axis)
        for axis, value in zip(axes, pair.values, strict=True)
        if not value or reading.says_nothing(value)
    ]
    if len(" / ".join(pair.values)) > LONGEST:
        missing.append(
            _now("« {variant} » : le nom d'une déclinaison tient en {most} caractères.").format(
                variant=name, most=LONGEST
            )
        )
    return missing


def _repeated(pair: Pair, rows: Sequence[list[str]], kept: Product) -> list[str]:
    """A variant that buyers could not tell from one of those before it."""
    twin = twins.of(_axes(kept), [*rows, pair.values], kept.category_path).get(len(rows))
    if twin is None:
        return []
    return [
        _now(
            "La fiche gardée a déjà une déclinaison « {variant} » : dites ce qui distingue celle"
            " qui s'ajoute."
        ).format(variant=bare(twin.one))
    ]


def _values(dropped: Product, variant: Variant, kept: Product) -> list[str]:
    """What a variant is on each axis of the other sheet, by its own values or by its sheet's
    characteristics; empty where neither says it.
    """
    path, known = kept.category_path, vocabulary()
    said = reading.read(dropped.attributes, dropped.category_path, known)
    fits = len(dropped.axes) == len(variant.values)
    chosen = list(zip(_axes(dropped), map(str, variant.values), strict=True)) if fits else []
    values = []
    for axis in _axes(kept):
        attribute = known.named(axis, path)
        found = [text for name, text in chosen if twins.are_one_axis(axis, name, path)] or [
            line.text
            for line in said
            if line.attribute is attribute is not None or twins.are_one_axis(axis, line.name, path)
        ]
        is_told = len(found) == 1 and not reading.says_nothing(found[0], attribute)
        values.append(found[0] if is_told else "")
    return values


def _proposed(dropped: Product, pair: Pair, kept: Product) -> list[str]:
    """What the operator finds in the fields: what is told, else the one value that the words of
    the variant or of its sheet's title name, else the variant's own name.
    """
    words = f"{pair.variant.label} {dropped.title}".strip()
    proposed = []
    for axis, value in zip(_axes(kept), pair.values, strict=True):
        line = reading.line(axis, words, kept.category_path, vocabulary())
        named = [line.attribute.values[key].fr for key in line.values] if line.attribute else []
        alone = pair.variant.label if len(pair.values) == 1 else ""
        proposed.append(value or (named[0] if len(named) == 1 else alone))
    return proposed


def _axes(product: Product) -> list[str]:
    return [str(axis) for axis in product.axes]


def _rows(variants: Iterable[Variant]) -> list[list[str]]:
    return [[str(value) for value in variant.values] for variant in variants]
