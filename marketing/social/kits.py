"""All that is needed to share something: cards in every size and language, captions, a link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from catalog.models import Collection, Product
from catalog.shop import collections as shown
from marketing.merchandising import collections
from marketing.models import ShortLink
from marketing.social import drawing, faces, links, qr
from marketing.social.faces import LANGUAGES, SIZES, SQUARE, Face
from marketplace.shared.language import naming
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

OF_A_COLLECTION = 6  # sheets whose cards a collection brings along
SHAREABLE = ("produit", "collection", "article", "boutique")


class NothingToShare(Refusal):
    """What is not in front of the public has no kit."""

    sentence = _lazy(
        "Rien à partager : un produit doit être en vente et en stock, un article ou une collection"
        " en ligne."
    )


@dataclass(frozen=True, slots=True)
class Kit:
    """What may be taken away: a face in each language, and the faces of what belongs to it."""

    faces: dict[str, Face]
    others: list[Face]

    @property
    def face(self) -> Face:
        """The French face, which names the kit."""
        return self.faces["fr"]

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"partage-{self.face.slug}.zip"


def of(kind: str, slug: str, *, at: datetime) -> Kit:
    """The kit of something that may be shared. Raises NothingToShare."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            face = faces.find(kind, slug, at=at) if kind in SHAREABLE else None
        if face is None:
            raise NothingToShare
        found[language] = face
    return Kit(found, list(_others(slug, at)) if kind == "collection" else [])


def link_of(kit: Kit, *, seller: Seller | None, by: User | None, at: datetime) -> ShortLink:
    """The short link that the kit brings."""
    return links.for_kit(kit.face.path, name=kit.face.title[:80], seller=seller, by=by, at=at)


def caption(face: Face, url: str) -> str:
    """A text ready to be pasted under a picture, in the language of the face, as is its page."""
    with override(face.language):
        head = " – ".join(part for part in (face.title, face.price) if part)
        by = _("Par {shop}, sur {house}.").format(shop=face.above, house=face.house)
        from_whom = by if face.kind == "produit" else _("Sur {house}.").format(house=face.house)
        parts = (head, face.said, from_whom, naming(url, face.language))
    return "\n\n".join(part for part in parts if part)


def packed(kit: Kit, url: str) -> bytes:
    """The kit as one file."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, content in _files(kit, url):
            # pictures are as small as they get
            file.writestr(name, content, ZIP_STORED if name.endswith("g") else ZIP_DEFLATED)
    return out.getvalue()


def _files(kit: Kit, url: str) -> Iterator[tuple[str, bytes]]:
    for language, face in kit.faces.items():
        for size in SIZES:
            yield f"{language}/{face.slug}-{size}.jpg", drawing.drawn(face, size)
        name = "legende.txt" if language == "fr" else "caption.txt"
        yield f"{language}/{name}", caption(face, url).encode()
    for face in kit.others:
        yield f"produits/{face.slug}-{SQUARE}.jpg", drawing.drawn(face, SQUARE)
    yield "lien.txt", f"{url}\n".encode()
    yield "qr.svg", qr.drawn(url, "svg")
    yield "qr.png", qr.drawn(url, "png")


def _others(slug: str, at: datetime) -> Iterator[Face]:
    row: Collection | None = shown.shown(slug, at=at)
    keys = collections.held(row, at=at, most=OF_A_COLLECTION) if row else []
    slugs = dict(Product.objects.filter(pk__in=keys).values_list("pk", "slug"))
    with override("fr"):
        for key in keys:
            face = faces.find("produit", slugs.get(key, ""), at=at)
            if face:
                yield face
