"""What a sheet lacks, what would help it sell, and why it is not in front of the public.

The score is out of 100: what counts is in NAMES, and how much in catalog.sheets.scales.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from catalog.attributes import doubts, makers
from catalog.attributes.vocabulary import Defined
from catalog.judging import screening
from catalog.judging.rules import loud_title
from catalog.judging.rules.missing_fields import SHORT
from catalog.models import Category, Product, Submission
from catalog.sheets import scales, traits
from catalog.states import ProductState, SubmissionState
from marketplace.shared.language import shipped
from sellers.models import Seller

NAMES = {
    "photo": _lazy("Une photo"),
    "category": _lazy("La catégorie"),
    "description": _lazy("Une description complète"),
    "required": _lazy("Les caractéristiques obligatoires"),
    "price": _lazy("Le prix et le stock"),
    "title": _lazy("Un titre précis"),
    "photos": _lazy("Trois photos ou plus"),
    "recommended": _lazy("Les caractéristiques conseillées"),
    "sharp": _lazy("Une couverture nette"),
}
BAR = 70  # points: below, a sheet is worth some more work
MANY_PHOTOS = 3
SHARP = 1000  # pixels of the shorter side of the first photo
LONG_TITLE = 20  # signs
LONG_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Lack:
    """Something without which a sheet cannot be approved: its field, what to do, its name."""

    field: str
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something that counts for a sheet: what it is worth, whether it is there, what to do."""

    key: str
    points: int
    is_done: bool
    text: str
    field: str

    @property
    def name(self) -> str:
        """What is counted, in a word or two."""
        return str(NAMES[self.key])


