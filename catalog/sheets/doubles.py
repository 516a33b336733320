"""A copy that nobody changed: it would show buyers the same article twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from catalog.models import Photo, Product
from catalog.sheets import lists
from catalog.states import ProductState
from marketplace.shared.language import Said
from sellers.models import Seller

COPY = re.compile(r"\((?:copie|copy)\)\s*$", re.IGNORECASE)  # as `products.duplicate` ends titles
# what buyers see, or will once it was read
SHOWN = (ProductState.DRAFT, ProductState.PUBLISHED)


def problems(
    seller: Seller, content: Mapping, *, product: Product | None = None
) -> list[tuple[str, Said]]:
    """What of a content that is proposed, by field, is still that of the sheet it was copied from:
    a title that says so itself, or one that another sheet bears with the very same photos.
    """
    found = []
    if COPY.search(content.get("title") or ""):
        sentence = _("Ce titre dit encore « copie » : donnez à cette fiche le sien.")
        found.append(("title", Said(sentence)))
    if COPY.search(content.get("title_en") or ""):
        sentence = _("Ce titre dit encore « copy » : donnez à cette fiche le sien.")
        found.append(("title_en", Said(sentence)))
    if not found and _has_twin(seller, content, product):
        sentence = _(
            "Une autre de vos fiches porte ce titre et ces photos : dites ce qui distingue"
            " celle-ci, ou faites-en une déclinaison de l'autre."
        )
        found.append(("title", Said(sentence)))
    return found


def _has_twin(seller: Seller, content: Mapping, product: Product | None) -> bool:
    shown = _shas(content["photo_ids"])
    if not shown:
        return False
    alike = Product.objects.filter(owner=seller, title__iexact=content["title"], state__in=SHOWN)
    twins = alike.exclude(pk=product.pk if product else None)
    return any(
        shown == _shas(twin.photos.values_list("pk", flat=True))
        for twin in twins[:8]
        if twin.state == ProductState.PUBLISHED or lists.waiting(twin)
    )


def _shas(pks: Iterable[int]) -> set[str]:
    return set(Photo.objects.filter(pk__in=list(pks)).values_list("sha256", flat=True))
