"""A few words from whoever might sell here: the page sends them to the team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalog.tree import tree
from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene
from sellers.prospects.forms import ProspectForm


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"), most=120)
    text = fields.words(_("Texte"), most=400)
    translated = ("title", "text")


def shown(said: Said, scene: Scene) -> dict | None:
    """The words above the fields, and the fields."""
    if not scene.is_first("prospect"):
        return None
    form = ProspectForm(aisles=aisles())
    # the rule of how long it is kept, and the aisles there are
    scene.tell(form.consent, tuple(aisles()))
    return {"title": said.text("title"), "text": said.text("text"), "form": form}


def aisles() -> list[tuple[str, str]]:
    """The aisles one may sell in: their French name, which is kept, and the reader's."""
    return [(place.name, place.label) for place in tree().roots]


def checks(_said: Said, scene: Scene):
    """A second one on the page."""
    if not scene.is_first("checked prospect"):
        yield Remark(ADVICE, str(_("Une page n'en montre qu'un : le premier.")))


KIND = Kind(
    key="prospect",
    name=_("Contact pour vendre"),
    use=_(
        "Quelques questions à qui voudrait vendre ici ; l'équipe le retrouve parmi les prospects."
    ),
    icon="message-square-plus",
    form=Form,
    shown=shown,
    checks=checks,
    sends="blocks/_prospect_form.html",
)
