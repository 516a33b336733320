"""How a shop presents itself."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import transaction

from marketplace.shared import files
from sellers.models import Seller

LOGO_SIDE, BANNER_SIDE = 200, 300


@transaction.atomic(durable=True)
def present(
    seller: Seller, *, logo: bytes | None = None, banner: bytes | None = None, **columns
) -> None:
    """Change what buyers read and see of a shop. Raises a Refusal about a picture."""
    fields = list(columns)
    for name, value in columns.items():
        setattr(seller, name, value)
    for name, content, least in (("logo", logo, LOGO_SIDE), ("banner", banner, BANNER_SIDE)):
        if content:
            picture = files.read_picture(content, least=least)
            stored = ContentFile(picture.content)
            getattr(seller, name).save(
                f"{seller.code}-{name}-{picture.sha256[:12]}.{picture.extension}",
                stored,
                save=False,
            )
            fields.append(name)
    seller.save(update_fields=fields)
