"""How a shop presents itself."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import transaction

from marketplace.shared import files
from sellers import standing
from sellers.models import Seller

LOGO_SIDE, BANNER_SIDE = 200, 300


def present(
    seller: Seller, *, logo: bytes | None = None, banner: bytes | None = None, **columns
) -> None:
    """Change what buyers read and see of a shop. Raises a Refusal about a picture."""
    pictures = []
    for name, content, least in (("logo", logo, LOGO_SIDE), ("banner", banner, BANNER_SIDE)):
        if content:
            picture = files.read_picture(content, least=least)
            kind = f"{picture.sha256[:12]}.{picture.extension}"
            pictures.append((name, f"{seller.code}-{name}-{kind}", ContentFile(picture.content)))
    for name, value in columns.items():
        setattr(seller, name, value)
    shown = [getattr(seller, name) for name, *_rest in pictures]
    with files.bound(shown):
        for stored, (_name, path, clean) in zip(shown, pictures, strict=True):
            stored.save(path, clean, save=False)
        _save(seller, [*columns, *(name for name, *_rest in pictures)])


@transaction.atomic(durable=True)
def _save(seller: Seller, columns: list[str]) -> None:
    seller.save(update_fields=columns)
    standing.changed()
