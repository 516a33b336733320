"""How long one waits for a first sale here, and for an answer before it: medians with their window
and sample.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.scene import Scene
from orders.figures import first_sales
from sellers.admission import answers


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    text = fields.words(_("Texte"), most=400)
    translated = ("title", "text")


def shown(said: Said, scene: Scene) -> dict | None:
    """Those of the two figures that rest on enough."""
    sale, answer = first_sales.told(at=scene.at), answers.told(at=scene.at)
    scene.tell(sale, answer)
    if sale is None and answer is None:
        return None
    return {
        "title": said.text("title"),
        "text": said.text("text"),
        "sale": sale,
        "answer": answer,
    }


def checks(said: Said, scene: Scene):
    """Too few to say anything."""
    if shown(said, scene) is None:
        words = _(
            "Il faut {shops} boutiques ouvertes depuis un mois et deux ans au plus, dont la moitié"
            " a vendu, ou {applications} candidatures : rien n'est montré."
        )
        yield Remark(
            ADVICE,
            str(words).format(shops=first_sales.LEAST, applications=answers.LEAST),
        )


KIND = Kind(
    key="first_sale",
    name=_("Délai de la première vente"),
    use=_("En combien de temps on vend ici, compté sur les boutiques ouvertes."),
    icon="hourglass",
    form=Form,
    shown=shown,
    checks=checks,
)
