"""The dates to come: the next ones, of all kinds or on the spot or online alone."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene, Wants

MOST = 6
WHERE = (("", _("Tous")), ("place", _("Sur place")), ("online", _("En ligne")))


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    where = fields.choice(_("Lesquels"), WHERE)
    most = fields.number(_("Combien au plus"), least=1, most=MOST)
    translated = ("title", "link_text")


def wants(said: Said, wants: Wants) -> None:
    """What is to come; which of it is chosen when it is shown."""
    wants.gatherings = True


def shown(said: Said, scene: Scene) -> dict | None:
    """The next of them; nothing where there is none."""
    dates = scene.gatherings(said.text("where"))[: said.number("most", 3)]
    if not dates:
        return None
    return {"title": said.text("title"), "link_text": said.text("link_text"), "dates": dates}


def checks(said: Said, scene: Scene):
    """An agenda without a date shows nothing."""
    if not scene.gatherings(said.text("where")):
        yield Remark(
            ADVICE, str(_("Aucun rendez-vous n'est prévu : ce bloc ne montre rien pour l'instant."))
        )


KIND = Kind(
    key="agenda",
    name=_("Rendez-vous"),
    use=_("Les prochains marchés, ateliers et directs de l'agenda."),
    icon="calendar",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
