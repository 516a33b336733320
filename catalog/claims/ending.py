"""What withdrawing a claim does, in the words of where it stands: some claims are never shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalog.claims import claims
from catalog.models import LabelClaim
from marketplace.shared.templatetags.ui import dated


@dataclass(frozen=True, slots=True)
class Ending:
    """What the button says, what it will do, and what is said once it is done."""

    title: str
    text: str
    done: str


def of(claim: LabelClaim, day: date) -> Ending:
    """In which words a claim is withdrawn on a day."""
    still = _still(claim, day)
    if not claims.is_shown(claim, day):
        return Ending(
            title=_("Retirer cette demande"),
            text=_joined(_("Elle s'arrête là ; vous pourrez en faire une autre."), still),
            done=_joined(_("Votre demande est retirée."), still),
        )
    if still:
        return Ending(
            title=_("Retirer cette preuve"),
            text=_joined(_("Si elle ne vaut plus : elle n'est plus montrée, aussitôt."), still),
            done=_joined(_("Cette preuve est retirée."), still),
        )
    return Ending(
        title=_("Retirer ce label"),
        text=_(
            "Si vous ne le portez plus : il quitte aussitôt vos pages. Pour le montrer de nouveau,"
            " il faudra une nouvelle demande."
        ),
        done=_("C'est retiré : ce label n'est plus montré."),
    )


def _still(claim: LabelClaim, day: date) -> str:
    """By which other proof the label is shown all the same; empty when by none."""
    other = claims.standing_beside(claim, day)
    if other is None:
        return ""
    if claim.label.is_of_shops:
        said = _("Ce label reste montré par la preuve du {day}.")
    else:
        said = _("Ce label reste montré par la preuve du {day}, sur les fiches qu'elle nomme.")
    return said.format(day=dated(other.claimed_at))


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
