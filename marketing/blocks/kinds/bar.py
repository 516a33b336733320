"""A reminder that stays at the foot of the screen, with the page's first button."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    text = fields.text(_("En une phrase"), most=80)
    action = fields.text(_("Bouton"), most=40)
    link = fields.link(_("Où il mène"))
    translated = ("text", "action")
    required = ("action", "link")


def shown(said: Said, scene: Scene) -> dict | None:
    """The sentence and the button, of the first one alone: two would lie over each other."""
    if not said.text("action") or not said.link("link") or not scene.is_first("bar"):
        return None
    return {"text": said.text("text"), "action": said.text("action"), "link": said.link("link")}


def checks(said: Said, scene: Scene):
    """A second one on the page."""
    if said.text("action") and not scene.is_first("checked bar"):
        yield Remark(ADVICE, str(_("Une page n'en montre qu'un : le premier.")))


KIND = Kind(
    key="bar",
    name=_("Rappel au bas de l'écran"),
    use=_("Une phrase et un bouton qui restent en vue sous l'ouverture."),
    icon="panel-bottom",
    form=Form,
    shown=shown,
)
