"""The text of the article that the page is about, as it stands in the article itself.

Nothing is typed in it: the words, their photos and their parts remain the article's own, so that
what somebody agreed to see published is what is read, whatever stands around it.
"""

from django.utils.translation import gettext_lazy as _

from marketing.blocks.block import ARTICLE, BLOCKING, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """Nothing is typed in it."""


def shown(_said: Said, scene: Scene) -> dict | None:
    """The text, in the look of the article's kind."""
    told = scene.written
    return {"template": told.template, **told.values} if told and told.has_text else None


def checks(_said: Said, scene: Scene):
    """An article that has no text of its own."""
    if scene.written is None or not scene.written.has_text:
        yield Remark(
            BLOCKING,
            str(
                _(
                    "l'article n'a pas de texte à lui : écrivez-le dans l'article, ou"
                    " retirez ce bloc."
                )
            ),
        )


KIND = Kind(
    key="article_text",
    name=_("Texte de l'article"),
    use=_("Le texte écrit dans l'article, avec ses parties et ses photos."),
    icon="newspaper",
    form=Form,
    shown=shown,
    checks=checks,
    whose=(ARTICLE,),
    is_quiet=True,
)