@dataclass(frozen=True, slots=True)
class Score:
    """How good a sheet is, and the one thing that would help it most."""

    checks: tuple[Check, ...]

    @property
    def done(self) -> int:
        """How many things are in order."""
        return sum(check.is_done for check in self.checks)

    @property
    def points(self) -> int:
        """Out of 100."""
        return sum(check.points for check in self.checks if check.is_done)

    @property
    def next(self) -> Check | None:
        """What brings most; of equals, what comes first."""
        left = [check for check in self.checks if not check.is_done]
        return max(left, key=lambda check: check.points, default=None)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps a sheet from buyers; `url` leads to where it is mended."""

    text: str
    url: str = ""
    label: str = ""


def lacks(
    content: Mapping,
    *,
    prices: Sequence[int | None],
    unfinished: int = 0,
    inherited: makers.Inherited | None = None,
) -> list[Lack]:
    """All that must be told before a sheet is proposed, in the order of its form."""
    found = []
    if len(content["title"].strip()) < 3:
        found.append(Lack("title", _("Donnez un titre à la fiche."), _("le titre")))
    if not content["category_id"]:
        found.append(Lack("category", _("Choisissez une catégorie."), _("la catégorie")))
    path = traits.path_of(content["category_id"])
    lines = makers.completed(content["attributes"], inherited or {}, path)
    choices = doubts.chosen(content)
    untold = traits.missing(lines, choices, path)
    void = (
        traits.void(content["attributes"], choices, path) if untold[traits.Level.REQUIRED] else {}
    )
    for attribute in untold[traits.Level.REQUIRED]:
        text = _("Cette catégorie le demande. {law}").format(law=shipped(attribute.law)).strip()
        if attribute.key == makers.MAKER:
            once = _("Dites-le une fois pour toutes vos fiches dans « Ma boutique », ou ici.")
            text = f"{text} {once}"
        if attribute.key in void:
            text = f"{void[attribute.key]} {text}"
        name = _("« {name} »").format(name=attribute.label)
        found.append(Lack(traits.FIELD + attribute.key, text, name))
    if unfinished or not any(prices):
        found.append(
            Lack("price", _("Indiquez un prix et un stock."), _("un prix et un stock par ligne"))
        )
    return found


def there(
    content: Mapping,
    *,
    untold: Mapping[str, Sequence],
    prices: Sequence[int | None],
    sizes: Sequence[tuple[int, int]],
    unfinished: int = 0,
) -> dict[str, bool]:
    """What is in order in a content, by what counts. `untold` are the attributes it misses, by
    level; `sizes` are those of its photos in pixels, the first one first.
    """
    title, has_category = content["title"], bool(content["category_id"])
    return {
        "photo": bool(sizes),
        "category": has_category,
        "description": len(content["description"].strip()) >= LONG_DESCRIPTION,
        # a sheet without a category is asked nothing, and tells nothing
        "required": has_category and not untold[traits.Level.REQUIRED],
        "price": bool(prices) and all(prices) and not unfinished,
        "title": len(title.strip()) >= LONG_TITLE and not _is_odd(title),
        "photos": len(sizes) >= MANY_PHOTOS,
        "recommended": has_category and not untold[traits.Level.RECOMMENDED],
        "sharp": bool(sizes) and min(sizes[0]) >= SHARP,
    }


def score(
    content: Mapping,
    *,
    prices: Sequence[int | None],
    sizes: Sequence[tuple[int, int]],
    unfinished: int = 0,
    inherited: makers.Inherited | None = None,
) -> Score:
    """How good a content is, and what to do. `sizes` are those of its photos in pixels."""
    path = traits.path_of(content["category_id"])
    lines = makers.completed(content["attributes"], inherited or {}, path)
    untold = traits.missing(lines, doubts.chosen(content), path)
    done = there(content, untold=untold, prices=prices, sizes=sizes, unfinished=unfinished)
    told = {
        "photo": (_("Ajoutez une photo."), "photos"),
        "category": (_("Choisissez une catégorie."), "category"),
        "description": (_of_the_description(content["description"]), "description"),
        "required": _of_traits(
            untold[traits.Level.REQUIRED], _("Remplissez les caractéristiques obligatoires.")
        ),
        "price": (_("Indiquez un prix et un stock par ligne."), "price"),
        "title": (_of_the_title(content["title"]), "title"),
        "photos": (_of_photos(len(sizes)), "photos"),
        "recommended": _of_traits(
            untold[traits.Level.RECOMMENDED], _("Remplissez les caractéristiques conseillées.")
        ),
        "sharp": (
            _("Choisissez pour couverture une photo de 1 000 pixels de côté au moins."),
            "photos",
        ),
    }
    points = scales.of(path, scales.said())
    # what counts for nothing in this category is not asked for
    counted = [name for name in NAMES if points[name]]
    return Score(tuple(Check(name, points[name], done[name], *told[name]) for name in counted))


def english(content: Mapping) -> str:
    """What would help a sheet with those who read English; it counts for nothing, many sheets sell
    without. Empty where nothing is to be said.
    """
    title, text = content.get("title_en", ""), content.get("description_en", "")
    if title.isupper():
        return _("Écrivez le titre anglais en minuscules.")
    if not title:
        return _("Donnez aussi un titre en anglais : des acheteurs ne lisent que lui.")
    if not text and content["description"]:
        return _("Donnez aussi une description en anglais.")
    return ""


def _is_odd(title: str) -> bool:
    return title.isupper() or loud_title.is_loud(title) or bool(loud_title.promotion(title))


def _of_the_title(title: str) -> str:
    if title.isupper():
        return _("Écrivez le titre en minuscules.")
    if odd := loud_title.remark(title):
        return odd
    return _("Précisez le titre : ce que c'est, la matière, ce qui le distingue.")


def _of_the_description(description: str) -> str:
    if len(description.strip()) < SHORT:
        return _("Écrivez une description.")
    return _("Développez la description : matières, dimensions, entretien, fabrication.")


def _of_photos(count: int) -> str:
    left = max(MANY_PHOTOS - count, 0)
    return ngettext("Ajoutez {count} photo.", "Ajoutez {count} photos.", left).format(count=left)


def _of_traits(missing: Sequence[Defined], otherwise: str) -> tuple[str, str]:
    """What to do of the attributes of a level, and the first field that lacks."""
    if not missing:
        return otherwise, "category"
    names = ", ".join(attribute.label for attribute in missing[:3])
    more = " …" if len(missing) > 3 else ""
    return _("Complétez : {names}.").format(names=names + more), traits.FIELD + missing[0].key


def obstacles(product: Product, at: datetime) -> list[Obstacle]:
    """What keeps this sheet off the site, or from being bought."""
    reasons = [*_of_the_seller(product.owner, at), *_of_the_sheet(product)]
    if product.state == ProductState.PUBLISHED:
        reasons += _of_the_offers(product)
    return reasons


def _of_the_seller(seller: Seller, at: datetime) -> list[Obstacle]:
    if seller.opened_at is None:
        return [
            Obstacle(
                _(
                    "Votre boutique n'est pas encore ouverte : ce que vous proposez est relu dès"
                    " qu'elle est admise."
                ),
                reverse("seller-file"),
                _("Voir mon dossier"),
            )
        ]
    if seller.suspended_at is not None:
        return [Obstacle(_("Vos ventes sont suspendues : aucune fiche n'est visible."))]
    if not seller.is_selling(at):
        return [
            Obstacle(
                _("Votre boutique est en congé ou fermée : vos fiches reviennent à votre retour."),
                reverse("seller-shop"),
                _("Voir mes congés"),
            )
        ]
    return []


def _of_the_sheet(product: Product) -> list[Obstacle]:
    waits = Submission.objects.filter(product=product, state=SubmissionState.QUEUED).exists()
    if product.state == ProductState.DRAFT and not waits:
        return [Obstacle(_("La fiche est un brouillon : proposez-la quand elle est prête."))]
    if product.state == ProductState.RETIRED:
        return [Obstacle(_("Vous avez retiré la fiche de la vente."))]
    if is_closed(product):
        return [
            Obstacle(_("La catégorie de la fiche est fermée à la vente : choisissez-en une autre."))
        ]
    return []


def is_closed(product: Product) -> bool:
    """Whether nothing of the sheet's category may be sold: nobody sees it, whatever its state."""
    category: Category | None = product.category
    return category is not None and screening.policy_of(category) == Category.Policy.FORBIDDEN


def _of_the_offers(product: Product) -> list[Obstacle]:
    offered = Q(is_active=True)
    counts = product.offers.filter(seller=product.owner_id).aggregate(
        offered=Count("pk", filter=offered), there=Count("pk", filter=offered & Q(stock__gt=0))
    )
    if not counts["offered"]:
        return [
            Obstacle(
                _("Aucune déclinaison n'est en vente : cochez « En vente » sur l'une d'elles.")
            )
        ]
    if not counts["there"]:
        text = _("Tout est épuisé : la fiche se voit, mais ne s'achète pas.")
        return [Obstacle(text, reverse("seller-offers"), _("Prix et stocks"))]
    return []
