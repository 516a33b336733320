"""A row of shops: those the house puts forward in turns, some by hand, or the best rated."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import numbers
from marketing.blocks.scene import Scene, Wants

FEATURED = "featured"


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    link_text = fields.text(_("Lien à côté du titre"), most=60)
    link = fields.link(_("Où il mène"))
    source = fields.choice(
        _("Quelles boutiques"),
        [
            ("", _("Choisies à la main ; sans choix, les mieux notées")),
            (FEATURED, _("Mises en avant à tour de rôle")),
        ],
    )
    shops = fields.shops(
        _("Boutiques choisies"), help_text=_("Laissez vide pour les mieux notées du moment.")
    )
    translated = ("title", "link_text")


def _named(said: Said) -> list[int]:
    return [] if _in_turns(said) else numbers(said.text("shops"))


def _in_turns(said: Said) -> bool:
    return said.text("source") == FEATURED


def wants(said: Said, wants: Wants) -> None:
    """The shops that are named or put forward, or those the house presents."""
    named = _named(said)
    wants.shops.update(named)
    wants.featured |= _in_turns(said)
    # what is shown while nobody is put forward, or nobody of them sells
    wants.makers |= not named


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that sell; one alone makes no row, unless it was chosen."""
    named = _named(said)
    put_forward = scene.put_forward() if _in_turns(said) else []
    if named:
        shops = [shop for pk in named if (shop := scene.shop(pk))]
    else:
        shops = put_forward or scene.makers()
    if len(shops) < (1 if named or put_forward else 2):
        return None
    return {
        "title": said.text("title"),
        "link": (said.text("link_text"), said.link("link")),
        "shops": shops,
        "note": _told(said, is_put_forward=bool(put_forward)),
    }


def _told(said: Said, *, is_put_forward: bool) -> str:
    """Why these: said only where the house chooses in turns, and true while nobody is chosen."""
    if not _in_turns(said):
        return ""
    return "turns" if is_put_forward else "rated"


def checks(said: Said, scene: Scene):
    """Shops that do not sell now; nobody put forward."""
    if _in_turns(said) and not scene.put_forward():
        yield Remark(
            ADVICE,
            str(
                _(
                    "Aucune boutique n'est mise en avant à cette date : les mieux notées sont"
                    " montrées à la place, et le bloc le dit."
                )
            ),
        )
    for pk in _named(said):
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
