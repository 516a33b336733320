"""What the blocks of an article may be: its own text once, and whole where a shop agreed to it.

A shop that was interviewed agreed to its words as it read them. They stand in the article, and its
blocks show that text whole; beside it stand things of the shop, pictures and their captions, but
nothing that could be read as said by whoever was asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from marketing.blocks import drawing
from marketing.blocks.block import ADVICE, BLOCKING, Kind, Remark
from marketing.blocks.registry import ARTICLE_KINDS, INNER_KINDS
from marketing.blocks.typed import Block
from marketing.models import Interview, Page
from marketing.pages.articles import texts


def is_agreed(page: Page) -> bool:
    """Whether the words of a page's article are those of a shop that agreed to them."""
    return Interview.objects.filter(article=page.article_id, article__isnull=False).exists()


def offered(page: Page) -> list[Kind]:
    """The kinds of blocks that a page within something else may have."""
    agreed = is_agreed(page)
    return [kind for kind in _kinds(page).values() if kind.is_quiet or not agreed]


def _kinds(page: Page) -> dict[str, Kind]:
    return ARTICLE_KINDS if page.kind == Page.Kind.ARTICLE else INNER_KINDS


def remarks(page: Page, blocks: list[Block]) -> Iterator[Remark]:
    """What of these blocks has no place in this article, or under this date."""
    own, kinds = 0, _kinds(page)
    agreed = is_agreed(page)
    for kind, _said, block in drawing.shown(blocks, "fr"):
        own += kind.key == texts.OWN
        if kind.key not in kinds:
            sentence = _("ce bloc n'a pas sa place sur cette page.")
        elif kind.key == texts.OWN and own > 1:
            sentence = _("le texte de l'article n'y est montré qu'une fois.")
        elif agreed and (not kind.is_quiet or texts.prose(kind, block["data"])):
            sentence = _(
                "autour des réponses d'une boutique, rien qui puisse passer pour ses mots : seuls"
                " des images, des produits et des titres courts."
            )
        else:
            continue
        yield Remark(BLOCKING, kind.says(sentence), block["id"])
    if page.article and not page.article.body.strip() and not texts.words(blocks, "fr"):
        yield Remark(BLOCKING, _("L'article n'a pas de texte, et ces blocs n'en disent pas un."))
    if agreed and not own:
        yield Remark(
            BLOCKING,
            _(
                "Les réponses de la boutique doivent y être entières : ajoutez le bloc « Texte de"
                " l'article »."
            ),
        )
    elif page.article and page.article.body.strip() and not own:
        yield Remark(ADVICE, _("Le texte de l'article n'y est pas montré."))
