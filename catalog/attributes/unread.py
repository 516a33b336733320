"""What sellers write that the vocabulary does not know: listed with its count, decided once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalog.attributes import definitions, reading
from catalog.attributes.vocabulary import Vocabulary, phrase, vocabulary
from catalog.models import Attribute, AttributeUnread, AttributeValue, Product, Variant
from catalog.states import ProductState
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

CHUNK = 1000
LONGEST = 120
CHOSEN = {Attribute.Kind.CHOICE, Attribute.Kind.CHOICES}


class NoValueHere(Refusal):
    """Only an attribute with a list of values learns another one."""

    sentence = _("Cette caractéristique n'a pas de liste de valeurs.")


class KnownValue(Refusal):
    """Two values of one name could not be told apart."""

    sentence = _("Cette valeur existe déjà : choisissez-la dans la liste.")


@transaction.atomic(durable=True)
def count(*, after: int, run: datetime) -> int | None:
    """Count what the next thousand online sheets say in unknown words; the last one, or None.

    `run` is when this counting began: figures of an earlier one are replaced.
    """
    known = vocabulary()
    sheets = list(
        Product.objects.filter(state=ProductState.PUBLISHED, pk__gt=after)
        .order_by("pk")
        .values("pk", "category_path", "attributes", "axes")[:CHUNK]
    )
    if not sheets:
        AttributeUnread.objects.exclude(counted_at=run).filter(left_at=None).delete()
        return None
    chosen: dict[int, list[list]] = {}
    variants = Variant.objects.filter(product__in=[sheet["pk"] for sheet in sheets])
    for product, values in variants.exclude(values=[]).values_list("product", "values"):
        chosen.setdefault(product, []).append(values)
    counts: Counter[tuple[int, str]] = Counter()
    shown: dict[tuple[int, str], str] = {}
    for sheet in sheets:
        told = {
            (attribute, " ".join(phrase(text))[:LONGEST]): text
            for attribute, text in _unread(sheet, chosen.get(sheet["pk"], []), known)
        }
        counts.update(told.keys())
        shown = {**told, **shown}
    _write(counts, shown, run)
    return sheets[-1]["pk"]


@transaction.atomic(durable=True)
def adopt(row: AttributeUnread, value: AttributeValue, *, by: User | None, at: datetime) -> None:
    """These words mean a value that exists: every sheet that says them is understood."""
    row = AttributeUnread.objects.select_for_update().get(pk=row.pk)
    if value.attribute_id != row.attribute_id:
        raise NoValueHere
    value = AttributeValue.objects.select_for_update().get(pk=value.pk)
    value.names = "\n".join([*value.names.splitlines(), row.shown])
    value.save(update_fields=["names"])
    definitions.changed(row.attribute, by=by, at=at)
    row.delete()


@transaction.atomic(durable=True)
def create(
    row: AttributeUnread, *, label: str, label_en: str, by: User | None, at: datetime
) -> None:
    """These words are a value of their own. Raises NoValueHere, KnownValue."""
    row = AttributeUnread.objects.select_for_update().select_related("attribute").get(pk=row.pk)
    if row.attribute.kind not in CHOSEN:
        raise NoValueHere
    key = slugify(label)[:60]
    if not key or row.attribute.values.filter(key=key).exists():
        raise KnownValue
    AttributeValue.objects.create(
        attribute=row.attribute,
        key=key,
        label=label,
        label_en=label_en,
        names="" if phrase(label) == phrase(row.shown) else row.shown,
        position=row.attribute.values.count(),
    )
    definitions.changed(row.attribute, by=by, at=at)
    row.delete()


@transaction.atomic(durable=True)
def leave(row: AttributeUnread, *, at: datetime) -> None:
    """These words stay what their sellers wrote: nobody is asked about them again."""
    AttributeUnread.objects.filter(pk=row.pk, left_at=None).update(left_at=at)


def _unread(sheet: Mapping, variants: list[list], known: Vocabulary) -> Iterator[tuple[int, str]]:
    path = sheet["category_path"]
    own = sheet["attributes"] if isinstance(sheet["attributes"], dict) else {}
    lines = reading.read(own, path, known)
    for place, name in enumerate(map(str, sheet["axes"])):
        texts = list({str(values[place]) for values in variants if place < len(values)})
        attribute = reading.attribute_of(name, texts, path, known)
        lines += [reading.understood(name, text, attribute) for text in texts]
    for line in lines:
        for part in line.unread:
            if line.attribute is not None and len(part) <= LONGEST:
                yield line.attribute.pk, part


def _write(counts: Counter[tuple[int, str]], shown: Mapping, run: datetime) -> None:
    rows = AttributeUnread.objects.filter(attribute__in={attribute for attribute, _f in counts})
    stored = {(row.attribute_id, row.folded): row for row in rows}
    fresh, again = [], []
    for key, number in counts.items():
        if row := stored.get(key):
            row.sheets = number + (row.sheets if row.counted_at == run else 0)
            row.counted_at = run
            again.append(row)
        else:
            attribute, folded = key
            fresh.append(
                AttributeUnread(
                    attribute_id=attribute,
                    folded=folded,
                    shown=shown[key],
                    sheets=number,
                    counted_at=run,
                )
            )
    AttributeUnread.objects.bulk_update(again, ["sheets", "counted_at"], batch_size=CHUNK)
    AttributeUnread.objects.bulk_create(fresh, ignore_conflicts=True)
