"""What others posted of the house: the newest copies that are shown."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene, Wants

MOST = 12


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    most = fields.number(_("Combien au plus"), least=1, most=MOST)
    translated = ("title", "link_text")


def wants(said: Said, wants: Wants) -> None:
    """The newest of them."""
    wants.reposts = max(wants.reposts, min(said.number("most", 6), MOST))


def shown(said: Said, scene: Scene) -> dict | None:
    """What its authors agreed to and has not ended; nothing where there is none."""
    reposts = scene.reposts(min(said.number("most", 6), MOST))
    if not reposts:
        return None
    return {"title": said.text("title"), "link_text": said.text("link_text"), "reposts": reposts}


def checks(said: Said, scene: Scene):
    """A wall without a post shows nothing."""
    if not scene.reposts(1):
        yield Remark(ADVICE, str(_("Aucune publication d'ailleurs à montrer : ce bloc est vide.")))


KIND = Kind(
    key="wall",
    name=_("Mur"),
    use=_("Ce que d'autres ont publié ailleurs, repris avec leur accord."),
    icon="quote",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
