"""What stands in the way of a page, and what would make it better, before it goes live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.shop import collections
from catalog.tree import tree
from marketing.blocks import drawing, figures, fitting, linking, rich, typed, wording
from marketing.blocks.block import ADVICE, BLOCKING, ENGLISH, Kind, Remark, Said
from marketing.blocks.fields import Named
from marketing.blocks.scene import Scene, Wants
from marketing.editorial import articles
from marketing.models import Article, Page, Version
from marketing.pages import addresses, live
from marketing.pages.articles import bodies, rules
from marketing.pages.articles.texts import OWN
from marketing.segments import segments
from marketing.states import PictureState
from marketplace.shared import quotes
from marketplace.shared.clock import paris_day
from sellers.models import Seller

TITLE = 60
DESCRIPTION = (50, 160)
PICTURE_BYTES = 1_000_000  # of all sizes served, at the widest


def remarks(version: Version, *, at: datetime) -> list[Remark]:
    """All of them, those that keep the page from going live first."""
    scene = scene_of(version, at=at)
    found = [
        *_head(version),
        *_blocks(version, scene),
        *_within(version),
        *_weight(scene),
        *_charter(version, scene, at),
    ]
    return sorted(found, key=lambda remark: not remark.is_blocking)


def scene_of(version: Version, *, at: datetime) -> Scene:
    """What the blocks of a version show, with the own text of an article."""
    article = version.page.article
    written = bodies.written(article) if article else None
    return drawing.scene_of(version.blocks, at=at, language="fr", written=written)


def _within(version: Version) -> Iterator[Remark]:
    if version.page.kind in addresses.WITHIN:
        yield from rules.remarks(version.page, version.blocks)


def _head(version: Version) -> Iterator[Remark]:
    is_told = version.page.kind not in addresses.UNTITLED
    if not version.title and is_told:
        yield Remark(BLOCKING, _("Donnez un titre à la page."))
    if len(version.title) > TITLE and version.page.kind not in addresses.WITHIN:
        yield Remark(
            ADVICE,
            _("Le titre a {count} signes : au-delà de {most}, les moteurs le coupent.").format(
                count=len(version.title), most=TITLE
            ),
        )
    if is_told and not DESCRIPTION[0] <= len(version.description) <= DESCRIPTION[1]:
        yield Remark(
            ADVICE,
            _(
                "La description a {count} signes : entre {least} et {most}, les moteurs la montrent"
                " entière."
            ).format(count=len(version.description), least=DESCRIPTION[0], most=DESCRIPTION[1]),
        )
    if version.title and not version.title_en and version.page.kind not in addresses.WITHIN:
        yield Remark(ADVICE, _("Le titre n'est pas traduit en anglais."))
    if version.segment and version.segment.retired_at:
        yield Remark(BLOCKING, str(segments.Retired(name=quotes.bare(version.segment.name))))
    if not any(not block.get("hidden") for block in version.blocks):
        yield Remark(BLOCKING, _("La page n'a aucun bloc à montrer."))


def _blocks(version: Version, scene: Scene) -> Iterator[Remark]:
    for kind, said, block in drawing.shown(version.blocks, "fr"):
        name = block["id"]
        of_itself = (
            *of_fields(kind, block),
            *english(kind, said),
            *_pictures(kind, said, scene),
            *linking.refused(texts(dict(said.data))),
        )
        of_the_day = (*_links(kind, said, scene.at), *kind.checks(said, scene))
        for is_dated, remarks in ((False, of_itself), (True, of_the_day)):
            for remark in remarks:
                yield Remark(remark.level, kind.says(remark.sentence), name, is_dated)


def _charter(version: Version, scene: Scene, at: datetime) -> Iterator[Remark]:
    path, day = addresses.path(version.page), paris_day(at)
    look = partial(wording.remarks, path=path, day=day, advises=False)
    head = (version.title, version.title_en, version.description, version.description_en)
    yield from look(head)
    for kind, said, block in drawing.shown(version.blocks, "fr"):
        # an address is no word of ours
        words = [text for text in texts(block["data"]) if not text.startswith(("/", "http"))]
        words += _of_pictures(kind, said, scene)
        if kind.key == OWN and version.page.article:
            words += articles.words(version.page.article)
        for remark in look(words):
            yield Remark(remark.level, kind.says(remark.sentence), block["id"])


def _of_pictures(kind: Kind, said: Said, scene: Scene) -> Iterator[str]:
    """What the library says of the pictures that a block shows."""
    wants = Wants()
    kind.wants(said, wants)
    for picture in filter(None, map(scene.in_library, sorted(wants.pictures))):
        yield from (picture.alt, picture.alt_en, picture.credit)


def of_fields(kind: Kind, block: typed.Block, *, with_figures: bool = True) -> Iterator[Remark]:
    """What its form says of a block, and what of it is missing."""
    form = typed.form(block)
    for name in kind.form.required:
        if not block["data"].get(name):
            label = form.fields[name].label if name in form.fields else _("au moins une ligne")
            yield Remark(BLOCKING, _("il manque « {field} ».").format(field=label))
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield Remark(BLOCKING, f"{label} – {errors[0]}" if label else str(errors[0]))
    for value in texts(block["data"]) if with_figures else ():
        for unknown in figures.unknown(value):
            yield Remark(
                BLOCKING,
                _("aucun chiffre ne s'appelle « {name} » ; ceux qui existent : {known}.").format(
                    name=unknown, known=figures.known()
                ),
            )


def texts(data: dict) -> Iterator[str]:
    """Every text that was typed in a block."""
    for value in data.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for row in value:
                yield from texts(row)


def _links(kind: Kind, said: Said, at: datetime) -> Iterator[Remark]:
    names = [name for name in kind.form.base_fields if name == "link" or name.endswith("_link")]
    every = {said.text(name) for name in names}
    for value in texts(dict(said.data)):
        if "](" in value:
            every.update(rich.links(value))
    for address in sorted(every - {""}):
        if address.startswith("/") and not leads(address, at=at):
            yield Remark(
                BLOCKING,
                _("le lien « {address} » ne mène à aucune page.").format(address=address),
            )


def leads(address: str, *, at: datetime) -> bool:
    """Whether a path of the shop leads somewhere that the public may read at an instant."""
    path = address.partition("#")[0].partition("?")[0]
    try:
        found = resolve(path)
    except Resolver404:
        return False
    slug = found.kwargs.get("slug", "")
    rows = {
        "shop-product": lambda: Product.objects.public().filter(slug=slug).exists(),
        "shop-category": lambda: slug in tree().by_slug,
        "shop-collection": lambda: collections.shown(slug, at=at) is not None,
        "shop-seller": lambda: Seller.objects.selling(at).filter(slug=slug).exists(),
        "shop-article": lambda: Article.objects.published(at).filter(slug=slug).exists(),
        "shop-landing": lambda: live.is_shown(Page.Kind.LANDING, slug, at=at),
        "shop-house": lambda: live.is_shown(Page.Kind.HOUSE, slug, at=at),
    }
    return rows[found.url_name]() if found.url_name in rows else True


def english(kind: Kind, said: Said) -> Iterator[Remark]:
    """What is said in French alone."""
    lacking = [
        name
        for name in kind.form.translated
        if said.data.get(name) and not said.data.get(name + ENGLISH)
    ]
    rows = [
        row
        for name, (_most, parts) in kind.form.repeated.items()
        for row in said.data.get(name) or []
        if any(
            row.get(part) and not row.get(part + ENGLISH)
            for part in parts
            if part + ENGLISH in parts
        )
    ]
    if lacking or rows:
        yield Remark(ADVICE, _("l'anglais manque : le français y sera lu."))


def _pictures(kind: Kind, said: Said, scene: Scene) -> Iterator[Remark]:
    wants = Wants()
    kind.wants(said, wants)
    named = [field for field in kind.form.base_fields.values() if isinstance(field, Named)]
    least = next((field.least for field in named if field.least), None)
    for pk in wants.pictures:
        picture = scene.in_library(pk)
        if picture is None:
            gone = _("l'image n° {pk} n'est plus dans la bibliothèque.")
            yield Remark(BLOCKING, gone.format(pk=pk))
            continue
        if picture.state == PictureState.UNREADABLE:
            yield Remark(
                BLOCKING,
                _("l'image ne s'ouvre plus : envoyez-la de nouveau dans la bibliothèque."),
            )
        elif picture.state == PictureState.PREPARING:
            yield Remark(
                ADVICE,
                _("l'image est en préparation : la page montre l'original jusque-là."),
            )
        if why := fitting.too_small(picture, least):
            yield Remark(BLOCKING, why)
        if not picture.alt_en:
            yield Remark(ADVICE, _("l'image n'a pas de texte de remplacement en anglais."))


def _weight(scene: Scene) -> Iterator[Remark]:
    weights = {picture: picture.served_bytes for picture in scene.pictures()}
    over = sum(weights.values()) - PICTURE_BYTES
    if over > 0:
        heaviest = max(weights, key=lambda picture: weights[picture])
        yield Remark(
            ADVICE,
            _(
                "Les images de la page pèsent {over} ko de trop : réduisez-en ou retirez-en. La"
                " plus lourde est « {alt} », {weight} ko."
            ).format(over=-(-over // 1000), alt=heaviest.alt, weight=-(-weights[heaviest] // 1000)),
        )
