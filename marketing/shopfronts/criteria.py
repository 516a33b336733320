"""When the page of a shop is worth finding: what it must tell before engines are led to it.

The seller reads the same list on their page, with what is missing. What the text must hold is read
when a version is approved (`ShopVersion.is_told`); whether something is for sale, each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from catalog.models import Product
from marketing.blocks import drawing, rich
from marketing.models import ShopVersion
from marketing.states import ShopPageState
from sellers.models import Seller

LEAST_TEXT = 300  # characters, of texts and portraits together
LEAST_ANSWERS = 3
TEXTS, PICTURES = ("text", "own_portrait"), ("own_image", "own_portrait")


@dataclass(frozen=True, slots=True)
class Criterion:
    """What must be there, whether it is, and in which words the seller reads it."""

    key: str
    is_met: bool
    title: str
    text: str


def of_blocks(blocks: list) -> list[Criterion]:
    """What the words and pictures of a page must be."""
    shown = [(kind.key, said) for kind, said, _block in drawing.shown(blocks, "fr")]
    length = sum(len(rich.plain(said.text("text"))) for key, said in shown if key in TEXTS)
    pictures = sum(1 for key, said in shown if key in PICTURES and said.text("picture"))
    answers = sum(
        1
        for key, said in shown
        if key == "questions"
        for row in said.items("items", ("question", "answer"))
        if row["question"] and row["answer"]
    )
    return [
        Criterion(
            "text",
            length >= LEAST_TEXT,
            _("Un texte ou un portrait"),
            _("{count} signes sur {least} au moins.").format(count=length, least=LEAST_TEXT),
        ),
        Criterion(
            "picture",
            pictures > 0,
            _("Une photo"),
            _("Dans un portrait ou une photo légendée."),
        ),
        Criterion(
            "answers",
            answers >= LEAST_ANSWERS,
            _("Des réponses pratiques"),
            _("{count} sur {least} au moins, dans « Questions et réponses ».").format(
                count=answers, least=LEAST_ANSWERS
            ),
        ),
    ]


def is_told(blocks: list) -> bool:
    """Whether a page says all that it must."""
    return all(one.is_met for one in of_blocks(blocks))


def of_shop(seller: Seller, blocks: list) -> list[Criterion]:
    """All that is asked of a shop whose page has these blocks."""
    return [
        *of_blocks(blocks),
        Criterion(
            "goods",
            for_sale().filter(owner=seller.pk).exists(),
            _("Un produit en vente"),
            _("Au moins une fiche que les acheteurs peuvent commander."),
        ),
    ]


def for_sale() -> QuerySet[Product]:
    """The sheets that count: those the public may see now, with something in stock."""
    return Product.objects.public().filter(in_stock=True)


def complete(shops: QuerySet[Seller]) -> QuerySet[Seller]:
    """Of these shops, those whose page engines may know."""
    told = ShopVersion.objects.filter(seller=OuterRef("pk"), state=ShopPageState.LIVE, is_told=True)
    return shops.filter(Exists(told), Exists(for_sale().filter(owner=OuterRef("pk"))))


def missing(found: Iterable[Criterion]) -> list[Criterion]:
    """Those that are not met."""
    return [one for one in found if not one.is_met]


def steps(found: Iterable[Criterion]) -> list[dict[str, Any]]:
    """The same as the component of checklists reads them."""
    return [
        {"title": one.title, "text": one.text, "state": "done" if one.is_met else ""}
        for one in found
    ]
