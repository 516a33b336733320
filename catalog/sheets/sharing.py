"""Which sheets others may sell on: those of articles that a bar code proves to be the same."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from catalog.attributes import makers, reading
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Product, Variant
from marketplace.shared.folding import fold
from marketplace.shared.states import Refusal
from sellers.models import Seller


class MakersSheet(Refusal):
    """The sheet is a craftsman's, about what they make themselves."""

    sentence = _(
        "« {shop} » fabrique ce produit : sa fiche ne se partage pas. Si vous le revendez, créez"
        " votre fiche ; nous la relirons, et réunirons les deux si c'est bien le même article."
    )


class NoCode(Refusal):
    """Nothing proves that the article is the same."""

    sentence = _(
        "Cette fiche n'a pas de code-barres : rien ne dit que votre article est bien le même. Créez"
        " votre fiche ; nous la relirons, et réunirons les deux si c'est le cas."
    )


def why_not(product: Product, variants: Iterable[Variant]) -> Refusal | None:
    """Why nobody else sells on this sheet: its author makes what it shows, or no bar code says that
    another article is the same. Nothing is read before an offer is online: only a code proves it.
    """
    owner = product.owner
    if owner is not None and _is_of_its_maker(product, owner):
        return MakersSheet(shop=owner.name)
    return None if all(variant.gtin for variant in variants) else NoCode()


def _is_of_its_maker(product: Product, owner: Seller) -> bool:
    """Whether the author makes it: the sheet bears their own name as a brand, or they declared to
    make what they sell and it names nobody else.
    """
    if product.brand is not None and fold(product.brand.name) == fold(owner.name):
        return True
    lines = product.attributes if isinstance(product.attributes, dict) else {}
    said = reading.read(lines, product.category_path, vocabulary())
    return owner.makes_own and not any(
        line.attribute and line.attribute.key == makers.MAKER for line in said
    )
