"""A sheet as the files of the console show it: its words, photos and characteristics."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.sheets import characteristics
from catalog.withdrawal import EXCEPTIONS
from marketplace.shared import places
from marketplace.shared.dossiers import Panel


def content(product: Product) -> Panel:
    """The words and photos of a sheet."""
    photos = list(product.photos.order_by("-is_approved", "position", "pk"))
    return Panel(
        title=_("Contenu"),
        rows=[
            (_("Titre"), product.title),
            (_("Titre (anglais)"), product.title_en or ("–" if product.description_en else "")),
            (_("Catégorie"), places.link(product.category) if product.category else ""),
            (_("Marque"), places.link(product.brand) if product.brand else ""),
            (_("Se choisit par"), ", ".join(product.axes)),
            (_("Droit de rétractation"), EXCEPTIONS.get(product.withdrawal_exception, "")),
        ],
        template="admin/catalog/_sheet.html",
        values={
            "photos": photos,
            "description": product.description,
            "english": product.description_en,
        },
    )


def told(product: Product) -> Panel:
    """The characteristics of a sheet, and what is understood of each."""
    content = {
        "category_id": product.category_id,
        "attributes": product.attributes,
        "axes": product.axes,
    }
    return Panel(
        title=_("Caractéristiques"),
        template="admin/catalog/_understood.html",
        values={"lines": characteristics.of(None, content)},
    )
