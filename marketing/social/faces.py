"""What may be shared, and what its card says: a face holds all that the card is drawn from.

What is not on sale, not published or not open has none. An address bears a stamp of plain columns
that the card rests on, so that another price is another address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Category, Collection, Photo, Product
from catalog.shop import collections
from catalog.tree import Place, tree
from marketing.blocks import references
from marketing.gatherings import shown
from marketing.models import Article, Gathering, Page, Picture, Version
from marketing.pages import addresses as pages
from marketing.pages import live
from marketplace.shared import policy
from marketplace.shared.clock import paris_day
from marketplace.shared.palette.choices import Traits
from marketplace.shared.templatetags.ui import money, stamped
from sellers.models import Seller

WIDE, SQUARE, TALL = "1200x630", "1080x1080", "1080x1920"
SIZES = (WIDE, SQUARE, TALL)
LANGUAGES = ("fr", "en")
HOUSE = "accueil"  # the card of the house itself
DRAWING = 2  # counts up when cards are drawn otherwise
LONGEST_SAID = 220  # signs of what a caption says of the thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """All that a card shows, in one language. `photo` is a file of the store, `above` a few words
    over the title, `foot` some beneath, `price` what stands out (of a date, its day and hour),
    `said` a sentence or two that only captions tell; `stamp` is that of its address.
    """

    kind: str
    slug: str
    language: str
    stamp: str
    path: str
    title: str
    above: str = ""
    foot: str = ""
    price: str = ""
    said: str = ""
    photo: str = ""
    focus: tuple[int, int] = (50, 50)
    house: str
    traits: Traits

    @property
    def alt(self) -> str:
        """What the card shows, for whoever cannot see it."""
        return " – ".join(part for part in (self.title, self.price, self.above, self.house) if part)

    @property
    def print(self) -> str:
        """A print of all it says: the same card has the same."""
        return hashlib.sha256(repr((DRAWING, self)).encode()).hexdigest()[:20]

    def told(self, size: str) -> dict:
        """Its card as a template draws it."""
        width, height = measures(size)
        return {
            "url": self.card(size),
            "size": size,
            "width": width,
            "height": height,
            "alt": self.alt,
            "language": self.language,
        }

    @property
    def url(self) -> str:
        """The address of the page it stands for."""
        return settings.BASE_URL + self.path

    def card(self, size: str) -> str:
        """The address of its card, without the host."""
        return _address(self.kind, self.slug, self.stamp, size, language=self.language)


@dataclass(frozen=True, slots=True)
class Image:
    """A card as the head of a page names it."""

    url: str
    width: int
    height: int
    alt: str


def find(kind: str, slug: str, *, at: datetime) -> Face | None:
    """What a card of this address shows now, in the reader's language; None where there is none."""
    return FINDERS[kind](slug, at) if kind in FINDERS else None


def of(row: Model, *, at: datetime) -> Face | None:
    """The face of a sheet, a shop, an article, a date, a collection or a version of a page."""
    kind, slug, _stamp, _alt = _named(row)
    return find(kind, slug, at=at)


def image(row: Any = None) -> Image:
    """The card that a page names in its head: of what it is about, or of the house.

    Nothing is asked: a stamp comes from columns that the page has read.
    """
    kind, slug, stamp, alt = _named(row)
    address = _address(kind, slug, stamp, WIDE, language=_language())
    width, height = measures(WIDE)
    return Image(settings.BASE_URL + address, width, height, alt)


def measures(size: str) -> tuple[int, int]:
    """The width and height of a size of card, in pixels."""
    width, _x, height = size.partition("x")
    return int(width), int(height)


def _named(row: Any) -> tuple[str, str, str, str]:
    """The kind, address, stamp and words of what a page is about."""
    name = policy.brand().name
    rests: tuple
    found: tuple[str, str, tuple, str]
    if isinstance(row, Product):
        rests = (row.title, row.title_en, row.from_cents, row.most_cents, row.cover_id)
        found = "produit", row.slug, (*rests, row.best_offer_id), row.heading.text
    elif isinstance(row, Seller):
        found = "boutique", row.slug, (row.name, row.banner.name, row.city), row.name
    elif isinstance(row, Article):
        rests = (row.title, row.title_en, row.image.name, row.kind)
        found = "article", row.slug, rests, row.local_title
    elif isinstance(row, Gathering):
        rests = (row.title, row.title_en, row.kind, row.starts_at, row.place, row.state)
        found = "rendez-vous", row.slug, (*rests, row.picture_id), row.local_title
    elif isinstance(row, Collection):
        found = "collection", row.slug, (row.pk, row.revision, row.face_id), row.label
    elif isinstance(row, Place):
        found = "rayon", row.slug, (row.name, row.name_en, row.image), row.label
    elif isinstance(row, Version) and row.page.kind in PAGES:
        title = row.local_title or row.page.name
        found = PAGES[row.page.kind], row.page.slug, (row.pk, row.revision), title
    else:
        brand = policy.brand()
        found = HOUSE, HOUSE, (brand.baseline, brand.baseline_en), brand.local_baseline
    kind, slug, rests, words = found
    return kind, slug, _stamp(rests), f"{words} – {name}" if words else name


def _language() -> str:
    language = get_language()
    return language if language in LANGUAGES else "fr"


def _stamp(rests: tuple) -> str:
    brand = policy.brand()
    look = (DRAWING, brand.name, brand.traits)
    return hashlib.sha256(repr((look, rests)).encode()).hexdigest()[:12]


