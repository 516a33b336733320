"""Teasers of the journal: the newest stories, or some by hand."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import numbers
from marketing.blocks.scene import Scene, Wants

NEWEST, OF_SHOPS = 3, 2


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    stories = fields.stories(
        _("Articles choisis"), help_text=_("Laissez vide pour les plus récents.")
    )
    about = fields.choice(
        _("Sinon"),
        [("", _("Les plus récents")), ("shops", _("Les plus récents qui parlent d'une boutique"))],
    )
    translated = ("title", "link_text")


def wants(said: Said, wants: Wants) -> None:
    """The stories that are named, or the newest."""
    named = numbers(said.text("stories"))
    wants.stories.update(named)
    if not named and said.text("about") == "shops":
        wants.of_shops = OF_SHOPS
    elif not named:
        wants.latest = max(wants.latest, NEWEST)


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that everybody may read."""
    named = numbers(said.text("stories"))
    told = [one for pk in named if (one := scene.story(pk))]
    if not named:
        is_of_shops = said.text("about") == "shops"
        told = scene.of_shops(OF_SHOPS) if is_of_shops else scene.latest(NEWEST)
    if not told:
        return None
    return {"title": said.text("title"), "link_text": said.text("link_text"), "stories": told}


def checks(said: Said, scene: Scene):
    """Stories that nobody may read now."""
    for pk in numbers(said.text("stories")):
        if scene.story(pk) is None:
            yield Remark(
                ADVICE,
                str(_("L'article n° {pk} n'est pas publié : il n'est pas montré.")).format(pk=pk),
            )


KIND = Kind(
    key="stories",
    name=_("Journal"),
    use=_("Trois articles récents, ou ceux que vous choisissez."),
    icon="newspaper",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
