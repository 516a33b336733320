"""The documents of a sheet: a safety data sheet, a declaration of conformity, an energy label.

A document is stored once and named by a line of the content, which is proposed, compared and
decided as all others are: what is online decides what the public may open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.attributes import reading
from catalog.attributes.vocabulary import Defined, vocabulary
from catalog.models import Attribute, AttributeDocument, AttributePlace, Product
from catalog.sheets import lists, products, traits
from catalog.states import ProductState
from marketplace.shared import files, numbers
from marketplace.shared.models import User
from marketplace.shared.states import Refusal


class NotAPdf(Refusal):
    """Documents of a sheet are PDF files."""

    sentence = _("Ce fichier n'est pas un PDF : enregistrez le document en PDF et recommencez.")


class NoSuchPlace(Refusal):
    """The category of the sheet asks for no such document."""

    sentence = _("La catégorie de cette fiche ne demande pas ce document.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A document that the category of a sheet asks for, and the one that is there."""

    attribute: Defined
    is_required: bool
    heading: str  # the line of the content that holds it
    paper: AttributeDocument | None


def are_asked(category_id: int | None) -> bool:
    """Whether the category of a sheet asks for any document."""
    path, known = traits.path_of(category_id), vocabulary()
    levels = known.of(path) if path else {}
    return any(known.by_key[key].kind == Attribute.Kind.DOCUMENT for key in levels)


def slots(product: Product, content: dict) -> list[Slot]:
    """The documents that a sheet may hold, those that are required first."""
    path = traits.path_of(content["category_id"])
    known = vocabulary()
    levels = known.of(path) if path else {}
    told = {
        line.attribute.key: line
        for line in reading.read(content["attributes"], path, known)
        if line.attribute and line.attribute.kind == Attribute.Kind.DOCUMENT
    }
    papers = {paper.token: paper for paper in AttributeDocument.objects.filter(product=product)}
    found = []
    for key, level in levels.items():
        attribute = known.by_key[key]
        if attribute.kind != Attribute.Kind.DOCUMENT:
            continue
        line = told.get(key)
        found.append(
            Slot(
                attribute=attribute,
                is_required=level == AttributePlace.Level.REQUIRED,
                heading=line.name if line else attribute.fr,
                paper=papers.get(line.document) if line else None,
            )
        )
    return sorted(found, key=lambda slot: not slot.is_required)


def attach(
    product: Product, key: str, *, content: bytes, name: str, by: User | None, at: datetime
) -> AttributeDocument:
    """Store a PDF and name it in the sheet. Raises a Refusal that says what is wrong with it."""
    slot = _slot(product, key)
    paper = files.read_document(content)
    if paper.extension != "pdf":
        raise NotAPdf
    document = AttributeDocument(
        product=product,
        attribute_id=slot.attribute.pk,
        token=numbers.code(10),
        name=files.clean_name(name),
        sha256=files.sha256(paper.content),
        size=len(paper.content),
        created_at=at,
    )
    with files.bound([document.file]):
        document.file.save(f"{document.token}.pdf", ContentFile(paper.content), save=False)
        _attach(document, by=by, at=at)
    return document


@transaction.atomic(durable=True)
def remove(product: Product, key: str, *, by: User | None, at: datetime) -> None:
    """Take a document off the sheet; online it stays until the change passes."""
    slot = _slot(product, key)
    lines = dict(lists.newest(product)["attributes"])
    if lines.pop(slot.heading, None) is not None:
        products.reword(product, lines, by=by, at=at)


def is_public(document: AttributeDocument) -> bool:
    """Whether anybody may open it: a line that is online names it, and its attribute lets them."""
    product = document.product
    if document.attribute.is_private or product.state != ProductState.PUBLISHED:
        return False
    if not product.is_sellable:
        return False
    lines = reading.read(product.attributes, product.category_path, vocabulary())
    return document.token in {line.document for line in lines}


@transaction.atomic(durable=True)
def _attach(document: AttributeDocument, *, by: User | None, at: datetime) -> None:
    product = document.product
    slot = _slot(product, vocabulary_key(document))
    document.save()
    lines = dict(lists.newest(product)["attributes"])
    lines[slot.heading] = f"{document.name} ({document.token})"
    products.reword(product, lines, by=by, at=at)


def vocabulary_key(document: AttributeDocument) -> str:
    """The key of the attribute that a document stands under."""
    return next(
        key for key, each in vocabulary().by_key.items() if each.pk == document.attribute_id
    )


def _slot(product: Product, key: str) -> Slot:
    for slot in slots(product, lists.newest(product)):
        if slot.attribute.key == key:
            return slot
    raise NoSuchPlace
