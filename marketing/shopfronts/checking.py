"""What stands in the way of a shop's page, and what a moderator should look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from catalog.judging import charter
from catalog.reviews import doubts
from marketing.blocks import drawing, fitting, linking, rich
from marketing.blocks.block import ADVICE, BLOCKING, Kind, Remark
from marketing.blocks.fields import OwnPicture
from marketing.blocks.registry import SHOP_KINDS
from marketing.blocks.scene import Scene
from marketing.models import ShopPicture
from marketing.pages import checking
from marketing.shopfronts import pictures
from marketplace.shared.clock import paris_day

MOST_BLOCKS = 20


def remarks(blocks: list, scene: Scene, *, seller_id: int) -> list[Remark]:
    """All of them, those that keep the page from being proposed first."""
    found = [*_whole(blocks), *_blocks(blocks, scene, seller_id)]
    return sorted(found, key=lambda remark: not remark.is_blocking)


def _whole(blocks: list) -> Iterator[Remark]:
    if not any(not block.get("hidden") for block in blocks):
        yield Remark(BLOCKING, _("La page n'a aucun bloc à montrer."))
    if len(blocks) > MOST_BLOCKS:
        yield Remark(BLOCKING, _("Une page a {most} blocs au plus.").format(most=MOST_BLOCKS))


def _blocks(blocks: list, scene: Scene, seller_id: int) -> Iterator[Remark]:
    shown = pictures.by_number(seller_id, blocks)
    for kind, said, block in drawing.shown(blocks, "fr"):
        texts = list(checking.texts(block["data"]))
        if kind.key not in SHOP_KINDS:
            own = [Remark(BLOCKING, _("ce bloc n'est pas de ceux d'une boutique."))]
        else:
            own = [
                *checking.of_fields(kind, block, with_figures=False),
                *_links(texts),
                *linking.refused(texts, within=True),
                *checking.english(kind, said),
                *kind.checks(said, scene),
                *_too_small(kind, shown.get(pictures.number_of(block) or 0)),
                *of_words([*texts, *_alts(block, shown)], seller_id=seller_id, scene=scene),
            ]
        for remark in own:
            yield Remark(remark.level, kind.says(remark.sentence), block["id"])


def _too_small(kind: Kind, picture: ShopPicture | None) -> Iterator[Remark]:
    """A photo that would be blurred where the block shows it."""
    field = kind.form.base_fields.get(pictures.FIELD)
    least = field.least if isinstance(field, OwnPicture) else None
    if picture and (why := fitting.too_small(picture, least)):
        yield Remark(BLOCKING, why)


def _alts(block: dict, shown: Mapping[int, ShopPicture]) -> list[str]:
    """What a block's photo is said to show: it is read aloud like any text."""
    picture = shown.get(pictures.number_of(block) or 0)
    return [picture.alt, picture.alt_en] if picture else []


def _links(texts: Iterable[str]) -> Iterator[Remark]:
    """A shop leads nowhere else: its links stay within the site."""
    for text in texts:
        for address in rich.links(text) if "](" in text else ():
            if not address.startswith("/"):
                yield Remark(
                    BLOCKING,
                    _("le lien « {address} » mène hors du site : retirez-le.").format(
                        address=address[:80]
                    ),
                )


def of_words(texts: Iterable[str], *, seller_id: int, scene: Scene) -> Iterator[Remark]:
    """What the charter, contact data and watched words say of a text: what the charter forbids
    keeps the page back, a moderator decides of the rest.
    """
    text = "\n".join(text for text in texts if text)
    for found in charter.look(text, seller_id=seller_id, day=paris_day(scene.at)):
        yield Remark(BLOCKING if found.is_forbidden else ADVICE, found.sentence)
    for doubt in dict.fromkeys(doubt.says for doubt in doubts.within(text)):
        yield Remark(ADVICE, doubt)
