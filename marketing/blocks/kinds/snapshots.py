"""What buyers photographed: the newest photos, of all products or of some."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import numbers
from marketing.blocks.scene import Scene, Wants

MOST = 12


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    products = fields.products(
        _("Seulement de ces produits"), help_text=_("Laissez vide pour toute la boutique.")
    )
    most = fields.number(_("Combien au plus"), least=1, most=MOST)
    translated = ("title",)


def wants(said: Said, wants: Wants) -> None:
    """The newest photos of these products, or of all."""
    wants.snapshots.append(tuple(numbers(said.text("products"))))


def shown(said: Said, scene: Scene) -> dict | None:
    """Those that are online, each leading to its product."""
    of = tuple(numbers(said.text("products")))
    photos = scene.snapshots(of, min(said.number("most", 6), MOST))
    return {"title": said.text("title"), "snapshots": photos} if photos else None


def checks(said: Said, scene: Scene):
    """No photo to show."""
    if not scene.snapshots(tuple(numbers(said.text("products"))), 1):
        yield Remark(ADVICE, str(_("Aucune photo d'acheteur à montrer : ce bloc est vide.")))


KIND = Kind(
    key="snapshots",
    name=_("Photos d'acheteurs"),
    use=_("Ce que des acheteurs ont photographié chez eux, relu et avec leur accord."),
    icon="camera",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
    is_quiet=True,
)
