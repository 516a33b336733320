"""A shop in large: where it is, what it tells of itself, what it sells best."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import number
from marketing.blocks.scene import Scene, Wants
from marketplace.shared.language import Local


class Form(BlockForm):
    """What is typed in it."""

    shop = fields.shops(
        _("Boutique"),
        most=1,
        help_text=_(
            "Laissez vide pour en présenter une autre chaque jour, parmi les mieux notées."
        ),
    )
    over = fields.text(_("Au-dessus du nom"), most=60)
    text = fields.words(
        _("Texte"), most=600, help_text=_("Laissez vide pour reprendre l'histoire de la boutique.")
    )
    translated = ("over", "text")


def wants(said: Said, wants: Wants) -> None:
    """The shop and its best goods."""
    pk = number(said.text("shop"))
    if pk:
        wants.shops.add(pk)
        wants.best.append(pk)
    else:
        wants.makers = wants.of_day = True


def shown(said: Said, scene: Scene) -> dict | None:
    """The shop, if it sells."""
    pk = number(said.text("shop"))
    shop = scene.shop(pk) if pk else scene.maker_of_the_day()
    if shop is None:
        return None
    text = said.text("text")
    return {
        "shop": shop,
        "over": said.text("over"),
        "text": Local(str(text), getattr(text, "lang", "")) if text else shop.story_told,
        "cards": scene.goods(shop),
    }


def checks(said: Said, scene: Scene):
    """A shop that does not sell now."""
    pk = number(said.text("shop"))
    if pk and scene.shop(pk) is None:
        yield Remark(
            ADVICE, str(_("Cette boutique ne vend pas en ce moment : le bloc n'est pas montré."))
        )


KIND = Kind(
    key="portrait",
    name=_("Portrait d'une boutique"),
    use=_("Une boutique à l'honneur : son histoire et ce qu'elle vend le mieux."),
    icon="user-round",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
