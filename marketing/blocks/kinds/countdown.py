"""The time that is left until an instant, then a sentence."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene
from marketplace.shared.clock import PARIS


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"), most=120)
    until = fields.moment(_("Jusqu'au"), help_text=_("Heure de Paris."))
    after = fields.text(
        _("Ensuite"), most=120, help_text=_("Laissez vide pour ne plus rien montrer.")
    )
    link_text = fields.text(_("Lien"), most=60)
    link = fields.link(_("Où il mène"))
    translated = ("title", "after", "link_text")
    required = ("title", "until")


def until(said: Said) -> datetime | None:
    """The instant that is typed, an hour of Paris."""
    try:
        typed = datetime.fromisoformat(said.text("until")).replace(tzinfo=PARIS)
    except ValueError:
        return None
    return typed if fields.is_near(typed) else None


def shown(said: Said, scene: Scene) -> dict | None:
    """What is left, or what is said once it is over."""
    end = until(said)
    if end is None:
        return None
    is_over = scene.is_past(end)
    if is_over and not said.text("after"):
        return None
    return {
        "title": said.text("title"),
        "until": end,
        "is_over": is_over,
        "after": said.text("after"),
        "link": (said.text("link_text"), said.link("link")),
    }


def checks(said: Said, scene: Scene):
    """An instant that is past."""
    end = until(said)
    if end and end <= scene.at:
        yield Remark(ADVICE, str(_("Ce compte à rebours est déjà terminé.")))


KIND = Kind(
    key="countdown",
    name=_("Compte à rebours"),
    use=_("Le temps qui reste jusqu'à un jour et une heure."),
    icon="timer",
    form=Form,
    shown=shown,
    checks=checks,
)
