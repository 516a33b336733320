"""A row of shops: those the house presents, or some by hand."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import numbers
from marketing.blocks.scene import Scene, Wants


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    link = fields.link(_("Où il mène"))
    shops = fields.shops(
        _("Boutiques choisies"), help_text=_("Laissez vide pour les mieux notées du moment.")
    )
    translated = ("title", "link_text")


def wants(said: Said, wants: Wants) -> None:
    """The shops that are named, or those the house presents."""
    named = numbers(said.text("shops"))
    wants.shops.update(named)
    wants.makers |= not named


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that sell; one alone makes no row, unless it was chosen."""
    named = numbers(said.text("shops"))
    shops = [shop for pk in named if (shop := scene.shop(pk))] if named else scene.makers()
    if len(shops) < (1 if named else 2):
        return None
    return {
        "title": said.text("title"),
        "link": (said.text("link_text"), said.link("link")),
        "shops": shops,
    }


def checks(said: Said, scene: Scene):
    """Shops that do not sell now."""
    for pk in numbers(said.text("shops")):
        if scene.shop(pk) is None:
            yield Remark(
                ADVICE,
                str(
                    _("La boutique n° {pk} ne vend pas en ce moment : elle n'est pas montrée.")
                ).format(pk=pk),
            )


KIND = Kind(
    key="sellers",
    name=_("Boutiques"),
    use=_("Une rangée de boutiques, chacune avec son logo et sa ville."),
    icon="store",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