def _address(kind: str, slug: str, stamp: str, size: str, *, language: str) -> str:
    return f"{reverse('shop-card', args=[language, kind, slug, size])}?e={stamp}"


def _face(row: Any, path: str, **said: Any) -> Face:
    kind, slug, stamp, _alt = _named(row)
    brand = policy.brand()
    return Face(
        kind=kind,
        slug=slug,
        language=_language(),
        stamp=stamp,
        path=path,
        house=brand.name,
        traits=brand.traits,
        **said,
    )


def _product(slug: str, at: datetime) -> Face | None:
    rows = Product.objects.shown_on(paris_day(at)).filter(slug=slug, in_stock=True)
    row = rows.select_related("cover", "best_offer__seller").first()
    if row is None:
        return None
    price = money(row.from_cents)
    if row.most_cents is not None and row.most_cents > row.from_cents:
        price = _("Dès {price}").format(price=price)
    return _face(
        row,
        reverse("shop-product", args=[row.slug]),
        title=row.heading.text,
        above=row.best_offer.seller.name,
        price=price,
        said=_short(row.text.text),
        photo=_photo(row.cover),
    )


def _short(text: str) -> str:
    """The first sentences of a text, up to some two hundred signs; whole words of a longer one."""
    plain = " ".join(text.split())
    if len(plain) <= LONGEST_SAID:
        return plain
    cut = plain[:LONGEST_SAID]
    end = max(cut.rfind(f"{sign} ") for sign in ".!?…")
    return cut[: end + 1] if end > 0 else f"{cut.rpartition(' ')[0].rstrip(' ,;:–')}…"


def _photo(photo: Photo | None) -> str:
    if photo is None:
        return ""
    return f"{photo.stem}-1280.webp" if photo.sized_at else photo.file.name


def _seller(slug: str, at: datetime) -> Face | None:
    row = Seller.objects.selling(at).filter(slug=slug).first()
    if row is None:
        return None
    path = reverse("shop-seller", args=[row.slug])
    return _face(
        row, path, title=row.name, above=_("Boutique"), foot=row.city, photo=row.banner.name or ""
    )


def _article(slug: str, at: datetime) -> Face | None:
    row = Article.objects.published(at).light().filter(slug=slug).first()
    if row is None:
        return None
    path = reverse("shop-article", args=[row.slug])
    return _face(
        row,
        path,
        title=row.local_title,
        above=f"{_('Le journal')} · {row.get_kind_display()}",
        said=row.local_standfirst,
        photo=row.image.name or "",
    )


def _gathering(slug: str, at: datetime) -> Face | None:
    row = shown.public().select_related("picture").filter(slug=slug).first()
    if row is None:
        return None
    picture = row.picture
    kind = row.get_kind_display()
    return _face(
        row,
        shown.path(row),
        title=row.local_title,
        above=f"{_('Annulé')} · {kind}" if row.is_cancelled else kind,
        foot="" if row.is_online else row.place,
        # with its year: a card is looked at long after it was shared
        price=stamped(row.starts_at),
        said=row.local_lead,
        photo=picture.file.name if picture else "",
        focus=(picture.focal_x, picture.focal_y) if picture else (50, 50),
    )


def _collection(slug: str, at: datetime) -> Face | None:
    row = collections.shown(slug, at=at)
    if row is None:
        return None
    face = (
        Product.objects.shown_on(paris_day(at))
        .filter(pk=row.face_id)
        .select_related("cover")
        .first()
    )
    photo = _photo(face.cover) if face else ""
    return _face(
        row,
        collections.path(row),
        title=row.label,
        above=_("Collection"),
        said=row.opening,
        photo=photo,
    )


def _category(slug: str, at: datetime) -> Face | None:
    place = tree().by_slug.get(slug)
    if place is None:
        return None
    image = Category.objects.filter(pk=place.pk).values_list("image", flat=True).first()
    return _face(place, place.url, title=place.label, above=_("Rayon"), photo=image or "")


def _page(kind: str) -> Callable[[str, datetime], Face | None]:
    def find_page(slug: str, at: datetime) -> Face | None:
        version = live.version(kind, slug, at=at, audiences=())
        if version is None:
            return None
        picture = _first_picture(version)
        focus = (picture.focal_x, picture.focal_y) if picture else (50, 50)
        return _face(
            version,
            pages.path(version.page),
            title=version.local_title or version.page.name,
            photo=picture.file.name if picture else "",
            focus=focus,
        )

    return find_page


def _first_picture(version: Version) -> Picture | None:
    shown = [block for block in version.blocks if not block.get("hidden")]
    named = (references.number(block["data"].get("picture")) for block in shown)
    key = next((key for key in named if key), None)
    return Picture.objects.filter(pk=key).first() if key else None


def _house(slug: str, at: datetime) -> Face | None:
    if slug != HOUSE:
        return None
    brand = policy.brand()
    return _face(None, reverse("shop-home"), title=brand.local_baseline or brand.name)


PAGES: dict[str, str] = {Page.Kind.LANDING: "saison", Page.Kind.HOUSE: "maison"}
FINDERS: dict[str, Callable[[str, datetime], Face | None]] = {
    "produit": _product,
    "boutique": _seller,
    "article": _article,
    "rendez-vous": _gathering,
    "collection": _collection,
    "rayon": _category,
    "saison": _page(Page.Kind.LANDING),
    "maison": _page(Page.Kind.HOUSE),
    HOUSE: _house,
}
