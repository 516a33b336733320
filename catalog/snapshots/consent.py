"""What a buyer agrees to when they give a photo: a few plain sentences, kept with each photo.

Whatever is changed here is asked of new photos only: each keeps the words of its own day.
"""

from django.utils.translation import gettext as _

from marketplace.shared import policy


def words() -> str:
    """What is agreed to, in the reader's language, as it stands beside the box."""
    return " ".join(
        (
            _("J'ai pris ces photos moi-même."),
            _(
                "{name} peut les montrer gratuitement sur son site, avec ma signature : sur la page"
                " de ce produit et dans ses pages de présentation, réduites ou recadrées, sans"
                " autre retouche."
            ).format(name=policy.brand().name),
            _("Elles ne sont ni vendues, ni données au vendeur ou à quelqu'un d'autre."),
            _(
                "On n'y reconnaît ni enfant, ni personne qui ne soit pas d'accord ; on n'y lit ni"
                " adresse, ni nom de famille."
            ),
            _(
                "Je peux retirer chacune d'un clic, quand je veux, depuis la page de ma commande :"
                " elle quitte alors tout le site."
            ),
        )
    )
