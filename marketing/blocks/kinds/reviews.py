"""What buyers say: the newest good reviews, of all products or of some."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import numbers
from marketing.blocks.scene import Scene, Wants

MOST = 3


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    products = fields.products(
        _("Seulement de ces produits"), help_text=_("Laissez vide pour toute la boutique.")
    )
    translated = ("title",)


def wants(said: Said, wants: Wants) -> None:
    """The newest reviews of these products, or of all."""
    wants.reviews.append(tuple(numbers(said.text("products"))))


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that buyers of a received product wrote, with the note of all."""
    told = scene.reviews(tuple(numbers(said.text("products"))), MOST)
    return {"title": said.text("title"), "reviews": told} if told else None


def checks(said: Said, scene: Scene):
    """No review to show."""
    if not scene.reviews(tuple(numbers(said.text("products"))), MOST):
        yield Remark(ADVICE, str(_("Aucun avis à montrer : le bloc n'apparaît pas.")))


KIND = Kind(
    key="reviews",
    name=_("Avis"),
    use=_("Les derniers avis d'acheteurs qui ont reçu leur produit."),
    icon="message-circle",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
)
